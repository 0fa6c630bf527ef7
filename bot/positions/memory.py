"""What a party is remembered to have said on a topic: statements go in, copies and repetitions of a quote told apart.

A statement repeats an utterance of the same speaker where its words are the same (most of the smallest hashes of their
runs of four words, Broder 1997) and mean the same: a quote however much later it is published, since an old quote that
resurfaces is the old utterance; a report without quotation marks within `REPORT_DAYS`, since outlets tell what is said
anew in the phrases of before. Words that mean something else repeat a quote only where they are that very quote, or cut
from it, and read in another way. A statement also does so where it has the same stance and origin on the same or the
next day. A copy adds an outlet and nothing else, unless it has what the first report lacks: the direct quote, or the
act that implements the stance.

What was said can be written down (`Remembered`), one line for each utterance in the order in which they were heard, so
that an ear that begins later needs those lines alone that hold a hash of what it is going to hear.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from bot.model import UNKNOWN, Stance, Statement
from bot.positions.utterances import REMEMBERED, Pool, Report, Utterance, sketch, utterance_of, words_of
from bot.positions.voices import Speakers, day_of, origin_of

ADJACENT_DAYS = 1
REPORT_DAYS = 7
"""For so long the same words without quotation marks are the same remark."""


class Remembered(NamedTuple):
    """An utterance as it is written down: the id of its statement, its day, speaker and origin, and its hashes."""

    statement: str
    day: date
    speaker: str
    origin: str
    hashes: tuple[int, ...]


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
    return _joined(tuple(span.text for span in statement.quotes))


@lru_cache(maxsize=REMEMBERED)
def _joined(texts: tuple[str, ...]) -> str:
    """Return the words of the texts; a quote is compared with many that share a turn of phrase with it."""
    return " ".join(word for text in texts for word in words_of(text))


class Ear:
    """Hears the statements of one party on one topic one after the other, and tells which utterance each reports.

    `fresh` are the utterances that it has heard itself, with the hashes of their words; `before` counts those before.
    """

    def __init__(self, speakers: Speakers) -> None:
        self.fresh: list[Remembered] = []
        self.before = 0
        self._speakers = speakers
        self._memories: dict[str, _Memory] = {}

    def hear(self, statement: Statement) -> Report:
        """Return the statement with the utterance that it reports."""
        speaker = self._speakers.key(statement)
        memory = self._memories.setdefault(speaker, _Memory())
        hashes = sketch(statement)
        known = memory.recall(statement, hashes)
        if known is not None and not _adds(statement, known.statement):
            return Report(statement, known, first=False)
        utterance = _utterance(statement, speaker, known)
        memory.keep(utterance, hashes)
        self.fresh.append(Remembered(statement.id, utterance.day, speaker, utterance.origin, hashes))
        return Report(statement, utterance, first=True)

    def plain(self, pool: Pool, since: date) -> dict[str, Any]:
        """Return how much was heard, and what its origin alone may repeat, said last since the day, as plain values."""
        last = [
            [speaker, stance, origin, pool.note(one)]
            for speaker, memory in sorted(self._memories.items())
            for (stance, origin), one in sorted(memory.last.items(), key=itemgetter(0))
            if one.day >= since
        ]
        return {"heard": self.before + len(self.fresh), "last": last}

    def recollect(self, plain: Mapping[str, Any], past: Iterable[Remembered], pool: Pool) -> None:
        """Remember what was said before, in the order in which it was heard."""
        self.before = plain["heard"]
        for one in past:
            memory = self._memories.setdefault(one.speaker, _Memory())
            memory.keep(pool.add(one.statement, one.day, one.speaker, one.origin), one.hashes)
        for memory in self._memories.values():
            memory.last.clear()
        for speaker, stance, origin, key in plain["last"]:
            self._memories.setdefault(speaker, _Memory()).last[Stance(stance), origin] = pool[key]


def reports(statements: Iterable[Statement], speakers: Speakers) -> Iterator[Report]:
    """Yield each statement of one party on one topic, in the order given, with the utterance that it reports."""
    ear = Ear(speakers)
    return map(ear.hear, statements)


def _utterance(statement: Statement, speaker: str, known: Utterance | None) -> Utterance:
    """Return the statement as an utterance; what adds to a known one keeps its origin, and its day if only quoted."""
    day = known.day if known and not statement.implements else day_of(statement)
    return utterance_of(statement, day, speaker, known.origin if known else origin_of(statement))


def _adds(statement: Statement, known: Statement) -> bool:
    return statement.direct > known.direct or statement.implements > known.implements


def concerned(past: Iterable[Remembered], statements: Iterable[Statement]) -> list[Remembered]:
    """Return what was said before in words of which any may come back in the statements."""
    hashes = {value for one in statements for value in sketch(one)}
    return [one for one in past if not hashes.isdisjoint(one.hashes)]
