"""The statements read out of the items: facts, kept for good, in one order for every consumer."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from bot.model import Commitment, Rank, Stance, Statement, Voice, in_order
from bot.store import schema
from bot.store.columns import ALWAYS, chunks, insert_new
from bot.store.serial import spans_from_json, spans_to_json, texts_from_json, texts_to_json

_TABLE = schema.statements
_FIELDS = tuple(field.name for field in fields(Statement))
_SPANS = ("evidence", "triggers", "quotes")
_TEXTS = ("rules", "chain")
_COLUMNS = tuple(_TABLE.c[name] for name in _FIELDS)
_DECODERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(_SPANS, spans_from_json),
    **dict.fromkeys(_TEXTS, texts_from_json),
    "stance": Stance,
    "voice": Voice,
    "rank": Rank,
    "commitment": Commitment,
}


def save_statements(
    conn: Connection, dossier: str, doc: str, statements: Iterable[Statement], *, known_at: datetime | None = None
) -> None:
    """Keep the statements of document `doc` in place of those kept of it before.

    `known_at` is when they could be known where their article gives no time of publication.
    """
    conn.execute(delete(_TABLE).where(_TABLE.c.dossier == dossier, _TABLE.c.doc == doc))
    rows = [
        _row(statement) | {"dossier": dossier, "place": place, "known_at": statement.published or known_at or ALWAYS}
        for place, statement in enumerate(statements)
    ]
    insert_new(conn, _TABLE, rows)


def save_origins(conn: Connection, dossier: str, statements: Iterable[Statement]) -> None:
    """Note the origins of the statements, which are kept already; nothing else of them is changed."""
    for statement in statements:
        where = (_TABLE.c.dossier == dossier, _TABLE.c.id == statement.id)
        conn.execute(update(_TABLE).where(*where).values(origin=statement.origin))


def statements(
    conn: Connection,
    dossier: str,
    *,
    actor: str | None = None,
    topic: str | None = None,
    until: datetime | None = None,
    since: date | None = None,
    before: date | None = None,
) -> list[Statement]:
    """Return the statements in `model.in_order`.

    `until` leaves out what could not be known at that time; `since` and `before` bound the day said, both included.
    """
    query = select(*_COLUMNS).where(_TABLE.c.dossier == dossier)
    if actor is not None:
        query = query.where(_TABLE.c.actor == actor)
    if topic is not None:
        query = query.where(_TABLE.c.topic == topic)
    if until is not None:
        query = query.where(_TABLE.c.known_at <= until)
    if since is not None:
        query = query.where(_TABLE.c.said_on >= since)
    if before is not None:
        query = query.where(_TABLE.c.said_on <= before)
    return in_order(map(_statement, conn.execute(query)))


def statements_between(conn: Connection, dossier: str, first: date, last: date) -> list[Statement]:
    """Return the statements said, or known, from the first day to the last, both included, in `model.in_order`."""
    begin = datetime.combine(first, time(), UTC)
    end = datetime.combine(last, time(), UTC) + timedelta(days=1)
    said = _TABLE.c.said_on.between(first, last)
    known = (_TABLE.c.known_at >= begin) & (_TABLE.c.known_at < end)
    query = select(*_COLUMNS).where(_TABLE.c.dossier == dossier)
    # two queries, since each has an index of its own
    rows = {row.id: row for part in (said, known) for row in conn.execute(query.where(part))}
    return in_order(map(_statement, rows.values()))


def statements_in_story(conn: Connection, dossier: str, story: str) -> list[Statement]:
    """Return the statements of all items of the story, in `model.in_order`."""
    query = select(*_COLUMNS).where(_TABLE.c.dossier == dossier, _TABLE.c.story == story)
    return in_order(map(_statement, conn.execute(query)))


def statement(conn: Connection, key: str, *, dossier: str | None = None) -> Statement | None:
    """Return the statement, of whichever dossier comes first unless one is named; None where there is none."""
    query = select(*_COLUMNS).where(_TABLE.c.id == key).order_by(_TABLE.c.dossier).limit(1)
    row = conn.execute(query if dossier is None else query.where(_TABLE.c.dossier == dossier)).one_or_none()
    return None if row is None else _statement(row)


def statements_of(conn: Connection, dossier: str, doc: str) -> list[Statement]:
    """Return the statements of one document, in text order."""
    query = select(*_COLUMNS).where(_TABLE.c.dossier == dossier, _TABLE.c.doc == doc).order_by(_TABLE.c.place)
    return [_statement(row) for row in conn.execute(query)]


def statements_by_id(conn: Connection, dossier: str, ids: Iterable[str]) -> dict[str, Statement]:
    """Return those of the statements that are kept, by id."""
    return {
        row.id: _statement(row)
        for part in chunks(sorted(set(ids)))
        for row in conn.execute(select(*_COLUMNS).where(_TABLE.c.dossier == dossier, _TABLE.c.id.in_(part)))
    }


def pairs(conn: Connection, dossier: str) -> list[tuple[str, str]]:
    """Return every (actor, topic) there are statements about, sorted."""
    query = select(_TABLE.c.actor, _TABLE.c.topic).where(_TABLE.c.dossier == dossier).distinct()
    return sorted((row.actor, row.topic) for row in conn.execute(query))


def _row(statement: Statement) -> dict[str, Any]:
    values = {name: getattr(statement, name) for name in _FIELDS}
    values |= {name: spans_to_json(values[name]) for name in _SPANS}
    return values | {name: texts_to_json(values[name]) for name in _TEXTS}


def _statement(row: Row[Any]) -> Statement:
    values = dict(zip(_FIELDS, row, strict=True))
    for name, decode in _DECODERS.items():
        values[name] = decode(values[name])
    return Statement(**values)
