"""What turns a stance around or takes its sense: "prefers sanctions to a truce", "can live without one"."""

from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.grammar import VERBS
from bot.extract.trail import Trail

if TYPE_CHECKING:
    from spacy.tokens import Token

_RATHER_THAN = frozenset({"to", "over"})


class Turning:
    """Takes in, for one way up, prepositions and predicates that say there should be none of the topic."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._cues = trail.cues

    def at_preposition(self, preposition: "Token", node: "Token") -> bool | None:
        """Return whether the way goes on from a preposition to its verb; None where it says nothing of its own."""
        if preposition.lower_ in _RATHER_THAN and self._prefers_other(preposition, node):
            self._trail.turn(f"rather than {preposition.lower_!r} it")
            return True
        if node.pos_ not in VERBS:
            return None
        if self._only_asks(preposition, node) or self._sets_scene(preposition, node) or self._counts_time(preposition):
            self._trail.holders = ()
            return False
        if preposition.lower_ in self._cues.words.placing and self._cues.denied_object(node) is not None:
            return True  # "sees no sense in resuming the talks"
        return None

    def without(self, preposition: "Token", verb: "Token") -> bool:
        """Take "X can live without a truce", and "without a truce the war will go on", which demands one."""
        self._trail.triggers.append(preposition)
        if self._copes(verb, preposition):
            self._trail.turn(f"preposition {preposition.lower_!r}")
            return True
        behind = [verb.doc[last + 1 : last + 2] for last in (self._trail.topic.i, preposition.right_edge.i)]
        nothing = any(t.lower_ in self._cues.words.negations for span in behind for t in span)  # "no deal possible"
        if preposition.i < verb.i and (nothing or grammar.auxiliaries(verb) & self._cues.words.promising):
            self._trail.rules.append(f"what comes {preposition.lower_!r} it")
            self._trail.holders = ()
            self._trail.demanded = True
            return False
        return self._trail.abstain()

    def ends(self, predicate: "Token") -> bool:
        """Take "declared the truce over"."""
        if not self.is_declared_over(predicate, predicate.head):
            return False
        self._trail.turn(f"declared {predicate.lower_!r}")
        self._trail.triggers.append(predicate)
        return True

    def is_declared_over(self, word: "Token", verb: "Token") -> bool:
        """Return whether the verb declares by the word, which has no object, that a thing is no more."""
        declared = verb.lemma_.lower() in self._cues.words.declaring and word.lower_ in self._cues.words.ended
        return declared and not any(t.dep_ == "pobj" for t in word.children)

    def refuses(self, clause: "Token", verb: "Token") -> bool:
        """Take "nobody should expect us to accept a truce": the way ends there."""
        asked = verb.lemma_.lower() in self._cues.words.expecting and self._cues.negated(verb)
        if not asked or not any(t.morph.get("Person", []) == ["1"] for t in grammar.subjects(clause)):
            return False
        self._trail.turn(f"not {verb.lower_!r}")
        return True

    def _prefers_other(self, preposition: "Token", node: "Token") -> bool:
        """Return whether the verb sets its object above the topic, wherever the parser hangs the preposition."""
        if node.pos_ in VERBS:
            above = [t for t in node.children if t.dep_ == "dobj" and t.i < preposition.i]
            return bool(above) and node.lemma_.lower() in self._cues.words.preferring
        bare = node.dep_ == "dobj" and not any(t.dep_ in {"det", "poss"} for t in node.children)
        talks = node.lemma_.lower() in self._cues.words.rounds | self._cues.words.carriers
        return bare and not talks and node.head.lemma_.lower() in self._cues.words.preferring

    def _copes(self, verb: "Token", preposition: "Token") -> bool:
        """Return whether somebody gets along without it; "do" says so only right before the preposition."""
        near = verb.lemma_ not in {"do", "get"} or preposition.i - verb.i in {1, 2}
        return verb.lemma_.lower() in self._cues.words.coping and near

    def _only_asks(self, preposition: "Token", verb: "Token") -> bool:
        """Return whether somebody is asked about a thing, which says nothing of what it is asked for."""
        asks = verb.lemma_.lower() in self._cues.words.asking and self._cues.phrasal(verb) is None
        return asks and preposition.lower_ in self._cues.words.about

    def _sets_scene(self, preposition: "Token", verb: "Token") -> bool:
        """Return whether a phrase before the clause tells what else is so: "with the truce in place, X urged calm"."""
        ahead = preposition.lower_ == "with" and preposition.i < verb.i and self._cues.cue(verb) is not None
        return ahead and any(t.dep_ in {"dobj", "xcomp", "ccomp"} for t in verb.children)

    def _counts_time(self, preposition: "Token") -> bool:
        """Return whether the phrase tells how long a thing has lasted: "eleven days into the truce"."""
        before = preposition.nbor(-1) if preposition.i else preposition
        return preposition.lower_ == "into" and before.lemma_.lower() in self._cues.words.deadlines
