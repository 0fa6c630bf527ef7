"""The shelf: the feeds that a dossier has beside those of its file, as commands read and change it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.dossier import FeedSource
from bot.store.database import Store
from bot.store.extra_feeds import extra_feeds, remove_extra_feed, save_extra_feed


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that can be read: where it is, what it calls itself, and how many items it holds now."""

    url: str
    title: str
    items: int


class Shelf(Protocol):
    """The hand of somebody who may change which feeds are read."""

    def find(self, url: str) -> FoundFeed:
        """Return the feed that belongs to the address; raises FeedError where there is none."""
        ...

    def added(self) -> tuple[FeedSource, ...]:
        """Return the feeds that were added."""
        ...

    def add(self, source: FeedSource, now: datetime) -> None:
        """Keep a feed."""
        ...

    def remove(self, key: str) -> bool:
        """Take a feed out again; false where none of that id was added."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredShelf:
    """The shelf of one dossier in the store; `look` finds feeds in the network."""

    store: Store
    dossier: str
    look: Callable[[str], FoundFeed]

    def find(self, url: str) -> FoundFeed:
        """Return the feed that belongs to the address; raises FeedError where there is none."""
        return self.look(url)

    def added(self) -> tuple[FeedSource, ...]:
        """Return the feeds that were added."""
        with self.store.read() as conn:
            return extra_feeds(conn, self.dossier)

    def add(self, source: FeedSource, now: datetime) -> None:
        """Keep a feed."""
        with self.store.write() as conn:
            save_extra_feed(conn, self.dossier, source, now=now)

    def remove(self, key: str) -> bool:
        """Take a feed out again; false where none of that id was added."""
        with self.store.write() as conn:
            return remove_extra_feed(conn, self.dossier, key)
