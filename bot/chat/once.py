"""Do once what a platform may hand in twice: an event that it sends again, a button that is clicked twice, a replay.

What was done is known in memory at once, and in the store also after a restart and to other processes.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.errors import StoreError
from bot.model import fingerprint
from bot.store import once as marks_kept
from bot.store.database import Connection, Store

log = structlog.get_logger("chat")

DOUBLE_SECONDS = 5.0
"""Within this time a second click on the same button by the same person is the first one's echo."""
STORE_SECONDS = 3.0
"""How long the store is waited for; one that is slower is not asked, so that an answer does not wait twice."""
_MOST = 20_000


class Once:
    """Remembers for the platform marks for so many seconds each, the newest of them where there are too many.

    Without a store they are forgotten with a restart. `clock` gives seconds since 1970.
    """

    def __init__(self, platform: str, store: Store | None = None, *, clock: Callable[[], float] = time.time) -> None:
        self._platform = platform
        self._store = store
        self._clock = clock
        self._seen: OrderedDict[str, float] = OrderedDict()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="once")

    def mark(self, *what: object) -> str:
        """Return the mark of something: its kind and what makes it the one that it is; nothing of it can be read."""
        return fingerprint(self._platform, *what, length=40)

    async def first(self, what: tuple[object, ...], seconds: float) -> bool:
        """Return whether this comes for the first time, and remember it."""
        return not await self.repeated({self.mark(*what): seconds})

    async def repeated(self, marks: Mapping[str, float]) -> frozenset[str]:
        """Return those of the marks that came before, and remember all, each for so many seconds."""
        now = self._clock()
        again = self._again(marks, now)
        new = {mark: marks[mark] for mark in marks.keys() - again}
        return frozenset(again | (await self._known(new, now) if new else set()))

    def just_now(self, what: tuple[object, ...], seconds: float) -> bool:
        """Return whether this came before as far as memory goes, and remember it; for what cannot wait."""
        return bool(self._again({self.mark(*what): seconds}, self._clock()))

    async def forget(self, what: tuple[object, ...]) -> None:
        """Let this be done again."""
        mark = self.mark(*what)
        self._seen.pop(mark, None)
        await self._ask(lambda conn: marks_kept.forget(conn, mark))

    async def close(self) -> None:
        """Ask the store no more, and wait a moment for what was asked, since the store is closed next."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(STORE_SECONDS):
                await asyncio.to_thread(self._threads.shutdown)

    def _again(self, marks: Mapping[str, float], now: float) -> set[str]:
        again = {mark for mark in marks if self._seen.get(mark, now) > now}
        for mark in marks.keys() - again:
            self._seen[mark] = now + marks[mark]
            self._seen.move_to_end(mark)
        while len(self._seen) > _MOST:
            self._seen.popitem(last=False)
        return again

    async def _known(self, marks: Mapping[str, float], now: float) -> set[str]:
        """Return those of the marks that the store knows; none where it cannot be asked."""
        ends = {mark: datetime.fromtimestamp(now + seconds, UTC) for mark, seconds in marks.items()}
        fresh = await self._ask(lambda conn: marks_kept.first(conn, ends, now=datetime.fromtimestamp(now, UTC)))
        return set() if fresh is None else marks.keys() - fresh

    async def _ask(self, work: Callable[[Connection], Any]) -> Any:
        if self._store is None:
            return None
        try:
            async with asyncio.timeout(STORE_SECONDS):
                return await asyncio.get_running_loop().run_in_executor(
                    self._threads, _in_transaction, self._store, work
                )
        except (StoreError, TimeoutError, RuntimeError) as error:  # RuntimeError: it is closed
            log.warning("not known whether it came before", platform=self._platform, error=type(error).__name__)
            return None


def _in_transaction(store: Store, work: Callable[[Connection], Any]) -> Any:
    with store.write() as conn:
        return work(conn)
