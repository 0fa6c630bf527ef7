"""The queue's own tables, beside Parley's: made where there are none, brought up to the library's version else."""

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from procrastinate.schema import SchemaManager

from bot.errors import StoreError
from bot.store.database import Store
from bot.store.locks import alone

_THERE = "SELECT to_regclass('procrastinate_jobs') IS NOT NULL, obj_description(to_regclass('procrastinate_jobs'))"
_TENDED = """
ALTER TABLE procrastinate_jobs SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
ALTER TABLE procrastinate_events SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 4000);
"""
"""Rows come and go with every job, so that what is dead soon outnumbers what is there."""
Version = tuple[int, ...]


def ensure(store: Store) -> None:
    """Make the tables, or change them as the library's newer versions do; raises StoreError.

    Of which version they are stands in a comment on them, since the library keeps no account of it.
    """
    now = version("procrastinate")
    with store.write() as conn:
        alone(conn, "schema of the queue")
        driver: Any = conn.connection.driver_connection
        there, noted = driver.execute(_THERE).fetchone()
        if there and noted == now:
            return
        if there and not noted:
            raise StoreError(
                "the database has tables of Procrastinate that Parley did not make; use a database of its own"
            )
        for script in _changes(_numbers(noted)) if there else (SchemaManager.get_schema(), _TENDED):
            driver.execute(script)
        if not there or _numbers(noted) < _numbers(now):
            driver.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{now}'")


def _changes(since: Version) -> Iterator[str]:
    """Yield the library's scripts for versions after that one, in order; their names begin with the version."""
    for file in sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql")):
        if _numbers(file.name.partition("_")[0]) > since:
            yield file.read_text(encoding="utf-8")


def _numbers(text: str) -> Version:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
