"""Terms told in few words: "no truce before X", "no X, no truce", "first X, then a truce", "do X and it can hold"."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.claim import Claim
from bot.extract.cues import Cues
from bot.extract.grammar import VERBS
from bot.extract.openings import BOUNDS, opened
from bot.model import Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

BARGAIN = "the one for the other"
_REACH = 4
_AHEAD = 6
_LEAST = 2
_SPEAKS = frozenset({"“", '"', ":", ";", "‘"})


def bargain(head: "Token", covered: frozenset[int], cues: Cues) -> Claim | None:
    """Return the speaker's claim where a sentence sets something against the topic that the covered words name."""
    before, behind = _around(head, covered)
    terms = (
        _none_before(before, behind, cues)
        or _none_for_none(before)
        or price(head, covered, cues)
        or _only(before, behind, cues)
    )
    if terms is None:
        return None
    return Claim((), Stance.CONDITIONAL, (head,), (BARGAIN,), demanded=True, voice=Voice.NARRATED, condition=terms)


def price(head: "Token", covered: frozenset[int], cues: Cues) -> tuple["Token", "Token"] | None:
    """Return the first and last token of what must come first, or what it is asked or threatened for."""
    before, _ = _around(head, covered)
    return _later(before, head, cues) or _for_a_deed(before, head, cues)


def _around(head: "Token", covered: frozenset[int]) -> tuple[list["Token"], list["Token"]]:
    """Return the tokens before the topic, from where somebody begins to speak, and those behind it."""
    doc, first, last = head.doc, min({head.i, *covered}), max({head.i, *covered})
    start = max((t.i + 1 for t in doc[:first] if t.text in _SPEAKS), default=0)
    return list(doc[start:first]), list(doc[last + 1 :])


def _verbs(tokens: Sequence["Token"]) -> list["Token"]:
    return [t for t in tokens if t.pos_ in VERBS and t.tag_ in {"VBD", "VBZ", "VBP", "VB", "MD"}]


def _phrase(tokens: Sequence["Token"]) -> tuple["Token", "Token"] | None:
    """Return the tokens up to where a phrase ends."""
    stop = next((n for n, t in enumerate(tokens) if n and t.text in BOUNDS), len(tokens))
    return (tokens[0], tokens[stop - 1]) if stop >= _LEAST else None


def _none_before(before: Sequence["Token"], behind: Sequence["Token"], cues: Cues) -> tuple["Token", "Token"] | None:
    """Take "no truce before X", "no signature on a truce without X": nothing else is told of it."""
    words = cues.words.terms
    denials = [t for t in before[-_AHEAD:] if t.lower_ in {"no", "not"}]
    opening = next((n for n, t in enumerate(behind[:_REACH]) if t.lower_ in words.none_before), None)
    if not denials or opening is None:
        return None
    between = [t for t in (*before, *behind[:opening]) if t.i > denials[-1].i]
    phrase = behind[opening:]
    if _verbs(between) or _verbs(before) or any(t.text in BOUNDS for t in between):
        return None
    return None if is_time(phrase[1:], cues) else _phrase(phrase)


def is_time(phrase: Sequence["Token"], cues: Cues) -> bool:
    """Return whether a phrase only names a time or somebody: "before next year", "on Friday"."""
    stop = next((n for n, t in enumerate(phrase) if t.text in BOUNDS), len(phrase))
    told = (t for t in phrase[:stop] if t.pos_ in {*VERBS, "NOUN"} and t.tag_ != "NNP")
    return all(t.lemma_.lower() in cues.words.terms.times for t in told)


def _none_for_none(before: Sequence["Token"]) -> tuple["Token", "Token"] | None:
    """Take "no prisoners, no truce"."""
    nones = [n for n, t in enumerate(before) if t.lower_ == "no"]
    if len(nones) < _LEAST or len(before) - nones[-1] > _LEAST or _verbs(before[nones[-2] :]):
        return None
    between = before[nones[-2] : nones[-1]]
    return (between[0], between[-2]) if between[-1].text == "," and len(between) > _LEAST else None


def _later(before: Sequence["Token"], head: "Token", cues: Cues) -> tuple["Token", "Token"] | None:
    """Take "first X, then a truce", "X must come first, and only then a truce"."""
    words = cues.words.terms
    first = next((n for n, t in enumerate(before) if t.lower_ in words.first), None)
    then = next((n for n, t in reversed(list(enumerate(before))) if t.lower_ in words.then), None)
    if first is None or then is None or first >= then or not _is_to_be(before[then:], head, cues):
        return None
    past = [t for t in before if t.tag_ == "VBD" and not cues.is_speech(t)]
    return (before[0], before[then - 1]) if not past and then > 1 else None


def _is_to_be(clause: Sequence["Token"], head: "Token", cues: Cues) -> bool:
    """Return whether the clause of the topic, which the tokens begin, tells what will or can be, or has no verb."""
    if any(t.tag_ == "VBD" for t in clause):
        return False
    if any(t.tag_ == "MD" for t in clause):
        return True
    main = next((t for t in head.ancestors if t.pos_ in VERBS and t.i > clause[0].i), None)
    return (
        main is None or bool(grammar.auxiliaries(main) & (cues.words.to_come | {"can"})) or main.tag_ in {"VBZ", "VBP"}
    )


def _for_a_deed(before: Sequence["Token"], head: "Token", cues: Cues) -> tuple["Token", "Token"] | None:
    """Take "leave X and we will hold a truce", "leave or there will be an embargo", "…, otherwise an embargo comes"."""
    words = cues.words.terms
    turns = [n for n, t in enumerate(before) if t.lower_ in words.turns and n > _LEAST]
    if not turns or not _is_to_be(before[turns[-1] :], head, cues):
        return None
    turn = turns[-1]
    joint, deed = before[turn], next((t for t in before[:turn] if t.is_alpha), before[0])
    if joint.lower_ in words.otherwise:
        return (before[0], before[turn - 1])
    commanded = (
        deed.tag_ == "VB"
        and deed.pos_ == "VERB"
        and not any(t.dep_ in {*grammar.SUBJECTS, "aux", "mark"} for t in deed.children if t.i < deed.i)
    )
    clause = before[turn + 1 :]
    told = any(t.tag_ == "MD" for t in clause) or _future(head, joint, cues)
    return (deed, before[turn - 1]) if commanded and told else None


def _future(head: "Token", joint: "Token", cues: Cues) -> bool:
    main = next((t for t in head.ancestors if t.pos_ in VERBS and t.i > joint.i), None)
    return main is not None and bool(grammar.auxiliaries(main) & (cues.words.to_come | {"can"}))


def _only(before: Sequence["Token"], behind: Sequence["Token"], cues: Cues) -> tuple["Token", "Token"] | None:
    """Take "a truce, but only if X leaves", "a truce? When X has left": without a verb of its own."""
    if _verbs(before):
        return None
    for n in range(min(_AHEAD, len(behind))):
        if _verbs(behind[: n + 1]):
            return None
        if opened(behind[n], cues):
            return _phrase(behind[n:])
    return None
