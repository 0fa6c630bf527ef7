"""Finding many known phrases in a text at once: tokens in, hits with exact offsets out, in time linear in the text.

A phrase is a sequence of words. `word*` matches by its beginning, `~` stands for up to three words between. Words are
compared without case, diacritics or inflectional endings (the endings are data, see `config/language/`).
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import compress, count
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

from bot.extract.tokens import pieces

GAP = "~"
LONGEST_GAP = 3
_MOST_REMEMBERED = 200_000
_SHORT = 60
_LETTERS = r"\w+(?:[\u0300-\u036f]+\w*)*"  # with the marks of decomposed letters; where no underscores are left
_INITIALS = r"(?<=[^\W\d])\.(?:[^\W\d]\.)+"  # what follows the first letter of U.S.
_WORD = re.compile(rf"(\w(?:{_INITIALS}|{_LETTERS.replace('+', '*', 1)}))")
_CHUNK = re.compile(rf"{GAP}|(?:[^\W\d]\.){{2,}}|{_LETTERS}\*?")
_STROKES = str.maketrans("øØłŁđĐıßẞæÆœŒ", "oOlLdDissaAoO")

Payload = TypeVar("Payload")


class Word(NamedTuple):
    """One word of a text: its place, how it is written and how it is compared."""

    start: int
    end: int
    raw: str
    key: str


_word: Callable[[Iterable[object]], Word] = partial(tuple.__new__, Word)  # quicker than `Word`
_key = itemgetter(Word._fields.index("key"))  # quicker than `attrgetter`


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return the word without case, diacritics and dots: "Özgür" → "ozgur", "U.S." → "us"."""
    if word.isascii():
        return word.replace(".", "").lower()
    plain = unicodedata.normalize("NFKD", word.translate(_STROKES)).replace(".", "")
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def words(text: str) -> list[Word]:
    """Return the words of the text; punctuation, the possessive apostrophe and hyphens separate them."""
    return list(_short_words(text)) if len(text) <= _SHORT else _words(text)


def _words(text: str) -> list[Word]:
    starts, ends, raws = pieces(_WORD, text.replace("_", " "))
    return list(map(_word, zip(starts, ends, raws, map(_folded, raws), strict=True)))


@lru_cache(maxsize=4096)
def _short_words(text: str) -> tuple[Word, ...]:
    """Return the words of a phrase; many ask for those of the same one after each other."""
    return tuple(_words(text))


Known = TypeVar("Known")


class _Remembered(dict[str, Known]):
    """What a function makes of a word, asked once, of so many words at a time."""

    def __init__(self, ask: Callable[[str], Known]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, key: str) -> Known:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[key] = known = self._ask(key)
        return known


_folded = _Remembered(fold).__getitem__


class Stemmer:
    """Cuts inflectional endings, the longest first, while at least `keep` letters stay; "ies=y" puts a "y" instead.

    `forms` are those of a word that no ending tells: withdraw: withdrew, withdrawn.
    """

    def __init__(
        self, endings: Sequence[str], forms: Mapping[str, Sequence[str]] | None = None, *, keep: int = 3
    ) -> None:
        self._bases = {fold(form): fold(base) for base, some in (forms or {}).items() for form in some}
        pairs = [(ending, instead) for ending, _, instead in (one.partition("=") for one in endings)]
        self._endings = sorted(pairs, key=lambda pair: (-len(pair[0]), pair))
        self._keep = keep
        self.of = _Remembered(self._cut).__getitem__
        """Returns the stem of a folded word; quicker than a call of the stemmer."""

    def __call__(self, key: str) -> str:
        """Return the stem of a folded word."""
        return self.of(key)

    def base(self, key: str) -> str:
        """Return the word of which a folded one is a form; itself where no form is known."""
        return self._bases.get(key, key)

    def _cut(self, key: str) -> str:
        key = self.base(key)
        for ending, instead in self._endings:
            if key.endswith(ending) and len(key) - len(ending) + len(instead) >= self._keep:
                return key[: -len(ending)] + instead
        return key


def _same(key: str) -> str:
    return key


class Hit(NamedTuple, Generic[Payload]):
    """A phrase found: the words `first` to `last` (inclusive), its characters and what it stands for."""

    first: int
    last: int
    start: int
    end: int
    payload: Payload


class _Node(Generic[Payload]):
    """A place in the tree of phrases: what may follow, and what ends here."""

    __slots__ = ("branches", "exact", "gap", "payloads", "prefixes", "sizes")

    def __init__(self) -> None:
        self.exact: dict[str, _Node[Payload]] | None = None  # most places are ends
        self.prefixes: dict[str, _Node[Payload]] | None = None
        self.sizes: tuple[int, ...] = ()
        self.gap: _Node[Payload] | None = None
        self.branches: tuple[_Node[Payload], ...] = ()
        self.payloads: tuple[Payload, ...] = ()

    def child(self, part: str) -> "_Node[Payload]":
        """Return the place behind a part of a phrase, made if need be."""
        if part == GAP:
            self.gap = self.gap or _Node()
            return self.gap
        if not part.endswith("*"):
            self.exact = self.exact or {}
            return _below(self.exact, part)
        self.prefixes = self.prefixes or {}
        self.sizes = tuple(sorted({len(part) - 1, *self.sizes}))
        return _below(self.prefixes, part[:-1])

    def beginning(self, key: str, base: str) -> "Iterator[_Node[Payload]]":
        """Yield the places behind the prefixes with which a word begins, the shortest first, or its `base` does."""
        prefixes = self.prefixes or {}
        for word in (key,) if key == base else (key, base):
            length = len(word)
            for size in self.sizes:
                if size > length:
                    break
                node = prefixes.get(word[:size])
                if node is not None:
                    yield node


def _below(nodes: dict[str, _Node[Payload]], part: str) -> _Node[Payload]:
    node = nodes.get(part)
    if node is None:
        nodes[part] = node = _Node()
    return node


class PhraseIndex(Generic[Payload]):
    """Phrases as a tree of their words. `stem` maps a folded word to what is compared (nothing is cut by default)."""

    def __init__(self, stem: Stemmer | None = None) -> None:
        self._stem: Callable[[str], str] = stem.of if stem else _same
        self._base: Callable[[str], str] = stem.base if stem else _same
        self._root: _Node[Payload] = _Node()
        self._openings = _Remembered(self._behind_first)
        self._parts = _Remembered(partial(_parts, stem=self._stem))

    def add(self, phrase: str, payload: Payload) -> None:
        """Add a phrase; one without a word, or with nothing behind a gap, is passed over."""
        node = self._end(phrase)
        if node is not None:
            node.payloads = (*node.payloads, payload)

    def extend(self, phrase: str, endings: "PhraseIndex[Payload]") -> None:
        """Let each phrase of the other index count behind this one; both must cut the same endings of words.

        What ends there by a phrase of its own is found before what ends there by these.
        """
        node = self._end(phrase)
        if node is not None:
            node.branches = (*node.branches, endings._root)

    def _end(self, phrase: str) -> _Node[Payload] | None:
        """Return the place where a phrase ends, made if need be; None for one that is passed over."""
        parts = self._parts[phrase]
        while parts and parts[-1] == GAP:
            parts = parts[:-1]
        if not parts or parts[0] == GAP:
            return None
        self._openings.clear()
        node = self._root
        for part in parts:
            node = node.child(part)
        return node

    def find(self, text_words: Sequence[Word]) -> Iterator[Hit[Payload]]:
        """Yield every hit, by first word, longer ones first; hits may overlap.

        Of a phrase with gaps the shortest stretch from its first word on is found.
        """
        openings = list(map(self._openings.__getitem__, map(_key, text_words)))
        for i in compress(count(), openings):
            ends: dict[int, tuple[int, Payload]] = {}
            for node in openings[i]:
                self._walk(node, i + 1, text_words, ends)
            if ends:
                start = text_words[i].start
                found = sorted(ends.values(), key=lambda end: -end[0])
                yield from (Hit(i, last, start, text_words[last].end, p) for last, p in found)

    def _behind_first(self, key: str) -> tuple[_Node[Payload], ...]:
        """Return the places behind the first words of phrases that the folded word may be."""
        exact = self._root.exact.get(self._stem(key)) if self._root.exact else None
        return (*(() if exact is None else (exact,)), *self._root.beginning(key, self._base(key)))

    def _walk(
        self,
        node: _Node[Payload],
        at: int,
        text_words: Sequence[Word],
        ends: dict[int, tuple[int, Payload]],
    ) -> None:
        """Collect what ends at or behind word `at`, each payload with the nearest last word."""
        for payload in node.payloads:
            ends.setdefault(id(payload), (at - 1, payload))
        if node.gap is not None:
            for skipped in range(LONGEST_GAP + 1):
                self._walk(node.gap, at + skipped, text_words, ends)
        if at >= len(text_words):
            return
        if node.exact:
            following = node.exact.get(self._stem(text_words[at].key))
            if following is not None:
                self._walk(following, at + 1, text_words, ends)
        if node.sizes:
            key = text_words[at].key
            for behind in node.beginning(key, self._base(key)):
                self._walk(behind, at + 1, text_words, ends)
        for branch in node.branches:
            self._walk(branch, at, text_words, ends)


class Hits(Generic[Payload]):
    """The hits in a text, found once and asked by stretches of its words."""

    def __init__(self, found: Iterable[Hit[Payload]]) -> None:
        self._all = list(found)
        self._firsts = [hit.first for hit in self._all]

    def within(self, first: int, end: int) -> list[Hit[Payload]]:
        """Return those that lie in the words from `first` to before `end`: what would be found in these words alone."""
        begin, stop = bisect_left(self._firsts, first), bisect_left(self._firsts, end)
        return [hit for hit in self._all[begin:stop] if hit.last < end]


def chunks(phrase: str) -> list[str]:
    """Return the words, `prefix*` and gaps of a phrase as they are written."""
    return _CHUNK.findall(phrase.replace("_", " "))


def _parts(phrase: str, stem: Callable[[str], str]) -> tuple[str, ...]:
    """Split a phrase into compared words, `prefix*` and gaps."""
    parts: list[str] = []
    for chunk in chunks(phrase):
        if chunk == GAP:
            parts.append(GAP)
        elif chunk.endswith("*"):
            parts.append(fold(chunk[:-1]) + "*")
        else:
            parts.append(stem(fold(chunk)))
    return tuple(parts)
