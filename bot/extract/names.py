"""The names in a text: runs of capitalised words, titles taken off, and the fullest form of each surname."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bot.extract.features import Grid
from bot.extract.lexicon import AttributionLexicon
from bot.extract.spelling import SHAPES

_NAMED = np.isin(np.arange(SHAPES), [37, 38, 39, 40, 42])
_JOINED = 43  # the shape of "al-Masri"
_LONGEST = 6
_POSSESSIVE = frozenset(["'s", "’s", "'", "’"])


class Name(NamedTuple):
    """A name by its tokens, ends included; `person` where a title, role or apposition shows one."""

    first: int
    last: int
    text: str
    titled: bool
    possessive: bool

    @property
    def surname(self) -> str:
        """Return the last word."""
        return self.text.rsplit(" ", 1)[-1]


class Names:
    """All names of one text, in order, with the fullest form per surname."""

    def __init__(self, text: str, view: Grid, lexicon: AttributionLexicon) -> None:
        self.all = list(_names(text, view, lexicon))
        self._firsts = [name.first for name in self.all]
        self._fullest: dict[str, list[Name]] = {}
        for name in self.all:
            if " " in name.text:
                self._fullest.setdefault(name.surname, []).append(name)

    def between(self, first: int, last: int) -> Sequence[Name]:
        """Return the names that begin at tokens `first` to `last`."""
        return self.all[bisect_left(self._firsts, first) : bisect_left(self._firsts, last + 1)]

    def fullest(self, text: str, place: int) -> str:
        """Return the longest form under which the bearer of a surname appears, the nearest before `place` first."""
        if " " in text:
            return text
        known = self._fullest.get(text, ())
        before = [name for name in known if name.first <= place]
        if not known:
            return text
        return (before[-1] if before else known[0]).text


def _names(text: str, view: Grid, lexicon: AttributionLexicon) -> Iterator[Name]:
    shapes = view.rows[:, 3]
    capital = _NAMED[shapes]
    for place in np.flatnonzero(shapes == _JOINED).tolist():
        capital[place] = _has_particle(view.tokens.words[place], lexicon.particles)
    places: list[int] = np.flatnonzero(capital).tolist()
    index = 0
    while index < len(places):
        first = last = places[index]
        index += 1
        while index < len(places) and last - first < _LONGEST and _joins(view, last, places[index], lexicon.particles):
            last = places[index]
            index += 1
        first = _past_affiliation(view.tokens.words, first, last, lexicon)
        name = _name(text, view, first, last, lexicon.title_words)
        if name:
            yield name


def _has_particle(word: str, particles: Sequence[str]) -> bool:
    """Tell whether the word is a name that a particle is joined to: "al-Masri"."""
    first, _, rest = word.partition("-")
    return first in particles and rest[:1].isupper()


def _past_affiliation(words: Sequence[str], first: int, last: int, lexicon: AttributionLexicon) -> int:
    """Return where the name goes on after a state or body in front of it."""
    for affiliation in lexicon.affiliation_words.get(words[first], ()):
        if tuple(words[first : first + len(affiliation)]) == affiliation and first + len(affiliation) < last:
            return first + len(affiliation)
    return first


def _joins(view: Grid, last: int, place: int, particles: Sequence[str]) -> bool:
    """Tell whether the capitalised token `place` goes on with the name that reaches to `last`."""
    if place - last > 3 or view.states[place] != view.states[last]:
        return False
    if place == last + 1:
        return view.sentences[place] == view.sentences[last]
    words = view.tokens.words
    gap = words[last + 1 : place]
    return all(word in particles for word in gap) or (gap == ["."] and len(words[last]) <= 3)


def _name(text: str, view: Grid, first: int, last: int, titles: frozenset[str]) -> Name | None:
    words, starts, ends = view.tokens.words, view.tokens.starts, view.tokens.ends
    cut = first
    for token in range(first, last + 1):
        if words[token].lower() in titles:
            cut = token + 1
            if cut <= last and words[cut] == ".":
                cut += 1
    titled = cut > first or (first > 0 and words[first - 1].lower() in titles)
    if cut > last:
        return None
    possessive = last + 1 < len(words) and words[last + 1] in _POSSESSIVE
    written = words[last] if cut == last else " ".join(text[starts[cut] : ends[last]].split())
    return Name(cut, last, written, titled, possessive)
