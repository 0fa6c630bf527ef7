"""Further ways of saying what is wanted: "peace depends on a truce", "X has the right to it", "X is preparing it"."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.carrying import Reached, reached
from bot.extract.claim import Claim
from bot.extract.cues import Cues
from bot.extract.grammar import VERBS
from bot.extract.stance_lexicon import Effect
from bot.model import Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token


def asserted(head: "Token", sign: int, cues: Cues, covered: frozenset[int]) -> Iterator[Claim]:
    """Yield what is said for or against the topic that the covered words name; `sign` is -1 for its contrary."""
    found = _founded(head, cues) or _shared(head, cues)
    if found:
        yield _spoken(found[0], sign * found[1], "founded on it" if found[1] > 0 else "not to be")
        return
    for one in reached(head, sign, cues, covered):
        right = _right(one, cues)
        if right is not None:
            denied = cues.negated(right) or cues.negated(right.head)
            yield _spoken(right, -one.sign if denied else one.sign, "right to it")
        elif _is_threatened(one, cues):
            yield _spoken(one.verb, one.sign, "threatened with it", Stance.CONDITIONAL)
        elif (makers := _preparing(one, cues)) and one.sign > 0:
            yield Claim(makers, Stance.SUPPORT, (one.verb,), ("prepared",), voice=Voice.NARRATED, implements=True)
        else:
            continue
        return


def _spoken(trigger: "Token", sign: int, rule: str, stance: Stance | None = None) -> Claim:
    """Return a claim of the speaker."""
    stance = stance or (Stance.SUPPORT if sign > 0 else Stance.OPPOSE)
    return Claim((), stance, (trigger,), (rule,), demanded=True, voice=Voice.NARRATED)


def _founded(head: "Token", cues: Cues) -> "tuple[Token, int] | None":
    """Take "peace depends on a truce", "peace must be backed by a truce": the verb, and 1."""
    preposition = head.head
    verb = preposition.head
    if head.dep_ != "pobj" or verb.pos_ not in VERBS or cues.negated(verb) or cues.is_hypothetical(verb):
        return None
    if preposition.dep_ == "agent":
        had_to = verb.dep_ == "xcomp" and verb.head.lemma_.lower() in cues.words.having_to
        return (verb, 1) if (had_to or cues.auxiliaries_oblige(verb)) and cues.cue(verb) is None else None
    founded = f"{verb.lemma_.lower()} {preposition.lower_}" in cues.words.founding
    said = founded and verb.dep_ in {"ROOT", "ccomp", "conj"} and verb.tag_ in {"VBZ", "VBP", "VBD", "VB"}
    return (verb, 1) if said and not grammar.auxiliaries(verb) & cues.words.modal_open else None


def _shared(head: "Token", cues: Cues) -> "tuple[Token, int] | None":
    """Take "a truce is fragile and must be kept": what must be done to the subject of a verb before, and whether."""
    if head.dep_ not in grammar.SUBJECTS | grammar.PASSIVE_SUBJECTS:
        return None
    for verb in (t for t in head.head.conjuncts if t.pos_ in VERBS and t.i > head.head.i):
        done = next((t for t in verb.children if cues.has_to(t)), verb)
        passive = any(t.dep_ == "auxpass" for t in done.children)
        cue = cues.cue(done)
        told = grammar.clause_subjects(verb)
        if not passive or cue is None or not cues.auxiliaries_oblige(done) or any(t.i > head.i for t in told):
            continue
        if cue.effect in {Effect.FOR, Effect.AGAINST}:
            return done, (1 if (cue.effect is Effect.FOR) != cues.negated(done) else -1)
    return None


def _right(one: Reached, cues: Cues) -> "Token | None":
    """Return the noun of "has the right to a truce", "has the right to hold one"."""
    verb = one.verb
    noun = verb.head if verb.dep_ == "acl" else next((t for t in verb.children if t.dep_ == "dobj"), None)
    if noun is None or noun.lemma_.lower() not in cues.words.rights or noun.dep_ != "dobj":
        return None
    return noun if noun.head.lemma_ == "have" and not cues.is_hypothetical(noun.head) else None


def _is_threatened(one: Reached, cues: Cues) -> bool:
    """Return whether somebody warns that another would meet with it: "warned that X would face an embargo"."""
    verb = one.verb
    warned = any(t.lemma_.lower() in cues.words.stipulating.warning for t in verb.ancestors)
    met = verb.lemma_.lower() in cues.words.stipulating.suffering & cues.words.getting
    coming = bool(grammar.auxiliaries(verb) & cues.words.to_come)
    return warned and met and coming and one.edge == "dobj" and verb.dep_ == "ccomp" and not cues.negated(verb)


def _preparing(one: Reached, cues: Cues) -> tuple["Token", ...]:
    """Return who is preparing it, or has done so."""
    verb = one.verb
    if one.edge != "dobj" or verb.lemma_.lower() not in cues.words.preparing or cues.negated(verb):
        return ()
    begun = verb.dep_ == "xcomp" and verb.head.lemma_.lower() in cues.words.going_on
    top = verb.head if begun else verb
    finite = top.tag_ in {"VBD", "VBZ", "VBP"} or bool(grammar.auxiliaries(top) & {"have", "be"})
    if top.dep_ not in {"ROOT", "ccomp", "conj"} or not finite or cues.is_hypothetical(top):
        return ()
    if grammar.auxiliaries(top) & cues.words.modal_open or grammar.passive_subjects(top):
        return ()
    return grammar.with_conjuncts(grammar.clause_subjects(top))
