"""Whom somebody speaks for whom the dossier does not know by name: an office beside the name tells it once.

"X's Trade Minister Jane Doe arrived. Doe said …" — "Doe" speaks for X; and a role alone ("the prime minister") means
the only one nearby who was named with it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, pairwise

from bot.extract.actors import LONGEST_NAME, Named, Speaker
from bot.extract.linking import Linker
from bot.extract.parts import Part
from bot.extract.phrases import Word, fold, words
from bot.extract.wholes import Wholes
from bot.model import Rank, Span

# so many characters before its bearer speaks a name is looked for, so many of its places are looked at
FARTHEST = 4000
_MOST_PLACES = 3
# so many sentences back a role alone points at most, if another had it as well
REACH = 3
_LONGEST_ROLE = 5
_EDGE = re.compile(r"\b")
_BREAK = re.compile(r"[,;:—–()\"“”]\s")


class Introductions:
    """Looks in a text for the office with which somebody was named, by the words of a language."""

    def __init__(self, linker: Linker, wholes: Wholes, pointers: Iterable[str]) -> None:
        self._linker = linker
        self._wholes = wholes
        lexicon = linker.gazetteer.lexicon
        self._disqualifiers = {fold(w) for w in (*lexicon.disqualifiers, *lexicon.hangers_on)}
        self._heads = {tuple(fold(w) for w in one.split()) for ones in lexicon.offices.values() for one in ones}
        self._principal = {tuple(fold(w) for w in one.split()) for one in lexicon.heads_of_state}
        self._pointers = frozenset(pointers)

    def of_name(self, name: str, place: int, part: Part, day: date) -> Speaker | None:
        """Return whom the bearer of a name speaks for by the office that the text gives with it before a place."""
        if " " not in name or not name[0].isupper():
            return None
        start = max(0, place - FARTHEST)
        for first, end in islice(_standing(name, part.text[start:place]), _MOST_PLACES):
            for role in self._roles(part, start + first, start + end):
                meant = self._linker.officer(role, day)
                if meant is not None and meant.party is not None:
                    return Speaker(name, meant.party, None, meant.rank)
        return None

    def _roles(self, part: Part, first: int, end: int) -> Iterator[str]:
        """Yield the phrases right before a name and between commas beside it that may tell an office."""
        sentence = part.sentence_at(first)
        if sentence is None:
            return
        start = max(sentence.start, first - LONGEST_NAME)
        start = max((m.end() for m in _BREAK.finditer(part.text, start, first)), default=start)
        for owner in reversed(part.named_in(start, first)):
            before = part.words_in(sentence.start, owner.start)[-2:]
            if not self._is_disqualified(before) and self._linker.offices.is_office(
                part.text[owner.end : first], owner
            ):
                yield part.text[owner.start : first].strip()
        yield from self._wholes.roles(Span("text", first, end, part.text[first:end]), part)

    def _is_disqualified(self, before: Sequence[Word]) -> bool:
        return any(word.key in self._disqualifiers for word in before)

    def of_role(self, source: Span, part: Part, day: date) -> Speaker | None:
        """Return whom a role alone means: "The prime minister", "the head of state"."""
        here = tuple(w.key for w in words(source.text))
        role = here[1:] if here and here[0] in self._pointers else here
        if not role or len(role) > _LONGEST_ROLE or role not in self._heads:
            return None
        near = part.sentences_before(source.start, REACH + 1)
        for start in (near[0].start if near else source.start, max(0, source.start - FARTHEST)):
            bearers = {n.name.person: n for n in part.named_in(start, source.start) if self._has_role(n, role, part)}
            if role in self._principal:
                bearers = self._nearest(bearers, part)
            if bearers:
                alone = len(bearers) == 1 and not self._has_stranger(part, start, source.start, role)
                return self._linker.speaker(next(iter(bearers.values())).text, None, day) if alone else None
        return None

    def _nearest(self, bearers: Mapping[str | None, Named], part: Part) -> dict[str | None, Named]:
        """Return the head of state who begins the last sentence that names one: "X met Y"."""
        last = max(bearers.values(), key=lambda n: n.start, default=None)
        sentence = part.sentence_at(last.start) if last is not None else None
        if sentence is None:
            return {}
        people = [n for n in part.named_in(sentence.start, sentence.end) if n.name.person is not None]
        return {people[0].name.person: people[0]} if people[0].name.rank is Rank.PRINCIPAL else {}

    def _has_stranger(self, part: Part, start: int, end: int, role: tuple[str, ...]) -> bool:
        """Return whether the role stands before a name, too, that the dossier does not know."""
        here = part.words_in(start, end)
        for before, word in pairwise(here):
            if before.key == role[-1] and word.raw[0].isupper() and part.text[before.end : word.start] == " ":
                near = part.named_in(word.start - LONGEST_NAME, word.end)
                if not any(n.start <= word.start < n.end for n in near):
                    return True
        return False

    def _has_role(self, named: Named, role: tuple[str, ...], part: Part) -> bool:
        """Return whether a person is named with the role, or is the head of a state that the role says."""
        if named.name.person is None:
            return False
        if role in self._principal:
            return named.name.rank is Rank.PRINCIPAL
        before = part.words_in(max(0, named.start - LONGEST_NAME), named.start)[-len(role) :]
        told = (*words(named.text)[: len(role)],)
        return tuple(w.key for w in before) == role or tuple(w.key for w in told) == role


def _standing(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where a name stands as words of its own; quicker than to compile an expression for each name."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        whole = _EDGE.match(text, at) and _EDGE.match(text, end)
        if whole:
            yield at, end
        at = text.find(name, end if whole else at + 1)
