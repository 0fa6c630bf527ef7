"""Linking words to actors: a gazetteer made from the dossier, asked before any statistical recogniser.

A name in a text becomes a party or a person of the dossier. Surnames count only where no other first name stands
before them; capitals and institutions are marked as metonyms, and the caller lets them count only as agents.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz.fuzz import ratio

from bot.dossier import Dossier, Party, Person, Post
from bot.extract.phrases import PhraseIndex, Word, fold, words
from bot.model import Mention, Rank, Span

# spellings of one surname: Zhabotinsky and Zhabotynskyi are 84 alike, two surnames rarely 70
SPELLED_ALIKE = 70
# a spelling nobody listed: as near, and as long, as a name must be to be taken for one of the party's people
SPELLED_NEARLY = 84
SHORTEST_FUZZY = 5
# characters before a place in which a name that holds the place begins
LONGEST_NAME = 80
# sources whose speakers are remembered: an article names the same ones again and again
_MOST_LINKED = 4096


class ActorLexicon(BaseModel):
    """What a language says about naming people and bodies (`actors:` in `config/language/*.yaml`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    titles: tuple[str, ...] = Field(description="words that may stand before a surname: Mr, President, Secretary")
    offices: dict[Rank, tuple[str, ...]] = Field(description="offices whose holders speak for a party, by rank")
    bodies: tuple[str, ...] = Field(description="nouns that with a party's adjective speak for it: officials, side")
    agencies: tuple[str, ...] = Field(description="how the names of media end that only report")
    papers: tuple[str, ...] = Field(description="nouns for what a party has written, whose words are its own: proposal")
    domestic: tuple[str, ...] = Field(description="bodies that without an owner are of the party they tell of")
    anonymous: tuple[str, ...] = Field(description="speakers who stand for nobody in particular: officials, sources")
    disqualifiers: tuple[str, ...] = Field(description="words that take the right to speak away: former, lawmaker")
    place_words: tuple[str, ...] = Field(description="prepositions after which a capital is a place: in, from, near")
    hangers_on: tuple[str, ...] = Field(description="who is known by somebody's name: a Firefly ally")
    articles: tuple[str, ...] = Field(description="articles that may stand before a name: the")
    joiners: tuple[str, ...] = Field(description="words that join two who speak together: and")
    openers: tuple[str, ...] = Field(description="words that may stand capitalised before a surname: But, When, As")


_POSSESSIVE = re.compile(r"['’]s?$")


class NameKind(StrEnum):
    """How a text names an actor."""

    PERSON = "person"
    SURNAME = "surname"
    ROLE = "role"
    PARTY = "party"
    ADJECTIVE = "adjective"
    METONYM = "metonym"
    INSTITUTION = "institution"
    COLLECTIVE = "collective"
    BODY = "body"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Name:
    """What a phrase stands for; `party` is whom it speaks for or belongs to, `rank` how high it speaks."""

    kind: NameKind
    party: str | None
    person: str | None = None
    rank: Rank = Rank.BODY


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a text."""

    start: int
    end: int
    text: str
    name: Name

    @property
    def actor(self) -> str:
        """Return the id of the person, else of the party."""
        return self.name.person or self.name.party or ""


def within(named: Sequence[Named], start: int, end: int) -> Sequence[Named]:
    """Return the names, given in text order, that begin in a stretch of the text."""
    first = bisect_left(named, start, key=lambda one: one.start)
    return named[first : bisect_left(named, end, key=lambda one: one.start)]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a source turned out to be: the name to show, and the party spoken for (None: nobody's).

    `also` are those of other parties who speak together with it.
    """

    name: str
    party: str | None
    person: str | None = None
    rank: Rank = Rank.BODY
    also: tuple["Speaker", ...] = ()

    @property
    def together(self) -> tuple["Speaker", ...]:
        """Return everybody who speaks, one for each party."""
        return (self, *self.also)

    def of(self, party: str) -> "Speaker":
        """Return who among those that speak speaks for the party, else the first."""
        return next((one for one in self.together if one.party == party), self)


class Gazetteer:
    """All names of a dossier, ready to be found in texts."""

    def __init__(self, dossier: Dossier, lexicon: ActorLexicon) -> None:
        self.dossier = dossier
        self.lexicon = lexicon
        self._index: PhraseIndex[Name] = PhraseIndex()
        self._before = {fold(w) for w in (*lexicon.titles, *lexicon.openers)}
        self._before |= {fold(w) for names in lexicon.offices.values() for phrase in names for w in phrase.split()}
        self._disqualifiers = {fold(w) for w in lexicon.disqualifiers}
        self._hangers_on = {fold(w) for w in lexicon.hangers_on}
        self._joiners = {fold(w) for w in lexicon.joiners}
        self._linking = self._joiners | {fold(w) for w in (*lexicon.titles, *lexicon.articles)}
        self._places = {fold(w) for w in lexicon.place_words}
        self._first_names: dict[str, set[str]] = {}
        self._held: dict[str, list[tuple[Post, Person]]] = {}
        self._linked = lru_cache(maxsize=_MOST_LINKED)(self._link)
        self._called: dict[str, list[Person]] = {}
        for person in dossier.people:
            self._called.setdefault(fold(person.known_as), []).append(person)
        for person in dossier.people:  # before the parties, whose offices are roles of somebody
            self._add_roles(person)
        for party in dossier.parties:
            self._add_party(party)
        for person in dossier.people:
            self._add_person(person)

    def find(self, text: str, text_words: Sequence[Word] | None = None) -> list[Named]:
        """Return the names in the text, in order, the longest where several begin or overlap."""
        tokens = words(text) if text_words is None else text_words
        found: list[Named] = []
        covered = -1
        for hit in self._index.find(tokens):
            if hit.first <= covered or not self._acceptable(hit.first, hit.last, tokens, text, hit.payload):
                continue
            covered = hit.last
            found.append(Named(hit.start, hit.end, text[hit.start : hit.end], hit.payload))
        return found

    def mentions(self, named: Iterable[Named], text: str, field: str) -> Iterator[Mention]:
        """Yield the names that mention an actor: capitals as places and bare adjectives do not."""
        for one in named:
            if one.name.kind is NameKind.ADJECTIVE or not one.actor or self.is_place(one, text):
                continue
            yield Mention(one.actor, Span(field, one.start, one.end, one.text))

    def is_place(self, named: Named, text: str) -> bool:
        """Return whether a capital stands there as a place ("talks in …")."""
        if named.name.kind is not NameKind.METONYM:
            return False
        before = words(text[max(0, named.start - 24) : named.start])
        return bool(before) and before[-1].key in self._places

    def speaker(self, source: str, resolved: str | None, day: date) -> Speaker:
        """Return who the source of an attribution is, as of a day.

        `source` is the phrase in the text ("presidential spokesman John Doe"), `resolved` the fullest name known.
        A body or office counts where it heads the phrase; disqualified speakers belong to nobody.
        """
        return self._linked(source, resolved, day)

    def _link(self, source: str, resolved: str | None, day: date) -> Speaker:
        source, resolved = _without_possessive(source), _without_possessive(resolved or "")
        shown = (resolved or source).strip()
        if any(self._is_of_hanger_on(phrase) for phrase in (source, resolved)):
            return Speaker(shown, None)
        together = self._together(source, day)
        if together:
            return replace(together[0], also=together[1:])
        if resolved and self._is_of_another(source, resolved):
            resolved = ""
            shown = source.strip()
        for phrase in (resolved, source):
            person = self._person_in(phrase) if phrase else None
            if person is not None:
                return self._as_person(person, day)
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
        parties = {named.name.party for named in self.find(source)[:1] if named.name.party}
        return bool(parties) and person.speaks_for not in parties

    def _is_of_hanger_on(self, phrase: str) -> bool:
        """Return whether a phrase names somebody only to tell whose ally or critic it is about: "a Firefly ally"."""
        keys = [w.key for w in words(phrase)]
        if not self._hangers_on.intersection(keys):
            return False
        people = [n for n in self.find(phrase) if n.name.kind in {NameKind.PERSON, NameKind.SURNAME}]
        after = words(phrase[people[-1].end :]) if people else ()
        return any(word.key in self._hangers_on for word in after[:3])

    def _nearly(self, phrase: str, found: Speaker, day: date) -> Speaker | None:
        """Return whom a new spelling means, where office or country already say the party and one person fits."""
        named = [w for w in words(phrase) if w.raw[0].isupper() and w.key not in self._before]
        if not named or len(named[-1].key) < SHORTEST_FUZZY:
            return None
        last = named[-1].key
        near = [
            person
            for person in self.dossier.people
            if person.speaks_for == found.party
            and person.valid_on(day)
            and fold(person.known_as)[:1] == last[:1]
            and ratio(fold(person.known_as), last) >= SPELLED_NEARLY
        ]
        return self._as_person(near[0], day) if len(near) == 1 else None

    def person_of(self, named: Named, day: date) -> Person | None:
        """Return the person that is named; of a role whoever had it on the day, which may be nobody known."""
        if named.name.kind is NameKind.ROLE:
            return next((person for post, person in self._held[_key(named.text)] if post.held_on(day)), None)
        return self.dossier.person_by_id[named.name.person] if named.name.person else None

    def _as_person(self, person: Person, day: date) -> Speaker:
        party = person.speaks_for if person.valid_on(day) else None
        return Speaker(person.name, party, person.id, person.rank)

    def _person_in(self, phrase: str) -> Person | None:
        ids = [n.name.person for n in self.find(phrase) if n.name.kind in {NameKind.PERSON, NameKind.SURNAME}]
        return self.dossier.person_by_id[ids[-1]] if ids and ids[-1] else None

    def _body_in(self, phrase: str, day: date) -> Speaker | None:
        """Return the party that a nameless or unknown source speaks for, where its phrase says so."""
        keys = [w.key for w in words(phrase)]
        if any(key in self._disqualifiers for key in keys):
            return None
        named = self.find(phrase)
        if not named:
            return None
        first = named[0]
        ahead = [w for w in words(phrase[: first.start]) if w.raw[0].isupper() and w.key not in self._before]
        if ahead or first.name.kind is NameKind.ADJECTIVE:
            return None
        person = self.person_of(first, day)
        if person is not None:
            return self._as_person(person, day)
        rest = words(phrase[first.end :])
        if first.name.kind in {NameKind.PARTY, NameKind.METONYM} and rest:
            return None
        return Speaker(phrase.strip(), first.name.party, None, first.name.rank)

    def _together(self, phrase: str, day: date) -> tuple[Speaker, ...]:
        """Return who speaks together in "X and Y", one for each party; none where it is not two or more."""
        tokens = words(phrase)
        if not self._joiners.intersection(w.key for w in tokens) or self._disqualifiers & {w.key for w in tokens}:
            return ()
        named = self.find(phrase, tokens)
        if len(named) < 2 or any(
            w.start > named[-1].end or w.key not in self._linking for w in _outside(tokens, named)
        ):
            return ()
        speakers: dict[str, Speaker] = {}
        for one in named:
            person = self.person_of(one, day)
            found = self._as_person(person, day) if person else Speaker(one.text, one.name.party, None, one.name.rank)
            if found.party is not None:
                speakers[found.party] = found
        return tuple(speakers.values()) if len(speakers) > 1 else ()

    def _acceptable(self, first: int, last: int, tokens: Sequence[Word], text: str, name: Name) -> bool:
        raw = tokens[first].raw
        if name.kind in {NameKind.COLLECTIVE, NameKind.ROLE}:
            return True
        if not any(char.isupper() for word in tokens[first : last + 1] for char in word.raw):
            return False
        if len(tokens[first].key) <= 3 and first == last and name.kind is not NameKind.SURNAME:
            return raw.replace(".", "").isupper()
        if name.kind is NameKind.SURNAME and first > 0:
            return self._own_surname(tokens[first - 1], tokens[first], text, name)
        return True

    def _own_surname(self, before: Word, word: Word, text: str, name: Name) -> bool:
        """Return whether no stranger's first name stands right before the surname."""
        if text[before.end : word.start] != " " or not before.raw[0].isupper():
            return True
        known = self._first_names.get(name.person or "", set())
        return before.key in self._before or before.key in known or before.raw.isupper()

    def _add_party(self, party: Party) -> None:
        for phrase in (party.name, *party.names):
            self._index.add(phrase, Name(NameKind.PARTY, party.id))
        for phrase in party.metonyms:
            self._index.add(phrase, Name(NameKind.METONYM, party.id))
        for phrase in party.institutions:
            self._index.add(phrase, Name(NameKind.INSTITUTION, party.id))
        for phrase in party.collectives:
            self._index.add(phrase, Name(NameKind.COLLECTIVE, party.id))
        callers = dict.fromkeys((*party.adjectives, party.name, *party.names, *party.metonyms))
        for adjective in callers:
            if adjective in party.adjectives:
                self._index.add(adjective, Name(NameKind.ADJECTIVE, party.id))
            for caller in (adjective,) if adjective in party.adjectives else (adjective, f"{adjective}'s"):
                self._add_called(party, caller)
            self._before |= {w.key for w in words(adjective)}

    def _add_called(self, party: Party, caller: str) -> None:
        papers = self.lexicon.papers if caller in party.adjectives or caller.endswith("'s") else ()
        for noun in (*self.lexicon.bodies, *papers, *party.possessed):
            self._index.add(caller, Name(NameKind.BODY, party.id), then=noun)
        for rank, offices in self.lexicon.offices.items():
            for office in offices:
                self._index.add(caller, Name(NameKind.OFFICE, party.id, None, rank), then=office)

    def _add_person(self, person: Person) -> None:
        party = person.speaks_for
        spoken = {fold(person.known_as)}
        first: set[str] = set()
        for phrase in (person.name, *person.aliases):
            parts = words(phrase)
            kind = NameKind.PERSON if len(parts) > 1 else NameKind.SURNAME
            self._index.add(phrase, Name(kind, party, person.id, person.rank))
            if len(parts) > 1:
                first |= {w.key for w in parts[:-1]}
                if person.surname is None or ratio(parts[-1].key, fold(person.surname)) >= SPELLED_ALIKE:
                    spoken.add(parts[-1].key)
        self._first_names[person.id] = first
        for surname in sorted(spoken):
            if not self._shared(surname, person):
                self._index.add(surname, Name(NameKind.SURNAME, party, person.id, person.rank))

    def _add_roles(self, person: Person) -> None:
        for post in person.posts:
            for role in post.roles:
                self._index.add(role, Name(NameKind.ROLE, person.speaks_for, person.id, post.rank))
                self._held.setdefault(_key(role), []).append((post, person))

    def _shared(self, surname: str, person: Person) -> bool:
        """Return whether somebody of higher rank in the dossier has the surname too."""
        rivals = (p for p in self._called.get(surname, ()) if p.id != person.id)
        return any(p.rank.weight >= person.rank.weight for p in rivals)


def _without_possessive(phrase: str) -> str:
    """Return the phrase without the ending of an owner: "X's", whose call it is, is X."""
    return _POSSESSIVE.sub("", phrase)


def _key(phrase: str) -> str:
    return " ".join(word.key for word in words(phrase))


def _outside(tokens: Sequence[Word], named: Sequence[Named]) -> list[Word]:
    """Return the words that belong to no name."""
    return [w for w in tokens if not any(n.start <= w.start < n.end for n in named)]
