"""A reader for processes, which does to its process what the text says; what it did is noted in a folder."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from fakes.scripted_reader import ScriptedReader

from bot.errors import ConfigError
from bot.model import Document, Reading


def make(folder: Path) -> "Obedient":
    """Return the reader; runs in the process."""
    return Obedient(folder)


def make_none() -> "Obedient":
    """Have nothing to read with."""
    raise ConfigError("language/xx.yaml: is not there; write one")


def make_unloadable() -> "Unloadable":
    """Return a reader whose pipeline is not installed."""
    return Unloadable(Path())


@dataclass
class Obedient:
    """Reads scripted lines; "die ONCE" ends its process the first time, "die" always, "sleep N" waits, "grow" grows."""

    folder: Path

    def warm(self) -> None:
        """Note that a process was started."""
        (self.folder / f"started-{os.getpid()}").touch()

    def read(self, document: Document) -> Reading:
        """Do what the first line says, then read."""
        (self.folder / f"reading-{document.id}-{os.getpid()}").touch()
        match document.text.splitlines()[0].split() if document.text else []:
            case ["die"]:
                os.kill(os.getpid(), signal.SIGKILL)
            case ["die", "once"] if len(list(self.folder.glob(f"reading-{document.id}-*"))) == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            case ["sleep", seconds]:
                time.sleep(float(seconds))
            case ["grow"]:
                bytearray(64 * 1024 * 1024)
            case ["fail"]:
                raise ValueError(document.id)
        return ScriptedReader().read(document)

    @staticmethod
    def started(folder: Path) -> set[int]:
        """Return the processes that were started."""
        return {int(one.name.split("-")[1]) for one in folder.glob("started-*")}

    @staticmethod
    def reading(folder: Path, document: str) -> list[int]:
        """Return the processes that began to read the document."""
        return [int(one.name.split("-")[-1]) for one in folder.glob(f"reading-{document}-*")]


class Unloadable(Obedient):
    """Cannot load its pipeline."""

    def warm(self) -> None:
        """Say so."""
        raise ConfigError("reading.pipeline: is not installed; install it")
