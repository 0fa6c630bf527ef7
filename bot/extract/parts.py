"""A field of a document with what the cheap looks over its raw text found: words, paragraphs, attributions, names."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.extract.actors import Named, within
from bot.extract.phrases import Word
from bot.extract.segment import Paragraph, Sentence
from bot.extract.topics import TopicsIn
from bot.model import Attribution, QuoteKind


@dataclass(frozen=True)
class Part:
    """A field of a document with what the cheap looks found in it.

    `about` tells that the whole document is about the dossier's matter, not only a sentence of it.
    """

    field: str
    text: str
    words: tuple[Word, ...]
    paragraphs: tuple[Paragraph, ...]
    attributions: tuple[Attribution, ...]
    named: tuple[Named, ...]
    topics: TopicsIn
    about: bool = False

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words that begin in a stretch of the text."""
        return self.words[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    def named_in(self, start: int, end: int) -> Sequence[Named]:
        """Return the names that begin in a stretch of the text."""
        return within(self.named, start, end)

    @cached_property
    def _sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for _, sentence in self.sentences())

    def sentences_before(self, place: int, most: int) -> tuple[Sentence, ...]:
        """Return the sentences that begin at the place or before it, so many of the last ones."""
        end = bisect_right(self._sentences, place, key=lambda sentence: sentence.start)
        return self._sentences[max(0, end - most) : end]

    def sentence_at(self, place: int) -> Sentence | None:
        """Return the sentence that holds the place."""
        return next((one for one in self.sentences_before(place, 1) if place < one.end), None)

    @cached_property
    def marked(self) -> dict[int, Attribution]:
        """Return by where a sentence begins what a mark alone shows there as somebody's: "X: …", "… — X"."""
        found: dict[int, Attribution] = {}
        for one in self.attributions:
            mark = one.cue is not None and not any(char.isalnum() for char in one.cue.text)
            if mark and one.source is not None and len(one.content) == 1:
                found.setdefault(min(one.source.start, one.content[0].start), one)
        return found

    @cached_property
    def told(self) -> tuple[tuple[int, int], ...]:
        """Return the stretches that are somebody's words in the reporter's, in order and apart from each other."""
        told = (one for one in self.attributions if one.kind is QuoteKind.INDIRECT)
        joined: list[tuple[int, int]] = []
        for start, end in sorted((span.start, span.end) for one in told for span in one.content):
            if joined and start <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(end, joined[-1][1])
            else:
                joined.append((start, end))
        return tuple(joined)

    def is_told(self, place: int) -> bool:
        """Return whether the place stands in somebody's words in the reporter's."""
        before = bisect_right(self.told, place, key=lambda stretch: stretch[0])
        return before > 0 and place < self.told[before - 1][1]

    def sentences(self) -> Iterator[tuple[Paragraph, Sentence]]:
        """Yield the sentences that are text, with their paragraphs."""
        return ((p, s) for p in self.paragraphs if p.is_text for s in p.sentences)
