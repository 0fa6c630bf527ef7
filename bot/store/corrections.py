"""Corrections by people: kept for good beside the statements, undone but never deleted."""

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.corrections import Correction
from bot.store import schema
from bot.store.columns import upsert
from bot.store.serial import spans_from_json, spans_to_json

_TABLE = schema.corrections
_FIELDS = tuple(field.name for field in fields(Correction))


def save_correction(conn: Connection, dossier: str, correction: Correction) -> None:
    """Keep the correction, in the place of its former state where it is known."""
    values = {name: getattr(correction, name) for name in _FIELDS}
    values |= {
        "evidence": spans_to_json(correction.evidence),
        "before": json.dumps(dict(correction.before), sort_keys=True),
        "after": json.dumps(None if correction.after is None else dict(correction.after), sort_keys=True),
    }
    upsert(conn, _TABLE, [values | {"dossier": dossier}])


def corrections(conn: Connection, dossier: str, *, docs: Iterable[str] | None = None) -> list[Correction]:
    """Return the corrections, those that were undone included, the oldest first."""
    query = select(*(_TABLE.c[name] for name in _FIELDS)).where(_TABLE.c.dossier == dossier)
    wanted = None if docs is None else set(docs)
    found = (_correction(row) for row in conn.execute(query.order_by(_TABLE.c.at, _TABLE.c.id)))
    return [one for one in found if wanted is None or one.doc in wanted]


def _correction(row: Row[Any]) -> Correction:
    values = dict(zip(_FIELDS, row, strict=True))
    values |= {name: json.loads(values[name]) for name in ("before", "after")}
    return Correction(**values | {"evidence": spans_from_json(values["evidence"])})
