"""What may follow while somebody types: the words typed so far go in, names that can be meant come out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.commands.command import Kind
from bot.commands.desk import Desk
from bot.commands.resolve import nearest
from bot.commands.spelling import loose
from bot.dossier import Dossier, Party, Person, Round, Topic

_DAYS = ("today", "yesterday", "7d", "30d")
_SEVERAL = {Kind.ACTORS: Kind.ACTOR, Kind.TOPICS: Kind.TOPIC}
MOST = 25
"""So many suggestions Discord shows; Slack shows more, and nobody reads them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A suggestion: what is shown, and what is handed in when it is taken."""

    name: str
    value: str


def suggest(kind: Kind, typed: str, desk: Desk, *, also: Iterable[str] = ()) -> tuple[Choice, ...]:
    """Return at most `MOST` choices, those that begin as typed first; with nothing typed the dossier's own order.

    `also` are words that may be meant besides.
    """
    if kind in _SEVERAL:
        return _last_of(kind, typed, desk)
    words = ((word, Choice(word, word)) for word in also)
    return chosen(typed, (*_known(kind, desk), *words))


def chosen(typed: str, named: Iterable[tuple[str, Choice]]) -> tuple[Choice, ...]:
    """Return those of the named choices that may be meant, at most `MOST`, what begins as typed first."""
    known = list(dict.fromkeys(named))
    shown = {choice.value: choice for _, choice in reversed(known)}
    wanted = loose(typed)
    if not wanted:
        return tuple(dict.fromkeys(shown[choice.value] for _, choice in known))[:MOST]
    ranked = [
        *(choice for text, choice in known if loose(text).startswith(wanted)),
        *(choice for text, choice in known if wanted in loose(text)),
    ]
    values = list(dict.fromkeys(choice.value for choice in ranked))
    if len(values) < MOST:
        close = nearest(typed[:MOST], ((text, choice.value) for text, choice in known), limit=MOST)
        values = list(dict.fromkeys((*values, *close)))
    return tuple(shown[value] for value in values[:MOST])


def _last_of(kind: Kind, typed: str, desk: Desk) -> tuple[Choice, ...]:
    """Return choices for the last of several names with commas between, those before it kept."""
    before, comma, last = typed.rpartition(",")
    kept = before + comma
    found = suggest(_SEVERAL[kind], last.strip(), desk)
    return tuple(Choice(f"{kept}{' ' if kept else ''}{one.name}", f"{kept}{one.value}") for one in found)


def _known(kind: Kind, desk: Desk) -> Iterator[tuple[str, Choice]]:
    """Yield every name that can be typed with the choice that it stands for."""
    if kind is Kind.DATE:
        yield from ((name, Choice(name, name)) for name in _DAYS)
        return
    for one, names in _named(kind, desk.dossier):
        for name in names:
            yield name, Choice(one.name, one.id)


def _named(kind: Kind, dossier: Dossier) -> Iterator[tuple[Party | Person | Topic | Round, tuple[str, ...]]]:
    """Yield what the dossier has of the kind, with its names."""
    if kind is Kind.ACTOR:
        yield from ((one, (one.name, one.id, *one.names, *one.metonyms, *one.institutions)) for one in dossier.parties)
        yield from ((one, (one.name, *one.aliases)) for one in dossier.people)
    if kind is Kind.TOPIC:
        yield from ((one, (one.name, one.id, *one.aliases)) for one in dossier.topics)
    if kind is Kind.ROUND:
        latest_first = sorted(dossier.rounds, key=lambda one: (one.first, one.id), reverse=True)
        yield from ((one, (one.name, one.id, *one.aliases)) for one in latest_first)
