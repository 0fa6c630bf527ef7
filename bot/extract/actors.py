"""Linking words to actors: a gazetteer made from the dossier, asked before any statistical recogniser.

A name in a text becomes a party or a person of the dossier. Surnames count only where no other first name stands
before them; capitals and institutions are marked as metonyms, and the caller lets them count only as agents.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from rapidfuzz.fuzz import ratio

from bot.dossier import Dossier, Party, Person, Post
from bot.extract.phrases import PhraseIndex, Word, fold, words
from bot.model import Mention, Rank, Span

# spellings of one surname: Zhabotinsky and Zhabotynskyi are 84 alike, two surnames rarely 70
SPELLED_ALIKE = 70
# characters before a place in which a name that holds the place begins
LONGEST_NAME = 80


_APART = re.compile(r"[,;:!?]")


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
    exceptions: tuple[str, ...] = Field(description="words behind which stands who does not speak with others: except")
    all_of: tuple[str, ...] = Field(description="words that open all of a group, behind which but excepts: all, every")
    articles: tuple[str, ...] = Field(description="articles that may stand before a name: the")
    joiners: tuple[str, ...] = Field(description="words that join two who speak together: and")
    openers: tuple[str, ...] = Field(description="words that may stand capitalised before a surname: But, When, As")
    opening: tuple[str, ...] = Field(description="words before those who speak, as a sentence begins: but, meanwhile")
    qualifiers: tuple[str, ...] = Field(description="words that may stand before an office: new, senior, acting")
    leanings: tuple[str, ...] = Field(description="the same, of those who govern: populist, far-right")
    partisan: tuple[str, ...] = Field(description="offices that with a leaning are of a party at home: leader")
    ministers: tuple[str, ...] = Field(description="offices that any department may be named before: minister, envoy")
    heads_of_state: tuple[str, ...] = Field(description="roles that any principal has: head of state")
    departments: tuple[str, ...] = Field(description="offices and bodies of any field, behind its name: ministry")
    speaking: tuple[str, ...] = Field(description="who speaks for a body, behind it: spokesman, official")
    not_governing: tuple[str, ...] = Field(description="what has ministers or secretaries and is no government: party")
    members: tuple[str, ...] = Field(description="who speaks for what is named behind a preposition: head, member")
    several: tuple[str, ...] = Field(description="nouns before or behind those who speak together: leaders, mediators")
    trailing: tuple[str, ...] = Field(description="words behind a name of those who speak together: group, on Monday")
    naming: tuple[str, ...] = Field(description="words before some of those who were just named together: including")
    authors: tuple[str, ...] = Field(description="prepositions between a paper and who wrote it: by, from")
    beside: tuple[str, ...] = Field(description="word behind a comma before who speaks beside what is told: with")
    releases: tuple[str, ...] = Field(description="what is issued by who is named behind it: statement, letter")
    issuing: tuple[str, ...] = Field(description="words between a paper and who issued it: by, published, joint")
    aloof: tuple[str, ...] = Field(description="words by which a speaker stands beside what is named: close, against")
    links: tuple[str, ...] = Field(description="prepositions between a speaker and what is spoken for: of, for, to")


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


_CALLED = frozenset({NameKind.BODY, NameKind.OFFICE})


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


def outside(here: Sequence[Word], named: Sequence[Named]) -> list[Word]:
    """Return the words that belong to no name."""
    return [w for w in here if not any(n.start <= w.start < n.end for n in named)]


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
        self.before = {fold(w) for w in (*lexicon.titles, *lexicon.openers, *lexicon.articles)}
        self.before |= {fold(w) for names in lexicon.offices.values() for phrase in names for w in phrase.split()}
        self._places = {fold(w) for w in lexicon.place_words}
        self._first_names: dict[str, set[str]] = {}
        self._held: dict[str, list[tuple[Post, Person]]] = {}
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

    def person_of(self, named: Named, day: date) -> Person | None:
        """Return the person that is named; of a role whoever had it on the day, which may be nobody known."""
        if named.name.kind is NameKind.ROLE:
            return next((person for post, person in self._held[_key(named.text)] if post.held_on(day)), None)
        return self.dossier.person_by_id[named.name.person] if named.name.person else None

    def _acceptable(self, first: int, last: int, tokens: Sequence[Word], text: str, name: Name) -> bool:
        raw = tokens[first].raw
        if name.kind in _CALLED and _APART.search(text, tokens[first].end, tokens[last].start):
            return False  # "Freedonia; president wants …"
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
        return before.key in self.before or before.key in known or before.raw.isupper()

    def _add_party(self, party: Party) -> None:
        for phrase in (party.name, *party.names):
            self._index.add(phrase, Name(NameKind.PARTY, party.id))
        for phrase in party.metonyms:
            self._index.add(phrase, Name(NameKind.METONYM, party.id))
        for phrase in party.institutions:
            self._index.add(phrase, Name(NameKind.INSTITUTION, party.id))
        for phrase in party.collectives:
            self._index.add(phrase, Name(NameKind.COLLECTIVE, party.id))
        called, owned = self._endings(party), self._endings(party, self.lexicon.papers)
        for caller in dict.fromkeys((*party.adjectives, party.name, *party.names, *party.metonyms)):
            if caller in party.adjectives:
                self._index.add(caller, Name(NameKind.ADJECTIVE, party.id))
                self._index.extend(caller, owned)
            else:
                self._index.extend(caller, called)
                self._index.extend(f"{caller}'s", owned)
            self.before |= {w.key for w in words(caller)}

    def _endings(self, party: Party, papers: Iterable[str] = ()) -> PhraseIndex[Name]:
        """Return what may stand behind the name of a party so that both together speak for it."""
        endings: PhraseIndex[Name] = PhraseIndex()
        for noun in (*self.lexicon.bodies, *papers, *party.possessed):
            endings.add(noun, Name(NameKind.BODY, party.id))
        for rank, offices in self.lexicon.offices.items():
            for office in offices:
                endings.add(office, Name(NameKind.OFFICE, party.id, None, rank))
        return endings

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


def _key(phrase: str) -> str:
    return " ".join(word.key for word in words(phrase))
