"""Texts reduced to what makes them comparable: folded words, stems, numbers and names, in any script."""

import re
import unicodedata
from functools import lru_cache

STEM_LETTERS = 5
"""Letters kept of a word: truncation, the simplest stemmer, holds up in any script (McNamee and Mayfield 2004)."""

SHORT_WORD = 3
"""Words of so many letters or fewer are taken for function words."""

_WORD = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+")


def fold(text: str) -> str:
    """Return the text without case, accents and compatibility forms."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFKD", folded)
    accents = [char for char in set(parts) if unicodedata.combining(char)]
    return parts.translate(dict.fromkeys(map(ord, accents))) if accents else parts


def split(text: str) -> tuple[str, ...]:
    """Return the folded words and numbers of the text in order; "800,000" is the number 800000."""
    return tuple(w.replace(",", "").rstrip(".") if w[0].isdigit() else w for w in _WORD.findall(fold(text)))


@lru_cache(maxsize=16384)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a title, name or sentence; those of a whole text are not kept in memory (`split`)."""
    return split(text)


@lru_cache(maxsize=16384)
def sentences(text: str) -> tuple[str, ...]:
    """Return the parts of the text that end in a full stop, question or exclamation mark."""
    return tuple(re.split(r"(?<=[.!?…])\s+", text))


@lru_cache(maxsize=16384)
def stems(text: str) -> frozenset[str]:
    """Return the stems of the content words, and the numbers."""
    return frozenset(w[:STEM_LETTERS] if w.isalpha() else w for w in words(text) if len(w) > SHORT_WORD or w.isdigit())


@lru_cache(maxsize=16384)
def short_stems(text: str) -> frozenset[str]:
    """Return the stems of all words, function words included."""
    return frozenset(w[:STEM_LETTERS] for w in words(text))


@lru_cache(maxsize=16384)
def numbers(text: str) -> frozenset[str]:
    """Return the numbers written in digits."""
    return frozenset(w for w in words(text) if w[0].isdigit())


@lru_cache(maxsize=16384)
def names(text: str) -> frozenset[str]:
    """Return the stems of the capitalised words within sentences: the names, as far as a text's look tells."""
    found = re.findall(r"(?<![.!?:;\"“”«»'‘\]\[)(…])\s([^\W\d_a-z][^\W\d_]+)", text)
    return frozenset(fold(w)[:STEM_LETTERS] for w in found if w[0].isupper())


def at_odds(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether each set has what the other lacks, so that the two cannot be a text and its abridgement."""
    return bool(one - other) and bool(other - one)
