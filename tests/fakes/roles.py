"""Processes of `parley run --role …` on one PostgreSQL."""

import asyncio
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fakes.place import Place


class Processes:
    """Starts processes with roles; what each says is kept in a file, standard output and standard error together."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *roles: str) -> "One":
        """Start a process with these roles."""
        said = self._place.home / f"{len(self._running)}.out"
        arguments = [part for role in roles for part in ("--role", role)]
        with said.open("wb") as out:
            process = self._place.line.start("run", "--readers", "1", *arguments, into=out)
        self._running.append(process)
        return One(process, said)

    def end(self) -> None:
        """Kill all that run."""
        for process in self._running:
            process.kill()
            process.wait()


class One:
    """One of them."""

    def __init__(self, process: subprocess.Popen[bytes], said: Path) -> None:
        self._process = process
        self._said = said

    @property
    def said(self) -> str:
        """Return what it said so far."""
        return self._said.read_text("utf-8")

    @property
    def ended(self) -> bool:
        """Return whether it runs no more."""
        return self._process.poll() is not None

    def kill(self) -> None:
        """Let it die without a word."""
        self._process.kill()
        self._process.wait()

    async def stop(self) -> int:
        """Tell it to stop, and return its exit status."""
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self._process.wait, 15)

    def runs(self) -> bool:
        """Return whether it runs; fails with what it said where it does not."""
        assert self._process.poll() is None, self.said
        return True


@contextmanager
def processes(place: Place) -> Iterator[Processes]:
    """Hold processes that end with the test."""
    held = Processes(place)
    try:
        yield held
    finally:
        held.end()
