"""What a speaker says of a topic: "talks will resume", "the money would be used", "the plan is robbery"."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.carrying import Reached, reached
from bot.extract.claim import Claim
from bot.extract.cues import Cues
from bot.extract.stance_lexicon import Effect
from bot.model import Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

ANNOUNCED = "announced"
BRANDED = "called by a word against it"
_TOLD = frozenset({"ROOT", "ccomp", "conj", "parataxis"})


def announced(head: "Token", sign: int, cues: Cues, covered: frozenset[int]) -> Iterator[Claim]:
    """Yield the speaker's claim where a clause says that the topic, named by the covered words, will come about."""
    for one in reached(head, sign, cues, covered):
        if one.verb.dep_ == "xcomp":
            continue
        if _is_announced(one, head, cues, covered):
            condition = cues.condition(one.verb, head)
            stance = Stance.SUPPORT if one.sign > 0 else Stance.OPPOSE
            yield Claim(
                (),
                Stance.CONDITIONAL if condition is not None else stance,
                (one.verb,),
                (ANNOUNCED,),
                demanded=True,
                voice=Voice.NARRATED,
                condition=condition,
            )
        return


def _is_to_come(verb: "Token", head: "Token", cues: Cues) -> bool:
    """Return whether the clause tells what will be, or what can be on a condition."""
    auxiliaries = grammar.auxiliaries(verb)
    possible = bool(auxiliaries & (cues.words.modal_open | {"can"})) and not cues.negated(verb)
    return bool(auxiliaries & cues.words.promising) or (possible and cues.condition(verb, head) is not None)


def _is_announced(one: Reached, head: "Token", cues: Cues, covered: frozenset[int]) -> bool:
    """Return whether the clause is an announcement, and not about what another one does or what may be."""
    verb = one.verb
    if verb.dep_ not in _TOLD or not _is_to_come(verb, head, cues):
        return False
    passive = bool(grammar.passive_subjects(verb))
    own = one.edge == "" and (passive or any(t.i < head.i for t in grammar.subjects(verb) if t.i in covered))
    if grammar.agents(verb) or cues.is_hypothetical(verb) or (cues.negated(verb) and not passive):
        return False
    cue = cues.cue(verb)
    if verb.lemma_.lower() in cues.words.airing or (cue is not None and cue.effect is Effect.OPEN):
        return False  # "will be discussed", "will be reviewed"
    doubted = any(t.dep_ == "advmod" and t.lower_ in cues.words.hedged for t in verb.children)
    if doubted or any(t.tag_ != "PRP$" for t in grammar.doers(head)):
        return False
    if own:
        return verb.lemma_.lower() not in cues.words.meeting
    there = any(t.tag_ == "EX" for t in verb.children) and cues.condition(verb, head) is None
    return there if one.edge == "attr" else one.as_subject and _comes_about(verb, cues)


def _comes_about(verb: "Token", cues: Cues) -> bool:
    """Return whether the verb says that its subject takes place, or that somebody does it."""
    if grammar.passive_subjects(verb):
        return True
    if cues.is_dated(verb):
        return False
    return (verb.lemma_.lower() in cues.words.takes_place and verb.lemma_ not in {"be", "have", "take"}) or (
        verb.lemma_ == "take" and any(t.dep_ == "dobj" and t.lower_ == "place" for t in verb.children)
    )


def branded(head: "Token", sign: int, cues: Cues) -> Iterator[Claim]:
    """Yield the claim of who calls something by a word against the topic: "called the plan robbery", "it is theft"."""
    noun = head.head if head.dep_ == "compound" and head.head.pos_ == "NOUN" else head
    over = noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "as" else noun.head
    over = over.head if over.dep_ == "dobj" else over  # "described the plan as theft", hung on the plan
    if noun.pos_ != "NOUN" or cues.negated(over) or cues.is_hypothetical(over):
        return
    if sign > 0:
        offered = noun.dep_ == "attr" and over.lemma_ == "be" and bool(grammar.auxiliaries(over) & cues.words.promising)
        makers = grammar.with_conjuncts(grammar.subjects(over)) if offered else ()
        if makers:  # "his country would be an ideal host for talks"
            yield Claim(makers, Stance.SUPPORT, (noun,), (ANNOUNCED,), voice=Voice.NARRATED)
        return
    said = Claim((), Stance.OPPOSE, (noun,), (BRANDED,), impersonal=True, voice=Voice.NARRATED)
    if noun.dep_ == "attr" and over.lemma_.lower() in cues.words.being:
        yield said
    elif over.pos_ == "VERB" and over.lemma_.lower() in cues.words.judging and _is_predicate(noun):
        judges = grammar.agents(over) or grammar.subjects(over)
        yield replace(said, holders=grammar.with_conjuncts(judges), impersonal=not judges)


def _is_predicate(noun: "Token") -> bool:
    """Return whether the noun is what its verb calls something, which small pipelines may take for its object."""
    if noun.dep_ in {"oprd", "pobj"}:
        return True
    others = any(t.dep_ in {"prep", "oprd", "acomp", "xcomp", "ccomp"} for t in noun.head.children)
    return noun.dep_ == "dobj" and not others and any(t.dep_ == "compound" for t in noun.children)
