"""What a transaction leaves to be done by others: items to be read, channels to be sent to.

They are noted where rows are written, so that none is forgotten, and handed on in the same transaction: all of it
happens, or none. Where one process does everything, nobody takes them and its own looking round finds the work.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

_NOTED = "parley_errands"


@dataclass(frozen=True, slots=True)
class Unread:
    """An item that is to be read; those of the baseline are `urgent` to nobody."""

    dossier: str
    item: str
    urgent: bool = True


@dataclass(frozen=True, slots=True)
class Queued:
    """A channel that something is to be sent to."""

    channel: str


Errand = Unread | Queued
Carrier = Callable[[Connection, Sequence[Errand]], None]
"""Takes errands on to whoever does them, in the transaction given."""


def begin(conn: Connection) -> None:
    """Forget what another transaction on the same connection noted."""
    conn.info[_NOTED] = {}


def note(conn: Connection, errand: Errand) -> None:
    """Note an errand of the transaction."""
    conn.info.setdefault(_NOTED, {})[errand] = None


def noted(conn: Connection) -> tuple[Errand, ...]:
    """Return the errands of the transaction, each once, in order."""
    return tuple(conn.info.get(_NOTED, ()))
