"""Where a sentence names a condition of a clause, wherever the parser hangs it: "the day X leaves"."""

from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.cues import Cues
from bot.extract.grammar import VERBS

if TYPE_CHECKING:
    from spacy.tokens import Token


BOUNDS = frozenset({",", ";", ":", "–", "—", "--", "-", "?", ".", "”", '"', "("})
_SUBJECTS = grammar.SUBJECTS | grammar.PASSIVE_SUBJECTS
_LONGEST = 5


def condition(head: "Token", main: "Token", cues: Cues, covered: frozenset[int]) -> tuple["Token", "Token"] | None:
    """Return the first and last token of what the main clause, which tells of the topic, makes its condition."""
    for first in head.doc:
        length = 0 if first.i in covered else _opens(first, main, cues)
        if not length or (first.i and first.nbor(-1).lower_ in cues.words.stipulating.even):
            continue
        clause = _clause(first, first.doc[first.i + length - 1])
        last = _end(first, clause, head)
        said = " ".join(t.lower_ for t in first.doc[first.i : last.i + 1]) if last is not None else ""
        if last is None or said.startswith(cues.words.unconditional) or not _belongs(first, clause, head, main):
            continue
        return first, last
    return None


def opened(first: "Token", cues: Cues) -> bool:
    """Return whether a condition opens with the token, where no clause stands before it."""
    ahead = " ".join(t.lower_ for t in first.doc[first.i : first.i + _LONGEST]) + " "
    words = cues.words.terms
    return any(ahead.startswith(f"{phrase} ") for phrase in (*words.openers, *words.alone))


def _opens(first: "Token", main: "Token", cues: Cues) -> int:
    """Return by how many words the token opens a condition."""
    words = cues.words.terms
    ahead = [t.lower_ for t in first.doc[first.i : first.i + _LONGEST]]
    denied = cues.negated(main)
    for phrase in words.denied if denied else (*words.openers, *words.clausal):
        said = phrase.split()
        if ahead[: len(said)] == said:
            clause = _clause(first, first.doc[first.i + len(said) - 1])
            weak = phrase in words.clausal
            return (
                len(said)
                if not weak or (clause is not None and _is_open(clause, main, cues, perfect=phrase in words.perfect))
                else 0
            )
    return 1 if not denied and _is_inverted(first, cues) else 0


def _is_open(clause: "Token", main: "Token", cues: Cues, *, perfect: bool) -> bool:
    """Return whether what a clause of time tells is yet to be, and not for its own side to do.

    Behind "would" it stands in the past, but where it must be `perfect` ("after X had left") a plain past was.
    """
    lasting = not perfect and main.tag_ in {"VBZ", "VBP"} and main.lemma_.lower() in cues.words.terms.coming | {"be"}
    if lasting and not grammar.auxiliaries(main):
        return True
    if not grammar.auxiliaries(main) & cues.words.to_come or main.lemma_.lower() in cues.words.stipulating.lasting - {
        "go"
    }:
        return False
    told = grammar.subjects(clause) + grammar.passive_subjects(clause)
    own = {t.lower_ for t in grammar.subjects(main)}
    if not told or any(t.lower_ in own or t.lower_ in {"i", "we", "he", "she"} for t in told):
        return False
    first = next((t for t in clause.children if t.dep_ in {"aux", "auxpass"}), clause)
    backshifted = bool(grammar.auxiliaries(main) & {"would", "could"}) and (first.i != clause.i or not perfect)
    return first.tag_ in {"VBZ", "VBP"} or (backshifted and first.tag_ == "VBD")


def _is_inverted(first: "Token", cues: Cues) -> bool:
    """Return whether a verb opens a condition by standing before its subject: "Should X leave", "were X to"."""
    if first.lower_ not in cues.words.terms.inverting or first.i + 1 >= len(first.doc):
        return False
    before = first.nbor(-1) if first.i else None
    if before is not None and before.text not in BOUNDS and before.dep_ in {*_SUBJECTS, "expl", "neg", "aux"}:
        return False
    verb = first if first.lower_ == "were" and first.dep_ not in {"aux", "auxpass"} else first.head
    told = [t for t in verb.children if t.dep_ in _SUBJECTS]
    ahead = [t for t in told if t.i > first.i]
    return bool(ahead) and len(ahead) == len(told) and not any(t.tag_ in {"WP", "WRB", "EX"} for t in verb.children)


def _clause(first: "Token", opened: "Token") -> "Token | None":
    """Return the verb of the clause that the words open."""
    for token in (opened, first):
        if token.head.pos_ in VERBS and token.dep_ in {"mark", "advmod", "aux", "auxpass"} and token.i < token.head.i:
            return token.head
        below = [t for t in token.children if t.dep_ in {"pcomp", "relcl", "acl", "ccomp"} and t.i > token.i]
        if below:
            return below[0]
    return None


def _end(first: "Token", clause: "Token | None", head: "Token") -> "Token | None":
    """Return where the condition ends; None where the topic stands in it."""
    if clause is not None and not grammar.within(head, [clause]):
        last = clause.right_edge
    else:
        stop = next((t.i for t in first.doc[first.i + 1 :] if t.text in BOUNDS), len(first.doc))
        last = first.doc[max(first.i, stop - 1)]
    return last if last.i > first.i and not first.i <= head.i <= last.i else None


def _belongs(first: "Token", clause: "Token | None", head: "Token", main: "Token") -> bool:
    """Return whether the condition is one of the topic's clause."""
    low, high = sorted((first.i, head.i))
    if any(t.text == ";" for t in head.doc[low:high]):
        return False
    node = clause if clause is not None else first
    above = next((t for t in node.ancestors if t.pos_ in VERBS and not first.i <= t.i <= node.i), None)
    path = {head.i, *(t.i for t in head.ancestors if t.i == main.i or main.is_ancestor(t))}
    if above is None or above.i in path:
        return True
    return main.dep_ in {"ccomp", "conj", "parataxis", "advcl"} and above.i == main.head.i
