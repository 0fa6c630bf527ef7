"""The outbox: what is to be sent to each channel, in order, until it was sent or given up.

A row is queued, then leased for a while by whoever sends it, then sent or dead. Only the first queued row of a channel
can be leased, so a channel's order holds. A lease that runs out leaves the row to be leased again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from bot.model import Delivery, Manner
from bot.store import schema
from bot.store.columns import chunks, insert_new
from bot.store.serial import card_from_json, card_to_json

_TABLE = schema.outbox
_QUEUED, _SENT, _DEAD = "queued", "sent", "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A delivery that is the holder's to send until `until`.

    `again` is true where an earlier lease ended without an outcome, so that the card may be in the channel already.
    """

    delivery: Delivery
    until: datetime
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A delivery that was given up, when and why."""

    delivery: Delivery
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """How many deliveries of a channel wait, were sent and are dead, and since when the first one waits."""

    channel: str
    queued: int = 0
    sent: int = 0
    dead: int = 0
    oldest: datetime | None = None


def enqueue(conn: Connection, deliveries: Iterable[Delivery]) -> int:
    """Queue the deliveries in the order given, skipping keys that were ever queued; returns how many were new."""
    given = {delivery.key: delivery for delivery in deliveries}
    before = {key for part in chunks(given) for key in conn.scalars(select(_TABLE.c.key).where(_TABLE.c.key.in_(part)))}
    fresh = [delivery for delivery in given.values() if delivery.key not in before]
    insert_new(conn, _TABLE, [_row(delivery) for delivery in fresh])
    return len(fresh)


def waiting_channels(conn: Connection) -> list[str]:
    """Return the channels that something is queued for, sorted."""
    return sorted(conn.scalars(select(_TABLE.c.channel).where(_TABLE.c.state == _QUEUED).distinct()))


def lease(conn: Connection, channel: str, now: datetime, seconds: float) -> Lease | None:
    """Take the channel's first queued delivery for so long; None where none is queued, due and free."""
    row = conn.execute(_first(channel)).one_or_none()
    if row is None or not _due(row, now):
        return None
    until = now + timedelta(seconds=seconds)
    expired = row.lease_until is not None
    taken = conn.execute(
        update(_TABLE)
        .where(_TABLE.c.sequence == row.sequence, _TABLE.c.state == _QUEUED)
        .where(_TABLE.c.lease_until.is_(None) if row.lease_until is None else _TABLE.c.lease_until == row.lease_until)
        .values(lease_until=until, expiries=_TABLE.c.expiries + int(expired))
    )
    if taken.rowcount != 1:  # another process was quicker
        return None
    return Lease(delivery=_delivery(row), until=until, again=expired or row.expiries > 0)


def due_at(conn: Connection, channel: str) -> datetime | None:
    """Return from when the channel's first queued delivery can be leased; None for at once or where none is queued."""
    row = conn.execute(_first(channel)).one_or_none()
    return None if row is None else max(filter(None, (row.not_before, row.lease_until)), default=None)


def sent(conn: Connection, lease: Lease, *, at: datetime, receipt: str = "") -> None:
    """Note that the delivery is in its channel, where the platform calls it `receipt`; true even past the lease."""
    conn.execute(
        update(_TABLE)
        .where(_TABLE.c.key == lease.delivery.key, _TABLE.c.state != _SENT)
        .values(state=_SENT, ended=at, receipt=receipt, reason="", lease_until=None, not_before=None)
    )


def retry(conn: Connection, lease: Lease, *, at: datetime, reason: str, counts: bool) -> bool:
    """Queue the delivery again, not before `at`; false where the lease ran out and the row is another's by now.

    `counts` tells whether this was an attempt that failed, or the platform merely asked to wait.
    """
    values = {"not_before": at, "reason": reason, "attempts": _TABLE.c.attempts + int(counts)}
    return _settle(conn, lease, values | {"lease_until": None})


def dead(conn: Connection, lease: Lease, *, at: datetime, reason: str) -> bool:
    """Give the delivery up; false where the lease ran out and the row is another's by now."""
    values = {"state": _DEAD, "ended": at, "reason": reason, "attempts": _TABLE.c.attempts + 1}
    return _settle(conn, lease, values | {"lease_until": None})


def release(conn: Connection, lease: Lease) -> bool:
    """Give the lease back without an outcome, so that the delivery can be leased at once."""
    return _settle(conn, lease, {"lease_until": None, "expiries": _TABLE.c.expiries + 1})


def sweep(conn: Connection, now: datetime) -> int:
    """End the leases that ran out, whose holders are gone; returns how many."""
    done = conn.execute(
        update(_TABLE)
        .where(_TABLE.c.state == _QUEUED, _TABLE.c.lease_until <= now)
        .values(lease_until=None, expiries=_TABLE.c.expiries + 1)
    )
    return done.rowcount


def dead_letters(conn: Connection, channel: str | None = None) -> list[DeadLetter]:
    """Return what was given up, of one channel where it is named, in order."""
    query = select(_TABLE).where(_TABLE.c.state == _DEAD).order_by(_TABLE.c.sequence)
    rows = conn.execute(query if channel is None else query.where(_TABLE.c.channel == channel))
    return [DeadLetter(delivery=_delivery(row), at=row.ended, reason=row.reason) for row in rows]


def replay(conn: Connection, key: str) -> bool:
    """Queue a dead letter once more, at its old place; false where there is none of that key."""
    values = {"state": _QUEUED, "attempts": 0, "not_before": None, "ended": None}
    done = conn.execute(update(_TABLE).where(_TABLE.c.key == key, _TABLE.c.state == _DEAD).values(values))
    return done.rowcount == 1


def root(conn: Connection, channel: str, subject: str) -> str:
    """Return what the platform calls the first message sent to the channel about the subject, "" for none."""
    query = select(_TABLE.c.receipt).where(
        _TABLE.c.channel == channel, _TABLE.c.subject == subject, _TABLE.c.state == _SENT
    )
    return conn.scalars(query.order_by(_TABLE.c.sequence).limit(1)).one_or_none() or ""


def queue_states(conn: Connection) -> list[QueueState]:
    """Return the state of every channel's queue, by channel."""
    query = select(
        _TABLE.c.channel, _TABLE.c.state, func.count().label("number"), func.min(_TABLE.c.created).label("oldest")
    )
    found: dict[str, dict[str, Any]] = {}
    for row in conn.execute(query.group_by(_TABLE.c.channel, _TABLE.c.state)):
        entry = found.setdefault(row.channel, {"channel": row.channel})
        entry[row.state] = row.number
        if row.state == _QUEUED:
            entry["oldest"] = row.oldest
    return [QueueState(**found[channel]) for channel in sorted(found)]


def _first(channel: str) -> Select[Any]:
    query = select(_TABLE).where(_TABLE.c.state == _QUEUED, _TABLE.c.channel == channel)
    return query.order_by(_TABLE.c.sequence).limit(1)


def _due(row: Row[Any], now: datetime) -> bool:
    return all(moment is None or moment <= now for moment in (row.not_before, row.lease_until))


def _settle(conn: Connection, lease: Lease, values: dict[str, Any]) -> bool:
    """Change the row if the lease still holds it."""
    where = (_TABLE.c.key == lease.delivery.key, _TABLE.c.state == _QUEUED, _TABLE.c.lease_until == lease.until)
    return conn.execute(update(_TABLE).where(*where).values(values)).rowcount == 1


def _row(delivery: Delivery) -> dict[str, Any]:
    return {
        "key": delivery.key,
        "channel": delivery.channel,
        "subject": delivery.subject,
        "kind": delivery.kind,
        "manner": delivery.manner,
        "card": card_to_json(delivery.card),
        "created": delivery.created,
        "published": delivery.published,
        "state": _QUEUED,
        "attempts": delivery.attempts,
        "expiries": 0,
        "receipt": "",
        "reason": "",
    }


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        key=row.key,
        channel=row.channel,
        card=card_from_json(row.card),
        created=row.created,
        subject=row.subject,
        kind=row.kind,
        manner=Manner(row.manner),
        published=row.published,
        attempts=row.attempts,
        sequence=row.sequence,
    )
