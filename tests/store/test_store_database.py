"""Opening a database: created, upgraded, shared between threads and processes, or refused with one sentence."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from bot.errors import StoreError
from bot.store import migrate, schema
from bot.store.database import Store, open_store
from bot.store.feeds import FeedState, feed_state, feed_states, save_feed_state
from bot.store.migrate import configuration, upgrade

STATE = FeedState(dossier="d", feed="f", url="https://f.test/")


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    """Return whether it is described by the schema; full-text indexes are the databases' own."""
    return not (name or "").startswith("sentences_fts")


def test_migrations_give_the_tables_that_the_schema_describes(store: Store) -> None:
    with store.read() as conn:
        context = MigrationContext.configure(conn, opts={"include_name": _is_ours})
        assert compare_metadata(context, schema.metadata) == []


def test_newest_migration_is_the_one_the_schema_names(store: Store) -> None:
    with store.read() as conn:
        assert ScriptDirectory.from_config(configuration(conn)).get_current_head() == schema.REVISION


def test_a_database_made_of_what_migrations_told_another_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "_told", [])
    dumps = []
    for name in ("migrated", "told"):
        open_store(f"sqlite:///{tmp_path / name}").close()
        with closing(sqlite3.connect(tmp_path / name)) as file:
            dumps.append([*file.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"), *file.iterdump()])
    assert migrate._told
    assert dumps[0] == dumps[1]


def test_upgrading_twice_changes_nothing(store: Store) -> None:
    with store.write() as conn:
        save_feed_state(conn, STATE)
        upgrade(conn)
    with store.read() as conn:
        assert feed_states(conn, "d") == [STATE]


def test_what_was_written_is_there_when_opened_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'parley.db'}"
    first = open_store(url)
    with first.write() as conn:
        save_feed_state(conn, STATE)
    first.close()
    again = open_store(url)
    with again.read() as conn:
        assert feed_state(conn, "d", "f") == STATE
    again.close()


def test_alembic_is_not_loaded_for_a_database_of_the_newest_schema(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'parley.db'}"
    open_store(url).close()
    code = (
        f"import sys; from bot.store.database import open_store; open_store({url!r}); print('alembic' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert ran.stdout == "False\n"


def test_transaction_left_by_an_exception_leaves_nothing(store: Store) -> None:
    def fail(conn: Connection) -> None:
        save_feed_state(conn, STATE)
        raise KeyError

    with pytest.raises(KeyError), store.write() as conn:
        fail(conn)
    with store.read() as conn:
        assert feed_states(conn, "d") == []


def test_schema_changes_roll_back_with_their_transaction(store: Store) -> None:
    with pytest.raises(KeyError), store.write() as conn:  # noqa: PT012
        conn.execute(text("CREATE TABLE more (id INTEGER)"))
        raise KeyError
    with store.read() as conn, pytest.raises(Exception, match="more"):
        conn.execute(text("SELECT * FROM more"))


def test_threads_write_in_turn_and_lose_no_change(store: Store) -> None:
    with store.write() as conn:
        save_feed_state(conn, STATE)

    def count() -> None:
        for _ in range(20):
            with store.write() as conn:
                if store.dialect == "postgresql":
                    conn.execute(text("LOCK TABLE feeds"))
                state = feed_state(conn, "d", "f")
                assert state is not None
                save_feed_state(conn, FeedState(dossier="d", feed="f", url=state.url, failures=state.failures + 1))

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as conn:
        state = feed_state(conn, "d", "f")
    assert state is not None
    assert state.failures == 80


def test_reader_goes_on_beside_a_writer_and_sees_one_state(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'parley.db'}")
    with store.read() as reading:
        assert feed_states(reading, "d") == []
        with store.write() as conn:
            save_feed_state(conn, STATE)
        assert feed_states(reading, "d") == []
    with store.read() as reading:
        assert feed_states(reading, "d") == [STATE]
    store.close()


def test_transactions_in_memory_do_not_nest(memory_store: Store) -> None:
    with memory_store.read(), pytest.raises(RuntimeError, match="nest"), memory_store.write():
        pass
    with memory_store.write() as conn:  # and the refusal left nothing locked
        save_feed_state(conn, STATE)


def _digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


def _foreign_database(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (id INTEGER)")
    other.commit()
    other.close()


def _newer_database(path: Path) -> None:
    open_store(f"sqlite:///{path}").close()
    newer = sqlite3.connect(path)
    newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.commit()
    newer.close()


def _damaged_database(path: Path) -> None:
    _foreign_database(path)
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 4000)


def _text(path: Path) -> None:
    path.write_text("Dear diary")


def _short_text(path: Path) -> None:
    path.write_bytes(b"SQLite")


REFUSED = {
    "text": (_text, "is not a database"),
    "another program's": (_foreign_database, "another program's database"),
    "newer": (_newer_database, r"newer version \(9999\)"),
    "damaged": (_damaged_database, "cannot be used"),
    "short": (_short_text, "is not a database"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_file_that_is_not_parleys_is_refused_and_left_as_it_is(kind: str, tmp_path: Path) -> None:
    prepare, sentence = REFUSED[kind]
    path = tmp_path / "parley.db"
    prepare(path)
    before = _digest(tmp_path)
    with pytest.raises(StoreError, match=sentence) as caught:
        open_store(f"sqlite:///{path}")
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert _digest(tmp_path) == before


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:////", "is a folder"),
        ("sqlite:////nowhere/at/all.db", "does not exist; create it"),
        ("sqlite:////proc/parley.db", "cannot be used"),
        ("mysql://host/name", "'mysql' is not supported"),
        ("parley.db", "no database address"),
        ("", "no database address"),
    ],
)
def test_address_that_cannot_be_used_is_refused_with_a_remedy(url: str, sentence: str) -> None:
    with pytest.raises(StoreError, match=sentence) as caught:
        open_store(url)
    assert ";" in str(caught.value)


def test_file_that_may_not_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "parley.db"
    open_store(f"sqlite:///{path}").close()
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)  # as it would be for anyone but root
    with pytest.raises(StoreError, match="may not be written"):
        open_store(f"sqlite:///{path}")


def test_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StoreError, match="Permission denied"):
        open_store(f"sqlite:///{tmp_path / 'parley.db'}")


def test_locked_database_is_named_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.store.database._BUSY_SECONDS", 0.05)
    path = tmp_path / "parley.db"
    other = sqlite3.connect(path)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="held by another process"):
        open_store(f"sqlite:///{path}")
    other.close()


def test_postgres_without_its_driver_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"install psycopg"):
        open_store("postgresql://ann@127.0.0.1:1/parley")


def test_password_is_never_told() -> None:
    with pytest.raises(StoreError) as caught:
        open_store("postgresql://ann:tell-nobody@127.0.0.1:1/parley?connect_timeout=1")
    assert "tell-nobody" not in str(caught.value)


def test_two_processes_may_create_the_same_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'parley.db'}"
    failures: list[Exception] = []

    def opening() -> None:
        try:
            open_store(url).close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=opening) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
