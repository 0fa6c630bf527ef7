"""Deliver on simulated time: cards queued for channels of a fake platform, a dispatcher that runs until none waits."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fakes.chat_platform import Fault, Script
from fakes.platform_senders import PlatformSender
from fakes.timeless import clock
from fakes.values import make_delivery

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.pace import Pace, Rate
from bot.settings import DeliveryRules
from bot.store import outbox
from bot.store.database import Store

RULES = DeliveryRules()
PACE = Pace(channel=Rate(1, burst=5), platform=Rate(0.02, burst=10))
"""About what Discord allows: 5 messages in 5 seconds to a channel, 50 a second in all."""


def queue(store: Store, number: int, *, channels: int = 3, name: str = "k") -> dict[str, list[str]]:
    """Queue so many cards in turn for the channels, and return the keys by channel."""
    names = [f"chat:{one}" for one in range(channels)]
    made = [make_delivery(f"{name}{one:05}", names[one % channels]) for one in range(number)]
    with store.write() as conn:
        outbox.enqueue(conn, made)
    return {one: [delivery.key for delivery in made if delivery.channel == one] for one in names}


def waiting(store: Store) -> list[str]:
    """Return the channels that something is queued for."""
    with store.read() as conn:
        return outbox.waiting_channels(conn)


def dead(store: Store) -> dict[str, str]:
    """Return the dead letters: why, by key."""
    with store.read() as conn:
        return {one.delivery.key: one.reason for one in outbox.dead_letters(conn)}


@asynccontextmanager
async def running(
    store: Store, senders: PlatformSender | Mapping[str, PlatformSender], *, rules: DeliveryRules = RULES
) -> AsyncIterator[Dispatcher]:
    """Hold a dispatcher that runs."""
    by_name = {"chat": senders} if isinstance(senders, PlatformSender) else senders
    stop = asyncio.Event()
    dispatcher = Dispatcher(store, by_name, clock=clock, rules=rules)
    task = asyncio.create_task(dispatcher.run(stop))
    try:
        yield dispatcher
    finally:
        stop.set()
        await task


async def deliver(store: Store, sender: PlatformSender, *, hours: float = 48, every: float = 5) -> float:
    """Let a dispatcher run until nothing is queued any more, but no longer than that; returns the seconds it took."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with running(store, sender):
        while waiting(store) and loop.time() - begun < hours * 3600:  # noqa: ASYNC110
            await asyncio.sleep(every)
    return loop.time() - begun


def now_and_then(share: float, *faults: Fault, seed: int = 7) -> Script:
    """Return a script that plays one of the faults in so large a share of the posts."""
    dice = random.Random(seed)  # noqa: S311 - a script, no secret
    return lambda _: dice.choice(faults) if dice.random() < share else None
