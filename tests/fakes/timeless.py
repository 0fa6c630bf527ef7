"""An event loop on a clock of its own: whoever sleeps is woken at once, at the time that it would have been.

Two hours pass in the time that the work of two hours takes, and every run is the same. Threads do their work in line,
so that nothing happens while the clock stands still. There is no network on it.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, ParamSpec, TypeVar

from fakes.values import NOON

P = ParamSpec("P")
T = TypeVar("T")


class _InLine(ThreadPoolExecutor):
    """Does what is submitted at once, in the thread of whoever submits it."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return the result, which is there already."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:
            future.set_exception(error)
        return future


class _Skipping(selectors.SelectSelector):
    """Lets the clock jump where the loop would wait."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready now; the time until the next timer has passed by then."""
        ready = super().select(0)
        if not ready and timeout:
            self.now += timeout
        if not ready and timeout is None:
            raise RuntimeError("everybody waits for something that will never happen")
        return ready


class SimulatedLoop(asyncio.SelectorEventLoop):
    """The loop; it begins at second 0, which is noon of 22 December 2025."""

    def __init__(self) -> None:
        self._skipping = _Skipping()
        super().__init__(self._skipping)
        self.set_default_executor(_InLine(1))

    def time(self) -> float:
        """Return the seconds that have passed."""
        return self._skipping.now


def clock() -> datetime:
    """Return the time of day on the loop that runs."""
    return NOON + timedelta(seconds=asyncio.get_running_loop().time())


def simulated(work: Coroutine[Any, Any, T]) -> T:
    """Return what the work returns, on simulated time."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(work)
