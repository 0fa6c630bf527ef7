"""The stories of an item and of those around it: an item and its reading go in, their stories are kept as they are now.

An item may be the first of a story whose copies came before it, so those after it may have another story because of it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from operator import attrgetter

from bot.model import Item, Reading
from bot.store import alerts as alert_rows
from bot.store import items as item_rows
from bot.store.database import Connection
from bot.stories.group import MOST, PERIOD, Entry, Place, regroup
from bot.stories.sketches import sketch

_PLACE, _AT = attrgetter("place"), attrgetter("at")
_MOMENT = timedelta(microseconds=1)


class Around:
    """The items of stories around those that one transaction records, each looked up once.

    `entries` are all of them between two places, which are moved apart as far as an item needs that is recorded.
    """

    def __init__(self, conn: Connection, dossier: str) -> None:
        self._conn = conn
        self._dossier = dossier
        self._entries: list[Entry] = []
        self._known: tuple[Place, Place] | None = None

    def of(self, key: str) -> list[Entry]:
        """Return the item and those in stories up to `PERIOD` and `MOST` items before and after it, in order."""
        own = Entry(*item_rows.compared(self._conn, self._dossier, key))
        known = self._known or (own.place, own.place)
        if not known[0] <= own.place <= known[1]:
            known, self._entries = (own.place, own.place), []
        self._known = self._reach_back(known[0], own), self._reach_on(known[1], own)
        first = bisect_left(self._entries, own.at - PERIOD, key=_AT)
        end = bisect_right(self._entries, own.at + PERIOD, key=_AT)
        before = bisect_left(self._entries, own.place, key=_PLACE)
        after = bisect_right(self._entries, own.place, key=_PLACE)
        return [*self._entries[max(first, before - MOST) : before], own, *self._entries[after : min(end, after + MOST)]]

    def _reach_back(self, first: Place, own: Entry) -> Place:
        """Know all entries that are compared with the one before it; returns from where on all are known."""
        missing = MOST - bisect_left(self._entries, own.place, key=_PLACE)
        since = own.at - PERIOD
        if missing <= 0 or first <= (since, ""):
            return first
        found = [Entry(*one) for one in item_rows.before(self._conn, self._dossier, first, since, missing)]
        self._entries = found + self._entries
        return found[0].place if len(found) == missing else (since, "")

    def _reach_on(self, last: Place, own: Entry) -> Place:
        """Know all entries that are compared with the one after it; returns up to where all are known."""
        missing = MOST - (len(self._entries) - bisect_right(self._entries, own.place, key=_PLACE))
        until = own.at + PERIOD
        if missing <= 0 or last >= (until + _MOMENT, ""):
            return last
        found = [Entry(*one) for one in item_rows.after(self._conn, self._dossier, last, until, missing)]
        self._entries += found
        return found[-1].place if len(found) == missing else (until + _MOMENT, "")

    def renew(self, found: Mapping[str, str], near: Iterable[Entry], own: Entry) -> None:
        """Take over the stories that were found for some of the entries, and the entry of the item as it is now."""
        self._put(own)
        if len(found) > 1:
            for entry in near:
                if entry.item.id in found and entry.item.id != own.item.id:
                    self._put(replace(entry, item=replace(entry.item, story=found[entry.item.id])))

    def _put(self, entry: Entry) -> None:
        at = bisect_left(self._entries, entry.place, key=_PLACE)
        self._entries[at : bisect_right(self._entries, entry.place, key=_PLACE)] = [entry]


def save_stories(conn: Connection, item: Item, reading: Reading, dossier: str, *, around: Around) -> dict[str, str]:
    """Keep and return the stories of the item and of those that have another one because of it, by item id.

    An item that names nobody in the dossier is part of no story, and joins none together.
    """
    naming = bool(reading.mentions or reading.statements)
    if not naming and not item.story:
        return {item.id: ""}
    near = around.of(item.id)
    texts: dict[str, str] = {}

    def text_of(one: Item) -> str:
        if one.id not in texts:
            texts[one.id] = one.text or item_rows.text_of(conn, dossier, one.id)
        return texts[one.id]

    found = regroup(item.id, near, text_of)
    sketched = sketch(item.text).plain()
    item_rows.save_stories(conn, dossier, found)
    item_rows.save_sketch(conn, dossier, item.id, sketched)
    own = next(one for one in near if one.item.id == item.id)
    around.renew(found, near, Entry(own.at, replace(own.item, story=found[item.id], text=""), sketched))
    _move_alerts(conn, dossier, found, near)
    return found


def _move_alerts(conn: Connection, dossier: str, found: Mapping[str, str], near: Iterable[Entry]) -> None:
    """Let the alerts of what began a story belong to the one that it is part of now."""
    began = {one.item.id for one in near if one.item.story == one.item.id and one.item.id in found}
    for key, story in found.items():
        if key in began and key != story:
            alert_rows.save_story(conn, dossier, key, story)
