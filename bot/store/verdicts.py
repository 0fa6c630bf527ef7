"""What was decided on each alert for each channel, and what is held back for later."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select, tuple_, update

from bot.model import Delivery, Manner
from bot.store import schema
from bot.store.columns import chunks, insert_new, upsert
from bot.store.serial import card_from_json, card_to_json
from bot.subscriptions import Hold, Outcome, Verdict

_TABLE = schema.verdicts
_HELD = schema.held
_FIELDS = tuple(field.name for field in fields(Verdict) if field.name != "beside")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A delivery that is held back until a time, and why; `alert` is what it tells."""

    delivery: Delivery
    dossier: str
    alert: str
    until: datetime
    why: Hold
    place: int = 0


def save_verdicts(conn: Connection, given: Iterable[Verdict]) -> None:
    """Keep the verdicts, each in the place of an earlier one on the same alert and channel."""
    upsert(conn, _TABLE, [{name: getattr(one, name) for name in _FIELDS} for one in given])


def verdicts(conn: Connection, dossier: str, alerts: Iterable[str], *, channel: str | None = None) -> list[Verdict]:
    """Return the verdicts on the alerts, in one channel or in all, the oldest first."""
    query = select(_TABLE).where(_TABLE.c.dossier == dossier)
    if channel is not None:
        query = query.where(_TABLE.c.channel == channel)
    found = [
        _verdict(row) for part in chunks(set(alerts)) for row in conn.execute(query.where(_TABLE.c.alert.in_(part)))
    ]
    return sorted(found, key=lambda one: (one.at, one.channel, one.alert))


def recent(conn: Connection, channels: Iterable[str], since: datetime) -> dict[str, int]:
    """Return how many messages of their own the channels were told since that time."""
    query = select(_TABLE.c.channel, func.count().label("number")).where(
        _TABLE.c.at > since, _TABLE.c.outcome == Outcome.TOLD, _TABLE.c.fresh
    )
    rows = (
        row
        for part in chunks(channels)
        for row in conn.execute(query.where(_TABLE.c.channel.in_(part)).group_by(_TABLE.c.channel))
    )
    return {row.channel: row.number for row in rows}


def forget_verdicts(conn: Connection, *, before: datetime, most: int) -> int:
    """Forget that many at the most of the verdicts that are older; returns how many."""
    keys = (_TABLE.c.channel, _TABLE.c.dossier, _TABLE.c.alert)
    oldest = select(*keys).where(_TABLE.c.at < before).order_by(_TABLE.c.at).limit(most)
    return conn.execute(delete(_TABLE).where(tuple_(*keys).in_(oldest))).rowcount


# held back


def hold(conn: Connection, held: Iterable[Held]) -> None:
    """Hold the deliveries back; one whose key is held already stays as it is."""
    insert_new(conn, _HELD, [_row(one) for one in held])


def bursting(conn: Connection, channels: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Return until when a burst is held back in the channels where one is."""
    query = select(_HELD.c.channel, func.max(_HELD.c.until).label("until")).where(
        _HELD.c.why == Hold.BURST, _HELD.c.until > now
    )
    found: dict[str, datetime] = {}
    for part in chunks(channels):
        for row in conn.execute(query.where(_HELD.c.channel.in_(part)).group_by(_HELD.c.channel)):
            found[row.channel] = row.until
    return found


def due(conn: Connection, now: datetime) -> list[Held]:
    """Return what need not be held back any longer, by channel, in the order in which it came."""
    query = select(_HELD).where(_HELD.c.until <= now)
    return [_held(row) for row in conn.execute(query.order_by(_HELD.c.channel, _HELD.c.at, _HELD.c.place))]


def release(conn: Connection, keys: Iterable[str]) -> None:
    """Hold the deliveries of those keys back no longer."""
    for part in chunks(keys):
        conn.execute(delete(_HELD).where(_HELD.c.key.in_(part)))


def postpone(conn: Connection, keys: Iterable[str], *, until: datetime) -> None:
    """Hold the deliveries of those keys back until another time."""
    for part in chunks(keys):
        conn.execute(update(_HELD).where(_HELD.c.key.in_(part)).values(until=until))


def abandon(conn: Connection, channel: str, *, at: datetime, reason: str) -> None:
    """Give up all that is held back for the channel, for that reason."""
    conn.execute(delete(_HELD).where(_HELD.c.channel == channel))
    where = (_TABLE.c.channel == channel, _TABLE.c.outcome == Outcome.HELD)
    conn.execute(update(_TABLE).where(*where).values(outcome=Outcome.LEFT, at=at, reason=reason))


def settle(conn: Connection, one: Held, *, outcome: Outcome, at: datetime, reason: str = "", under: str = "") -> None:
    """Note what became of something that was held back; with no reason the one for holding it stays."""
    values: dict[str, Any] = {"outcome": outcome, "at": at, "under": under}
    where = (
        _TABLE.c.channel == one.delivery.channel,
        _TABLE.c.dossier == one.dossier,
        _TABLE.c.alert == one.alert,
    )
    conn.execute(update(_TABLE).where(*where).values(values | ({"reason": reason} if reason else {})))


def _verdict(row: Row[Any]) -> Verdict:
    values = {name: getattr(row, name) for name in _FIELDS}
    hold = None if row.hold is None else Hold(row.hold)
    return Verdict(**values | {"outcome": Outcome(row.outcome), "hold": hold})


def _row(one: Held) -> dict[str, Any]:
    told = one.delivery
    return {
        "key": told.key,
        "channel": told.channel,
        "dossier": one.dossier,
        "alert": one.alert,
        "subject": told.subject,
        "kind": told.kind,
        "manner": told.manner,
        "under": told.under,
        "card": card_to_json(told.card),
        "at": told.created,
        "published": told.published,
        "until": one.until,
        "why": one.why,
        "place": one.place,
    }


def _held(row: Row[Any]) -> Held:
    delivery = Delivery(
        key=row.key,
        channel=row.channel,
        card=card_from_json(row.card),
        created=row.at,
        subject=row.subject,
        kind=row.kind,
        manner=Manner(row.manner),
        under=row.under,
        published=row.published,
    )
    return Held(
        delivery=delivery, dossier=row.dossier, alert=row.alert, until=row.until, why=Hold(row.why), place=row.place
    )
