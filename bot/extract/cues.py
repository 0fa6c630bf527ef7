"""The stance words of a language, asked token by token."""

from itertools import dropwhile
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.endings import Endings
from bot.extract.grammar import NOUNS, PASSIVE_SUBJECTS, SUBJECTS, VERBS, agents, auxiliaries, clause_subjects, subjects
from bot.extract.stance_lexicon import Cue, Effect, StanceLexicon
from bot.model import Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

_WHEN = frozenset({"on", "in", "at"})
_REACH = 4
_SELF = ("self", "selves")
_ARTICLES = frozenset({"det", "poss", "case"})
# what is told within what governs it
_INNER = frozenset({"ccomp", "xcomp", "acl", "dobj", "prep", "pobj"})


class Cues(Endings):
    """A stance lexicon as sets, with the questions that the reader asks of tokens."""

    def __init__(self, lexicon: StanceLexicon, speech: frozenset[str]) -> None:
        super().__init__(lexicon)
        self._speech = speech
        self.approving = lexicon.necessity | lexicon.approving
        self.disapproving = lexicon.undesirable | lexicon.disapproving

    def is_asked(self, clause: "Token") -> bool:
        """Return whether a clause tells what somebody leaves open: "declined to be drawn on whether"."""
        word = clause.head.head if clause.dep_ == "pcomp" else clause.head
        if clause.dep_ not in {"ccomp", "pcomp"}:
            return False
        return self.is_silent(word) or self.leaves_open(word) or self.is_declined(word)

    def is_declined(self, word: "Token") -> bool:
        """Return whether what governs the verb leaves it open: "declined to say", "it is early to say"."""
        above = [word.head, *(t for t in word.head.children if t.dep_ == "acomp")] if word.dep_ == "xcomp" else []
        return any(map(self.leaves_open, above))

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
        if self.is_seen(verb) or self.is_put(verb):
            return True
        wished = verb.tag_ == "VBP" and verb.pos_ == "VERB"  # "insists that sanctions remain"
        bare = (wished or verb.tag_ == "VB") and not auxiliaries(verb)
        if verb.dep_ not in {"ccomp", "xcomp"} or not (bare or any(t.tag_ == "TO" for t in verb.children)):
            return False
        word, above = verb.lemma_.lower(), self._wish(verb)
        if above is None:
            return False
        known = word in self.words.takes_place or (word in self.words.ceasing and bool(subjects(verb)))
        return known or (above.effect is Effect.FOR and above.clause and self._is_doing(verb))

    def _wish(self, verb: "Token") -> Cue | None:
        """Return the cue that a clause hangs on, "let" between them or not: "agreed to let observers stay"."""
        head = verb.head
        while head.pos_ in VERBS and self.is_light(head) and self.cue(head) is None and head.dep_ == "xcomp":
            head = head.head
        return self.cue(head) if head.pos_ in VERBS else None

    def _is_doing(self, verb: "Token") -> bool:
        """Return whether somebody is wanted to do what no word of stance tells: "wants the court to rule on it"."""
        failing = self.words.fails | self.words.undone
        active = bool(subjects(verb)) and grammar.is_infinitive(verb) and verb.lemma_.lower() not in failing
        return active and self.cue(verb) is None and not self.negated(verb) and not self.is_light(verb)

    def is_put(self, verb: "Token") -> bool:
        """Return whether the verb tells in what state a cue wants its subject: "wants sanctions lifted"."""
        done = verb.tag_ in {"VBN", "VBD"} and not auxiliaries(verb) and not agents(verb)
        if not done or verb.pos_ != "VERB" or verb.dep_ != "ccomp" or any(t.dep_ == "mark" for t in verb.children):
            return False
        above, cue = self.cue(verb.head), self.cue(verb)
        wished = above is not None and above.effect is Effect.FOR and above.clause
        return wished and (cue is not None or self.is_light(verb))

    def is_seen(self, verb: "Token") -> bool:
        """Return whether the verb tells what somebody wants done: "wants to see a truce put in place"."""
        if (
            verb.dep_ != "ccomp"
            or verb.tag_ not in {"VBN", "VBD", "VB"}
            or verb.head.lemma_.lower() not in self.words.seeing
        ):
            return False
        above = self.cue(verb.head.head) if verb.head.dep_ == "xcomp" else None
        cue = self.cue(verb)
        done = verb.lemma_.lower() in self.words.takes_place or cue is not None or self.is_light(verb)
        return above is not None and above.effect is Effect.FOR and done

    def is_due(self, noun: "Token") -> bool:
        """Return whether the noun says that it is time for a thing: "now is the time", "it is high time"."""
        verb = noun.head
        if noun.lemma_.lower() not in self.words.due or verb.lemma_ != "be":
            return False
        nobody = any(t.lower_ in self.words.expletives for t in subjects(verb))
        return (noun.dep_ == "attr" and nobody) or (noun.dep_ in SUBJECTS and noun.i > verb.i)

    def is_stipulation(self, noun: "Token") -> bool:
        """Return whether the noun is a condition that somebody makes."""
        return noun.pos_ == "NOUN" and noun.lemma_.lower() in self.words.stipulations

    def is_hearsay(self, noun: "Token") -> bool:
        """Return whether the noun tells what somebody is said to do: reports that, the rumour that."""
        return noun.pos_ in NOUNS and noun.lemma_.lower() in self.words.hearsay

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
        listed = cue is not None and (cue.effect is Effect.FOR or self.is_stipulation(found[0]))
        listed = listed or (bool(found) and self.is_aim(found[0]))
        return found[0] if listed else None

    def is_absent(self, noun: "Token") -> bool:
        """Return whether it is said that nobody has a plan or wish: "there are no plans for a truce"."""
        there = noun.dep_ == "attr" and any(t.tag_ == "EX" for t in noun.head.children)
        return there and noun.lemma_.lower() in self.words.intents and self.negated(noun)

    def is_aim(self, noun: "Token") -> bool:
        """Return whether the noun says what somebody is out for: our aim, the priority, the solution."""
        the = any(t.dep_ == "det" and t.lower_ == "the" for t in noun.children)
        way = the and noun.lemma_.lower() in self.words.ways and noun.dep_ == "attr"
        return noun.pos_ == "NOUN" and (way or noun.lemma_.lower() in self.words.aims)

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
        if self.is_inverted(verb):
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

    def predicate(self, verb: "Token") -> Cue | None:
        """Return what a form of "be" says in several words: "is out of the question"."""
        if verb.lemma_.lower() in self.words.being:
            return self._said_from(verb.i + 1, verb)
        objects = [t for prep in verb.children if prep.dep_ == "prep" and prep.i > verb.i for t in prep.children]
        amounts = objects if verb.lemma_.lower() in self.words.amounting else []
        return next((cue for t in amounts if (cue := self._said_from(t.left_edge.i, verb)) is not None), None)

    def called(self, judged: "Token") -> Cue | None:
        """Return what a judging verb calls its object in several words: "called the truce a red line"."""
        named = judged.dep_ == "oprd" or (judged.dep_ == "dobj" and judged in self.second_objects(judged.head))
        return self._said_from(judged.left_edge.i, judged.head) if named else None

    def second_objects(self, verb: "Token") -> list["Token"]:
        """Return what small pipelines take for a further object of a judging verb: "branded the truce a trap"."""
        return [t for t in verb.children if t.dep_ == "dobj"][1:]

    def _said_from(self, first: int, verb: "Token") -> Cue | None:
        """Return the cue of several words that begins at a token, articles and owners in it aside."""
        following = dropwhile(lambda t: t.dep_ in {"neg", "advmod"}, verb.doc[first : first + 2 + _REACH])
        words = [t.lower_ for t in following if t.dep_ not in _ARTICLES or t.lower_ in self.words.negations]
        denied = self.negated(verb) or (verb.dep_ == "ccomp" and verb.head.lemma_.lower() in self.words.denying)
        for group in self.words.predicates:
            for phrase in group.words:
                if words[: phrase.count(" ") + 1] == phrase.split() and (not group.negated or denied):
                    return Cue(phrase, group.effect, Voice.NARRATED, negated=group.negated)
        return None

    def effect_of(self, verb: "Token") -> int:
        """Return 1 where the verb says that its subject does good, -1 where it does harm, 0 where neither."""
        if any(t.tag_ == "WRB" for t in verb.children):
            return 0  # "how it would work"
        if any(t.dep_ == "dobj" and t.lemma_.lower() in self.words.harm for t in verb.children) and self.is_light(verb):
            return 0 if self.negated(verb) or verb.tag_ in {"VBD", "VBN"} else -1
        if verb.tag_ in {"VBD", "VBN"} or auxiliaries(verb) & (self.words.modal_open | self.words.obligation):
            return 0
        helped = [t for t in verb.children if t.dep_ == "dobj"]
        helped += [s for t in verb.children if t.dep_ == "ccomp" for s in subjects(t)]
        return self._effect_on(verb, helped)

    def _effect_on(self, verb: "Token", helped: list["Token"]) -> int:
        """Return by the verb what its subject does to those that it helps or harms; nothing to one side alone."""
        word = verb.lemma_.lower()
        if word in self.words.rewards:
            return 0 if self.negated(verb) else -1
        if any(t.pos_ == "PROPN" for t in helped):
            return 0
        nobody = any(t.lower_ in self.words.negations or self.negated(t) for t in helped)
        if word in self.words.serves:
            return -1 if self.negated(verb) or nobody else 1
        return (1 if nobody else -1) if word in self.words.fails and not self.negated(verb) else 0

    def occurs(self, verb: "Token") -> bool:
        """Return whether the verb says no more than that its subject is there: "must not happen", "go ahead"."""
        objects = [t.lower_ for t in verb.children if t.dep_ in {"dobj", "acomp", "attr", "oprd"}]
        return verb.lemma_.lower() in self.words.occurring and objects == (["place"] if verb.lemma_ == "take" else [])

    def goes(self, verb: "Token") -> bool:
        """Return whether the verb says that its subject is no more: "must go", but not "must go ahead"."""
        if verb.lemma_ != "go":
            return verb.lemma_.lower() in self.words.undone
        after = verb.doc[verb.i + 1 : verb.i + 2]
        return not len(after) or after[0].is_punct or after[0].dep_ in {"cc", "mark"}

    def stands(self, verb: "Token") -> bool:
        """Return whether the verb says that its subject will go on as it is: "sanctions will stay in place"."""
        if not auxiliaries(verb) & self.words.promising or self.negated(verb):
            return False
        following = tuple(t.lower_ for t in verb.doc[verb.i + 1 : verb.i + 3])
        said = " ".join((verb.lemma_.lower(), *following, ""))
        when = self.is_dated(verb)
        return any(said.startswith(f"{phrase} ") and not (when and " " not in phrase) for phrase in self.words.standing)

    def is_dated(self, verb: "Token") -> bool:
        """Return whether a clause says when or where something is to be, and so may only tell a schedule."""
        return any(t.dep_ == "npadvmod" or (t.dep_ == "prep" and t.lower_ in _WHEN) for t in verb.children)

    def auxiliaries_oblige(self, verb: "Token") -> bool:
        """Return whether must, should or the like stands with the verb."""
        return bool(auxiliaries(verb) & self.words.obligation) or self.has_to(verb)

    def has_to(self, verb: "Token") -> bool:
        """Return whether "have to" stands with the verb, whose subject is that of "have": "a truce has to come"."""
        having = verb.dep_ in {"xcomp", "ccomp"} and verb.head.lemma_.lower() in self.words.having_to
        if not having or not any(t.tag_ == "TO" for t in verb.children) or self.negated(verb.head):
            return False
        if auxiliaries(verb.head) & self.words.modal_open:
            return False  # "may have to" leaves it open
        passive = any(t.dep_ == "auxpass" for t in verb.children)
        return not self.negated(verb) and (
            not passive or self.cue(verb) is not None or verb.lemma_.lower() in self.words.pledges
        )

    def was_forced(self, verb: "Token") -> bool:
        """Return whether "had to" tells what somebody did: "he said he had to cancel the talks"."""
        told = subjects(verb.head)
        return verb.head.tag_ == "VBD" and bool(told) and told[0].pos_ == "PRON" and not auxiliaries(verb.head)

    def needed(self, verb: "Token") -> bool:
        """Return whether the verb says that its subject should have its object: "X needs weapons"."""
        if verb.lemma_.lower() not in self.words.needing or verb.tag_ not in {"VB", "VBZ", "VBP", "VBD"}:
            return False
        if auxiliaries(verb) & self.words.modal_open or any(t.lower_.endswith(_SELF) for t in verb.subtree):
            return False  # "needs the weapons itself"
        return verb.pos_ == "VERB" and bool(clause_subjects(verb)) and not self.is_hypothetical(verb)

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
