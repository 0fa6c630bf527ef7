"""A field of a document with what the cheap looks over its raw text found: words, paragraphs, attributions, names."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from bot.extract.actors import Named
from bot.extract.phrases import Word
from bot.extract.segment import Paragraph, Sentence
from bot.model import Attribution


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a document with what the cheap looks found in it."""

    field: str
    text: str
    words: tuple[Word, ...]
    paragraphs: tuple[Paragraph, ...]
    attributions: tuple[Attribution, ...]
    named: tuple[Named, ...]

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words that begin in a stretch of the text."""
        first = bisect_left(self.words, start, key=lambda word: word.start)
        return self.words[first : bisect_left(self.words, end, key=lambda word: word.start)]

    def named_in(self, start: int, end: int) -> tuple[Named, ...]:
        """Return the names that begin in a stretch of the text."""
        first = bisect_left(self.named, start, key=lambda one: one.start)
        return self.named[first : bisect_left(self.named, end, key=lambda one: one.start)]

    def sentences(self) -> Iterator[tuple[Paragraph, Sentence]]:
        """Yield the sentences that are text, with their paragraphs."""
        return ((p, s) for p in self.paragraphs if p.is_text for s in p.sentences)
