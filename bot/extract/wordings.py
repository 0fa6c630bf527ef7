"""Other wordings of a dossier's phrases: who writes "truce" there means a cessation of hostilities as well.

What means the same is data (section `wordings` of a language file): groups of whole phrases and of frames such as
"release of …" and "free …", and words that stand for each other within phrases. They are put together when a dossier
is loaded; a wording that a topic of the dossier has itself is that topic's alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import Field

from bot.dossier import Dossier, Term
from bot.extract.lexicon import Section
from bot.extract.phrases import GAP, PhraseIndex, Stemmer, chunks, fold, words
from bot.model import TopicKind

SLOT = "…"
_LONGEST_SLOT = 5
_SHORTEST_STEM = 3
_SENSES = (("terms", 1, True), ("supports", 1, False), ("opposes", -1, False))


class WordingExample(Section):
    """A phrase as a dossier may have it, and a sentence in which another wording of it stands."""

    phrase: str
    text: str


class WordingGroup(Section):
    """Wordings of one matter, in the lists in which a dossier would have them; `…` are the same words in all.

    A phrase of a dossier calls for the others where it is one of `calls`; without these, one of the terms.
    """

    terms: tuple[Term, ...] = ()
    supports: tuple[Term, ...] = ()
    opposes: tuple[Term, ...] = ()
    calls: tuple[str, ...] = ()
    examples: tuple[WordingExample, ...] = Field(min_length=1)


class WordingLexicon(Section):
    """How else a matter is called."""

    groups: tuple[WordingGroup, ...] = ()
    alike: tuple[tuple[str, ...], ...] = Field((), description="words that stand for each other within phrases")


@dataclass(frozen=True, slots=True)
class Wording:
    """A term of a topic with its sense (see `TopicHit`); `by` is the dossier's phrase that it says otherwise."""

    topic: str
    term: Term
    sign: int
    plain: bool
    by: str = ""

    @property
    def place(self) -> str:
        """Return the list of the topic in which the term stands, or would."""
        return next(key for key, sign, plain in _SENSES if (sign, plain) == (self.sign, self.plain))


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
    """Finds other wordings of phrases; `stem` says which forms of a word are the same.

    `names` are names that mean the same, which stand for each other as words that are alike do.
    """

    def __init__(self, lexicon: WordingLexicon, stem: Stemmer, names: Iterable[tuple[str, ...]] = ()) -> None:
        self._stem = stem
        self._groups = lexicon.groups
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
                slot = self._slot(frame, parts) if own.plain or own.sign < 0 or frame.behind is not None else None
                if slot is not None and best.get(frame.group, (0,))[0] < frame.size:
                    best[frame.group] = (frame.size, slot)
        yield from (Call(own, group, slot) for group, (_, slot) in sorted(best.items()))

    def answers(self, call: Call) -> Iterator[Wording]:
        """Yield the wordings of the group that is called for."""
        fillings = [" ".join(call.slot), *self._exchanged(call.slot, alone=True)]
        for key, sign, plain in _SENSES:
            for term in getattr(self._groups[call.group], key):
                for filling in fillings if call.slot else fillings[:1]:
                    yield _said(call.own, term, term.text.replace(SLOT, filling), sign=sign, plain=plain)

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


class Wordings:
    """By what the propositions of a dossier are found: its `own` terms, and `others`, wordings that no other topic has.

    A wording that two topics would have is neither's; of whole phrases the topic has the others that has most of them.
    """

    def __init__(self, dossier: Dossier, lexicon: WordingLexicon, stem: Stemmer) -> None:
        topics = [topic for topic in dossier.topics if topic.kind is TopicKind.PROPOSITION]
        names = [(party.name, *party.metonyms) for party in dossier.parties if party.metonyms]
        self.own = [
            Wording(t.id, term, sign, plain) for t in topics for key, sign, plain in _SENSES for term in getattr(t, key)
        ]
        self._without = {t.id: {fold(text) for text in t.without} for t in topics if t.wordings}
        self._claims = _Claims(self.own, stem)
        self._free: dict[str, bool] = {}
        self.others = self._widened(Thesaurus(lexicon, stem, names))

    def __iter__(self) -> Iterator[Wording]:
        """Yield those that count, the dossier's own first."""
        return (one for one in (*self.own, *self.others) if self.count(one))

    def count(self, one: Wording) -> bool:
        """Return whether a wording counts: one that the dossier leaves free. Settled when asked, as few ever are."""
        if not one.by:
            return True
        text = one.term.text
        free = self._free.get(text)
        if free is None:
            free = self._free[text] = fold(text) not in self._without[one.topic] and self._claims.leave(one)
        return free

    def _widened(self, thesaurus: Thesaurus) -> list[Wording]:
        found: dict[str, Wording | None] = {}
        for one in _others([one for one in self.own if one.topic in self._without], thesaurus):
            earlier = found.setdefault(one.term.text, one)
            if earlier is not None and earlier.topic != one.topic:
                found[one.term.text] = None
        return [one for one in found.values() if one is not None]


def _others(own: Sequence[Wording], thesaurus: Thesaurus) -> Iterator[Wording]:
    """Yield the other wordings of all terms."""
    calls = {id(one): list(thesaurus.calls(one)) for one in own}
    whole = Counter((call.group, one.topic) for one in own for call in calls[id(one)] if not call.slot)
    most: dict[int, int] = {}
    for (group, _), count in whole.items():
        most[group] = max(count, most.get(group, 0))
    for one in own:
        for call in calls[id(one)]:
            if call.slot or whole[call.group, one.topic] == most[call.group]:
                yield from thesaurus.answers(call)
        yield from thesaurus.variants(one)


class _Claims:
    """Which wordings the phrases of a dossier leave free."""

    def __init__(self, own: Iterable[Wording], stem: Stemmer) -> None:
        self._own: PhraseIndex[Wording] = PhraseIndex(stem)
        for one in own:
            self._own.add(one.term.text, one)

    def leave(self, other: Wording) -> bool:
        """Return whether no phrase of another topic is in the wording, and none of its own that says as much."""
        text = other.term.text.replace(GAP, " ").replace("*", " ")
        found = words(text)
        for hit in self._own.find(found):
            one = hit.payload
            guarded = one.term.near or one.term.context
            as_much = (one.sign, one.plain) == (other.sign, other.plain) and not guarded
            whole = hit.last - hit.first + 1 == len(found)
            if one.topic != other.topic or as_much or whole:
                return False
        return True


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
