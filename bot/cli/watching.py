"""`demo` and `poll`: from feeds to alerts, on the seeds, or once."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.alerts.wording import count
from bot.app import MEMORY, Setup, follow_files, log_on, opened, senders, set_up, watch_of
from bot.chat.console import ConsoleChat
from bot.cli.options import AsJson, DossierName
from bot.cli.output import columns, note, progress, say, say_json, say_table
from bot.errors import FeedError, InputError

if TYPE_CHECKING:
    from bot.jobs import Asked, Watch
    from bot.pipeline import Processed

# aiohttp, the parsers and the scheduler load with the verbs that need them, since the other verbs answer at once
# ruff: noqa: PLC0415

Keep = Annotated[
    Path | None, typer.Option("--keep", metavar="FILE", help="Keep what was read in a new database, for `parley ask`.")
]
Everything = Annotated[bool, typer.Option("--all", help="Ask every feed, also those that are not due yet.")]


def demo(keep: Keep = None) -> None:
    """Show the whole chain on the articles of seeds/: no account, token or network is needed."""
    from bot.demo import demonstrate

    if keep is not None and keep.exists():
        raise InputError(f"{keep}: is there already; name a new file")
    setup = set_up()
    log_on(sys.stderr, setup, least="warning")
    with opened(f"sqlite:///{keep}" if keep is not None else MEMORY) as store:
        asyncio.run(demonstrate(setup, store, sys.stdout))
    if keep is not None:
        note(f'To ask more: DATABASE_URL=sqlite:///{keep} parley ask "/help"')


def poll(dossier: DossierName = None, everything: Everything = False, as_json: AsJson = False) -> None:
    """Ask all feeds that are due, once; read what is new, keep it, and print the alerts.

    What a feed holds when it is asked for the first time is read and kept, and not told: it is no news.
    """
    setup = set_up()
    dossiers = setup.dossiers((dossier,) if dossier else ())
    log_on(sys.stderr, setup)
    with opened(setup.environment.database_url) as store:
        follow_files(setup, store, now=datetime.now(UTC))
        watches = [watch_of(setup, one, store, subscriptions=() if as_json else None) for one in dossiers]
        rounds = [asyncio.run(_round(setup, watch, everything=everything)) for watch in watches]
        if as_json:
            say_json([_data(watch, *found) for watch, found in zip(watches, rounds, strict=True)])
            return
        asyncio.run(_tell(setup, watches[0]))
    for watch, (asked, done) in zip(watches, rounds, strict=True):
        _say(watch, asked, done)
    _complain_if_none_answered([one for asked, _ in rounds for one in asked])


async def _round(
    setup: Setup, watch: "Watch", *, everything: bool
) -> tuple[tuple["Asked", ...], tuple["Processed", ...]]:
    from bot.feeds.fetch import Fetcher
    from bot.feeds.sandbox import Parser
    from bot.jobs import poll as ask_feeds
    from bot.jobs import read_new

    now = datetime.now(UTC)
    async with Fetcher(setup.settings.polling) as fetcher, Parser() as parser:
        with progress("feeds asked", total=len(watch.dossier.feeds)) as step:
            asked = await ask_feeds(watch, fetcher, parser, now=now, everything=everything, step=step)
        with progress("articles read", total=sum(one.fresh for one in asked)) as step:
            return asked, await read_new(watch, now=now, step=step)


async def _tell(setup: Setup, watch: "Watch") -> None:
    from bot.delivery.dispatch import dispatch

    console = senders(ConsoleChat(), public_url=setup.settings.web.public_url)
    await dispatch(watch.store, console, clock=lambda: datetime.now(UTC), rules=setup.settings.delivery)


def _say(watch: "Watch", asked: tuple["Asked", ...], done: tuple["Processed", ...]) -> None:
    if not asked:
        say(f"{watch.dossier.title}: no feed is due yet; --all asks them anyway.")
        return
    say_table(columns(("Feed", "Answer", "To read"), [_row(one) for one in asked]))
    found = count(sum(len(one.statements) for one in done), "statement")
    alerts = count(sum(len(one.alerts) for one in done), "alert")
    asked_read = f"{count(len(asked), 'feed')} asked, {count(len(done), 'item')} read"
    say(f"{watch.dossier.title}: {asked_read}, {found}, {alerts}.")


def _row(one: "Asked") -> tuple[str, ...]:
    if one.result.error is not None:
        return (one.feed.id, str(one.result.error), "")
    first = ", first contact" if one.result.first_contact else ""
    return (one.feed.id, f"{one.result.state.last_status}{first}", str(one.fresh))


def _data(watch: "Watch", asked: tuple["Asked", ...], done: tuple["Processed", ...]) -> dict[str, object]:
    return {
        "dossier": watch.dossier.id,
        "feeds": [
            {
                "feed": one.feed.id, "status": one.result.state.last_status, "fresh": one.fresh,
                "first_contact": one.result.first_contact,
                "error": None if one.result.error is None else str(one.result.error),
                "problems": list(one.result.problems),
            }
            for one in asked
        ],
        "items": [{"id": one.item.id, "url": one.item.url, "statements": len(one.statements)} for one in done],
        "alerts": [
            {"id": alert.id, "kind": alert.kind, "actor": alert.actor, "topic": alert.topic, "title": alert.card.title}
            for one in done
            for alert in one.alerts
        ],
    }  # fmt: skip


def _complain_if_none_answered(asked: list["Asked"]) -> None:
    failed = [one for one in asked if one.result.error is not None]
    if failed and len(failed) == len(asked):
        raise FeedError(f"none of {len(asked)} feeds could be had; the first: {failed[0].result.error}")
