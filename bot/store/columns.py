"""Column types and statements that behave the same on SQLite and PostgreSQL."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, DateTime, Dialect, String, Table, Text, bindparam, func
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""The time since when something is known of which no time is known."""
_PER_QUERY = 500  # ids in one IN list; SQLite allows 32,766 variables, PostgreSQL 65,535


def storable(text: str) -> str:
    """Return the text with NUL and lone surrogates, which databases refuse, as U+FFFD; offsets stay the same."""
    if text.isascii() and "\0" not in text:  # nearly every text, and many times as fast to tell
        return text
    return _UNSTORABLE.sub("\ufffd", text)


class Words(TypeDecorator[str]):
    """Text of any length from outside."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return what the database can hold."""
        return None if value is None else storable(value)


class Moment(TypeDecorator[datetime]):
    """An aware UTC time: `timestamptz` on PostgreSQL, ISO 8601 text of fixed width, which sorts by time, on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column type of the dialect."""
        return dialect.type_descriptor(String(32) if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return the time in UTC; raises ValueError for one without an offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the time {value} has no offset; store aware times only")
        utc = value if value.tzinfo is UTC else value.astimezone(UTC)
        return utc.isoformat(timespec="microseconds") if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the aware time in UTC."""
        if value is None:
            return None
        moment: datetime = datetime.fromisoformat(value) if dialect.name == "sqlite" else value
        return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    """Yield the keys in lists short enough for one IN list."""
    rest = iter(keys)
    while part := list(islice(rest, _PER_QUERY)):
        yield part


def unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the column for a condition that an index is not to be chosen by.

    SQLite, where it has no statistics, takes "known until now" to say more than "by this party" does.
    """
    return func.coalesce(column, column)


def upsert(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows; one whose primary key is there already replaces it."""
    if rows:
        conn.execute(_upsert(conn.dialect.name, table, tuple(rows[0])), rows)


@cache
def _upsert(dialect: str, table: Table, names: tuple[str, ...]) -> "sqlite.Insert | postgresql.Insert":
    """Return the statement, which takes longer to make than to run."""
    keys = [column.name for column in table.primary_key]
    insert = insert_into(dialect, table)
    rest = {name: insert.excluded[name] for name in names if name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=rest)


def insert_new(conn: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows, leaving those that are there already as they are."""
    if rows:
        conn.execute(_insert_new(conn.dialect.name, table), rows)


@cache
def _insert_new(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """Return the statement, which takes longer to make than to run."""
    return insert_into(dialect, table).on_conflict_do_nothing()


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that the column has one of the values of a parameter, for a query that is made once."""
    return column.in_(bindparam(name, expanding=True))


def insert_into(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """Return the statement of the dialect that inserts into the table, and knows what to do about a conflict."""
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite  # noqa: PLC0415 - one dialect is used, and the other takes long to load

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415

    return postgresql.insert(table)
