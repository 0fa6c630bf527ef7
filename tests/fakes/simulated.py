"""Days in seconds: an event loop whose clock, and the machine's with it, moves on as soon as there is nothing to do.

    with simulated(datetime(2026, 3, 26, tzinfo=UTC)) as time:
        time.run(work(time))

Timers fire in their order and at their moment; sockets and threads are real, and time stands still for them.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import time_machine

REAL_SECONDS = 20
"""How long a thread is waited for before timers are looked at again."""

Result = TypeVar("Result")


class _Selector(selectors.DefaultSelector):
    """Waits for sockets and threads, and lets the time pass instead where there are none to wait for."""

    loop: "_Loop"

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if self.loop.threads or timeout is None:
            return super().select(REAL_SECONDS)
        self.loop.passed(timeout)
        return []


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, clock: time_machine.Traveller) -> None:
        self._clock = clock
        self._seconds = 0.0
        self.threads = 0
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self._seconds

    def passed(self, seconds: float) -> None:
        self._seconds += seconds
        self._clock.shift(seconds)

    def run_in_executor(self, executor: Executor | None, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        future = super().run_in_executor(executor, func, *args)
        self.threads += 1
        future.add_done_callback(self._ended)
        return future

    def _ended(self, _: object) -> None:
        self.threads -= 1


class Simulated:
    """The simulated time."""

    def __init__(self, clock: time_machine.Traveller) -> None:
        self._clock = clock
        self._loop = _Loop(clock)

    def now(self) -> datetime:
        """Return what the machine's clock says."""
        return datetime.now(UTC)

    def set_clock(self, by: timedelta) -> None:
        """Set the machine's clock, or let it sleep: no time passes for timers."""
        self._clock.shift(by)

    def hold(self, seconds: float) -> None:
        """Let the time pass with everything standing still, as when the machine has no time for the program."""
        self._loop.passed(seconds)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run the work to its end."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            return runner.run(work)


@contextmanager
def simulated(start: datetime) -> Iterator[Simulated]:
    """Yield a time that begins at `start`."""
    with time_machine.travel(start, tick=False) as clock:
        yield Simulated(clock)
