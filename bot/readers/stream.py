"""Reading on several cores: documents go in, what is made of their readings comes out in the same order.

The reader is loaded once and inherited by the processes (fork), so that its memory is shared; where processes cannot be
forked, one process reads alone. Only a few documents are under way at a time, so that it can sit in a pipe. What is
made of a reading is made in the process that read it, since the one that hands out and collects is one for all.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import Any, Generic, TypeVar

from bot.model import Document, Reading
from bot.readers.reads import Loads

AHEAD = 4
"""Documents under way per process."""


Made = TypeVar("Made")


def read_all(
    documents: Iterable[Document], reader: Loads, make: Callable[[Reading], Made], *, readers: int
) -> Iterator[Made]:
    """Yield what `make` makes of the reading of every document, in order, as soon as it and those before are read."""
    if readers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from (make(reader.read(document)) for document in documents)
        return
    reader.warm()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(readers, mp_context=context, initializer=_take, initargs=(reader, make)) as pool:
        pool.submit(os.getpid).result()  # the processes are made here, before there is a second thread
        feeder: _Feeder[Made] = _Feeder(documents, lambda one: pool.submit(_read, one), most=AHEAD * readers)
        feeder.start()
        try:
            yield from feeder.results()
        finally:
            feeder.stop()
            pool.shutdown(cancel_futures=True)


class _Feeder(Thread, Generic[Made]):
    """Hands documents over as they come, at most so many ahead of what was taken."""

    def __init__(
        self, documents: Iterable[Document], submit: Callable[[Document], "Future[Made]"], *, most: int
    ) -> None:
        super().__init__(daemon=True)
        self._documents = documents
        self._submit = submit
        self._places = Semaphore(most)
        self._under_way: SimpleQueue[Future[Made] | BaseException | None] = SimpleQueue()
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

    def results(self) -> Iterator[Made]:
        """Yield what was made, in order."""
        while (found := self._under_way.get()) is not None:
            if isinstance(found, BaseException):
                raise found
            yield found.result()
            self._places.release()

    def stop(self) -> None:
        """Hand over nothing more."""
        self._stopped = True
        self._places.release()


_inherited: list[tuple[Loads, Callable[[Reading], Any]]] = []


def _take(reader: Loads, make: Callable[[Reading], Any]) -> None:
    _inherited[:] = [(reader, make)]


def _read(document: Document) -> Any:
    ((reader, make),) = _inherited
    return make(reader.read(document))
