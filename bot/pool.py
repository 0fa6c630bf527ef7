"""Processes kept between jobs, each with one job at a time: a job goes in, what the process answered comes out.

A process that is lost, or that took too long, is ended and replaced.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, Protocol, TypeVar


class Worker(Protocol):
    """A process, from this side."""

    @property
    def alive(self) -> bool:
        """Return whether the process can take another job."""
        ...

    async def end(self) -> None:
        """End the process now, whatever it is doing."""
        ...


Kind = TypeVar("Kind", bound=Worker)
Result = TypeVar("Result")


class Pool(Generic[Kind]):
    """So many processes at a time, each started when it is first needed and used again for as long as it is `worth` it.

    `seconds` is the deadline of one job. An error of the kind `failed` is the job's own, after which the process goes
    on, unless it is of the kind `lost`, as when the process is gone; after any other it is ended.
    """

    def __init__(
        self, start: Callable[[], Awaitable[Kind]], *, places: int, seconds: float, failed: type[Exception],
        lost: type[Exception], worth: Callable[[Kind], bool] = lambda _: True,
    ) -> None:  # fmt: skip
        self._start = start
        self._places = asyncio.Semaphore(places)
        self.seconds = seconds
        self._failed, self._lost = failed, lost
        self._worth = worth
        self._idle: list[Kind] = []

    async def ready(self) -> None:
        """Have a process that waits for a job."""
        async with self._places:
            self._idle.append(await self._take())

    async def run(self, job: Callable[[Kind], Awaitable[Result]], *, tries: int = 1) -> Result:
        """Return what the job returns, done by so many processes one after the other where they are lost over it.

        Raises TimeoutError after the deadline, and whatever the job raises. Jobs that come first begin first.
        """
        async with self._places:
            for _ in range(tries - 1):
                with suppress(self._lost):
                    return await self._run(job)
            return await self._run(job)

    async def end(self) -> None:
        """End the processes that have no job."""
        while self._idle:
            await self._idle.pop().end()

    async def _run(self, job: Callable[[Kind], Awaitable[Result]]) -> Result:
        one = await self._take()
        try:
            async with asyncio.timeout(self.seconds):
                found = await job(one)
        except BaseException as error:
            await self._put(one, sound=isinstance(error, self._failed) and not isinstance(error, self._lost))
            raise
        await self._put(one, sound=True)
        return found

    async def _take(self) -> Kind:
        while self._idle:
            if (one := self._idle.pop()).alive:
                return one
            await one.end()
        return await self._start()

    async def _put(self, one: Kind, *, sound: bool) -> None:
        if sound and self._worth(one):
            self._idle.append(one)
        else:
            await one.end()
