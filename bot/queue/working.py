"""Take jobs and do them: what a worker holds is given back when it stops, and taken from it when it dies.

A worker whose connection fails stops and begins anew as another one, since it cannot know which of its notes arrived;
what it may have left behind is found by the scheduler, as with one that died.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import DeleteJobCondition, Job

from bot.errors import StoreError
from bot.queue.connecting import connected
from bot.settings import QueueRules

log = structlog.get_logger("queue")

Handler = Callable[..., Awaitable[None]]

FETCH_SECONDS = 1.0
"""How often a worker looks for jobs of which it was not told, such as those that were given back."""
AGAIN_SECONDS = 2.0
"""Pause before a worker that lost the database, or a job that did, begins anew."""

ALIVE_SECONDS = 10.0
"""How often a worker says that it is at it."""


class GivenBack(BaseRetryStrategy):
    """What was cut short, or could not reach the store, goes back on the queue; what failed is found by the sweep."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002
        """Return when to do it again, None for not."""
        if isinstance(exception, asyncio.CancelledError):
            return RetryDecision()
        return RetryDecision(retry_in={"seconds": int(AGAIN_SECONDS)}) if isinstance(exception, StoreError) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Does the jobs of some queues, `at_once` of them side by side, with the handler of each task.

    `alive` is called every few seconds, whether there are jobs or not.
    """

    address: str
    queues: Sequence[str]
    handlers: Mapping[str, Handler]
    at_once: int
    rules: QueueRules
    grace: float = 6.0
    alive: Callable[[], None] = lambda: None

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then let jobs end, and give back after `grace` seconds those that have not."""
        while not stop.is_set():
            try:
                async with connected(self.address) as (app, connector):
                    self._tell(app)
                    await self._live(app, connector.lost, stop)
            except (ConnectorException, OSError, TimeoutError) as error:
                log.warning("queue not reached", error=f"{type(error).__name__}: {error}")
            await _set_within(stop, AGAIN_SECONDS)

    def _tell(self, app: App) -> None:
        for name, handler in self.handlers.items():
            app.task(name=name, retry=GivenBack())(_called(handler))

    async def _live(self, app: App, lost: asyncio.Event, stop: asyncio.Event) -> None:
        """Work as one worker, until told to stop, the database is lost, or the library gives up."""
        working = asyncio.create_task(
            app.run_worker_async(
                queues=list(self.queues), concurrency=self.at_once, install_signal_handlers=False,
                delete_jobs=DeleteJobCondition.ALWAYS.value, fetch_job_polling_interval=FETCH_SECONDS,
                update_heartbeat_interval=self.rules.heartbeat_seconds, stalled_worker_timeout=self.rules.dead_seconds,
                shutdown_graceful_timeout=self.grace,
            )
        )  # fmt: skip
        waits = [asyncio.create_task(one.wait()) for one in (lost, stop)]
        try:
            ended: set[asyncio.Future[Any]] = set()
            while not ended:
                self.alive()
                ended, _ = await asyncio.wait(
                    {working, *waits}, timeout=ALIVE_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
        finally:
            for one in (working, *waits):
                one.cancel()
            results = await asyncio.gather(working, *waits, return_exceptions=True)
        if isinstance(results[0], Exception):
            log.warning("worker ended", error=f"{type(results[0]).__name__}: {results[0]}")


def _called(handler: Handler) -> Callable[..., Any]:
    """Return the handler as the library wants it: a coroutine function, whatever it is."""

    async def call(**about: Any) -> None:
        await handler(**about)

    return call


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
