"""How words are spelled, as small integers; words are hashed (CRC-32), so no list of them is kept."""

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]

WORDS, ENDINGS, SHAPES, GROUPS = 8192, 1024, 48, 48
_PUNCTUATION = ".,;:!?\"“”'‘’()[]-–—…/$%&@#*"
_DOUBLE = _PUNCTUATION.index('"')
_KNOWN_WORDS = 200_000


class Words:
    """Spelling features of words, remembered per surface form; safe to share between threads."""

    def __init__(self, groups: Mapping[str, int]) -> None:
        self._groups = groups
        self._lock = Lock()
        self._ids: dict[str, int] = {}
        self._table: Ints = np.zeros((1024, 5), dtype=np.int32)

    def rows(self, words: Sequence[str]) -> Ints:
        """Return for every word: two hashes of it, one of its ending, its shape, its group in the lexicon."""
        with self._lock:
            if len(self._ids) > _KNOWN_WORDS:
                self._ids.clear()
            unknown = set(words).difference(self._ids)
            if unknown:
                self._learn(unknown)
            picked = np.fromiter(map(self._ids.__getitem__, words), dtype=np.intp, count=len(words))
            found: Ints = self._table[picked]
            return found

    def alike(self, words: Iterable[str]) -> NDArray[np.bool_]:
        """Return for every value of the first hash whether one of the words, in lower case, has it."""
        told = np.zeros(WORDS, dtype=np.bool_)
        told[self.rows(tuple(words))[:, 0]] = True
        return told

    def _learn(self, words: set[str]) -> None:
        first = len(self._ids)
        if first + len(words) > len(self._table):
            grown = np.zeros((2 * (first + len(words)), 5), dtype=np.int32)
            grown[:first] = self._table[:first]
            self._table = grown
        self._table[first : first + len(words)] = [self._row(word) for word in words]
        self._ids.update(zip(words, range(first, first + len(words)), strict=True))

    def _row(self, word: str) -> tuple[int, ...]:
        low = word.lower()
        code = crc32(low.encode("utf-8", "surrogatepass"))
        ending = crc32(("-" + low[-3:]).encode("utf-8", "surrogatepass"))
        second = (code * 2654435761 >> 7) % WORDS
        acronym = len(word) > 1 and word.isupper()  # US is no pronoun
        group = 0 if acronym else self._groups.get(low, 0) % GROUPS
        return code % WORDS, second, ending % ENDINGS, _shape(word), group


def _shape(word: str) -> int:
    """Return the class of the spelling: punctuation one by one, then by case and digits."""
    place = _DOUBLE if word in {"''", "``"} else _PUNCTUATION.find(word[0])
    if place >= 0:
        return place if len(word) == 1 or place == _DOUBLE else 30 + (word[0] == ".")
    if not word[0].isalpha():
        return 32 + (len(word) == 4) if word[0].isdigit() else 34
    if word.islower():
        return 35 + ("-" in word)
    if word.isupper():
        return 37 + min(len(word) - 1, 1) + ("." in word)
    return 40 + (not word[0].isupper()) + 2 * ("-" in word)
