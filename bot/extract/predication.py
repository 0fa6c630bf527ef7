"""What a clause says of a topic that is its subject: "a truce is necessary", "a truce has to come first"."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.stance_lexicon import Effect
from bot.extract.trail import Trail
from bot.extract.turning import Turning

if TYPE_CHECKING:
    from spacy.tokens import Token


class Predication:
    """Takes in, for one way up, what is said of the topic."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._cues = trail.cues
        self._turning = Turning(trail)

    def as_subject(self, below: "Token", node: "Token") -> bool:
        """Take "a truce is necessary", "a truce is unacceptable to X"; a passive goes on to its verb."""
        if below.dep_ in grammar.SUBJECTS and (
            self._is_owners(node) or self._is_settled(node) or self._is_let_go(node)
        ):
            return False
        if self._cues.comes_about(node):
            return True
        if below.dep_ in grammar.PASSIVE_SUBJECTS:
            self._trail.impersonal = self._trail.impersonal or (
                node.lemma_.lower() in self._cues.words.necessity and self._trail.judge(node)
            )
            return True
        predicates = self._predicates(node)
        no_harm = any(self._is_no_harm(predicate, node) for predicate in predicates)
        if no_harm or self._is_called(node) or self._is_conditioned(below, node):
            return False
        for predicate in predicates:
            judged = self._trail.judge(predicate) or self._turning.ends(predicate)
            if judged or self._said_of(predicate) or self._is_aim(predicate, node):
                if self._cues.negated(node):
                    self._trail.turn("negated")
                self._trail.impersonal = True
                asked = [] if self._is_bad_thing(predicate) else [predicate]
                self._trail.holders = self._to_whom(asked) or self._judges_of(node) or self._aiming(predicate)
                for place in (node, predicate):
                    self._trail.condition = self._trail.condition or self._cues.condition(place, self._trail.topic)
                return False
        return self._weighed(node) or self._asserted(node)

    def _is_owners(self, verb: "Token") -> bool:
        """Take "a truce remains X's goal", "the plan faces resistance from X": what the noun says is its owner's."""
        met = verb.lemma_.lower() in self._cues.words.meets
        preps = [t for t in verb.children if t.dep_ == "prep" and t.lower_ in {"with", "into"}] if met else []
        nouns = [
            t for place in (verb, *preps) for t in place.children if t.dep_ in ({"dobj", "pobj"} if met else {"attr"})
        ]
        for noun in (t for t in nouns if t.pos_ == "NOUN" and not self._cues.negated(t)):
            cue, owners = self._cues.cue(noun), grammar.owners(noun)
            lasting = met or verb.lemma_ in {"be", "remain"}
            if cue is not None and owners and lasting and cue.effect in {Effect.FOR, Effect.AGAINST}:
                self._trail.apply(cue, noun)
                self._trail.holders = grammar.with_conjuncts(owners)
                return True
        return False

    def _is_let_go(self, verb: "Token") -> bool:
        """Take "X let the truce expire", "X will not let the truce expire"."""
        if not self._cues.is_let_go(verb):
            return False
        self._trail.let_go(verb, kept=self._cues.negated(verb.head))
        return True

    def _is_settled(self, verb: "Token") -> bool:
        """Return whether all is told by what the subject's owner wants, unless somebody named judges it.

        "Y's bid for a truce is a red line for X" tells of both.
        """
        judges = self._to_whom(t for t in verb.subtree if t.i > verb.i)
        return bool(self._trail.claims) and not any(t.pos_ == "PROPN" for t in judges)

    def _predicates(self, verb: "Token") -> list["Token"]:
        """Return what a verb says its subject is: "is a mistake", "amounts to theft", "could serve as the basis"."""
        if verb.pos_ in {"ADJ", "NOUN"}:
            return [verb]
        found = [t for t in verb.children if t.dep_ in {"acomp", "attr", "oprd"}]
        if verb.lemma_.lower() in self._cues.words.amounting:
            preps = [t for t in verb.children if t.dep_ == "prep" and t.lower_ in {"to", "as"}]
            found += [t for place in (verb, *preps) for t in place.children if t.dep_ in {"dobj", "pobj"}]
        for one in [t for t in found if t.lower_ == "one"]:  # "one of the cornerstones"
            found += [t for prep in one.children if prep.dep_ == "prep" for t in prep.children if t.dep_ == "pobj"]
        return found

    def _is_no_harm(self, predicate: "Token", clause: "Token") -> bool:
        """Return whether a thing is only said not to do harm, which is no word for it: "a truce is no obstacle"."""
        if predicate.pos_ != "NOUN" or predicate.lemma_.lower() not in self._cues.words.disapproving:
            return False
        denied = [t for t in (predicate, clause, clause.head) if t.i != predicate.i or predicate.dep_ == "attr"]
        return any(self._cues.negated(t) for t in denied)

    def _is_bad_thing(self, predicate: "Token") -> bool:
        """Return whether a thing is called a noun that says who suffers by it, not who says so: "a blow to X"."""
        return predicate.pos_ == "NOUN" and predicate.lemma_.lower() in self._cues.words.disapproving

    def _is_aim(self, predicate: "Token", verb: "Token") -> bool:
        """Take "a truce is our priority"."""
        if not self._cues.is_aim(predicate) or predicate.i < verb.i or self._cues.negated(verb):
            return False
        self._trail.triggers.append(predicate)
        self._trail.rules.append(f"{predicate.lower_!r} of somebody")
        return True

    def _aiming(self, noun: "Token") -> tuple["Token", ...]:
        """Return whose aim a noun is, if it is one."""
        return grammar.with_conjuncts(grammar.doers(noun)) if self._cues.is_aim(noun) else ()

    def _is_called(self, verb: "Token") -> bool:
        """Take "a truce is out of the question": what several words say of the topic."""
        said = self._cues.predicate(verb)
        if said is None:
            return False
        self._trail.apply(said, verb)
        self._trail.impersonal = True
        for_whom = (
            () if said.word.endswith((" to", " for")) else self._to_whom([t for t in verb.subtree if t.i > verb.i])
        )
        self._trail.holders = for_whom or self._judges_of(verb)
        return True

    def _is_conditioned(self, condition: "Token", node: "Token") -> bool:
        """Take "a condition for a truce is bread": what the thing needs first is what the clause says."""
        said = [t for t in node.children if t.dep_ in {"attr", "ccomp", "xcomp"}]
        if node.lemma_ != "be" or not said or not self._cues.is_stipulation(condition):
            return False
        self._trail.impersonal = True
        self._trail.condition = said[-1].left_edge, said[-1].right_edge
        return True

    def _to_whom(self, predicates: Iterable["Token"]) -> tuple["Token", ...]:
        """Return to whom a thing is what is said of it: "a red line for X", not "important for talks"."""
        preps = [t for word in predicates for t in word.children if t.dep_ == "prep" and t.lower_ in {"to", "for"}]
        return tuple(t for prep in preps for t in prep.children if t.dep_ == "pobj" and t.pos_ != "NOUN")

    def _said_of(self, predicate: "Token") -> bool:
        """Take "talk of a truce is premature": an adjective of stance said of the topic."""
        cue = self._cues.cue(predicate) if predicate.pos_ == "ADJ" else None
        if cue is None or cue.effect is not Effect.OPEN:
            return False
        self._trail.apply(cue, predicate)
        return True

    def _weighed(self, node: "Token") -> bool:
        """Take "X is considering whether a truce would help": X leaves it open; the way ends there all the same."""
        cue = self._cues.cue(node.head) if node.dep_ == "ccomp" and self._cues.is_hypothetical(node) else None
        if cue is not None and cue.effect is Effect.OPEN:
            self._trail.apply(cue, node.head)
            self._trail.holders = grammar.with_conjuncts(grammar.subjects(node.head))
            self._trail.close()
        return False

    def _judges_of(self, clause: "Token") -> tuple["Token", ...]:
        """Return who judges by a clause: "X considers a truce (to be) essential"."""
        verb = clause.head
        if clause.dep_ not in {"ccomp", "xcomp"} or verb.lemma_.lower() not in self._cues.words.judging:
            return ()
        if self._cues.negated(verb):
            self._trail.turn("negated")
        return grammar.with_conjuncts(grammar.subjects(verb))

    def _asserted(self, node: "Token") -> bool:
        """Take what somebody says of the topic as a subject: that it works, harms, will grow if, must come."""
        effect = self._cues.effect_of(node) or int(self._cues.stands(node))
        if effect:
            return self._says_of_topic(node, effect)
        condition = self._cues.condition(node, self._trail.topic)
        coming = bool(grammar.auxiliaries(node) & self._cues.words.to_come)
        depends = node.lemma_.lower() in self._cues.words.takes_place and coming and node.lemma_ != "be"
        if condition is not None and (depends or node.lemma_.lower() in self._cues.words.grows):
            self._trail.hold = True
            self._trail.condition = condition if depends else None
            return self._says_of_topic(node, 1)
        if self._comes_first(node) or self._is_to_change(node):
            return self._says_of_topic(node, 1)
        obliged = next((t for t in node.children if self._cues.has_to(t)), node)
        if self._cues.auxiliaries_oblige(obliged):
            self._trail.demanded = True
            self._trail.triggers.append(obliged)
            self._trail.rules.append("obligation")
            self._trail.condition = self._requirement(obliged)
            self._turn_where_ending(obliged)
            if self._cues.negated(obliged) and self._cues.occurs(obliged):
                self._trail.turn("negated")
        return False

    def _comes_first(self, verb: "Token") -> bool:
        """Take "a truce comes first"."""
        first = any(t.dep_ == "advmod" and t.lower_ in self._cues.words.order.first for t in verb.children)
        return first and verb.lemma_.lower() in self._cues.words.takes_place and not self._cues.negated(verb)

    def _is_to_change(self, verb: "Token") -> bool:
        """Take "the plan needs work": it would do if it were changed."""
        needs = verb.lemma_.lower() in self._cues.words.having_to
        lacks = [t for t in verb.children if t.dep_ == "dobj" and t.lemma_.lower() in self._cues.words.improving]
        self._trail.hold = self._trail.hold or (needs and bool(lacks))
        return needs and bool(lacks)

    def _turn_where_ending(self, verb: "Token") -> None:
        """Take "sanctions must end", "the troops must go": what has to be is that there are none."""
        cue = self._cues.cue(verb)
        ending = (cue is not None and cue.effect is Effect.AGAINST) or self._cues.goes(verb)
        if ending and not self._cues.negated(verb) and not any(t.dep_ == "dobj" for t in verb.children):
            self._trail.turn(f"{verb.lower_!r}")

    def _requirement(self, verb: "Token") -> tuple["Token", "Token"] | None:
        """Return what must be so of the topic: "a deal must include guarantees" makes the deal conditional."""
        objects = [t for t in verb.children if t.dep_ in {"dobj", "attr", "acomp"}]
        if verb.lemma_.lower() in self._cues.words.takes_place or not objects:
            return None
        return verb, objects[-1].right_edge

    def _says_of_topic(self, node: "Token", sign: int) -> bool:
        """Take "a truce will not work", said by somebody."""
        self._trail.sign *= sign
        self._trail.impersonal = True
        self._trail.triggers.append(node)
        self._trail.rules.append(f"{node.lower_!r} said of the topic")
        return False
