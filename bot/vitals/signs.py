"""Where the jobs report: one object for the whole program, cheap to be told all the time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.errors import StoreError
from bot.redact import Redactor
from bot.store import parts
from bot.store.database import Connection, Store
from bot.vitals.meters import Meters
from bot.vitals.pulse import Pulse

NOTE_EVERY = timedelta(minutes=1)
"""How often it is written down of a part that it works; that it failed, or works again, is at once."""
LOOP_SECONDS = 0.5
CHAT_SECONDS = 15.0


class Chat(Protocol):
    """A chat with a connection that may be in trouble."""

    @property
    def name(self) -> str:
        """Return what its part is called."""
        ...

    def trouble(self, now: datetime) -> str:
        """Return what is wrong with the connection, "" for nothing."""
        ...


def _now() -> datetime:
    return datetime.now(UTC)


class Vitals:
    """What the jobs report; without a store nothing is written down."""

    def __init__(
        self, store: Store | None = None, *, clock: Callable[[], datetime] = _now, redact: Redactor | None = None
    ) -> None:
        self.meters = Meters()
        self.pulse = Pulse()
        self.chats: Sequence[Chat] = ()
        self.can_read = False
        self.looked = False
        self._store = store
        self._clock = clock
        self._redact = redact or Redactor()
        self._well: dict[str, datetime] = {}

    # what the jobs report

    def now(self) -> datetime:
        """Return the time."""
        return self._clock()

    def alive(self, job: str) -> None:
        """Take a sign of life of a job."""
        self.pulse.beat(job, self._clock())

    def polled(self, outcome: str, *, fresh: int = 0) -> None:
        """Count a feed that was asked (`fetched`, `unchanged`, `failed`) and the items that it brought."""
        self.meters.polls.labels(outcome).inc()
        self.meters.items.inc(fresh)

    def read(self, seconds: float, *, statements: int = 0, alerts: Iterable[str] = ()) -> None:
        """Count an item that was read and recorded, and what came of it."""
        self.meters.readings.labels("read").inc()
        self.meters.reading.observe(seconds)
        self.meters.statements.inc(statements)
        for kind in alerts:
            self.meters.alerts.labels(kind).inc()
        self.alive("read")

    def not_read(self) -> None:
        """Count an item that could not be read or recorded."""
        self.meters.readings.labels("failed").inc()
        self.alive("read")

    async def job_done(self, job: str) -> None:
        """Note that a job came to its end."""
        self.alive(job)
        self.looked = self.looked or job == "look"
        await self.worked(job)

    async def job_failed(self, job: str, error: Exception) -> None:
        """Note that a job failed as a whole."""
        self.alive(job)
        self.meters.failures.labels(job).inc()
        await self.failed(job, f"{type(error).__name__}: {error}")

    async def worked(self, part: str) -> None:
        """Note that a part worked."""
        now = self._clock()
        if part in self._well and now - self._well[part] < NOTE_EVERY:
            return
        self._well[part] = now
        await self._write(lambda conn: parts.worked(conn, part, at=now))

    async def failed(self, part: str, error: str) -> None:
        """Note that a part failed, and how; secrets are masked."""
        now, said = self._clock(), self._redact(error)
        self._well.pop(part, None)
        await self._write(lambda conn: parts.failed(conn, part, at=now, error=said))

    async def _write(self, note: Callable[[Connection], None]) -> None:
        """Write a note where that can be done; what does not work for want of the store is told by its own errors."""
        if self._store is not None:
            with suppress(StoreError):
                await asyncio.to_thread(_in_transaction, self._store, note)

    # what is made of it

    def troubles(self) -> tuple[str, ...]:
        """Return what a new start of the program may mend: jobs that are stuck, connections that are gone."""
        now = self._clock()
        chats = ((chat.name, chat.trouble(now)) for chat in self.chats)
        return (*self.pulse.stuck(now), *(f"{name}: {self._redact(words)}" for name, words in chats if words))

    @asynccontextmanager
    async def observed(self) -> AsyncIterator[None]:
        """Measure the event loop, and note how the chats fare, as long as it is held."""
        tasks = [asyncio.create_task(self._measure_the_loop()), asyncio.create_task(self._look_after_chats())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _measure_the_loop(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOP_SECONDS
            await asyncio.sleep(LOOP_SECONDS)
            self.meters.loop_lag.observe(max(loop.time() - due, 0))

    async def _look_after_chats(self) -> None:
        while True:
            for chat in self.chats:
                part = f"{chat.name} connection"
                if words := chat.trouble(self._clock()):
                    await self.failed(part, words)
                else:
                    await self.worked(part)
            await asyncio.sleep(CHAT_SECONDS)


def _in_transaction(store: Store, note: Callable[[Connection], None]) -> None:
    with store.write() as conn:
        note(conn)
