"""Errands become jobs in the transaction that causes them; jobs are done once at a time, and outlive who had them."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import pytest
from fakes.command_line import ROOT
from fakes.scripted_reader import DOSSIER, ScriptedReader
from fakes.values import NOON, make_delivery, make_item
from fakes.waiting import eventually
from sqlalchemy import text

from bot.app import Setup, desk
from bot.errors import StoreError
from bot.jobs.watch import Watch
from bot.queue import Worker, carry, ensure, lead
from bot.queue.connecting import connected
from bot.queue.sweeping import Sweeper
from bot.queue.work import deliver
from bot.queue.working import Handler
from bot.settings import Environment, QueueRules, Settings, shipped
from bot.store import items, outbox
from bot.store.database import Store, open_store

RULES = QueueRules(heartbeat_seconds=0.1, dead_seconds=0.5)


@pytest.fixture
def shared(empty_postgres: str) -> Iterator[Store]:
    """An empty store with a queue, whose transactions put their errands on it."""
    opened = open_store(empty_postgres)
    ensure(opened)
    carry(opened)
    yield opened
    opened.close()


def jobs(store: Store) -> list[tuple[str, str]]:
    """Return queue and lock of what waits or is being done."""
    with store.read() as conn:
        rows = conn.execute(text("SELECT queue_name, lock FROM procrastinate_jobs ORDER BY priority DESC, id"))
        return [(row.queue_name, row.lock) for row in rows]


def worker(store: Store, handler: Handler, *, at_once: int = 5) -> Worker:
    """Return a worker that sends to the console."""
    return Worker(
        address=store.address, queues=["deliver console"], handlers={"deliver": handler}, at_once=at_once, rules=RULES,
        grace=0.2,
    )  # fmt: skip


@asynccontextmanager
async def working(*workers: Worker) -> AsyncIterator[None]:
    """Let the workers work."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(one.run(stop)) for one in workers]
    yield
    stop.set()
    await asyncio.gather(*tasks)


def test_what_a_transaction_brings_is_on_the_queue_when_it_commits(shared: Store) -> None:
    with shared.write() as conn:
        items.save_items(conn, "talks", [make_item("old")], baseline=True)
        items.save_items(conn, "talks", [make_item("new")])
        outbox.enqueue(conn, [make_delivery("a", channel="console:main"), make_delivery("b", channel="console:main")])
        assert jobs(shared) == []
    assert jobs(shared) == [
        ("read", "item talks new"), ("deliver console", "channel console:main"), ("read", "item talks old"),
    ]  # fmt: skip


def test_a_transaction_that_fails_puts_nothing_on_the_queue(shared: Store) -> None:
    with suppress(KeyError), shared.write() as conn:
        items.save_items(conn, "talks", [make_item("new")])
        raise KeyError
    with shared.write() as conn:  # on the same connection, which has forgotten it
        conn.execute(text("SELECT 1"))
    assert jobs(shared) == []


def test_the_tables_of_the_queue_are_made_once(shared: Store) -> None:
    with shared.write() as conn:
        outbox.enqueue(conn, [make_delivery("a", channel="console:main")])
    ensure(shared)
    assert len(jobs(shared)) == 1


def test_a_queue_that_parley_did_not_make_is_left_alone(shared: Store) -> None:
    with shared.write() as conn:
        conn.execute(text("COMMENT ON TABLE procrastinate_jobs IS NULL"))
    with pytest.raises(StoreError, match="use a database of its own"):
        ensure(shared)


async def test_a_channel_is_sent_to_by_one_worker_at_a_time(shared: Store) -> None:
    for key in ("a", "b", "c"):
        with shared.write() as conn:
            outbox.enqueue(conn, [make_delivery(key, channel="console:main")])
    now = most = done = 0

    async def send(channel: str) -> None:
        nonlocal now, most, done
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.05)
        now, done = now - 1, done + 1

    async with working(worker(shared, send), worker(shared, send)):
        await eventually(lambda: done == 3, within=20)
    assert most == 1
    assert jobs(shared) == []


HELD = """
import asyncio, sys
sys.path[:0] = {path!r}
from bot.queue import Worker
from bot.settings import QueueRules

async def hold(channel: str) -> None:
    print("held", flush=True)
    await asyncio.sleep(600)

worker = Worker(
    address={address!r}, queues=["deliver console"], handlers={{"deliver": hold}}, at_once=1,
    rules=QueueRules(heartbeat_seconds=0.1, dead_seconds=0.5),
)
asyncio.run(worker.run(asyncio.Event()))
"""


async def test_what_a_killed_worker_had_is_done_by_another(shared: Store) -> None:
    with shared.write() as conn:
        outbox.enqueue(conn, [make_delivery("a", channel="console:main")])
    program = HELD.format(path=[str(ROOT)], address=shared.address)
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:  # noqa: ASYNC220, S603
        assert process.stdout is not None
        assert await asyncio.to_thread(process.stdout.readline) == b"held\n"
        process.kill()
    done: list[str] = []

    async def send(channel: str) -> None:
        done.append(channel)

    async with working(worker(shared, send)), connected(shared.address) as (app, _):
        sweeper = Sweeper(app, [], RULES, clock=lambda: NOON)
        while not done:
            await sweeper.dead()
            await asyncio.sleep(0.1)
    assert done == ["console:main"]


async def test_a_worker_that_is_told_to_stop_gives_back_what_it_has(shared: Store) -> None:
    with shared.write() as conn:
        outbox.enqueue(conn, [make_delivery("a", channel="console:main")])
    begun = asyncio.Event()

    async def hold(channel: str) -> None:
        begun.set()
        await asyncio.sleep(600)

    async with working(worker(shared, hold)):
        await asyncio.wait_for(begun.wait(), 20)
    with shared.read() as conn:
        assert conn.execute(text("SELECT status FROM procrastinate_jobs")).scalars().all() == ["todo"]


async def test_a_second_scheduler_takes_over_when_the_first_loses_the_database(
    shared: Store, empty_postgres: str
) -> None:
    turns: list[str] = []

    async def schedule(name: str, ended: asyncio.Event) -> None:
        turns.append(name)
        await ended.wait()

    stop, other = asyncio.Event(), open_store(empty_postgres)
    first = asyncio.create_task(lead(shared, partial(schedule, "first"), stop))
    await eventually(lambda: turns, within=20)
    second = asyncio.create_task(lead(other, partial(schedule, "second"), stop))
    await asyncio.sleep(0.1)
    assert turns == ["first"]
    with other.read() as conn:
        conn.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
    await eventually(lambda: len(turns) == 2, within=20)
    stop.set()
    await asyncio.gather(first, second)
    other.close()


async def test_what_waits_without_a_job_gets_one(shared: Store) -> None:
    shared.carrier = None  # as where another program than the roles wrote it
    with shared.write() as conn:
        items.save_items(conn, DOSSIER.id, [make_item("lost")])
        outbox.enqueue(conn, [make_delivery("a", channel="console:main")])
    setup = Setup(root=shipped() / "config", settings=Settings(), environment=Environment())
    watch = Watch(
        dossier=DOSSIER, settings=setup.settings, store=shared, reader=ScriptedReader,
        desk=lambda now: desk(setup, DOSSIER, shared, now=now),
    )  # fmt: skip
    async with connected(shared.address) as (app, _):
        sweeper = Sweeper(app, [watch], RULES, clock=lambda: NOON)
        for _ in range(2):
            await sweeper.unread()
            await sweeper.unsent()
    assert jobs(shared) == [("read", f"item {DOSSIER.id} lost"), ("deliver console", "channel console:main")]
    assert deliver("console:main").lock == "channel console:main"
