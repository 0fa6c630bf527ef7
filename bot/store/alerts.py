"""The alerts that were decided, each once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, false, or_, select, update

from bot.model import Alert, AlertKind
from bot.store import schema
from bot.store.columns import chunks, insert_new
from bot.store.serial import card_from_json, card_to_json, subjects_from_json, subjects_to_json

_TABLE = schema.alerts


def save_alerts(conn: Connection, dossier: str, alerts: Iterable[Alert]) -> list[Alert]:
    """Keep the alerts and return those that were not kept before, in the order given."""
    given = {alert.id: alert for alert in alerts}
    before = {
        row.id
        for part in chunks(given)
        for row in conn.execute(select(_TABLE.c.id).where(_TABLE.c.dossier == dossier, _TABLE.c.id.in_(part)))
    }
    fresh = [alert for alert in given.values() if alert.id not in before]
    insert_new(conn, _TABLE, [_row(dossier, alert) for alert in fresh])
    return fresh


def save_story(conn: Connection, dossier: str, known: str, story: str) -> None:
    """Note that the alerts of the story `known` belong to another one, since that began earlier than was known."""
    where = (_TABLE.c.dossier == dossier, _TABLE.c.story == known)
    conn.execute(update(_TABLE).where(*where).values(story=story))


def alerts(
    conn: Connection,
    dossier: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    story: str | None = None,
    kind: AlertKind | None = None,
) -> list[Alert]:
    """Return the alerts decided from `since` to `until`, both included, by time and id."""
    query = select(_TABLE).where(_TABLE.c.dossier == dossier)
    if since is not None:
        query = query.where(_TABLE.c.at >= since)
    if until is not None:
        query = query.where(_TABLE.c.at <= until)
    if story is not None:
        query = query.where(_TABLE.c.story == story)
    if kind is not None:
        query = query.where(_TABLE.c.kind == kind)
    # told an order, SQLite goes through all alerts by the index that has it, and not by the one that finds these few
    return [_alert(row) for row in sorted(conn.execute(query), key=lambda row: (row.at, row.id))]


def alert(conn: Connection, key: str, *, dossier: str | None = None) -> Alert | None:
    """Return the alert, of whichever dossier comes first unless one is named; None where there is none."""
    query = select(_TABLE).where(_TABLE.c.id == key).order_by(_TABLE.c.dossier).limit(1)
    row = conn.execute(query if dossier is None else query.where(_TABLE.c.dossier == dossier)).one_or_none()
    return None if row is None else _alert(row)


def alerts_about(conn: Connection, dossier: str, *, naming: str = "", ids: Sequence[str] = ()) -> list[Alert]:
    """Return the alerts of those ids and their updates, or those whose card names the statement, by time and id."""
    named = _TABLE.c.card.contains(naming, autoescape=True) if naming else false()
    query = select(_TABLE).where(
        _TABLE.c.dossier == dossier, or_(_TABLE.c.id.in_(ids), _TABLE.c.updates.in_(ids), named)
    )
    return [_alert(row) for row in conn.execute(query.order_by(_TABLE.c.at, _TABLE.c.id))]


def _row(dossier: str, alert: Alert) -> dict[str, Any]:
    return {
        "dossier": dossier,
        "id": alert.id,
        "at": alert.at,
        "kind": alert.kind,
        "card": card_to_json(alert.card),
        "actor": alert.actor,
        "topic": alert.topic,
        "story": alert.story,
        "updates": alert.updates,
        "subjects": subjects_to_json(alert.subjects),
    }


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        at=row.at,
        kind=AlertKind(row.kind),
        card=card_from_json(row.card),
        actor=row.actor,
        topic=row.topic,
        story=row.story,
        updates=row.updates,
        dossier=row.dossier,
        subjects=subjects_from_json(row.subjects),
    )
