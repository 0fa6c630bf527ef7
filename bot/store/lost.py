"""Channels that cannot be reached: since when, why, and when they were last tried in vain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.store import schema
from bot.store.columns import insert_new
from bot.store.serial import texts_to_json

_TABLE = schema.channels


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A channel that cannot be reached; `tried` is when it was last asked for in vain."""

    channel: str
    since: datetime
    reason: str
    tried: datetime


def lose(conn: Connection, channel: str, *, at: datetime, reason: str) -> None:
    """Note that the channel could not be reached; since when stays as it was first noted."""
    blank = {"channel": channel, "tenant": "", "zone": "", "quiet": "", "lost_reason": ""}
    insert_new(conn, _TABLE, [blank | {"digest_times": texts_to_json(())}])
    here = _TABLE.c.channel == channel
    conn.execute(update(_TABLE).where(here, _TABLE.c.lost_at.is_(None)).values(lost_at=at))
    conn.execute(update(_TABLE).where(here).values(lost_reason=reason, lost_tried=at))


def found(conn: Connection, channel: str) -> bool:
    """Note that the channel can be reached again; false where it was not lost."""
    where = (_TABLE.c.channel == channel, _TABLE.c.lost_at.is_not(None))
    values = {"lost_at": None, "lost_reason": "", "lost_tried": None}
    return conn.execute(update(_TABLE).where(*where).values(values)).rowcount == 1


def lost_channels(conn: Connection) -> Sequence[Lost]:
    """Return the channels that cannot be reached, by name."""
    query = select(_TABLE).where(_TABLE.c.lost_at.is_not(None)).order_by(_TABLE.c.channel)
    return [
        Lost(channel=row.channel, since=row.lost_at, reason=row.lost_reason, tried=row.lost_tried or row.lost_at)
        for row in conn.execute(query)
    ]
