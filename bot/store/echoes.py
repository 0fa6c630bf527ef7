"""Which hashes of words were heard of a party on a topic at all, by which is told at once what cannot come back.

They are kept sorted in a few rows. New ones are a row of their own until there are as many as a share of those in the
row before it; then both become one. So a hash is written few times, and found by halving, however many there are.
"""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, func, select

from bot.store import schema
from bot.store.asked import asked, rows_of
from bot.store.columns import insert_new

Cell = tuple[str, str]
"""An actor and a topic."""

_TABLE = schema.echoes
_CELL = ("dossier", "actor", "topic")
_SHARE = 8
"""A row is added to the one before it that has so many times its hashes at most."""
_WORD = 4
"""Bytes of a hash."""
_THEIRS = and_(*(_TABLE.c[name] == bindparam(f"{name}_of") for name in _CELL))
_ROWS = (
    select(_TABLE.c.number, func.length(_TABLE.c.hashes).label("size")).where(_THEIRS).order_by(_TABLE.c.number.desc())
)
_OLD = select(_TABLE.c.hashes).where(_THEIRS, _TABLE.c.number >= bindparam("first"))
_FORGET = delete(_TABLE).where(_THEIRS, _TABLE.c.number >= bindparam("first"))
"""Queries are made once, since to make one takes longer than to ask it."""


@cache
def _of_cells(dialect: str) -> Select[Any]:
    given = asked(dialect, *((name, str) for name in _CELL))
    theirs = and_(*(_TABLE.c[name] == given.c[name] for name in _CELL))
    return select(_TABLE.c.actor, _TABLE.c.topic, _TABLE.c.hashes).join_from(given, _TABLE, theirs)


def note_hashes(conn: Connection, dossier: str, cell: Cell, hashes: Iterable[int], *, anew: bool = False) -> None:
    """Note that the hashes were heard; `anew` where nothing was before."""
    here = dict(zip((f"{name}_of" for name in _CELL), (dossier, *cell), strict=True))
    rows = [] if anew else conn.execute(_ROWS, here).all()
    known, first = set(hashes), len(rows)
    size = len(known)
    for row in rows:
        if row.size > _SHARE * size * 2 * _WORD:
            break
        first, size = row.number, size + row.size // (2 * _WORD)
    if first < len(rows):
        known.update(*(_unpacked(old) for old in conn.scalars(_OLD, here | {"first": first})))
    conn.execute(_FORGET, here | {"first": first})
    values = dict(zip(_CELL, (dossier, *cell), strict=True))
    insert_new(conn, _TABLE, [values | {"number": first, "hashes": _packed(known)}])


def heard_of(conn: Connection, dossier: str, hashes: Mapping[Cell, Collection[int]]) -> dict[Cell, set[int]]:
    """Return by cell which of its hashes may have been heard: all that were, and some of what is void by now."""
    found: dict[Cell, set[int]] = {cell: set() for cell in hashes}
    for some in rows_of((dossier, *cell) for cell, theirs in hashes.items() if theirs):
        for row in conn.execute(_of_cells(conn.dialect.name), some):
            cell = (row.actor, row.topic)
            found[cell].update(_among(_unpacked(row.hashes), hashes[cell]))
    return found


def forget_hashes(conn: Connection, dossier: str) -> None:
    """Drop all that was noted of the dossier."""
    conn.execute(delete(_TABLE).where(_TABLE.c.dossier == dossier))


def _among(known: "array[int]", hashes: Iterable[int]) -> Iterator[int]:
    """Yield those of the hashes that are known."""
    number = len(known)
    for value in hashes:
        place = bisect_left(known, value)
        if place < number and known[place] == value:
            yield value


def _packed(hashes: Iterable[int]) -> str:
    return _turned(array("I", sorted(hashes))).tobytes().hex()


def _unpacked(text: str) -> "array[int]":
    found = array("I")
    found.frombytes(bytes.fromhex(text))
    return _turned(found)


def _turned(words: "array[int]") -> "array[int]":
    """Return the words in the order of bytes that is kept, or from that in the machine's own."""
    if sys.byteorder == "big":
        words.byteswap()
    return words
