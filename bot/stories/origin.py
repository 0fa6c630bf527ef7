"""Who first published an utterance: statements go in, the same statements with their `origin` filled come out.

Statements of the same speaker are linked where they report the same utterance: near-identical quotes (paraphrase and
translation variants included) said on the same or adjacent days, near-identical sentences where nothing is quoted,
or the same statement in copies of one story. What is linked has one origin:

1. the outlet that the article says it has it from (the last one in the chain), in whichever copy that stands;
2. else the outlet that published it first;
3. else, where no outlet is known, "unknown:" and the document.

The result depends on which statements there are, never on the order in which they came.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from bot.dossier import Dossier
from bot.model import Statement
from bot.stories.outlets import UNKNOWN, Outlets
from bot.stories.people import Speakers
from bot.stories.union import Groups
from bot.stories.utterance import same_utterance

ADJACENT_DAYS = 1

Speaker = tuple[str, str]


def merge_origins(statements: Sequence[Statement], dossier: Dossier) -> tuple[Statement, ...]:
    """Return all statements, in the order given, with their origins."""
    return _with_origins(statements, statements, dossier)


def assign_origins(new: Sequence[Statement], known: Sequence[Statement], dossier: Dossier) -> tuple[Statement, ...]:
    """Return the new statements, in the order given, with their origins.

    `known` are all earlier statements, or at least those said and published within a few days of the new ones.
    """
    return _with_origins(new, _pool(new, known), dossier)


def revised_origins(new: Sequence[Statement], known: Sequence[Statement], dossier: Dossier) -> tuple[Statement, ...]:
    """Return those known statements whose origin is another now that the new ones came, with it.

    So it is when the copy that names the agency comes after the copy that does not.
    """
    pool = _pool(new, known)
    docs = {s.doc for s in new}
    kept = [s for s in pool if s.doc not in docs]
    speakers = Speakers.of(dossier)
    touched = {speakers.of_statement(s) for s in new}
    before = [s for s in kept if speakers.of_statement(s) in touched]
    after = _with_origins(before, pool, dossier)
    return tuple(now for then, now in zip(before, after, strict=True) if now.origin != then.origin)


def _pool(new: Sequence[Statement], known: Sequence[Statement]) -> list[Statement]:
    """Return all that is known once the new statements have taken the place of their documents' former ones."""
    docs = {s.doc for s in new}
    return [*(s for s in known if s.doc not in docs), *new]


def _with_origins(wanted: Sequence[Statement], pool: Sequence[Statement], dossier: Dossier) -> tuple[Statement, ...]:
    """Return the wanted statements, all of them in the pool, with the origins that the pool gives them."""
    speakers, outlets = Speakers.of(dossier), Outlets.of(dossier)
    firsts = _first_outlets(pool, outlets)
    by_speaker: defaultdict[Speaker, list[Statement]] = defaultdict(list)
    needed = {speakers.of_statement(s) for s in wanted}
    for statement in pool:
        if (speaker := speakers.of_statement(statement)) in needed:
            by_speaker[speaker].append(statement)
    origins: dict[str, str] = {}
    for theirs in by_speaker.values():
        for linked in _utterances(theirs):
            origin = _origin(linked, firsts, outlets)
            origins |= {s.id: origin for s in linked}
    return tuple(replace(s, origin=origins[s.id]) for s in wanted)


def _utterances(statements: Sequence[Statement]) -> Iterator[list[Statement]]:
    """Yield the statements of one speaker in groups that report one utterance each, earliest published first."""
    ordered = sorted(statements, key=lambda s: (s.said_on, *_age(s)))
    groups = Groups(len(ordered))
    for i, j in chain(_copies(ordered), _alike(ordered)):
        groups.join(i, j)
    found: defaultdict[int, list[Statement]] = defaultdict(list)
    for i, statement in enumerate(ordered):
        found[groups.root(i)].append(statement)
    for linked in found.values():
        yield sorted(linked, key=_age)


def _copies(ordered: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """Yield the index pairs of one statement in two copies of one story."""
    firsts: dict[tuple[str, ...], int] = {}
    for i, s in enumerate(ordered):
        if s.story and (first := firsts.setdefault((s.story, s.actor, s.topic, s.stance, s.voice), i)) != i:
            yield first, i


def _alike(ordered: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """Yield the index pairs of statements of the same or adjacent days that report one utterance."""
    for i, one in enumerate(ordered):
        for j in range(i + 1, len(ordered)):
            if (ordered[j].said_on - one.said_on).days > ADJACENT_DAYS:
                break
            if same_utterance(one, ordered[j]):
                yield i, j


def _age(statement: Statement) -> tuple[bool, str, str]:
    published = statement.published
    return (published is None, published.isoformat() if published else "", statement.id)


def _first_outlets(statements: Iterable[Statement], outlets: Outlets) -> Mapping[str, str]:
    """Map each story to the known outlet that published it first."""
    firsts: dict[str, str] = {}
    for statement in sorted((s for s in statements if s.story and s.outlet), key=_age):
        firsts.setdefault(statement.story, outlets.id_of(statement.outlet))
    return firsts


def _origin(linked: Sequence[Statement], firsts: Mapping[str, str], outlets: Outlets) -> str:
    """Return the origin of an utterance given all statements that report it, earliest published first."""
    agencies = (outlets.agency(s.chain) for s in linked)
    publishers = (firsts.get(s.story) or outlets.id_of(s.outlet) for s in linked)
    return next(filter(None, (*agencies, *publishers)), f"{UNKNOWN}{linked[0].doc}")
