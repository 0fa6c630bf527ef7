"""What the store tells of the program's work: what waits to be read and sent, what is lost, how late things arrive."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from bot.store import schema
from bot.store.columns import Moment

_ITEMS = schema.items
_OUTBOX = schema.outbox
_CHANNELS = schema.channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How many items wait to be read, and since when the first of them was there."""

    waiting: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What waits for a channel and what was given up, with the reason of the last failure.

    `oldest` is since when the first one waits, `dead_at` when the last one was given up, `lost_at` since when the
    channel cannot be reached.
    """

    channel: str
    tenant: str = ""
    queued: int = 0
    oldest: datetime | None = None
    dead: int = 0
    dead_at: datetime | None = None
    lost_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A card that reached its channel: when it was made, when its newest article was published, when it was there."""

    channel: str
    created: datetime
    arrived: datetime
    published: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestTimes:
    """At which local times in which zone a channel gets its digests; none where there are no times."""

    zone: str
    times: tuple[str, ...]


def backlog(conn: Connection, dossier: str) -> Backlog:
    """Return what waits to be read."""
    oldest = func.min(_ITEMS.c.fetched, type_=Moment())
    query = select(func.count(), oldest).where(_ITEMS.c.dossier == dossier, _ITEMS.c.read_at.is_(None))
    row = conn.execute(query).one()
    return Backlog(waiting=row[0], oldest=row[1])


def lines(conn: Connection) -> list[Line]:
    """Return the channels that something waits for, was given up for, or that are lost, by name."""
    found: dict[str, Line] = {}
    for row in conn.execute(select(*_CHANNELS.c["channel", "tenant", "lost_at", "lost_reason"])):
        found[row.channel] = Line(
            channel=row.channel, tenant=row.tenant, lost_at=row.lost_at, reason=row.lost_reason
        )  # fmt: skip
    for row in conn.execute(_counted("queued")):
        found[row.channel] = replace(_line(found, row), queued=row.number, oldest=row.first)
    for row in conn.execute(_counted("dead")):
        found[row.channel] = replace(_line(found, row), dead=row.number, dead_at=row.last)
    return [one for _, one in sorted(found.items()) if one.queued or one.dead or one.lost_at]


def _counted(state: str) -> Any:
    first = func.min(_OUTBOX.c.created, type_=Moment()).label("first")
    last = func.max(_OUTBOX.c.ended, type_=Moment()).label("last")
    reason = func.max(_OUTBOX.c.reason).label("reason")
    columns = (_OUTBOX.c.channel, func.count().label("number"), first, last, reason)
    return select(*columns).where(_OUTBOX.c.state == state).group_by(_OUTBOX.c.channel)


def _line(found: Mapping[str, Line], row: Row[Any]) -> Line:
    line = found.get(row.channel, Line(channel=row.channel))
    return replace(line, reason=line.reason or row.reason)


def arrivals(conn: Connection, *, since: datetime) -> list[Arrival]:
    """Return the cards that reached their channels from then on."""
    columns = _OUTBOX.c["channel", "created", "ended", "published"]
    query = select(*columns).where(_OUTBOX.c.ended >= since, _OUTBOX.c.state == "sent")
    return [
        Arrival(channel=row.channel, created=row.created, arrived=row.ended, published=row.published)
        for row in conn.execute(query)
    ]


def digest_times(conn: Connection) -> list[DigestTimes]:
    """Return when the channels get their digests that said so themselves."""
    own = (_CHANNELS.c.zone != "", _CHANNELS.c.lost_at.is_(None))
    query = select(*_CHANNELS.c["zone", "digest_times"]).where(*own).distinct()
    return [DigestTimes(zone=row.zone, times=tuple(json.loads(row.digest_times))) for row in conn.execute(query)]
