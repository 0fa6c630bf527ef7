"""What is done once, also over a restart: marks of what was done already, each until it may be done again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.store import schema
from bot.store.columns import insert_into

_TABLE = schema.once


def first(conn: Connection, marks: Mapping[str, datetime], *, now: datetime) -> frozenset[str]:
    """Keep the marks, each until its time, and return those that were not there, or whose time was over."""
    insert = insert_into(conn.dialect.name, _TABLE)
    renew = insert.values([{"mark": mark, "until": end} for mark, end in marks.items()]).on_conflict_do_update(
        index_elements=[_TABLE.c.mark], set_={"until": insert.excluded.until}, where=_TABLE.c.until <= now
    )
    return frozenset(conn.scalars(renew.returning(_TABLE.c.mark)))


def forget(conn: Connection, mark: str) -> None:
    """Let go of a mark, so that what it stands for may be done again."""
    conn.execute(delete(_TABLE).where(_TABLE.c.mark == mark))


def forget_marks(conn: Connection, *, before: datetime, most: int) -> int:
    """Let go of so many marks whose time ended before then, and return of how many."""
    old = select(_TABLE.c.mark).where(_TABLE.c.until < before).limit(most)
    return conn.execute(delete(_TABLE).where(_TABLE.c.mark.in_(old))).rowcount
