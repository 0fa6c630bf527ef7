"""`replay`: documents go in as JSON Lines, all that follows from them comes out."""

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app import MEMORY, desk, opened, reader, set_up
from bot.chat.console import print_card
from bot.cli.options import AsJson, DossierName
from bot.cli.output import progress, say, say_json
from bot.documents import document, lines, moment
from bot.errors import InputError
from bot.model import Card, Document
from digest.page import card_of_digest

if TYPE_CHECKING:
    from bot.replay import Replayed

Documents = Annotated[
    Path, typer.Argument(metavar="FILE.jsonl", help="Documents as JSON Lines, as `extract` takes them.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="TIME", help="Take only what was published until then (ISO 8601).")
]


def replay(file: Documents, dossier: DossierName = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Take documents in order of publication through the whole chain, and print what would have been said and when.

    It is the backtest of a configuration; nothing is kept and nobody is told.
    """
    from bot.replay import replay as replayed_from  # noqa: PLC0415 - the whole chain, which other verbs do not need
    from bot.replay import replay_data  # noqa: PLC0415

    setup = set_up()
    about = setup.dossier(dossier)
    until = moment(as_of, place="--as-of")[0] if as_of is not None else None
    documents = _documents(file)
    with opened(MEMORY) as store, progress("documents read", total=len(documents)) as step:
        found = replayed_from(
            documents, store=store, dossier=about, settings=setup.settings, reader=reader(setup, about),
            desk=lambda now: desk(setup, about, store, now=now), as_of=until, step=step,
        )  # fmt: skip
    if as_json:
        say_json(replay_data(found))
    else:
        _say(found, len(documents))


def _documents(file: Path) -> list[Document]:
    if not file.is_file():
        raise InputError(f"{file}: is no file; name one with a document per line")
    with file.open("rb") as source:
        return [document(line, place=f"{file}, line {number}") for number, line in lines(source)]


def _say(found: "Replayed", documents: int) -> None:
    told = [(one.at, one.card) for one in found.alerts]
    told += [(one.window.until, card_of_digest(one)) for one in found.digests]
    for at, card in _by_time(told):
        say(f"{at:%Y-%m-%d %H:%M} UTC")
        print_card(card, sys.stdout)
    say(
        f"{documents} documents: {len(found.statements)} statements, {len(found.positions)} positions, "
        f"{len(found.shifts)} shifts, {len(found.alerts)} alerts, {len(found.digests)} digests."
    )


def _by_time(told: Iterable[tuple[datetime, Card]]) -> list[tuple[datetime, Card]]:
    return sorted(told, key=lambda pair: pair[0])
