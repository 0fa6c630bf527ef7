"""What nouns and adjectives on the way up from a topic say: a demand, a readiness, a need."""

from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.stance_lexicon import Effect
from bot.extract.trail import Trail

if TYPE_CHECKING:
    from spacy.tokens import Token


class Nominals:
    """Takes in the nouns and adjectives of one way up."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._cues = trail.cues

    def at_listed(self, noun: "Token") -> None:
        """Take "X's demands include a truce", "a condition for peace is a truce": whose the noun is wants it."""
        if not self._cues.is_stipulation(noun) and (not self._cues.is_aim(noun) or grammar.doers(noun)):
            self.at_noun(noun)
            return
        self._trail.triggers.append(noun)
        self._trail.rules.append(f"{noun.lower_!r} of somebody")
        self._trail.holders = grammar.with_conjuncts(grammar.doers(noun))
        self._trail.demanded = not self._trail.holders

    def at_noun(self, noun: "Token") -> None:
        """Take in what a noun says of what it governs, and whose it is."""
        cue = self._cues.cue(noun)
        if self._cues.is_due(noun):
            self._trail.triggers.append(noun)
            self._trail.rules.append(f"{noun.lower_!r} for it")
            self._trail.impersonal = True
            return
        self._trail.aired = self._trail.aired or noun.lemma_.lower() in self._cues.words.airing
        if cue is None or self._cues.given_up(noun):
            if self._cues.negated(noun) and not self._cues.is_particle(noun):
                self._trail.turn("negated noun")
            return
        if self._cues.depends(noun):
            self._trail.abstain()
            return
        self._trail.apply(cue, noun)
        self._trail.impersonal = self._trail.impersonal or cue.alone or self._cues.is_absent(noun)
        if cue.person:
            self._trail.holders = grammar.with_conjuncts(grammar.meant_by(noun))
            return
        owners = grammar.owners(noun) if cue.owned else grammar.doers(noun)
        if owners:
            self._trail.holders = grammar.with_conjuncts(owners)
            seen = noun.dep_ == "dobj" and noun.head.lemma_.lower() in self._cues.words.opinions
            self._trail.guess = self._trail.guess or seen  # "X sees no readiness from Y"
            if owners[0].tag_ != "PRP$" and not self._is_given_up(noun):
                self._trail.close()
            if seen:
                self._trail.abstain()

    def _is_given_up(self, noun: "Token") -> bool:
        """Return whether the verb above says that what the noun says is no more: "X gave up Y's bid for a truce"."""
        above = self._cues.cue(noun.head) if noun.dep_ == "dobj" else None
        return above is not None and bool({above.word, noun.head.lemma_.lower()} & self._cues.words.ceasing)

    def at_adjective(self, adjective: "Token") -> None:
        """Take in what an adjective says, and of whom."""
        cue = self._cues.cue(adjective)
        if cue is not None:
            self._trail.apply(cue, adjective)
            self._trail.impersonal = self._trail.impersonal or cue.effect is Effect.OPEN
            late = adjective.dep_ == "amod" and adjective.i > adjective.head.i  # a headline: "X ready for a truce"
            holders = [adjective.head] if late else grammar.subjects(adjective)
            self._trail.holders = grammar.with_conjuncts(holders) or self._trail.holders
        elif adjective.lemma_.lower() in self._cues.words.necessity | self._cues.words.undesirable:
            self._trail.impersonal = self._trail.judge(adjective)
