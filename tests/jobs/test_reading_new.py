"""Reading what came in: side by side and recorded in order, fresh items first, and nothing lost with a process."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from fakes.crew_reader import Obedient, make
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.stores import memory_store, store, store_url
from fakes.values import NOON, at, make_item
from fakes.waiting import eventually
from sqlalchemy import text

from bot.derive import rebuild
from bot.jobs import Watch, read_new
from bot.model import Document, Item, Reading
from bot.readers import Crew
from bot.settings import PositionRules, Settings
from bot.store.database import Store
from bot.store.items import items, save_items, unread
from bot.store.schema import metadata

__all__ = ["memory_store", "store", "store_url"]

STANCES = ("support", "oppose", "conditional")
PATIENCE = 60
BATCH = 6


def item(number: int, *, first: str = "sleep 0", hours: int | None = None) -> Item:
    """Return an item whose statement and time depend on its number."""
    when = at(number if hours is None else hours)
    line = says("north", STANCES[number % 3], "ceasefire", "Ann", f"This is what we said on occasion {number}.")
    body = " ".join(f"w{number}x{n}" for n in range(70))
    one = make_item(f"item{number:03}", text=f"{first}\n{line}\n{body}", published=when, fetched=when, full=True)
    return replace(one, title=f"Report number {number}")


def watch(store: Store, **given: Any) -> Watch:
    def none(*_: object) -> Any:
        raise AssertionError("nobody asks")

    reader = given.pop("reader", ScriptedReader())
    return Watch(dossier=DOSSIER, settings=Settings(), store=store, reader=lambda: reader, desk=none, **given)


def keep(store: Store, given: Iterable[Item], *, baseline: bool = False) -> None:
    with store.write() as conn:
        save_items(conn, "d", list(given), baseline=baseline)


@pytest.fixture
async def crew(tmp_path: Path) -> AsyncIterator[Crew]:
    """Two processes."""
    async with Crew({"d": partial(make, tmp_path)}, readers=2, preload=["fakes.crew_reader"]) as two:
        yield two


async def test_fresh_items_come_first_and_each_kind_in_order_of_publication(memory_store: Store) -> None:
    keep(memory_store, [item(n) for n in (3, 1, 2)], baseline=True)
    keep(memory_store, [item(n) for n in (9, 7, 8)])
    reader = ScriptedReader()
    done = await read_new(watch(memory_store, reader=reader), now=NOON)
    assert reader.read_ids == [one.item.id for one in done]
    assert [int(one.item.id[4:]) for one in done] == [7, 8, 9, 1, 2, 3]


@patch("bot.jobs.reading.BATCH", BATCH)
async def test_what_comes_while_a_backlog_is_read_does_not_wait_for_its_end(memory_store: Store) -> None:
    keep(memory_store, [item(n) for n in range(3 * BATCH)], baseline=True)

    class Late(ScriptedReader):
        def read(self, document: Document) -> Reading:
            if len(self.read_ids) == BATCH // 2:
                keep(memory_store, [item(999)])
            return super().read(document)

    reader = Late()
    await read_new(watch(memory_store, reader=reader), now=NOON)
    assert BATCH // 2 < reader.read_ids.index("item999") <= BATCH
    assert len(reader.read_ids) == 3 * BATCH + 1


async def test_reading_fresh_items_first_ends_in_the_state_of_reading_all_in_order(memory_store: Store) -> None:
    given = [item(n, hours=n * 5 * 24) for n in range(12)]
    ends = []
    for fresh in ((), (2, 3, 7)):
        keep(memory_store, [one for n, one in enumerate(given) if n not in fresh], baseline=True)
        keep(memory_store, [given[n] for n in fresh])
        await read_new(watch(memory_store), now=NOON)
        with memory_store.write() as conn:
            ends.append([
                sorted(map(tuple, conn.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608
                for table in ("statements", "shifts", "divergences")
            ])  # fmt: skip
            rebuild(conn, DOSSIER, rules=PositionRules())
            for table in metadata.sorted_tables:
                conn.execute(table.delete())
    assert ends[0] == ends[1]
    assert ends[0][1]


@patch("bot.jobs.reading.BATCH", BATCH)
async def test_two_processes_leave_what_one_leaves_to_the_byte(store: Store, memory_store: Store, crew: Crew) -> None:
    given = [item(n, first="sleep 0.02" if n % 2 else "sleep 0") for n in range(2 * BATCH + 3)]
    for each in (store, memory_store):
        keep(each, given)
    done = await read_new(watch(store, crew=crew), now=NOON)
    await read_new(watch(memory_store), now=NOON)
    assert [one.item.id for one in done] == [one.id for one in given]
    with store.read() as conn, memory_store.read() as other:
        for name in ("items", "statements", "shifts", "alerts", "outbox"):
            query = metadata.tables[name].select()
            assert sorted(map(repr, conn.execute(query))) == sorted(map(repr, other.execute(query))), name


async def test_an_item_whose_process_is_killed_is_read_and_none_twice(memory_store: Store, tmp_path: Path) -> None:
    keep(memory_store, [item(n, first="sleep 0.3") for n in range(6)])
    async with Crew({"d": partial(make, tmp_path)}, readers=2, preload=["fakes.crew_reader"]) as crew:
        reading = asyncio.create_task(read_new(watch(memory_store, crew=crew), now=NOON))
        for number in (1, 4):
            await eventually(partial(Obedient.reading, tmp_path, f"item{number:03}"), within=PATIENCE)
            os.kill(Obedient.reading(tmp_path, f"item{number:03}")[-1], signal.SIGKILL)
        done = await reading
    assert [int(one.item.id[4:]) for one in done] == list(range(6))
    with memory_store.read() as conn:
        assert unread(conn, "d") == []


async def test_an_item_that_every_process_dies_of_waits_and_stops_no_other(memory_store: Store, crew: Crew) -> None:
    keep(memory_store, [item(1), item(2, first="die"), item(3, first="fail"), item(4)])
    done = await read_new(watch(memory_store, crew=crew), now=NOON)
    assert [int(one.item.id[4:]) for one in done] == [1, 4]
    with memory_store.read() as conn:
        assert [int(one.id[4:]) for one in unread(conn, "d")] == [2, 3]


async def test_reading_that_is_stopped_leaves_what_it_had_not_recorded_to_be_read(
    memory_store: Store, crew: Crew, tmp_path: Path
) -> None:
    keep(memory_store, [item(1), item(2, first="sleep 600"), item(3)])
    reading = asyncio.create_task(read_new(watch(memory_store, crew=crew), now=NOON))
    await eventually(lambda: Obedient.reading(tmp_path, "item003"), within=PATIENCE)
    await asyncio.sleep(0.2)
    reading.cancel()
    async with asyncio.timeout(2):
        await asyncio.gather(reading, return_exceptions=True)
    with memory_store.read() as conn:
        assert [int(one.id[4:]) for one in unread(conn, "d")] == [2, 3]
        assert len(items(conn, "d", until=NOON + timedelta(days=99))) == 3
