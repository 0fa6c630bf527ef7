"""Reading on several cores: documents go in, readings come out in the same order, one process per core.

The reader is loaded once and inherited by the processes (fork), so that its memory is shared; where processes cannot be
forked, one process reads alone. Only a few documents are under way at a time, so that it can sit in a pipe.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from queue import SimpleQueue
from threading import Semaphore, Thread

from bot.model import Document, Reading
from bot.readers.reads import Loads

AHEAD = 4
"""Documents under way per process."""


def read_all(documents: Iterable[Document], reader: Loads, *, readers: int) -> Iterator[Reading]:
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


_inherited: list[Loads] = []


def _take(reader: Loads) -> None:
    _inherited[:] = [reader]


def _read(document: Document) -> Reading:
    return _inherited[0].read(document)
