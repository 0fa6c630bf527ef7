"""On what terms somebody would have a thing: "provided that X leaves", "ties a truce to it", "a truce hinges on it"."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.bargains import bargain, is_time, price
from bot.extract.claim import Claim
from bot.extract.cues import Cues
from bot.extract.grammar import NOUNS, VERBS
from bot.extract.openings import condition
from bot.model import Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

TERMS = "on terms"
HINGES = "hinges on something"
MAY_BE = "could, may, might"


def with_terms(claim: Claim, head: "Token", cues: Cues, covered: frozenset[int]) -> Claim:
    """Return the claim, conditional where its clause names terms; the words that name the topic are covered."""
    if claim.condition is not None or claim.stance is Stance.CONDITIONAL or claim.guess:
        return claim
    if claim.stance is Stance.NONCOMMITTAL and MAY_BE not in claim.rules:
        return claim
    main = _main(head, cues)
    if main is None or not _is_ahead(main, cues):
        return claim
    found = condition(head, main, cues, covered) or price(head, covered, cues)
    if found is None:
        return claim
    return replace(claim, stance=Stance.CONDITIONAL, condition=found, rules=(*claim.rules, TERMS))


def on_terms(head: "Token", cues: Cues, covered: frozenset[int]) -> Iterator[Claim]:
    """Yield the claim of who would have the topic, or bring it about, on terms that the sentence names."""
    said = _on_terms(head, cues, covered) or bargain(head, covered, cues)
    if said is not None:
        yield said


def _on_terms(head: "Token", cues: Cues, covered: frozenset[int]) -> Claim | None:
    main, hinged = _main(head, cues), _hinges(head, cues)
    if hinged is not None or main is None or cues.is_hypothetical(main) or _is_thought(main, cues):
        return hinged
    tied = _ties(head, main, cues)
    if tied is not None:
        return tied
    found = condition(head, main, cues, covered) if _is_ahead(main, cues) else None
    if found is None:
        return None
    base = Claim((), Stance.CONDITIONAL, (main,), (TERMS,), voice=Voice.NARRATED, condition=found)
    if _is_subject(head, main):
        return replace(base, demanded=True) if _comes_about(main, cues) else None
    if not _is_done(head, main, cues):
        return None
    return replace(base, holders=grammar.with_conjuncts(grammar.subjects(main)))


def _ties(head: "Token", main: "Token", cues: Cues) -> Claim | None:
    """Return the claim of "X ties a truce to Y", "X made a truce contingent on Y"."""
    words = cues.words.terms
    if main.lemma_.lower() not in words.tying or cues.negated(main) or not grammar.subjects(main):
        return None
    governed = any(t.dep_ in {"dobj", "nsubj"} and t.i > main.i and _reaches(head, t, cues) for t in main.subtree)
    to = [t for t in main.subtree if t.dep_ == "prep" and t.i > head.i and not t.is_ancestor(head)]
    to = [t for t in to if (t.lower_ in words.tied_by and t.head.i in {main.i, head.i}) or _is_hinge(t, cues)]
    if not governed or not to or (main.lemma_ == "make" and not _is_hinge(to[0], cues)):
        return None
    holders = grammar.with_conjuncts(grammar.subjects(main))
    return _claim(main, to[0], holders)


def _hinges(head: "Token", cues: Cues) -> Claim | None:
    """Return the speaker's claim of "a truce hinges on Y", "a truce is contingent on Y"."""
    subject = next((t for t in (head, *head.ancestors) if t.dep_ in grammar.SUBJECTS), head)
    verb = subject.head
    said = [verb, *(t for t in verb.children if t.dep_ == "acomp")]
    hinge = next((t for t in said if t.lemma_.lower() in cues.words.terms.hinging), None)
    if hinge is None or verb.i == head.i or cues.negated(verb) or cues.is_hypothetical(verb):
        return None
    if not _reaches(head, subject, cues):
        return None
    on = [t for word in (hinge, verb) for t in word.children if _is_hinge(t, cues) and t.i > hinge.i]
    return _claim(hinge, on[0], ()) if on else None


def _is_hinge(preposition: "Token", cues: Cues) -> bool:
    """Return whether a preposition joins what something depends on: "hinges on", "contingent on the army leaving"."""
    above = [preposition.head, *(t for t in preposition.head.children if t.dep_ == "acomp")]
    named = is_time(list(preposition.subtree)[1:], cues)
    return (
        preposition.lower_ in {"on", "upon"}
        and any(t.lemma_.lower() in cues.words.terms.hinging for t in above)
        and not named
    )


def _claim(trigger: "Token", to: "Token", holders: tuple["Token", ...]) -> Claim:
    return Claim(
        holders, Stance.CONDITIONAL, (trigger,), (HINGES,), demanded=not holders, voice=Voice.NARRATED,
        condition=(to, to.right_edge),
    )  # fmt: skip


def _main(head: "Token", cues: Cues) -> "Token | None":
    """Return the verb with a subject that tells of the topic; of "will let a truce be made" the first."""
    for token in (head, *head.ancestors):
        if token.pos_ not in VERBS or not (_told(token) or any(t.tag_ == "EX" for t in token.children)):
            continue
        bare = token.dep_ in {"ccomp", "xcomp"} and not grammar.auxiliaries(token) - {"be"}
        if not (bare and token.head.pos_ in VERBS and token.head.lemma_.lower() in _letting(cues)):
            return token
    return None


def _told(verb: "Token") -> list["Token"]:
    return grammar.clause_subjects(verb)


def _letting(cues: Cues) -> frozenset[str]:
    return cues.words.light | cues.words.seeing


def _is_ahead(main: "Token", cues: Cues) -> bool:
    """Return whether the clause tells what would or could be, or what is so at any time, and not what was."""
    if grammar.auxiliaries(main) & (cues.words.to_come | {"can"}):
        return True
    if main.lemma_ == "be" and main.tag_ == "VBD" and main.dep_ == "ccomp":
        return cues.is_speech(main.head)  # "said that a truce was fine if"
    return main.tag_ in {"VBZ", "VBP"} and not cues.is_speech(main)


def _is_thought(main: "Token", cues: Cues) -> bool:
    """Return whether the clause is what somebody thinks or fears, not says."""
    return main.dep_ == "ccomp" and main.head.lemma_.lower() in cues.words.opinions and not cues.is_speech(main.head)


def _is_subject(head: "Token", main: "Token") -> bool:
    """Return whether the clause says something of the topic."""
    told = [t for t in main.children if t.dep_ in grammar.SUBJECTS | grammar.PASSIVE_SUBJECTS]
    return any(head.i == t.i or t.is_ancestor(head) for t in told)


def _comes_about(main: "Token", cues: Cues) -> bool:
    """Return whether the clause says that its subject takes place or could do so, ends, or is acceptable."""
    words = cues.words.terms
    if cues.negated(main) or grammar.agents(main):
        return False
    if grammar.passive_subjects(main):
        return main.lemma_.lower() not in words.deciding
    said = [t for t in main.children if t.dep_ in {"acomp", "advmod", "prt", "attr"} and t.i > main.i]
    if main.lemma_ == "be":
        return any(t.lower_ in words.possible for t in said)
    return main.lemma_.lower() in words.coming


def _is_done(head: "Token", main: "Token", cues: Cues) -> bool:
    """Return whether the clause says that somebody would bring it about, or let it be."""
    subjects = grammar.subjects(main)
    if not subjects or subjects[0].lower_ in {"this", "that"} or cues.negated(main):
        return False
    verb, auxiliaries = main.lemma_.lower(), grammar.auxiliaries(main)
    if verb in cues.words.terms.undergoing | cues.words.terms.deciding | cues.words.opinions:
        return False
    promised = auxiliaries & (cues.words.promising | cues.words.modal_open)
    consents = "can" in auxiliaries and verb in cues.words.terms.consenting
    return bool(promised or consents) and _reaches(head, main, cues)


def _reaches(head: "Token", top: "Token", cues: Cues) -> bool:
    """Return whether what is said of the top is said of the topic: no other matter stands between them."""
    if head.i == top.i:
        return True
    for token in head.ancestors:
        if token.i == top.i:
            return True
        if token.pos_ in NOUNS and not cues.carries(token):
            return False
        let = token.dep_ == "ccomp" and token.head.lemma_.lower() in _letting(cues)
        if token.dep_ in {"relcl", "acl", "advcl", "ccomp", "conj"} and not let:
            return False
    return False
