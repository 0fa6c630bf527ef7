"""The outbox: what is to be sent to each channel, in order, until it was sent or given up.

A row is queued, then leased for a while by whoever sends it, then sent or dead, or dropped by a person. The first
queued row of a channel is leased, so a channel's order holds; the one behind it only to learn whether the first is what
fails. A lease that runs out leaves the row to be leased again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, func, select, update

from bot.model import Delivery
from bot.store import errands, schema
from bot.store.columns import Moment, chunks, insert_new
from bot.store.letters import delivery_of, row_of

_TABLE = schema.outbox
_CHANNELS = schema.channels
_QUEUED, _SENT, _DEAD, _DROPPED = "queued", "sent", "dead", "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The first queued delivery of a channel: from when it can be leased, None for at once.

    `lost_tried` is when the channel was last tried in vain, where it cannot be reached.
    """

    channel: str
    due: datetime | None = None
    lost_tried: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A delivery that is the holder's to send until `until`.

    `again` is true where an earlier try ended without an answer, so that the card may be in the channel already;
    `failed_at` is when it was last tried in vain.
    """

    delivery: Delivery
    until: datetime
    again: bool = False
    failed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of a delivery: "queued", "sent" or "dead", when that ended, and why it failed last."""

    state: str
    at: datetime | None
    reason: str


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
    insert_new(conn, _TABLE, [row_of(delivery) for delivery in fresh])
    for delivery in fresh:
        errands.note(conn, errands.Queued(delivery.channel))
    return len(fresh)


def waiting_channels(conn: Connection) -> list[str]:
    """Return the channels that something is queued for, sorted."""
    return sorted(conn.scalars(select(_TABLE.c.channel).where(_TABLE.c.state == _QUEUED).distinct()))


def heads(conn: Connection, channel: str | None = None) -> list[Head]:
    """Return the first queued delivery of every channel, by channel, or of the one that is named."""
    tried = func.coalesce(_CHANNELS.c.lost_tried, _CHANNELS.c.lost_at, type_=Moment()).label("tried")
    lost = and_(_CHANNELS.c.channel == _TABLE.c.channel, _CHANNELS.c.lost_at.is_not(None))
    query = (
        select(_TABLE.c.channel, _TABLE.c.not_before, _TABLE.c.lease_until, tried)
        .outerjoin(_CHANNELS, lost)
        .where(_TABLE.c.sequence.in_(_first_sequences(channel)))
        .order_by(_TABLE.c.channel)
    )
    return [
        Head(channel=row.channel, due=_later(row.not_before, row.lease_until), lost_tried=row.tried)
        for row in conn.execute(query)
    ]


def lease(conn: Connection, channel: str, now: datetime, seconds: float, *, behind: bool = False) -> Lease | None:
    """Take the channel's first queued delivery for so long; None where it is not due or not free, or none is queued.

    `behind` takes the one behind it.
    """
    row = conn.execute(_first(channel).offset(int(behind))).one_or_none()
    if row is None or (_free_at(row) or now) > now:
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
    again = expired or row.expiries > 0
    return Lease(delivery=delivery_of(row), until=until, again=again, failed_at=row.failed_at)


def due_at(conn: Connection, channel: str) -> datetime | None:
    """Return from when the channel's first queued delivery can be leased; None for at once or where none is queued."""
    row = conn.execute(_first(channel)).one_or_none()
    return None if row is None else _free_at(row)


def is_due(conn: Connection, channel: str, now: datetime) -> bool:
    """Return whether something is queued for the channel that can be leased now."""
    row = conn.execute(_first(channel)).one_or_none()
    return row is not None and (_free_at(row) or now) <= now


def sent(conn: Connection, lease: Lease, *, at: datetime, receipt: str = "") -> None:
    """Note that the delivery is in its channel, where the platform calls it `receipt`; true even past the lease."""
    conn.execute(
        update(_TABLE)
        .where(_TABLE.c.key == lease.delivery.key, _TABLE.c.state != _SENT)
        .values(state=_SENT, ended=at, receipt=receipt, reason="", lease_until=None, not_before=None)
    )


def wait(conn: Connection, lease: Lease, *, until: datetime | None, reason: str, unsure: bool = False) -> bool:
    """Queue the delivery again, not before `until`, since the platform cannot take it now, whatever it is.

    That is no attempt. Returns false where the lease ran out and the row is another's by now.
    """
    return _settle(conn, lease, {"not_before": until, "reason": reason, "lease_until": None} | _tried(unsure=unsure))


def fail(
    conn: Connection, lease: Lease, *, at: datetime, until: datetime | None, reason: str, counts: bool, unsure: bool
) -> bool:
    """Queue the delivery again after a try at `at` that failed; false where the row is another's by now.

    `counts` tells whether this makes one more attempt, `unsure` whether the card may be in the channel nevertheless.
    """
    values = {"not_before": until, "reason": reason, "failed_at": at, "attempts": _TABLE.c.attempts + int(counts)}
    return _settle(conn, lease, values | {"lease_until": None} | _tried(unsure=unsure))


def taken_since(conn: Connection, platform: str, since: datetime) -> bool:
    """Return whether the platform has taken any card since then."""
    where = (_TABLE.c.state == _SENT, _TABLE.c.ended > since, _on(platform))
    return conn.execute(select(_TABLE.c.key).where(*where).limit(1)).first() is not None


def hold(conn: Connection, platform: str, *, until: datetime) -> int:
    """Let no channel of the platform be sent to before `until`; returns how many that holds back."""
    later = (_TABLE.c.not_before.is_(None)) | (_TABLE.c.not_before < until)
    where = (_TABLE.c.sequence.in_(_first_sequences()), _TABLE.c.lease_until.is_(None), _on(platform), later)
    return conn.execute(update(_TABLE).where(*where).values(not_before=until)).rowcount


def expire(conn: Connection, *, before: datetime, at: datetime, reason: str) -> int:
    """Give up what was queued before then for channels that cannot be reached; returns how many there were."""
    gone = select(_CHANNELS.c.channel).where(_CHANNELS.c.lost_at.is_not(None))
    where = (_TABLE.c.state == _QUEUED, _TABLE.c.created < before, _TABLE.c.lease_until.is_(None))
    done = update(_TABLE).where(*where, _TABLE.c.channel.in_(gone))
    return conn.execute(done.values(state=_DEAD, ended=at, reason=reason)).rowcount


def dead(conn: Connection, lease: Lease, *, at: datetime, reason: str) -> bool:
    """Give the delivery up; false where the lease ran out and the row is another's by now."""
    values = {"state": _DEAD, "ended": at, "reason": reason, "attempts": _TABLE.c.attempts + 1}
    return _settle(conn, lease, values | {"lease_until": None})


def release(conn: Connection, lease: Lease) -> bool:
    """Give the lease back without an outcome, so that the delivery can be leased at once."""
    return _settle(conn, lease, {"lease_until": None} | _tried(unsure=True))


def dead_letters(conn: Connection, channel: str | None = None) -> list[DeadLetter]:
    """Return what was given up, of one channel where it is named, in order."""
    query = select(_TABLE).where(_TABLE.c.state == _DEAD).order_by(_TABLE.c.sequence)
    rows = conn.execute(query if channel is None else query.where(_TABLE.c.channel == channel))
    return [DeadLetter(delivery=delivery_of(row), at=row.ended, reason=row.reason) for row in rows]


def unsent_keys(conn: Connection, start: str) -> list[str]:
    """Return the keys that begin so of what is queued or dead, in order."""
    where = (_TABLE.c.state.in_((_QUEUED, _DEAD)), _TABLE.c.key.startswith(start, autoescape=True))
    return list(conn.scalars(select(_TABLE.c.key).where(*where).order_by(_TABLE.c.sequence)))


def replay(conn: Connection, key: str) -> bool:
    """Queue a dead letter once more, at its old place; false where there is none of that key."""
    values = {"state": _QUEUED, "attempts": 0, "not_before": None, "failed_at": None, "ended": None}
    done = conn.execute(update(_TABLE).where(_TABLE.c.key == key, _TABLE.c.state == _DEAD).values(values))
    return done.rowcount == 1


def drop(conn: Connection, key: str, *, at: datetime) -> bool:
    """Send what is queued or dead under the key no more; false where there is none that nobody is sending now."""
    where = (_TABLE.c.key == key, _TABLE.c.state.in_((_QUEUED, _DEAD)))
    free = (_TABLE.c.lease_until.is_(None)) | (_TABLE.c.lease_until <= at)
    values = {"state": _DROPPED, "ended": at, "lease_until": None}
    return conn.execute(update(_TABLE).where(*where, free).values(values)).rowcount == 1


def forget_sent(conn: Connection, *, before: datetime, most: int) -> int:
    """Forget that many at the most of what was sent or dropped before then; returns how many.

    With them goes what the platforms call the messages: what comes later on their subjects is a message of its own.
    """
    where = (_TABLE.c.ended < before, _TABLE.c.state.in_((_SENT, _DROPPED)))
    oldest = select(_TABLE.c.sequence).where(*where).order_by(_TABLE.c.ended).limit(most)
    return conn.execute(delete(_TABLE).where(_TABLE.c.sequence.in_(oldest.scalar_subquery()))).rowcount


def root(conn: Connection, channel: str, subject: str) -> str:
    """Return what the platform calls the first message sent to the channel about the subject, "" for none."""
    query = select(_TABLE.c.receipt).where(
        _TABLE.c.channel == channel, _TABLE.c.subject == subject, _TABLE.c.state == _SENT
    )
    return conn.scalars(query.order_by(_TABLE.c.sequence).limit(1)).one_or_none() or ""


def state_of(conn: Connection, key: str) -> Sent | None:
    """Return what became of the delivery of that key, None where there is none."""
    row = conn.execute(select(_TABLE.c.state, _TABLE.c.ended, _TABLE.c.reason).where(_TABLE.c.key == key)).one_or_none()
    return None if row is None else Sent(state=row.state, at=row.ended, reason=row.reason)


def queue_states(conn: Connection) -> list[QueueState]:
    """Return the state of every channel's queue, by channel."""
    query = select(
        _TABLE.c.channel, _TABLE.c.state, func.count().label("number"), func.min(_TABLE.c.created).label("oldest")
    )
    found: dict[str, dict[str, Any]] = {}
    query = query.where(_TABLE.c.state != _DROPPED).group_by(_TABLE.c.channel, _TABLE.c.state)
    for row in conn.execute(query):
        entry = found.setdefault(row.channel, {"channel": row.channel})
        entry[row.state] = row.number
        if row.state == _QUEUED:
            entry["oldest"] = row.oldest
    return [QueueState(**found[channel]) for channel in sorted(found)]


def _first(channel: str) -> Select[Any]:
    query = select(_TABLE).where(_TABLE.c.state == _QUEUED, _TABLE.c.channel == channel)
    return query.order_by(_TABLE.c.sequence).limit(1)


def _first_sequences(channel: str | None = None) -> Select[Any]:
    queued = select(func.min(_TABLE.c.sequence)).where(_TABLE.c.state == _QUEUED).group_by(_TABLE.c.channel)
    return queued if channel is None else queued.where(_TABLE.c.channel == channel)


def _on(platform: str) -> ColumnElement[bool]:
    return _TABLE.c.channel.startswith(f"{platform}:", autoescape=True)


def _free_at(row: Row[Any]) -> datetime | None:
    return _later(row.not_before, row.lease_until)


def _later(*moments: datetime | None) -> datetime | None:
    return max((one for one in moments if one is not None), default=None)


def _tried(*, unsure: bool) -> dict[str, Any]:
    return {"expiries": _TABLE.c.expiries + 1} if unsure else {}


def _settle(conn: Connection, lease: Lease, values: dict[str, Any]) -> bool:
    """Change the row if the lease still holds it."""
    where = (_TABLE.c.key == lease.delivery.key, _TABLE.c.state == _QUEUED, _TABLE.c.lease_until == lease.until)
    return conn.execute(update(_TABLE).where(*where).values(values)).rowcount == 1
