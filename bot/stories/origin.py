"""Who first published an utterance: statements go in, the same statements with their `origin` filled come out.

Statements of the same speaker are linked where they report the same utterance: near-identical quotes (paraphrase and
translation variants included) said on the same or adjacent days, near-identical sentences where nothing is quoted,
or the same statement in copies of one story. What is linked, directly or by others, within `REACH_DAYS` of the day on
which a statement was said has one origin:

1. the outlet that the article says it has it from (the last one in the chain), in whichever copy that stands;
2. else the outlet that published it, or the story that it stands in, first;
3. else, where no outlet is known, "unknown:" and the document.

So an origin depends on what was said within so many days and on nothing else, in whatever order it came: what comes
changes only the origins within reach of it (`renewed_origins`), and a phrase that is repeated every day for months does
not become one utterance.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, islice, pairwise

from bot.dossier import Dossier
from bot.model import Statement
from bot.stories.outlets import UNKNOWN, Outlets
from bot.stories.people import Speaker, Speakers
from bot.stories.union import Groups
from bot.stories.utterance import same_utterance

ADJACENT_DAYS = 1
REACH_DAYS = 3
"""How far from the day on which a statement was said others may tell where it comes from."""

_REACH = timedelta(days=REACH_DAYS)


def merge_origins(
    statements: Sequence[Statement], dossier: Dossier, firsts: Mapping[str, str] | None = None
) -> tuple[Statement, ...]:
    """Return all statements, in the order given, with their origins.

    `firsts` names the outlet that published each story first, where that is known.
    """
    firsts = first_outlets(statements) if firsts is None else firsts
    speakers, names = Speakers.of(dossier), _Publishers(dossier, firsts)
    by_speaker: defaultdict[Speaker, list[Statement]] = defaultdict(list)
    for statement in statements:
        by_speaker[speakers.of_statement(statement)].append(statement)
    found = {key: origin for theirs in by_speaker.values() for key, origin in _origins(theirs, names)}
    return tuple(replace(s, origin=found[s.id]) for s in statements)


def renewed_origins(
    touched: Sequence[Statement],
    gone: Sequence[Statement],
    known: Iterable[Statement],
    firsts: Mapping[str, str],
    dossier: Dossier,
) -> tuple[Statement, ...]:
    """Return those statements, of the touched and the known ones, whose origin is another than the one they have.

    `touched` are new or have another story, or one that another outlet was first with; `gone` are no more, or are what
    touched ones were before. `known` are all others of their speakers, within twice the reach of them.
    """
    speakers, names = Speakers.of(dossier), _Publishers(dossier, firsts)
    rest: defaultdict[Speaker, list[Statement]] = defaultdict(list)
    for statement in known:
        rest[speakers.of_statement(statement)].append(statement)
    seeds: defaultdict[Speaker, list[Statement]] = defaultdict(list)
    for statement in (*touched, *gone):
        seeds[speakers.of_statement(statement)].append(statement)
    old = {id(s) for s in gone}
    renewed: list[Statement] = []
    for speaker, theirs in seeds.items():
        bearing = [s for s in _reachable(theirs, rest[speaker]) if id(s) not in old]
        days = {s.said_on for s in theirs}
        origins = dict(_origins(bearing, names))
        changed = [replace(s, origin=origins[s.id]) for s in bearing if origins[s.id] != s.origin]
        renewed += [s for s in changed if any(abs(s.said_on - day) <= _REACH for day in days)]
    return tuple(renewed)


def first_outlets(statements: Iterable[Statement]) -> dict[str, str]:
    """Map each story to the known outlet that published it first."""
    firsts: dict[str, str] = {}
    for statement in sorted((s for s in statements if s.story and s.outlet), key=_age):
        firsts.setdefault(statement.story, statement.outlet)
    return firsts


class _Publishers:
    """Says where linked statements come from."""

    def __init__(self, dossier: Dossier, firsts: Mapping[str, str]) -> None:
        self._outlets, self._firsts = Outlets.of(dossier), firsts

    def origin(self, linked: Sequence[Statement]) -> str:
        """Return the origin of an utterance given all statements that report it, earliest published first."""
        agencies = (self._outlets.agency(s.chain) for s in linked)
        publishers = (self._outlets.id_of(self._firsts.get(s.story, "") or s.outlet) for s in linked)
        return next(filter(None, (*agencies, *publishers)), f"{UNKNOWN}{linked[0].doc}")


def _origins(statements: Sequence[Statement], names: _Publishers) -> Iterator[tuple[str, str]]:
    """Yield the id and origin of each statement; all are of one speaker."""
    for linked in _linked(statements):
        if linked[-1].said_on - linked[0].said_on <= _REACH:
            origin = names.origin(sorted(linked, key=_age))
            yield from ((s.id, origin) for s in linked)
            continue
        for day in sorted({s.said_on for s in linked}):
            near = [s for s in linked if abs(s.said_on - day) <= _REACH]
            for group in _linked(near):
                origin = names.origin(sorted(group, key=_age))
                yield from ((s.id, origin) for s in group if s.said_on == day)


def _linked(statements: Sequence[Statement]) -> Iterator[list[Statement]]:
    """Yield the statements of one speaker in groups that report one utterance each, earliest said first."""
    ordered = sorted(statements, key=lambda s: (s.said_on, *_age(s)))
    groups = Groups(len(ordered))
    for i, j in chain(_copies(ordered), _alike(ordered, groups)):
        groups.join(i, j)
    found: defaultdict[int, list[Statement]] = defaultdict(list)
    for i, statement in enumerate(ordered):
        found[groups.root(i)].append(statement)
    yield from found.values()


def _copies(ordered: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """Yield the index pairs of one statement in two copies of one story."""
    firsts: dict[tuple[str, ...], int] = {}
    for i, s in enumerate(ordered):
        if s.story and (first := firsts.setdefault(_in_story(s), i)) != i:
            yield first, i


def _in_story(statement: Statement) -> tuple[str, ...]:
    return (statement.story, statement.actor, statement.topic, statement.stance, statement.voice)


def _alike(ordered: Sequence[Statement], groups: Groups) -> Iterator[tuple[int, int]]:
    """Yield index pairs of statements of the same or adjacent days that report one utterance, until all are joined.

    Of those that read the same only the first is compared.
    """
    same: dict[tuple[object, ...], list[int]] = {}
    for i, statement in enumerate(ordered):
        same.setdefault(_wording(statement), []).append(i)
    for members in same.values():
        if len(members) > 1 and same_utterance(ordered[members[0]], ordered[members[1]]):
            yield from pairwise(members)
    kinds = list(same.values())
    for place, members in enumerate(kinds):
        one = ordered[members[0]]
        for others in islice(kinds, place + 1, None):
            if (ordered[others[0]].said_on - one.said_on).days > ADJACENT_DAYS:
                break
            if not groups.joined(members[0], others[0]) and same_utterance(one, ordered[others[0]]):
                yield from pairwise((*members, *others))


def _reachable(seeds: Sequence[Statement], rest: Iterable[Statement]) -> list[Statement]:
    """Return the seeds and what of the rest is linked with them, directly or by others."""
    by_day: defaultdict[date, dict[tuple[object, ...], list[Statement]]] = defaultdict(dict)
    by_story: defaultdict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for statement in rest:
        by_day[statement.said_on].setdefault(_wording(statement), []).append(statement)
        if statement.story:
            by_story[_in_story(statement)].append(statement)
    found = list(seeds)
    seen = set(map(id, found))
    compared = set[tuple[object, ...]]()
    for one in found:  # grows while it is gone through
        linked = list(by_story.pop(_in_story(one), ()))
        if (wording := _wording(one)) not in compared:
            compared.add(wording)
            linked += _said_near(one, by_day)
        for other in linked:
            if id(other) not in seen:
                seen.add(id(other))
                found.append(other)
    return found


def _said_near(one: Statement, by_day: Mapping[date, dict[tuple[object, ...], list[Statement]]]) -> Iterator[Statement]:
    """Yield those of the same and adjacent days that report its utterance, and drop them there."""
    for step in range(-ADJACENT_DAYS, ADJACENT_DAYS + 1):
        wordings = by_day.get(one.said_on + timedelta(step), {})
        for wording in [key for key, (first, *_) in wordings.items() if same_utterance(one, first)]:
            yield from wordings.pop(wording)


def _wording(statement: Statement) -> tuple[object, ...]:
    """Return what `same_utterance` goes by, and the day."""
    texts = (tuple(span.text for span in spans) for spans in (statement.quotes, statement.evidence))
    return (statement.said_on, statement.topic, statement.stance, bool(statement.speaker), *texts)


def _age(statement: Statement) -> tuple[bool, str, str]:
    published = statement.published
    return (published is None, published.isoformat() if published else "", statement.id)
