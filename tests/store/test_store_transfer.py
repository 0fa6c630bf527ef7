"""A database taken to another kind of database: all of it, the same, also when the copy was interrupted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.command_line import CommandLine
from fakes.values import NOON, make_alert, make_delivery, make_item, make_statement
from sqlalchemy import delete, insert, select, update

from bot.errors import StoreError
from bot.model import Image
from bot.store import alerts, items, outbox, schema, statements
from bot.store.database import Store, open_store
from bot.store.soundness import flaws
from bot.store.transfer import BATCH, content, copy, tables

HOSTILE = "Тема 'x'; DROP TABLE items; -- \u202e\U0001f600\ufffd"


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Store]:
    """A database in a file with something in most tables, more than one batch of statements."""
    opened = open_store(f"sqlite:///{tmp_path / 'source.db'}")
    with opened.write() as conn:
        items.save_items(conn, "d", [make_item(f"i{n}", title=HOSTILE) for n in range(BATCH + 20)])
        for n in range(BATCH + 20):
            statements.save_statements(conn, "d", f"i{n}", [make_statement(f"i{n}", speaker=HOSTILE)], known_at=NOON)
        alerts.save_alerts(conn, "d", [make_alert("a1")])
        card = make_delivery("k1").card
        picture = Image(name="p.png", alt="A", png=bytes(range(256)))
        outbox.enqueue(conn, [make_delivery("k1"), make_delivery("k2", card=type(card)(title="P", image=picture))])
    yield opened
    opened.close()


def _contents(store: Store) -> dict[str, object]:
    with store.read() as conn:
        return {table.name: content(conn, table) for table in tables()}


def test_everything_arrives(source: Store, store: Store) -> None:
    done = copy(source, store)
    assert _contents(store) == _contents(source) == done
    with store.read() as conn:
        assert statements.statements(conn, "d")[0].speaker == HOSTILE
        assert outbox.waiting_channels(conn) == ["console:main"]
        assert flaws(conn) == []


def test_copy_that_was_interrupted_goes_on(source: Store, store: Store) -> None:
    class Stop(Exception):  # noqa: N818
        pass

    def stop(name: str, rows: int) -> None:
        if name == "statements":
            raise Stop

    with pytest.raises(Stop):
        copy(source, store, step=stop)
    assert _contents(store) != _contents(source)
    copy(source, store)
    assert _contents(store) == _contents(source)


def test_what_is_queued_after_the_copy_comes_after_what_was_copied(source: Store, store: Store) -> None:
    copy(source, store)
    with store.write() as conn:
        assert outbox.enqueue(conn, [make_delivery("k3")]) == 1
        lease = outbox.lease(conn, "console:main", NOON, 60)
    assert lease is not None
    assert lease.delivery.key == "k1"


def test_workspace_that_installs_the_app_after_the_copy_has_a_number_of_its_own(source: Store, store: Store) -> None:
    states, naive = schema.slack_oauth_states, NOON.replace(tzinfo=None)
    with source.write() as conn:
        conn.execute(insert(states), [{"state": f"s{n}", "expire_at": naive} for n in range(3)])
    copy(source, store)
    with store.write() as conn:
        conn.execute(insert(states).values(state="new", expire_at=naive))
        assert len(conn.execute(select(states.c.id).distinct()).all()) == 4


def test_target_that_was_in_use_is_told_and_left_as_it_is(source: Store, store: Store) -> None:
    with store.write() as conn:
        items.save_items(conn, "other", [make_item("mine")])
    with pytest.raises(StoreError, match=r"items \(520 rows and 521\)"):
        copy(source, store)
    with store.read() as conn:
        assert items.item(conn, "mine", dossier="other") is not None


def test_one_changed_letter_changes_the_checksum(source: Store) -> None:
    before = _contents(source)
    with source.write() as conn:
        conn.execute(update(schema.items).where(schema.items.c.id == "i7").values(title="another"))
    after = _contents(source)
    assert [name for name in before if before[name] != after[name]] == ["items"]


def test_order_of_the_rows_does_not_change_the_checksum(source: Store, memory_store: Store) -> None:
    with source.read() as conn:
        rows = [dict(row._mapping) for row in conn.execute(schema.items.select())]
    with memory_store.write() as conn:
        conn.execute(insert(schema.items), rows[::-1])
    with memory_store.read() as one, source.read() as other:
        assert content(one, schema.items) == content(other, schema.items)


def test_damage_is_told(tmp_path: Path) -> None:
    opened = open_store(f"sqlite:///{tmp_path / 'parley.db'}")
    with opened.write() as conn:
        conn.exec_driver_sql("DROP TABLE mutes")
        conn.exec_driver_sql("ALTER TABLE held DROP COLUMN why")
    with opened.read() as conn:
        assert flaws(conn) == ["The table held lacks the column why.", "The table mutes is missing."]
    opened.close()


def test_verbs_copy_and_check(source: Store, empty_postgres: str, tmp_path: Path) -> None:
    run = CommandLine(tmp_path)
    done = run("db", "copy", f"sqlite:///{tmp_path / 'source.db'}", empty_postgres)
    assert done.status == 0, done.err
    assert "are the same in both, by count and checksum" in done.out
    checked = CommandLine(tmp_path, {"DATABASE_URL": empty_postgres})("db", "check")
    assert checked.status == 0, checked.err
    assert "nothing to complain about" in checked.out
    with source.write() as conn:
        conn.execute(delete(schema.items).where(schema.items.c.id == "i1"))
    again = run("db", "copy", f"sqlite:///{tmp_path / 'source.db'}", empty_postgres)
    assert again.status == 1
    assert "differs" in again.err
