"""What was said about parties and topics since a day for each: few queries, however many they are."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, or_, select

from bot.model import Statement, in_order
from bot.store import schema
from bot.store.asked import asked, rows_of
from bot.store.columns import Moment, chunks, unindexed
from bot.store.seals import Cell
from bot.store.statements import COLUMNS, decoded, every, shown

_TABLE = schema.statements
_RIGHT = schema.corrections
_LAST = date(9999, 12, 31)
_END = datetime.combine(_LAST, time(), UTC)
_SET_RIGHT = select(_RIGHT.c.doc, _RIGHT.c.after).where(
    _RIGHT.c.dossier == bindparam("of"), _RIGHT.c.tenant == "", _RIGHT.c.undone_at.is_(None)
)


@cache
def _of_cells(dialect: str) -> Select[Any]:
    """Return the query for what was said of parties on topics, made once, which takes longer than to ask it."""
    given = asked(
        dialect, ("dossier", str), ("actor", str), ("topic", str), ("first", date), ("sealed", date), ("news", datetime)
    )
    theirs = and_(*(_TABLE.c[name] == given.c[name] for name in ("dossier", "actor", "topic")))
    return (
        select(*COLUMNS)
        .join_from(given, _TABLE, theirs)
        .where(
            _TABLE.c.said_on.between(given.c.first, bindparam("last")),
            or_(_TABLE.c.said_on > given.c.sealed, _TABLE.c.known_at >= given.c.news),
            unindexed(_TABLE.c.known_at) <= bindparam("until", type_=Moment()),
        )
    )


def statements_since(
    conn: Connection,
    dossier: str,
    days: Mapping[Cell, date | None],
    *,
    until: datetime | None = None,
    last: date | None = None,
    sealed: Mapping[Cell, date] | None = None,
) -> dict[Cell, list[Statement]]:
    """Return by party and topic the statements said from each day on, as corrected for everybody, in `model.in_order`.

    None stands for the first day of all. `until` leaves out what was not known then, `last` what was said later. Of
    what was said until the day in `sealed`, what was known by then as well need not be there.
    """
    bounds, done = {"last": last or _LAST, "until": until or _END}, sealed or {}
    rows: dict[str, Row[Any]] = {}
    for part in rows_of(_asked(dossier, cell, first, done.get(cell)) for cell, first in days.items()):
        rows |= {row.id: row for row in conn.execute(_of_cells(conn.dialect.name), bounds | part)}
    within = every(dossier).where(_TABLE.c.said_on <= bounds["last"], _TABLE.c.known_at <= bounds["until"])
    for docs in chunks(sorted(_moved_into(conn, dossier, days))):
        rows |= {row.id: row for row in conn.execute(within.where(_TABLE.c.doc.in_(docs)))}
    found: dict[Cell, list[Statement]] = {cell: [] for cell in days}
    for one in shown(conn, dossier, map(decoded, rows.values())):
        first = days.get((one.actor, one.topic), _LAST)
        if (one.actor, one.topic) in found and (first is None or one.said_on >= first):
            found[one.actor, one.topic].append(one)
    return {cell: in_order(theirs) for cell, theirs in found.items()}


def _asked(dossier: str, cell: Cell, first: date | None, sealed: date | None) -> tuple[str | date, ...]:
    """Return the row that stands for a cell in the query."""
    day = sealed or date.min
    return (dossier, *cell, first or date.min, day, datetime.combine(day + timedelta(days=1), time(), UTC))


def _moved_into(conn: Connection, dossier: str, cells: Iterable[Cell]) -> set[str]:
    """Return the documents in which something was set right for everybody to be about one of the parties or topics."""
    actors, topics = {actor for actor, _ in cells}, {topic for _, topic in cells}
    found = ((row.doc, json.loads(row.after) or {}) for row in conn.execute(_SET_RIGHT, {"of": dossier}))
    return {doc for doc, after in found if after.get("actor") in actors or after.get("topic") in topics}


def known_since(conn: Connection, dossier: str, statements: Iterable[Statement]) -> dict[str, datetime]:
    """Return by id since when each of the statements is known."""
    given = list(statements)
    found = {one.id: one.published for one in given if one.published is not None}
    for part in chunks(one.id for one in given if one.published is None):
        rows = select(_TABLE.c.id, _TABLE.c.known_at).where(_TABLE.c.dossier == dossier, _TABLE.c.id.in_(part))
        found |= {row.id: row.known_at for row in conn.execute(rows)}
    return found
