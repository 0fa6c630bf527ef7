"""How somebody has a thing end, or something else in its place: "let it expire", "instead of it"."""

from typing import TYPE_CHECKING

from bot.extract.cue_words import CueWords
from bot.extract.grammar import subjects

if TYPE_CHECKING:
    from spacy.tokens import Token


class Endings(CueWords):
    """Finds the words by which a thing is to be no more."""

    def is_let_go(self, verb: "Token") -> bool:
        """Return whether the verb tells what somebody has a thing come to: "let the truce lapse"."""
        above = verb.head
        let = verb.dep_ in {"ccomp", "xcomp"} and above.lemma_.lower() in self.words.letting
        return let and verb.lemma_.lower() in self.words.undone and bool(subjects(verb))

    def is_replaced(self, topic: "Token") -> bool:
        """Return whether something else stands in the place of the topic: "wants bread instead of a truce"."""
        before = topic.left_edge.i - 1
        return before > 0 and topic.doc[before].lower_ == "of" and topic.doc[before - 1].lower_ in self.words.instead
