"""Which cue of a language a token is, with the words around it: "reject", "rule out", "no need"."""

from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.conditions import Conditions
from bot.extract.grammar import NOUNS, PASSIVE_SUBJECTS, VERBS, agents, auxiliaries
from bot.extract.stance_lexicon import Cue, CuePos, Effect

if TYPE_CHECKING:
    from spacy.tokens import Token

_POS = {"VERB": CuePos.VERB, "AUX": CuePos.VERB, "ADJ": CuePos.ADJECTIVE, "NOUN": CuePos.NOUN, "PROPN": CuePos.NOUN}
_REACH = 4
_ARTICLES = frozenset({"det", "poss", "case"})
_ONES = frozenset({"NOUN", "ADJ", "NUM"})
_OBJECTS = frozenset({"dobj", "oprd", "attr", "appos", "nsubj"})


class CueWords(Conditions):
    """Finds the cues of a stance lexicon among the tokens of a parse."""

    def cue(self, token: "Token") -> Cue | None:
        """Return the cue that the token is, its particles looked at first."""
        return self.phrasal(token) or self._denied(token) or self._plain(token)

    def phrasal(self, token: "Token") -> Cue | None:
        """Return the cue that the verb is together with the words right after it ("rule out")."""
        if token.pos_ not in VERBS or self._is_idiom(token):
            return None
        found = []
        for particles, cue in self.words.by_phrase.get(token.lemma_.lower(), ()):
            if cue.negated and not self.negated(token):
                continue
            following = [
                "" if _is_of_object(t, token, particles) else t.lower_
                for t in token.doc[token.i + 1 : token.i + 1 + max(_REACH, len(particles) + 1)]
            ]
            if _in_order(particles, following):
                found.append((following.index(particles[0]), cue))
            elif _stands_behind_object(token, particles):
                found.append((_REACH, cue))
        return min(found, key=lambda pair: pair[0])[1] if found else None  # "voted for sanctions against" is for them

    def is_of_one(self, clause: "Token") -> bool:
        """Return whether "be" tells that its subject did this, as one of several: "X was the first to sign"."""
        above = [clause.head, *clause.head.ancestors][:3] if clause.head.pos_ not in VERBS else [clause.head]
        verb = next((t for t in above if t.pos_ in VERBS), None)
        if verb is None or verb.lemma_.lower() not in self.words.being or not grammar.is_infinitive(clause):
            return False
        places = [verb, *(t for t in verb.children if t.dep_ == "prep")]
        ones = [t for place in places for t in place.children if t.dep_ in {"attr", "pobj"} and t.pos_ in _ONES]
        said = clause.head if clause.head.i != verb.i else next((t for t in ones if t.i < clause.left_edge.i), None)
        ranked = said in ones and any(map(self._is_rank, (said, *said.children)))
        return ranked and not grammar.subjects(clause) and not self.negated(verb)

    def _is_rank(self, word: "Token") -> bool:
        return word.like_num or word.tag_ == "JJS" or (word.dep_ == "amod" and word.lower_ in self.words.sole)

    def takes(self, verb: "Token", preposition: str) -> bool:
        """Return whether the preposition is a part of what the verb says: "took aim at"."""
        cue = self.phrasal(verb)
        return cue is not None and preposition in cue.word.split()

    def leaves_open(self, word: "Token") -> bool:
        """Return whether a verb with its particles, an adjective or a denied noun leaves it open: "declined to say"."""
        cue = self.phrasal(word) or self.words.by_word.get((CuePos.ADJECTIVE, word.lower_)) or self._denied_noun(word)
        return cue is not None and cue.effect is Effect.OPEN

    def denied_object(self, verb: "Token") -> tuple[Cue, "Token"] | None:
        """Return the noun that the verb denies, with its cue: "made no decision", "no decision was made"."""
        for token in verb.children:
            cue = self._denied(token) if token.dep_ in {"dobj", *PASSIVE_SUBJECTS} else None
            if cue is not None:
                return cue, token
        return None

    def _denied_noun(self, word: "Token") -> Cue | None:
        """Return the cue of a noun that is denied: "no position", "takes no position"."""
        if word.pos_ in NOUNS:
            return self._denied(word)
        denied = self.denied_object(word) if word.pos_ in VERBS else None
        return denied[0] if denied else None

    def _denied(self, token: "Token") -> Cue | None:
        """Return the cue that the token is only where it is negated: no need for."""
        pos = _POS.get(token.pos_)
        found = self.words.by_denied_word.get((pos, token.lemma_.lower())) if pos is not None else None
        return found if found is not None and self.negated(token) and not self._may_not_be(token) else None

    def _may_not_be(self, verb: "Token") -> bool:
        """Return whether a passive says what nobody may do, not what nobody did: "cannot be decided without X"."""
        return bool(grammar.passive_subjects(verb) and auxiliaries(verb) & (self.words.obligation | {"can"}))

    def _plain(self, token: "Token") -> Cue | None:
        pos = _POS.get(token.pos_)
        if self._is_idiom(token):
            return None
        if token.pos_ == "PROPN" and token.i and token.text[:1].isupper():
            return None  # a part of a name: the Plan of Action
        if pos is CuePos.VERB and token.tag_ in {"VBN", "VBD"} and self.is_adjective(token):
            return self.words.by_word[CuePos.ADJECTIVE, token.lower_]
        return self.words.by_word.get((pos, token.lemma_.lower())) if pos is not None else None

    def _is_idiom(self, token: "Token") -> bool:
        """Return whether the word behind makes of a cue something else: "close to"."""
        behind = token.i + 1
        return behind < len(token.doc) and f"{token.lower_} {token.doc[behind].lower_}" in self.words.idioms

    def is_adjective(self, participle: "Token") -> bool:
        """Return whether the participle is used as an adjective of stance ("is prepared", "is committed")."""
        if agents(participle):
            return False  # "is opposed by X"
        passive = participle.dep_ == "acomp" or any(t.dep_ == "auxpass" for t in participle.children)
        bare = {t.dep_ for t in participle.children} & {"xcomp", "dobj", "aux"} == {"xcomp"}  # "X prepared to"
        return (passive or bare) and (CuePos.ADJECTIVE, participle.lower_) in self.words.by_word


def _is_of_object(token: "Token", verb: "Token", particles: tuple[str, ...]) -> bool:
    """Return whether a preposition belongs to what the verb governs: "called it a recipe for"."""
    noun = token.head
    of_noun = token.dep_ == "prep" and noun.pos_ in NOUNS and noun.dep_ in _OBJECTS and noun.lower_ not in particles
    return of_noun and noun.i > verb.i


def _stands_behind_object(verb: "Token", particles: tuple[str, ...]) -> bool:
    """Return whether the particles stand behind an object of many words: "put the plan for talks on hold"."""
    objects = [t for t in verb.children if t.dep_ == "dobj"]
    behind = [t for t in verb.children if objects and t.dep_ in {"prt", "prep"} and t.i > objects[0].right_edge.i]
    said = [[t.lower_ for t in verb.doc[place.i : place.i + _REACH] if t.dep_ not in _ARTICLES] for place in behind]
    return len(particles) > 1 and list(particles) in [words[: len(particles)] for words in said]


def _in_order(particles: tuple[str, ...], following: list[str]) -> bool:
    at = -1
    for particle in particles:
        if particle not in following[at + 1 :]:
            return False
        at = following.index(particle, at + 1)
    return True
