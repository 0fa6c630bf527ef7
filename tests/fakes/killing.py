"""Kill the process that sends, again and again, at random points of its work, until all is sent."""

import asyncio
import random
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from fakes.chat_platform import ChatPlatform, Tally, tally
from fakes.chat_server import AT_STAGE, Nursery, Orders, kill, serving
from fakes.deliveries import queue, waiting

from bot.store.database import Store, open_store

RULES = {"lease_seconds": 0.4, "first_delay_seconds": 0.05, "longest_probe_seconds": 0.1}
"""Leases end soon, so that the next process need not wait long for what the killed one held."""


class Killer:
    """Kills the sending process when a post drawn by lot comes to a stage that was drawn too, or soon after."""

    def __init__(self, dice: random.Random, *, most: int) -> None:
        self._dice = dice
        self._most = most
        self._left = 0
        self._stage = ""
        self._late = 0.0
        self._due = asyncio.Event()

    def draw(self) -> None:
        """Draw where the next process dies."""
        self._left = self._dice.randint(1, self._most)
        self._stage = self._dice.choice(AT_STAGE)
        self._late = self._dice.choice([0.0, self._dice.uniform(0, 0.02)])
        self._due.clear()

    def watch(self, stage: str) -> None:
        """Count the posts that come to the stage."""
        if stage == self._stage:
            self._left -= 1
            if self._left == 0:
                self._due.set()

    async def wait(self) -> None:
        """Wait until it is time."""
        await self._due.wait()
        await asyncio.sleep(self._late)


async def _lives(store: Store, nursery: Nursery, orders: Orders, killer: Killer, kills: int) -> int:
    """Let process after process send, each killed but the last; returns how many were."""
    for done in range(kills):
        killer.draw()
        pid = await asyncio.to_thread(nursery.start, orders)
        await _first(killer.wait(), _empty(store))
        await kill(pid)
        if not waiting(store):
            return done
    pid = await asyncio.to_thread(nursery.start, orders)
    await _first(_empty(store), asyncio.sleep(120))
    await kill(pid)
    return kills


async def _first(*works: Coroutine[Any, Any, None]) -> None:
    """Wait for whichever ends first."""
    tasks = [asyncio.ensure_future(one) for one in works]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _empty(store: Store) -> None:
    while await asyncio.to_thread(waiting, store):  # noqa: ASYNC110
        await asyncio.sleep(0.1)


async def killed(folder: Path, platform: ChatPlatform, *, number: int, kills: int, seed: int) -> tuple[Tally, int]:
    """Send so many cards to three channels under so many kills; returns what became of them, and the kills."""
    url = f"sqlite:///{folder / 'parley.db'}"
    store = open_store(url)
    keys = queue(store, number)
    killer = Killer(random.Random(seed), most=max(1, number // (kills + 1)))  # noqa: S311
    with Nursery() as nursery:
        async with serving(platform, killer.watch) as address:
            forgetful = not (platform.searchable or platform.deduplicates)
            orders = Orders(
                database=url, address=address, looks=platform.searchable, forgetful=forgetful, rules=RULES
            )  # fmt: skip
            done = await _lives(store, nursery, orders, killer, kills)
    store.close()
    return tally(platform, keys), done
