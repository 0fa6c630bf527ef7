"""Where a text names a topic: the dossier's terms, found as phrases and kept where their guards allow."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.dossier import Dossier, Term, Topic
from bot.extract.phrases import GAP, Hit, Hits, PhraseIndex, Stemmer, Word
from bot.extract.wording_lexicon import Wording, WordingLexicon
from bot.extract.wordings import Wordings


@dataclass(frozen=True, slots=True)
class TopicHit:
    """A topic named in a text.

    `sign` is -1 where the words name its contrary, `plain` where a cue must decide, `owned` are its
    nouns such that to have it is to be for it, but for the `targets` it is done to;
    `persons_aside` where it does not count when done to one person. `by` is the phrase of the dossier that the words
    say otherwise, where they are not its own.
    """

    topic: str
    start: int
    end: int
    sign: int
    plain: bool
    owned: frozenset[str] = frozenset()
    targets: tuple[str, ...] = ()
    persons_aside: bool = False
    by: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    wording: Wording
    topic: str
    term: Term
    sign: int
    plain: bool
    by: str
    owned: frozenset[str]
    targets: tuple[str, ...]
    persons_aside: bool


@dataclass(frozen=True, slots=True)
class _Indexes:
    """The phrases of a dossier: of its topics, of their guards, of its matter (where it has such), of other matters."""

    wordings: Wordings
    terms: PhraseIndex[_Entry]
    guards: PhraseIndex[str]
    frame: PhraseIndex[str] | None
    elsewhere: PhraseIndex[str]

    def named(self, text_words: Sequence[Word]) -> Iterator[Hit[_Entry]]:
        """Yield where the words name topics by wordings that count."""
        return (hit for hit in self.terms.find(text_words) if self.wordings.count(hit.payload.wording))

    def guarding(
        self, hits: Iterable[Hit[_Entry]], sentence: Sequence[Word], around: Sequence[Word]
    ) -> tuple[set[str], set[str]]:
        """Return the guards in the sentence, and those in it or around it; none where the hits have no guards."""
        if not any(hit.payload.term.near or hit.payload.term.unless for hit in hits):
            return set(), set()
        here = _payloads(self.guards.find(sentence))
        return here, here | _payloads(self.guards.find(around)) if around else here


class TopicFinder:
    """All topics of a dossier, ready to be found sentence by sentence."""

    def __init__(self, dossier: Dossier, stem: Stemmer, wordings: WordingLexicon | None = None) -> None:
        frame: PhraseIndex[str] = PhraseIndex(stem)
        found = Wordings(dossier, wordings or WordingLexicon(), stem)
        self._in = _Indexes(
            found, PhraseIndex(stem), PhraseIndex(stem), frame if dossier.frame else None, PhraseIndex(stem)
        )
        named = (*found.own, *found.others)
        for one in named:
            self._add(dossier.topic_by_id[one.topic], one)
        for guard in dict.fromkeys(word for one in named for word in (*one.term.near, *one.term.unless)):
            self._in.guards.add(guard, guard)
        for term in dossier.frame:
            frame.add(term.text, term.text)
        for name in dossier.elsewhere:
            self._in.elsewhere.add(name, name)

    def _add(self, topic: Topic, one: Wording) -> None:
        owned = frozenset(map(str.lower, topic.owned))
        entry = _Entry(one, topic.id, one.term, one.sign, one.plain, one.by, owned, topic.targets, topic.persons_aside)
        self._in.terms.add(one.term.text, entry)

    def concerns(self, text_words: Sequence[Word]) -> bool:
        """Return whether the words name one of the dossier's frame phrases (always, where it has none)."""
        return self._in.frame is None or next(self._in.frame.find(text_words), None) is not None

    def find(self, sentence: Sequence[Word], *, named: frozenset[str], around: Sequence[Word] = ()) -> list[TopicHit]:
        """Return the topics that the words of a sentence name, longer phrases before what they cover.

        `named` are the topics the article names elsewhere without doubt (for terms that are too general alone),
        `around` the words of the neighbouring sentences, which may satisfy a `near` guard.
        """
        hits = list(self._in.named(sentence))
        if not hits:
            return []
        here, beside = self._in.guarding(hits, sentence, around)
        return _kept(hits, here, beside, named)

    def sure(self, text_words: Sequence[Word]) -> frozenset[str]:
        """Return the topics that the words name by terms without a guard."""
        return self.over(text_words).sure

    def over(self, text_words: Sequence[Word]) -> "TopicsIn":
        """Return what a whole text names, to be asked sentence by sentence."""
        return TopicsIn(text_words, self._in)


def topic_wordings(dossier: Dossier, stem: Stemmer, wordings: WordingLexicon) -> Iterator[Wording]:
    """Yield all by which the propositions of a dossier are found: its own terms, then other wordings of them."""
    yield from Wordings(dossier, wordings, stem)


class TopicsIn:
    """What a text names of a dossier's topics and matter: looked for once, then asked by stretches of characters."""

    def __init__(self, text_words: Sequence[Word], indexes: _Indexes) -> None:
        self._words = text_words
        self._in = indexes

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self._words]

    @cached_property
    def _terms(self) -> Hits[_Entry]:
        return Hits(self._in.named(self._words))

    @cached_property
    def _frame(self) -> Hits[str] | None:
        return None if self._in.frame is None else Hits(self._in.frame.find(self._words))

    @cached_property
    def _elsewhere(self) -> Hits[str]:
        return Hits(self._in.elsewhere.find(self._words))

    def _range(self, start: int, end: int) -> tuple[int, int]:
        """Return the numbers of the words that begin in the characters: the first, and the one behind the last."""
        return bisect_left(self._starts, start), bisect_left(self._starts, end)

    def concerns(self, start: int, end: int) -> bool:
        """Return whether the characters name one of the frame phrases."""
        return self._frame is None or bool(self._frame.within(*self._range(start, end)))

    def is_elsewhere(self, start: int, end: int) -> bool:
        """Return whether a sentence is about another conflict: it names one, and nothing of this one."""
        return bool(self._elsewhere.within(*self._range(start, end))) and not self.concerns(start, end)

    @cached_property
    def sure(self) -> frozenset[str]:
        """Return the topics that the text names by terms without a guard."""
        return _sure(self._terms.within(0, len(self._words)))

    def find(
        self, start: int, end: int, *, named: frozenset[str], around: tuple[int, int] | None = None
    ) -> list[TopicHit]:
        """Return the topics that a sentence names, as `TopicFinder.find` does; `around` it guards count, too."""
        words = self._range(start, end)
        hits = self._terms.within(*words)
        if not hits:
            return []
        beside = self._words[slice(*self._range(*around))] if around else ()
        return _kept(hits, *self._in.guarding(hits, self._words[slice(*words)], beside), named)


def _payloads(hits: Iterable[Hit[str]]) -> set[str]:
    return {hit.payload for hit in hits}


def _sure(found: Iterable[Hit[_Entry]]) -> frozenset[str]:
    return frozenset(h.payload.topic for h in found if not (h.payload.term.context or h.payload.term.near))


def _kept(hits: Iterable[Hit[_Entry]], here: set[str], beside: set[str], named: frozenset[str]) -> list[TopicHit]:
    allowed = [h for h in hits if _allowed(h.payload, here, beside, named)]
    return [_topic_hit(hit) for hit in _longest([h for h in allowed if not _is_needless(h, allowed)])]


def _is_needless(hit: Hit[_Entry], hits: Sequence[Hit[_Entry]]) -> bool:
    """Return whether a phrase of the dossier says there what the hit says by another wording."""
    one = hit.payload
    same = (one.topic, one.sign, one.plain)
    return bool(one.by) and any(
        not other.payload.by and (other.payload.topic, other.payload.sign, other.payload.plain) == same
        for other in hits
        if other.start < hit.end and hit.start < other.end
    )


def _allowed(entry: _Entry, here: set[str], beside: set[str], named: frozenset[str]) -> bool:
    term = entry.term
    if term.near and not any(word in beside for word in term.near):
        return False
    if term.context and entry.topic not in named:
        return False
    return not any(word in here for word in term.unless)


def _longest(hits: list[Hit[_Entry]]) -> list[Hit[_Entry]]:
    """Return the hits that no longer hit covers, wholly or (of the same topic) in part, in text order."""
    ordered = sorted(hits, key=_rank)
    kept: list[Hit[_Entry]] = []
    over: dict[int, list[Hit[_Entry]]] = {}  # by the words that they cover
    for hit in ordered:
        places = range(hit.first, hit.last + 1)
        if not any(_displaced(hit, longer) for place in places for longer in over.get(place, ())):
            kept.append(hit)
            for place in places:
                over.setdefault(place, []).append(hit)
    return sorted(kept, key=lambda h: (h.start, h.end, h.payload.topic))


def _rank(hit: Hit[_Entry]) -> tuple[object, ...]:
    """Return what puts longer hits before shorter ones, and the dossier's own phrases before other wordings."""
    one = hit.payload
    return hit.start - hit.end, bool(one.by), hit.start, one.topic, one.sign


def _displaced(hit: Hit[_Entry], longer: Hit[_Entry]) -> bool:
    if hit.payload.topic == longer.payload.topic:
        return hit.start < longer.end and longer.start < hit.end
    inside = longer.start <= hit.start and hit.end <= longer.end and hit.end - hit.start < longer.end - longer.start
    ending = hit.last == longer.last or hit.first == longer.first
    return inside and (ending or GAP not in longer.payload.term.text)  # what stands in a gap is no part of the phrase


def _topic_hit(hit: Hit[_Entry]) -> TopicHit:
    entry = hit.payload
    return TopicHit(
        topic=entry.topic,
        start=hit.start,
        end=hit.end,
        sign=entry.sign,
        plain=entry.plain,
        owned=entry.owned,
        targets=entry.targets,
        persons_aside=entry.persons_aside,
        by=entry.by,
    )
