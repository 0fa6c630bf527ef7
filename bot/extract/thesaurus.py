"""Which other wordings a phrase has, by the groups of a language: those it is a wording of itself, word by word."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.dossier import Dossier, Term
from bot.extract.phrases import GAP, Stemmer, chunks, fold
from bot.extract.wording_lexicon import SENSES, SIDE, SIDES, SLOT, Wording, WordingGroup, WordingLexicon
from bot.model import Rank

_LONGEST_SLOT = 5
_SHORTEST_STEM = 3


class Sides:
    """What the sides of a dossier's conflict are called, one by one and (`both`) together."""

    def __init__(self, dossier: Dossier, both: Sequence[str]) -> None:
        self._names = [_names(dossier, side) for side in dossier.sides]
        self._both = both

    def terms(self, term: Term) -> Iterator[Term]:
        """Yield the term with the names of the sides in their places; none where the dossier has no sides."""
        if SIDE not in term.text and SIDES not in term.near:
            yield term
        elif SIDE not in term.text and self._names:
            named = [name for names in self._names for name in names]
            yield _with(term, term.text, (*named, *self._both, *(one for one in term.near if one != SIDES)))
        else:
            for names in self._names:
                others = [name for other in self._names if other is not names for name in other]
                yield from (_with(term, term.text.replace(SIDE, name), (*others, *self._both)) for name in names)


class _Frame(NamedTuple):
    """A wording that calls for its group, cut at its slot; without one, all of it stands before."""

    group: int
    before: tuple[str, ...]
    behind: tuple[str, ...] | None

    @property
    def size(self) -> int:
        """Return of how many words it is."""
        return len(self.before) + len(self.behind or ())


class Call(NamedTuple):
    """A phrase of a dossier that is a wording of a group, with the words that stand in its slot."""

    own: Wording
    group: int
    slot: tuple[str, ...]


class Thesaurus:
    """Finds other wordings of the phrases of a dossier; `stem` says which forms of a word are the same.

    A party's name and its metonyms stand for each other as words that are alike do.
    """

    def __init__(self, lexicon: WordingLexicon, stem: Stemmer, dossier: Dossier) -> None:
        self._stem = stem
        self._groups = lexicon.groups
        self._sides = Sides(dossier, lexicon.sides)
        self._filled: dict[int, Sequence[tuple[int, bool, Term]]] = {}
        names = [(party.name, *party.metonyms) for party in dossier.parties if party.metonyms]
        self._calling: dict[str, list[_Frame]] = {}  # by how their first word begins
        self._joining: set[str] = set()
        for frame in (one for number, group in enumerate(lexicon.groups) for one in _frames(number, group)):
            first = (*frame.before, *(frame.behind or ()))[0]
            self._calling.setdefault(fold(first)[:_SHORTEST_STEM], []).append(frame)
            self._joining |= {fold(word) for word in frame.before[1:] if frame.behind is not None}
        self._alike = {word.lower(): group for group in (*lexicon.alike, *names) for word in group}

    def calls(self, own: Wording) -> Iterator[Call]:
        """Yield the groups that a term of a dossier calls for, by the frame of each that it fits best."""
        parts = chunks(own.term.text)
        best: dict[int, tuple[int, tuple[str, ...]]] = {}
        for start in sorted({fold(part)[:_SHORTEST_STEM] for part in parts}):
            for frame in self._calling.get(start, ()):
                slot = self._slot(frame, parts) if self._may_call(own, frame) else None
                if slot is not None and best.get(frame.group, (0,))[0] < frame.size:
                    best[frame.group] = (frame.size, slot)
        yield from (Call(own, group, slot) for group, (_, slot) in sorted(best.items()))

    def answers(self, call: Call) -> Iterator[Wording]:
        """Yield the wordings of the group that is called for."""
        fillings = [" ".join(call.slot), *self._exchanged(call.slot, alone=True)]
        for sign, plain, term in self._terms(call.group):
            for filling in fillings if call.slot and SLOT in term.text else fillings[:1]:
                yield _said(call.own, term, term.text.replace(SLOT, filling), sign=sign, plain=plain)

    def is_subject(self, call: Call) -> bool:
        """Return whether the group that is called for is for one topic alone."""
        return self._groups[call.group].is_subject

    def _terms(self, number: int) -> Sequence[tuple[int, bool, Term]]:
        """Return the wordings of a group with their sense, with the names of the sides in their places."""
        if number not in self._filled:
            group = self._groups[number]
            self._filled[number] = [
                (sign, plain, one)
                for key, sign, plain in SENSES
                for term in getattr(group, key)
                for one in self._sides.terms(term)
            ]
        return self._filled[number]

    def _may_call(self, own: Wording, frame: _Frame) -> bool:
        """Return whether a term may call by a frame: one that speaks for itself calls only by what it is about."""
        if self._groups[frame.group].is_subject and frame.behind is not None:
            return own.plain
        return own.plain or own.sign < 0 or frame.behind is not None

    def variants(self, own: Wording) -> Iterator[Wording]:
        """Yield the term with one of its words exchanged for each that is like it."""
        for text in self._exchanged(chunks(own.term.text)):
            yield _said(own, own.term, text, sign=1, plain=own.plain)

    def _slot(self, frame: _Frame, parts: Sequence[str]) -> tuple[str, ...] | None:
        """Return the words of a phrase in the slot of a frame, none for one without; None where they do not fit."""
        rest = [part for part in parts if part != GAP]
        behind = frame.behind or ()
        size = len(rest) - frame.size
        if size != 0 if frame.behind is None else not 1 <= size <= _LONGEST_SLOT:
            return None
        ends = [*rest[: len(frame.before)], *rest[len(rest) - len(behind) :]]
        if not all(map(self._is_same, (*frame.before, *behind), ends)):
            return None
        inside = rest[len(frame.before) : len(frame.before) + size]
        if any(fold(word) in self._joining for word in (*inside[:1], *inside[-1:])):
            return None
        return tuple(_between(parts, len(frame.before), size))

    def _is_same(self, one: str, other: str) -> bool:
        """Return whether words of phrases mean the same ones, `release*` and "releases"."""
        a, b = fold(one.rstrip("*")), fold(other.rstrip("*"))
        if self._stem(a) == self._stem(b):
            return True
        return (one.endswith("*") and b.startswith(a)) or (other.endswith("*") and a.startswith(b))

    def _exchanged(self, parts: Sequence[str], *, alone: bool = False) -> Iterator[str]:
        """Yield the phrase with one of its words exchanged for each that is like it; `alone` a single word, too."""
        if len(parts) == 1 and not alone:
            return
        for i, part in enumerate(parts):
            key = part.rstrip("*").lower()
            for other in self._alike.get(key, ()):
                if other.lower() != key:
                    yield " ".join((*parts[:i], other + part[len(key) :], *parts[i + 1 :]))


def _said(own: Wording, other: Term, text: str, *, sign: int, plain: bool) -> Wording:
    """Return the text as another wording, with the guards of both; what must be near is told by the dossier."""
    sign *= own.sign
    term = Term.model_construct(
        text=text,
        near=own.term.near or other.near,
        unless=tuple(dict.fromkeys((*own.term.unless, *other.unless))),
        context=own.term.context or other.context,
    )
    return Wording(own.topic, term, sign, plain and sign > 0, own.term.text)


def _frames(number: int, group: WordingGroup) -> Iterator[_Frame]:
    for text in group.calls or [term.text for term in group.terms]:
        before, slot, behind = text.partition(SLOT)
        ends = tuple(tuple(part for part in chunks(end) if part != GAP) for end in (before, behind))
        yield _Frame(number, ends[0], ends[1] if slot else None)


def _between(parts: Sequence[str], skipped: int, size: int) -> Iterator[str]:
    """Yield `size` words of a phrase behind the first `skipped`, with the gaps between them."""
    count = 0
    for part in parts:
        if part != GAP:
            count += 1
        if skipped < count <= skipped + size and not (part == GAP and count == skipped + size):
            yield part


def _names(dossier: Dossier, side: str) -> tuple[str, ...]:
    """Return by which words a side is named: its names and places, what is of it, and who leads it."""
    party = dossier.party_by_id[side]
    leaders = [one.known_as for one in dossier.people if one.speaks_for == side and one.rank is Rank.PRINCIPAL]
    return tuple(dict.fromkeys((party.name, *party.names, *party.metonyms, *party.adjectives, *leaders)))


def _with(term: Term, text: str, near: tuple[str, ...]) -> Term:
    return Term.model_construct(text=text, near=near, unless=term.unless, context=term.context)
