"""What runs when: all jobs at their times, until the program is told to stop."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.delivery.dispatch import Sender
from bot.delivery.dispatcher import Dispatcher
from bot.feeds.fetch import Fetcher
from bot.feeds.poll import Parser
from bot.jobs.digests import write_digest
from bot.jobs.holding import forget, release_held
from bot.jobs.hubs import subscribe
from bot.jobs.polling import Asked, poll
from bot.jobs.reading import read_new
from bot.jobs.watch import Clock, Watch, log
from bot.pipeline import Processed

POLL_SECONDS = 60
"""How often it is looked which feeds are due; each has an interval of its own."""
RELEASE_SECONDS = 20
"""How often it is looked whether quiet hours or a burst have ended."""
LATE_SECONDS = 12 * 3600
"""So late a job still runs, once, when the machine slept through its time."""
STOP_SECONDS = 10
"""How long what is under way may go on after the program was told to stop."""


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
    settings = watches[0].settings
    dispatcher = Dispatcher(watches[0].store, senders, clock=clock, rules=settings.delivery)

    async def look() -> None:
        for watch in watches:
            asked = await poll(watch, fetcher, parser, now=clock())
            await subscribe(watch, fetcher, now=clock())
            done = await read_new(watch, now=clock())
            if asked or done:
                _log_look(watch, asked, done)
        dispatcher.wake()

    async def release() -> None:
        if await asyncio.to_thread(release_held, watches[0].store, now=clock()):
            dispatcher.wake()

    async def tidy() -> None:
        await asyncio.to_thread(forget, watches[0].store, now=clock())

    async def tell() -> None:
        for watch in watches:
            await asyncio.to_thread(write_digest, watch, now=clock())
        dispatcher.wake()

    hour, minute = settings.digest.time.split(":")
    at = CronTrigger(hour=hour, minute=minute, timezone=ZoneInfo(settings.digest.time_zone))
    running = _Running()
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": LATE_SECONDS}
    )
    now = datetime.now(UTC)
    scheduler.add_job(running.guarded("look", look), IntervalTrigger(seconds=POLL_SECONDS), next_run_time=now)
    scheduler.add_job(running.guarded("release", release), IntervalTrigger(seconds=RELEASE_SECONDS))
    scheduler.add_job(running.guarded("tidy", tidy), IntervalTrigger(days=1))
    scheduler.add_job(running.guarded("digest", tell), at)
    scheduler.add_job(running.guarded("digest", tell), next_run_time=now)  # one that was missed while it did not run
    scheduler.start()
    delivering = asyncio.create_task(dispatcher.run(stop))
    try:
        await stop.wait()
    finally:
        stop.set()
        scheduler.pause()
        await asyncio.gather(running.end(), delivering)
        scheduler.shutdown(wait=False)


def _log_look(watch: Watch, asked: Sequence[Asked], done: Sequence[Processed]) -> None:
    log.info(
        "looked", dossier=watch.dossier.id, feeds=len(asked), failed=sum(a.result.error is not None for a in asked),
        items=len(done), statements=sum(len(d.statements) for d in done), alerts=sum(len(d.alerts) for d in done),
    )  # fmt: skip


class _Running:
    """The jobs that are under way, so that the end of the program can wait for them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def guarded(self, name: str, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Return the job so that a failure is logged and the next run is tried as usual."""

        async def run() -> None:
            task = asyncio.current_task()
            if task is not None:
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            try:
                await job()
            except Exception:
                log.exception("job failed", job=name)

        return run

    async def end(self) -> None:
        """Wait for the jobs, then cancel those that take too long and wait until they have given back what they had."""
        if self._tasks:
            _, slow = await asyncio.wait(set(self._tasks), timeout=STOP_SECONDS)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
