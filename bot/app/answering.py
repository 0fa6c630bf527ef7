"""What questions are answered from, whoever asks: a chat, the console or a page."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.app.setup import CONSOLE, Setup
from bot.app.subscribing import console_subscription
from bot.commands.asker import Asker
from bot.commands.book import StoredBook
from bot.commands.desk import NOBODY, Desk, Looks, Moderator, Stored
from bot.commands.record import StoredRecord
from bot.commands.resolve import nearest
from bot.commands.shelf import FoundFeed, StoredShelf
from bot.counter import Counter
from bot.dossier import Dossier
from bot.errors import InputError
from bot.settings import Polling
from bot.status import status_of
from bot.store.database import Store
from bot.store.extra_feeds import with_extra_feeds
from bot.store.subscriptions import subscriptions

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from bot.extract.language import Language
    from bot.extract.lexicon import SegmentationLexicon
    from bot.extract.stance_lexicon import TimeLexicon


def desk(
    setup: Setup, dossier: Dossier, store: Store, *, now: datetime, asker: Asker = NOBODY,
    watched: Sequence[Dossier] = (),
) -> Desk:  # fmt: skip
    """Return what questions of the asker about the dossier are answered from, as of `now`.

    `watched` are all dossiers whose status is told, by default those of the settings.
    """
    settings = setup.settings
    tenant = settings.tenants.corrects_for(asker.tenant)
    with store.read() as conn:
        dossier = with_extra_feeds(conn, dossier)
    return Desk(
        dossier=dossier, now=now, archive=Stored(store, dossier.id, tenant), rules=settings.positions,
        digest=settings.digest,
        words=LanguageWords(setup.root / "language" / f"{settings.reading.language}.yaml"),
        asker=asker,
        status=lambda: status_of(store, watched or setup.dossiers(), settings, now=now),
        editor=Moderator(store=store, dossier=dossier, rules=settings.positions, by=asker.name, tenant=tenant)
        if asker.manages
        else None,
        book=StoredBook(
            store=store, asker=asker, rules=settings.digest,
            default=console_subscription(dossier) if asker.channel == CONSOLE else None,
        ) if asker.channel else None,
        record=StoredRecord(store=store, dossier=dossier.id, channel=asker.channel) if asker.channel else None,
        shelf=StoredShelf(store=store, dossier=dossier.id, look=partial(_look, settings.polling))
        if asker.manages and not tenant
        else None,
        looks=Looks(store=store, dossier=dossier.id, asker=asker) if asker.user else None,
    )  # fmt: skip


def _look(polling: Polling, url: str) -> FoundFeed:
    """Return the feed that belongs to the address; it is asked for from a thread without an event loop."""
    from bot.feeds.discovery import find_feed  # noqa: PLC0415 - aiohttp and the parsers, which no question needs
    from bot.feeds.fetch import Fetcher  # noqa: PLC0415
    from bot.feeds.sandbox import Parser  # noqa: PLC0415

    async def look() -> FoundFeed:
        async with Fetcher(polling) as fetcher, Parser(workers=1) as parser:
            found = await find_feed(url, fetcher=fetcher, parser=parser)
        return FoundFeed(url=found.url, title=found.feed.title, items=len(found.feed.items))

    return asyncio.run(look())


def pages(setup: Setup, dossiers: Sequence[Dossier], store: Store) -> "list[BaseRoute]":
    """Return the routes of the pages on the dossiers."""
    from bot.web.pages import page_routes  # noqa: PLC0415 - only what serves needs them

    known = {one.id: one for one in dossiers}
    return page_routes(
        lambda name, now: desk(setup, known[name], store, now=now), {one.id: one.title for one in dossiers}, store,
        clock=lambda: datetime.now(UTC), public_url=setup.settings.web.public_url,
    )  # fmt: skip


def counter(setup: Setup, dossiers: Sequence[Dossier], store: Store, *, clock: Callable[[], datetime]) -> Counter:
    """Return where chats hand in what people ask about the dossiers."""

    def desks(asker: Asker, dossier: str = "") -> Desk:
        about = dossier_of(dossiers, store, asker, dossier)
        return desk(setup, about, store, now=clock(), asker=asker, watched=dossiers)

    return Counter(desks, {one.id: one.title for one in dossiers})


def dossier_of(dossiers: Sequence[Dossier], store: Store, asker: Asker, name: str = "") -> Dossier:
    """Return the dossier of that name, else the one that the asker's channel followed first, else the first of all.

    Raises InputError for one that is not watched.
    """
    known = {one.id: one for one in dossiers}
    if name and name.casefold() not in known:
        close = nearest(name, ((form, one.id) for one in dossiers for form in (one.id, one.title)), limit=1)
        hint = f"nearest: {close[0]}; " if close else ""
        raise InputError(f"no dossier {name[:40]!r} is watched here; {hint}there are {', '.join(known)}")
    with store.read() as conn:
        followed = subscriptions(conn, channel=asker.channel, tenant=asker.tenant) if not name else []
    first = next((one.dossier for one in followed if one.dossier in known), next(iter(known)))
    return known[name.casefold() or first]


class LanguageWords:
    """The words of a language file that answers need; it is read when the first of them is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def segmentation(self) -> "SegmentationLexicon":
        """Return how text is cut into sentences."""
        return self._language.segmentation

    @property
    def time(self) -> "TimeLexicon":
        """Return the names of days and months, and the words that say that one is to come."""
        return self._language.time

    @cached_property
    def _language(self) -> "Language":
        from bot.extract.language import load_language  # noqa: PLC0415 - digests need it, other answers do not

        return load_language(self._path)
