"""Seals as plain values: the state of a party on a topic after a day, from which history can be gone on with.

What was said for the first time between two seals is kept apart, in pages: their hashes, by which the few are found
that statements may repeat, and one entry for each.
"""

import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, bindparam, delete, select

from bot.store import schema
from bot.store.columns import insert_new

Cell = tuple[str, str]
"""An actor and a topic."""
Part = Literal["ledger", "history"]
"""By the day said, and as it became known."""
Entry = tuple[str, date, str, str, tuple[int, ...]]
"""The id of a statement, a day, a speaker, an origin, and hashes of words, so many at most."""

_TABLE = schema.seals
_PAGES = schema.pages
_WIDTH = 6
_WORDS = struct.Struct(f"<{_WIDTH}I")
_BREAK = tuple(
    delete(table).where(
        table.c.dossier == bindparam("of"),
        table.c.actor == bindparam("who"),
        table.c.topic == bindparam("what"),
        table.c.on >= bindparam("first"),
    )
    for table in (_TABLE, _PAGES)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A seal as it is kept: since when all its statements are known, until when they were said, and both states.

    `pages` are what each part heard for the first time since the seal before.
    """

    on: date
    known_until: datetime
    said_until: date
    states: Mapping[Part, Mapping[str, Any]]
    pages: Mapping[Part, Sequence[Entry]]


def save_seals(
    conn: Connection, dossier: str, cell: Cell, seals: Sequence[Sealed], *, after: date | None, stamp: str
) -> None:
    """Keep the seals in place of those of days later than `after`, or of all."""
    break_seals(conn, dossier, {cell: date.min if after is None else date.fromordinal(after.toordinal() + 1)})
    key = {"dossier": dossier, "actor": cell[0], "topic": cell[1]}
    rows = [
        {"on": one.on, "stamp": stamp, "known_until": one.known_until, "said_until": one.said_until}
        | {part: _dump(state) for part, state in one.states.items()}
        for one in seals
    ]
    pages = [
        {"on": one.on, "part": part, "hashes": _hex(entries), "entries": _dump([_plain(entry) for entry in entries])}
        for one in seals
        for part, entries in one.pages.items()
        if entries
    ]
    insert_new(conn, _TABLE, [key | row for row in rows])
    insert_new(conn, _PAGES, [key | page for page in pages])


def break_seals(conn: Connection, dossier: str, since: Mapping[Cell, date]) -> None:
    """Drop the seals of each cell from a day on, since something is another by then."""
    keys = [{"of": dossier, "who": cell[0], "what": cell[1], "first": first} for cell, first in since.items()]
    for statement in _BREAK if keys else ():
        conn.execute(statement, keys)


def clear_seals(conn: Connection, dossier: str) -> None:
    """Drop all seals of the dossier, to make them anew."""
    for table in (_TABLE, _PAGES):
        conn.execute(delete(table).where(table.c.dossier == dossier))


def last_seal(
    conn: Connection,
    dossier: str,
    cell: Cell,
    *,
    stamp: str,
    before: date | None = None,
    until: datetime | None = None,
    today: date | None = None,
    parts: Sequence[Part] = ("ledger", "history"),
) -> Sealed | None:
    """Return the latest seal of a day before `before`, of what was known at `until` and said until `today`.

    It comes with the states of these parts, and without pages.
    """
    columns = (_TABLE.c.on, _TABLE.c.known_until, _TABLE.c.said_until, *(_TABLE.c[part] for part in parts))
    query = select(*columns).where(*_of(_TABLE, dossier, cell), _TABLE.c.stamp == stamp)
    if before is not None:
        query = query.where(_TABLE.c.on < before)
    if until is not None:
        query = query.where(_TABLE.c.known_until <= until)
    if today is not None:
        query = query.where(_TABLE.c.on <= today, _TABLE.c.said_until <= today)
    row = conn.execute(query.order_by(_TABLE.c.on.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    states = {part: json.loads(row._mapping[part]) for part in parts}
    return Sealed(on=row.on, known_until=row.known_until, said_until=row.said_until, states=states, pages={})


def heard_before(conn: Connection, dossier: str, cell: Cell, part: Part, on: date, hashes: set[int]) -> list[Entry]:
    """Return what was heard until the day of a seal that has one of the hashes, in the order in which it was heard."""
    if not hashes:
        return []
    query = select(_PAGES.c.on, _PAGES.c.hashes).where(*_of(_PAGES, dossier, cell), _PAGES.c.part == part)
    found: list[Entry] = []
    for page in conn.execute(query.where(_PAGES.c.on <= on).order_by(_PAGES.c.on)).all():
        theirs = bytes.fromhex(page.hashes)
        if not hashes.isdisjoint(struct.unpack(f"<{len(theirs) // 4}I", theirs)):
            found += _entries(conn, dossier, cell, part, page.on, theirs, hashes)
    return found


def _entries(
    conn: Connection, dossier: str, cell: Cell, part: Part, on: date, words: bytes, hashes: set[int]
) -> Iterable[Entry]:
    query = select(_PAGES.c.entries).where(*_of(_PAGES, dossier, cell), _PAGES.c.part == part, _PAGES.c.on == on)
    entries = json.loads(conn.execute(query).scalar_one())
    for (key, day, speaker, origin), theirs in zip(entries, _WORDS.iter_unpack(words), strict=True):
        if not hashes.isdisjoint(theirs):
            yield key, date.fromordinal(day), speaker, origin, tuple(value for value in theirs if value)


def _of(table: Any, dossier: str, cell: Cell) -> tuple[ColumnElement[bool], ...]:
    return (table.c.dossier == dossier, table.c.actor == cell[0], table.c.topic == cell[1])


def _plain(entry: Entry) -> list[Any]:
    key, day, speaker, origin, _ = entry
    return [key, day.toordinal(), speaker, origin]


def _hex(entries: Iterable[Entry]) -> str:
    """Return the hashes as 32-bit words, so many for each entry, 0 where there is none."""
    return b"".join(_WORDS.pack(*own, *[0] * (_WIDTH - len(own))) for *_, own in entries).hex()


def _dump(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
