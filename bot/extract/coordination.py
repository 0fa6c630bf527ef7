"""Several who speak with one voice: the names that a phrase joins, "the leaders of X, Y and Z" among them."""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.extract.actors import Gazetteer, Named, outside
from bot.extract.phrases import Word, fold, words

_LONGEST_STRANGER = 3
_POSSESSED = re.compile(r"[’']s?\s(?:[A-Z][\w.’-]*\s)?")


class Coordination:
    """Finds the names that a phrase joins, by the words of a language."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        lexicon = gazetteer.lexicon
        offices = [w for phrases in lexicon.offices.values() for phrase in phrases for w in phrase.split()]
        beside = (
            *lexicon.articles,
            *lexicon.several,
            *lexicon.trailing,
            *lexicon.qualifiers,
            *lexicon.titles,
            *offices,
            "s",
        )
        self._joiners = {fold(w) for w in lexicon.joiners}
        self._disqualifiers = {fold(w) for w in lexicon.disqualifiers}
        self._beside = self._joiners | {fold(w) for w in beside}
        self._leading = self._beside | {fold(w) for w in lexicon.links}
        self._releases = {fold(w) for w in lexicon.releases}
        self._issued = self._beside | self._releases | {fold(w) for w in (*lexicon.issuing, *lexicon.authors)}
        self._naming = re.compile(rf",?\s+(?:{'|'.join(map(re.escape, lexicon.naming))})\b")
        self._item = re.compile(rf",|\b(?:{'|'.join(map(re.escape, lexicon.joiners))})\b")

    def names(self, phrase: str) -> Sequence[Named]:
        """Return the names that speak together in a phrase, as far as nothing but a clause follows; else none."""
        tokens = words(phrase)
        keys = {word.key for word in tokens}
        if not self._joiners & keys or self._disqualifiers & keys:
            return ()
        named = self._gazetteer.find(phrase, tokens)
        others = outside(tokens, named)
        apart = next((w for w in others if not self._belongs(w, phrase, named)), None)
        run = [n for n in named if (apart is None or n.end <= apart.start) and not self._naming.match(phrase, n.end)]
        if not run or any(not self._are_joined(one, other, phrase) for one, other in pairwise(run)):
            return ()
        if apart is None:
            return run
        several = any(w.key in self._joiners for w in others if w.start < run[-1].start)
        return run if several and phrase[run[-1].end : apart.start].strip() == "," else ()

    def _belongs(self, word: Word, phrase: str, named: Sequence[Named]) -> bool:
        """Return whether a word outside the names goes with them: a title, "and", an unknown one between commas."""
        if word.key in (self._before(phrase, named) if not named or word.end <= named[0].start else self._beside):
            return True
        if word.raw[0].isupper() and any(_POSSESSED.fullmatch(phrase, n.end, word.start) for n in named):
            return True  # "X's Jane Doe"
        before = [found.end() for found in self._item.finditer(phrase, 0, word.start)]
        behind = self._item.search(phrase, word.end)
        start, end = before[-1] if before else 0, behind.start() if behind else len(phrase)
        item = words(phrase[start:end])
        strange = not any(start <= n.start < end for n in named) and all(w.raw[0].isupper() for w in item)
        return strange and len(item) <= _LONGEST_STRANGER

    def _before(self, phrase: str, named: Sequence[Named]) -> set[str]:
        """Return the words that may stand before the first name; of a paper only those that tell who issued it."""
        paper = bool(named) and any(w.key in self._releases for w in words(phrase[: named[0].start]))
        return self._issued if paper else self._leading

    def _are_joined(self, one: Named, other: Named, phrase: str) -> bool:
        """Return whether two names are of one party, or have a comma or "and" between them."""
        return one.name.party == other.name.party or self._item.search(phrase, one.end, other.start) is not None
