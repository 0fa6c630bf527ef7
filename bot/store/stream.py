"""The statements one day after the other, so that any number of them takes little memory."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from bot.model import Statement
from bot.store import schema
from bot.store.statements import statements


def each_statement(conn: Connection, dossier: str, *, until: datetime | None = None) -> Iterator[Statement]:
    """Yield the statements, as corrected, in `model.in_order`; `until` leaves out what could not be known then."""
    said = schema.statements.c.said_on
    query = select(said).where(schema.statements.c.dossier == dossier).distinct().order_by(said)
    for day in conn.scalars(query).all():
        yield from statements(conn, dossier, since=day, before=day, until=until)
