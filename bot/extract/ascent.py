"""The way up a parse from the words that name a topic: cues met, negations, holders, conditions; claims come out.

Cues on the way (want, reject, readiness, unacceptable) set the stance, negations turn it, the topmost cue with a
subject tells whose stance it is; a noun with an owner ("X's call for") is a stance of its own. What stands in a
hypothetical clause, in a time adjunct, or beyond a noun that does not carry the topic on, gives nothing; what stands
under a verb of opinion is only a guess.
"""

from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.claim import Claim
from bot.extract.cues import Cues
from bot.extract.edges import Edges
from bot.extract.governors import governor
from bot.extract.grammar import NOUNS, VERBS
from bot.extract.trail import Trail
from bot.extract.waypoints import Waypoints

if TYPE_CHECKING:
    from spacy.tokens import Token


class Ascent:
    """One way up from a topic."""

    def __init__(
        self,
        cues: Cues,
        topic: "Token",
        sign: int,
        *,
        plain: bool,
        covered: frozenset[int],
        others: frozenset[int],
    ) -> None:
        self._cues = cues
        self._plain = plain
        self._trail = Trail(cues, topic, sign, covered)
        self._edges = Edges(self._trail, others - covered)
        self._words = Waypoints(self._trail)

    def from_topic(self) -> list[Claim]:
        """Return the claims met from the topic's head to where the way ends."""
        node = self._trail.topic
        joined = node.dep_ == "conj"  # "a truce but not disarmament", whatever the parser takes the last word for
        if (node.pos_ in NOUNS or (joined and node.pos_ not in VERBS)) and self._cues.negated(
            node, besides=self._trail.covered
        ):
            self._trail.turn("negated noun")
        if self._cues.is_replaced(node):
            self._trail.turn("instead of it")
        lack = self._cues.lack(node)
        self._trail.condition = self._cues.condition(node, node)
        if not self._plain and (node.pos_ in VERBS or node.pos_ == "ADJ"):
            self._trail.triggers.append(node)
            self._trail.rules.append("the words speak for themselves")
        if node.pos_ in VERBS:
            self._words.at_verb(node, node)
        while not grammar.is_root(node):
            below, node = node, governor(self._cues, node)
            if node.i in self._trail.covered:
                continue
            if not self._edges.passes(below, node) or not self._words.at(node, below):
                break
        if (
            grammar.is_root(self._trail.topic)
            and self._cues.denies_alone(self._trail.topic)
            and not self._trail.pending
        ):
            self._trail.triggers.append(self._trail.topic)
            self._trail.impersonal = True
        if lack is not None and self._trail.sign < 0:
            self._trail.condition, self._trail.lacking = lack, True
        self._trail.close()
        return self._trail.claims

    def from_clause(self, verb: "Token") -> list[Claim]:
        """Return the claim of a clause that hangs on the topic: "a truce that X rejected", "… proposed by X"."""
        cue = self._cues.cue(verb)
        if grammar.has_relative_subject(verb):
            return []
        if self._cues.given_up(verb) or (cue is None and verb.lemma_.lower() not in self._cues.words.judging):
            return []
        if not self._words.judges(verb) and cue is not None:
            self._trail.apply(cue, verb)
        self._words.modality(verb, cue)
        self._trail.condition = self._cues.condition(verb, self._trail.topic)
        self._trail.holders = grammar.with_conjuncts(grammar.agents(verb) or grammar.subjects(verb))
        self._trail.close()
        return self._trail.claims
