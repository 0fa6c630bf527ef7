"""How the parts of the program (feeds, reader, each platform) fare: when each last worked, how it last failed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from bot.store import schema
from bot.store.columns import insert_new

_TABLE = schema.parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """When a part last worked, and what it said when it last failed."""

    part: str
    seen: datetime | None = None
    error: str = ""
    error_at: datetime | None = None

    @property
    def works(self) -> bool:
        """Return whether it has worked since it last failed."""
        return self.error_at is None or (self.seen is not None and self.seen >= self.error_at)


def worked(conn: Connection, part: str, *, at: datetime) -> None:
    """Note that the part worked."""
    _note(conn, part, seen=at)


def failed(conn: Connection, part: str, *, at: datetime, error: str) -> None:
    """Note that the part failed, and how."""
    _note(conn, part, error=error, error_at=at)


def parts(conn: Connection) -> list[Part]:
    """Return what is known of every part, by name."""
    rows = conn.execute(select(_TABLE).order_by(_TABLE.c.part))
    return [Part(part=row.part, seen=row.seen, error=row.error, error_at=row.error_at) for row in rows]


def _note(conn: Connection, part: str, **values: str | datetime) -> None:
    insert_new(conn, _TABLE, [{"part": part, "error": ""}])
    conn.execute(_TABLE.update().where(_TABLE.c.part == part).values(values))
