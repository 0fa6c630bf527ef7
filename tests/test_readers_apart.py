"""Readers in a process of their own: what is read there is what is read here, and its death is survived."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

import pytest

from bot.errors import ConfigError
from bot.model import Document, Mention, Reading, Span
from bot.readers import Apart


@dataclass
class Whoami:
    """Reads who reads."""

    name: str

    def warm(self) -> None:
        if self.name == "broken":
            raise ConfigError("en.yaml: is not usable; correct it")

    def read(self, document: Document) -> Reading:
        if document.text == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        return Reading(doc=document.id, mentions=(Mention(self.name, Span("text", 0, os.getpid(), document.text)),))


def make(name: str) -> Whoami:
    return Whoami(name)


class Maker:
    """Makes the reader of a name where it is called."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> Whoami:
        return make(self.name)


@pytest.fixture
def apart() -> Iterator[Apart]:
    made = Apart({name: Maker(name) for name in ("one", "two", "broken")})
    yield made
    made.close()


def reader_of(reading: Reading) -> tuple[str, int]:
    return reading.mentions[0].actor, reading.mentions[0].span.end


def test_all_read_in_one_process_that_is_not_ours(apart: Apart) -> None:
    found = [reader_of(apart.reader(name).read(Document(id="d", title="", text="x"))) for name in ("one", "two", "one")]
    assert [name for name, _ in found] == ["one", "two", "one"]
    assert len({process for _, process in found}) == 1
    assert os.getpid() not in {process for _, process in found}


def test_what_cannot_be_loaded_there_is_said_here(apart: Apart) -> None:
    with pytest.raises(ConfigError, match=r"en\.yaml: is not usable"):
        apart.reader("broken").warm()
    apart.reader("one").warm()


def test_a_process_that_dies_costs_one_document(apart: Apart) -> None:
    first = reader_of(apart.reader("one").read(Document(id="d", title="", text="x")))
    with pytest.raises(BrokenProcessPool):
        apart.reader("one").read(Document(id="d", title="", text="die"))
    assert reader_of(apart.reader("one").read(Document(id="d", title="", text="x"))) != first
