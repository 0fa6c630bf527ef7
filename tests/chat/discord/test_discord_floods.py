"""Many cards through the outbox to Discord: none lost, none twice, in order, and never more than it allows."""

import asyncio
import time
from datetime import UTC, datetime

import pytest
from fakes.discord_server import DiscordServer, Whim, limited
from fakes.discord_world import TEXT
from fakes.values import make_card, make_delivery

from bot.chat.discord.chat import DiscordChat
from bot.chat.discord.turns import Turns
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.pace import Rate
from bot.settings import DeliveryRules
from bot.store import outbox
from bot.store.database import Store

RULES = DeliveryRules(first_delay_seconds=0.05, longest_delay_seconds=0.2, longest_probe_seconds=0.2)
DOWN = {"message": "down", "code": 0}
LOST_ANSWERS = (
    Whim(status=503, body=DOWN), Whim(status=503, body=DOWN, after=True),
    Whim(drop=True), Whim(drop=True, after=True), limited(0.2, scope="shared"), limited(0.3, scope="global"),
)  # fmt: skip


def queue(store: Store, channels: dict[str, int]) -> None:
    """Queue so many cards for each channel, in turn."""
    made = [
        make_delivery(f"{channel}-{n}", f"discord:{channel}", card=make_card(f"{n}"), created=datetime.now(UTC))
        for n in range(max(channels.values()))
        for channel, count in channels.items()
        if n < count
    ]
    with store.write() as conn:
        outbox.enqueue(conn, made)


async def drain(store: Store, chat: DiscordChat, *, seconds: float = 60.0) -> None:
    """Deliver until nothing is queued."""
    dispatcher = Dispatcher(store, {"discord": chat}, clock=lambda: datetime.now(UTC), rules=RULES)
    stop = asyncio.Event()
    running = asyncio.create_task(dispatcher.run(stop))

    def waiting() -> bool:
        with store.read() as conn:
            return any(one.queued for one in outbox.queue_states(conn))

    async with asyncio.timeout(seconds):
        while waiting():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    stop.set()
    await running


@pytest.mark.parametrize(("channels", "each"), [(1, 60), (30, 5)])
async def test_no_limit_is_passed_and_all_arrive_in_order(
    server: DiscordServer, chat: DiscordChat, memory_store: Store, channels: int, each: int
) -> None:
    names = [str(5000 + n) for n in range(channels)]
    for name in names:
        server.world.add_channel(name)
    queue(memory_store, dict.fromkeys(names, each))
    await drain(memory_store, chat)
    assert all(server.world.shown(name) == [str(n) for n in range(each)] for name in names)
    assert server.flaws == []


async def test_whatever_becomes_of_the_answers_each_card_is_shown_once_and_in_order(
    server: DiscordServer, chat: DiscordChat, memory_store: Store
) -> None:
    server.world.add_channel("5001")
    queue(memory_store, {TEXT: 20, "5001": 20})
    for whim in LOST_ANSWERS * 2:
        server.whims.append(whim)
    await drain(memory_store, chat)
    for name in (TEXT, "5001"):
        assert server.world.shown(name) == [str(n) for n in range(20)]
    assert server.flaws == []


async def test_a_channel_that_is_closed_delays_no_other(
    server: DiscordServer, chat: DiscordChat, memory_store: Store
) -> None:
    server.world.add_channel("5001")
    server.world.closed["5001"] = (403, 50001)
    queue(memory_store, {TEXT: 10, "5001": 10})
    dispatcher = Dispatcher(memory_store, {"discord": chat}, clock=lambda: datetime.now(UTC), rules=RULES)
    await dispatcher.drain()
    assert len(server.world.shown(TEXT)) == 10
    assert len([path for _, path in server.requests if path.startswith("/channels/5001")]) == 1


async def test_what_waits_while_the_loop_stands_still_does_not_come_all_at_once() -> None:
    turns, begun = Turns(Rate(0.02, burst=2)), []

    async def one(number: int) -> None:
        await turns.take()
        begun.append((asyncio.get_running_loop().time(), number))
        if number == 7:
            time.sleep(0.3)  # noqa: ASYNC251 - the loop stands still, and all that waited is late

    await asyncio.gather(*(one(number) for number in range(20)))
    assert [number for _, number in begun] == list(range(20))
    times = [at for at, _ in begun]
    assert all(later - first >= 0.019 for first, later in zip(times, times[3:], strict=False))
