"""What of a text is compared with other texts: its shingles, and a sketch of them that is kept.

A text's shingles are the hashes of all runs of five words, its sketch the smallest of them (Broder 1997): most pairs of
texts are told apart by their sketches, and short texts are compared by them alone.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from bot.stories.words import split

SHINGLE_WORDS = 5
SKETCH_SIZE = 128
FEWEST_SHINGLES = 60
"""Below so many shingles a text may be no more than a notice that stands under many articles, and titles decide."""
ONE_IN = 8
"""Of the hashes that two sketches could have in common, texts that are alike have one in so many, and by far more.

They have at least half of their shingles in common, so that fewer than 8 of 64 hashes are common to them once in ten
thousand million times. What stands under all articles of an outlet is less than that of most.
"""
_ALL = 2**32
"""More than any hash."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """The smallest hashes of a text's shingles, all those below `reach`, and whether it has but few words."""

    smallest: frozenset[int]
    short: bool
    reach: int

    @classmethod
    def of(cls, hashes: Iterable[int], *, short: bool) -> Self:
        """Return the sketch of which these are the smallest hashes, or all."""
        smallest = frozenset(hashes)
        return cls(smallest, short, _ALL if len(smallest) < SKETCH_SIZE else max(smallest) + 1)

    @property
    def is_whole(self) -> bool:
        """Return whether these are all shingles of the text."""
        return self.reach == _ALL

    def plain(self) -> str:
        """Return it as text."""
        words = struct.pack(f"<{len(self.smallest)}I", *sorted(self.smallest))
        return ("-" if self.short else "+") + words.hex()

    def below(self, reach: int) -> int:
        """Return how many of its hashes are smaller."""
        return len(self.smallest) if reach >= self.reach else sum(one < reach for one in self.smallest)


def may_be_alike(one: Sketch, other: Sketch) -> bool:
    """Return whether the texts may have as much in common as copies of a report have, as far as the sketches tell."""
    if one.smallest.isdisjoint(other.smallest):
        return False
    reach = min(one.reach, other.reach)
    return ONE_IN * len(one.smallest & other.smallest) >= min(one.below(reach), other.below(reach))


@lru_cache(maxsize=4096)
def sketch_of(plain: str) -> Sketch:
    """Return what was `plain`."""
    words = bytes.fromhex(plain[1:])
    return Sketch.of(struct.unpack(f"<{len(words) // 4}I", words), short=plain[0] == "-")


@lru_cache(maxsize=512)
def shingles(text: str) -> frozenset[int]:
    """Return the hashes of all runs of five words."""
    sequence = split(text)
    runs = (sequence[i : i + SHINGLE_WORDS] for i in range(len(sequence) - SHINGLE_WORDS + 1))
    return frozenset(zlib.crc32(" ".join(run).encode()) for run in runs)


@lru_cache(maxsize=1024)
def sketch(text: str) -> Sketch:
    """Return what of the text is compared."""
    short = len(split(text)) < FEWEST_SHINGLES + SHINGLE_WORDS
    return Sketch.of(sorted(shingles(text))[:SKETCH_SIZE], short=short)
