"""Which sentences are worth a parse: those that name a topic, assess talks or point back, and can have a holder."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.extract.findings import SentenceReader
from bot.extract.parts import Part
from bot.extract.phrases import Word
from bot.extract.recall import FAR, REACH, Before
from bot.extract.segment import Paragraph, Sentence
from bot.extract.topics import TopicHit

LINK_WORDS = 5
CLOSING = " \n\"”’')]"


class Chosen(NamedTuple):
    """A sentence worth a parse, the topics that it names, and the sentences before that it may point back to."""

    sentence: Sentence
    hits: Sequence[TopicHit]
    before: Sequence[Before]


class Chooser:
    """Chooses sentences for one dossier; `sides` are the parties that are enough beside a topic."""

    def __init__(self, sides: Sequence[str], pronouns: frozenset[str]) -> None:
        self._sides = sides
        self._pronouns = pronouns

    def wanted(
        self, part: Part, sure: frozenset[str], reader: SentenceReader, titled: frozenset[str]
    ) -> Iterator[Chosen]:
        """Yield the sentences worth a parse; `titled` are the topics that the headline names."""
        sentences = list(part.sentences())
        seen: list[tuple[Paragraph, Before]] = []
        last = -1
        for i, (paragraph, sentence) in enumerate(sentences):
            beside = sentences[max(0, i - 1) : i + 2]
            here, around = (sentence.start, sentence.end), (beside[0][1].start, beside[-1][1].end)
            if not self._is_about(part, here, around):
                seen.clear()
                continue
            hits = part.topics.find(*here, named=sure, around=around)
            before = _within_reach(seen, paragraph, titled) if reader.may_point_back(sentence) else []
            before += _deeds(seen) if reader.may_mean_deed(sentence) else []
            seen.append((paragraph, Before(*here, tuple(hits))))
            worth = bool(hits) or reader.may_assess(sentence) or bool(before)
            if not worth or part.text[sentence.start : sentence.end].rstrip(CLOSING).endswith("?"):
                continue
            pointing = i > 0 and self._points_back(part, *here) and reader.has_holder(sentences[i - 1][1])
            if pointing or reader.has_holder(sentence):
                if pointing and last < i - 1:
                    yield Chosen(sentences[i - 1][1], (), ())  # whose subject the pronoun means
                yield Chosen(sentence, hits, before)
                last = i

    def _is_about(self, part: Part, here: tuple[int, int], around: tuple[int, int]) -> bool:
        """Return whether a sentence is about the dossier's matter, and no link to another story."""
        meant = part.about or part.topics.concerns(*around) or self.has_side(part, *here)
        if not meant or part.topics.is_elsewhere(*here):
            return False
        return part.field != "text" or not _is_link(part.words_in(*here))

    def has_side(self, part: Part, start: int, end: int) -> bool:
        """Return whether one of the sides, or who speaks for it, is named: enough beside a topic."""
        return any(n.name.party in self._sides for n in part.named_in(start, end))

    def _points_back(self, part: Part, start: int, end: int) -> bool:
        """Return whether a sentence has a pronoun before any name: who is meant was named in the one before."""
        place = next((w.start for w in part.words_in(start, end) if w.key in self._pronouns), None)
        return place is not None and not part.named_in(start, place)


def _within_reach(seen: Sequence[tuple[Paragraph, Before]], here: Paragraph, titled: frozenset[str]) -> list[Before]:
    """Return the sentences before, the nearest first, that may name what a sentence points back to.

    They are of its paragraph and the one before; then farther ones, where they are about what the headline names.
    """
    near = seen[-REACH:]
    above = next((paragraph for paragraph, _ in reversed(near) if paragraph.start < here.start), here)
    first = bool(seen) and seen[-1][0].start < here.start
    found = [
        replace(before, aside=not first and paragraph.start < here.start)
        for paragraph, before in reversed(near)
        if paragraph.start >= above.start
    ]
    found += _on_title([before for _, before in reversed(seen[-FAR:])], titled)
    return found if any(before.hits for before in found) else []


def _deeds(seen: Sequence[tuple[Paragraph, Before]]) -> list[Before]:
    """Return the sentences before in which somebody may have done what a noun stands for, the nearest first."""
    return [replace(before, deed=True) for _, before in reversed(seen[-FAR:])]


def _on_title(far: Sequence[Before], titled: frozenset[str]) -> list[Before]:
    """Return the sentences with what they say of the headline's only topic, where they hardly name another."""
    named = [one for one in far if any(h.topic in titled for h in one.hits)]
    others = sum(any(h.topic not in titled for h in one.hits) for one in far)
    if len(titled) != 1 or 2 * others > len(named):
        return []
    return [replace(one, hits=tuple(h for h in one.hits if h.topic in titled), far=True) for one in far]


def _is_link(here: Sequence[Word]) -> bool:
    """Return whether a sentence of the text begins as a headline in capitals: a link to another story."""
    return len(here) > LINK_WORDS and all(word.raw.isupper() for word in here[:LINK_WORDS])
