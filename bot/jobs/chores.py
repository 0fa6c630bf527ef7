"""What is done at its times for all dossiers, wherever feeds are asked and articles read: one process does it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from apscheduler.triggers.interval import IntervalTrigger

from bot.feeds.fetch import Fetcher
from bot.jobs.clockwork import Row
from bot.jobs.digests import write_digests
from bot.jobs.holding import release_held
from bot.jobs.hubs import subscribe
from bot.jobs.tidying import tidy
from bot.jobs.watch import Clock, Step, Watch

POLL_SECONDS = 60
"""How often it is looked which feeds are due, each of which has an interval of its own, and what waits to be read."""
RELEASE_SECONDS = 20
"""How often it is looked whether quiet hours or a burst have ended."""
DIGEST_SECONDS = 30
"""How often it is looked whether a digest is due somewhere."""


@dataclass(frozen=True, slots=True)
class Chores:
    """Ask hubs, write digests, release what was held back, let go of what is old; `told` is called for what to send."""

    watches: Sequence[Watch]
    fetcher: Fetcher
    clock: Clock
    told: Step

    def rows(self) -> list[Row]:
        """Return what is done at which times; all of it may be done once more than needed."""
        return [
            ("subscribe", IntervalTrigger(seconds=POLL_SECONDS), self.subscribe),
            ("release", IntervalTrigger(seconds=RELEASE_SECONDS), self.release),
            ("tidy", IntervalTrigger(days=1), self.tidy),
            ("digest", IntervalTrigger(seconds=DIGEST_SECONDS), self.tell),
        ]

    async def subscribe(self) -> None:
        """Ask the hubs of feeds to tell what is new."""
        for watch in self.watches:
            await subscribe(watch, self.fetcher, now=self.clock())

    async def tell(self) -> None:
        """Queue the digests that are due."""
        for watch in self.watches:
            if await asyncio.to_thread(write_digests, watch, now=self.clock()):
                self.told()

    async def release(self) -> None:
        """Queue what need not be held back any longer."""
        if await asyncio.to_thread(release_held, self.watches[0].store, now=self.clock()):
            self.told()

    async def tidy(self) -> None:
        """Let go of what is of no use any longer."""
        first = self.watches[0]
        await tidy(first.store, first.settings.store, now=self.clock())
