"""Who sides with what was just said: "so did X", "X said the same", "X is also against"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from bot.extract import grammar
from bot.extract.alternatives import any_of
from bot.extract.claim import Claim
from bot.extract.grammar import VERBS
from bot.model import Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Words = frozenset[str]
_OBJECTS = frozenset({"dobj", "attr", "advmod", "oprd", "npadvmod"})
_LEFT_OUT = frozenset({"xcomp", "ccomp", "prep", "dobj", "advcl", "prt", "dative", "agent"})
_CONTRARY = {Stance.SUPPORT: Stance.OPPOSE}


class SidingLexicon(BaseModel):
    """How a language says that somebody takes the stance that somebody else was just said to take."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    openers: Words  # "so did X", "neither does X"
    auxiliaries: Words
    verbs: Words  # that have "the same" or "a similar view" as their object
    likewise: Words  # what that object is alone: "the same", "suit"
    alike: Words  # or what stands with it
    views: Words
    echoing: Words  # verbs that say it of their object, whoever or whatever it is
    agreeing: Words  # verbs that say it alone
    differing: Words
    too: Words  # words with which one of the predicates says it: "is also against"
    opposed: Words
    favouring: Words
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """Somebody's siding: the holder's token, the word that tells it, and with whom: those against it, for it, any."""

    holder: "Token"
    trigger: "Token"
    with_: frozenset[Stance]
    contrary: bool = False
    said: bool = False

    def claim(self, stance: Stance) -> Claim | None:
        """Return the claim where somebody took the stance just before; None where that does not fit the words."""
        if stance not in self.with_:
            return None
        taken = _CONTRARY.get(stance) if self.contrary else stance
        if taken is None:
            return None
        voice = Voice.OWN if self.said else Voice.NARRATED
        holders, rule = grammar.with_conjuncts([self.holder]), f"sides with who spoke before ({self.trigger.lower_!r})"
        return Claim(holders, taken, (self.trigger,), (rule,), voice=voice)


_ANY = frozenset({Stance.SUPPORT, Stance.OPPOSE, Stance.NONCOMMITTAL})


class SidingReader:
    """Finds who sides with somebody, by the words of a language."""

    def __init__(self, lexicon: SidingLexicon, speech: frozenset[str]) -> None:
        self._words = lexicon
        self._speech = speech
        first = _any(f"{o} {a}" for o in lexicon.openers for a in lexicon.auxiliaries)
        same = _any(lexicon.alike | lexicon.likewise)
        verbs = _any(lexicon.echoing | lexicon.agreeing | lexicon.differing)
        sides = rf"{_any(lexicon.too)}\b.{{0,30}}\b{_any(lexicon.opposed | lexicon.favouring)}"
        self._pattern = re.compile(rf"\b(?:{first}|{same}|{verbs}(?:s|es|d|ed|red)?|{sides})\b", re.IGNORECASE)

    def may_side(self, text: str) -> bool:
        """Return whether the text holds words by which somebody may side with what was said."""
        return self._pattern.search(text) is not None

    def find(self, doc: "Doc") -> Iterator[Side]:
        """Yield whoever sides with what was said before, in text order."""
        for token in doc:
            opened = self._opened(token)
            if opened is not None:
                yield Side(opened, token, _ANY)
            elif token.pos_ in VERBS:
                yield from self._of_verb(token)

    def _opened(self, token: "Token") -> "Token | None":
        """Return X of "so did X", where the sentence or clause says no more."""
        if token.lower_ not in self._words.openers or token.i + 2 >= len(token.doc):
            return None
        auxiliary = token.nbor()
        if auxiliary.lower_ not in self._words.auxiliaries:
            return None
        behind = [t for t in token.doc[auxiliary.i + 1 :] if t.dep_ in {"nsubj", "attr", "dobj", "ROOT", "nsubjpass"}]
        holder = next((t for t in behind if t.pos_ in grammar.NOUNS), None)
        if holder is None or any(t.pos_ in VERBS for t in token.doc[auxiliary.i + 1 : holder.right_edge.i + 2]):
            return None
        return holder

    def _of_verb(self, verb: "Token") -> Iterator[Side]:
        subjects = grammar.subjects(verb)
        if not subjects or any(t.dep_ == "neg" for t in verb.children) or _is_thought_of(verb):
            return
        word = verb.lemma_.lower()
        said = word in self._speech or verb.lower_ in self._speech
        if any(self._is_same(t, word) for t in verb.children) or self._echoes(verb, word):
            yield Side(subjects[0], verb, _ANY, said=said)
        elif word in self._words.agreeing | self._words.differing and not any(
            t.dep_ in _LEFT_OUT for t in verb.children
        ):
            yield Side(subjects[0], verb, _ANY, contrary=word in self._words.differing, said=True)
        elif word == "be":
            yield from self._predicated(verb, subjects[0])

    def _is_same(self, token: "Token", verb: str) -> bool:
        """Return whether what the verb governs is the same as before: "the same", "a similar view"."""
        if verb not in self._words.verbs or token.dep_ not in _OBJECTS:
            return False
        if token.lower_ in self._words.likewise and not list(token.rights):
            return True
        alike = any(t.lower_ in self._words.alike for t in token.children)
        return alike and token.lower_ in self._words.views and not list(token.rights)

    def _agrees(self, verb: "Token", word: str) -> bool:
        """Return whether the verb alone says it: "X agreed"."""
        alone = not any(t.dep_ in _LEFT_OUT for t in verb.children)
        return alone and word in self._words.agreeing | self._words.differing

    def _echoes(self, verb: "Token", word: str) -> bool:
        """Return whether the verb says that its object, a view or who has it, is sided with: "echoed the call"."""
        objects = [t for t in verb.children if t.dep_ == "dobj"] if word in self._words.echoing else []
        plain = [t for t in objects if not any(u.dep_ in {"prep", "relcl", "acl"} for u in t.children)]
        return any(t.pos_ in {"PROPN", "PRON"} or t.lower_ in self._words.views for t in plain)

    def _predicated(self, verb: "Token", subject: "Token") -> Iterator[Side]:
        """Take "X is also against": it sides with those who are."""
        if not any(t.lower_ in self._words.too for t in (*verb.children, *subject.subtree)):
            return
        for token in verb.children:
            words = [t.lower_ for t in token.subtree if t.i >= token.i and not t.is_punct]
            if token.i > verb.i and " ".join(words) in self._words.opposed:
                yield Side(subject, token, frozenset({Stance.OPPOSE}))
            elif token.i > verb.i and " ".join(words) in self._words.favouring:
                yield Side(subject, token, frozenset({Stance.SUPPORT}))


def _is_thought_of(verb: "Token") -> bool:
    """Return whether the verb tells only what may be, or what somebody wants of another: "asked X to do the same"."""
    if any(t.dep_ == "aux" and t.lemma_.lower() not in {"have", "be", "do"} for t in verb.children):
        return True
    return any(t.dep_ == "mark" and t.lower_ in {"if", "whether", "unless"} for t in verb.children)


def _any(words: Iterable[str]) -> str:
    return any_of(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))
