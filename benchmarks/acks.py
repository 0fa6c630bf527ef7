"""What the benchmarks of chats share: a slow store, articles to be read meanwhile, and how times are told."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from bot.app import Setup, crew, watch_of
from bot.jobs import read_new
from bot.model import Item
from bot.seeds import load_seeds
from bot.settings import shipped
from bot.store import items as item_rows
from bot.store.database import Connection, Store


class Slow:
    """A store that takes so long for every transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Hold a transaction, later."""
        time.sleep(self.seconds)
        with self._store.read() as conn:
            yield conn

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Hold a transaction, later."""
        time.sleep(self.seconds)
        with self._store.write() as conn:
            yield conn


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Signs:
    """How long first signs of life took: 99th percentile and maximum, in seconds."""

    p99: float
    most: float


def tell(what: str, seconds: list[float]) -> Signs:
    """Print median, 99th percentile and maximum of sorted times, and return the last two."""
    p99 = seconds[min(int(len(seconds) * 0.99), len(seconds) - 1)]
    say(f"{what}: {len(seconds)} asked; median {median(seconds):.3f} s, p99 {p99:.3f} s, max {seconds[-1]:.3f} s")
    return Signs(p99, seconds[-1])


async def while_reading(ask: Callable[[], Awaitable[list[float]]], setup: Setup, store: Store, articles: int) -> Signs:
    """Ask again and again while articles are read, and print and return how long the acknowledgements took."""
    dossier, seeds, now = setup.dossier(), load_seeds(shipped() / "seeds"), datetime.now(UTC)
    items = [
        Item(id=f"b{n}", feed="bench", url=f"https://bench.test/{n}", title=f"{seed.headline or seed.id} {n}",
             text=seed.text(), outlet="Bench", published=now, fetched=now, full=True)
        for n in range(articles)
        for seed in (seeds[n % len(seeds)],)
    ]  # fmt: skip
    with store.write() as conn:
        item_rows.save_items(conn, dossier.id, items)
    async with crew(setup, [dossier]) as apart:
        await apart.ready()
        watch = watch_of(setup, dossier, store, subscriptions=(), crew=apart)
        begun, found = time.perf_counter(), list[float]()
        reading = asyncio.create_task(read_new(watch, now=now))
        while not reading.done():
            found += await ask()
        took = time.perf_counter() - begun
    return tell(f"while {len(await reading)} articles are read ({took:.0f} s)", sorted(found))
