"""What is being done at the moment, by name: each thing once at a time, its failures logged, its end waited for."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.jobs.watch import log
from bot.vitals import Vitals

STOP_SECONDS = 6
"""How long what is under way may go on after the program was told to stop, which takes 10 seconds at most in all."""

Job = Callable[[], Awaitable[None]]


class UnderWay:
    """Jobs that run beside each other; one that takes long, fails or hangs stops no other.

    `vitals` is told how they end, by the first word of their names.
    """

    def __init__(self, vitals: Vitals | None = None) -> None:
        self._vitals = vitals or Vitals()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()

    def __contains__(self, name: str) -> bool:
        """Return whether the job of that name is running."""
        return name in self._tasks

    def start(self, name: str, job: Job) -> None:
        """Start the job and wait for nothing; one that is running already runs once more when it has ended."""
        if name in self._tasks:
            self._again.add(name)
        else:
            self._tasks[name] = asyncio.create_task(self._run(name, job), name=name)

    async def _run(self, name: str, job: Job) -> None:
        try:
            await self._once(name, job)
            while name in self._again:
                self._again.discard(name)
                await self._once(name, job)
        finally:
            del self._tasks[name]

    async def _once(self, name: str, job: Job) -> None:
        kind = name.partition(" ")[0]
        try:
            await job()
        except Exception as error:
            log.exception("job failed", job=name)
            await self._vitals.job_failed(kind, error)
        else:
            await self._vitals.job_done(kind)

    async def end(self) -> None:
        """Wait for the jobs, then cancel those that take too long and wait until they have given back what they had."""
        tasks = set(self._tasks.values())
        if tasks:
            _, slow = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
