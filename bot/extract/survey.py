"""What a dossier might miss in a document: who is heard in it, what its sentences name, and the words beside that.

Values only; `bot.gaps` counts them over many documents.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.extract.phrases import Stemmer, Word, fold
from bot.extract.sayings import Saying
from bot.extract.topics import TopicHit
from bot.model import Attribution, Document, Span

if TYPE_CHECKING:
    from bot.extract.parts import Part

_JOINED = re.compile(r"[ \u00a0\u2010\u2011-]|['’]s? ?")
_APPOSITION = re.compile(r", ((?:[^,.;:()\"“”]){4,80})(?:,|\.|$)")
_POSSESSIVE = re.compile(r"['’]s?$")
SHORTEST_ROLE = 3
"""Letters that a role has more than: "Mr" is none."""
_ARTICLES = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Somebody quoted whose name the dossier does not know; `party` is the one whose office the source names."""

    name: str
    roles: tuple[str, ...]
    party: str | None
    evidence: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence with the topics it names.

    `runs` are its other words where they stand side by side, each as (stem, as written, whether it is a function
    word); `names` are its capitalised words, side by side, that the dossier links to nobody.
    """

    span: Span
    topics: tuple[str, ...]
    runs: tuple[tuple[tuple[str, str, bool], ...], ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A document as it is surveyed; nothing is in it where it does not concern the dossier."""

    doc: str
    outlet: str
    concerns: bool = False
    heard: tuple[Heard, ...] = ()
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyor:
    """Surveys the parts of a document.

    `hits` finds topics in the words of a sentence, `saying` links a speaker (None: nothing was uttered), `known` tells
    whether a name is the dossier's.
    """

    stem: Stemmer
    function_words: frozenset[str]
    hits: Callable[[Sequence[Word]], Sequence[TopicHit]]
    saying: Callable[[Attribution], Saying | None]
    known: Callable[[str], bool]

    def survey(self, document: Document, parts: Sequence["Part"]) -> Survey:
        """Return who is heard in the parts and what their sentences name."""
        heard: list[Heard] = []
        passages: list[Passage] = []
        for part in parts:
            sentences = [(s.start, s.end) for _, s in part.sentences()]
            passages += [self._passage(document, part, start, end) for start, end in sentences]
            heard += self._heard(document, part, sentences)
        return Survey(
            doc=document.id, outlet=document.source, concerns=True, heard=tuple(heard), passages=tuple(passages)
        )

    def _passage(self, document: Document, part: "Part", start: int, end: int) -> Passage:
        here = part.words_in(start, end)
        hits = self.hits(here)
        taken = [(hit.start, hit.end) for hit in hits]
        named = [(one.start, one.end) for one in part.named_in(start, end)]
        return Passage(
            span=document.slice(part.field, start, end),
            topics=tuple(sorted({hit.topic for hit in hits})),
            runs=tuple(self._runs(_side_by_side(_free(here, [*taken, *named]), part.text))),
            names=tuple(_names(_side_by_side(_free(here, named), part.text), part.text)),
        )

    def _runs(self, runs: Iterable[Sequence[Word]]) -> Iterator[tuple[tuple[str, str, bool], ...]]:
        for run in runs:
            yield tuple((self.stem(w.key), w.raw, w.key in self.function_words) for w in run)

    def _heard(self, document: Document, part: "Part", sentences: Sequence[tuple[int, int]]) -> Iterator[Heard]:
        for attribution in part.attributions:
            saying, source = self.saying(attribution), attribution.source
            if saying is None or source is None or saying.outlet or saying.speaker.person:
                continue
            name = self._name(saying.speaker.name)
            if not _is_name(name) or self.known(name) or (saying.speaker.party and " " not in name):
                continue
            at = next(((a, b) for a, b in sentences if a <= source.start < b), (source.start, source.end))
            evidence = document.slice(part.field, *at)
            roles = tuple(role for role in _roles(name, source.text, evidence.text) if self._is_role(role))
            yield Heard(name=name, roles=roles, party=saying.speaker.party, evidence=evidence)

    def _name(self, name: str) -> str:
        """Return the name without what a sentence begins with: "But X" is X."""
        parts = _POSSESSIVE.sub("", name).split()
        while parts and fold(parts[0]) in self.function_words:
            parts = parts[1:]
        return " ".join(parts)

    def _is_role(self, role: str) -> bool:
        """Return whether the words may be a role: some, none of them a number, a quotation or half a name."""
        first, *_, last = role.split() * 2
        plain = role.replace("-", " ").replace(" ", "").replace("'", "").replace("’", "")
        whole = plain.isalpha() and not {fold(first), fold(last)} & self.function_words
        return whole and len(plain) > SHORTEST_ROLE and not last.endswith(("'s", "’s"))


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the function words of a language, folded, as spaCy lists them."""
    from spacy.util import get_lang_class  # noqa: PLC0415 - only surveys need it

    return frozenset(fold(word) for word in get_lang_class(language).Defaults.stop_words)


def _free(here: Sequence[Word], taken: Sequence[tuple[int, int]]) -> Iterator[Word | None]:
    """Yield the words, with None for those that stand in a stretch taken."""
    for word in here:
        yield None if any(start <= word.start < end for start, end in taken) else word


def _side_by_side(here: Iterable[Word | None], text: str) -> Iterator[list[Word]]:
    """Yield the runs of words with nothing but a space or hyphen between them."""
    run: list[Word] = []
    for word in (*here, None):
        if run and (word is None or not _JOINED.fullmatch(text, run[-1].end, word.start)):
            yield run
            run = []
        if word is not None:
            run.append(word)


def _names(runs: Iterable[Sequence[Word]], text: str) -> Iterator[str]:
    for run in runs:
        capitals: list[Word] = []
        for word in (*run, None):
            if word is not None and word.raw[0].isupper():
                capitals.append(word)
            elif capitals:
                yield _POSSESSIVE.sub("", text[capitals[0].start : capitals[-1].end])
                capitals = []


def _is_name(name: str) -> bool:
    """Return whether all words are capitalised, but for short ones between them (von der, bin)."""
    parts = name.split()
    if not parts or not all(parts[i][0].isupper() for i in (0, -1)) or any(part[0].isdigit() for part in parts):
        return False
    return all(part[0].isupper() or len(part) <= len("der") for part in parts) and len(parts[-1]) > 1


def _roles(name: str, source: str, sentence: str) -> Iterator[str]:
    """Yield what stands before the name in the source, and beside its last word between commas."""
    first, *_, last = name.split() * 2
    before = source.partition(first if name in source else last)[0]
    if last in source:
        yield from _without_article(before)
    at = sentence.find(last)
    beside = _APPOSITION.match(sentence, at + len(last)) if at >= 0 else None
    if beside:
        yield from _without_article(beside[1])


def _without_article(phrase: str) -> Iterator[str]:
    plain = _ARTICLES.sub("", phrase.strip(" ,"))
    if plain:
        yield plain
