"""Which parties and topics are to be looked at anew: documents whose statements changed go in, marks are left."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import product

from sqlalchemy import Connection, bindparam, select

from bot.store import schema
from bot.store.columns import among, chunks, upsert
from bot.store.seals import Cell, break_seals

_ROWS, _RIGHT = schema.statements.c, schema.corrections.c
# each once in Python: told DISTINCT, SQLite goes through the index by position, which is all of it
_READ = select(_ROWS.doc, _ROWS.actor, _ROWS.topic, _ROWS.said_on, _ROWS.published).where(
    _ROWS.dossier == bindparam("of"), among(_ROWS.doc, "docs")
)
_MEANT = select(_RIGHT.doc, _RIGHT.before, _RIGHT.after).where(
    _RIGHT.dossier == bindparam("of"), among(_RIGHT.doc, "docs")
)


def touched(conn: Connection, dossier: str, docs: Iterable[str]) -> dict[Cell, date]:
    """Return what the statements of the documents are about, as they were read and as they may have been corrected.

    Each comes with a day before which these documents said nothing, nor were known.
    """
    found: dict[Cell, date] = {}
    for part in chunks(sorted(set(docs))):
        asked = {"of": dossier, "docs": part}
        read = conn.execute(_READ, asked).all()
        first: dict[str, date] = {}
        for row in read:
            first[row.doc] = min(first.get(row.doc, date.max), first_day(row.said_on, row.published))
        cells = [(row.doc, (row.actor, row.topic)) for row in read]
        cells += [
            (row.doc, cell)
            for row in conn.execute(_MEANT, asked)
            for cell in _meant(json.loads(row.before), json.loads(row.after))
        ]
        for doc, cell in cells:
            found[cell] = min(found.get(cell, date.max), first.get(doc, date.max))
    return found


def first_day(said_on: date, published: datetime | None) -> date:
    """Return the first day on which a statement takes part in anything: said, or published before it is told to be."""
    return said_on if published is None else min(said_on, published.date())


def _meant(before: dict[str, str], after: dict[str, str] | None) -> Iterable[Cell]:
    named = [before, *([after] if after else [])]
    return product({one["actor"] for one in named if "actor" in one}, {one["topic"] for one in named if "topic" in one})


def touch(conn: Connection, dossier: str, cells: Mapping[Cell, date]) -> None:
    """Mark what is kept of the cells as out of date, and drop their seals from the day on that each comes with."""
    nothing = {"dossier": dossier, "stamp": "", "known_until": None, "said_until": None, "content": ""}
    if not cells:
        return
    upsert(conn, schema.cells, [nothing | {"actor": actor, "topic": topic} for actor, topic in sorted(cells)])
    break_seals(conn, dossier, cells)
