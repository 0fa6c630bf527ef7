"""How the program is told to stop, and that it does: the first signal asks, the second ends it at once."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOP_SECONDS = 9.5
"""After so long whatever is still under way is left as it is: a start after a crash goes on from there too."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopping() -> Iterator[asyncio.Event]:
    """Yield the event that SIGINT or SIGTERM sets; another signal, or waiting too long, ends the process.

    Handlers are the interpreter's own rather than the event loop's, so that a second signal is obeyed while that one
    is busy.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            _end(128 + number, "ended at once; what was under way is done again")
        loop.call_soon_threadsafe(stop.set)
        stop.set()
        _end_later()

    before = {number: signal.signal(number, asked) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_later() -> None:
    """Let nothing hold the process: neither a thread that hangs in the network nor a database that is locked."""
    told = "did not end in time and was ended; what was under way is done again"
    timer = threading.Timer(STOP_SECONDS, _end, (1, told))
    timer.daemon = True
    timer.start()


def _end(status: int, words: str) -> None:
    sys.stderr.write(f"parley: {words}\n")
    sys.stderr.flush()
    os._exit(status)
