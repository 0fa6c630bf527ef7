"""Whatever a platform does: nothing lost, nothing twice, in order, and few requests that should not be made."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from fakes.chat_platform import (
    ACCEPTED_THEN_500,
    ACCEPTED_THEN_DROPPED,
    ACCEPTED_THEN_SILENT,
    DROPPED,
    OUTAGE,
    SILENT,
    ChatPlatform,
    Fault,
    Post,
    Tally,
    tally,
)
from fakes.deliveries import PACE, dead, deliver, now_and_then, queue, running, waiting
from fakes.platform_senders import DirectLine, PlatformSender
from fakes.timeless import simulated
from fakes.values import at, make_delivery
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import outbox
from bot.store.database import Store, open_store

OUTAGE_SECONDS = 7200
LOST_ANSWERS = (ACCEPTED_THEN_500, ACCEPTED_THEN_SILENT, ACCEPTED_THEN_DROPPED)
FAILURES = (*LOST_ANSWERS, OUTAGE, DROPPED, SILENT)


def run(store: Store, platform: ChatPlatform, keys: Mapping[str, Sequence[str]], *, looks: bool = False) -> Tally:
    """Deliver all that is queued on simulated time, and count."""
    simulated(deliver(store, PlatformSender(DirectLine(platform), looks=looks, pace=PACE)))
    assert dead(store) == {}
    return tally(platform, keys)


@pytest.mark.usefixtures("rarely_looking")
@pytest.mark.parametrize("fault", FAILURES)
@pytest.mark.parametrize("deduplicates", [True, False])
def test_answers_that_are_lost_lose_nothing_and_show_nothing_twice(
    memory_store: Store, fault: Fault, deduplicates: bool
) -> None:
    keys = queue(memory_store, 60)
    platform = ChatPlatform(deduplicates=deduplicates, searchable=not deduplicates, script=now_and_then(0.2, fault))
    found = run(memory_store, platform, keys, looks=not deduplicates)
    assert (found.sent, found.lost, found.twice, found.disordered) == (60, 0, 0, 0)
    assert found.requests > 60
    assert found.invalid == 0


@pytest.mark.usefixtures("rarely_looking")
@pytest.mark.parametrize("seconds", [0.5, 3, 60, 1336])
@pytest.mark.parametrize("everywhere", [False, True])
def test_what_a_platform_asks_to_wait_is_waited_once_and_in_full(
    memory_store: Store, seconds: float, everywhere: bool
) -> None:
    keys = queue(memory_store, 200)
    asked = Fault(429, seconds=seconds, everywhere=everywhere)

    def script(post: Post) -> Fault | None:
        return asked if (post.channel, post.number) in {("chat:0", 1), ("chat:1", 50)} else None

    platform = ChatPlatform(script=script)
    found = run(memory_store, platform, keys)
    assert (found.sent, found.lost, found.twice, found.disordered) == (200, 0, 0, 0)
    under_way = 3 if everywhere else 1  # what the other channels had begun to send by then
    assert 2 <= platform.answers[429] <= 2 * under_way


def test_what_is_asked_of_one_channel_holds_no_other(memory_store: Store) -> None:
    keys = queue(memory_store, 15)
    slow = Fault(429, seconds=1336)
    platform = ChatPlatform(script=lambda post: slow if (post.channel, post.number) == ("chat:0", 1) else None)
    run(memory_store, platform, keys)
    assert platform.times["chat:0"][1] == pytest.approx(1336, abs=0.2)
    assert max(platform.times["chat:1"] + platform.times["chat:2"]) < 2


def test_platform_that_asks_to_wait_is_left_alone_by_the_next_process_too(memory_store: Store) -> None:
    queue(memory_store, 6)
    platform = ChatPlatform(script=lambda post: Fault(429, seconds=1336, everywhere=True) if post.now < 1 else None)
    sender = PlatformSender(DirectLine(platform), pace=PACE)

    async def twice() -> None:
        await deliver(memory_store, sender, hours=0.1)
        await deliver(memory_store, sender)

    simulated(twice())
    assert min(one for times in platform.times.values() for one in times if one > 1) >= 1336
    assert platform.answers[429] <= 3


@pytest.mark.usefixtures("rarely_looking")
@pytest.mark.parametrize("fault", [OUTAGE, DROPPED])
def test_outage_of_two_hours_makes_no_dead_letter_and_drains_as_fast_as_allowed(
    memory_store: Store, fault: Fault
) -> None:
    number = 1000
    platform = ChatPlatform(allowed=1, burst=5, script=lambda post: fault if post.now < OUTAGE_SECONDS else None)
    keys = queue(memory_store, number, channels=10)
    simulated(deliver(memory_store, PlatformSender(DirectLine(platform), pace=PACE)))
    found = tally(platform, keys)
    assert (found.sent, found.lost, found.twice, found.disordered) == (number, 0, 0, 0)
    assert dead(memory_store) == {}
    assert found.requests - number < OUTAGE_SECONDS / 30 + 30, "one message at a time is tried"
    drained = sorted(one for times in platform.times.values() for one in times if one >= OUTAGE_SECONDS)
    assert drained[0] - OUTAGE_SECONDS <= 31
    assert (number / 10) / (drained[-1] - drained[0]) >= 0.8, "messages per second and channel, of one allowed"
    assert found.invalid == 0


def test_all_channels_go_on_at_once_when_an_outage_is_over(memory_store: Store) -> None:
    keys = queue(memory_store, 20, channels=20)
    platform = ChatPlatform(script=lambda post: OUTAGE if post.now < 600 else None)
    run(memory_store, platform, keys)
    last = [times[-1] for times in platform.times.values()]
    assert min(last) - 600 < 31
    assert max(last) - min(last) < 1


def test_channel_without_an_answer_delays_the_others_by_less_than_a_second(memory_store: Store) -> None:
    keys = queue(memory_store, 12, channels=4)
    platform = ChatPlatform(script=lambda post: SILENT if post.channel in {"chat:0", "chat:1", "chat:2"} else None)

    async def later() -> None:
        async with running(memory_store, PlatformSender(DirectLine(platform), pace=PACE)):
            for minute in range(20):
                await asyncio.sleep(60)
                keys["chat:3"].append(f"late{minute}")
                with memory_store.write() as conn:
                    outbox.enqueue(conn, [make_delivery(f"late{minute}", "chat:3", created=at(minute / 60))])
            await asyncio.sleep(2)

    simulated(later())
    shown = platform.times["chat:3"]
    assert platform.shown["chat:3"] == keys["chat:3"]
    assert [one - 60 * (minute + 1) <= 1.1 for minute, one in enumerate(shown[3:])] == [True] * 20


_faults = st.sampled_from([None, None, None, *FAILURES, *(Fault(429, seconds=s) for s in (0.5, 40)),
                           Fault(429, seconds=30, everywhere=True)])  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    script=st.dictionaries(st.tuples(st.integers(0, 4), st.integers(1, 8)), _faults, max_size=30),
    channels=st.integers(1, 5),
    restarts=st.lists(st.floats(0.01, 120), max_size=4),
    deduplicates=st.booleans(),
)
def test_nothing_is_lost_or_told_twice_or_out_of_order_whatever_happens(
    script: dict[tuple[int, int], Fault | None], channels: int, restarts: list[float], deduplicates: bool
) -> None:
    """Faults by channel and request, and a program that is stopped in between and started again."""
    store = open_store("sqlite:///:memory:")
    platform = ChatPlatform(
        deduplicates=deduplicates, searchable=not deduplicates,
        script=lambda post: script.get((int(post.channel[5:]), post.number)),
    )  # fmt: skip
    sender = PlatformSender(DirectLine(platform), looks=not deduplicates, pace=PACE)
    keys = queue(store, 12, channels=channels)

    async def lives() -> None:
        for seconds in restarts:
            async with running(store, sender):
                await asyncio.sleep(seconds)
        await deliver(store, sender)

    simulated(lives())
    found = tally(platform, keys)
    assert (found.sent, found.lost, found.twice, found.disordered) == (12, 0, 0, 0)
    assert dead(store) == {}
    assert waiting(store) == []
    store.close()
