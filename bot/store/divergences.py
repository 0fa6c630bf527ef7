"""Divergences as derived from the statements about one round of talks; they name their statements by id."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from bot.model import Divergence, DivergenceKind, Figure, Side, Stance, Statement
from bot.store import schema
from bot.store.columns import upsert
from bot.store.figures import figures_by_id
from bot.store.statements import statements_by_id

_TABLE = schema.divergences


def save_divergences(conn: Connection, dossier: str, round_: str, divergences: Iterable[Divergence]) -> None:
    """Keep the divergences of the round in place of those kept before."""
    conn.execute(delete(_TABLE).where(_TABLE.c.dossier == dossier, _TABLE.c.round == round_))
    upsert(conn, _TABLE, [_row(dossier, divergence) for divergence in divergences])


def clear_divergences(conn: Connection, dossier: str) -> None:
    """Drop all divergences of the dossier, to derive them anew."""
    conn.execute(delete(_TABLE).where(_TABLE.c.dossier == dossier))


def divergences(conn: Connection, dossier: str, *, round_: str | None = None) -> list[Divergence]:
    """Return the divergences, of one round where it is named, by round, topic and id."""
    query = select(_TABLE).where(_TABLE.c.dossier == dossier)
    if round_ is not None:
        query = query.where(_TABLE.c.round == round_)
    rows = conn.execute(query).all()
    sides = [side for row in rows for side in json.loads(row.sides)]
    kept = statements_by_id(conn, dossier, (key for side in sides for key in side[2]))
    given = figures_by_id(conn, dossier, (key for side in sides for key in _figures(side)))
    return sorted((_divergence(row, kept, given) for row in rows), key=lambda d: (d.round, d.topic, d.id))


def divergence_ids(conn: Connection, dossier: str, round_: str) -> set[str]:
    """Return the ids of the divergences kept of the round."""
    query = select(_TABLE.c.id).where(_TABLE.c.dossier == dossier, _TABLE.c.round == round_)
    return set(conn.scalars(query))


def _row(dossier: str, divergence: Divergence) -> dict[str, Any]:
    sides = [
        [side.actor, side.stance, [one.id for one in side.statements], [one.id for one in side.figures]]
        for side in divergence.sides
    ]
    return {
        "dossier": dossier,
        "id": divergence.id,
        "round": divergence.round,
        "topic": divergence.topic,
        "kind": divergence.kind,
        "sides": json.dumps(sides),
    }


def _figures(side: list[Any]) -> list[str]:
    """Return the ids of the side's figures; those kept before there were any have none."""
    return side[3] if len(side) > 3 else []


def _divergence(row: Row[Any], kept: dict[str, Statement], given: dict[str, Figure]) -> Divergence:
    sides = (
        Side(
            actor=side[0],
            stance=Stance(side[1]) if side[1] else None,
            statements=tuple(kept[key] for key in side[2]),
            figures=tuple(given[key] for key in _figures(side)),
        )
        for side in json.loads(row.sides)
    )
    return Divergence(id=row.id, round=row.round, topic=row.topic, kind=DivergenceKind(row.kind), sides=tuple(sides))
