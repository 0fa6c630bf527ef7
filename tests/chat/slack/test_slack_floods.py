"""Many cards through the outbox to Slack: none lost, none twice, in order, and never more than it allows."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from fakes.slack_server import FakeSlack, Fault, told
from fakes.slack_state import Channel, make_team
from fakes.slack_workspaces import TwoWorkspaces
from fakes.values import make_card, make_delivery

from bot.chat.slack.sender import Sender
from bot.chat.slack.workspaces import Clients, OneWorkspace
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.pace import Pace, Rate
from bot.settings import DeliveryRules
from bot.store import channels, outbox
from bot.store.database import Store

RULES = DeliveryRules(
    first_delay_seconds=0.05, longest_delay_seconds=0.2, longest_probe_seconds=0.2, lease_seconds=2, keep_hours=48
)
GAP = 0.05
"""Seconds that a channel wants between two messages here; on Slack it is one."""
PAUSE = 0.08
LOST_ANSWERS = (
    Fault(500), Fault(503, accepted=True), Fault(0), Fault(0, accepted=True), Fault(accepted=True, hang=2.5),
    Fault(hang=2.5), Fault(429, retry_after=1), Fault(error="internal_error"), Fault(429, retry_after=0.5),
)  # fmt: skip


class Quick(Sender):
    """The sender, for a Slack that takes a message of a channel every so often."""

    pace = Pace(channel=Rate(PAUSE))


@pytest.fixture
async def sender(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sender]:
    """Return a sender to the Slack."""
    monkeypatch.setattr("bot.chat.slack.sender.PAUSE", PAUSE)
    clients = Clients(slack.url)
    yield Quick(OneWorkspace("xoxb-T1", clients, installer=lambda _: "D1"))
    await clients.close()


def queue(store: Store, channels: dict[str, int], *, name: str = "k", team: str = "T1") -> dict[str, list[str]]:
    """Queue so many cards for each channel, in turn, and return their keys by channel."""
    made = [
        make_delivery(
            f"{name}-{channel}-{n:04}", f"slack:{team}/{channel}", card=make_card(f"{n}"), created=datetime.now(UTC)
        )
        for n in range(max(channels.values()))
        for channel, count in channels.items()
        if n < count
    ]
    with store.write() as conn:
        outbox.enqueue(conn, made)
    return {one: [delivery.key for delivery in made if delivery.channel.endswith(f"/{one}")] for one in channels}


def waiting(store: Store) -> bool:
    """Return whether something is queued."""
    with store.read() as conn:
        return any(one.queued for one in outbox.queue_states(conn))


async def deliver(store: Store, sender: Sender, *, seconds: float = 60.0) -> None:
    """Deliver until nothing is queued."""
    stop = asyncio.Event()
    dispatcher = Dispatcher(store, {"slack": sender}, clock=lambda: datetime.now(UTC), rules=RULES)
    running = asyncio.create_task(dispatcher.run(stop))
    async with asyncio.timeout(seconds):
        while waiting(store):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    stop.set()
    await running


async def drained(store: Store, sender: Sender, *, hours: int) -> None:
    """Deliver what is due, now and once in each of the hours to come."""
    now = datetime.now(UTC)
    for hour in range(hours + 1):
        moment = now + timedelta(hours=hour)
        await Dispatcher(store, {"slack": sender}, clock=lambda at=moment: at, rules=RULES).drain()  # type: ignore[misc]


def seen(slack: FakeSlack, channel: str) -> list[str]:
    """Return the keys of the messages in the channel, in order."""
    return told(slack.team.sent(channel))


@pytest.mark.parametrize(("channels", "each"), [(1, 60), (30, 5)])
async def test_no_limit_is_passed_and_all_arrive_in_order(
    slack: FakeSlack, sender: Sender, memory_store: Store, channels: int, each: int
) -> None:
    names = [f"C{100 + n}" for n in range(channels)]
    slack.team.channels |= {name: Channel(name) for name in names}
    slack.rates["chat.postMessage"] = GAP
    queued = queue(memory_store, dict.fromkeys(names, each))
    await deliver(memory_store, sender)
    assert {name: seen(slack, name) for name in names} == queued
    refused = [one for one in slack.calls if one.result == "429"]
    assert len(refused) <= 0.01 * len(slack.calls)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_becomes_of_the_answers_each_card_is_shown_once_and_in_order(
    slack: FakeSlack, sender: Sender, memory_store: Store, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.slack.workspaces.SECONDS", 1.0)
    queued = queue(memory_store, {"C1": 25, "C2": 25})
    faults: list[Fault | None] = [*LOST_ANSWERS, *[None] * 15]
    random.Random(seed).shuffle(faults)  # noqa: S311
    slack.plays("chat.postMessage", *faults)
    await deliver(memory_store, sender)
    assert {name: seen(slack, name) for name in queued} == queued


async def test_a_sender_that_is_stopped_at_any_point_sends_nothing_twice(
    slack: FakeSlack, sender: Sender, memory_store: Store
) -> None:
    queued = queue(memory_store, {"C1": 40, "D1": 20})
    chance = random.Random(7)  # noqa: S311
    for _ in range(25):
        dispatcher = Dispatcher(memory_store, {"slack": sender}, clock=lambda: datetime.now(UTC), rules=RULES)
        stop = asyncio.Event()
        running = asyncio.create_task(dispatcher.run(stop, grace=0))
        await asyncio.sleep(chance.uniform(0, 0.15))
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    await deliver(memory_store, sender)
    assert {name: seen(slack, name) for name in queued} == queued


@pytest.mark.parametrize("error", ["is_archived", "not_in_channel", "channel_not_found"])
async def test_a_lost_channel_is_paused_asked_for_three_times_a_day_and_delays_no_other(
    slack: FakeSlack, sender: Sender, memory_store: Store, error: str
) -> None:
    slack.team.channels["C1"].closed = error
    queued = queue(memory_store, {"C1": 10, "C2": 10})
    now = datetime.now(UTC)
    for hour in range(25):
        moment = now + timedelta(hours=hour)
        dispatcher = Dispatcher(memory_store, {"slack": sender}, clock=lambda at=moment: at, rules=RULES)  # type: ignore[misc]
        await dispatcher.drain()
    assert seen(slack, "C2") == queued["C2"]
    posts = [one.args["channel"] for one in slack.calls if one.method == "chat.postMessage"]
    assert posts.count("C1") <= 1 + 3
    assert posts.count("D1") == 1, "who installed the app is told once"
    with memory_store.read() as conn:
        kept = channels.channel(conn, "slack:T1/C1")
        assert kept is not None
        assert kept.lost_at is not None
    slack.team.channels["C1"].closed = ""
    later = now + timedelta(hours=34)
    await Dispatcher(memory_store, {"slack": sender}, clock=lambda: later, rules=RULES).drain()
    assert seen(slack, "C1") == queued["C1"], "what waited comes when the channel is back"


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_a_dead_token_stops_all_sending_for_good(
    slack: FakeSlack, sender: Sender, memory_store: Store, error: str
) -> None:
    queued = queue(memory_store, {"C1": 10, "C2": 10})
    await drained(memory_store, sender, hours=0)
    queued |= queue(memory_store, {"C1": 5, "C2": 5}, name="l")
    slack.team.refuses = error
    before = len(slack.calls)
    await drained(memory_store, sender, hours=24)
    assert len(slack.calls) - before <= 1 + 3, "the one that is refused, and at most three in a day"
    assert waiting(memory_store), "nothing is lost"
    slack.team.refuses = ""
    clients = Clients(slack.url)
    await drained(memory_store, Quick(OneWorkspace("xoxb-T1", clients)), hours=0)
    await clients.close()
    assert {name: seen(slack, name)[10:] for name in queued} == queued, "after a new start with a good token all comes"


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive"])
async def test_a_dead_workspace_among_many_is_paused_and_kept_while_others_are_told(
    memory_store: Store, error: str
) -> None:
    async with FakeSlack(make_team("T1"), make_team("T2")) as slack:
        clients = Clients(slack.url)
        sender = Quick(TwoWorkspaces(clients))
        for team in ("T1", "T2"):
            queue(memory_store, {"C1": 3, "C2": 3}, name=team, team=team)
        slack.teams["T1"].refuses = error
        await drained(memory_store, sender, hours=24)
        assert len([one for one in slack.calls if one.team == "T1"]) <= 1 + 3
        assert [len(slack.teams["T2"].sent(name)) for name in ("C1", "C2")] == [3, 3]
        with memory_store.read() as conn:
            assert channels.channel(conn, "slack:T1/C1").lost_at is not None  # type: ignore[union-attr]
        await clients.close()
