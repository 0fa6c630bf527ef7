"""The stance words of a language, asked token by token."""

from itertools import dropwhile
from typing import TYPE_CHECKING

from bot.extract.grammar import NOUNS, PASSIVE_SUBJECTS, SUBJECTS, VERBS, agents, auxiliaries, subjects
from bot.extract.stance_lexicon import Cue, CuePos, Effect, StanceLexicon
from bot.model import Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

_POS = {"VERB": CuePos.VERB, "AUX": CuePos.VERB, "ADJ": CuePos.ADJECTIVE, "NOUN": CuePos.NOUN, "PROPN": CuePos.NOUN}
_REACH = 4
_OBJECTS = frozenset({"dobj", "oprd", "attr", "appos", "nsubj"})
# what is told within what governs it
_INNER = frozenset({"ccomp", "xcomp", "acl", "dobj", "prep", "pobj"})


class Cues:
    """A stance lexicon as sets, with the questions that the reader asks of tokens."""

    def __init__(self, lexicon: StanceLexicon, speech: frozenset[str]) -> None:
        self.words = lexicon
        self._speech = speech
        self.approving = lexicon.necessity | lexicon.approving
        self.disapproving = lexicon.undesirable | lexicon.disapproving
        self._conditions = tuple(tuple(phrase.split()) for phrase in lexicon.conditions)

    def cue(self, token: "Token") -> Cue | None:
        """Return the cue that the token is, its particles looked at first."""
        return self.phrasal(token) or self._denied(token) or self._plain(token)

    def phrasal(self, token: "Token") -> Cue | None:
        """Return the cue that the verb is together with the words right after it ("rule out")."""
        if token.pos_ not in VERBS or self._is_idiom(token):
            return None
        found = []
        for particles, cue in self.words.by_phrase.get(token.lemma_.lower(), ()):
            following = [
                "" if _is_of_object(t, token, particles) else t.lower_
                for t in token.doc[token.i + 1 : token.i + 1 + _REACH]
            ]
            if _in_order(particles, following):
                found.append((following.index(particles[0]), cue))
        return min(found, key=lambda pair: pair[0])[1] if found else None  # "voted for sanctions against" is for them

    def leaves_open(self, verb: "Token") -> bool:
        """Return whether the verb with its particles leaves a matter open: "declined to say"."""
        cue = self.phrasal(verb)
        return cue is not None and cue.effect is Effect.OPEN

    def _denied(self, token: "Token") -> Cue | None:
        """Return the cue that the token is only where it is negated: no need for."""
        pos = _POS.get(token.pos_)
        found = self.words.by_denied_word.get((pos, token.lemma_.lower())) if pos is not None else None
        return found if found is not None and self.negated(token) else None

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

    def negated(self, token: "Token", *, besides: frozenset[int] = frozenset()) -> bool:
        """Return whether a verb, adjective or noun is negated, by a word outside `besides`."""
        for t in token.children:
            if t.i in besides or self._adds(t):
                continue
            if t.dep_ == "neg" or (t.dep_ in {"advmod", "preconj", "det", "amod"} and t.lower_ in self.words.negations):
                return True
            if t.dep_ in SUBJECTS | PASSIVE_SUBJECTS and self._is_nobody(t):
                return True
            if self._in_no_way(t) or (t.dep_ == "advmod" and any(u.dep_ == "neg" for u in t.children)):  # no longer
                return True
        return self._yet_to(token)

    def _in_no_way(self, preposition: "Token") -> bool:
        """Return whether a phrase denies a verb as "not" does: "under no circumstances"."""
        nouns = [t for t in preposition.children if t.dep_ == "pobj" and preposition.dep_ == "prep"]
        nouns = [t for t in nouns if {t.lemma_.lower(), t.lower_} & self.words.no_way]
        return any(t.dep_ == "det" and t.lower_ == "no" for noun in nouns for t in noun.children)

    def _yet_to(self, verb: "Token") -> bool:
        """Return whether what the verb says is still to come: "has yet to decide"."""
        return verb.dep_ == "xcomp" and any(t.lower_ in self.words.yet for t in verb.head.children if t.i < verb.i)

    def _adds(self, negation: "Token") -> bool:
        """Return whether the negation adds to what is said ("not only") or is an answer ("no to")."""
        after = negation.i + 1
        following = negation.doc[after].lower_ if after < len(negation.doc) else ""
        return following in self.words.focus or f"{negation.lower_} {following}" in self.words.answers

    def _is_nobody(self, subject: "Token") -> bool:
        return subject.lower_ in self.words.negations or any(
            t.lower_ in self.words.negations and t.dep_ in {"det", "neg", "preconj"} for t in subject.children
        )

    def given_up(self, token: "Token") -> bool:
        """Return whether the text says that this was so once ("previously promised", "earlier promise").

        "Earlier, X announced" only says when.
        """
        dep = "amod" if token.pos_ not in VERBS else "advmod"
        return any(t.lower_ in self.words.past_gone and t.dep_ == dep and t.tag_ != "RBR" for t in token.children)

    def is_light(self, verb: "Token") -> bool:
        """Return whether the verb passes on to its object what is said of it: to hold talks, to talk about talks."""
        word = verb.lemma_.lower()
        return word in self.words.light or word in self.words.pledges or word in self.words.airing

    def carries(self, noun: "Token") -> bool:
        """Return whether the noun passes a stance on: a cue, or one that merely carries the topic."""
        return self.cue(noun) is not None or noun.lemma_.lower() in self.words.carriers

    def names(self, verb: "Token") -> bool:
        """Return whether the verb only names a thing: "what it calls sanctions"."""
        return verb.lemma_.lower() in self.words.judging and any(t.tag_ == "WP" for t in verb.children)

    def comes_about(self, verb: "Token") -> bool:
        """Return whether the clause only says that its subject is or ends, as a cue wants: "wants a truce to hold"."""
        if self.is_seen(verb):
            return True
        bare = verb.tag_ == "VB" and not auxiliaries(verb)
        if verb.dep_ not in {"ccomp", "xcomp"} or not (bare or any(t.tag_ == "TO" for t in verb.children)):
            return False
        word, above = verb.lemma_.lower(), self.cue(verb.head) if verb.head.pos_ in VERBS else None
        return above is not None and (
            word in self.words.takes_place or (word in self.words.ceasing and bool(subjects(verb)))
        )

    def is_seen(self, verb: "Token") -> bool:
        """Return whether the verb tells what somebody wants done: "wants to see a truce put in place"."""
        if verb.dep_ != "ccomp" or verb.tag_ not in {"VBN", "VB"} or verb.head.lemma_.lower() not in self.words.seeing:
            return False
        above = self.cue(verb.head.head) if verb.head.dep_ == "xcomp" else None
        cue = self.cue(verb)
        done = verb.lemma_.lower() in self.words.takes_place or cue is not None or self.is_light(verb)
        return above is not None and above.effect is Effect.FOR and done

    def is_hearsay(self, noun: "Token") -> bool:
        """Return whether the noun tells what somebody is said to do: reports that, the rumour that."""
        return noun.pos_ in NOUNS and noun.lemma_.lower() in self.words.hearsay

    def denied_object(self, verb: "Token") -> tuple[Cue, "Token"] | None:
        """Return the noun that the verb denies, with its cue: "made no decision", "no decision was made"."""
        for token in verb.children:
            cue = self._denied(token) if token.dep_ in {"dobj", *PASSIVE_SUBJECTS} else None
            if cue is not None:
                return cue, token
        return None

    def deniers(self, noun: "Token") -> list["Token"] | None:
        """Return who denies what the noun tells (nobody named: by being called untrue); None where nobody does."""
        verb = noun.head
        if (
            noun.dep_ in {"dobj", *PASSIVE_SUBJECTS}
            and verb.lemma_.lower() in self.words.denying
            and not self.negated(verb)
        ):
            return subjects(verb) if noun.dep_ == "dobj" else agents(verb)
        said = [t for t in verb.children if t.dep_ in {"acomp", "attr", "oprd"}]
        untrue = any(t.lemma_.lower() in self.words.untrue for t in said) and not self.negated(verb)
        return [] if noun.dep_ in SUBJECTS and untrue else None

    def is_called_untrue(self, clause: "Token", above: "Token") -> bool:
        """Return whether what a clause says is called untrue: "it is not true that", "it is wrong to think that"."""
        if clause.dep_ != "ccomp":
            return False
        verb = above.head if above.dep_ == "xcomp" and self.negated(above) is False else above
        said = [t for t in verb.children if t.dep_ in {"acomp", "attr"}]
        return any((t.lemma_.lower() in self.words.untrue) != self.negated(verb) for t in said if self._is_of_truth(t))

    def _is_of_truth(self, word: "Token") -> bool:
        lemma = word.lemma_.lower()
        return lemma in self.words.untrue or lemma in self.words.true

    def is_sole(self, noun: "Token") -> bool:
        """Return whether the words say for a thing that nothing else will do: "the only way"."""
        alone = any(t.lower_ in self.words.sole for t in noun.children if t.dep_ == "amod")
        return noun.lemma_.lower() in self.words.ways and alone and not self.negated(noun.head)

    def comes_to_nothing(self, verb: "Token") -> bool:
        """Return whether somebody did not manage, or only could, what may be wanted all the same: "has not reached"."""
        possible = bool(auxiliaries(verb) & {"can", "could"})
        return verb.lemma_.lower() in self.words.achieving and (possible or self.negated(verb))

    def is_silent(self, verb: "Token") -> bool:
        """Return whether somebody does not say a thing: "would not say whether"."""
        return verb.lemma_.lower() in self.words.telling and self.negated(verb)

    def listed(self, verb: "Token") -> "Token | None":
        """Return the demand or goal whose content the verb lists: "X's demands include", "X's goal is"."""
        found = subjects(verb) if verb.lemma_.lower() in self.words.listing else []
        cue = self.cue(found[0]) if found and found[0].pos_ in NOUNS else None
        return found[0] if cue is not None and cue.effect is Effect.FOR else None

    def depends(self, noun: "Token") -> bool:
        """Return whether something depends on what the noun says, which leaves open whether it is so."""
        return noun.dep_ == "pobj" and noun.head.head.lemma_.lower() in self.words.depending

    def is_speech(self, verb: "Token") -> bool:
        """Return whether the verb reports what somebody said."""
        return verb.lower_ in self._speech or verb.lemma_.lower() in self._speech

    def is_hypothetical(self, verb: "Token") -> bool:
        """Return whether the verb's clause, or one that it is joined to, begins with if, whether or the like."""
        marks = {t.lower_ for t in verb.children if t.dep_ in {"mark", "advmod"} and t.i < verb.i}
        if marks & self.words.hypothetical or (marks & self.words.awaited and self._is_present(verb)):
            return True
        joined = verb.dep_ == "conj" and verb.head.pos_ in VERBS and not any(t.dep_ in SUBJECTS for t in verb.children)
        return joined and self.is_hypothetical(verb.head)

    def _is_present(self, verb: "Token") -> bool:
        tenses = [t.tag_ for t in verb.children if t.dep_ in {"aux", "auxpass"}] or [verb.tag_]
        return tenses[0] in {"VBZ", "VBP"}

    def is_supposed(self, verb: "Token") -> bool:
        """Return whether what the verb says is told within a clause of if: "asked whether X would say that"."""
        while verb.dep_ in _INNER:
            verb = verb.head
            if verb.pos_ in VERBS and self.is_hypothetical(verb):
                weighing = self.cue(verb.head) if verb.dep_ in {"ccomp", "xcomp"} else None
                return weighing is None or weighing.effect is not Effect.OPEN
        return False

    def is_particle(self, noun: "Token") -> bool:
        """Return whether the noun is a part of a cue of several words: "is in favour of"."""
        verb = noun.head.head if noun.dep_ == "pobj" else noun.head
        cue = self.phrasal(verb) if noun.dep_ in {"pobj", "dobj"} else None
        return cue is not None and noun.lower_ in cue.word.split()

    def is_adjective(self, participle: "Token") -> bool:
        """Return whether the participle is used as an adjective of stance ("is prepared", "is committed")."""
        passive = participle.dep_ == "acomp" or any(t.dep_ == "auxpass" for t in participle.children)
        bare = {t.dep_ for t in participle.children} & {"xcomp", "dobj", "aux"} == {"xcomp"}  # "X prepared to"
        return (passive or bare) and (CuePos.ADJECTIVE, participle.lower_) in self.words.by_word

    def not_yet(self, token: "Token") -> bool:
        """Return whether what is denied is only not so yet."""
        return self._yet_to(token) or any(t.lower_ in self.words.yet for t in token.children)

    def predicate(self, verb: "Token") -> Cue | None:
        """Return what a form of "be" says in several words: "is out of the question"."""
        if verb.lemma_.lower() != "be":
            return None
        following = verb.doc[verb.i + 1 : verb.i + 2 + _REACH]
        words = [t.lower_ for t in dropwhile(lambda t: t.dep_ in {"neg", "advmod"}, following)]
        for group in self.words.predicates:
            for phrase in group.words:
                if words[: phrase.count(" ") + 1] == phrase.split() and (not group.negated or self.negated(verb)):
                    return Cue(phrase, group.effect, Voice.NARRATED, negated=group.negated)
        return None

    def effect_of(self, verb: "Token") -> int:
        """Return 1 where the verb says that its subject does good, -1 where it does harm, 0 where neither."""
        word = verb.lemma_.lower()
        if verb.tag_ in {"VBD", "VBN"} or auxiliaries(verb) & (self.words.modal_open | self.words.obligation):
            return 0
        helped = [t for t in verb.children if t.dep_ == "dobj"]
        helped += [s for t in verb.children if t.dep_ == "ccomp" for s in subjects(t)]
        if any(t.pos_ == "PROPN" for t in helped):
            return 0  # what helps or harms one side says nothing of the speaker's wish
        if word in self.words.serves:
            return -1 if self.negated(verb) else 1
        return -1 if word in self.words.fails and not self.negated(verb) else 0

    def stands(self, verb: "Token") -> bool:
        """Return whether the verb says that its subject will go on as it is: "sanctions will stay in place"."""
        if not auxiliaries(verb) & self.words.promising or self.negated(verb):
            return False
        following = tuple(t.lower_ for t in verb.doc[verb.i + 1 : verb.i + 3])
        return " ".join((verb.lemma_.lower(), *following)) in self.words.standing

    def auxiliaries_oblige(self, verb: "Token") -> bool:
        """Return whether must, should or the like stands with the verb."""
        return bool(auxiliaries(verb) & self.words.obligation) or self.has_to(verb)

    def has_to(self, verb: "Token") -> bool:
        """Return whether "have to" stands with the verb, whose subject is that of "have": "a truce has to come"."""
        having = verb.dep_ in {"xcomp", "ccomp"} and verb.head.lemma_.lower() in self.words.having_to
        if not having or not any(t.tag_ == "TO" for t in verb.children) or self.negated(verb.head):
            return False
        passive = any(t.dep_ == "auxpass" for t in verb.children)
        return not self.negated(verb) and (not passive or self.cue(verb) is not None)

    def denies_manner(self, verb: "Token") -> bool:
        """Return whether a denial is about how it would be done: "will not negotiate through the media"."""
        how = [t for t in verb.children if t.dep_ == "prep" and t.i > verb.i and t.lower_ in self.words.manner]
        objects = [t for prep in how for t in prep.children if t.dep_ == "pobj"]
        stressed = any(t.dep_ == "det" and t.lower_ in {"any", "no"} for noun in objects for t in noun.children)
        judging = verb.lemma_.lower() in self.words.judging
        return bool(objects) and not stressed and not judging and self.negated(verb)

    def denies_alone(self, noun: "Token") -> bool:
        """Return whether a noun without a verb denies a thing: "no truce for now", as headlines quote somebody."""
        verb = any(t.pos_ in VERBS for t in noun.doc)
        return noun.pos_ == "NOUN" and not verb and any(t.dep_ == "det" and t.lower_ == "no" for t in noun.children)

    def commands(self, verb: "Token") -> bool:
        """Return whether the verb tells somebody to do something: a bare form without subject and auxiliary."""
        bare = verb.tag_ == "VB" and verb.dep_ in {"ROOT", "ccomp", "conj", "advcl"}
        told = any(t.dep_ in {"mark", *SUBJECTS, *PASSIVE_SUBJECTS} for t in verb.children)
        told = told or any(t.dep_ == "aux" and t.lemma_.lower() != "do" for t in verb.children)
        return bare and not told and (verb.dep_ != "conj" or self.commands(verb.head))

    def condition(self, verb: "Token", topic: "Token") -> tuple["Token", "Token"] | None:
        """Return the first and last token of what the clause makes its condition, the topic not in it."""
        for child in verb.children:
            if child.dep_ not in {"advcl", "prep", "advmod", "mark"}:
                continue
            subtree = sorted(child.subtree, key=lambda t: t.i)
            if len(subtree) < 2 or topic in subtree or subtree[-1].lower_ in self.words.possible:
                continue  # "as soon as possible"
            if not self._opens_condition(subtree) and not self._stipulates(child):
                continue
            if subtree[0].lower_ == "if" and child.lemma_.lower() in self.words.rhetorical:
                continue
            if child.dep_ == "advmod" and not any(t.pos_ in VERBS or t.dep_ in {"prep", "pobj"} for t in subtree):
                continue  # "once again"
            if subtree[0].lower_ not in self.words.only_denied or self.negated(verb) or self.negated(topic):
                return subtree[0], _end_of_phrase(subtree)
        return None

    def lack(self, noun: "Token") -> tuple["Token", "Token"] | None:
        """Return the first and last token of what the noun is said to lack: "a deal that lacks", "without"."""
        for child in noun.children:
            if child.dep_ in {"relcl", "acl", "prep"} and child.lemma_.lower() in self.words.lacking:
                subtree = sorted(child.subtree, key=lambda t: t.i)
                return subtree[0], subtree[-1]
        return None

    def _stipulates(self, preposition: "Token") -> bool:
        """Return whether the phrase says on what condition: "on one condition", "according to clear conditions"."""
        if preposition.dep_ != "prep" or preposition.lower_ not in {"on", "with", "according"}:
            return False
        inner = [preposition, *(t for t in preposition.children if t.dep_ == "prep")]
        objects = [t for prep in inner for t in prep.children if t.dep_ == "pobj"]
        return any(t.lower_ in self.words.stipulations and not self.negated(t) for t in objects)

    def _opens_condition(self, subtree: list["Token"]) -> bool:
        """Return whether the phrase begins with words of a condition, "only" before them or not."""
        first = next((t for t in subtree[:-1] if t.lower_ not in self.words.focus), subtree[-1])
        lead = tuple(t.lower_ for t in first.doc[first.i : first.i + 4])
        before = (first.doc[first.i - 1].lower_, *lead) if first.i else lead
        return any(lead[: len(c)] == c or (len(c) > 1 and before[: len(c)] == c) for c in self._conditions)


def _end_of_phrase(subtree: list["Token"]) -> "Token":
    """Return where a condition ends; "in exchange for X" may be parsed as two phrases."""
    last = subtree[-1]
    following = last.doc[last.i + 1] if len(subtree) == 2 and last.i + 1 < len(last.doc) else last
    return following.right_edge if following.dep_ == "prep" else last


def _is_of_object(token: "Token", verb: "Token", particles: tuple[str, ...]) -> bool:
    """Return whether a preposition belongs to what the verb governs: "called it a recipe for"."""
    noun = token.head
    of_noun = token.dep_ == "prep" and noun.pos_ in NOUNS and noun.dep_ in _OBJECTS and noun.lower_ not in particles
    return of_noun and noun.i > verb.i


def _in_order(particles: tuple[str, ...], following: list[str]) -> bool:
    at = -1
    for particle in particles:
        if particle not in following[at + 1 :]:
            return False
        at = following.index(particle, at + 1)
    return True
