"""Parsing single sentences with spaCy, with quotation marks masked and an exact way back to the text.

A long quotation wrecks a parse by its marks and brackets, so they are left out of what the parser sees; every token
still knows its characters in the original text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.extract.loading import load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MASKED = frozenset('"“”„‟«»[]{}*_<>\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff')
APOSTROPHES = frozenset("'‘’`")
LONGEST = 1200


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed sentence: spaCy's `doc` of the masked text, and where each of its characters stands in the text.

    Where `renamed`, the first token is no word of the text but stands for a name.
    """

    doc: "Doc"
    places: tuple[int, ...]
    start: int
    end: int
    renamed: bool = False

    def span(self, first: "Token", last: "Token") -> tuple[int, int]:
        """Return the characters of the text from token `first` to token `last`."""
        return self.places[first.idx], self.places[last.idx + len(last) - 1] + 1

    def tokens_within(self, start: int, end: int) -> list["Token"]:
        """Return the tokens that lie in the characters `start` to `end` of the text."""
        return [t for t in self.doc if not t.is_space and self.places[t.idx] >= start and self.span(t, t)[1] <= end]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A sentence of a text to be parsed; with `name`, `stand_in` takes the place of all up to the end of that name.

    The small pipeline reads many a headline ("X weighs truce") for a pile of nouns; a pronoun before the verb helps it.
    """

    text: str
    start: int
    end: int
    name: tuple[int, int] | None = None
    stand_in: str = ""


class Syntax:
    """The spaCy pipeline, loaded once; `parse` is its only way in."""

    def __init__(self, pipeline: str, lemmas: Mapping[str, str] = MappingProxyType({})) -> None:
        self._nlp = load(pipeline, lemmas)

    def parse(self, sentences: Iterable[Prepared]) -> Iterator[Parsed]:
        """Parse sentences; a longer one than 1,200 characters is read to there."""
        prepared = [(_masked(one), one) for one in sentences]
        docs = self._nlp.pipe((masked for (masked, _), _ in prepared), batch_size=64)
        for doc, ((_, places), one) in zip(docs, prepared, strict=True):
            yield Parsed(doc, places, one.start, one.end, renamed=one.name is not None)


def _masked(one: Prepared) -> tuple[str, tuple[int, ...]]:
    end = min(one.end, one.start + LONGEST)
    if one.name is None:
        return mask(one.text, one.start, end)
    rest, places = mask(one.text, one.name[1], end)
    first = (*(one.name[0] for _ in one.stand_in[:-1]), one.name[1] - 1)
    return one.stand_in + " " + rest.lstrip(), (*first, one.name[1], *places[len(rest) - len(rest.lstrip()) :])


def mask(text: str, start: int, end: int) -> tuple[str, tuple[int, ...]]:
    """Return the sentence as the parser sees it, and the place in `text` of each of its characters."""
    kept: list[str] = []
    places: list[int] = []
    for i in range(start, end):
        char = text[i]
        if char in MASKED or "\ud800" <= char <= "\udfff" or (char in APOSTROPHES and not _inside_word(text, i)):
            continue
        if char.isspace():
            if not kept or kept[-1] == " ":
                continue
            char = " "
        kept.append("'" if char in APOSTROPHES else char)
        places.append(i)
    return "".join(kept), tuple(places)


def decapitalise(text: str, start: int, end: int, names: Sequence[tuple[int, int]]) -> str:
    """Return the text with a headline's capitals lowered outside names; offsets stay as they are."""
    protected = {i for a, b in names for i in range(a, b)}
    chars = list(text[start:end])
    for i in range(start + 1, end):
        if text[i].isupper() and not text[i - 1].isalnum() and i not in protected:
            lowered = text[i].lower()
            if text[i + 1 : i + 2].islower() and len(lowered) == 1:
                chars[i - start] = lowered
    return "".join((text[:start], *chars, text[end:]))


def _inside_word(text: str, at: int) -> bool:
    before = text[at - 1 : at] if at else ""
    after = text[at + 1 : at + 2]
    return before.isalnum() and (after.isalnum() or before in "sS")
