"""What of a text is compared with other texts: its shingles, and a sketch of them that is kept.

A text's shingles are the hashes of all runs of five words, its sketch the smallest of them (Broder 1997): most pairs of
texts are told apart by their sketches, and short texts are compared by them alone.
"""

import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from bot.stories.words import split

SHINGLE_WORDS = 5
SKETCH_SIZE = 128
FEWEST_SHINGLES = 60
"""Below so many shingles a text may be no more than a notice that stands under many articles, and titles decide."""
PROBES = 32
"""Hashes of the shorter text that are looked for in the sketch of the longer one."""
ONE_IN = 8
"""Of the hashes that are looked for, texts that are alike have one in so many in common, and by far more.

They have at least half of their shingles in common, which are two thirds of each where both are as long: fewer than 4
of 32 hashes are common to them once in ten thousand million times. What stands under all articles of an outlet is less
than that of most.
"""
_LARGEST = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Sketch:
    """The smallest hashes of a text's shingles, in order, as a set, and the first of them as a set.

    They are all that the text has up to `reach`. `short` is a text of few words.
    """

    hashes: tuple[int, ...]
    smallest: frozenset[int]
    probes: frozenset[int]
    reach: int
    short: bool

    @classmethod
    def of(cls, hashes: Iterable[int], *, short: bool) -> Self:
        """Return the sketch of a text that has these hashes."""
        found = tuple(sorted(hashes)[:SKETCH_SIZE])
        reach = _LARGEST if len(found) < SKETCH_SIZE else found[-1]
        return cls(found, frozenset(found), frozenset(found[:PROBES]), reach, short)

    @property
    def is_whole(self) -> bool:
        """Return whether these are all shingles of the text."""
        return len(self.hashes) < SKETCH_SIZE

    def plain(self) -> str:
        """Return it as text."""
        words = struct.pack(f"<{len(self.hashes)}I", *self.hashes)
        return ("-" if self.short else "+") + words.hex()


def may_be_alike(one: Sketch, other: Sketch) -> bool:
    """Return whether the texts may have as much in common as copies of a report have, as far as the sketches tell."""
    longer, shorter = (one, other) if one.reach < other.reach else (other, one)
    if longer.smallest.isdisjoint(shorter.probes):
        return False
    possible = bisect_right(shorter.hashes, longer.reach, hi=min(PROBES, len(shorter.hashes)))
    return ONE_IN * len(longer.smallest & shorter.probes) >= possible


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
    return Sketch.of(shingles(text), short=short)
