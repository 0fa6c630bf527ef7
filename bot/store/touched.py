"""Which parties and topics are to be looked at anew: documents whose statements changed go in, marks are left."""

import json
from collections.abc import Iterable
from itertools import product

from sqlalchemy import Connection, select

from bot.store import schema
from bot.store.columns import chunks, upsert

Cell = tuple[str, str]
"""An actor and a topic."""


def touched(conn: Connection, dossier: str, docs: Iterable[str]) -> set[Cell]:
    """Return what the statements of the documents are about, as they were read and as they may have been corrected."""
    found: set[Cell] = set()
    rows, right = schema.statements.c, schema.corrections.c
    for part in chunks(sorted(set(docs))):
        # each once in Python: told DISTINCT, SQLite goes through the index by position, which is all of it
        read = select(rows.actor, rows.topic).where(rows.dossier == dossier, rows.doc.in_(part))
        found |= {(row.actor, row.topic) for row in conn.execute(read)}
        meant = select(right.before, right.after).where(right.dossier == dossier, right.doc.in_(part))
        found |= {cell for row in conn.execute(meant) for cell in _meant(json.loads(row.before), json.loads(row.after))}
    return found


def _meant(before: dict[str, str], after: dict[str, str] | None) -> Iterable[Cell]:
    named = [before, *([after] if after else [])]
    return product({one["actor"] for one in named if "actor" in one}, {one["topic"] for one in named if "topic" in one})


def touch(conn: Connection, dossier: str, cells: Iterable[Cell]) -> None:
    """Mark what is kept of the cells as out of date."""
    nothing = {"dossier": dossier, "stamp": "", "known_until": None, "said_until": None, "content": ""}
    upsert(conn, schema.cells, [nothing | {"actor": actor, "topic": topic} for actor, topic in sorted(cells)])
