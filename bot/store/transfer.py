"""Take everything from one database to another: rows in, the same rows out, counted and compared on both sides.

Nothing is ever changed that is there already, so a copy that was interrupted is simply begun again. The rows of a table
are compared by the sum of their hashes, which does not depend on the order in which a database gives them.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select, text

from bot.errors import StoreError
from bot.store import schema
from bot.store.columns import insert_new
from bot.store.database import Store

BATCH = 500
"""Rows in one transaction, so that a copy that is interrupted loses little and holds up nobody for long."""

_MODULUS = 2**256

Step = Callable[[str, int], None]
"""Told after every batch: the table, and how many of its rows are done."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: how many rows, and the sum of their hashes (SHA-256, modulo 2 to the 256)."""

    rows: int
    checksum: str


def tables() -> tuple[Table, ...]:
    """Return all tables, in the order in which they can be filled."""
    return tuple(schema.metadata.sorted_tables)


def copy(source: Store, target: Store, *, step: Step = lambda _name, _rows: None) -> dict[str, Content]:
    """Copy all rows that the target does not have yet, and return what each table holds.

    The source is read as it is at one moment. Raises StoreError where a table differs at the end, such as when the
    target was in use before; its rows are left as they are.
    """
    copied = {}
    with source.read() as conn:
        for table in tables():
            done = 0
            for batch in _batches(conn, table):
                with target.write() as out:
                    insert_new(out, table, [dict(row._mapping) for row in batch])
                done += len(batch)
                step(table.name, done)
            copied[table.name] = content(conn, table)
    with target.write() as out:
        _go_on_counting(out)
    with target.read() as out:
        _compare(copied, {table.name: content(out, table) for table in tables()})
    return copied


def content(conn: Connection, table: Table) -> Content:
    """Return how many rows the table has, and their checksum; one pass, in bounded memory."""
    rows, total = 0, 0
    for batch in _batches(conn, table):
        rows += len(batch)
        total = (total + sum(_hash(row._asdict()) for row in batch)) % _MODULUS
    return Content(rows, f"{total:064x}")


def _batches(conn: Connection, table: Table) -> Iterator[list[Row[Any]]]:
    order = table.primary_key.columns
    result = conn.execution_options(stream_results=True, yield_per=BATCH).execute(select(table).order_by(*order))
    yield from (list(part) for part in result.partitions(BATCH))


def _hash(row: Mapping[str, Any]) -> int:
    values = json.dumps([_plain(value) for value in row.values()], ensure_ascii=True)
    return int.from_bytes(hashlib.sha256(values.encode("ascii")).digest(), "big")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _compare(source: Mapping[str, Content], target: Mapping[str, Content]) -> None:
    differing = [name for name, one in source.items() if target[name] != one]
    if differing:
        counts = ", ".join(f"{name} ({source[name].rows} rows and {target[name].rows})" for name in differing)
        raise StoreError(f"the copy differs from the original in {counts}; copy into an empty database")


def _go_on_counting(conn: Connection) -> None:
    """Let PostgreSQL number new rows after those that were copied, in every table that numbers its rows."""
    if conn.dialect.name != "postgresql":
        return
    for table in tables():
        for column in table.primary_key.columns:
            names = {"table": table.name, "column": column.name}
            sequence = conn.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), names)
            newest = conn.scalar(select(func.max(column))) if sequence else None
            if newest is not None:
                advance = text("SELECT setval(CAST(:name AS regclass), :newest)")
                conn.execute(advance, {"name": sequence, "newest": newest})
