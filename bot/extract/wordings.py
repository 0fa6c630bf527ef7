"""Other wordings of a dossier's phrases: who writes "truce" there means a cessation of hostilities as well.

What means the same is data (section `wordings` of a language file): groups of whole phrases and of frames such as
"release of …" and "free …", and words that stand for each other within phrases. They are put together when a dossier
is loaded; a wording that a topic of the dossier has itself is that topic's alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bot.dossier import Dossier
from bot.extract.phrases import GAP, PhraseIndex, Stemmer, fold, words
from bot.extract.thesaurus import Call, Thesaurus
from bot.extract.wording_lexicon import SENSES, Wording, WordingLexicon
from bot.model import TopicKind


class Wordings:
    """By what the propositions of a dossier are found: its `own` terms, and `others`, wordings that no other topic has.

    A wording that two topics would have is neither's; a subject is that of the topic that has most of its calls.
    """

    def __init__(self, dossier: Dossier, lexicon: WordingLexicon, stem: Stemmer) -> None:
        topics = [topic for topic in dossier.topics if topic.kind is TopicKind.PROPOSITION]
        self.own = [
            Wording(t.id, term, sign, plain) for t in topics for key, sign, plain in SENSES for term in getattr(t, key)
        ]
        self._without = {t.id: {fold(text) for text in t.without} for t in topics if t.wordings}
        self._claims = _Claims(self.own, stem)
        self._free: dict[str, bool] = {}
        self.others = self._widened(Thesaurus(lexicon, stem, dossier))

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
    calls = [call for one in own for call in thesaurus.calls(one)]
    subjects = [call for call in calls if thesaurus.is_subject(call)]
    for call in (*_leading(subjects), *(call for call in calls if not thesaurus.is_subject(call))):
        yield from thesaurus.answers(call)
    for one in own:
        yield from thesaurus.variants(one)


def _leading(calls: Sequence[Call]) -> Iterator[Call]:
    """Yield one call of each topic that calls for a subject as often as any: one without a guard, where it has such."""
    count = Counter((call.group, call.own.topic) for call in calls)
    most: dict[int, int] = {}
    for (group, _), number in count.items():
        most[group] = max(number, most.get(group, 0))
    seen: set[tuple[int, str]] = set()
    for call in sorted(calls, key=lambda call: call.own.is_guarded):
        key = call.group, call.own.topic
        if key not in seen and count[key] == most[call.group]:
            seen.add(key)
            yield call


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
