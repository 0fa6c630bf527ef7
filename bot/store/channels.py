"""How each channel is told: time zone, quiet hours, digests, mutes, and whether it can be reached."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from bot.store import schema
from bot.store.columns import chunks, insert_new, upsert
from bot.store.serial import texts_from_json, texts_to_json
from bot.subscriptions import Channel, Mute, Quiet

_TABLE = schema.channels
_MUTES = schema.mutes


def channels(conn: Connection, ids: Iterable[str]) -> dict[str, Channel]:
    """Return what is known of the channels, by id."""
    rows = (row for part in chunks(ids) for row in conn.execute(select(_TABLE).where(_TABLE.c.channel.in_(part))))
    return {row.channel: _channel(row) for row in rows}


def channel(conn: Connection, key: str) -> Channel | None:
    """Return what is known of the channel, None for nothing."""
    return channels(conn, [key]).get(key)


def save_channel(conn: Connection, one: Channel) -> None:
    """Keep what is said of the channel, in the place of what was said before."""
    upsert(conn, _TABLE, [_row(one)])


def lost(conn: Connection, key: str, *, at: datetime, reason: str) -> None:
    """Note that the channel cannot be reached: nothing more is told there, and what it wants is kept.

    Since when and why stay as they were first noted; `at` is also when it was last tried in vain.
    """
    insert_new(conn, _TABLE, [_row(Channel(id=key))])
    where = (_TABLE.c.channel == key, _TABLE.c.lost_at.is_(None))
    conn.execute(update(_TABLE).where(*where).values(lost_at=at, lost_reason=reason))
    conn.execute(update(_TABLE).where(_TABLE.c.channel == key).values(lost_tried=at))


def found(conn: Connection, key: str) -> bool:
    """Note that the channel can be reached again; false where it was not lost."""
    where = (_TABLE.c.channel == key, _TABLE.c.lost_at.is_not(None))
    values = {"lost_at": None, "lost_reason": "", "lost_tried": None}
    return conn.execute(update(_TABLE).where(*where).values(values)).rowcount == 1


def mutes(conn: Connection, ids: Iterable[str], *, now: datetime) -> list[Mute]:
    """Return the topics that the channels do not want to hear of at that time."""
    return [
        Mute(channel=row.channel, dossier=row.dossier, topic=row.topic, until=row.until, by=row.by)
        for part in chunks(ids)
        for row in conn.execute(
            select(_MUTES)
            .where(_MUTES.c.channel.in_(part), _MUTES.c.until > now)
            .order_by(_MUTES.c.channel, _MUTES.c.dossier, _MUTES.c.topic)
        )
    ]


def save_mute(conn: Connection, one: Mute) -> None:
    """Keep that the channel does not want to hear of the topic for a while."""
    values = {"channel": one.channel, "dossier": one.dossier, "topic": one.topic, "until": one.until, "by": one.by}
    upsert(conn, _MUTES, [values])


def clear_mutes(conn: Connection, key: str) -> int:
    """End all mutes of topics in the channel; returns how many there were."""
    return conn.execute(delete(_MUTES).where(_MUTES.c.channel == key)).rowcount


def _row(one: Channel) -> dict[str, Any]:
    return {
        "channel": one.id,
        "tenant": one.tenant,
        "zone": one.zone,
        "quiet": str(one.quiet) if one.quiet else "",
        "digest_times": texts_to_json(one.digest_times),
        "settled_at": one.settled_at,
        "muted_until": one.muted_until,
        "lost_at": one.lost_at,
        "lost_reason": one.lost_reason,
    }


def _channel(row: Row[Any]) -> Channel:
    return Channel(
        id=row.channel,
        tenant=row.tenant,
        zone=row.zone,
        quiet=Quiet(*map(time.fromisoformat, row.quiet.split("-"))) if row.quiet else None,
        digest_times=texts_from_json(row.digest_times),
        settled_at=row.settled_at,
        muted_until=row.muted_until,
        lost_at=row.lost_at,
        lost_reason=row.lost_reason,
    )
