"""What stands in the way decides what follows: for the card, the channel, or the platform."""

import asyncio
from itertools import pairwise

import pytest
import structlog
from fakes.chat_platform import BAD_CARD, GONE, OUTAGE, REFUSED, ChatPlatform, tally
from fakes.deliveries import PACE, RULES, dead, deliver, queue, running, waiting
from fakes.platform_senders import DirectLine, PlatformSender
from fakes.senders import Hang, ScriptedSender
from fakes.timeless import simulated
from fakes.values import at, make_delivery

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.pace import Bucket, Pace, Rate
from bot.store import channels, outbox
from bot.store.database import Store
from bot.store.parts import parts

HOUR = 3600


def sender_to(platform: ChatPlatform, pace: Pace = PACE) -> PlatformSender:
    """Return a sender to the platform, which answers soon."""
    return PlatformSender(DirectLine(platform), pace=pace)


def lost_at(store: Store, channel: str) -> tuple[object, str]:
    """Return since when the channel is lost, and why."""
    with store.read() as conn:
        found = channels.channel(conn, channel)
    assert found is not None
    return found.lost_at, found.lost_reason


# the card


def test_card_that_is_refused_is_a_dead_letter_at_once_and_the_next_goes_on(memory_store: Store) -> None:
    keys = queue(memory_store, 6)
    platform = ChatPlatform(script=lambda post: BAD_CARD if post.key == "k00000" else None)
    simulated(deliver(memory_store, sender_to(platform)))
    assert dead(memory_store) == {"k00000": "chat:0: answered 400"}
    assert platform.shown["chat:0"] == keys["chat:0"][1:]
    assert platform.posts["chat:0"] == 2


def test_card_that_fails_while_others_pass_is_given_up_after_its_attempts(memory_store: Store) -> None:
    keys = queue(memory_store, 600, channels=2)
    platform = ChatPlatform(script=lambda post: OUTAGE if post.key == "k00000" else None)
    simulated(deliver(memory_store, sender_to(platform)))
    assert dead(memory_store) == {"k00000": "given up after 8 attempts: chat:0: answered 503"}
    assert platform.shown["chat:0"] == keys["chat:0"][1:]
    assert platform.shown["chat:1"] == keys["chat:1"]
    times = platform.times["chat:0"][:9]
    pauses = [round(after - before) for before, after in pairwise(times)]
    assert pauses == pytest.approx([2, 2, 4, 8, 16, 32, 64, 128], abs=1)


# the channel


@pytest.mark.usefixtures("rarely_looking")
def test_channel_that_is_gone_keeps_its_cards_and_is_hardly_asked_until_it_is_given_back(memory_store: Store) -> None:
    keys = queue(memory_store, 9)
    platform = ChatPlatform(script=lambda post: GONE if post.channel == "chat:0" and post.now < 30 * HOUR else None)

    async def days() -> None:
        async with running(memory_store, sender_to(platform)):
            await asyncio.sleep(24 * HOUR)
            assert platform.posts["chat:0"] <= 1 + 3
            assert lost_at(memory_store, "chat:0") == (at(0.05 / HOUR), "chat:0: answered 404")
            assert dict(platform.shown) == keys | {"chat:0": []}
            await asyncio.sleep(7 * HOUR)
            assert waiting(memory_store) == ["chat:0"]
            with memory_store.write() as conn:
                assert channels.found(conn, "chat:0")
            await asyncio.sleep(61)

    simulated(days())
    assert platform.shown["chat:0"] == keys["chat:0"]
    assert dead(memory_store) == {}


@pytest.mark.usefixtures("rarely_looking")
def test_channel_that_is_back_is_noticed_without_being_given_back(memory_store: Store) -> None:
    keys = queue(memory_store, 3, channels=1)
    platform = ChatPlatform(script=lambda post: GONE if post.now < HOUR else None)
    seconds = simulated(deliver(memory_store, sender_to(platform), every=60))
    assert seconds == pytest.approx(8 * HOUR, abs=120)
    assert platform.shown == keys
    assert lost_at(memory_store, "chat:0") == (None, "")


@pytest.mark.usefixtures("rarely_looking")
def test_cards_that_waited_too_long_for_a_lost_channel_become_dead_letters_with_that_reason(
    memory_store: Store,
) -> None:
    queue(memory_store, 2, channels=1)

    async def days() -> None:
        async with running(memory_store, sender_to(ChatPlatform(script=lambda _: GONE))):
            await asyncio.sleep(47 * HOUR)
            assert dead(memory_store) == {}
            with memory_store.write() as conn:
                outbox.enqueue(conn, [make_delivery("new", "chat:0", created=at(47))])
            await asyncio.sleep(2 * HOUR)

    simulated(days())
    reason = "waited longer than 48 hours for a channel that cannot be reached"
    assert dead(memory_store) == {"k00000": reason, "k00001": reason}
    assert waiting(memory_store) == ["chat:0"]


# the platform


@pytest.mark.usefixtures("rarely_looking")
def test_refused_credentials_stop_all_sending_on_that_platform_and_say_so_once(memory_store: Store) -> None:
    queue(memory_store, 30)
    other = make_delivery("other", "slack:1")
    with memory_store.write() as conn:
        outbox.enqueue(conn, [other])
    platform, slack = ChatPlatform(script=lambda _: REFUSED), ChatPlatform()

    async def hours() -> None:
        async with running(memory_store, {"chat": sender_to(platform), "slack": sender_to(slack)}):
            await asyncio.sleep(3 * HOUR)

    with structlog.testing.capture_logs() as logs:
        simulated(hours())
    assert platform.answers.total() <= 3, "one for each channel that was sent to at the time"
    (said,) = [one for one in logs if one["log_level"] == "error"]
    assert said["event"].startswith("Nothing more is sent to chat until the program is started again")
    assert slack.shown == {"slack:1": ["other"]}
    with memory_store.read() as conn:
        states = {one.part: (one.works, one.error) for one in parts(conn)}
        assert outbox.queue_states(conn)[0].queued == 10
    refused, working = states["chat"], states["slack"]
    assert refused[0] is False
    assert "answered 401" in refused[1]
    assert working == (True, "")
    assert dead(memory_store) == {}


@pytest.mark.usefixtures("rarely_looking")
def test_what_was_queued_while_credentials_were_refused_goes_out_after_the_next_start(memory_store: Store) -> None:
    keys = queue(memory_store, 30)
    refusing = ChatPlatform(script=lambda _: REFUSED)
    simulated(deliver(memory_store, sender_to(refusing), hours=24, every=HOUR))
    platform = ChatPlatform()
    simulated(deliver(memory_store, sender_to(platform)))
    found = tally(platform, keys)
    assert (found.lost, found.twice, found.disordered, found.requests) == (0, 0, 0, 30)
    with memory_store.read() as conn:
        assert parts(conn)[0].works


def test_outage_is_noted_when_it_begins_and_over_when_something_passes(memory_store: Store) -> None:
    queue(memory_store, 5, channels=5)
    platform = ChatPlatform(script=lambda post: OUTAGE if post.now < 100 else None)

    async def look() -> None:
        async with running(memory_store, sender_to(platform)):
            await asyncio.sleep(50)
            with memory_store.read() as conn:
                assert [one.works for one in parts(conn)] == [False]
            await asyncio.sleep(100)
            with memory_store.read() as conn:
                assert [one.works for one in parts(conn)] == [True]

    simulated(look())


# the pace


@pytest.mark.parametrize(
    ("rate", "asked", "starts"),
    [
        (Rate(0), [0, 0, 0], [0, 0, 0]),
        (Rate(1), [0, 0, 0, 10, 10], [0, 1, 2, 10, 11]),
        (Rate(1, burst=3), [0, 0, 0, 0, 0], [0, 0, 0, 1, 2]),
        (Rate(1, burst=3), [0, 0, 0, 1, 9, 9, 9, 9], [0, 0, 0, 1, 9, 9, 9, 10]),
        (Rate(2, burst=2), [0, 5, 5, 5], [0, 5, 5, 7]),
    ],
)
def test_bucket_gives_out_starts_at_its_rate(rate: Rate, asked: list[float], starts: list[float]) -> None:
    bucket = Bucket(rate)
    assert [bucket.take(now) for now in asked] == starts


@pytest.mark.parametrize(("burst", "seconds"), [(1, 1.0), (5, 1.0), (1, 0.25)])
def test_platform_that_allows_just_the_pace_never_has_to_throttle(
    memory_store: Store, burst: int, seconds: float
) -> None:
    keys = queue(memory_store, 120)
    platform = ChatPlatform(allowed=1 / seconds, burst=burst)
    simulated(deliver(memory_store, sender_to(platform, Pace(channel=Rate(seconds, burst=burst))), every=1))
    found = tally(platform, keys)
    assert (found.sent, found.requests, found.invalid) == (120, 120, 0)
    last = max(one for times in platform.times.values() for one in times)
    assert last == pytest.approx((40 - burst) * seconds, rel=0.05)


def test_pace_of_the_platform_holds_for_all_channels_together(memory_store: Store) -> None:
    queue(memory_store, 60, channels=20)
    platform = ChatPlatform()
    simulated(deliver(memory_store, sender_to(platform, Pace(platform=Rate(0.5)))))
    times = sorted(one for some in platform.times.values() for one in some)
    assert min(after - before for before, after in pairwise(times)) == pytest.approx(0.5)


# starting, waking, stopping


def test_what_is_queued_leaves_within_a_second_and_at_once_when_woken(memory_store: Store) -> None:
    platform = ChatPlatform()

    async def look() -> None:
        async with running(memory_store, sender_to(platform)) as dispatcher:
            await asyncio.sleep(100.5)
            queue(memory_store, 1, name="a")
            await asyncio.sleep(100)
            queue(memory_store, 1, name="b")
            dispatcher.wake()
            await asyncio.sleep(10)

    simulated(look())
    first, second = platform.times["chat:0"]
    assert first <= 101.5
    assert second == pytest.approx(200.5)


def test_stop_lets_a_send_end_and_begins_no_other(memory_store: Store) -> None:
    keys = queue(memory_store, 10, channels=1)
    platform = ChatPlatform()

    async def stopped() -> None:
        async with running(memory_store, PlatformSender(DirectLine(platform, seconds=5))):
            await asyncio.sleep(7)

    simulated(stopped())
    assert platform.shown == {"chat:0": keys["chat:0"][:2]}
    with memory_store.read() as conn:
        (state,) = outbox.queue_states(conn)
        assert (state.sent, state.queued, outbox.due_at(conn, "chat:0")) == (2, 8, None)


def test_stop_gives_back_what_takes_too_long_and_knows_that_it_may_be_there(memory_store: Store) -> None:
    queue(memory_store, 1, channels=1)
    sender = ScriptedSender()
    sender.plays("k00000", [Hang(1000)])

    async def stopped() -> float:
        stop = asyncio.Event()
        dispatcher = Dispatcher(memory_store, {"chat": sender}, clock=lambda: at(0), rules=RULES)
        task = asyncio.create_task(dispatcher.run(stop))
        await asyncio.sleep(1)
        stop.set()
        await task
        return asyncio.get_running_loop().time()

    assert simulated(stopped()) <= 10
    with memory_store.write() as conn:
        lease = outbox.lease(conn, "chat:0", at(0), 60)
    assert lease is not None
    assert lease.again


def test_dispatcher_lives_on_when_the_store_cannot_be_read_for_a_while(
    memory_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = queue(memory_store, 3)
    platform, real = ChatPlatform(), outbox.heads
    failures = iter([OSError("disk full")] * 3)

    def heads(conn):  # type: ignore[no-untyped-def]
        for failure in failures:
            raise failure
        return real(conn)

    monkeypatch.setattr(outbox, "heads", heads)
    simulated(deliver(memory_store, sender_to(platform)))
    assert platform.shown == keys
