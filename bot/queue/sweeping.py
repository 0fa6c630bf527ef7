"""What the scheduler does for the queue: put on it what is due by the clock, what was left out, what the dead had.

All of it may be done once more than needed, by two schedulers at a time too: a job that finds nothing to do ends.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from apscheduler.triggers.interval import IntervalTrigger
from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

from bot.delivery.dispatcher import LOST_PROBE
from bot.jobs.clockwork import Row
from bot.jobs.polling import due_feeds
from bot.jobs.watch import Clock, Watch, states_of
from bot.queue import work
from bot.queue.work import Work
from bot.settings import QueueRules
from bot.store import items, outbox
from bot.store.outbox import Head

LOOK_SECONDS = 5
"""How often it is looked which feeds are due, and what waits in the outbox without a job."""
UNREAD_SECONDS = 30
"""How often it is looked for items that wait without a job, such as those whose reading failed."""
MOST = 500
"""Jobs that are put on the queue at once, and jobs that may wait there before more are."""

log = structlog.get_logger("queue")


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Looks round for the dossiers that are watched."""

    app: App
    watches: Sequence[Watch]
    rules: QueueRules
    clock: Clock

    def rows(self) -> list[Row]:
        """Return what is done at which times."""
        return [
            ("look", IntervalTrigger(seconds=LOOK_SECONDS), self.polls),
            ("unread", IntervalTrigger(seconds=UNREAD_SECONDS), self.unread),
            ("unsent", IntervalTrigger(seconds=LOOK_SECONDS), self.unsent),
            ("dead", IntervalTrigger(seconds=self.rules.heartbeat_seconds), self.dead),
        ]

    async def polls(self) -> None:
        """Have the feeds asked that are due."""
        for watch in self.watches:
            dossier, states = await asyncio.to_thread(states_of, watch)
            due = due_feeds(dossier, states, now=self.clock())
            await self._put([work.poll(dossier.id, feed.id) for feed in due], work.POLL)

    async def unread(self) -> None:
        """Have the items read that wait without a job; what is fresh has one."""
        for watch in self.watches:
            found = await asyncio.to_thread(_unread, watch)
            await self._put([work.read(watch.dossier.id, one) for one in found], work.READ)

    async def unsent(self) -> None:
        """Have sent what is due by now and has no job, such as what had to wait."""
        found = await asyncio.to_thread(_due, self.watches[0], self.clock())
        by_queue: dict[str, list[Work]] = {}
        for one in map(work.deliver, found):
            by_queue.setdefault(one.queue, []).append(one)
        for queue, works in by_queue.items():
            await self._put(works, queue)

    async def dead(self) -> None:
        """Give the jobs of workers that died to others."""
        manager = self.app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=self.rules.dead_seconds):
            log.warning("taken from a dead worker", task=job.task_name, about=dict(job.task_kwargs))
            try:
                await manager.retry_job(job, retry_at=datetime.now(UTC))
            except ConnectorException as error:  # it ended meanwhile
                log.info("not given back", error=str(error))

    async def _put(self, works: Iterable[Work], queue: str) -> None:
        """Put on the queue those that are not there yet, unless enough waits."""
        works = list(works)
        if not works:
            return
        manager = self.app.job_manager
        if queue != work.POLL and any(one["jobs_count"] >= MOST for one in await manager.list_queues_async(queue)):
            return
        there = {job.lock for job in await manager.list_jobs_async(queue=queue)}
        for one in [one for one in works if one.lock not in there][:MOST]:
            try:
                await one.deferrer(self.app, once=True).defer_async()
            except AlreadyEnqueued:  # by another scheduler
                continue


def _unread(watch: Watch) -> list[str]:
    with watch.store.read() as conn:
        return items.unread_ids(conn, watch.dossier.id, limit=MOST)


def _due(watch: Watch, now: datetime) -> list[str]:
    with watch.store.read() as conn:
        heads = outbox.heads(conn)
    return [one.channel for one in heads if (one.due is None or one.due <= now) and not _waits(one, now)]


def _waits(head: Head, now: datetime) -> bool:
    """Return whether its channel cannot be reached and was tried not long ago."""
    return head.lost_tried is not None and now < head.lost_tried + LOST_PROBE
