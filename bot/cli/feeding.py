"""`feeds add`, `remove`, `import` and `export`: which feeds a dossier has beside those of its file."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer
import yaml

from bot.app import Setup, opened, set_up
from bot.cli.options import AsJson, DossierName
from bot.cli.output import note, say, say_json
from bot.dossier import FeedKind, FeedSource
from bot.errors import InputError
from bot.feeds.naming import UNKNOWN, names_of, source_of, with_scheme
from bot.store.extra_feeds import extra_feeds, remove_extra_feed, save_extra_feed, with_extra_feeds

if TYPE_CHECKING:
    from bot.feeds.discovery import Found

# aiohttp and the parsers load with the verbs that need them, since the other verbs answer at once
# ruff: noqa: PLC0415

Name = Annotated[str, typer.Option(help="What the outlet is called; by default what the feed says.")]
Country = Annotated[str, typer.Option(help="Where it is, two letters; ZZ where that is not known.")]
Kind = Annotated[FeedKind, typer.Option(help="What sort of source it is.")]
StateOwned = Annotated[bool, typer.Option("--state-owned", help="It belongs to a state.")]
Language = Annotated[str, typer.Option(help="Its language, two letters.")]
Minutes = Annotated[int, typer.Option(help="Shortest time between two polls.")]


def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="The feed, or a page of the outlet.")],
    dossier: DossierName = None, name: Name = "", country: Country = UNKNOWN, kind: Kind = FeedKind.PAPER,
    state_owned: StateOwned = False, language: Language = "en", minutes: Minutes = 15, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Add a feed to a dossier, found from the address of a page; it counts like those in the dossier's file.

    What it holds when it is asked for the first time is read, and not alerted.
    """
    setup = set_up()
    about = setup.dossier(dossier)
    found = asyncio.run(_find(setup, with_scheme(url)))
    values = {"country": country, "kind": kind, "state_owned": state_owned, "language": language, "minutes": minutes}
    with opened(setup.environment.database_url) as store, store.write() as conn:
        whole = with_extra_feeds(conn, about)
        taken = next((one for one in whole.feeds if str(one.url) == found.url), None)
        if taken is not None:
            raise InputError(f"{found.url}: is in {about.title} already, as {taken.id}")
        title = name or found.feed.title or urlsplit(found.url).hostname or "feed"
        source = source_of(found.url, title, names_of(whole), values)
        save_extra_feed(conn, about.id, source, now=datetime.now(UTC))
    if as_json:
        say_json(source.model_dump(mode="json"))
        return
    say(f"{about.title}: {source.name} is added as {source.id}: {source.url} ({len(found.feed.items)} items now).")
    if country == UNKNOWN:
        note("Say where it is with --country, and with --kind and --state-owned what it is: /sources shows that.")


async def _find(setup: Setup, url: str) -> "Found":
    from bot.feeds.discovery import find_feed
    from bot.feeds.fetch import Fetcher
    from bot.feeds.sandbox import Parser

    async with Fetcher(setup.settings.polling) as fetcher, Parser(workers=1) as parser:
        return await find_feed(url, fetcher=fetcher, parser=parser)


def remove(
    feed: Annotated[str, typer.Argument(metavar="FEED", help="The id that `parley feeds list` shows.")],
    dossier: DossierName = None,
) -> None:
    """Take a feed out again that was added; what was read from it stays."""
    setup = set_up()
    about = setup.dossier(dossier)
    with opened(setup.environment.database_url) as store, store.write() as conn:
        if not remove_extra_feed(conn, about.id, feed):
            own = any(one.id == feed for one in about.feeds)
            why = "is in the dossier's file; take it out there" if own else "was not added; see parley feeds list"
            raise InputError(f"{feed}: {why}")
    say(f"{about.title}: {feed} is taken out; what was read from it stays.")


def import_feeds(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An OPML file, as feed readers export it.")],
    dossier: DossierName = None, country: Country = UNKNOWN, kind: Kind = FeedKind.PAPER, language: Language = "en",
    minutes: Minutes = 15, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Add all feeds of an OPML file to a dossier; those that are there already are left as they are."""
    from bot.feeds.opml import read_opml

    setup = set_up()
    about = setup.dossier(dossier)
    outlines = read_opml(file.read_bytes(), name=str(file))
    if not outlines:
        raise InputError(f"{file}: lists no feed; export the list again")
    values = {"country": country, "kind": kind, "state_owned": False, "language": language, "minutes": minutes}
    added: list[FeedSource] = []
    with opened(setup.environment.database_url) as store, store.write() as conn:
        whole = with_extra_feeds(conn, about)
        taken, urls = names_of(whole), {str(one.url) for one in whole.feeds}
        for one in outlines:
            source = source_of(one.url, one.title or urlsplit(one.url).hostname or "feed", taken, values)
            if str(source.url) not in urls:
                save_extra_feed(conn, about.id, source, now=datetime.now(UTC))
                taken.add(source.id)
                urls.add(str(source.url))
                added.append(source)
    if as_json:
        say_json([one.model_dump(mode="json") for one in added])
    else:
        say(f"{about.title}: {len(added)} feeds are added, {len(outlines) - len(added)} were there already.")


def export(
    dossier: DossierName = None,
    as_yaml: Annotated[
        bool, typer.Option("--yaml", help="Write the added feeds as lines of a dossier's file.")
    ] = False,
) -> None:
    """Write all feeds of a dossier as OPML for feed readers, or the added ones as lines for its file."""
    from bot.feeds.opml import write_opml

    setup = set_up()
    about = setup.dossier(dossier)
    with opened(setup.environment.database_url) as store, store.read() as conn:
        added, whole = extra_feeds(conn, about.id), with_extra_feeds(conn, about)
    say((_lines(added) if as_yaml else write_opml(about.title, whole.feeds)).rstrip("\n"))


def _lines(feeds: Iterable[FeedSource]) -> str:
    """Return the feeds as they stand under `feeds:` in a dossier's file."""
    values = [one.model_dump(mode="json", exclude_defaults=True) for one in feeds]
    return yaml.safe_dump({"feeds": values}, sort_keys=False, allow_unicode=True, width=120)
