"""Words that point back: "the proposal", "such a step" stand for what was named before; which do, and for what."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from bot.extract.answers import AnswerLexicon
from bot.extract.grammar import SUBJECTS
from bot.extract.phrases import Stemmer, fold
from bot.extract.siding import SidingLexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Words = tuple[str, ...]
_FREE = 3  # words that may stand between what points and the noun
_PREMODIFIERS = frozenset({"amod", "compound", "nmod", "nummod", "poss"})
_COMPLEMENTS = frozenset({"acl", "relcl", "ccomp", "appos", "conj"})


class EchoKind(StrEnum):
    """What a noun that points back stands for."""

    CONTENT = "content"
    ACT = "act"
    THING = "thing"


class EchoGroup(BaseModel):
    """Nouns that stand for the same: what was put forward, what was done, or a thing that one of them names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: EchoKind
    words: Words = Field(min_length=1)
    example: str = Field(description="two sentences of which the second means a topic that the first names")


class Deed(BaseModel):
    """Nouns for what is done by one of some verbs: an offer is what somebody offers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nouns: Words = Field(min_length=1)
    verbs: Words = Field(min_length=1)
    example: str = Field(description="paragraphs of which the last means a topic that the first names")


class EchoLexicon(BaseModel):
    """How a language points back to what was named before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: tuple[EchoGroup, ...]
    deeds: tuple[Deed, ...] = Field((), description="nouns and the verbs of which they are made: offer")
    determiners: frozenset[str] = Field(description="words before the noun by which it points back: that, such")
    introducing: frozenset[str] = Field(description="words before the noun by which it is new: a, another")
    modifiers: frozenset[str] = Field(description="words between that say nothing of which one is meant: new, whole")
    makers: frozenset[str] = Field(description="prepositions behind the noun for who put it forward: by, from")
    linking: frozenset[str] = Field(description="prepositions by which the noun carries a topic: for, of")
    answers: AnswerLexicon = Field(description="how somebody is asked, and answers")
    pronouns: frozenset[str] = Field(description="pronouns for a thing or what was said: it, that, them")
    siding: SidingLexicon = Field(description="how somebody is said to take the same stance")

    @cached_property
    def nouns(self) -> frozenset[str]:
        """Return all nouns that point back."""
        return frozenset(word for group in self.groups for word in group.words)


@dataclass(frozen=True, slots=True)
class Echo:
    """A noun that points back.

    `things` are the stems of the words of which a topic must be named by one, `content` tells that any topic put
    forward may be meant, `act` that what was done is, `verbs` are the stems of those of which the noun is made.
    """

    token: "Token"
    stem: str
    things: frozenset[str]
    content: bool
    act: bool
    apposed: bool = False
    pronoun: bool = False
    verbs: frozenset[str] = frozenset()


class EchoFinder:
    """Finds what points back, by the words of a language."""

    def __init__(self, lexicon: EchoLexicon, stem: Stemmer) -> None:
        self._words = lexicon
        self.stem = stem
        self._kinds = {kind: self._stems(kind) for kind in (EchoKind.CONTENT, EchoKind.ACT)}
        self._things = self._by_stem()
        self._pronouns = self._of_pronouns()
        self._verbs = {stem(fold(n)): frozenset(map(stem, deed.verbs)) for deed in lexicon.deeds for n in deed.nouns}
        self._deeds = self._pattern_of({noun for deed in lexicon.deeds for noun in deed.nouns})
        self._pattern = self._pattern_of(lexicon.nouns)

    def _pattern_of(self, nouns: Iterable[str]) -> re.Pattern[str]:
        """Return what finds one of the nouns behind a word that points."""
        known, pointers = (
            "|".join(map(re.escape, sorted(some, key=len, reverse=True))) for some in (nouns, self._words.determiners)
        )
        return re.compile(rf"(?:\b(?:{pointers})|['’]s?)\s(?:[\w'’.-]+\s){{0,{_FREE}}}(?:{known})s?\b", re.IGNORECASE)

    def _of_pronouns(self) -> re.Pattern[str]:
        pronouns = "|".join(map(re.escape, sorted(self._words.pronouns)))
        return re.compile(rf"\s(?:{pronouns})(?=\W*[.,;!?”\"]|\W*$)", re.IGNORECASE)

    def _stems(self, kind: EchoKind) -> frozenset[str]:
        return frozenset(self.stem(fold(w)) for group in self._words.groups if group.kind is kind for w in group.words)

    def _by_stem(self) -> Mapping[str, frozenset[str]]:
        groups = [g for g in self._words.groups if g.kind is EchoKind.THING]
        found: dict[str, frozenset[str]] = {}
        for group in groups:
            stems = frozenset(self.stem(fold(word)) for word in group.words)
            found |= {one: found.get(one, frozenset()) | stems for one in stems}
        return found

    def may_echo(self, text: str) -> bool:
        """Return whether the text holds a noun that may point back, with a word before it that points."""
        return self._pattern.search(text) is not None or self._pronouns.search(text) is not None

    def may_mean_deed(self, text: str) -> bool:
        """Return whether the text holds a noun of what somebody did, with a word before it that points."""
        return self._deeds.search(text) is not None

    def find(self, doc: "Doc") -> Iterator[Echo]:
        """Yield the nouns that point back and are described no further, in text order."""
        for token in doc:
            if token.lower_ in self._words.pronouns and _is_free(token):
                yield Echo(token, "", frozenset(), content=True, act=False, pronoun=True)
                continue
            if not _is_noun(token) or self._noun(token.lower_) is None:
                continue
            apposed = _is_apposed(token)
            if not apposed and (not self._points(token) or self._is_described(token) or _is_told(token)):
                continue
            stem = self.stem(fold(token.text))
            things = self._things.get(stem, frozenset())
            content, act = (stem in self._kinds[kind] for kind in (EchoKind.CONTENT, EchoKind.ACT))
            yield Echo(token, stem, things, content, act, apposed, verbs=self._verbs.get(stem, frozenset()))

    def _points(self, noun: "Token") -> bool:
        """Return whether a word before the noun makes it one that is known."""
        return any(t.i < noun.i and (t.lower_ in self._words.determiners or t.dep_ == "poss") for t in noun.children)

    def modifiers(self, noun: "Token") -> list["Token"]:
        """Return the words between that may tell which one is meant: names, in a back reference."""
        return [
            t
            for t in noun.lefts
            if t.dep_ in _PREMODIFIERS and t.lower_ not in self._words.modifiers | self._words.determiners
        ]

    def _is_described(self, noun: "Token") -> bool:
        """Return whether words behind the noun tell of themselves which one is meant: "the plan to dig a canal"."""
        for t in noun.rights:
            inside = [u for u in t.subtree if u.pos_ == "NOUN"]
            if t.dep_ == "prep" and (t.lower_ not in self._words.makers or inside):
                return True
            if t.dep_ in _COMPLEMENTS and (inside or t.dep_ in {"ccomp", "appos", "conj"} or t.tag_ == "VB"):
                return True
        return False

    def puts(self, echo: Echo, words: tuple[str, ...], at: int) -> bool:
        """Return whether the word of that number, of folded ones, is a noun for what the echo may mean."""
        noun = self._noun(words[at])
        behind = words[at + 1 : at + 2]
        if noun is None or (behind and behind[0] in self._words.determiners | self._words.introducing):
            return False  # a verb: "offers a truce"
        stem = self.stem(noun)
        return stem == echo.stem or ((echo.content or echo.act) and stem in self._kinds[EchoKind.CONTENT])

    def of_kind(self, echo: Echo, word: str) -> bool:
        """Return whether a folded word is one of those for the things that the echo stands for."""
        return self.stem(word) in echo.things

    def _noun(self, word: str) -> str | None:
        """Return the noun that points back whose singular or plural the word is."""
        return next((w for w in (word, word.removesuffix("s")) if w in self._words.nouns), None)

    def introduces(self, words: tuple[str, ...], at: int) -> bool:
        """Return whether the noun, the word of that number of folded ones, is new there: "a plan", bare "plans"."""
        before = words[max(0, at - 1 - _FREE) : at]
        pointers = self._words.determiners | self._words.introducing
        nearest = next((w for w in reversed(before) if w in pointers or w == "s"), None)
        return nearest is None or nearest in self._words.introducing

    def links(self, words: tuple[str, ...]) -> bool:
        """Return whether the words behind the noun lead to a topic: "for a", "of an immediate"."""
        return not words or words[0] in self._words.linking


def _is_free(pronoun: "Token") -> bool:
    """Return whether a pronoun is an object that ends what is said: "rejected that", "is ready for it"."""
    last = pronoun.i + 1 == len(pronoun.doc) or pronoun.nbor().is_punct
    return last and pronoun.pos_ == "PRON" and pronoun.dep_ in {"dobj", "pobj"} and not list(pronoun.children)


def _is_noun(token: "Token") -> bool:
    """Return whether the word is a noun, or stands as one whatever the tagger takes it for: "spurned that offer"."""
    return token.pos_ == "NOUN" or token.dep_ in {"dobj", "pobj"}


def _is_apposed(noun: "Token") -> bool:
    """Return whether the noun says of what stands before it what it is: "a truce, an offer that X rejected"."""
    edge = noun.left_edge
    comma = edge.i > 0 and edge.nbor(-1).text == ","
    new = any(t.lower_ in {"a", "an"} for t in noun.children)
    return comma and new and noun.dep_ != "conj" and any(t.dep_ == "relcl" for t in noun.children)


def _is_told(noun: "Token") -> bool:
    """Return whether the sentence tells what the noun is: "the plan is to dig a canal"."""
    told = noun.dep_ in SUBJECTS and noun.head.lemma_ == "be"
    return told and any(t.dep_ in {"xcomp", "ccomp"} and t.i > noun.head.i for t in noun.head.children)
