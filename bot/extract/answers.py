"""What somebody is asked is no stance, the answer is: "asked about a truce, X declined to comment"; "X said no"."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from bot.extract import grammar
from bot.extract.claim import Claim
from bot.extract.cues import Cues
from bot.extract.grammar import VERBS
from bot.extract.stance_lexicon import Effect
from bot.model import Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

Words = frozenset[str]
_BESIDE = frozenset({"advcl", "acl", "prep", "csubj", "dep", "partmod", "conj"})


class AnswerLexicon(BaseModel):
    """How a language tells a question put to somebody, and the answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    asking: Words
    questions: Words
    about: Words
    whether: Words
    yes: Words
    no: Words
    silent: Words  # verbs that, denied, leave the question open: "did not answer"
    declining: Words  # those that do with one of them: "refused to answer"
    dodging: Words  # those that do as they are
    examples: dict[Stance, tuple[str, ...]]


class AnswerReader:
    """Reads answers to questions about a topic, by the words of a language."""

    def __init__(self, lexicon: AnswerLexicon, cues: Cues) -> None:
        self._words = lexicon
        self._cues = cues

    def question(self, topic: "Token") -> "Token | None":
        """Return the verb by which somebody was asked about the topic, or the question about it that was left open."""
        below = topic
        for token in topic.ancestors:
            if token.lemma_.lower() in self._words.asking and token.tag_ == "VBN":
                alone = not any(t.dep_ in {"nsubj", "nsubjpass", "aux"} for t in token.children)
                return token if alone and self._asks(below) else None
            if token.lemma_.lower() in self._words.questions and token.dep_ in {"dobj", "pobj"}:
                return token if self._asks(below) and self._is_open(_verb_over(token)) else None
            below = token
        return None

    def _asks(self, below: "Token") -> bool:
        marked = {t.lower_ for t in below.children if t.dep_ in {"mark", "advmod"} and t.i < below.i}
        return below.lower_ in self._words.about or bool(marked & self._words.whether)

    def claims(self, topic: "Token", question: "Token", sign: int) -> Iterator[Claim]:
        """Yield what the answer says of the topic: nothing where it says something else."""
        asked = question.pos_ in VERBS
        verb = question.head if asked else _verb_over(question)
        holders = grammar.with_conjuncts(grammar.clause_subjects(verb)) if verb.pos_ in VERBS else ()
        if not holders or (asked and question.dep_ not in _BESIDE):
            return
        if self._is_open(verb):
            rule = f"asked, and left open ({verb.lower_!r})"
            yield Claim(holders, Stance.NONCOMMITTAL, (verb,), (rule,), voice=Voice.OWN)
            return
        turn = self._answer(verb) * self._sign(topic, question)
        whose = self._asked_of(topic, question)
        if turn and len(holders) == 1 and len(whose) <= 1:
            stance = Stance.SUPPORT if sign * turn > 0 else Stance.OPPOSE
            rule = "asked, and answered"
            yield Claim(whose or holders, stance, (verb,), (rule,), voice=Voice.OWN, answerer=holders[0])

    def _is_open(self, verb: "Token") -> bool:
        """Return whether the verb tells that no answer was given."""
        word, below = verb.lemma_.lower(), {t.lemma_.lower() for t in verb.children if t.dep_ == "xcomp"}
        silent = self._words.silent & ({word} if self._cues.negated(verb) else below)
        refused = word in self._words.silent or word in self._words.declining
        return self._cues.leaves_open(verb) or word in self._words.dodging or bool(silent and refused)

    def _asked_of(self, topic: "Token", question: "Token") -> tuple["Token", ...]:
        """Return of whom it is asked whether it is so, where that is told by a name."""
        for token in (topic, *topic.ancestors):
            if token.i == question.i:
                break
            named = [t for t in grammar.subjects(token) if t.i != topic.i and t.pos_ != "PRON"]
            if named and token.pos_ in VERBS:
                return grammar.with_conjuncts(named)
        return ()

    def _answer(self, verb: "Token") -> int:
        """Return 1 for yes, -1 for no; 0 where the answer is in other words."""
        said = {t.lower_ for t in verb.doc if _stands_alone(t, verb)}
        return bool(said & self._words.yes) - bool(said & self._words.no)

    def _sign(self, topic: "Token", asked: "Token") -> int:
        """Return 1 where the question is whether one is for the topic, -1 whether against it; 0 where unclear."""
        sign = 1
        for token in (topic, *topic.ancestors):
            if token.i == asked.i:
                break
            cue = self._cues.cue(token) if token.i != topic.i else None
            if self._cues.negated(token) or (cue is not None and cue.effect not in {Effect.FOR, Effect.AGAINST}):
                return 0
            sign = -sign if cue is not None and cue.effect is Effect.AGAINST else sign
        return sign


def _verb_over(noun: "Token") -> "Token":
    """Return the verb of which the noun is an object, or the one that this hangs on: "declined to take questions"."""
    verb = noun.head if noun.dep_ == "dobj" else noun.head.head
    return verb.head if verb.dep_ == "xcomp" else verb


def _stands_alone(token: "Token", verb: "Token") -> bool:
    """Return whether the word is all that is said: between marks, or between the verb and one."""
    before = token.i == 0 or token.nbor(-1).is_punct or token.nbor(-1).i == verb.i
    last = token.i + 1 == len(token.doc)
    return before and (last or token.nbor().is_punct)
