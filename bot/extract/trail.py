"""What was met on the way up from a topic: the sign so far, cues, holders, a condition; claims are kept from it."""

from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.claim import Claim
from bot.extract.cues import Cues
from bot.extract.grammar import FINITE, NOUNS, VERBS
from bot.extract.stance_lexicon import Cue, Effect
from bot.model import Commitment, Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token


class Trail:
    """One way up from a topic; `covered` are the tokens that name it."""

    def __init__(self, cues: Cues, topic: "Token", sign: int, covered: frozenset[int]) -> None:
        self.cues = cues
        self.topic = topic
        self.covered = covered
        self.sign = sign
        self.open = self.hold = self.guess = self.demanded = self.impersonal = self.implements = self.pledged = False
        self.voice = Voice.NARRATED
        self.triggers: list[Token] = []
        self.rules: list[str] = []
        self.holders: tuple[Token, ...] = ()
        self.condition: tuple[Token, Token] | None = None
        self.lacking = self.recalled = self.aired = self.refrained = self.dropped = self.kept = False
        self.others = False
        self.claims: list[Claim] = []
        self.told = 0

    def apply(self, cue: Cue, token: "Token") -> None:
        """Let a cue set, turn, open or hold the stance."""
        negated = self.cues.negated(token, besides=self.covered) and not cue.negated
        self.triggers.append(token)
        self.voice = cue.voice
        self.implements = self.implements or (token.lemma_.lower() in self.cues.words.acts and token.tag_ in FINITE)
        self.rules.append(f"{'not ' if negated else ''}{cue.word!r}: {cue.effect}")
        if cue.effect in {Effect.OPEN, Effect.HOLD, Effect.AMEND}:
            self._leave(cue, negated=negated)
        elif cue.effect is Effect.AGAINST and (negated or self._refuses_to_refuse(token)):
            self._refrain(cue, token, negated=negated)
        elif cue.effect is Effect.FOR and not negated and (self._asks_to_refrain() or self._asks_to_weigh(token)):
            self.open = False
        elif cue.effect is Effect.FOR and not negated and self._asks_to_drop(token):
            self.open, self.sign = False, -self.sign
        elif self._drops(cue, token):
            self.open, self.hold = not negated, False
            self.dropped = not negated
        elif negated and (self.cues.not_yet(token) or self._gives_up(cue, token) or not cue.clause):
            self.open = True  # what somebody has not confirmed is left open
        elif (cue.effect is Effect.AGAINST) != negated:
            self.sign = -self.sign
        if cue.word in self.cues.words.ready and not negated and self.sign < 0:
            self.hold = True
            self.rules.append("readiness to go against it")

    def _gives_up(self, cue: Cue, token: "Token") -> bool:
        """Return whether a demand is made no longer, which leaves the matter open: "no longer insists on"."""
        ended = any(t.dep_ == "advmod" and any(u.dep_ == "neg" for u in t.children) for t in token.children)
        demanded = cue.word in self.cues.words.asking - self.cues.words.wishes
        return ended and cue.effect is Effect.FOR and demanded

    def _leave(self, cue: Cue, *, negated: bool) -> None:
        """Leave the matter open or hold it over somebody; who does not even consider it is against it."""
        if cue.effect is not Effect.OPEN:
            self.hold = not negated
            return
        self.open, self.hold = not negated, False
        if negated and cue.word in self.cues.words.weighing:
            self.sign = -self.sign

    def _refrain(self, cue: Cue, token: "Token", *, negated: bool) -> None:
        """Take in that somebody does not go against it, which leaves it open: "did not veto", "denies it rejected"."""
        if not negated:
            self.open, self.hold = True, False
        elif token.lemma_.lower() not in self.cues.words.ceasing and cue.word not in self.cues.words.ceasing:
            self.open, self.hold = self.sign > 0, self.sign < 0
            self.refrained = self.open
        else:
            self.kept = True

    def abstain(self) -> bool:
        """Forget what was met: the text says that it was so once."""
        self.triggers.clear()
        self.holders = ()
        self.impersonal = self.demanded = False
        return False

    def _asks_to_refrain(self) -> bool:
        """Return whether somebody else is meant not to go against it: "demands that X not veto a truce"."""
        return self.refrained and (self.others or self.of_others())

    def of_others(self) -> bool:
        """Return whether what was met so far is told of somebody by name or kind, not of who is spoken of before."""
        return bool(self.holders) and all(t.pos_ != "PRON" for t in self.holders)

    def _asks_to_weigh(self, token: "Token") -> bool:
        """Return whether somebody else is asked to think of a thing: "urged X to consider a truce"."""
        weighed = self.open and len(self.triggers) > 1 and self.cues.cue(self.triggers[-2])
        return bool(weighed and weighed.word in self.cues.words.weighing) and self._asks_others(token)

    def _asks_to_drop(self, token: "Token") -> bool:
        """Return whether somebody else is meant to drop a demand: "demands that X drop its bid for a truce"."""
        return self.dropped and self._asks_others(token)

    def _asks_others(self, token: "Token") -> bool:
        """Return whether the verb is said to somebody named, or what was met is told of somebody named."""
        asked = grammar.addressed([token])
        return all(t.pos_ != "PRON" for t in asked) if asked else self.of_others()

    def _refuses_to_refuse(self, token: "Token") -> bool:
        """Return whether somebody refuses to rule a thing out, or denies having rejected it: it is left open."""
        below = self.triggers[-2] if len(self.triggers) > 1 and token.pos_ in VERBS else token
        refused = self.cues.cue(below) if below.dep_ in {"ccomp", "xcomp"} and below.head.i == token.i else None
        against = refused is not None and refused.effect is Effect.AGAINST and self.sign < 0
        return against and not {below.lemma_.lower(), refused.word if refused else ""} & self.cues.words.ceasing

    def _drops(self, cue: Cue, token: "Token") -> bool:
        """Return whether a demand or effort is dropped, which leaves the matter open: "abandoned his call for"."""
        noun = len(self.triggers) > 1 and self.triggers[-2].pos_ in NOUNS
        carries = noun and self.triggers[-2].lemma_.lower() in self.cues.words.carriers
        return (
            noun
            and not carries
            and (cue.word in self.cues.words.dropping or token.lemma_.lower() in self.cues.words.dropping)
        )

    def turn(self, rule: str) -> None:
        """Turn the stance into its contrary."""
        self.sign = -self.sign
        self.rules.append(rule)

    def let_go(self, verb: "Token", *, kept: bool) -> None:
        """Take "let the truce expire"; where it is `kept`, "will not let the truce collapse"."""
        self.triggers.append(verb.head)
        self.rules.append(f"{verb.head.lower_!r} {verb.lower_!r}")
        self.sign = self.sign if kept else -self.sign
        self.holders = grammar.with_conjuncts(grammar.clause_subjects(verb.head))

    def judge(self, predicate: "Token") -> bool:
        """Take in what a word says for or against the topic; return whether it says anything."""
        word = predicate.lemma_.lower()
        if word not in self.cues.approving and word not in self.cues.disapproving and not self.cues.is_sole(predicate):
            return False
        if word in self.cues.disapproving:
            self.sign = -self.sign
        self.triggers.append(predicate)
        self.rules.append(f"{word!r} said of the topic")
        return True

    @property
    def pending(self) -> bool:
        """Return whether words have decided something that no claim tells yet."""
        return len(self.triggers) > self.told

    def close(self) -> None:
        """Keep what was met so far as a claim, if it has a holder."""
        demanded = self.demanded and not self.open
        held = self.holders or self.impersonal or demanded
        if not held or not (self.triggers or self.pledged):
            return
        if self.aired and self._stance() is Stance.SUPPORT:  # to talk about a thing is not to be for it
            return
        self.claims.append(
            Claim(
                holders=self.holders,
                stance=self._stance(),
                triggers=tuple(self.triggers) or (self.topic,),
                rules=tuple(self.rules) or ("will",),
                impersonal=self.impersonal and not self.holders,
                demanded=demanded,
                guess=self.guess,
                voice=self.voice,
                recalled=self.recalled,
                commitment=self._commitment(),
                condition=self.condition,
                lacking=self.lacking,
                implements=self.implements,
            )
        )
        self.holders = ()
        self.told = len(self.triggers)

    def _stance(self) -> Stance:
        named = self.condition is not None and not self.kept and (not self.open or self._is_sole_condition())
        if self.hold or named:
            return Stance.CONDITIONAL
        if self.open:
            return Stance.NONCOMMITTAL
        return Stance.SUPPORT if self.sign > 0 else Stance.OPPOSE

    def _is_sole_condition(self) -> bool:
        """Return whether what might be is so on that condition alone: "could accept a truce only if"."""
        first = self.condition[0] if self.condition is not None else self.topic
        return first.lower_ in self.cues.words.focus and self.sign > 0

    def _commitment(self) -> Commitment:
        near = {t.lower_ for trigger in self.triggers for t in (trigger, *trigger.children)}
        if near & self.cues.words.firm:
            return Commitment.FIRM
        return Commitment.HEDGED if near & self.cues.words.hedged else Commitment.STATED
