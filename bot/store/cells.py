"""Where each party stands on each topic, kept as it follows from the statements; they are named by id.

What is kept is only given out where it holds for the question: made by the same rules, not out of date, and of
statements that are all known at the time that is asked about.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from bot.model import Commitment, Kept, Position, Stance, Statement, Tally
from bot.store import schema
from bot.store.columns import upsert
from bot.store.seals import Cell
from bot.store.statements import statements_by_id

_TABLE = schema.cells
_PARTS = ("statements", "dissent", "earlier", "characterisations")
_DAYS = ("since", "last_said")


def save_cells(conn: Connection, dossier: str, found: Iterable[tuple[Kept, datetime]], *, stamp: str) -> None:
    """Keep what follows from all statements of each party on a topic, with since when all of them are known."""
    rows = [
        {
            "dossier": dossier, "actor": kept.actor, "topic": kept.topic, "stamp": stamp, "known_until": known_until,
            "said_until": kept.last, "content": json.dumps(_plain(kept), sort_keys=True, separators=(",", ":")),
        }
        for kept, known_until in found
    ]  # fmt: skip
    upsert(conn, _TABLE, rows)


def forget_cell(conn: Connection, dossier: str, cell: Cell) -> None:
    """Keep nothing of a party on a topic, of which there are no statements any longer."""
    actor, topic = cell
    conn.execute(delete(_TABLE).where(_TABLE.c.dossier == dossier, _TABLE.c.actor == actor, _TABLE.c.topic == topic))


def clear_cells(conn: Connection, dossier: str) -> None:
    """Drop all that is kept of the dossier, to derive it anew."""
    conn.execute(delete(_TABLE).where(_TABLE.c.dossier == dossier))


def cells(
    conn: Connection,
    dossier: str,
    *,
    stamp: str,
    until: datetime,
    today: date,
    actor: str | None = None,
    topic: str | None = None,
) -> tuple[list[Kept], list[Cell]]:
    """Return what is kept and holds at that time, by party and topic, and the cells of which nothing kept does."""
    query = select(_TABLE).where(_TABLE.c.dossier == dossier).order_by(_TABLE.c.actor, _TABLE.c.topic)
    if actor is not None:
        query = query.where(_TABLE.c.actor == actor)
    if topic is not None:
        query = query.where(_TABLE.c.topic == topic)
    holding: list[tuple[Cell, dict[str, Any]]] = []
    others: list[Cell] = []
    for row in conn.execute(query):
        if row.stamp == stamp and row.known_until <= until and row.said_until <= today:
            holding.append(((row.actor, row.topic), json.loads(row.content)))
        else:
            others.append((row.actor, row.topic))
    known = statements_by_id(conn, dossier, (key for _, content in holding for key in _ids(content)))
    return [_kept(*cell, content, known) for cell, content in holding], others


def holding(conn: Connection, dossier: str, *, stamp: str, until: datetime, today: date) -> tuple[set[Cell], set[Cell]]:
    """Return the cells of which what is kept holds at that time, and all others."""
    columns = (_TABLE.c.actor, _TABLE.c.topic, _TABLE.c.stamp, _TABLE.c.known_until, _TABLE.c.said_until)
    rows = conn.execute(select(*columns).where(_TABLE.c.dossier == dossier)).all()
    held = {(r.actor, r.topic) for r in rows if r.stamp == stamp and r.known_until <= until and r.said_until <= today}
    return held, {(row.actor, row.topic) for row in rows} - held


def outdated(conn: Connection, dossier: str, *, stamp: str) -> set[Cell]:
    """Return the cells of which what is kept is out of date, or made by other rules."""
    query = select(_TABLE.c.actor, _TABLE.c.topic).where(_TABLE.c.dossier == dossier, _TABLE.c.stamp != stamp)
    return {(row.actor, row.topic) for row in conn.execute(query)}


def _plain(kept: Kept) -> dict[str, Any]:
    position = kept.position
    return {
        "position": None if position is None else _plain_position(position),
        "others": [one.id for one in kept.others],
        "claims": kept.claims,
        "number": kept.number,
        "outlets": kept.outlets,
        "first": kept.first.isoformat(),
        "last": kept.last.isoformat(),
    }


def _plain_position(position: Position) -> dict[str, Any]:
    values = {field.name: getattr(position, field.name) for field in fields(Position)}
    del values["actor"], values["topic"]
    values |= {name: [one.id for one in values[name]] for name in _PARTS}
    values |= {name: values[name].isoformat() for name in _DAYS}
    return values | {"tally": position.tally and asdict(position.tally)}


def _ids(content: dict[str, Any]) -> Iterable[str]:
    position = content["position"] or {}
    return (*content["others"], *(key for name in _PARTS for key in position.get(name, ())))


def _kept(actor: str, topic: str, content: dict[str, Any], known: dict[str, Statement]) -> Kept:
    position = content["position"]
    days = {name: date.fromisoformat(content[name]) for name in ("first", "last")}
    return Kept(
        actor=actor, topic=topic, position=position and _position(actor, topic, position, known),
        others=tuple(known[key] for key in content["others"]), claims=content["claims"], number=content["number"],
        outlets=tuple(content["outlets"]), **days,
    )  # fmt: skip


def _position(actor: str, topic: str, content: dict[str, Any], known: dict[str, Statement]) -> Position:
    values = dict(content)
    values |= {name: tuple(known[key] for key in values[name]) for name in _PARTS}
    values |= {name: date.fromisoformat(values[name]) for name in _DAYS}
    values |= {"stance": Stance(values["stance"]), "commitment": Commitment(values["commitment"])}
    tally: dict[str, Any] = values["tally"]
    printed = {origin: tuple(names) for origin, names in tally["printed"].items()}
    values["tally"] = Tally(**tally | {"outlets": tuple(tally["outlets"]), "printed": printed})
    return Position(actor=actor, topic=topic, **values)
