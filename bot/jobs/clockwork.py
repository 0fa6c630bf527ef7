"""Start jobs at their times, until the program is told to stop.

The scheduler only starts what is to be done and never waits for it, so that no run is skipped for one before it.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.jobs.underway import Job, UnderWay

CLOCK_SECONDS = 10
"""How often it is looked whether the machine's clock was set back."""

Row = tuple[str, BaseTrigger, Job]


async def keep(rows: Sequence[Row], under_way: UnderWay, stop: asyncio.Event) -> None:
    """Start each of the jobs at its times, at once for the first time, until `stop` is set; what runs then goes on."""
    scheduler = _scheduler(rows, under_way)
    scheduler.start()
    try:
        await _keep_time(scheduler, stop)
    finally:
        scheduler.shutdown(wait=False)


def _scheduler(rows: Sequence[Row], under_way: UnderWay) -> AsyncIOScheduler:
    """Return the scheduler with all jobs, each due at once; a run that was slept through is made up for, once."""
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )

    def started(name: str, job: Job) -> Job:
        async def start() -> None:
            under_way.start(name, job)

        return start

    for name, trigger, job in rows:
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
