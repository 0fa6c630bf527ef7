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

from bot.model import Stance, Statement
from bot.positions.voices import UNKNOWN, Speakers, day_of, is_background, origin_of

SKETCH_SIZE = 6
FEWEST_HASHES = 3
"""Texts with fewer runs of words prove nothing."""
ADJACENT_DAYS = 1
REPORT_DAYS = 7
"""For so long the same words without quotation marks are the same remark."""

_PRIME = 0x9E3779B1
"""Knuth's multiplier, 2 to the 32 by the golden ratio (The Art of Computer Programming, volume 3, section 6.4)."""
_MASK = 0xFFFFFFFF

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing said once: the statement that reports it first, the day, and a key for the speaker."""

    statement: Statement
    day: date
    speaker: str
    origin: str
    background: bool

    @property
    def stance(self) -> Stance:
        """Return its stance."""
        return self.statement.stance

    @property
    def publisher(self) -> str:
        """Return its origin, one for all that are unknown, since those corroborate nobody."""
        return UNKNOWN if self.origin.startswith(UNKNOWN) else self.origin


@dataclass(frozen=True, slots=True)
class Report:
    """A statement and the utterance it reports; `first` is false for copies."""

    statement: Statement
    utterance: Utterance
    first: bool


def sketch(statement: Statement) -> tuple[int, ...]:
    """Return the smallest hashes of the runs of words in the quotes, else in the evidence."""
    spans = statement.quotes or statement.evidence
    hashes: set[int] = set()
    for span in spans:
        words = [zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in _WORD.findall(span.text.casefold())]
        hashes.update(map(_mix, words, words[1:], words[2:], words[3:]))
    return tuple(sorted(hashes)[:SKETCH_SIZE]) if len(hashes) >= FEWEST_HASHES else ()


def _mix(first: int, second: int, third: int, fourth: int) -> int:
    """Return one hash of four words in their order."""
    return (((first * _PRIME + second) * _PRIME + third) * _PRIME + fourth) & _MASK


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
        counts = {id(u): sum(v is u for v in found) for u in found}
        best = max(found, key=lambda u: counts[id(u)], default=None)
        return best if best is not None and 2 * counts[id(best)] >= len(hashes) and len(found) > 1 else None

    def _by_quote(self, statement: Statement, hashes: tuple[int, ...]) -> Utterance | None:
        found = [u for h in hashes if (u := self.quotes.get(h))] if statement.quotes else []
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
    return " ".join(word for span in statement.quotes for word in _WORD.findall(span.text.casefold()))


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
    return Utterance(statement, day, speaker, origin, is_background(statement))


def _adds(statement: Statement, known: Statement) -> bool:
    return statement.direct > known.direct or statement.implements > known.implements
