"""What was said, once each: statements go in, utterances come out, copies and repetitions of a quote told apart.

A statement repeats an utterance of the same speaker where its words are the same (most of the smallest hashes of their
runs of four words, Broder 1997) and mean the same: a quote however much later it is published, since an old quote that
resurfaces is the old utterance; a report without quotation marks within `REPORT_DAYS`, since outlets tell what is said
anew in the phrases of before. Words that mean something else repeat a quote only where they are that very quote, or cut
from it, and read in another way. A statement also does so where it has the same stance and origin on the same or the
next day. A copy adds an outlet and nothing else, unless it has what the first report lacks: the direct quote, or the
act that implements the stance.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from bot.model import UNKNOWN, Stance, Statement
from bot.positions.voices import Speakers, day_of, is_background, origin_of

SKETCH_SIZE = 6
FEWEST_HASHES = 3
"""Texts with fewer runs of words prove nothing."""
ADJACENT_DAYS = 1
REPORT_DAYS = 7
"""For so long the same words without quotation marks are the same remark."""

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


def sketch(statement: Statement) -> tuple[int, ...]:
    """Return the smallest hashes of the runs of words in the quotes, else in the evidence."""
    return _sketch(tuple(span.text for span in statement.quotes or statement.evidence))


@lru_cache(maxsize=REMEMBERED)
def _sketch(texts: tuple[str, ...]) -> tuple[int, ...]:
    hashes: set[int] = set()
    for text in texts:
        words = [*map(_powers, _words(text))]
        runs = zip(words, words[1:], words[2:], words[3:], strict=False)
        hashes.update([(first[3] + second[2] + third[1] + fourth[0]) & _MASK for first, second, third, fourth in runs])
    return tuple(sorted(hashes)[:SKETCH_SIZE]) if len(hashes) >= FEWEST_HASHES else ()


def _words(text: str) -> list[str]:
    folded = text.casefold()
    return folded.translate(_BLANKS).split() if folded.isascii() else _WORD.findall(folded)


@lru_cache(maxsize=1 << 14)
def _powers(word: str) -> tuple[int, int, int, int]:
    """Return a hash of the word, by powers of the prime: a run's hash adds one of each, so that it knows the order."""
    value = zlib.crc32(word.encode("utf-8", "surrogatepass"))
    return (value, value * _PRIME & _MASK, value * _PRIME**2 & _MASK, value * _PRIME**3 & _MASK)


@dataclass(slots=True)
class _Memory:
    """What one speaker said so far: by stance and hashes of the words, by hashes of quotes, by stance and origin."""

    words: defaultdict[Stance, dict[int, Utterance]] = field(default_factory=lambda: defaultdict(dict))
    quotes: dict[int, Utterance] = field(default_factory=dict)
    last: dict[tuple[Stance, str], Utterance] = field(default_factory=dict)

    def recall(self, statement: Statement, hashes: tuple[int, ...]) -> Utterance | None:
        """Return the utterance that the statement repeats."""
        return self._by_words(statement, hashes) or self._by_quote(statement, hashes) or self._by_origin(statement)

    def _by_words(self, statement: Statement, hashes: tuple[int, ...]) -> Utterance | None:
        known = self.words[statement.stance]
        found = [u for h in hashes if (u := known.get(h)) and _lasts(u, statement)]
        if len(found) < 2:  # one run of words proves nothing
            return None
        ids = [id(u) for u in found]
        counts = [ids.count(one) for one in ids]
        most = max(counts)
        return found[counts.index(most)] if 2 * most >= len(hashes) else None

    def _by_quote(self, statement: Statement, hashes: tuple[int, ...]) -> Utterance | None:
        if not statement.quotes:
            return None
        found = [u for h in hashes if (u := self.quotes.get(h))]
        return next((u for u in {id(u): u for u in found}.values() if _is_cut(statement, u.statement)), None)

    def _by_origin(self, statement: Statement) -> Utterance | None:
        origin = origin_of(statement)
        known = self.last.get((statement.stance, origin))
        if known is None or origin.startswith(UNKNOWN):
            return None
        return known if abs((day_of(statement) - known.day).days) <= ADJACENT_DAYS else None

    def keep(self, utterance: Utterance, hashes: tuple[int, ...]) -> None:
        """Remember an utterance."""
        said = utterance.statement
        words = self.words[said.stance]
        for value in hashes:
            known = words.get(value)
            if known is None or not _lasts(known, said):
                words[value] = utterance
        if said.quotes:
            for value in hashes:
                self.quotes.setdefault(value, utterance)
        self.last[utterance.stance, utterance.origin] = utterance


def _lasts(known: Utterance, statement: Statement) -> bool:
    """Return whether the statement is a quote, or told so soon that its words may be those of the known utterance."""
    return statement.direct or abs((day_of(statement) - known.day).days) <= REPORT_DAYS


def _is_cut(one: Statement, other: Statement) -> bool:
    """Return whether the quotes of one are, word by word, within those of the other."""
    short, long = sorted((_quoted(one), _quoted(other)), key=len)
    return f" {short} " in f" {long} "


def _quoted(statement: Statement) -> str:
    return " ".join(word for span in statement.quotes for word in _words(span.text))


def reports(statements: Iterable[Statement], speakers: Speakers) -> Iterator[Report]:
    """Yield each statement of one party on one topic, in the order given, with the utterance that it reports."""
    memories: dict[str, _Memory] = {}
    for statement in statements:
        speaker = speakers.key(statement)
        memory = memories.setdefault(speaker, _Memory())
        hashes = sketch(statement)
        known = memory.recall(statement, hashes)
        if known is not None and not _adds(statement, known.statement):
            yield Report(statement, known, first=False)
            continue
        utterance = _utterance(statement, speaker, known)
        memory.keep(utterance, hashes)
        yield Report(statement, utterance, first=True)


def _utterance(statement: Statement, speaker: str, known: Utterance | None) -> Utterance:
    """Return the statement as an utterance; what adds to a known one keeps its origin, and its day if only quoted."""
    day = known.day if known and not statement.implements else day_of(statement)
    origin = known.origin if known else origin_of(statement)
    publisher = UNKNOWN if origin.startswith(UNKNOWN) else origin
    return Utterance(statement, day, speaker, origin, is_background(statement), statement.stance, publisher)


def _adds(statement: Statement, known: Statement) -> bool:
    return statement.direct > known.direct or statement.implements > known.implements
