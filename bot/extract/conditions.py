"""What a clause makes its condition: "only if", "without", "on one condition"."""

from typing import TYPE_CHECKING

from bot.extract.denials import Denials
from bot.extract.grammar import PASSIVE_SUBJECTS, SUBJECTS, VERBS
from bot.extract.stance_lexicon import StanceLexicon

if TYPE_CHECKING:
    from spacy.tokens import Token


_SUBJECTS = SUBJECTS | PASSIVE_SUBJECTS


class Conditions(Denials):
    """Finds conditions in clauses, by the words of a language."""

    def __init__(self, lexicon: StanceLexicon) -> None:
        super().__init__(lexicon)
        self._conditions = tuple(tuple(phrase.split()) for phrase in lexicon.conditions)

    def condition(self, verb: "Token", topic: "Token") -> tuple["Token", "Token"] | None:
        """Return the first and last token of what the clause makes its condition, the topic not in it."""
        for child in (*verb.children, *_hung_above(verb)):
            if self.is_inverted(child) and topic not in child.subtree:
                return child.left_edge, child.right_edge
            subtree = sorted(child.subtree, key=lambda t: t.i)
            clause = child.dep_ == "ccomp" and subtree[0].lower_ in self.words.focus  # "allow it only if X is done"
            if child.dep_ not in {"advcl", "prep", "advmod", "mark"} and not clause:
                continue
            if len(subtree) < 2 or topic in subtree or self._only_says_how_long(subtree):
                continue
            if not self._opens_condition(subtree) and not self._stipulates(child):
                continue
            if subtree[0].lower_ == "if" and child.lemma_.lower() in self.words.rhetorical:
                continue
            if child.dep_ == "advmod" and not any(t.pos_ in VERBS or t.dep_ in {"prep", "pobj"} for t in subtree):
                continue  # "once again"
            if subtree[0].lower_ not in self.words.only_denied or self._denies_any(verb) or self.negated(topic):
                return subtree[0], _end_of_phrase(subtree)
        return None

    def is_inverted(self, verb: "Token") -> bool:
        """Return whether a clause makes a condition by its order alone: "Should X refuse", "had it accepted"."""
        first = verb.left_edge
        ahead = first.dep_ in {"aux", "auxpass"} and first.head.i == verb.i and first.lower_ in self.words.inverting
        return ahead and verb.dep_ in {"advcl", "ccomp"} and any(t.dep_ in _SUBJECTS for t in verb.children)

    def _denies_any(self, verb: "Token") -> bool:
        """Return whether the verb is negated, or what it says there is none of: "there is no point"."""
        said = [t for t in verb.children if t.dep_ in {"attr", "dobj"}]
        return self.negated(verb) or any(self.negated(t) for t in said)

    def _only_says_how_long(self, subtree: list["Token"]) -> bool:
        """Return whether the phrase looks like a condition and is none: "as soon as possible"."""
        said = " ".join(t.lower_ for t in subtree)
        return said.startswith(self.words.unconditional) or subtree[-1].lower_ in self.words.possible

    def lack(self, noun: "Token", *, besides: "Token | None" = None) -> tuple["Token", "Token"] | None:
        """Return the first and last token of what the noun is said to lack, `besides` not in it: "a deal without"."""
        for child in noun.children:
            if child.dep_ in {"relcl", "acl", "prep"} and child.lemma_.lower() in self.words.lacking:
                subtree = sorted(child.subtree, key=lambda t: t.i)
                if besides is None or besides not in subtree:
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


def _hung_above(verb: "Token") -> list["Token"]:
    """Return the clauses of the verb that the parser hangs on who says so: "X will accept only if Y leaves, Z said"."""
    told = verb.head
    speaker = next((t for t in told.children if t.dep_ in _SUBJECTS), None)
    if verb.dep_ != "ccomp" or speaker is None:
        return []
    return [t for t in told.children if t.dep_ == "advcl" and verb.i < t.left_edge.i and t.right_edge.i < speaker.i]


def _end_of_phrase(subtree: list["Token"]) -> "Token":
    """Return where a condition ends; "in exchange for X" may be parsed as two phrases."""
    last = subtree[-1]
    following = last.doc[last.i + 1] if len(subtree) == 2 and last.i + 1 < len(last.doc) else last
    return following.right_edge if following.dep_ == "prep" else last
