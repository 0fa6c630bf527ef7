"""What this process wants of the network: every look-up and every connection is seen, and only what is allowed is made.

    with Network(names={"inside.test": [["10.0.0.1"]]}) as network:
        network.allow("127.0.0.1", port)
        …
    assert network.connections == []

The interpreter itself tells of connections (audit event `socket.connect`), so that nothing can be made past it.
"""

import socket
import sys
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

Answer = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[Any, ...]]

_look_up = socket.getaddrinfo
_watching: list["Network"] = []
_hooked: list[bool] = []


class Network:
    """`names` gives for each name what its look-ups answer, one after the other, the last one for ever.

    `connections` are the addresses that a connection was tried to, but for those that are allowed; none was made.
    `asked` are the names that were looked up; numbers in any spelling are understood as the system understands them.
    """

    def __init__(self, names: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self.connections: list[tuple[Any, ...]] = []
        self.asked: list[str] = []
        self._names = names
        self._allowed: set[tuple[str, int]] = set()

    def allow(self, host: str, port: int) -> None:
        """Let connections to that address be made."""
        self._allowed.add((host, port))

    def forget(self) -> None:
        """Begin anew: nothing was asked, nothing was tried."""
        self.connections.clear()
        self.asked.clear()

    def __enter__(self) -> Self:
        if not _hooked:  # a hook stays as long as the process does
            sys.addaudithook(_hook)
            _hooked.append(True)
        self._patch = patch("socket.getaddrinfo", self._resolve)
        self._patch.start()
        _watching.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _watching.remove(self)
        self._patch.stop()

    def connects(self, address: tuple[Any, ...]) -> None:
        """Note the connection; raises PermissionError unless it is allowed."""
        if address[:2] not in self._allowed:
            self.connections.append(address)
            raise PermissionError(f"a test connects to {address}")

    def _resolve(self, host: str, port: int, family: int = 0, type: int = 0, **_: Any) -> list[Answer]:  # noqa: A002
        name = host.rstrip(".").lower()
        earlier = self.asked.count(name)
        self.asked.append(name)
        if name in self._names:
            answers = self._names[name]
            addresses = answers[min(earlier, len(answers) - 1)]
        else:
            addresses = [str(end[0]) for *_, end in _look_up(host, port, flags=socket.AI_NUMERICHOST)]
        return [found for one in addresses for found in _look_up(one, port, family, type, flags=socket.AI_NUMERICHOST)]


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _watching and isinstance(arguments[1], tuple):
        _watching[-1].connects(arguments[1])
