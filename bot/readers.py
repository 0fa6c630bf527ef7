"""Reading in processes: documents go in, readings come out in the same order; on several cores, or apart from a chat.

The reader is loaded once and inherited by the processes (fork), so that its memory is shared; where processes cannot be
forked, one process reads alone. Only a few documents are under way at a time, so that it can sit in a pipe.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Semaphore, Thread
from typing import ParamSpec, Protocol, TypeVar

from bot.model import Document, Reading

P = ParamSpec("P")
T = TypeVar("T")

AHEAD = 4
"""Documents under way per process."""


class Reads(Protocol):
    """What reads a document; `warm` loads what it needs, before it is inherited."""

    def read(self, document: Document) -> Reading:
        """Return what the document says."""
        ...

    def warm(self) -> None:
        """Load everything now."""
        ...


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_all(documents: Iterable[Document], reader: Reads, *, readers: int) -> Iterator[Reading]:
    """Yield the reading of every document, in order, each as soon as it and those before it are read."""
    if readers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(reader.read, documents)
        return
    reader.warm()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(readers, mp_context=context, initializer=_take, initargs=(reader,)) as pool:
        pool.submit(os.getpid).result()  # the processes are made here, before there is a second thread
        feeder = _Feeder(documents, lambda document: pool.submit(_read, document), most=AHEAD * readers)
        feeder.start()
        try:
            yield from feeder.results()
        finally:
            feeder.stop()
            pool.shutdown(cancel_futures=True)


class _Feeder(Thread):
    """Hands documents over as they come, at most so many ahead of what was taken."""

    def __init__(
        self, documents: Iterable[Document], submit: Callable[[Document], "Future[Reading]"], *, most: int
    ) -> None:
        super().__init__(daemon=True)
        self._documents = documents
        self._submit = submit
        self._places = Semaphore(most)
        self._under_way: SimpleQueue[Future[Reading] | BaseException | None] = SimpleQueue()
        self._stopped = False

    def run(self) -> None:
        """Submit document after document; what goes wrong with them is raised where the results are taken."""
        try:
            for document in self._documents:
                self._places.acquire()
                if self._stopped:
                    return
                self._under_way.put(self._submit(document))
        except BaseException as error:  # told by `results`, in the thread that asked
            self._under_way.put(error)
        else:
            self._under_way.put(None)

    def results(self) -> Iterator[Reading]:
        """Yield the readings in order."""
        while (found := self._under_way.get()) is not None:
            if isinstance(found, BaseException):
                raise found
            yield found.result()
            self._places.release()

    def stop(self) -> None:
        """Hand over nothing more."""
        self._stopped = True
        self._places.release()


class Apart:
    """Readers in one process of their own, so that nobody who waits for an answer meanwhile waits for the parser.

    `makers` make the readers there, by name; they and what they are bound to can be pickled. A process that dies is
    replaced with the next document; none is left behind by the death of its parent.
    """

    def __init__(self, makers: Mapping[str, Callable[[], Reads]]) -> None:
        self._makers = dict(makers)
        self._pool: ProcessPoolExecutor | None = None
        self._turn = Lock()

    def reader(self, name: str) -> "Remote":
        """Return the reader of that name."""
        return Remote(self, name)

    def close(self) -> None:
        """End the process, when it has read what it reads."""
        with self._turn:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def do(self, work: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Return what the work returns in the process; raises what it raises there."""
        try:
            return self._begun().submit(work, *args, **options).result()
        except BrokenProcessPool:
            self.close()
            raise

    def _begun(self) -> ProcessPoolExecutor:
        with self._turn:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
                self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin, initargs=(self._makers,))
            return self._pool


@dataclass(frozen=True, slots=True)
class Remote:
    """One of the readers in a process of their own."""

    apart: Apart
    name: str

    def warm(self) -> None:
        """Load everything now; raises ConfigError for what cannot be loaded."""
        self.apart.do(_warm, self.name)

    def read(self, document: Document) -> Reading:
        """Return what the document says."""
        return self.apart.do(_read_there, self.name, document)


_makers: dict[str, Callable[[], Reads]] = {}
_made: dict[str, Reads] = {}


def _begin(makers: Mapping[str, Callable[[], Reads]]) -> None:
    """Let the process end with the one it was made by, and not with Ctrl-C, which that one gets too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _makers.update(makers)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _there(name: str) -> Reads:
    if name not in _made:
        _made[name] = _makers[name]()
    return _made[name]


def _warm(name: str) -> None:
    _there(name).warm()


def _read_there(name: str, document: Document) -> Reading:
    return _there(name).read(document)


_inherited: list[Reads] = []


def _take(reader: Reads) -> None:
    _inherited[:] = [reader]


def _read(document: Document) -> Reading:
    return _inherited[0].read(document)
