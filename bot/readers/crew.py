"""Processes that read for a program that runs on; each loads its readers once and reads one document at a time.

A document that was lost with its process is read once more by another one, since the system ends processes for want of
memory; one that grew too large is replaced. Processes come from a fork server, since forking a program with threads is
not safe.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from threading import Thread
from time import perf_counter
from types import TracebackType
from typing import Any, Protocol, Self

from bot.errors import ConfigError
from bot.model import Document, Reading
from bot.pool import Pool
from bot.readers.reads import Loads, Reads

LONGEST = 300.0
"""Seconds after which a reading is taken for one that never ends."""
GROWTH = 512
"""Megabytes by which a process may grow over what it had before the first document."""
TRIES = 2
"""Processes that are given to one document."""

Make = Callable[[], Loads]


class LostError(RuntimeError):
    """A process ended, or was ended, before it had read the document."""


class ReadingError(RuntimeError):
    """Reading failed with an error of the reader; where that was is in the notes."""


@dataclass(frozen=True, slots=True)
class Read:
    """A reading and how long it took."""

    reading: Reading
    seconds: float


class ReadsApart(Protocol):
    """What reads documents away from the event loop, one beside the other as far as it can."""

    async def ready(self) -> None:
        """Load what reading needs; raises ConfigError where its files are wrong."""
        ...

    async def read(self, about: str, document: Document) -> Read:
        """Read the document for the dossier of that id; those that are asked for first begin first."""
        ...


class Alone:
    """Reads in a thread of this process, one document after the other, for one dossier."""

    def __init__(self, make: Callable[[], Reads]) -> None:
        self._make = make
        self._turn = asyncio.Lock()

    async def ready(self) -> None:
        """Make the reader; raises ConfigError where its files are wrong."""
        await asyncio.to_thread(self._make)

    async def read(self, about: str, document: Document) -> Read:  # noqa: ARG002 - there is only one
        """Read the document."""
        async with self._turn:
            begun = perf_counter()
            reading = await asyncio.to_thread(lambda: self._make().read(document))
            return Read(reading, perf_counter() - begun)


class Crew:
    """Reads in `readers` processes; use it as `async with Crew(...) as crew`.

    `makers` make the reader of each dossier, by its id, in the processes; `preload` are modules that these share.
    """

    def __init__(
        self, makers: Mapping[str, Make], *, readers: int, preload: Sequence[str] = (), seconds: float = LONGEST,
        growth: int = GROWTH,
    ) -> None:  # fmt: skip
        self._makers = dict(makers)
        self._threads: Executor = ThreadPoolExecutor(readers, "reading")
        self._context = _context(preload)
        self._pool = Pool(
            self._reader, places=readers, seconds=seconds, failed=ReadingError, lost=LostError,
            worth=lambda one: one.grown < growth,
        )  # fmt: skip

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.end()
        self._threads.shutdown(wait=False)

    async def ready(self) -> None:
        """Have a process that can read; raises ConfigError for what a reader cannot load."""
        await self._pool.ready()

    async def read(self, about: str, document: Document) -> Read:
        """Read the document; raises ReadingError where that fails, LostError where processes ended over it."""

        async def ask(one: "_Reader") -> Read:
            begun = perf_counter()
            reading = await self._apart(one.read, about, document)
            return Read(reading, perf_counter() - begun)

        try:
            return await self._pool.run(ask, tries=TRIES)
        except TimeoutError as error:
            raise ReadingError(f"took longer than {self._pool.seconds:g} seconds and was ended") from error

    async def _reader(self) -> "_Reader":
        made: _Reader = await self._apart(_Reader, self._context, self._makers)
        try:
            await self._apart(made.wait)
        except BaseException:
            await made.end()
            raise
        return made

    async def _apart(self, work: Callable[..., Any], *given: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)


def _context(preload: Sequence[str]) -> Any:
    """Return how processes are started: from a fork server that has the modules, where there is one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


class _Reader:
    """One process, from this side; what waits for it is told by LostError when it ends."""

    def __init__(self, context: Any, makers: Mapping[str, Make]) -> None:
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, makers), name="parley reader", daemon=True)
        self._process.start()
        theirs.close()  # so that the pipe ends with the process
        self.grown = 0

    @property
    def alive(self) -> bool:
        """Return whether the process can read."""
        return bool(self._process.is_alive())

    def wait(self) -> None:
        """Return when the readers are loaded; raises ConfigError for what cannot be."""
        found, _ = self._answer()
        if found is not None:
            raise found

    def read(self, about: str, document: Document) -> Reading:
        """Return the reading of the document; raises ReadingError or LostError."""
        try:
            self._pipe.send((about, document))
        except OSError as error:
            raise LostError("the process that was to read it had ended") from error
        found, self.grown = self._answer()
        if isinstance(found, Reading):
            return found
        raise found

    async def end(self) -> None:
        """End the process now, whatever it is doing; a thread that waits for its answer is told."""
        self._process.kill()
        self._process.join()

    def _answer(self) -> Any:
        try:
            return self._pipe.recv()
        except (EOFError, OSError) as error:
            raise LostError("the process that read it ended, as it does when too much memory is needed") from error


# in the process


def _serve(pipe: Connection, makers: Mapping[str, Make]) -> None:
    """Read what comes through the pipe until it ends; signals to stop are for the one who owns the processes."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        try:
            readers = {key: make() for key, make in makers.items()}
            for one in readers.values():
                one.warm()
        except ConfigError as error:
            pipe.send((error, 0))
            return
        pipe.send((None, 0))
        first = _megabytes()
        while True:
            about, document = pipe.recv()
            pipe.send((_read(readers[about], document), _megabytes() - first))


def _end_with_parent() -> None:
    """End this process, whatever it is doing, when the one that owns it is gone."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read(reader: Reads, document: Document) -> Reading | ReadingError:
    try:
        return reader.read(document)
    except Exception as error:
        told = ReadingError(f"{type(error).__name__}: {error}")
        told.add_note(traceback.format_exc())
        return told


def _megabytes() -> int:
    """Return the largest memory that the process ever had, which macOS gives in bytes and others in kilobytes."""
    import resource  # noqa: PLC0415 - only where processes can be forked is it there

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1024 * 1024 if sys.platform == "darwin" else 1024)
