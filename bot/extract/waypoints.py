"""What the words on the way up from a topic say: verbs, nouns and adjectives, taken in one by one."""

from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.deeds import Deeds
from bot.extract.grammar import FINITE, NOUNS, VERBS
from bot.extract.nominals import Nominals
from bot.extract.stance_lexicon import Cue, Effect
from bot.extract.trail import Trail
from bot.extract.turning import Turning

if TYPE_CHECKING:
    from spacy.tokens import Token


class Waypoints:
    """Takes in the words of one way up."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._cues = trail.cues
        self._nominals = Nominals(trail)
        self._deeds = Deeds(trail)
        self._turning = Turning(trail)

    def at(self, node: "Token", below: "Token") -> bool:
        """Take in one word on the way; return whether to go on."""
        if node.pos_ in VERBS and below.dep_ == "conj" and below.pos_ == "ADP":
            return True  # "time to stop the killing and for a truce": the verb says nothing of the truce
        if node.pos_ in VERBS:
            return self._comes_about(node, below) or self.at_verb(node, below)
        self._trail.condition = self._trail.condition or self._cues.condition(node, self._trail.topic)
        if node.pos_ in NOUNS and below.dep_ != "conj":  # of things joined none governs another
            if below.pos_ in VERBS and self._cues.cue(node) is None and self._cues.negated(node):
                return self._trail.abstain()  # "no guarantee that X will accept"
            self._nominals.at_noun(node)
        elif node.pos_ == "ADJ":
            self._nominals.at_adjective(node)
        return True

    def at_verb(self, verb: "Token", below: "Token") -> bool:
        """Take in a verb that the way reaches from `below`; return whether to go on."""
        if below.i != verb.i and below.dep_ == "conj" and below.pos_ in VERBS and not _joins_complement(below, verb):
            self._take_subject(verb)
            return True
        if self._cues.names(verb):
            return True
        unsaid = self._unsaid(verb, below)
        if unsaid is not None:
            self._trail.rules.append(f"abstained: {unsaid}")
            return self._trail.abstain()
        own = verb.i in self._trail.covered
        cue = None if own else self._cues.cue(verb)
        if cue is not None and not cue.clause and (below.dep_ == "ccomp" or below.right_edge.i < verb.i):
            cue = None
        if cue is not None and cue.effect is Effect.AGAINST and self._trail.topic.lower_ in cue.word.split()[1:]:
            cue = None  # "put it in abeyance", where the abeyance names the topic
        self._expletive(verb, below)
        if not self._take_in(verb, below, cue):
            return False
        if self._cues.commands(verb) and self._trail.pending:
            self._trail.demanded = True
            self._trail.rules.append("command")
        self.modality(verb, cue)
        self._trail.recalled = self._trail.recalled or self._cues.is_recalled(verb)
        self._trail.condition = self._trail.condition or self._condition(verb)
        if self._trail.condition is None and self._trail.sign < 0:
            self._trail.condition = self._cues.lack(verb, besides=self._trail.topic)
            self._trail.lacking = self._trail.condition is not None
        self._take_subject(verb)
        return True

    def _condition(self, verb: "Token") -> tuple["Token", "Token"] | None:
        """Return the condition of a verb, or one before a verb that it is joined to: "if X, Y will stop and talk"."""
        found = self._cues.condition(verb, self._trail.topic)
        if found is None and verb.dep_ == "conj" and verb.head.pos_ in VERBS and not grammar.subjects(verb):
            shared = self._cues.condition(verb.head, self._trail.topic)
            return shared if shared is not None and shared[1].i < verb.head.i else None
        return found

    def _expletive(self, verb: "Token", below: "Token") -> None:
        """Take "it is premature to talk of a truce", "the time has come for a truce": what is said of doing it."""
        subject = next(iter(grammar.subjects(verb)), None)
        if subject is None:
            return
        if verb.lemma_ == "come" and subject.lemma_.lower() in self._cues.words.due and below.i != subject.i:
            self._trail.triggers.append(subject)
            self._trail.rules.append(f"{subject.lower_!r} for it")
            self._trail.impersonal = True
        elif subject.lower_ in self._cues.words.expletives and below.dep_ in {"xcomp", "ccomp", "advcl"}:
            for predicate in (t for t in verb.children if t.dep_ == "acomp" and t.i < below.left_edge.i):
                self._nominals.at_adjective(predicate)

    def _unsaid(self, verb: "Token", below: "Token") -> str | None:
        """Return why what the verb says is no stance; None where it is one."""
        if self._cues.is_hypothetical(verb) and not self._is_asked(verb):
            return "hypothetical"
        if self._cues.given_up(verb) or (verb.lower_ == "used" and below.dep_ == "xcomp"):
            return "given up in the past"
        if self._cues.comes_to_nothing(verb):
            return "not brought about"
        if verb.tag_ == "VB" and verb.dep_ == "ccomp" and verb.head.lemma_.lower() in self._cues.words.causing:
            return "made to"  # "a plan that would have X withdraw"
        return "only the manner is denied" if self._cues.denies_manner(verb) else None

    def _comes_about(self, verb: "Token", below: "Token") -> bool:
        """Take "X wants a truce to hold", or to end: the verb only says that its subject is, or is no more."""
        if below.dep_ not in grammar.SUBJECTS or below.head.i != verb.i or not self._cues.comes_about(verb):
            return False
        done = self._cues.cue(verb)
        if done is None and verb.tag_ == "VBN" and self._cues.goes(verb):
            self._trail.triggers.append(verb)
            self._trail.turn(f"{verb.lower_!r}")  # "wants it gone"
        elif done is not None and (done.effect in {Effect.AGAINST, Effect.AMEND} or self._cues.is_put(verb)):
            self._trail.apply(done, verb)
        return True

    def _take_in(self, verb: "Token", below: "Token", cue: Cue | None) -> bool:
        """Let a verb say what it says of what it governs; return whether to go on."""
        if verb.lemma_.lower() in self._cues.words.ascribing:
            return self._ascribed(verb)
        if self.judges(verb):
            self._trail.rules.append(f"{verb.lower_!r}")
            self._trail.impersonal = bool(grammar.passive_subjects(verb)) and not grammar.agents(verb)
        elif cue is not None:
            nobodys = self._is_nobodys(verb) and not self._is_proposed(verb)
            if nobodys or self._is_over(verb):
                return self._trail.abstain()
            self._trail.apply(cue, verb)
        elif verb.lemma_.lower() in self._cues.words.necessity and grammar.passive_subjects(verb):
            self._trail.impersonal = self._trail.judge(verb)
            if self._cues.negated(verb):
                self._trail.turn("negated")
        else:
            negated = self._cues.negated(verb, besides=self._trail.covered)
            failed = self._cues.words.failing | (self._cues.words.managing if negated else frozenset())
            if self._awaits(verb) or verb.lemma_.lower() in failed:
                return self._trail.abstain()
            if negated:
                ceasing = verb.i in self._trail.covered and verb.lemma_.lower() in self._cues.words.ceasing
                self._trail.kept = self._trail.kept or (ceasing and self._trail.sign < 0)
                self._trail.turn("negated")
            self._trail.aired = self._trail.aired or verb.lemma_.lower() in self._cues.words.airing
            if (
                self._denies(verb, below)
                or self._is_needed(verb, below)
                or self._rules_out(verb)
                or verb.i in self._trail.covered
                or self._carries(verb)
                or self._is_declined(verb, below)
                or self._goes_through()
            ):
                return True
            return bool(grammar.passive_subjects(verb)) and self._is_proposed(verb)
        return True

    def _is_needed(self, verb: "Token", below: "Token") -> bool:
        """Take "Y needs weapons", said by somebody."""
        told = verb.dep_ in {"ROOT", "ccomp", "conj", "parataxis"}
        if not told or below.dep_ not in {"dobj", "xcomp"} or not self._cues.needed(verb):
            return False
        if below.dep_ == "xcomp" and self._cues.negated(verb):
            return False  # "need not accept it" leaves it to Y
        self._trail.demanded = True
        self._trail.triggers.append(verb)
        self._trail.rules.append(f"{verb.lower_!r} it")
        return True

    def _is_over(self, verb: "Token") -> bool:
        """Return whether several have only come to the end of a round: "X and Y ended their talks"."""
        topic = self._trail.topic
        counted = topic.head.head if topic.dep_ == "pobj" and topic.head.lower_ == "of" else topic  # "a round of talks"
        round_ = verb.lemma_.lower() in self._cues.words.concluding and counted.head.i == verb.i
        subjects = grammar.subjects(verb)
        several = len(grammar.with_conjuncts(subjects)) > 1 or any(t.tag_ == "NNS" for t in subjects)
        return round_ and several and {topic.lemma_.lower(), counted.lemma_.lower()} <= self._cues.words.rounds

    def _is_declined(self, verb: "Token", below: "Token") -> bool:
        """Take "declined to say whether it would halt the fighting", where the topic's own verb is what was asked."""
        asked = below.i in self._trail.covered or self._cues.is_asked(below)
        return asked and self._cues.is_declined(verb)

    def _awaits(self, verb: "Token") -> bool:
        """Return whether somebody has yet to do what is no stance: "has yet to comment on"."""
        nouns_only = not self._trail.pending or self._trail.triggers[-1].pos_ in NOUNS
        return nouns_only and self._cues.not_yet(verb) and self._cues.denied_object(verb) is None

    def _denies(self, verb: "Token", below: "Token") -> bool:
        """Take "X made no decision on a truce", whose topic the parser hangs on the verb."""
        denied = self._cues.denied_object(verb) if below.dep_ == "prep" else None
        if denied is None:
            return False
        self._trail.apply(*denied)
        self._trail.impersonal = bool(grammar.passive_subjects(verb))
        return True

    def _rules_out(self, verb: "Token") -> bool:
        """Take "there will be no truce", said by somebody."""
        there = any(t.tag_ == "EX" for t in verb.children)
        if not there or self._trail.sign > 0 or not grammar.auxiliaries(verb) & self._cues.words.ruling_out:
            return False
        self._trail.impersonal = True
        self._trail.triggers.append(verb)
        return True

    def _is_proposed(self, verb: "Token") -> bool:
        """Return whether a clause is what somebody wants done: "X proposed that the truce be watched by Y"."""
        told = verb.dep_ == "ccomp" or grammar.is_clause_of_noun(verb)
        cue = self._cues.cue(verb.head) if told else None
        return cue is not None and cue.effect is Effect.FOR and cue.clause

    def _ascribed(self, verb: "Token") -> bool:
        """Take "X accused Y of rejecting a truce": it is said of Y, by somebody else."""
        blamed = [t for t in verb.children if t.dep_ in {"dobj", *grammar.PASSIVE_SUBJECTS}]
        self._trail.holders = grammar.with_conjuncts(blamed)
        self._trail.guess = True
        self._trail.rules.append(f"under {verb.lower_!r}")
        return False

    def _goes_through(self) -> bool:
        """Return whether what was met so far reaches the subject of the next verb, no cue itself.

        What a noun says is its owner's; a verb that is not light does not make its subject another holder of it.
        """
        return len(self._trail.triggers) > self._trail.told and self._trail.triggers[-1].pos_ not in NOUNS

    def _is_nobodys(self, verb: "Token") -> bool:
        """Return whether a passive says something without saying who does it (codebook, rule 5)."""
        if not grammar.passive_subjects(verb) or grammar.agents(verb) or self._cues.is_adjective(verb):
            return False
        if self._is_ruled_out(verb):
            self._trail.impersonal = True
            return False
        return not self._cues.auxiliaries_oblige(verb)

    def _is_ruled_out(self, verb: "Token") -> bool:
        """Take "a truce will never be accepted", "sanctions will not be lifted": whoever says so has a part in it."""
        denials = {t.lower_ for t in verb.children if t.dep_ == "neg"}
        firm = bool(denials & self._cues.words.firm) or verb.lemma_.lower() in self._cues.words.ceasing
        return bool(denials) and firm and bool(grammar.auxiliaries(verb) & self._cues.words.promising)

    def _is_asked(self, verb: "Token") -> bool:
        """Return whether the clause hangs on a cue that asks or doubts: "is considering whether to"."""
        cue = self._cues.cue(verb.head) if verb.dep_ in {"ccomp", "xcomp"} else None
        if cue is None and self._cues.is_asked(verb):
            return True
        if cue is None or cue.effect is Effect.OPEN or not self._cues.is_speech(verb.head):
            return cue is not None
        asked = verb.head  # "asked whether it would accept a truce, X declined to comment"
        answer = self._cues.phrasal(asked.head) if asked.dep_ == "advcl" else None
        return answer is not None and answer.effect is Effect.OPEN

    def _carries(self, verb: "Token") -> bool:
        """Return whether the verb passes the topic on by itself: a light one, or one that somebody must do."""
        if self._cues.is_light(verb):
            return True
        return self._cues.auxiliaries_oblige(verb) and verb.lemma_.lower() not in self._cues.words.fails

    def judges(self, verb: "Token") -> bool:
        """Take "X considers T essential"."""
        made = next((t for t in verb.children if t.dep_ in {"dobj", "oprd"} and self._cues.is_stipulation(t)), None)
        if made is not None and verb.lemma_ == "make" and not made.is_ancestor(self._trail.topic):
            self._trail.triggers.append(made)
            return True
        if verb.lemma_.lower() not in self._cues.words.judging:
            return False
        behind = [t for t in verb.children if t.i > self._trail.topic.i]
        over = next((t for t in behind if self._turning.is_declared_over(t, verb)), None)
        if over is not None:
            self._trail.triggers.append(verb)
            self._trail.turn(f"declared {over.lower_!r}")
            return True
        found = [t for t in verb.subtree if t.dep_ in {"oprd", "acomp", "xcomp"} or t.head.lower_ == "as"]
        found += self._cues.second_objects(verb)
        found += [
            t for t in verb.subtree if t.dep_ == "amod" and t.pos_ == "ADJ" and t.i > t.head.i
        ]  # "a truce useless for now"
        called = next((cue for t in found if (cue := self._cues.called(t)) is not None), None)
        if called is not None:
            self._trail.apply(called, verb)
            return True
        return any(self._trail.judge(t) for t in found if t.i not in self._trail.covered)

    def modality(self, verb: "Token", cue: Cue | None) -> None:
        """Take in what the auxiliaries of a verb say: must, could, will."""
        auxiliaries = grammar.auxiliaries(verb)
        if _is_first_person(verb) and not self._cues.negated(verb):
            auxiliaries = auxiliaries - {"shall"}  # "we shall see"
        forced = self._cues.has_to(verb) and not self._cues.was_forced(verb)
        if auxiliaries & self._cues.words.obligation or forced:
            self._trail.demanded = True
            others = [t for t in grammar.subjects(verb) if t.pos_ != "PRON" or t.lower_ in self._cues.words.negations]
            if self._trail.refrained and others:
                self._trail.open = False  # "nobody should block a truce"
            self._trail.hold = self._trail.hold or verb.lemma_.lower() in self._cues.words.preceding
            self._trail.triggers.append(verb)
            self._trail.rules.append("obligation")
        elif verb.lemma_.lower() in self._cues.words.wishes | self._cues.words.coping:
            return
        elif "could" in auxiliaries and cue is not None and self._cues.negated(verb):
            return  # "could not support it" is a refusal
        elif auxiliaries & self._cues.words.modal_open and (cue is not None or self._trail.pending):
            self._trail.open, self._trail.hold = self._trail.sign > 0, self._trail.sign < 0
            self._trail.rules.append("could, may, might")
        elif (
            auxiliaries & self._cues.words.promising
            and not self._trail.triggers
            and (self._is_pledging(verb) or self._will_not_air(verb))
        ):
            self._trail.triggers.append(verb)
            self._trail.rules.append(f"will {verb.lemma_}")
        elif not self._trail.triggers and self._deeds.hands_over(verb):
            self._trail.triggers.append(verb)
            self._trail.implements = True
            self._trail.rules.append(f"did {verb.lemma_}")
        elif not self._trail.triggers and self._deeds.is_left_undone(verb):
            self._trail.triggers.append(verb)
            self._trail.rules.append(f"does not {verb.lemma_}")

    def _take_subject(self, verb: "Token") -> None:
        passive = grammar.passive_subjects(verb)
        if passive and self._cues.is_adjective(verb):
            self._trail.holders = grammar.with_conjuncts(passive)
            return
        if passive:
            moved = passive if any(t.dep_ == "xcomp" for t in verb.children) and self._cues.cue(verb) is None else ()
            self._trail.holders = grammar.with_conjuncts(grammar.agents(verb) or moved)
            return
        subjects = grammar.subjects(verb)
        if not subjects or grammar.within(self._trail.topic, [t for t in subjects if t.i != verb.head.i]):
            return
        if self._is_for_nobody(verb) or (self._trail.impersonal and subjects[0].lower_ in self._cues.words.expletives):
            return
        if (
            self._trail.pending
            and self._trail.triggers[-1].pos_ in NOUNS
            and self._trail.triggers[-1].is_ancestor(self._trail.topic)
            and verb.lemma_.lower() in self._cues.words.getting
            and not self._cues.negated(self._trail.triggers[-1])
        ):
            self._trail.abstain()
            return
        listed = self._cues.listed(verb)
        if listed is not None:
            self._nominals.at_listed(listed)
            return
        self._trail.pledged = self._trail.pledged or self._deeds.is_pledge(verb)
        if self._deeds.is_done(verb):
            self._trail.pledged = self._trail.implements = True
            self._trail.rules.append("done")
        if self._trail.triggers or self._trail.pledged:
            self._trail.holders = grammar.with_conjuncts(subjects)

    def _is_for_nobody(self, verb: "Token") -> bool:
        """Take "nothing can justify a truce", "nobody will force us to accept a truce": the speaker says so."""
        nobody = any(t.lower_ in self._cues.words.negations for t in grammar.subjects(verb))
        if not nobody or self._trail.open or not self._trail.triggers:
            return False
        if not grammar.auxiliaries(verb) & self._cues.words.ruling_out:
            return False
        self._trail.impersonal = True
        return True

    def _is_pledging(self, verb: "Token") -> bool:
        """Return whether the verb, with "will", commits its subject; "go" does by where to, not "go far on a truce"."""
        far = [t for t in verb.children if t.dep_ == "prep" and t.lower_ != "to" and verb.lemma_ == "go"]
        about = any(t.is_ancestor(self._trail.topic) and any(o.dep_ == "pobj" for o in t.children) for t in far)
        return verb.lemma_.lower() in self._cues.words.pledges and not about

    def _will_not_air(self, verb: "Token") -> bool:
        """Take "X will not discuss any truce"."""
        return verb.lemma_.lower() in self._cues.words.airing and self._cues.negated(verb)


def _is_first_person(verb: "Token") -> bool:
    return any(t.morph.get("Person", []) == ["1"] for t in grammar.subjects(verb))


def _joins_complement(below: "Token", verb: "Token") -> bool:
    """Return whether a bare infinitive, joined to a finite verb, goes on with that verb's complement.

    "They agreed to exchange prisoners and continue the talks": the parser joins the last to the first.
    """
    return bool(below.tag_ == "VB" and verb.tag_ in FINITE and any(t.dep_ == "xcomp" for t in verb.children))
