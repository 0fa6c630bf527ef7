"""The archive as pages read it: what was read from the store is kept until the store holds something else."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from threading import Lock

from bot.commands.desk import Archive
from bot.corrections import Correction
from bot.model import Item, Statement
from bot.store.feeds import FeedState
from bot.store.sentences import Term

MOST = 8
"""Moments whose statements are kept; a page as of another day is one moment."""


class Shelf:
    """An archive of one revision of the store, which does not change: the statements of a moment are read once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._kept: OrderedDict[datetime | None, Sequence[Statement]] = OrderedDict()
        self._lock = Lock()

    def statements(
        self, *, actor: str | None = None, topic: str | None = None, until: datetime | None = None
    ) -> Sequence[Statement]:
        """Return the statements known at `until`, in `model.in_order`."""
        return [one for one in self._all(until) if actor in {None, one.actor} and topic in {None, one.topic}]

    def _all(self, until: datetime | None) -> Sequence[Statement]:
        with self._lock:
            if until not in self._kept:
                self._kept[until] = tuple(self._archive.statements(until=until))
            self._kept.move_to_end(until)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
            return self._kept[until]

    def search(self, terms: Sequence[Term], *, until: datetime, most: int) -> Sequence[Statement]:
        """Return the statements known at `until` whose words hold all terms, the newest said first."""
        return self._archive.search(terms, until=until, most=most)

    def feeds(self) -> Sequence[FeedState]:
        """Return where polling of each feed stands."""
        return self._archive.feeds()

    def items(self, *, since: datetime, until: datetime) -> Sequence[Item]:
        """Return the items published in the period."""
        return self._archive.items(since=since, until=until)

    def corrections(self) -> Sequence[Correction]:
        """Return what people set right."""
        return self._archive.corrections()

    def as_read(self, doc: str) -> Sequence[Statement]:
        """Return the statements of a document as they were read."""
        return self._archive.as_read(doc)
