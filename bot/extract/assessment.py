"""How somebody says the talks are going: assessment words about talks, on a scale of their own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.extract.stance_lexicon import AssessmentLexicon
from bot.model import Stance

NEAR = 90


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment found in a stretch of text: its place, its words and its value."""

    start: int
    end: int
    stance: Stance


class Assessor:
    """Finds assessments by the words of a language."""

    def __init__(self, lexicon: AssessmentLexicon) -> None:
        self._objects = _pattern(lexicon.objects)
        self._manner = frozenset(lexicon.manner)
        self._turns = frozenset(lexicon.turns)
        self._unreal = frozenset(lexicon.unreal)
        self._yielding = lexicon.yielding
        self._alone = _pattern(lexicon.alone)
        scale = {Stance.GUARDED: lexicon.guarded, Stance.NEGATIVE: lexicon.negative, Stance.POSITIVE: lexicon.positive}
        self._scale = {stance: _pattern(phrases) for stance, phrases in scale.items()}

    def find(self, text: str, start: int, end: int, *, about: Sequence[tuple[int, int]] = ()) -> list[Assessed]:
        """Return the assessments between `start` and `end`, where talks are named nearby or at the places `about`."""
        objects = [(m.start(), m.end()) for m in self._objects.finditer(text, start, end)] + list(about)
        if not objects and self._alone.search(text, start, end) is None:
            return []
        found = [
            Assessed(m.start(), m.end(), self._turned(text, m, stance, start))
            for stance, pattern in self._scale.items()
            for m in pattern.finditer(text, start, end)
            if self._alone.fullmatch(m[0])
            or any(a - NEAR <= m.start() <= b + NEAR and not (a <= m.start() < b) for a, b in objects)
        ]
        return _longest(found)

    def stands_alone(self, words: str) -> bool:
        """Return whether the words assess talks without naming them."""
        return self._alone.fullmatch(words) is not None

    def is_of_talks(self, word: str) -> bool:
        """Return whether what is assessed is talks, or the way they go."""
        return self._objects.fullmatch(word) is not None or word in self._manner

    def is_unreal(self, lemma: str) -> bool:
        """Return whether what stands under the word is only hoped, feared or doubted."""
        return lemma in self._unreal

    def is_yielding(self, lemma: str) -> bool:
        """Return whether the subject of the verb brings about how the talks go: "made no progress"."""
        return lemma in self._yielding

    def _turned(self, text: str, match: re.Match[str], stance: Stance, start: int) -> Stance:
        """Return the value after a negation right before: not constructive is negative, no breakthrough guarded."""
        before = re.findall(r"[\w’']+", text[max(start, match.start() - 24) : match.start()].lower())[-3:]
        if not any(word in self._turns or word.endswith(("n't", "n’t")) for word in before):
            return stance
        return Stance.NEGATIVE if stance is Stance.POSITIVE else Stance.GUARDED


def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    return re.compile(r"\b(?:" + "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in ordered) + r")\b", re.IGNORECASE)


def _longest(found: list[Assessed]) -> list[Assessed]:
    kept: list[Assessed] = []
    for one in sorted(found, key=lambda a: (a.start - a.end, a.start, a.stance)):
        if not any(one.start < k.end and k.start < one.end for k in kept):
            kept.append(one)
    return sorted(kept, key=lambda a: a.start)
