"""Draining the outbox: once each, in order, whatever a chat does."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from fakes.senders import AcceptThen, Hang, ScriptedSender
from fakes.values import NOON, at, make_delivery
from sqlalchemy import Connection

from bot.delivery.dispatch import Dispatched, dispatch, sender_for
from bot.errors import DeliveryError, Trouble
from bot.model import Outgoing
from bot.settings import DeliveryRules
from bot.store import outbox
from bot.store.database import Store, open_store

A, B = "console:a", "console:b"
RULES = DeliveryRules(lease_seconds=60, attempts=3, first_delay_seconds=3600, longest_delay_seconds=7200)
BUSY = DeliveryError("busy")


class Crash(BaseException):
    """The process ends here, while it sends."""


class CrashOfStore(Exception):  # noqa: N818 - no error
    """The process ends here, at a commit."""


def _queue(store: Store, *keys: str, channel: str = A) -> None:
    with store.write() as conn:
        outbox.enqueue(conn, [make_delivery(key, channel) for key in keys])


async def _dispatch(store: Store, sender: ScriptedSender, hours: float = 0) -> Dispatched:
    return await dispatch(store, {"console": sender}, clock=lambda: at(hours), rules=RULES)


async def test_all_that_is_queued_is_sent_in_order(store: Store) -> None:
    keys = [f"k{number:02}" for number in range(20)]
    _queue(store, *keys)
    sender = ScriptedSender()
    assert await _dispatch(store, sender) == Dispatched(sent=20)
    assert sender.shown == {A: keys}
    assert await _dispatch(store, sender) == Dispatched()


async def test_platform_name_of_the_message_is_kept(memory_store: Store) -> None:
    with memory_store.write() as conn:
        outbox.enqueue(conn, [make_delivery("one", A, subject="tale")])
    await _dispatch(memory_store, ScriptedSender())
    with memory_store.read() as conn:
        assert outbox.root(conn, A, "tale") == "m-one"


async def test_failure_holds_its_channel_in_order_and_no_other(store: Store) -> None:
    _queue(store, "a1", "a2")
    _queue(store, "b1", channel=B)
    sender = ScriptedSender()
    sender.plays("a1", [BUSY])
    assert await _dispatch(store, sender) == Dispatched(sent=1, retried=1)
    assert sender.shown == {B: ["b1"]}
    assert await _dispatch(store, sender, 1) == Dispatched(sent=2)
    assert sender.shown == {B: ["b1"], A: ["a1", "a2"]}


async def test_retry_after_is_obeyed_and_does_not_use_up_attempts(memory_store: Store) -> None:
    _queue(memory_store, "one")
    sender = ScriptedSender()
    sender.plays("one", [DeliveryError("slow", retry_after=1336)] * 5)
    hours = 0.0
    for _ in range(5):
        done = await _dispatch(memory_store, sender, hours)
        assert done.retried == 1
        assert await _dispatch(memory_store, sender, hours + 1335 / 3600) == Dispatched()
        hours += 1336 / 3600
    assert (await _dispatch(memory_store, sender, hours)).sent == 1


async def test_permanent_failure_is_a_dead_letter_and_the_next_goes_on(store: Store) -> None:
    _queue(store, "one", "two")
    sender = ScriptedSender()
    sender.plays("one", [DeliveryError("console:a: no such channel", trouble=Trouble.CARD)])
    assert await _dispatch(store, sender) == Dispatched(sent=1, dead=1)
    with store.read() as conn:
        (letter,) = outbox.dead_letters(conn)
    assert letter.reason == "console:a: no such channel"
    assert sender.shown == {A: ["two"]}


async def test_card_that_fails_while_others_pass_is_given_up(memory_store: Store) -> None:
    _queue(memory_store, "one")
    sender = ScriptedSender()
    sender.plays("one", [BUSY] * 9)
    outcomes = []
    for hours in (0, 1, 3, 7):
        outcomes.append(await _dispatch(memory_store, sender, hours))
        _queue(memory_store, f"b{hours}", channel=B)
        await dispatch(memory_store, {B: sender}, clock=lambda late=hours: at(late + 0.5), rules=RULES)  # type: ignore[misc]
    assert [(done.retried, done.dead) for done in outcomes] == [(1, 0), (1, 0), (1, 0), (0, 1)]
    with memory_store.read() as conn:
        assert outbox.dead_letters(conn)[0].reason == "given up after 3 attempts: busy"


async def test_card_that_fails_while_nothing_passes_is_not_at_fault(memory_store: Store) -> None:
    _queue(memory_store, "one")
    _queue(memory_store, "two", channel="slack:b")
    sender = ScriptedSender()
    sender.plays("one", [BUSY] * 20)
    for hours in range(20):
        assert (await _dispatch(memory_store, sender, hours)).retried == 1
        await dispatch(memory_store, {"slack": ScriptedSender()}, clock=lambda: at(0), rules=RULES)
    assert (await _dispatch(memory_store, sender, 20)).sent == 1


async def test_defect_in_a_chat_stops_neither_channel_nor_program(memory_store: Store) -> None:
    _queue(memory_store, "one")
    _queue(memory_store, "two", channel=B)
    sender = ScriptedSender()
    sender.plays("one", [ZeroDivisionError("oops")])
    assert await _dispatch(memory_store, sender) == Dispatched(sent=1, retried=1)


async def test_answer_that_does_not_come_is_a_failure_before_the_lease_ends(memory_store: Store) -> None:
    _queue(memory_store, "one")
    sender = ScriptedSender()
    sender.plays("one", [Hang(30)])
    rules = RULES.model_copy(update={"lease_seconds": 0.1})
    done = await dispatch(memory_store, {"console": sender}, clock=lambda: NOON, rules=rules)
    assert done.retried == 1


@pytest.mark.alone
async def test_blocked_channel_does_not_delay_the_others(memory_store: Store) -> None:
    _queue(memory_store, "slow")
    _queue(memory_store, *(f"b{number}" for number in range(10)), channel=B)
    sender = ScriptedSender()
    sender.plays("slow", [Hang(1.5)])
    running = asyncio.create_task(_dispatch(memory_store, sender))
    begin = time.monotonic()
    while len(sender.shown[B]) < 10 and time.monotonic() - begin < 1:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert len(sender.shown[B]) == 10
    assert not sender.shown[A]
    assert (await running).sent == 11


async def test_lost_answer_is_sent_again_under_the_same_key(memory_store: Store) -> None:
    _queue(memory_store, "one")
    sender = ScriptedSender()
    sender.plays("one", [AcceptThen(DeliveryError("connection lost"))])
    await _dispatch(memory_store, sender)
    await _dispatch(memory_store, sender, 1)
    assert sender.calls == ["one", "one"]
    assert sender.shown == {A: ["one"]}


async def test_cancelled_dispatch_gives_back_what_it_was_sending(memory_store: Store) -> None:
    _queue(memory_store, "one")
    sender = ScriptedSender()
    sender.plays("one", [Hang(30)])
    running = asyncio.create_task(_dispatch(memory_store, sender))
    while not sender.calls:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await _dispatch(memory_store, sender)).sent == 1


async def test_channel_without_a_sender_waits(memory_store: Store) -> None:
    _queue(memory_store, "one", channel="discord:7")
    assert await _dispatch(memory_store, ScriptedSender()) == Dispatched()
    sender = ScriptedSender()
    await dispatch(memory_store, {"discord": sender}, clock=lambda: NOON, rules=RULES)
    assert sender.shown == {"discord:7": ["one"]}


def test_sender_of_the_full_name_goes_before_that_of_the_platform() -> None:
    one, two = ScriptedSender(), ScriptedSender()
    assert sender_for("console:a", {"console": one, "console:a": two}) is two
    assert sender_for("console:b", {"console": one, "console:a": two}) is one
    assert sender_for("slack:b", {"console": one}) is None


async def test_failure_of_the_store_is_told_after_the_other_channels_are_done(
    memory_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _queue(memory_store, "one")
    _queue(memory_store, "two", channel=B)
    real = outbox.lease

    def lease(conn: Connection, channel: str, *how: Any, **also: Any) -> outbox.Lease | None:
        if channel == A:
            raise OSError("disk full")
        return real(conn, channel, *how, **also)

    monkeypatch.setattr(outbox, "lease", lease)
    sender = ScriptedSender()
    with pytest.raises(OSError, match="disk full"):
        await _dispatch(memory_store, sender)
    assert sender.shown == {B: ["two"]}


# crashes


class Crashing:
    """A store and a chat in a process that ends at the step of a number; a step is a commit, or one side of a send."""

    def __init__(self, store: Store, sender: ScriptedSender, crash_at: int) -> None:
        self.steps = 0
        self._store = store
        self._sender = sender
        self._crash_at = crash_at
        self.dialect = store.dialect
        self.read = store.read

    def step(self) -> bool:
        """Count one step; returns whether the process has ended by then."""
        self.steps += 1
        return self.steps >= self._crash_at

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Hold a transaction; the process may end before it commits or after."""
        with self._store.write() as conn:
            yield conn
            if self.step():
                raise CrashOfStore
        if self.step():
            raise CrashOfStore

    async def send(self, message: Outgoing) -> str:
        """Send; the process may end before the chat has the card or after."""
        if self.step():
            raise Crash
        receipt = await self._sender.send(message)
        if self.step():
            raise Crash
        return receipt


def _run_until_crash(store: Store, sender: ScriptedSender, crash_at: int, clock: Callable[[], datetime]) -> bool:
    crashing = Crashing(store, sender, crash_at)
    try:
        asyncio.run(dispatch(crashing, {"console": crashing}, clock=clock, rules=RULES))  # type: ignore[arg-type]
    except (Crash, CrashOfStore):
        return True
    return False


def test_crash_at_any_step_loses_nothing_and_shows_nothing_twice() -> None:
    crash_at, ran_through = 1, False
    while not ran_through:
        store, sender = open_store("sqlite:///:memory:"), ScriptedSender()
        _queue(store, "a1", "a2", "a3")
        sender.plays("a2", [BUSY])
        ran_through = not _run_until_crash(store, sender, crash_at, lambda: NOON)
        for hours in (1, 2, 3):  # started again, after the leases of the process that died
            asyncio.run(_dispatch(store, sender, hours))
        assert sender.shown == {A: ["a1", "a2", "a3"]}, crash_at
        with store.read() as conn:
            assert outbox.waiting_channels(conn) == [], crash_at
            assert outbox.dead_letters(conn) == [], crash_at
        store.close()
        crash_at += 1
    assert crash_at > 12  # it really went through every step


def test_crash_at_every_other_start_still_delivers() -> None:
    store, sender = open_store("sqlite:///:memory:"), ScriptedSender()
    keys = [f"k{number}" for number in range(10)]
    _queue(store, *keys)
    hours = 0
    crashes = deque(range(1, 60))
    while True:
        with store.read() as conn:
            if not outbox.waiting_channels(conn):
                break
        hours += 1
        _run_until_crash(store, sender, 3 + crashes.popleft() % 7, lambda at_hour=hours: at(at_hour))  # type: ignore[misc]
    assert sender.shown == {A: keys}
    assert len(sender.calls) > len(keys)
    store.close()
