"""Seals as plain values: the state of a party on a topic after a day, from which history can be gone on with.

What was said for the first time until then is kept apart, on pages: hashes, by which the few are found that statements
may repeat, and one entry for each.
"""

import json
import struct
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, bindparam, delete, select

from bot.store import schema
from bot.store.asked import asked, rows_of
from bot.store.columns import insert_new
from bot.store.echoes import Cell, forget_hashes, heard_of, note_hashes

__all__ = ["Cell", "Part", "Sealed", "break_seals", "clear_seals", "heard_before", "last_seals", "save_seals"]

Part = Literal["ledger", "history"]
"""By the day said, and as it became known."""
Place = tuple[str, str, Part]
"""An actor, a topic, and which of both."""
Entry = tuple[str, date, str, str, tuple[int, ...]]
"""The id of a statement, a day, a speaker, an origin, and hashes of words, so many at most."""

_CELL = ("dossier", "actor", "topic")
_TABLE = schema.seals
_PAGES = schema.pages
_WIDTH = 6
_PAGE = 1024
"""Entries on a page."""
_WORDS = struct.Struct(f"<{_WIDTH}I")
_FEW = 16
_END = datetime(9999, 12, 31, tzinfo=UTC)


def _of(table: Table) -> ColumnElement[bool]:
    """Return what selects the rows of a cell."""
    names = {"dossier": "of", "actor": "who", "topic": "what"}
    return and_(*(table.c[name] == bindparam(asked) for name, asked in names.items()))


_BREAK = delete(_TABLE).where(_of(_TABLE), _TABLE.c.on >= bindparam("first"))
_PART = and_(_of(_PAGES), _PAGES.c.part == bindparam("part"))
_LAST = (
    select(_PAGES.c.begin, _PAGES.c.hashes, _PAGES.c.entries)
    .where(_PART, _PAGES.c.begin < bindparam("number"))
    .order_by(_PAGES.c.begin.desc())
    .limit(1)
)
_CUT = delete(_PAGES).where(_PART, _PAGES.c.begin >= bindparam("first"))
"""Queries are made once, since to make one takes longer than to ask it."""


@cache
def _latest(dialect: str, parts: tuple[Part, ...]) -> Select[Any]:
    """Return the query for the latest seal of each cell that serves."""
    given = asked(dialect, ("dossier", str), ("actor", str), ("topic", str), ("first", date))
    other = _TABLE.alias()
    latest = (
        select(other.c.on)
        .where(
            *(other.c[name] == given.c[name] for name in _CELL),
            other.c.stamp == bindparam("stamp"),
            other.c.on < given.c.first,
            other.c.on <= bindparam("today"),
            other.c.said_until <= bindparam("today"),
            other.c.known_until <= bindparam("until"),
        )
        .order_by(other.c.on.desc())
        .limit(1)
        .scalar_subquery()
    )
    columns = ("actor", "topic", "on", "known_until", "said_until", *parts)
    theirs = and_(*(_TABLE.c[name] == given.c[name] for name in _CELL), _TABLE.c.on == latest)
    return select(*(_TABLE.c[name] for name in columns)).join_from(given, _TABLE, theirs)


@cache
def _pages(dialect: str, which: str) -> Select[Any]:
    """Return the query for `hashes` before so many entries, or for the `entries` of pages that begin there."""
    given = asked(dialect, ("dossier", str), ("actor", str), ("topic", str), ("part", str), ("number", int))
    theirs = and_(*(_PAGES.c[name] == given.c[name] for name in (*_CELL, "part")))
    within = _PAGES.c.begin < given.c.number if which == "hashes" else _PAGES.c.begin == given.c.number
    columns = ("actor", "topic", "part", "begin", which)
    return select(*(_PAGES.c[name] for name in columns)).join_from(given, _PAGES, and_(theirs, within))


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
    conn: Connection, dossier: str, cell: Cell, seals: Sequence[Sealed], *, after: Sealed | None, stamp: str
) -> None:
    """Keep the seals, which come after one or are the first; those of later days are broken."""
    key = {"dossier": dossier, "actor": cell[0], "topic": cell[1]}
    rows = [
        {"on": one.on, "stamp": stamp, "known_until": one.known_until, "said_until": one.said_until}
        | {part: _dump(state) for part, state in one.states.items()}
        for one in seals
    ]
    insert_new(conn, _TABLE, [key | row for row in rows])
    for part in seals[0].states if seals else ():
        number = _heard(after, part) if after else 0
        _write(conn, key, part, number, [entry for one in seals for entry in one.pages[part]])
    if seals:
        entries = (entry for one in seals for theirs in one.pages.values() for entry in theirs)
        note_hashes(conn, dossier, cell, (value for *_, own in entries for value in own), anew=after is None)


def _heard(seal: Sealed, part: Part) -> int:
    """Return how many entries there were until the seal."""
    return int(seal.states[part]["ear"]["heard"])


def _write(conn: Connection, key: dict[str, str], part: Part, number: int, entries: Sequence[Entry]) -> None:
    """Write the entries behind the first so many, in place of all others."""
    asked = {"of": key["dossier"], "who": key["actor"], "what": key["topic"], "part": part}
    last = conn.execute(_LAST, asked | {"number": number}).one_or_none()
    first = last.begin if last else 0
    lines = [*(last.entries.split("\n")[: number - first] if last else ()), *(_dump(_plain(one)) for one in entries)]
    words = (last.hashes[: (number - first) * 8 * _WIDTH] if last else "") + _hex(entries)
    conn.execute(_CUT, asked | {"first": first})
    pages = [
        {"part": part, "begin": first + n, "hashes": words[n * 8 * _WIDTH :][: _PAGE * 8 * _WIDTH]}
        | {"entries": "\n".join(lines[n : n + _PAGE])}
        for n in range(0, len(lines), _PAGE)
    ]
    insert_new(conn, _PAGES, [key | page for page in pages])


def break_seals(conn: Connection, dossier: str, since: Mapping[Cell, date]) -> None:
    """Drop the seals of each cell from a day on, since something is another by then."""
    keys = [{"of": dossier, "who": cell[0], "what": cell[1], "first": first} for cell, first in since.items()]
    if keys:
        conn.execute(_BREAK, keys)


def clear_seals(conn: Connection, dossier: str) -> None:
    """Drop all seals of the dossier, to make them anew."""
    for table in (_TABLE, _PAGES):
        conn.execute(delete(table).where(table.c.dossier == dossier))
    forget_hashes(conn, dossier)


def last_seals(
    conn: Connection,
    dossier: str,
    cells: Collection[Cell],
    *,
    stamp: str,
    before: Mapping[Cell, date] | None = None,
    until: datetime | None = None,
    today: date | None = None,
    parts: Sequence[Part] = ("ledger", "history"),
) -> dict[Cell, Sealed]:
    """Return the latest seal of each cell that is of what was known at `until`, and said until `today`.

    Each is of a day before that of the cell in `before`. They come with the states of these parts, and without pages.
    """
    bounds = {"stamp": stamp, "until": until or _END, "today": today or _END.date()}
    latest, first = _latest(conn.dialect.name, tuple(parts)), before or {}
    found: dict[Cell, Sealed] = {}
    for some in rows_of((dossier, *cell, first.get(cell, _END.date())) for cell in cells):
        for row in conn.execute(latest, bounds | some):
            states = {part: json.loads(row._mapping[part]) for part in parts}
            found[row.actor, row.topic] = Sealed(
                on=row.on, known_until=row.known_until, said_until=row.said_until, states=states, pages={}
            )
    return found


def heard_before(
    conn: Connection, dossier: str, seals: Mapping[Cell, Sealed], hashes: Mapping[Cell, frozenset[int]]
) -> dict[Place, list[Entry]]:
    """Return what was heard until each seal that has one of the cell's hashes, in the order in which it was heard."""
    kind, again = conn.dialect.name, heard_of(conn, dossier, {cell: hashes[cell] for cell in seals})
    numbers = {(*cell, part): _heard(seal, part) for cell, seal in seals.items() if again[cell] for part in seal.states}
    words: dict[tuple[Place, int], tuple[bytes, set[int]]] = {}
    for some in rows_of((dossier, *place, number) for place, number in numbers.items()):
        for row in conn.execute(_pages(kind, "hashes"), some):
            place = (row.actor, row.topic, row.part)
            theirs = bytes.fromhex(row.hashes[: (numbers[place] - row.begin) * 8 * _WIDTH])  # what is behind is void
            if hit := _on_page(theirs, again[place[:2]]):
                words[place, row.begin] = theirs, hit
    lines: dict[tuple[Place, int], list[str]] = {}
    for some in rows_of((dossier, *place, begin) for place, begin in words):
        for row in conn.execute(_pages(kind, "entries"), some):
            lines[(row.actor, row.topic, row.part), row.begin] = row.entries.split("\n")
    found: dict[Place, list[Entry]] = {(*cell, part): [] for cell, seal in seals.items() for part in seal.states}
    for place, begin in sorted(words):
        found[place] += _with(lines[place, begin], *words[place, begin])
    return found


def _on_page(words: bytes, hashes: set[int]) -> set[int]:
    """Return which of the hashes are among the words; few are looked for one by one."""
    if len(hashes) < _FEW:
        return {value for value in hashes if next(_places(words, struct.pack("<I", value)), None) is not None}
    return hashes.intersection(struct.unpack(f"<{len(words) // 4}I", words))


def _with(lines: Sequence[str], words: bytes, hashes: Iterable[int]) -> Iterator[Entry]:
    """Yield the entries that have one of the hashes, all of which are among the words."""
    for number in sorted({place for value in hashes for place in _places(words, struct.pack("<I", value))}):
        key, day, speaker, origin = json.loads(lines[number])
        theirs = _WORDS.unpack_from(words, number * _WORDS.size)
        yield key, date.fromordinal(day), speaker, origin, tuple(value for value in theirs if value)


def _places(words: bytes, one: bytes) -> Iterator[int]:
    """Yield the numbers of the entries that have the word, found as fast as text is searched."""
    at = words.find(one)
    while at >= 0:
        if at % len(one) == 0:
            yield at // _WORDS.size
        at = words.find(one, at + 1)


def _plain(entry: Entry) -> list[Any]:
    key, day, speaker, origin, _ = entry
    return [key, day.toordinal(), speaker, origin]


def _hex(entries: Iterable[Entry]) -> str:
    """Return the hashes as 32-bit words, so many for each entry, 0 where there is none."""
    return b"".join(_WORDS.pack(*own, *[0] * (_WIDTH - len(own))) for *_, own in entries).hex()


def _dump(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
