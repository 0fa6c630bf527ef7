"""What runs when: all jobs at their times, until the program is told to stop.

The scheduler only starts what is to be done and never waits for it, so that no run is skipped for one before it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.delivery.dispatch import Sender
from bot.delivery.dispatcher import Dispatcher
from bot.feeds.fetch import Fetcher
from bot.feeds.poll import Parser
from bot.jobs.digests import write_digests
from bot.jobs.holding import release_held
from bot.jobs.hubs import subscribe
from bot.jobs.polling import Poller
from bot.jobs.reading import read_some
from bot.jobs.tidying import tidy
from bot.jobs.underway import STOP_SECONDS, Job, UnderWay
from bot.jobs.watch import Clock, Watch, log
from bot.pipeline import Processed

POLL_SECONDS = 60
"""How often it is looked which feeds are due; each has an interval of its own."""
RELEASE_SECONDS = 20
"""How often it is looked whether quiet hours or a burst have ended."""
DIGEST_SECONDS = 30
"""How often it is looked whether a digest is due somewhere."""
CLOCK_SECONDS = 10
"""How often it is looked whether the machine's clock was set back."""

Row = tuple[str, BaseTrigger, Job]


async def run(
    watches: Sequence[Watch],
    *,
    fetcher: Fetcher,
    parser: Parser,
    senders: Mapping[str, Sender],
    clock: Clock,
    stop: asyncio.Event,
) -> None:
    """Do all jobs at their times until `stop` is set; then let what is under way end, or give it back."""
    first = watches[0]
    alive = partial(first.vitals.alive, "send")
    dispatcher = Dispatcher(first.store, senders, clock=clock, rules=first.settings.delivery, alive=alive)
    work = _Work(watches, fetcher, dispatcher, clock, UnderWay(first.vitals))
    scheduler = _scheduler(work, [_poller(work, watch, parser) for watch in watches])
    scheduler.start()
    delivering = asyncio.create_task(dispatcher.run(stop, grace=STOP_SECONDS))
    try:
        await _keep_time(scheduler, stop)
    finally:
        stop.set()
        scheduler.shutdown(wait=False)
        await asyncio.gather(work.under_way.end(), delivering)


@dataclass(frozen=True, slots=True)
class _Work:
    """What the jobs do, and with what."""

    watches: Sequence[Watch]
    fetcher: Fetcher
    dispatcher: Dispatcher
    clock: Clock
    under_way: UnderWay

    async def subscribe(self) -> None:
        for watch in self.watches:
            await subscribe(watch, self.fetcher, now=self.clock())

    async def read(self) -> None:
        """Read what waits, a part of each dossier in turn, so that none waits for the backlog of another."""
        waiting: list[tuple[Watch, set[str]]] = [(watch, set()) for watch in self.watches]
        while waiting:
            waiting = [(watch, failed) for watch, failed in waiting if await self._read_some(watch, failed)]

    async def _read_some(self, watch: Watch, failed: set[str]) -> bool:
        done = await read_some(watch, failed, now=self.clock())
        if done:
            _log_read(watch, done)
            self.dispatcher.wake()
        return done is not None

    async def tell(self) -> None:
        for watch in self.watches:
            if await asyncio.to_thread(write_digests, watch, now=self.clock()):
                self.dispatcher.wake()

    async def release(self) -> None:
        if await asyncio.to_thread(release_held, self.watches[0].store, now=self.clock()):
            self.dispatcher.wake()

    async def tidy(self) -> None:
        first = self.watches[0]
        await tidy(first.store, first.settings.store, now=self.clock())

    def start_read(self) -> None:
        self.under_way.start("read", self.read)


def _poller(work: _Work, watch: Watch, parser: Parser) -> Poller:
    return Poller(
        watch, work.fetcher, parser, under_way=work.under_way, clock=work.clock, brought=work.start_read,
        told=work.dispatcher.wake,
    )  # fmt: skip


def _rows(work: _Work, pollers: Sequence[Poller]) -> list[Row]:
    """Return what is done at which times; all of it may be done once more than needed."""

    async def look() -> None:
        for poller in pollers:
            await poller.look()

    often = IntervalTrigger(seconds=POLL_SECONDS)
    return [
        ("look", often, look),
        ("read", often, work.read),
        ("subscribe", often, work.subscribe),
        ("release", IntervalTrigger(seconds=RELEASE_SECONDS), work.release),
        ("tidy", IntervalTrigger(days=1), work.tidy),
        ("digest", IntervalTrigger(seconds=DIGEST_SECONDS), work.tell),
    ]


def _scheduler(work: _Work, pollers: Sequence[Poller]) -> AsyncIOScheduler:
    """Return the scheduler with all jobs, each due at once; a run that was slept through is made up for, once."""
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )

    def started(name: str, job: Job) -> Job:
        async def start() -> None:
            work.under_way.start(name, job)

        return start

    for name, trigger, job in _rows(work, pollers):
        scheduler.add_job(started(name, job), trigger, id=name, name=name, next_run_time=datetime.now(UTC))
    return scheduler


async def _keep_time(scheduler: AsyncIOScheduler, stop: asyncio.Event) -> None:
    """Wait for the stop; when the machine's clock is set back, let no job wait until it is as late again."""
    latest = datetime.now(UTC)
    while not stop.is_set():
        now = datetime.now(UTC)
        if now < latest:
            for job in scheduler.get_jobs():
                job.modify(next_run_time=now)
        latest = now
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), CLOCK_SECONDS)


def _log_read(watch: Watch, done: Sequence[Processed]) -> None:
    log.info(
        "read", dossier=watch.dossier.id, items=len(done), statements=sum(len(d.statements) for d in done),
        alerts=sum(len(d.alerts) for d in done),
    )  # fmt: skip
