"""What can be wrong in a dossier beyond its shape: references, periods, names that two would answer to, terms.

Every function takes a dossier or the plain data of one, so that mistakes of shape do not hide these.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.yamlfile import Flaw, Place

NAMES = ("names", "adjectives", "metonyms", "institutions", "collectives")
ALWAYS = (date.min, date.max)
_STRAY = re.compile(r"(?<!\w)\*|\*(?=[\w*])")


def reference_flaws(dossier: object) -> Iterator[Flaw]:
    """Yield every double id, reference to nothing and impossible period, in a dossier or in the plain data of one."""
    for section in ("parties", "people", "topics", "feeds", "outlets", "rounds"):
        yield from _double_ids(section, entries(dossier, section))
    known = sorted({key for party in entries(dossier, "parties") if isinstance(key := part(party, "id"), str)})
    for place, key in _party_references(dossier):
        yield from _unknown_party(place, key, known)
    for i, person in enumerate(entries(dossier, "people")):
        yield from _periods(("people", i), person, "since", "until")
        for j, post in enumerate(entries(person, "earlier")):
            yield from _periods(("people", i, "earlier", j), post, "since", "until")
    for i, one in enumerate(entries(dossier, "rounds")):
        yield from _periods(("rounds", i), one, "first", "last")


def _party_references(dossier: object) -> Iterator[tuple[Place, object]]:
    """Yield every place where a party is named by its id."""
    yield from ((("sides", i), key) for i, key in enumerate(entries(dossier, "sides")))
    for section, name in (("topics", "targets"), ("rounds", "parties")):
        for i, entry in enumerate(entries(dossier, section)):
            yield from (((section, i, name, j), key) for j, key in enumerate(entries(entry, name)))
    for i, person in enumerate(entries(dossier, "people")):
        yield from ((("people", i, name), part(person, name)) for name in ("speaks_for", "country"))


def part(value: object, name: str) -> object:
    """Return a part of a model, or of the plain data of one; None where there is none."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def entries(value: object, name: str) -> Sequence[object]:
    """Return the entries of a list in a model or in plain data; none where it is no list."""
    found = part(value, name)
    return found if isinstance(found, list | tuple) else ()


def _double_ids(section: str, found: Sequence[object]) -> Iterator[Flaw]:
    seen: set[str] = set()
    for i, entry in enumerate(found):
        key = part(entry, "id")
        if isinstance(key, str) and key in seen:
            yield Flaw((section, i, "id"), f"the id {key!r} is given twice", "choose another id for one of the two")
        elif isinstance(key, str):
            seen.add(key)


def _unknown_party(place: Place, key: object, known: Sequence[str]) -> Iterator[Flaw]:
    if isinstance(key, str) and key not in known:
        yield Flaw(place, f"there is no party {key!r}", f"name one of {', '.join(known)}")


def _periods(place: Place, value: object, first: str, last: str) -> Iterator[Flaw]:
    begin, end = part(value, first), part(value, last)
    if isinstance(begin, date) and isinstance(end, date) and type(begin) is type(end) and end < begin:
        yield Flaw((*place, last), f"{last!r} is before {first!r}", "exchange the two or correct one")


def ambiguity_flaws(dossier: object) -> Iterator[Flaw]:
    """Yield every name, role or address that two entries of a dossier share, so that nobody knows who is meant."""
    yield from _shared(_actor_names(dossier), "give one of the two another spelling, or a `surname` of its own")
    for section, lists in (("topics", ("aliases",)), ("rounds", ("aliases",))):
        yield from _shared(_names(dossier, section, lists), "leave it to one of the two")
    media = [*_names(dossier, "feeds", ("aliases",)), *_names(dossier, "outlets", ("aliases",))]
    yield from _shared(media, "leave it to one of the two")
    urls = [(str(part(f, "url")).rstrip("/"), ("feeds", i, "url"), i) for i, f in enumerate(entries(dossier, "feeds"))]
    yield from _shared(urls, "remove one of the two feeds")
    yield from _shared_roles(dossier)


Named = tuple[str, Place, object]


def _names(dossier: object, section: str, lists: Sequence[str]) -> Iterator[Named]:
    for i, entry in enumerate(entries(dossier, section)):
        owner = (section, i)
        for name in ("id", "name"):
            yield str(part(entry, name)), (section, i, name), owner
        for name in lists:
            for j, alias in enumerate(entries(entry, name)):
                yield str(alias), (section, i, name, j), owner


def _actor_names(dossier: object) -> Iterator[Named]:
    yield from _names(dossier, "parties", NAMES)
    yield from _names(dossier, "people", ("aliases",))
    for i, person in enumerate(entries(dossier, "people")):
        surname = part(person, "surname")
        name = part(person, "name")
        if isinstance(surname, str):
            yield surname, ("people", i, "surname"), ("people", i)
        elif isinstance(name, str) and name.split():
            yield name.split()[-1], ("people", i, "name"), ("people", i)


def _shared(names: Iterator[Named] | Sequence[Named], remedy: str) -> Iterator[Flaw]:
    owners: dict[str, tuple[object, Place]] = {}
    for name, place, owner in names:
        first, where = owners.setdefault(name.strip().casefold(), (owner, place))
        if first != owner:
            yield Flaw(place, f"{name!r} already means another entry ({_told(where)})", remedy)


def _told(place: Place) -> str:
    return f"{place[0]}, entry {int(place[1]) + 1}"


def _shared_roles(dossier: object) -> Iterator[Flaw]:
    held: dict[str, list[tuple[int, tuple[date, date]]]] = {}
    for i, place, role, period in _roles(dossier):
        for other, taken in held.setdefault(role.strip().casefold(), []):
            if other != i and period[0] < taken[1] and taken[0] < period[1]:
                message = f"{role!r} is the role of another person at the same time (people, entry {other + 1})"
                yield Flaw(place, message, "give both posts their `since` and `until`, or leave it to one")
        held[role.strip().casefold()].append((i, period))


def _roles(dossier: object) -> Iterator[tuple[int, Place, str, tuple[date, date]]]:
    for i, person in enumerate(entries(dossier, "people")):
        posts: list[tuple[Place, object]] = [(("people", i), person)]
        posts += [(("people", i, "earlier", j), post) for j, post in enumerate(entries(person, "earlier"))]
        for place, post in posts:
            for j, role in enumerate(entries(post, "roles")):
                yield i, (*place, "roles", j), str(role), _period(post)


def _period(post: object) -> tuple[date, date]:
    since, until = part(post, "since"), part(post, "until")
    return (since if type(since) is date else ALWAYS[0], until if type(until) is date else ALWAYS[1])


def term_flaws(dossier: object) -> Iterator[Flaw]:
    """Yield every term that could never match, or that is given twice."""
    for i, topic in enumerate(entries(dossier, "topics")):
        seen: dict[str, Place] = {}
        for name in ("terms", "supports", "opposes"):
            yield from _list_flaws(("topics", i, name), entries(topic, name), seen)
    yield from _list_flaws(("frame",), entries(dossier, "frame"), {})


def _list_flaws(place: Place, terms: Sequence[object], seen: dict[str, Place]) -> Iterator[Flaw]:
    for i, term in enumerate(terms):
        at = (*place, i)
        text = term if isinstance(term, str) else part(term, "text")
        phrases = [(at, text)]
        phrases += [((*at, name, j), word) for name in ("near", "unless") for j, word in enumerate(entries(term, name))]
        for where, phrase in phrases:
            if isinstance(phrase, str) and phrase.strip():
                yield from _phrase_flaws(where, phrase)
        plain = isinstance(text, str) and not any(part(term, name) for name in ("near", "unless", "context"))
        if plain and str(text).casefold() in seen:
            yield Flaw(at, f"the term {text!r} is given twice for the topic", "remove one of the two")
        elif plain:
            seen[str(text).casefold()] = at


def _phrase_flaws(place: Place, phrase: str) -> Iterator[Flaw]:
    words = phrase.split()
    if words[0] == "~" or words[-1] == "~":
        yield Flaw(place, f"{phrase!r} begins or ends with '~'", "put words on both sides of '~'")
    for word in words:
        if word != "~" and (_STRAY.search(word) or not any(char.isalnum() for char in word)):
            yield Flaw(place, f"{word!r} in {phrase!r} can match no word", "write a word; '*' stands at its end only")
