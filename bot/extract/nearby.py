"""What stands near a place of a text: values with their stretches go in, those near some characters come out."""

from collections.abc import Iterable
from typing import Generic, TypeVar

STRETCH = 256
"""Values are kept by pieces of the text of so many characters, so that a question looks at few of them."""

Value = TypeVar("Value")


class Nearby(Generic[Value]):
    """Values by the characters that they stand in, given as (start, end, value)."""

    def __init__(self, placed: Iterable[tuple[int, int, Value]]) -> None:
        self._by_piece: dict[int, list[tuple[int, Value]]] = {}
        for order, (start, end, value) in enumerate(placed):
            for piece in pieces(start, end):
                self._by_piece.setdefault(piece, []).append((order, value))

    def near(self, start: int, end: int) -> list[Value]:
        """Return the values that may stand somewhere in the characters, each once, in the order they were given in."""
        found = {order: value for i in pieces(start, end) for order, value in self._by_piece.get(i, ())}
        return [found[order] for order in sorted(found)]


def pieces(start: int, end: int) -> range:
    """Return the numbers of the pieces of a text that the characters stand in."""
    return range(max(start, 0) // STRETCH, max(start, end - 1, 0) // STRETCH + 1)
