"""Whether anything that was read or set right has changed, told cheaply."""

from sqlalchemy import Connection, func, select

from bot.store import schema
from bot.store.columns import Moment


def revision(conn: Connection, dossier: str) -> str:
    """Return a text that is another after every item read and every correction made or undone; it is no secret."""
    items, corrections = schema.items.c, schema.corrections.c
    read = select(func.max(items.read_at, type_=Moment())).where(items.dossier == dossier)
    right = select(
        func.max(corrections.at, type_=Moment()), func.max(corrections.undone_at, type_=Moment()), func.count()
    ).where(corrections.dossier == dossier)
    return "|".join(str(one or "") for one in (conn.execute(read).scalar(), *conn.execute(right).one()))
