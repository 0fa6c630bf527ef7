"""Which digests are done with: written, or left out for good."""

from datetime import date

from sqlalchemy import Connection, select

from bot.store import schema
from bot.store.columns import upsert

_TABLE = schema.digests


def done_until(conn: Connection, dossier: str) -> dict[tuple[str, str], date]:
    """Return the last local day that is done with, by channel and time of day."""
    rows = conn.execute(select(_TABLE).where(_TABLE.c.dossier == dossier))
    return {(row.channel, row.time): row.day for row in rows}


def mark_done(conn: Connection, dossier: str, channel: str, time: str, day: date) -> bool:
    """Note that the digest of that day and time is done with; false where it was already."""
    here = (_TABLE.c.dossier == dossier, _TABLE.c.channel == channel, _TABLE.c.time == time)
    known = conn.scalar(select(_TABLE.c.day).where(*here))
    if known is not None and known >= day:
        return False
    upsert(conn, _TABLE, [{"dossier": dossier, "channel": channel, "time": time, "day": day}])
    return True
