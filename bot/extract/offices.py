"""Offices without a name: whether a phrase such as "X's new foreign minister" tells whom its bearer speaks for."""

import re
from collections.abc import Iterable, Sequence

from bot.extract.actors import Gazetteer, Name, Named, NameKind
from bot.extract.phrases import fold, words
from bot.model import Rank

_OWNER = re.compile(r"[’']s?(?=\s)|(?=\s)")
_OWNING = re.compile(r"[’']s\s")
_STOP = re.compile(r"[,;:()]|[’']s?\s")
_BREAK = re.compile(r"[,;:()]")
_COMPOUND = frozenset("-‐‑–")
_OWNERS = frozenset({NameKind.PARTY, NameKind.ADJECTIVE})
_MOST_WORDS = 6
_LONGEST_OFFICE = 4


class Offices:
    """Knows the offices of a language, and who of a dossier is meant by them."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        lexicon = gazetteer.lexicon
        ranked = [(rank, office) for rank, offices in lexicon.offices.items() for office in offices]
        ranked += [(Rank.BODY, body) for body in lexicon.bodies]
        self._offices = {tuple(fold(w) for w in office.split()): rank for rank, office in reversed(ranked)}
        self._ministers = [tuple(fold(w) for w in office.split()) for office in lexicon.ministers]
        self._partisan = [(fold(office),) for office in lexicon.partisan]
        self._departments, self._speaking = _folded(lexicon.departments), _folded(lexicon.speaking)
        self._ends = self._departments | self._speaking | {fold(o.split()[-1]) for _, o in ranked}
        self._not_governing = _folded(lexicon.not_governing)
        self._qualifiers = _folded(lexicon.qualifiers)
        self._governing = self._qualifiers | _folded(lexicon.leanings)
        self._links = _folded(lexicon.links)
        self._releases = _folded(lexicon.releases)
        self._issuing = self._releases | _folded((*lexicon.issuing, *lexicon.authors, *lexicon.articles))
        self._aloof = _folded(lexicon.aloof)
        titles = (*lexicon.titles, *lexicon.articles, *lexicon.links, *(office for _, office in ranked))
        self._naming = self._governing | _folded((*lexicon.members, *titles))
        self._leading = self._governing | _folded(lexicon.members) | gazetteer.before
        self._disqualifiers = frozenset(fold(w) for w in (*lexicon.disqualifiers, *lexicon.hangers_on))

    def of_owner(self, phrase: str, owner: Named) -> Name | None:
        """Return the office that the phrase names behind its owner: "X's new chancellor", "a senior X official"."""
        if owner.name.kind not in _OWNERS or owner.name.party is None:
            return None
        possessed = _OWNER.match(phrase, owner.end)
        if possessed is None:
            return None
        named = self._of_kind(self._until_name(phrase, possessed.end()), owner.name.party)
        return named or self._of_department(phrase, possessed.end(), owner.name.party)

    def _of_kind(self, following: tuple[str, ...], party: str | None) -> Name | None:
        """Return the office with which the words behind an owner end, where it is one of the owner's government."""
        if not following or len(following) > _MOST_WORDS or self._disqualifiers & set(following):
            return None
        for length in range(min(len(following), _LONGEST_OFFICE), 0, -1):
            rank = self._offices.get(following[-length:])
            if rank is not None:
                fitting = self._fits(following[:-length], following[-length:])
                return Name(NameKind.OFFICE, party, None, rank) if fitting else None
        return None

    def _of_department(self, phrase: str, start: int, party: str | None) -> Name | None:
        """Return the office or body of a field that is written like a name: "X's Trade Minister Jane Doe"."""
        stop = _STOP.search(phrase, start)
        here = words(phrase[start : stop.start() if stop else len(phrase)])[: _MOST_WORDS + 1]
        place = next((i for i, word in enumerate(here) if word.key in self._departments), None)
        if place is None or any(w.key in self._not_governing | self._disqualifiers | self._links for w in here[:place]):
            return None
        behind = [w for w in here[place + 1 :] if w.key not in self._speaking]
        if behind and behind[0].raw[0].islower() and behind[0].key not in self._links:
            return None
        return Name(NameKind.OFFICE, party, None, self._offices.get((here[place].key,), Rank.BODY))

    def is_office(self, behind: str, owner: Named) -> bool:
        """Return whether nothing but an office stands behind an owner, or is named with it already."""
        here = [word for word in words(behind) if word.key != "s"]
        ends = [i for i, word in enumerate(here) if word.key in self._ends]
        if not here:
            return owner.name.kind in {NameKind.OFFICE, NameKind.ROLE, NameKind.BODY}
        abroad = next((i for i, w in enumerate(here) if w.key in self._links and ends and i > ends[0]), len(here))
        if any(word.key in self._disqualifiers | (self._not_governing - self._naming) for word in here):
            return False
        told = here[: ends[0]] if ends else here
        strange = sum(w.raw[0].islower() and w.key not in self._naming for w in told)
        return bool(ends) and strange < 2 and all(w.key in self._naming for w in here[ends[0] : abroad])

    def leads(self, before: str) -> bool:
        """Return whether who is told before a name may speak for it: "a member of", "the tired", not "a critic of"."""
        here = words(before)
        if any(word.key in self._releases for word in here):
            return all(word.key in self._issuing for word in here)
        if any(word.key in self._aloof for word in here):
            return False
        last = max((i for i, word in enumerate(here) if word.key in self._links), default=0)
        return all(word.key in self._leading or word.key in self._links for word in here[:last])

    def opens(self, keys: Sequence[str]) -> bool:
        """Return whether these words may open a phrase that tells an office, before its first name: "the envoy of"."""
        return self._naming.issuperset(keys) and not (keys and keys[0] in self._links)

    def _until_name(self, phrase: str, start: int) -> tuple[str, ...]:
        """Return the words from a place to the first that is capitalised or stands behind a break or preposition."""
        stop = _BREAK.search(phrase, start)
        found: list[str] = []
        for word in words(phrase[start : stop.start() if stop else len(phrase)]):
            if word.raw[0].isupper() or word.key in self._links:
                break
            found.append(word.key)
        return tuple(found)

    def _fits(self, between: tuple[str, ...], office: tuple[str, ...]) -> bool:
        """Return whether the words between an owner and an office leave it an office of the owner's government."""
        if any(office[-len(one) :] == one for one in self._ministers):
            return True
        return between == () or (self._qualifiers if office in self._partisan else self._governing).issuperset(between)


def is_compounded(named: Named, text: str) -> bool:
    """Return whether the name is half of a word ("X-backed", "pro-X"), and not an owner of it ("X's army-backed")."""
    if _OWNING.search(named.text):
        return False
    after, before = text[named.end : named.end + 2], text[max(0, named.start - 1) : named.start]
    return before in _COMPOUND or (after[:1] in _COMPOUND and after[1:].islower())


def _folded(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for phrase in phrases for word in phrase.split())
