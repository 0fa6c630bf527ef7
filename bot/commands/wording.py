"""A question in words becomes a command: text in; a request, and how the question was understood, out.

Names are those of the dossier in any spelling; days are named as people do ("since Monday", "as of 21 December"). What
is asked for ("compare", "changed", "accounts") is told by a few words below, in the order in which they are looked for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from bot.commands.command import Request
from bot.commands.desk import Desk
from bot.commands.resolve import UnknownNameError, names_day, nearest, resolve_round
from bot.commands.spelling import loose
from bot.dossier import Dossier
from bot.errors import InputError
from bot.escape import one_line

LONGEST_NAME = 6
LONGEST_DAY = 4
TYPO = 4
"""Fewest letters of a word that may be a name with a slip in it."""
_WORD = re.compile(r"[^\W_](?:[\w'’.-]*\w)?")
_MOST_GUESSES = 5
_ALIKE = 84.0
_ASKS = (
    ("help", ("help", "what can you do", "what can i ask")),
    ("sources", ("sources", "feeds")),
    ("digest", ("digest", "summary", "briefing", "what happened", "what is new", "what's new")),
    ("accounts", ("account", "accounts", "version", "versions", "round", "describe", "describes")),
    ("compare", ("compare", "compared", "versus", "vs", "apart", "difference", "differ", "differs", "between", "agree",
                 "disagree", "closer")),
    ("quotes", ("quote", "quotes", "quoted", "exact words", "verbatim")),
    ("shifts", ("changed", "change", "changes", "shift", "shifts", "shifted", "reversed", "reversals", "moved")),
)  # fmt: skip
_AS_OF = ("as of", "as at", "by", "on", "until", "before", "")
_SINCE = ("since", "from", "after")
_DULL = frozenset(
    """
    a about accept after against all an and any are as ask at back backs be been before by can could country
    deal did do does ever for from give has have he her his how i in is it its latest let made make me mind
    much my need needs never new news no not now of on or oppose our out please position positions say saying
    says said see she should show side stance stand stands still such support take talk talks tell than that
    the their them there they thing think thinks this to today towards under us view views want wants was we
    were what whats when where which who whom whose why will with would yet you your
    """.split()  # noqa: SIM905 - a list of so many words would be a page
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """The command that a question means, and a sentence that says so."""

    request: Request
    words: str


@dataclass(slots=True)
class _Found:
    """What a question names: ids or names as typed, and the words in which nothing was found."""

    actors: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def understand(text: str, desk: Desk) -> Understood:
    """Return what is asked; raises UnknownNameError, with what comes nearest, where nothing in it is known."""
    line = one_line(text)
    words, option, day = _without_day(_WORD.findall(line), desk)
    found = _named(words, desk)
    request = _request(_asked(line), found, option, day, desk)
    typed = " ".join((f"/{request.command}", *(f"{name}:{_typed(value)}" for name, value in request.options.items())))
    return Understood(request=request, words=f"Understood as {typed}.")


def _typed(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _asked(line: str) -> str:
    """Return the command that the words ask for, "" where they ask for a position."""
    plain = " ".join(["", *re.findall(r"[\w'-]+", line.casefold().replace("’", "'")), ""])
    return next((name for name, signs in _ASKS if any(f" {sign} " in plain for sign in signs)), "")


def _without_day(words: Sequence[str], desk: Desk) -> tuple[list[str], str, str]:
    """Return the words without the day they name, whether it is "since" or "as_of", and the day."""
    for start, end in _stretches(len(words), LONGEST_DAY):
        day = " ".join(words[start:end])
        if not names_day(day, today=desk.today) or day.casefold() in {"now", "today"}:
            continue
        before = " ".join(words[max(0, start - 2) : start]).casefold()
        lead = next((one for one in (*_SINCE, *_AS_OF) if before.endswith(one)), "")
        option = (
            "since"
            if lead in _SINCE or re.match(r"(?:the )?(?:last|past) |\d+ ?(?:d|w|days?|weeks?)\b", day, re.I)
            else "as_of"
        )
        return [*words[: start - len(lead.split())], *words[end:]], option, day
    return list(words), "", ""


def _stretches(count: int, longest: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of up to so many words, the longest first, from left to right."""
    for length in range(min(longest, count), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length


def _named(words: Sequence[str], desk: Desk) -> _Found:
    """Return what the words name, longest names first where they begin; a word belongs to one name."""
    actors, topics = _forms(desk.dossier)
    found, place = _Found(), 0
    while place < len(words):
        place += _take(words, place, found, actors, topics)
    _begun(found, desk.dossier)
    return found


def _begun(found: _Found, dossier: Dossier) -> None:
    """Take in topics by words that begin as one of their terms does, as inflected words do."""
    for topic in dossier.topics:
        stems = [loose(term.text[:-1]) for term in topic.terms if _is_stem(term.text)]
        for word in found.rest:
            if topic.id not in found.topics and any(loose(word).startswith(stem) for stem in stems):
                found.topics.append(topic.id)


def _is_stem(text: str) -> bool:
    return text.endswith("*") and " " not in text and len(text) > TYPO


def _take(words: Sequence[str], place: int, found: _Found, actors: dict[str, str], topics: dict[str, str]) -> int:
    """Take in the name that begins at the place and return how many words it has; 1 for a word that is none."""
    for length in range(min(LONGEST_NAME, len(words) - place), 0, -1):
        typed = " ".join(words[place : place + length])
        key = loose(typed)
        if typed.casefold() == "us" and typed != "US":  # the pronoun
            continue
        for names, into in ((actors, found.actors), (topics, found.topics)):
            name = names.get(key) or names.get(f"{key}s") or names.get(key.removesuffix("s"))
            if name is not None and key:
                if name not in into:
                    into.append(name)
                return length
    if words[place].casefold() not in _DULL:
        found.rest.append(words[place])
    return 1


def _forms(dossier: Dossier) -> tuple[dict[str, str], dict[str, str]]:
    """Return how actors and topics are written, evened out, with what to ask for them by."""
    actors: dict[str, str] = {}
    for person in dossier.people:
        for form in (person.name, person.known_as, *person.aliases, *person.roles):
            actors.setdefault(loose(form), person.name if form == person.name else form)
    for party in dossier.parties:
        groups = (party.names, party.adjectives, party.metonyms, party.institutions, party.collectives)
        actors |= {loose(form): party.id for form in (party.id, party.name, *(n for group in groups for n in group))}
    topics: dict[str, str] = {}
    for topic in dossier.topics:
        terms = (term.text.rstrip("*") for term in (*topic.terms, *topic.supports) if "~" not in term.text)
        for form in terms:
            topics.setdefault(loose(form), topic.id)
    for topic in dossier.topics:
        topics |= {loose(form): topic.id for form in (topic.id, topic.name, *topic.aliases)}
    return actors, {form: key for form, key in topics.items() if form not in actors}


def _request(asked: str, found: _Found, option: str, day: str, desk: Desk) -> Request:
    found = _guessed(found, desk)
    if not asked and not found.actors and not found.topics and _round(found, desk):
        asked = "accounts"
    since = {"since": day} if day and option == "since" else {}
    as_of = {"as_of": day} if day and option == "as_of" else {}
    actors, topics = found.actors, found.topics
    topic = {"topic": topics[0]} if topics else {}
    if asked in {"help", "sources"}:
        return Request(command=asked)
    if asked in {"digest", "shifts"}:
        return Request(command=asked, options={"date" if asked == "digest" else "since": day} if day else {})
    if asked == "accounts":
        return Request(command=asked, options=_round(found, desk))
    if asked == "quotes" and actors:
        return Request(command=asked, options={"actor": actors[0]} | topic)
    return _about(asked, actors, topic, since, as_of) or _unknown(found, desk)


def _about(
    asked: str, actors: Sequence[str], topic: dict[str, str], since: dict[str, str], as_of: dict[str, str]
) -> Request | None:
    """Return the question about two parties, about one, or about a topic; None where it names nothing."""
    if len(actors) > 1 and (asked == "compare" or not topic):
        return Request(command="compare", options={"a": actors[0], "b": actors[1]} | since | as_of)
    if len(actors) == 1 or (actors and not topic):
        return Request(command="positions", options={"actor": actors[0]} | topic | as_of)
    return Request(command="topic", options=topic | as_of) if topic else None


def _round(found: _Found, desk: Desk) -> dict[str, str]:
    for word in found.rest:
        try:
            return {"round": resolve_round(word, desk.dossier, today=desk.today).id}
        except InputError:
            continue
    return {}


def _guessed(found: _Found, desk: Desk) -> _Found:
    """Return what is found with parties and topics, where none are, that unknown words may mean, slips allowed."""
    actors, topics = _forms(desk.dossier)
    for forms, into in ((actors, found.actors), (topics, found.topics)):
        for word in () if into else [one for one in found.rest if len(one) >= TYPO]:
            close = nearest(
                word, [(form, name) for form, name in forms.items() if abs(len(form) - len(word)) < 3], limit=1
            )
            if close and _slip(word, close[0], forms):
                into.append(close[0])
    return found


def _slip(word: str, name: str, forms: dict[str, str]) -> bool:
    return any(fuzz.ratio(loose(word), form) >= _ALIKE for form, one in forms.items() if one == name)


def _unknown(found: _Found, desk: Desk) -> Request:
    """Raise the error that names what comes nearest to the words of the question."""
    actors, topics = _forms(desk.dossier)
    people = {form: one.name for one in desk.dossier.people for form in (one.known_as, *one.aliases)}
    names = [(form, people.get(name) or desk.dossier.party_name(name)) for form, name in actors.items()]
    names += [(form, desk.dossier.topic_name(name)) for form, name in topics.items()]
    close = dict.fromkeys(one for word in found.rest[:_MOST_GUESSES] for one in nearest(word, names, limit=2))
    if close:
        raise UnknownNameError(f"the question names nothing that is known; nearest: {', '.join(close)}", tuple(close))
    parties = ", ".join(party.name for party in desk.dossier.parties[:_MOST_GUESSES])
    raise UnknownNameError(f"the question names no party or topic; ask about {parties} and others, see /help")
