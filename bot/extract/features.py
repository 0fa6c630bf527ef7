"""What the tagger sees of a text: one row of small integers per token; spelling, lexicon, quotation, place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.extract.quotes import Quoted
from bot.extract.segment import Paragraph
from bot.extract.spelling import ENDINGS, GROUPS, SHAPES, WORDS, Ints, Words
from bot.extract.tokens import Tokens, tokenize

# columns: two hashes of the word, ending, shape, lexicon group, quotation, place in the sentence, paragraph
SIZES = (WORDS, WORDS, ENDINGS, SHAPES, GROUPS, 16, 64, 16)
_STEPS = np.array([0, 1, 2, 3, 4, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7], dtype=np.int32)


@dataclass(frozen=True)
class Grid:
    """The tokens of the text paragraphs with, for each, its sentence, paragraph, quotation and feature row.

    `quote` is the index of the quotation that holds the token, -1 outside; `state` 0 outside, 1 inside, 2 the opening
    and 3 the closing mark. The plural of each is the same as a list, quicker to ask for single tokens.
    """

    tokens: Tokens
    sentence: Ints
    paragraph: Ints
    quote: Ints
    state: Ints
    rows: Ints

    def places(self, alike: NDArray[np.bool_]) -> list[int]:
        """Return the tokens whose words have a hash that is told, as `Words.alike` tells them."""
        found: list[int] = np.flatnonzero(alike[self.rows[:, 0]]).tolist()
        return found

    @cached_property
    def sentences(self) -> list[int]:
        """Return the sentence of each token."""
        found: list[int] = self.sentence.tolist()
        return found

    @cached_property
    def paragraphs(self) -> list[int]:
        """Return the paragraph of each token."""
        found: list[int] = self.paragraph.tolist()
        return found

    @cached_property
    def quotes(self) -> list[int]:
        """Return the quotation of each token."""
        found: list[int] = self.quote.tolist()
        return found

    @cached_property
    def states(self) -> list[int]:
        """Return the state of each token."""
        found: list[int] = self.state.tolist()
        return found


def grid(text: str, paragraphs: Sequence[Paragraph], quotes: Sequence[Quoted], words: Words) -> Grid:
    """Return the grid of the paragraphs that are text."""
    starts: list[int] = []
    ends: list[int] = []
    forms: list[str] = []
    kept = [paragraph for paragraph in paragraphs if paragraph.is_text]
    for paragraph in kept:
        part = tokenize(text, paragraph.start, paragraph.end)
        starts += part.starts
        ends += part.ends
        forms += part.words
    place = np.array(starts, dtype=np.int32)
    sentence = _within(place, [s.start for paragraph in kept for s in paragraph.sentences])
    paragraph_of = _within(place, [paragraph.start for paragraph in kept])
    quote, state = _quotation(place, np.array(ends, dtype=np.int32), quotes)
    rows = np.concatenate([words.rows(forms), _context(sentence, paragraph_of, state)], axis=1)
    return Grid(Tokens(starts, ends, forms), sentence, paragraph_of, quote, state, rows)


def _within(place: Ints, starts: Sequence[int]) -> Ints:
    return (np.searchsorted(np.array(starts, dtype=np.int32), place, side="right") - 1).astype(np.int32)


def _quotation(place: Ints, ends: Ints, quotes: Sequence[Quoted]) -> tuple[Ints, Ints]:
    if not quotes:
        return np.full(len(place), -1, dtype=np.int32), np.zeros(len(place), dtype=np.int32)
    begins = np.array([q.start for q in quotes], dtype=np.int32)
    stops = np.array([q.end for q in quotes], dtype=np.int32)
    closed = np.array([q.closed for q in quotes])
    index = np.searchsorted(begins, place, side="right").astype(np.int32) - 1
    held = np.maximum(index, 0)
    inside = (index >= 0) & (place < stops[held])
    state = inside.astype(np.int32)
    state[inside & (place == begins[held])] = 2
    state[inside & closed[held] & (ends == stops[held]) & (place > begins[held])] = 3
    return np.where(inside, index, -1).astype(np.int32), state


def _context(sentence: Ints, paragraph: Ints, state: Ints) -> Ints:
    count = len(sentence)
    since, until = _STEPS[np.minimum(_since(sentence), 16)], _STEPS[np.minimum(_since(sentence[::-1])[::-1], 16)]
    quoted = np.zeros(int(sentence[-1]) + 1 if count else 0, dtype=np.int32)
    quoted[sentence[state > 0]] = 1
    opening = _since(paragraph) == 0
    columns = (
        state + 4 * (since == 0) + 8 * quoted[sentence],
        since * 8 + until,
        np.minimum(paragraph, 3) + 4 * opening,
    )
    return np.stack([column.astype(np.int32) for column in columns], axis=1)


def _since(group: Ints) -> Ints:
    """Return how many tokens each stands behind the first of its group, given the group of each in order."""
    order = np.arange(len(group), dtype=np.int32)
    begins = np.ones(len(group), dtype=np.bool_)
    begins[1:] = group[1:] != group[:-1]
    return order - np.maximum.accumulate(np.where(begins, order, 0))
