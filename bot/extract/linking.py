"""Who the source of an attribution is: its phrase goes in, the person or party of the dossier comes out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from bot.dossier import Person
from bot.extract.actors import Gazetteer, Named, NameKind, Speaker, outside
from bot.extract.coordination import Coordination
from bot.extract.excepting import Excepting
from bot.extract.offices import Offices, is_compounded
from bot.extract.phrases import Word, fold, words

# a spelling nobody listed: as near, and as long, as a name must be to be taken for one of the party's people
SPELLED_NEARLY = 84
SHORTEST_FUZZY = 5
# sources whose speakers are remembered: an article names the same ones again and again
_MOST_LINKED = 4096
_POSSESSIVE = re.compile(r"['’]s?$")
_PEOPLE = frozenset({NameKind.PERSON, NameKind.SURNAME})
_OFFICES = frozenset({NameKind.ROLE, NameKind.OFFICE, NameKind.BODY})
_NEEDS_OFFICE = frozenset({NameKind.PARTY, NameKind.METONYM})


class Linker:
    """Links phrases that name speakers to the parties and people of a dossier."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.offices = Offices(gazetteer)
        lexicon = gazetteer.lexicon
        self._disqualifiers = {fold(w) for w in lexicon.disqualifiers}
        self._hangers_on = {fold(w) for w in lexicon.hangers_on}
        self._coordination = Coordination(gazetteer)
        self._heads = {fold(office.split()[-1]) for phrases in lexicon.offices.values() for office in phrases}
        self._opening = {fold(w) for w in (*lexicon.articles, *lexicon.titles, *lexicon.opening)}
        self.excepting = Excepting(lexicon.exceptions, lexicon.all_of)
        self._linked = lru_cache(maxsize=_MOST_LINKED)(self._link)

    def speaker(self, source: str, resolved: str | None, day: date) -> Speaker:
        """Return who the source of an attribution is, as of a day.

        `source` is the phrase in the text ("presidential spokesman John Doe"), `resolved` the fullest name known.
        A body or office counts where it heads the phrase; disqualified speakers belong to nobody.
        """
        return self._linked(source, resolved, day)

    def together(self, phrase: str, day: date) -> tuple[Speaker, ...]:
        """Return who speaks together in "X and Y", "the leaders of X, Y and Z", one for each party; else none."""
        speakers: dict[str, Speaker] = {}
        for one in self._coordination.names(self.excepting.kept(phrase)):
            person = self.gazetteer.person_of(one, day)
            found = _as_person(person, day) if person else Speaker(one.text, one.name.party, None, one.name.rank)
            if found.party is not None:
                speakers[found.party] = found
        return tuple(speakers.values()) if len(speakers) > 1 else ()

    def joined(self, phrase: str) -> Sequence[Named]:
        """Return the names that a phrase joins by commas or "and", their places in the phrase; else none."""
        return self._coordination.names(phrase)

    def opens(self, opening: Sequence[Word]) -> bool:
        """Return whether a sentence that opens with the words begins with the name behind them: "But President"."""
        return all(word.key in self._opening for word in opening)

    def officer(self, phrase: str, day: date) -> Speaker | None:
        """Return whom a phrase speaks for that begins with an office or its owner: "the Freedonian envoy to Utopia"."""
        here = words(phrase)
        named = self.gazetteer.find(phrase, here)
        if not named or not self.offices.opens([w.key for w in here if w.start < named[0].start]):
            return None
        owned = _head(named, phrase)
        called = owned.name.kind in _OFFICES and words(owned.text)[-1].key in self._heads
        told = any(w.key in self._heads for w in here if w.end <= named[0].start)
        office = called or told or self.offices.of_owner(phrase, named[0]) is not None
        return self._body_in(phrase, day) if office else None

    def _link(self, source: str, resolved: str | None, day: date) -> Speaker:
        source, resolved = _POSSESSIVE.sub("", source), _POSSESSIVE.sub("", resolved or "")
        shown = (resolved or source).strip()
        if any(self._is_of_hanger_on(phrase) for phrase in (source, resolved)):
            return Speaker(shown, None)
        together = self.together(source, day)
        if together:
            return replace(together[0], also=together[1:])
        if resolved and self._is_of_another(source, resolved):
            resolved = ""
            shown = source.strip()
        for phrase in (resolved, source):
            person = self._person_in(phrase) if phrase else None
            if person is not None:
                return _as_person(person, day)
        for phrase in (source, resolved):
            if phrase:
                found = self._body_in(phrase, day)
                if found is not None:
                    meant = None if found.person else self._nearly(phrase, found, day)
                    return meant or replace(found, name=found.name if found.person else shown)
        return Speaker(shown, None)

    def _is_of_another(self, source: str, resolved: str) -> bool:
        """Return whether a source without a name says by its country that it is not the person it was taken for."""
        person = self._person_in(resolved)
        if person is None or self._person_in(source) is not None:
            return False
        parties = {named.name.party for named in self.gazetteer.find(source)[:1] if named.name.party}
        return bool(parties) and person.speaks_for not in parties

    def _is_of_hanger_on(self, phrase: str) -> bool:
        """Return whether a phrase names somebody only to tell whose ally or critic it is about: "a Firefly ally"."""
        keys = [w.key for w in words(phrase)]
        if not self._hangers_on.intersection(keys):
            return False
        people = [n for n in self.gazetteer.find(phrase) if n.name.kind in _PEOPLE]
        after = words(phrase[people[-1].end :]) if people else ()
        return any(word.key in self._hangers_on for word in after[:3])

    def _nearly(self, phrase: str, found: Speaker, day: date) -> Speaker | None:
        """Return whom a new spelling means, where office or country already say the party and one person fits."""
        named = [w for w in words(phrase) if w.raw[0].isupper() and w.key not in self.gazetteer.before]
        if not named or len(named[-1].key) < SHORTEST_FUZZY:
            return None
        last = named[-1].key
        near = [
            person
            for person in self.gazetteer.dossier.people
            if person.speaks_for == found.party
            and person.valid_on(day)
            and fold(person.known_as)[:1] == last[:1]
            and ratio(fold(person.known_as), last) >= SPELLED_NEARLY
        ]
        return _as_person(near[0], day) if len(near) == 1 else None

    def _person_in(self, phrase: str) -> Person | None:
        ids = [n.name.person for n in self.gazetteer.find(phrase) if n.name.kind in _PEOPLE]
        return self.gazetteer.dossier.person_by_id[ids[-1]] if ids and ids[-1] else None

    def _body_in(self, phrase: str, day: date) -> Speaker | None:
        """Return the party that a nameless or unknown source speaks for, where its phrase says so."""
        here = words(phrase)
        named = () if any(w.key in self._disqualifiers for w in here) else self.gazetteer.find(phrase, here)
        if not named or any(w.key in self._hangers_on for w in outside(here, named)):
            return None
        before = phrase[: named[0].start]
        ahead = [w for w in words(before) if w.raw[0].isupper() and w.key not in self.gazetteer.before]
        first = _head(named, phrase)
        if ahead or is_compounded(first, phrase) or not self.offices.leads(before):
            return None
        person = self.gazetteer.person_of(first, day)
        if person is not None:
            return _as_person(person, day)
        office = self.offices.of_owner(phrase, first)
        if office is not None:
            return Speaker(phrase.strip(), office.party, None, office.rank)
        unsaid = first.name.kind in _NEEDS_OFFICE and words(phrase[first.end :])
        if first.name.kind is NameKind.ADJECTIVE or unsaid:
            return None
        return Speaker(phrase.strip(), first.name.party, None, first.name.rank)


def _head(named: Sequence[Named], phrase: str) -> Named:
    """Return the first name, or of those of one party that stand side by side the last: "US State Department"."""
    first = named[0]
    for one in named[1:]:
        if one.name.party != first.name.party or phrase[first.end : one.start] != " ":
            break
        first = one
    return first


def _as_person(person: Person, day: date) -> Speaker:
    party = person.speaks_for if person.valid_on(day) else None
    return Speaker(person.name, party, person.id, person.rank)
