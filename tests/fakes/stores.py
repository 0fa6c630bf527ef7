"""The `store` fixture: every kind of store in turn, so that all of them pass the same tests.

PostgreSQL takes part where PARLEY_TEST_DATABASE_URL names a database; each test gets a schema of its own in it.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.store.database import Store, open_store

POSTGRES = os.environ.get("PARLEY_TEST_DATABASE_URL", "")
KINDS = ["file", "memory", *(["postgres"] if POSTGRES else [])]
_SCHEMA = f"parley_test_{os.getpid()}"


def _fresh_postgres() -> str:
    url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    with engine.begin() as conn:
        conn.execute(text(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE"))
        conn.execute(text(f"CREATE SCHEMA {_SCHEMA}"))
    engine.dispose()
    return url.update_query_dict({"options": f"-csearch_path={_SCHEMA}"}).render_as_string(hide_password=False)


def store_url(kind: str, folder: Path) -> str:
    """Return the address of an empty database of the kind."""
    if kind == "postgres":
        return _fresh_postgres()
    return "sqlite:///:memory:" if kind == "memory" else f"sqlite:///{folder / 'parley.db'}"


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    opened = open_store(store_url(request.param, tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def memory_store() -> Iterator[Store]:
    """An empty store, for tests that are not about stores."""
    opened = open_store("sqlite:///:memory:")
    yield opened
    opened.close()
