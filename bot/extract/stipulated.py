"""What somebody makes a condition of: "will not sign until X leaves", "would face a ban unless it accepts a truce"."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.carrying import reached
from bot.extract.claim import Claim
from bot.extract.cues import Cues
from bot.extract.grammar import VERBS
from bot.model import Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

STIPULATED = "else there would be consequences"
_AUXILIARIES = frozenset({"aux", "auxpass"})


def stipulated(head: "Token", sign: int, cues: Cues, covered: frozenset[int]) -> Iterator[Claim]:
    """Yield the claim of who makes it a condition that the topic, named by the covered words, be so or not so."""
    for one in reached(head, sign, cues, covered):
        wanted = _wanted(one.verb, one.sign, cues)
        if wanted:
            main = one.verb.head
            stance = Stance.SUPPORT if wanted > 0 else Stance.OPPOSE
            holders = _makers(one.verb, main, cues)
            if holders is not None:
                yield Claim(
                    holders, stance, (one.verb, main), (STIPULATED,), demanded=not holders, voice=Voice.NARRATED
                )
            return


def _wanted(clause: "Token", sign: int, cues: Cues) -> int:
    """Return 1 where the speaker wants what the clause says of the topic, -1 where not, 0 where it is no condition."""
    words, main = cues.words.stipulating, clause.head
    if clause.dep_ != "advcl" or main.pos_ not in VERBS or cues.is_hypothetical(main):
        return 0
    opening = clause.left_edge
    before = opening.nbor(-1).lower_ if opening.i else ""
    words_ahead = " ".join(t.lower_ for t in clause.doc[max(0, opening.i - 1) : opening.i + 3])
    provided = any(phrase in words_ahead for phrase in words.provided)
    if opening.lower_ in words.until:
        made = _waits(main, cues)
    elif opening.lower_ in cues.words.before:
        made = _is_impossible(main, cues)
    elif before in words.even or not _is_to_come(main, cues):
        made = False
    elif opening.lower_ in cues.words.hypothetical - words.unless and not provided:
        if not grammar.auxiliaries(main) & (cues.words.to_come | cues.words.ruling_out):
            return 0
        warned = any(t.lemma_.lower() in words.warning for t in (main, *main.ancestors))
        return -sign if warned or _is_denied(clause, cues) else 0
    else:
        made = opening.lower_ in words.unless or provided
    return sign if made else 0


def _is_denied(clause: "Token", cues: Cues) -> bool:
    """Return whether a clause says that somebody does not do a thing: "does not accept it", "refuses", "fails to"."""
    word = clause.lemma_.lower()
    said = [t for t in clause.children if t.dep_ in {"attr", "dobj"}]
    refusing = word in cues.words.failing or word in cues.words.stipulating.refusing
    return refusing or cues.negated(clause) or any(cues.negated(t) for t in said)


def _is_to_come(main: "Token", cues: Cues) -> bool:
    """Return whether the main clause says what would follow, threatens it, or says that there will be nothing."""
    if grammar.auxiliaries(main) & (cues.words.to_come | cues.words.ruling_out | cues.words.obligation):
        return True
    return cues.negated(main) or main.lemma_.lower() in cues.words.stipulating.warning


def _waits(main: "Token", cues: Cues) -> bool:
    """Return whether the main clause says that something will not be, or will go on, as long as the other is not so."""
    going_on = main.lemma_.lower() in cues.words.stipulating.lasting
    return _is_impossible(main, cues) or (going_on and bool(grammar.auxiliaries(main) & cues.words.to_come))


def _is_impossible(main: "Token", cues: Cues) -> bool:
    """Return whether the main clause says that something will not, must not or cannot be."""
    if main.tag_ in {"VBD", "VBN"} and main.lemma_ != "be" and not cues.auxiliaries_oblige(main):
        past = not grammar.auxiliaries(main) & (cues.words.to_come | cues.words.ruling_out)
        if past:
            return False
    said = [t for t in main.children if t.dep_ in {"attr", "dobj", "acomp"}]
    denied = cues.negated(main) or any(cues.negated(t) for t in said)
    return denied or any(t.lemma_.lower() in cues.disapproving for t in said if t.dep_ == "acomp")


def _makers(clause: "Token", main: "Token", cues: Cues) -> tuple["Token", ...] | None:
    """Return whose condition it is: who would do the other thing; nobody named (the speaker) where it is only suffered.

    None where it cannot be told whether it is the one who would or the speaker.
    """
    subjects = grammar.subjects(main)
    warners = [t for t in (main, *main.ancestors) if t.lemma_.lower() in cues.words.stipulating.warning]
    if warners:
        return grammar.with_conjuncts(grammar.subjects(warners[0]))
    suffered = main.lemma_.lower() in cues.words.stipulating.suffering
    if not subjects or suffered or subjects[0].lower_ in cues.words.expletives:
        return ()
    if subjects[0].pos_ == "NOUN" and subjects[0].lower_ not in cues.words.own_side | cues.words.own_bodies:
        return ()
    told = grammar.clause_subjects(clause)
    if told and told[0].pos_ == "PRON" and subjects[0].pos_ != "PRON":
        return None
    return grammar.with_conjuncts(subjects)
