"""A process that has Parley's modules loaded and runs each command line in a fork of itself.

Most of what a short command takes is loading; what runs in a fork is the program from `main` on, with an environment, a
folder, streams and an end of its own. Run as a script, it serves requests on the socket with the number it is given.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

_MOST = 1 << 20
_LOADED = ("bot.cli", "bot.app", "bot.extract.reader", "bot.readers", "bot.demo", "bot.replay", "digest.charts")


class Warm:
    """The process, seen from the tests; one request at a time."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "fakes.warm", str(theirs.fileno())],
                cwd=Path(__file__).resolve().parents[1], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, _paths()))},
            )  # fmt: skip

    def run(
        self, arguments: Sequence[str], *, home: Path, variables: Mapping[str, str], given: bytes, seconds: float
    ) -> tuple[int, bytes, bytes]:
        """Run the command line to its end, and return its status, output and complaints."""
        with tempfile.TemporaryDirectory() as folder:
            names = {name: str(Path(folder, name)) for name in ("in", "out", "err")}
            Path(names["in"]).write_bytes(given)
            request = {"arguments": list(arguments), "home": str(home), "variables": dict(variables)} | names
            self._socket.settimeout(seconds)
            try:
                self._socket.send(json.dumps(request).encode("ascii"))
                status = int(self._socket.recv(_MOST))
            except TimeoutError:
                self.end()
                raise
            return status, Path(names["out"]).read_bytes(), Path(names["err"]).read_bytes()

    def end(self) -> None:
        """End the process; its end of the connection tells it."""
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        warm.cache_clear()


@cache
def warm() -> Warm:
    """Return the process, started where it was not."""
    process = Warm()
    atexit.register(process.end)
    return process


def _paths() -> tuple[Path, Path]:
    tests = Path(__file__).resolve().parents[1]
    return tests, tests.parent


def _serve(connection: socket.socket) -> None:
    """Run what is asked for, each in a fork, until nobody asks any more; a fork returns to end as a program does."""
    while wanted := connection.recv(_MOST):
        child = os.fork()
        if child == 0:
            connection.close()
            _become(json.loads(wanted))
            return
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        connection.send(str(status).encode("ascii"))


def _become(wanted: dict[str, Any]) -> None:
    """Take the environment, folder and streams of the command line, and run it."""
    os.environ.clear()
    os.environ.update(wanted["variables"])
    time.tzset()
    os.chdir(wanted["home"])
    for number, name in enumerate(("in", "out", "err")):
        os.dup2(os.open(wanted[name], os.O_WRONLY | os.O_CREAT if number else os.O_RDONLY), number)
    sys.argv = ["parley", *wanted["arguments"]]
    from bot.__main__ import main  # noqa: PLC0415

    main()


if __name__ == "__main__":
    __import__("bot.__main__")
    for module in _LOADED:
        __import__(module)
    _serve(socket.socket(fileno=int(sys.argv[1])))
