"""Shifts as derived from the statements of one actor and topic; they name their statements by id."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, or_, select

from bot.model import Shift, ShiftKind, ShiftStatus, Stance, Statement
from bot.store import schema
from bot.store.columns import upsert
from bot.store.seals import Cell
from bot.store.serial import texts_from_json, texts_to_json
from bot.store.statements import statements_by_id

_TABLE = schema.shifts
_BEGIN = datetime.min.replace(tzinfo=UTC)
_ALL = select(_TABLE)
_FORGET = delete(_TABLE).where(
    _TABLE.c.dossier == bindparam("of"),
    _TABLE.c.actor == bindparam("who"),
    _TABLE.c.topic == bindparam("what"),
    _TABLE.c.signalled_at >= bindparam("since"),
)


def save_shifts(
    conn: Connection, dossier: str, found: Mapping[Cell, Iterable[Shift]], *, since: Mapping[Cell, datetime]
) -> None:
    """Keep the shifts of each actor on a topic in place of those kept before.

    Where there is a time in `since`, in place of those signalled since then, or of the same id.
    """
    old = [{"of": dossier, "who": cell[0], "what": cell[1], "since": since.get(cell, _BEGIN)} for cell in found]
    if old:
        conn.execute(_FORGET, old)
    upsert(conn, _TABLE, [_row(dossier, shift) for theirs in found.values() for shift in theirs])


def clear_shifts(conn: Connection, dossier: str) -> None:
    """Drop all shifts of the dossier, to derive them anew."""
    conn.execute(delete(_TABLE).where(_TABLE.c.dossier == dossier))


def shifts(
    conn: Connection,
    dossier: str,
    *,
    actor: str | None = None,
    topic: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    also: Sequence[str] = (),
    gone: Mapping[str, Statement] | None = None,
) -> list[Shift]:
    """Return the shifts signalled from `since` to `until`, both included, by that time and id.

    With `since` those of the ids in `also` are there too. `gone` are statements that they may name and that are kept
    no longer, by id.
    """
    query = _ALL.where(_TABLE.c.dossier == dossier)
    if actor is not None:
        query = query.where(_TABLE.c.actor == actor)
    if topic is not None:
        query = query.where(_TABLE.c.topic == topic)
    if since is not None:
        query = query.where(or_(_TABLE.c.signalled_at >= since, _TABLE.c.id.in_(also)))
    if until is not None:
        query = query.where(_TABLE.c.signalled_at <= until)
    return _shifts(conn, dossier, query, gone)


def shifts_moved(conn: Connection, dossier: str, since: datetime, until: datetime) -> list[Shift]:
    """Return the shifts that were signalled, confirmed or withdrawn from `since` to `until`, signalled by then."""
    ends = (_TABLE.c.signalled_at, _TABLE.c.confirmed_at, _TABLE.c.withdrawn_at)
    moved = or_(*(column.between(since, until) for column in ends))
    query = select(_TABLE).where(_TABLE.c.dossier == dossier, _TABLE.c.signalled_at <= until, moved)
    return _shifts(conn, dossier, query)


def _shifts(
    conn: Connection, dossier: str, query: Select[Any], gone: Mapping[str, Statement] | None = None
) -> list[Shift]:
    # told an order, SQLite goes through all shifts by the index that has it, and not by the one that finds these few
    rows = sorted(conn.execute(query), key=lambda row: (row.signalled_at, row.id))
    kept = {**(gone or {}), **statements_by_id(conn, dossier, (key for row in rows for key in _ids(row)))}
    return [_shift(row, kept) for row in rows]


def _row(dossier: str, shift: Shift) -> dict[str, Any]:
    return {
        "dossier": dossier,
        "id": shift.id,
        "actor": shift.actor,
        "topic": shift.topic,
        "before": shift.before,
        "after": shift.after,
        "kind": shift.kind,
        "status": shift.status,
        "signalled_at": shift.signalled_at,
        "confirmed_at": shift.confirmed_at,
        "withdrawn_at": shift.withdrawn_at,
        "withdrawn_by": shift.withdrawn_by.id if shift.withdrawn_by else None,
        "before_statement": shift.before_statement.id,
        "statements": texts_to_json(statement.id for statement in shift.statements),
    }


def _ids(row: Row[Any]) -> tuple[str, ...]:
    return (row.before_statement, *texts_from_json(row.statements), *([row.withdrawn_by] if row.withdrawn_by else []))


def _shift(row: Row[Any], kept: dict[str, Statement]) -> Shift:
    return Shift(
        id=row.id,
        actor=row.actor,
        topic=row.topic,
        before=Stance(row.before),
        after=Stance(row.after),
        kind=ShiftKind(row.kind),
        status=ShiftStatus(row.status),
        signalled_at=row.signalled_at,
        statements=tuple(kept[key] for key in texts_from_json(row.statements)),
        before_statement=kept[row.before_statement],
        confirmed_at=row.confirmed_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=kept[row.withdrawn_by] if row.withdrawn_by else None,
    )
