"""What was said, once each: an utterance, the statements that report it, and what is compared of their words."""

import re
import zlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from bot.model import UNKNOWN, Stance, Statement
from bot.positions.voices import is_background

SKETCH_SIZE = 6
FEWEST_HASHES = 3
"""Texts with fewer runs of words prove nothing."""

REMEMBERED = 6_000
"""Sketches that are remembered, since one history is gone through several times and holds many copies."""

_PRIME = 0x9E3779B1
"""Knuth's multiplier, 2 to the 32 by the golden ratio (The Art of Computer Programming, volume 3, section 6.4)."""
_MASK = 0xFFFFFFFF

_WORD = re.compile(r"\w+")
_BLANKS = {code: " " for code in range(128) if not _WORD.fullmatch(chr(code))}
"""What is no part of a word in ASCII, in which words are found twice as fast that way."""


class Utterance(NamedTuple):
    """One thing said once: the statement that reports it first, the day, and a key for the speaker.

    `publisher` is its origin, one for all that are unknown, since those corroborate nobody.
    """

    statement: Statement
    day: date
    speaker: str
    origin: str
    background: bool
    stance: Stance
    publisher: str


class Report(NamedTuple):
    """A statement and the utterance it reports; `first` is false for copies."""

    statement: Statement
    utterance: Utterance
    first: bool


def utterance_of(statement: Statement, day: date, speaker: str, origin: str) -> Utterance:
    """Return the statement as what was said first so."""
    publisher = UNKNOWN if origin.startswith(UNKNOWN) else origin
    return Utterance(statement, day, speaker, origin, is_background(statement), statement.stance, publisher)


class Pool:
    """Utterances by the ids of their statements: noted to be written down, and found again as one object each."""

    def __init__(self, plain: Mapping[str, Any] | None = None, known: Mapping[str, Statement] | None = None) -> None:
        self.plain: dict[str, Any] = dict(plain or {})
        self._known = known or {}
        self._found: dict[str, Utterance] = {}

    def note(self, utterance: Utterance) -> str:
        """Write the utterance down, and return its id."""
        key = utterance.statement.id
        self.plain[key] = [utterance.day.toordinal(), utterance.speaker, utterance.origin]
        return key

    def add(self, key: str, day: date, speaker: str, origin: str) -> Utterance:
        """Return the utterance of that id, which is made where it is not known yet."""
        if key not in self._found:
            self._found[key] = utterance_of(self._known[key], day, speaker, origin)
        return self._found[key]

    def __getitem__(self, key: str) -> Utterance:
        """Return the utterance that was written down."""
        day, speaker, origin = self.plain[key]
        return self.add(key, date.fromordinal(day), speaker, origin)


def sketch(statement: Statement) -> tuple[int, ...]:
    """Return the smallest hashes of the runs of words in the quotes, else in the evidence."""
    return _sketch(tuple(span.text for span in statement.quotes or statement.evidence))


@lru_cache(maxsize=REMEMBERED)
def _sketch(texts: tuple[str, ...]) -> tuple[int, ...]:
    hashes: set[int] = set()
    for text in texts:
        words = [*map(_powers, words_of(text))]
        runs = zip(words, words[1:], words[2:], words[3:], strict=False)
        hashes.update([(first[3] + second[2] + third[1] + fourth[0]) & _MASK for first, second, third, fourth in runs])
    return tuple(sorted(hashes)[:SKETCH_SIZE]) if len(hashes) >= FEWEST_HASHES else ()


def words_of(text: str) -> list[str]:
    """Return the words of the text, folded."""
    folded = text.casefold()
    return folded.translate(_BLANKS).split() if folded.isascii() else _WORD.findall(folded)


@lru_cache(maxsize=1 << 14)
def _powers(word: str) -> tuple[int, int, int, int]:
    """Return a hash of the word, by powers of the prime: a run's hash adds one of each, so that it knows the order."""
    value = zlib.crc32(word.encode("utf-8", "surrogatepass"))
    return (value, value * _PRIME & _MASK, value * _PRIME**2 & _MASK, value * _PRIME**3 & _MASK)
