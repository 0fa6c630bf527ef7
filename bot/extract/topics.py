"""Where a text names a topic: the dossier's terms, found as phrases and kept where their guards allow."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.dossier import Dossier, Term, Topic
from bot.extract.phrases import GAP, Hit, PhraseIndex, Stemmer, Word
from bot.model import TopicKind


@dataclass(frozen=True, slots=True)
class TopicHit:
    """A topic named in a text.

    `sign` is -1 where the words name its contrary, `plain` where a cue must decide, `owned` are its
    nouns such that to have it is to be for it, but for the `targets` it is done to;
    `persons_aside` where it does not count when done to one person.
    """

    topic: str
    start: int
    end: int
    sign: int
    plain: bool
    owned: frozenset[str] = frozenset()
    targets: tuple[str, ...] = ()
    persons_aside: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    topic: str
    term: Term
    sign: int
    plain: bool
    owned: frozenset[str]
    targets: tuple[str, ...]
    persons_aside: bool


class TopicFinder:
    """All topics of a dossier, ready to be found sentence by sentence."""

    def __init__(self, dossier: Dossier, endings: Sequence[str]) -> None:
        stem = Stemmer(endings)
        self._terms: PhraseIndex[_Entry] = PhraseIndex(stem)
        self._guards: PhraseIndex[str] = PhraseIndex(stem)
        self._frame: PhraseIndex[str] = PhraseIndex(stem)
        for topic in dossier.topics:
            if topic.kind is TopicKind.PROPOSITION:
                self._add(topic)
        for term in dossier.frame:
            self._frame.add(term.text, term.text)
        self._elsewhere: PhraseIndex[str] = PhraseIndex(stem)
        for name in dossier.elsewhere:
            self._elsewhere.add(name, name)
        self._any_frame = bool(dossier.frame)

    def _add(self, topic: Topic) -> None:
        for terms, sign, plain in ((topic.terms, 1, True), (topic.supports, 1, False), (topic.opposes, -1, False)):
            for term in terms:
                self._terms.add(
                    term.text,
                    _Entry(
                        topic.id,
                        term,
                        sign,
                        plain,
                        frozenset(map(str.lower, topic.owned)),
                        topic.targets,
                        topic.persons_aside,
                    ),
                )
                for guard in (*term.near, *term.unless):
                    self._guards.add(guard, guard)

    def concerns(self, text_words: Sequence[Word]) -> bool:
        """Return whether the words name one of the dossier's frame phrases (always, where it has none)."""
        return not self._any_frame or next(self._frame.find(text_words), None) is not None

    def is_elsewhere(self, sentence: Sequence[Word]) -> bool:
        """Return whether a sentence is about another conflict: it names one, and nothing of this one."""
        return next(self._elsewhere.find(sentence), None) is not None and not self.concerns(sentence)

    def find(self, sentence: Sequence[Word], *, named: frozenset[str], around: Sequence[Word] = ()) -> list[TopicHit]:
        """Return the topics that the words of a sentence name, longer phrases before what they cover.

        `named` are the topics the article names elsewhere without doubt (for terms that are too general alone),
        `around` the words of the neighbouring sentences, which may satisfy a `near` guard.
        """
        hits = list(self._terms.find(sentence))
        if not hits:
            return []
        here = {hit.payload for hit in self._guards.find(sentence)}
        beside = here | {hit.payload for hit in self._guards.find(around)} if around else here
        return [_topic_hit(hit) for hit in _longest([h for h in hits if _allowed(h.payload, here, beside, named)])]

    def sure(self, text_words: Sequence[Word]) -> frozenset[str]:
        """Return the topics that the words name by terms without a guard."""
        found = self._terms.find(text_words)
        return frozenset(h.payload.topic for h in found if not (h.payload.term.context or h.payload.term.near))


def _allowed(entry: _Entry, here: set[str], beside: set[str], named: frozenset[str]) -> bool:
    term = entry.term
    if term.near and not any(word in beside for word in term.near):
        return False
    if term.context and entry.topic not in named:
        return False
    return not any(word in here for word in term.unless)


def _longest(hits: list[Hit[_Entry]]) -> list[Hit[_Entry]]:
    """Return the hits that no longer hit covers, wholly or (of the same topic) in part, in text order."""
    ordered = sorted(hits, key=lambda h: (h.start - h.end, h.start, h.payload.topic, h.payload.sign))
    kept: list[Hit[_Entry]] = []
    over: dict[int, list[Hit[_Entry]]] = {}  # by the words that they cover
    for hit in ordered:
        places = range(hit.first, hit.last + 1)
        if not any(_displaced(hit, longer) for place in places for longer in over.get(place, ())):
            kept.append(hit)
            for place in places:
                over.setdefault(place, []).append(hit)
    return sorted(kept, key=lambda h: (h.start, h.end, h.payload.topic))


def _displaced(hit: Hit[_Entry], longer: Hit[_Entry]) -> bool:
    if hit.payload.topic == longer.payload.topic:
        return hit.start < longer.end and longer.start < hit.end
    inside = longer.start <= hit.start and hit.end <= longer.end and hit.end - hit.start < longer.end - longer.start
    return inside and GAP not in longer.payload.term.text  # what stands in a gap is no part of the phrase


def _topic_hit(hit: Hit[_Entry]) -> TopicHit:
    entry = hit.payload
    return TopicHit(
        entry.topic, hit.start, hit.end, entry.sign, entry.plain, entry.owned, entry.targets, entry.persons_aside
    )
