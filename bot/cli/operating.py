"""`status`: whether the program works; the exit status says it to cron."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import typer

from bot.app import desk, opened, set_up
from bot.cli.options import AsJson
from bot.cli.output import say_card, say_json
from bot.commands.asker import operator
from bot.commands.registry import respond
from bot.status import Status, status_of, worries


def status(as_json: AsJson = False) -> None:
    """Show feeds, what waits, lags, errors and versions; the exit status is 1 where something needs care.

    It may be asked at any time, also from cron and while `parley run` is running.
    """
    setup = set_up()
    now = datetime.now(UTC)
    dossiers = setup.dossiers()
    with opened(setup.environment.database_url) as store:
        found = status_of(store, dossiers, setup.settings, now=now)
        if as_json:
            say_json(_data(found))
        else:
            say_card(respond("/status", desk(setup, dossiers[0], store, now=now, asker=operator("console"))))
    if worries(found):
        raise typer.Exit(1)


def _data(status: Status) -> dict[str, Any]:
    return {"worries": [str(one) for one in worries(status)], **_plain(asdict(status))}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
