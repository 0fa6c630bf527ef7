"""Quantities that articles give of topics, kept by document as they were read, and shown as people corrected them."""

import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, or_, select

from bot.corrections import corrected_figures
from bot.model import Figure, Span
from bot.store import schema
from bot.store.columns import ALWAYS, chunks, insert_new
from bot.store.corrections import corrections

_TABLE = schema.figures
_COLUMNS = frozenset({"id", "doc", "topic", "said_on", "published"})
_SPANS = ("at", "evidence")
_TEXTS = ("chain", "statements")
_FEW = 20
_OF_DOC = select(_TABLE).where(_TABLE.c.dossier == bindparam("of"), _TABLE.c.doc == bindparam("doc"))


def save_figures(
    conn: Connection, dossier: str, doc: str, figures: Iterable[Figure], *, known_at: datetime | None = None
) -> None:
    """Keep the figures of document `doc` in place of those kept of it before."""
    conn.execute(delete(_TABLE).where(_TABLE.c.dossier == dossier, _TABLE.c.doc == doc))
    rows = [
        {
            "dossier": dossier, "id": one.id, "doc": one.doc, "topic": one.topic, "said_on": one.said_on,
            "known_at": one.published or known_at or ALWAYS, "published": one.published, "figure": _to_json(one),
        }
        for one in figures
    ]  # fmt: skip
    insert_new(conn, _TABLE, rows)


def figures(
    conn: Connection,
    dossier: str,
    *,
    topic: str | None = None,
    between: tuple[date, date] | None = None,
    until: datetime | None = None,
    tenant: str = "",
) -> list[Figure]:
    """Return the figures known at a time, by the day said, then as they became known, as corrected.

    They are of the topic, where one is named, and were given, or known, from the first day to the last, both included.
    """
    query = select(_TABLE).where(_TABLE.c.dossier == dossier)
    if topic is not None:
        moved = {one.doc for one in corrections(conn, dossier, tenant=tenant) if one.of_number and one.active}
        query = query.where(or_(_TABLE.c.topic == topic, _TABLE.c.doc.in_(sorted(moved))))
    if between is not None:
        query = query.where(_near(*between))
    if until is not None:
        query = query.where(_TABLE.c.known_at <= until)
    order = (_TABLE.c.said_on, _TABLE.c.known_at, _TABLE.c.id)
    found = _shown(conn, dossier, map(_from_json, conn.execute(query.order_by(*order))), tenant)
    return [one for one in found if topic in {None, one.topic}]


def _near(first: date, last: date) -> ColumnElement[bool]:
    """Return what selects the figures given, or known, from the first day to the last, both included."""
    begin = datetime.combine(first, time(), UTC)
    end = datetime.combine(last, time(), UTC) + timedelta(days=1)
    return _TABLE.c.said_on.between(first, last) | ((_TABLE.c.known_at >= begin) & (_TABLE.c.known_at < end))


def figures_like(
    conn: Connection, dossier: str, key: str, *, until: datetime | None = None, tenant: str = ""
) -> list[Figure]:
    """Return the figure of that id, else some of those whose ids begin so, by id, as corrected."""
    query = select(_TABLE).where(_TABLE.c.dossier == dossier)
    if until is not None:
        query = query.where(_TABLE.c.known_at <= until)
    for wanted in (_TABLE.c.id == key, _TABLE.c.id.startswith(key, autoescape=True)):
        rows = conn.execute(query.where(wanted).order_by(_TABLE.c.id).limit(_FEW))
        if found := _shown(conn, dossier, map(_from_json, rows), tenant):
            return found
    return []


def figure_ids(conn: Connection, dossier: str, *, until: datetime, last: date, tenant: str = "") -> frozenset[str]:
    """Return the ids of the figures known at a time and given until a day, but for those that were struck out."""
    known = (_TABLE.c.dossier == dossier, _TABLE.c.known_at <= until, _TABLE.c.said_on <= last)
    found = conn.scalars(select(_TABLE.c.id).where(*known))
    docs = {one.doc for one in corrections(conn, dossier, tenant=tenant) if one.of_number and one.active}
    read = [one for doc in sorted(docs) for one in figures_as_read(conn, dossier, doc)]
    return frozenset(found) - ({one.id for one in read} - {one.id for one in _shown(conn, dossier, read, tenant)})


def figures_of(conn: Connection, dossier: str, doc: str) -> list[Figure]:
    """Return the figures of one document, as corrected."""
    return _shown(conn, dossier, figures_as_read(conn, dossier, doc))


def figures_as_read(conn: Connection, dossier: str, doc: str) -> list[Figure]:
    """Return the figures of one document as they were read."""
    rows = conn.execute(_OF_DOC, {"of": dossier, "doc": doc})
    return [_from_json(row) for row in sorted(rows, key=lambda row: str(row.id))]


def figures_by_id(conn: Connection, dossier: str, ids: Iterable[str]) -> dict[str, Figure]:
    """Return the figures of those ids, by id."""
    query = select(_TABLE).where(_TABLE.c.dossier == dossier)
    rows = (row for part in chunks(sorted(set(ids))) for row in conn.execute(query.where(_TABLE.c.id.in_(part))))
    return {one.id: one for one in _shown(conn, dossier, map(_from_json, rows))}


def is_figure(conn: Connection, dossier: str, key: str) -> bool:
    """Return whether a figure of that id was read, corrected or not."""
    return conn.scalar(select(_TABLE.c.id).where(_TABLE.c.dossier == dossier, _TABLE.c.id == key)) is not None


def _shown(conn: Connection, dossier: str, read: Iterable[Figure], tenant: str = "") -> list[Figure]:
    """Return the figures, in the order given, as corrected."""
    found = list(read)
    known = [one for one in corrections(conn, dossier, tenant=tenant) if one.of_number and one.active] if found else []
    if not known:
        return found
    whole = [one for doc in {one.doc for one in known} for one in figures_as_read(conn, dossier, doc)]
    view: dict[str, Figure | None] = {one.id: None for one in whole}
    view |= {one.id: one for one in corrected_figures(whole, known)}
    return [right for one in found if (right := view.get(one.id, one)) is not None]


def _to_json(figure: Figure) -> str:
    values = {one.name: getattr(figure, one.name) for one in fields(figure) if one.name not in _COLUMNS}
    spans = {name: [span.field, span.start, span.end, span.text] for name in _SPANS if (span := values[name])}
    return json.dumps(values | spans, separators=(",", ":"))


def _from_json(row: Row[Any]) -> Figure:
    values = json.loads(row.figure)
    spans = {name: Span(*values[name]) for name in _SPANS}
    texts = {name: tuple(values[name]) for name in _TEXTS}
    columns = {name: getattr(row, name) for name in _COLUMNS}
    return Figure(**values | spans | texts | columns)
