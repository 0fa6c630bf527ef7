"""When people last asked what is new."""

from datetime import datetime

from sqlalchemy import Connection, select

from bot.store import schema
from bot.store.columns import upsert

_TABLE = schema.looks


def last_look(conn: Connection, dossier: str, *, tenant: str, user: str) -> datetime | None:
    """Return when the user last asked what is new, None for never."""
    where = (_TABLE.c.dossier == dossier, _TABLE.c.tenant == tenant, _TABLE.c.user == user)
    return conn.scalars(select(_TABLE.c.at).where(*where)).one_or_none()


def looked(conn: Connection, dossier: str, *, tenant: str, user: str, at: datetime) -> None:
    """Note that the user has asked what is new."""
    upsert(conn, _TABLE, [{"dossier": dossier, "tenant": tenant, "user": user, "at": at}])
