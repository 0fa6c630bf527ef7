"""Many small transactions as one: what is handed in while the database is busy is committed together.

A commit waits for the disk, whatever it holds; five hundred feeds that have not changed need ten of them.
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.store.database import Store

MOST = 50
"""Pieces of work in one transaction, so that nobody else waits long for the database."""

Result = TypeVar("Result")
Work = Callable[[Connection], Any]


class Together:
    """Does pieces of work in the order in which they are handed in, each whole or not at all.

    A piece that fails is undone and raises where it was handed in; the others are done again without it.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[Work, asyncio.Future[Any]]] = []
        self._running: asyncio.Task[None] | None = None

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Do the work in a transaction, and return what it returns once that is committed.

        It may be called twice, so it changes nothing but the database.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        try:
            while self._waiting:
                part, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                done = await asyncio.to_thread(self._commit, [work for work, _ in part])
                for (_, future), result in zip(part, done, strict=True):
                    _settle(future, result)
        finally:
            self._running = None

    def _commit(self, work: list[Work]) -> list[Any]:
        """Return what each piece returned or raised."""
        try:
            with self._store.write() as conn:
                return [one(conn) for one in work]
        except Exception as error:
            return [error] if len(work) == 1 else [result for one in work for result in self._commit([one])]


def _settle(future: asyncio.Future[Any], result: Any) -> None:
    if future.cancelled():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
