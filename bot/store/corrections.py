"""Corrections by people: kept for good beside the statements, undone but never deleted."""

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, or_, select

from bot.corrections import Correction
from bot.errors import InputError
from bot.store import schema
from bot.store.columns import among, chunks, upsert
from bot.store.serial import spans_from_json, spans_to_json
from bot.store.touched import touch, touched

_TABLE = schema.corrections
_FIELDS = tuple(field.name for field in fields(Correction))
_DOCS = select(_TABLE.c.doc).where(_TABLE.c.dossier == bindparam("of"), among(_TABLE.c.tenant, "tenants")).distinct()


def save_correction(conn: Connection, dossier: str, correction: Correction) -> None:
    """Keep the correction, in the place of its former state where it is known.

    Raises InputError where that belongs to another tenant.
    """
    here = (_TABLE.c.dossier == dossier, _TABLE.c.id == correction.id)
    if conn.scalar(select(_TABLE.c.tenant).where(*here)) not in {None, correction.tenant}:
        raise InputError(f"the correction {correction.id} belongs to another server")
    values = {name: getattr(correction, name) for name in _FIELDS}
    values |= {
        "evidence": spans_to_json(correction.evidence),
        "before": json.dumps(dict(correction.before), sort_keys=True),
        "after": json.dumps(None if correction.after is None else dict(correction.after), sort_keys=True),
    }
    upsert(conn, _TABLE, [values | {"dossier": dossier}])
    if not correction.tenant:
        touch(conn, dossier, touched(conn, dossier, [correction.doc]))


def corrections(
    conn: Connection, dossier: str, *, docs: Iterable[str] | None = None, tenant: str = ""
) -> list[Correction]:
    """Return the corrections that hold for everybody, and for the tenant, undone ones included, the oldest first.

    With `docs` they are those of these documents.
    """
    query = select(*(_TABLE.c[name] for name in _FIELDS)).where(_TABLE.c.dossier == dossier, _holds(tenant))
    queries = [query] if docs is None else [query.where(_TABLE.c.doc.in_(part)) for part in chunks(sorted(set(docs)))]
    found = [_correction(row) for one in queries for row in conn.execute(one)]
    return sorted(found, key=lambda one: (one.at, one.id))


def corrected_docs(conn: Connection, dossier: str, tenant: str = "") -> frozenset[str]:
    """Return the documents in which something was set right, for everybody or for the tenant."""
    return frozenset(conn.scalars(_DOCS, {"of": dossier, "tenants": ["", tenant]}))


def correcting(conn: Connection, dossier: str) -> frozenset[str]:
    """Return the tenants that have set something right for themselves."""
    query = select(_TABLE.c.tenant).where(_TABLE.c.dossier == dossier, _TABLE.c.tenant != "").distinct()
    return frozenset(conn.scalars(query))


def moved_docs(
    conn: Connection, dossier: str, *, actor: str | None = None, topic: str | None = None, tenant: str = ""
) -> set[str]:
    """Return the documents in which something was set right to be about the actor or topic; with neither, about any."""
    named = [_named("actor", actor), _named("topic", topic)] if actor or topic else ['"actor": ', '"topic": ']
    wanted = or_(*(_TABLE.c.after.contains(text, autoescape=True) for text in named if text))
    here = (_TABLE.c.dossier == dossier, _holds(tenant))
    query = select(_TABLE.c.doc).where(*here, _TABLE.c.undone_at.is_(None), wanted)
    return set(conn.execute(query.distinct()).scalars())


def _holds(tenant: str) -> ColumnElement[bool]:
    """Return what selects the corrections that hold for everybody and for the tenant."""
    return _TABLE.c.tenant.in_({"", tenant})


def _named(name: str, value: str | None) -> str:
    """Return the field as it stands in the JSON of a correction, "" where no value is given."""
    return "" if value is None else json.dumps({name: value})[1:-1]


def _correction(row: Row[Any]) -> Correction:
    values = dict(zip(_FIELDS, row, strict=True))
    values |= {name: json.loads(values[name]) for name in ("before", "after")}
    return Correction(**values | {"evidence": spans_from_json(values["evidence"])})
