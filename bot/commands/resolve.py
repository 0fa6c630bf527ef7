"""What an argument means: text that a person typed in; a party, person, topic, day or round of the dossier out.

What means nothing raises `UnknownNameError`, whose sentence names what is nearest.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from bot.commands.spelling import loose, plain
from bot.dossier import Dossier, Party, Person, Round, Topic
from bot.errors import InputError
from bot.escape import one_line

_NEAREST = 5
_CUTOFF = 60.0
_WITHIN = 8.0  # of the best score; what is farther off is hardly meant
_WORD = 0.95  # what one word of a name is worth beside the whole name, and each word more that was not typed
_BEGINS = 90.0
_SHOWN = 60
_DAY_FORMS = ("%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d.%m.%Y")
_DAYS_OF_A_YEAR = ("%d %b", "%d %B", "%b %d", "%B %d")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th)\b")
_SPAN = re.compile(r"(?:last |past )?(\d{1,4}) ?(d|w)(?:ays?|eeks?)?(?: ago)?")


T = TypeVar("T")


class UnknownNameError(InputError):
    """An argument that names nothing the dossier knows; `nearest` are the names that come closest."""

    def __init__(self, message: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.nearest = nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who was meant: a party, or a person with the party that the person speaks for, if any."""

    party: Party | None
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class _Name(Generic[T]):
    text: str
    shown: str
    value: T


def resolve_actor(text: str, dossier: Dossier, *, today: date | None = None) -> Actor:
    """Return whom `text` means: id, name, adjective, metonym, institution, or a person's name in any spelling.

    Of several persons of one name the one in office on the day `today` is meant.
    """

    def in_office(actor: Actor) -> bool:
        return today is not None and actor.person is not None and actor.person.valid_on(today)

    names = [*_party_names(dossier), *_person_names(dossier)]
    everybody = ", ".join(party.name for party in dossier.parties)
    return _resolve(text, names, what="party or person", everything=f"the parties are {everybody}", prefer=in_office)


def resolve_topic(text: str, dossier: Dossier) -> Topic:
    """Return the topic that `text` means: id, name, alias or one of its terms."""
    everything = f"the topics are {', '.join(topic.name for topic in dossier.topics)}"
    names = list(_topic_names(dossier))
    try:
        return _resolve(text, names, what="topic", everything=everything)
    except UnknownNameError as unknown:
        named = {name.value.id: name.value for name in _terms(dossier) if plain(name.text) == plain(text)}
        if len(named) == 1:
            return next(iter(named.values()))
        raise unknown from None


def resolve_round(text: str | None, dossier: Dossier, *, today: date) -> Round:
    """Return the round that `text` means, or the latest one that has begun where it is None."""
    if not dossier.rounds:
        raise UnknownNameError(f"{dossier.title}: no round of talks is listed; add one under 'rounds' of the dossier")
    if text is None:
        begun = [one for one in dossier.rounds if one.first <= today] or list(dossier.rounds)
        return max(begun, key=lambda one: (one.first, one.last, one.id))
    everything = f"the rounds are {', '.join(f'{one.name} ({one.id})' for one in dossier.rounds)}"
    latest_first = sorted(dossier.rounds, key=lambda one: (one.first, one.id), reverse=True)
    names = [_Name(name, one.name, one) for one in latest_first for name in (one.id, one.name, *one.aliases)]
    try:
        return _resolve(text, names, what="round of talks", everything=everything)
    except UnknownNameError as unknown:
        places = [one for one in latest_first if plain(text) and plain(text) in plain(f"{one.place} {one.name}")]
        if places:
            return places[0]
        raise unknown from None


def resolve_day(text: str, *, today: date) -> date:
    """Return the day that `text` means: 2025-12-21, 21 Dec 2025, today, yesterday, or 7d and 2w for so long ago.

    A weekday is the latest one before today, a day without a year the latest one, "last week" its Monday.
    """
    words = " ".join(one_line(text).replace(",", " ").split())
    folded = words.casefold().removeprefix("the ")
    named = {"today": today, "yesterday": today - timedelta(days=1)}.get(folded)
    return named or _counted(folded, today) or _spoken(folded, today) or _written(words)


def _counted(words: str, today: date) -> date | None:
    found = _SPAN.fullmatch(words)
    if found is None:
        return None
    return today - timedelta(days=int(found[1]) * (7 if found[2] == "w" else 1))


def _spoken(words: str, today: date) -> date | None:
    """Return the day that is named as people do when they talk: Monday, last week, 21 December."""
    name = words.removeprefix("last ")
    if name in _WEEKDAYS:
        return today - timedelta(days=(today.weekday() - _WEEKDAYS.index(name) - 1) % 7 + 1)
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    named = {
        "this week": monday, "last week": monday - timedelta(days=7), "past week": today - timedelta(days=7),
        "this month": first, "last month": (first - timedelta(days=1)).replace(day=1),
        "past month": today - timedelta(days=30), "this year": first.replace(month=1),
        "last year": date(today.year - 1, 1, 1),
    }  # fmt: skip
    if words in named:
        return named[words]
    plain_day = _ORDINAL.sub(r"\1", words)
    for form in _DAYS_OF_A_YEAR:
        for year in (today.year, today.year - 1):
            try:
                found = datetime.strptime(f"{plain_day} {year}", f"{form} %Y").replace(tzinfo=UTC)
            except ValueError:
                continue
            if found.date() <= today:
                return found.date()
    return None


def _written(words: str) -> date:
    for form in _DAY_FORMS:
        try:
            return datetime.strptime(words, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(words).date()
    except ValueError:
        raise UnknownNameError(
            f"{_shown(words)!r} is no day; write it as 2025-12-21, 21 Dec 2025, today, yesterday or 7d"
        ) from None


def names_actor(text: str, dossier: Dossier) -> bool:
    """Return whether a party or person is called `text`."""
    return _is_name(text, (*_party_names(dossier), *_person_names(dossier)))


def names_topic(text: str, dossier: Dossier) -> bool:
    """Return whether a topic is called `text`."""
    return _is_name(text, (*_topic_names(dossier), *_terms(dossier)))


def names_day(text: str, *, today: date) -> bool:
    """Return whether `text` is a day."""
    try:
        resolve_day(text, today=today)
    except InputError:
        return False
    return True


def nearest(text: str, candidates: Iterable[tuple[str, str]], *, limit: int = _NEAREST) -> tuple[str, ...]:
    """Return what is shown for the candidates (text, shown) whose spelling is nearest, best first, without doubles."""
    wanted = loose(text)
    scores = [(_likeness(wanted, loose(one)), number, shown) for number, (one, shown) in enumerate(candidates)]
    least = max(_CUTOFF, max((score for score, _, _ in scores), default=0.0) - _WITHIN)
    ranked = sorted((-score, number, shown) for score, number, shown in scores if score >= least)
    return tuple(dict.fromkeys(shown for _, _, shown in ranked))[:limit]


def _likeness(wanted: str, name: str) -> float:
    """Return how near a name is to what was typed, 0 to 100: as a whole, or by those of its words that come nearest.

    A short name within a longer word is not near to it: both are compared in all their length.
    """
    whole = fuzz.ratio(wanted, name)
    typed, words = wanted.split(), name.split()
    if not typed or (len(words) <= 1 and not name.startswith(wanted)):
        return whole
    near = sum(max(_of_word(one, word) for word in words) for one in typed) / len(typed)
    return float(max(whole, near * _WORD ** max(len(words) - len(typed), 1)))


def _of_word(typed: str, word: str) -> float:
    return max(fuzz.ratio(typed, word), _BEGINS if len(typed) > 2 and word.startswith(typed) else 0.0)


def _is_name(text: str, names: Iterable[_Name[T]]) -> bool:
    return any(loose(name.text) == loose(text) for name in names)


def _resolve(
    text: str,
    names: list[_Name[T]],
    *,
    what: str,
    everything: str,
    prefer: Callable[[T], bool] = lambda _: False,
) -> T:
    if not plain(text):
        raise UnknownNameError(f"name a {what}; {everything}")
    for key in (plain, loose):
        found = {name.shown: name.value for name in names if key(name.text) == key(text)}
        preferred = [value for value in found.values() if prefer(value)]
        if len(found) == 1 or len(preferred) == 1:
            return next(iter(preferred or found.values()))
        if found:
            raise UnknownNameError(
                f"{_shown(text)!r} can mean {' or '.join(found)}; write the whole name", tuple(found)
            )
    close = nearest(text, ((name.text, name.shown) for name in names))
    hint = f"nearest: {', '.join(close)}" if close else everything
    raise UnknownNameError(f"no {what} is called {_shown(text)!r}; {hint}", close)


def _shown(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _party_names(dossier: Dossier) -> Iterator[_Name[Actor]]:
    for party in dossier.parties:
        groups = (party.names, party.adjectives, party.metonyms, party.institutions, party.collectives)
        for name in (party.id, party.name, *(name for group in groups for name in group)):
            yield _Name(name, party.name, Actor(party=party))


def _person_names(dossier: Dossier) -> Iterator[_Name[Actor]]:
    for person in dossier.people:
        party = dossier.party_by_id.get(person.speaks_for or "")
        shown = f"{person.name} ({party.name if party else person.role})"
        for name in dict.fromkeys((person.id, person.name, person.known_as, *person.aliases, *person.roles)):
            yield _Name(name, shown, Actor(party=party, person=person))


def _topic_names(dossier: Dossier) -> Iterator[_Name[Topic]]:
    for topic in dossier.topics:
        for name in (topic.id, topic.name, *topic.aliases):
            yield _Name(name, topic.name, topic)


def _terms(dossier: Dossier) -> Iterator[_Name[Topic]]:
    for topic in dossier.topics:
        for term in (*topic.terms, *topic.supports):
            yield _Name(term.text.rstrip("*"), topic.name, topic)
