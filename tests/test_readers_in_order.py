"""Reading on several cores gives what one core gives, in order, and can sit in a pipe."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from queue import SimpleQueue

import pytest

from bot.model import Document, Reading
from bot.readers import AHEAD, cores, read_all


@dataclass
class Slow:
    """Reads the later documents faster; the reading tells the process."""

    warmed: bool = False

    def warm(self) -> None:
        self.warmed = True

    def read(self, document: Document) -> Reading:
        if document.text == "bad":
            raise ValueError(document.id)
        time.sleep(0.05 if int(document.id) % 2 == 0 else 0)
        return Reading(doc=f"{document.id} {os.getpid()} {self.warmed}")


def told(reading: Reading) -> tuple[str, ...]:
    """Return what the reading tells, and the process that asks."""
    return (*reading.doc.split(), str(os.getpid()))


def documents(count: int) -> list[Document]:
    return [Document(id=str(i), title="", text="") for i in range(count)]


@pytest.mark.parametrize("readers", [1, 2, 3])
def test_readings_come_in_the_order_of_the_documents(readers: int) -> None:
    found = [number for number, *_ in read_all(documents(20), Slow(), told, readers=readers)]
    assert found == [str(i) for i in range(20)]


def test_several_processes_read_and_tell_and_inherit_a_warm_reader() -> None:
    found = list(read_all(documents(20), Slow(), told, readers=2))
    assert len({pid for _, pid, _, _ in found}) == 2
    assert str(os.getpid()) not in {pid for _, pid, _, _ in found}
    assert {warmed for _, _, warmed, _ in found} == {"True"}
    assert all(reading == making for _, reading, _, making in found)


def test_a_reading_is_given_before_the_next_document_comes() -> None:
    waiting: SimpleQueue[Document] = SimpleQueue()

    def slowly() -> Iterator[Document]:
        for _ in range(3):
            yield waiting.get()

    readings = read_all(slowly(), Slow(), told, readers=2)
    for one in documents(3):
        waiting.put(one)
        assert next(readings)[0] == one.id
    assert list(readings) == []


def test_only_a_few_documents_are_taken_ahead() -> None:
    taken: list[str] = []

    def noted() -> Iterator[Document]:
        for one in documents(100):
            taken.append(one.id)
            yield one

    readings = read_all(noted(), Slow(), told, readers=2)
    next(readings)
    time.sleep(0.2)
    assert len(taken) <= 2 * AHEAD + 2
    readings.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("readers", [1, 2])
def test_what_goes_wrong_is_raised_where_the_readings_are_taken(readers: int) -> None:
    given = [*documents(2), Document(id="2", title="", text="bad")]
    with pytest.raises(ValueError, match="2"):
        list(read_all(given, Slow(), told, readers=readers))


def test_documents_that_cannot_be_had_raise_too() -> None:
    def broken() -> Iterator[Document]:
        yield from documents(1)
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        list(read_all(broken(), Slow(), told, readers=2))


def test_there_is_a_core() -> None:
    assert cores() >= 1
