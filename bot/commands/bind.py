"""How the words of a request are spread over a command's parameters: the way in which most of them mean something."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import names_actor, names_day, names_topic
from bot.errors import InputError

_MOST_WORDS = 9


def bind(command: Command, request: Request, desk: Desk) -> Request:
    """Return the request with all its words made options; raises InputError for one too many, unknown or missing."""
    known = {parameter.name: parameter for parameter in command.parameters}
    options = {name: value for name, value in request.options.items() if value}
    for name in options:
        if name not in known:
            raise InputError(f"/{command.name} has no {name!r}; it is asked as {command.usage}")
    free = [parameter for parameter in command.parameters if parameter.name not in options]
    words = [word for word in request.words if word.casefold() not in command.fillers]
    options |= _split(words, free, desk)
    for parameter in command.parameters:
        if parameter.required and parameter.name not in options:
            raise InputError(f"/{command.name} needs {parameter.name} ({parameter.summary}); ask {command.usage}")
    return replace(request, words=(), options=options)


def _split(words: Sequence[str], free: Sequence[Parameter], desk: Desk) -> dict[str, str]:
    """Spread words over the free parameters so that as many as possible mean something."""
    if not words:
        return {}
    if not free:
        raise InputError(f"{words[0]!r} is one word too many")
    best = max(_splits(words, len(free)), key=lambda groups: _sense(groups, free, desk))
    return {parameter.name: group for parameter, group in zip(free, best, strict=False)}


def _splits(words: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """Yield the ways to cut the words into up to `most` groups; with very many words only the first few cuts."""
    cuts = range(1, min(len(words), _MOST_WORDS))
    for count in range(min(most, len(words))):
        for inner in combinations(cuts, count):
            ends = (0, *inner, len(words))
            yield tuple(" ".join(words[start:end]) for start, end in pairwise(ends))


def _sense(groups: Sequence[str], free: Sequence[Parameter], desk: Desk) -> tuple[bool, int, int, int]:
    sense = [_means(parameter.kind, group, desk) for parameter, group in zip(free, groups, strict=False)]
    return all(sense), sum(sense), -len(groups), -len(groups[0].split())


def _means(kind: Kind, text: str, desk: Desk) -> bool:
    match kind:
        case Kind.ACTOR:
            return names_actor(text, desk.dossier)
        case Kind.TOPIC:
            return names_topic(text, desk.dossier)
        case Kind.ACTORS:
            return all(names_actor(part, desk.dossier) for part in text.split(","))
        case Kind.TOPICS:
            return all(names_topic(part, desk.dossier) for part in text.split(","))
        case Kind.DATE:
            return names_day(text, today=desk.today)
        case _:
            return True
