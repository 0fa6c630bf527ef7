"""Finding many known phrases in a text at once: tokens in, hits with exact offsets out, in time linear in the text.

A phrase is a sequence of words. `word*` matches by its beginning, `~` stands for up to three words between. Words are
compared without case, diacritics or inflectional endings (the endings are data, see `config/language/`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

GAP = "~"
LONGEST_GAP = 3
_LETTERS = r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*"  # with the marks of decomposed letters
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|{_LETTERS}")
_CHUNK = re.compile(rf"{GAP}|(?:[^\W\d_]\.){{2,}}|{_LETTERS}\*?")
_STROKES = str.maketrans("øØłŁđĐıßẞæÆœŒ", "oOlLdDissaAoO")

Payload = TypeVar("Payload")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its place, how it is written and how it is compared."""

    start: int
    end: int
    raw: str
    key: str


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return the word without case, diacritics and dots: "Özgür" → "ozgur", "U.S." → "us"."""
    if word.isascii():
        return word.replace(".", "").lower()
    plain = unicodedata.normalize("NFKD", word.translate(_STROKES)).replace(".", "")
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def words(text: str) -> list[Word]:
    """Return the words of the text; punctuation, the possessive apostrophe and hyphens separate them."""
    return [Word(m.start(), m.end(), m[0], fold(m[0])) for m in _WORD.finditer(text)]


class Stemmer:
    """Cuts inflectional endings, the longest first, while at least `keep` letters stay."""

    def __init__(self, endings: Sequence[str], *, keep: int = 3) -> None:
        self._endings = sorted(endings, key=lambda ending: (-len(ending), ending))
        self._keep = keep
        self._known: dict[str, str] = {}

    def __call__(self, key: str) -> str:
        """Return the stem of a folded word."""
        stem = self._known.get(key)
        if stem is None:
            stem = self._known[key] = self._cut(key)
        return stem

    def _cut(self, key: str) -> str:
        for ending in self._endings:
            if key.endswith(ending) and len(key) - len(ending) >= self._keep:
                return key[: -len(ending)]
        return key


def _same(key: str) -> str:
    return key


@dataclass(frozen=True, slots=True)
class Hit(Generic[Payload]):
    """A phrase found: the words `first` to `last` (inclusive), its characters and what it stands for."""

    first: int
    last: int
    start: int
    end: int
    payload: Payload


@dataclass(slots=True)
class PhraseIndex(Generic[Payload]):
    """Phrases by their first word. `stem` maps a folded word to what is compared (nothing is cut by default)."""

    stem: Stemmer | None = None
    _by_word: dict[str, list[tuple[tuple[str, ...], Payload]]] = field(default_factory=dict)
    _by_prefix: dict[str, list[tuple[tuple[str, ...], Payload]]] = field(default_factory=dict)
    _prefix_sizes: tuple[int, ...] = ()

    def add(self, phrase: str, payload: Payload) -> None:
        """Add a phrase; one without a word is passed over."""
        parts = _parts(phrase, self.stem or _same)
        if not parts or parts[0] == GAP:
            return
        head = parts[0]
        if head.endswith("*"):
            self._by_prefix.setdefault(head[:-1], []).append((parts, payload))
            self._prefix_sizes = tuple(sorted({len(key) for key in self._by_prefix}))
        else:
            self._by_word.setdefault(head, []).append((parts, payload))

    def find(self, text_words: Sequence[Word]) -> Iterator[Hit[Payload]]:
        """Yield every hit, by first word, longer ones first; hits may overlap."""
        stem = self.stem or _same
        keys = [stem(word.key) for word in text_words]
        for i, key in enumerate(keys):
            found = []
            for parts, payload in self._starting_with(key, text_words[i].key):
                last = _match(parts, keys, text_words, i)
                if last is not None:
                    found.append(Hit(i, last, text_words[i].start, text_words[last].end, payload))
            found.sort(key=lambda hit: -hit.last)
            yield from found

    def _starting_with(self, key: str, whole: str) -> Iterable[tuple[tuple[str, ...], Payload]]:
        yield from self._by_word.get(key, ())
        for size in self._prefix_sizes:
            if size > len(whole):
                break
            yield from self._by_prefix.get(whole[:size], ())


def _parts(phrase: str, stem: Callable[[str], str]) -> tuple[str, ...]:
    """Split a phrase into compared words, `prefix*` and gaps."""
    parts: list[str] = []
    for chunk in _CHUNK.findall(phrase):
        if chunk == GAP:
            parts.append(GAP)
        elif chunk.endswith("*"):
            parts.append(fold(chunk[:-1]) + "*")
        else:
            parts.append(stem(fold(chunk)))
    return tuple(parts)


def _match(parts: tuple[str, ...], keys: Sequence[str], text_words: Sequence[Word], at: int) -> int | None:
    """Return the index of the last word that the phrase covers from word `at`, or None."""
    gap = False
    position = at
    for part in parts:
        if part == GAP:
            gap = True
            continue
        limit = position + (LONGEST_GAP if gap else 0)
        while position < len(keys) and not _equal(part, keys[position], text_words[position].key):
            if position >= limit:
                return None
            position += 1
        if position >= len(keys):
            return None
        position += 1
        gap = False
    return position - 1


def _equal(part: str, key: str, whole: str) -> bool:
    return whole.startswith(part[:-1]) if part.endswith("*") else part == key
