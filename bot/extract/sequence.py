"""What must come first, or is given for it: "before a truce is signed, Y would have to leave", "in exchange for"."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.claim import Claim
from bot.extract.cues import Cues
from bot.extract.grammar import VERBS
from bot.extract.stance_lexicon import Effect
from bot.model import Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

EXCHANGED = "in exchange for it"
FOLLOWS = "only after what must come before"


def following(topic: "Token", cues: Cues) -> Iterator[Claim]:
    """Yield the speaker's claim where the topic stands behind "before", and somebody must do something till then."""
    phrase = _before(topic, cues)
    if phrase is None or not _is_to_come(topic, phrase):
        return
    verb = phrase.head
    if verb.pos_ not in VERBS or not _obliges(verb, cues):
        return
    outside = [t for t in verb.subtree if t.i != phrase.i and not phrase.is_ancestor(t) and not t.is_punct]
    condition = outside[0], [t for t in outside if _runs_on(outside[0], t, phrase)][-1]
    yield Claim((), Stance.CONDITIONAL, (verb,), (FOLLOWS,), demanded=True, condition=condition)


def exchanged(topic: "Token", sign: int, cues: Cues) -> Iterator[Claim]:
    """Yield the claim of who offers something "in exchange for" the topic, and so wants it."""
    phrase = None
    for token in topic.ancestors:
        if token.dep_ == "prep" and token.head.dep_ == "pobj" and token.head.lower_ in cues.words.exchange:
            phrase = token.head
            break
        cue = cues.cue(token)
        if (token.pos_ in VERBS and token.dep_ != "pcomp") or (
            cue is None and token.dep_ not in {"prep", "pobj", "dobj"}
        ):
            return
        sign = -sign if cue is not None and cue.effect is Effect.AGAINST else sign
    verbs = [t for t in phrase.ancestors if t.pos_ in VERBS] if phrase is not None else []
    offered = [verbs[i] for i in range(len(verbs)) if all(v.dep_ == "xcomp" for v in verbs[:i])]
    holders = grammar.with_conjuncts(grammar.subjects(offered[-1])) if offered else ()
    if holders and _offers(offered, cues):
        stance = Stance.SUPPORT if sign > 0 else Stance.OPPOSE
        yield Claim(holders, stance, tuple(offered), (EXCHANGED,), voice=Voice.NARRATED)


def _offers(verbs: list["Token"], cues: Cues) -> bool:
    """Return whether somebody offers what the verbs say: agrees to free, will free, offered; nothing of it denied."""
    effects = [cue for verb in verbs if (cue := cues.cue(verb)) is not None]
    if any(cues.negated(v) or cues.is_hypothetical(v) or grammar.passive_subjects(v) for v in verbs):
        return False
    if any(cue.effect is not Effect.FOR or cue.word in cues.words.asking for cue in effects):
        return False
    promised = any(grammar.auxiliaries(verb) & cues.words.promising for verb in verbs)
    return bool(effects) or promised


def _before(topic: "Token", cues: Cues) -> "Token | None":
    """Return the preposition, or the verb of the clause, by which the topic stands behind "before"."""
    for token in (topic, *topic.ancestors):
        if token.dep_ == "prep" and token.lower_ in cues.words.before:
            return token
        if token.pos_ in VERBS:
            opened = any(t.dep_ == "mark" and t.lower_ in cues.words.before for t in token.children)
            return token if opened and token.dep_ == "advcl" else None
    return None


def _is_to_come(topic: "Token", phrase: "Token") -> bool:
    """Return whether the thing is only thought of: any truce, a truce; "the talks" may be set for a day."""
    definite = any(t.tag_ == "DT" and t.lower_ in {"the", "this", "that"} for t in topic.children)
    return not definite or bool(grammar.auxiliaries(phrase) & {"can", "could"})


def _obliges(verb: "Token", cues: Cues) -> bool:
    needs = verb.lemma_.lower() in cues.words.having_to and any(t.dep_ == "xcomp" for t in verb.children)
    under = verb.dep_ == "xcomp" and verb.head.lemma_.lower() in cues.words.having_to
    return needs or under or cues.auxiliaries_oblige(verb)


def _runs_on(first: "Token", last: "Token", phrase: "Token") -> bool:
    """Return whether the phrase does not stand between two tokens."""
    return not (first.i < phrase.left_edge.i <= last.i) and not (first.i < phrase.i <= last.i)
