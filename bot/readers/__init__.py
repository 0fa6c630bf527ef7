"""Reading on several cores: a stream of documents in order, and a crew of processes for a program that runs on.

Both give what one process gives; `Reads` is what reads a document.
"""

from bot.readers.crew import Alone, Crew, LostError, Read, ReadingError, ReadsApart
from bot.readers.reads import Loads, Reads, cores
from bot.readers.stream import AHEAD, read_all

__all__ = [
    "AHEAD",
    "Alone",
    "Crew",
    "Loads",
    "LostError",
    "Read",
    "ReadingError",
    "Reads",
    "ReadsApart",
    "cores",
    "read_all",
]
