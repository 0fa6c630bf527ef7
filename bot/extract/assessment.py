"""How somebody says the talks are going: assessment words about talks, on a scale of their own."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.extract.alternatives import any_of
from bot.extract.stance_lexicon import AssessmentLexicon
from bot.model import Stance

NEAR = 90
BEFORE = 300
"""Characters before a sentence in which talks may be named that it goes on about: "Umerov reported progress"."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment found in a stretch of text: its place, its words and its value."""

    start: int
    end: int
    stance: Stance
    plain: bool = False
    """Whether the word assesses talks only where it is said of them: "good", "bad"."""


class Assessor:
    """Finds assessments by the words of a language."""

    def __init__(self, lexicon: AssessmentLexicon) -> None:
        self._objects = _pattern(lexicon.objects)
        self._manner = frozenset(lexicon.manner)
        self._turns = frozenset(lexicon.turns)
        self._unreal = frozenset(lexicon.unreal)
        self._yielding = lexicon.yielding
        self._alone = _pattern(lexicon.alone)
        self._carried = _pattern(lexicon.carried)
        self._plain = _pattern(lexicon.plain)
        scale = {Stance.GUARDED: lexicon.guarded, Stance.NEGATIVE: lexicon.negative, Stance.POSITIVE: lexicon.positive}
        self._scale = {stance: _pattern(phrases) for stance, phrases in scale.items()}

    def find(self, text: str, start: int, end: int, *, about: Sequence[tuple[int, int]] = ()) -> list[Assessed]:
        """Return the assessments between `start` and `end`, where talks are named nearby or at the places `about`."""
        objects = [(m.start(), m.end()) for m in self._objects.finditer(text, start, end)] + list(about)
        found = [
            Assessed(m.start(), m.end(), self._turned(text, m, stance, start), self._plain.fullmatch(m[0]) is not None)
            for stance, pattern in self._scale.items()
            for m in pattern.finditer(text, start, end)
            if self._is_near(m, objects) or self._alone.fullmatch(m[0]) or self._is_carried(text, m, start)
        ]
        return _longest(found)

    def _is_near(self, match: re.Match[str], objects: Sequence[tuple[int, int]]) -> bool:
        """Return whether talks are named near the words, and not by themselves."""
        at = match.start()
        return any(a - NEAR <= at <= b + NEAR and not a <= at < b for a, b in objects)

    def _is_carried(self, text: str, match: re.Match[str], start: int) -> bool:
        """Return whether the words go on about talks that were named just before the sentence."""
        if self._carried.fullmatch(match[0]) is None:
            return False
        return self._objects.search(text, max(0, start - BEFORE), start) is not None

    def stands_alone(self, words: str) -> bool:
        """Return whether the words assess talks without naming them."""
        return self._alone.fullmatch(words) is not None

    def is_of_talks(self, word: str) -> bool:
        """Return whether what is assessed is talks, or the way they go."""
        return self._objects.fullmatch(word) is not None or word in self._manner

    def is_unreal(self, lemma: str, below: Iterable[str] = ()) -> bool:
        """Return whether what stands under the word is only hoped, feared or doubted: "call" only with "for" below."""
        return lemma in self._unreal or any(f"{lemma} {word}" in self._unreal for word in below)

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
    """Return one expression for the phrases, the longest first; `*` ends a beginning, `~` is up to three words."""
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    return re.compile(rf"\b{any_of(map(_expression, ordered))}\b", re.IGNORECASE)


def _expression(phrase: str) -> str:
    words = [
        r"(?:[\w’'-]+\s+){0,3}?" if word == "~" else re.escape(word).replace(r"\*", r"\w*") + r"\s+"
        for word in phrase.split()
    ]
    return "".join(words).removesuffix(r"\s+")


def _longest(found: list[Assessed]) -> list[Assessed]:
    kept: list[Assessed] = []
    for one in sorted(found, key=lambda a: (a.start - a.end, a.start, a.stance)):
        if not any(one.start < k.end and k.start < one.end for k in kept):
            kept.append(one)
    return sorted(kept, key=lambda a: a.start)
