"""What a topic's own verb, or one of giving, says of its subject: that it did it, is doing it, will, does not."""

from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.trail import Trail

if TYPE_CHECKING:
    from spacy.tokens import Token


class Deeds:
    """Answers, for one way up from a topic, what its verbs say of what is done."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._cues = trail.cues

    def is_done(self, verb: "Token") -> bool:
        """Return whether the topic's own verb says that its subject has done or does it, more than meet or talk."""
        if verb.i not in self._trail.covered or verb.lemma_.lower() in self._cues.words.meeting:
            return False
        return self._is_past(verb) or self._is_under_way(verb) or self._is_set_about(verb)

    def hands_over(self, verb: "Token") -> bool:
        """Return whether the verb says that its subject gave, freed or recognised what the topic names, or began it.

        To begin or hold talks is only to talk.
        """
        begun = verb.lemma_.lower() in self._cues.words.doing and self._is_object_of(verb)
        meets = self._trail.topic.lemma_.lower() in self._cues.words.encounters
        return (self._gives(verb) or (begun and not meets)) and (
            self._is_past(verb) or self._is_now(verb) or self._cues.is_of_one(verb)
        )

    def is_left_undone(self, verb: "Token") -> bool:
        """Return whether somebody does not, as a rule, what the topic's own verb says: "X does not recognise Y"."""
        own = verb.i in self._trail.covered or self._gives(verb)
        plain = own and verb.lemma_.lower() not in self._cues.words.meeting
        present = any(t.lemma_ == "do" and t.tag_ in {"VBZ", "VBP"} for t in verb.children if t.dep_ == "aux")
        return plain and present and self._cues.negated(verb) and _is_told(verb)

    def is_pledge(self, verb: "Token") -> bool:
        """Return whether the topic's own verb says that its subject will do it, or would if; "said that it would"."""
        if verb.i not in self._trail.covered:
            return False
        to_come = {"will", "to"} if grammar.is_root(verb) else {"will"}
        told = verb.dep_ == "ccomp" and self._cues.is_speech(verb.head)
        bygone = told and (self._cues.given_up(verb.head) or self._cues.is_recalled(verb.head))
        if not bygone and (told or self._trail.condition is not None):
            to_come |= self._cues.words.promising
        return bool(to_come & grammar.auxiliaries(verb))

    def _gives(self, verb: "Token") -> bool:
        lasting = self._cues.words.meeting | self._cues.words.going_on
        return self._is_object_of(verb) and verb.lemma_.lower() in self._cues.words.pledges - lasting

    def _is_object_of(self, verb: "Token") -> bool:
        return self._trail.topic.dep_ == "dobj" and self._trail.topic.head.i == verb.i

    def _is_now(self, verb: "Token") -> bool:
        """Return whether a sentence or a headline tells that it is done or being done: "X joins the pact"."""
        return (verb.tag_ == "VBZ" and _is_told(verb) and not self._cues.negated(verb)) or self._is_under_way(verb)

    def _is_past(self, verb: "Token") -> bool:
        """Return whether a sentence, or who it quotes, tells that it is done, not in passing: "X, who has done it"."""
        perfect = verb.tag_ == "VBN" and any(t.dep_ == "aux" and t.lemma_ == "have" for t in verb.children)
        if not _is_told(verb) and not (perfect and verb.dep_ == "relcl" and grammar.has_relative_subject(verb)):
            return False
        return (verb.tag_ == "VBD" or perfect) and not self._cues.negated(verb)

    def _is_under_way(self, verb: "Token") -> bool:
        """Return whether it is being done: "X is mediating", "X has been mediating"."""
        going = verb.tag_ == "VBG" and "be" in grammar.auxiliaries(verb)
        modal = grammar.auxiliaries(verb) & (self._cues.words.to_come | self._cues.words.obligation)
        return going and not modal and _is_told(verb) and not self._cues.negated(verb)

    def _is_set_about(self, verb: "Token") -> bool:
        """Return whether somebody began or went on to do it: "X has started to withdraw"."""
        return (
            verb.dep_ == "xcomp" and verb.head.lemma_.lower() in self._cues.words.going_on and self._is_past(verb.head)
        )


def _is_told(verb: "Token") -> bool:
    return verb.dep_ in {"ROOT", "ccomp", "conj"}
