"""What reads, and on how many cores."""

import os
from typing import Protocol

from bot.model import Document, Reading


class Reads(Protocol):
    """What reads a document."""

    def read(self, document: Document) -> Reading:
        """Return what the document says."""
        ...


class Loads(Reads, Protocol):
    """A reader that loads what it needs with the first document, or when it is told to."""

    def warm(self) -> None:
        """Load everything now."""
        ...


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
