"""Many small transactions as one: what is handed in while the database is busy is committed together.

A commit waits for the disk, whatever it holds; five hundred feeds that have not changed need ten of them.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from bot.store.database import Store

MOST = 50
"""Pieces of work in one transaction, so that nobody else waits long for the database."""

Piece = TypeVar("Piece")
Result = TypeVar("Result")
Work = Callable[[Connection], Any]


class Batches(Generic[Piece, Result]):
    """Hands on, in the order in which they came, the pieces that came meanwhile, each done whole or not at all.

    `do` gets a transaction and some pieces, and returns a result for each. It may be called twice for one piece, so it
    changes nothing but the database: a piece that fails is undone and raises where it was handed in, and the others
    are done again without it.
    """

    def __init__(self, store: Store, do: Callable[[Connection, Sequence[Piece]], Sequence[Result]]) -> None:
        self._store = store
        self._do = do
        self._waiting: list[tuple[Piece, asyncio.Future[Result]]] = []
        self._running: asyncio.Task[None] | None = None

    async def add(self, piece: Piece) -> Result:
        """Have the piece done with others in a transaction, and return its result once that is committed."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((piece, future))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        try:
            while self._waiting:
                part, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                done = await asyncio.to_thread(self._commit, [piece for piece, _ in part])
                for (_, future), result in zip(part, done, strict=True):
                    _settle(future, result)
        finally:
            self._running = None

    def _commit(self, pieces: list[Piece]) -> Sequence[Result | Exception]:
        """Return what each piece returned or raised."""
        try:
            with self._store.write() as conn:
                return self._do(conn, pieces)
        except Exception as error:
            return [error] if len(pieces) == 1 else [result for one in pieces for result in self._commit([one])]


class Together:
    """Does pieces of work, whatever they are, in the order in which they are handed in."""

    def __init__(self, store: Store) -> None:
        self._batches: Batches[Work, Any] = Batches(store, lambda conn, works: [work(conn) for work in works])

    async def write(self, work: Callable[[Connection], Result]) -> Result:
        """Do the work in a transaction, and return what it returns once that is committed.

        It may be called twice, so it changes nothing but the database.
        """
        done: Result = await self._batches.add(work)
        return done


def _settle(future: asyncio.Future[Any], result: Any) -> None:
    if future.cancelled():
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)
