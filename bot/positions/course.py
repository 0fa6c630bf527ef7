"""How positions went: all that a party said on a topic goes in, where it stood from each day on comes out.

One pass over history, or over what came since a seal, by the arithmetic of `fold`, which says where it ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.model import Position, Stance, Statement
from bot.positions.groups import by_subject
from bot.positions.seals import Start, begun
from bot.positions.standing import Standing
from bot.positions.voices import day_of
from bot.settings import PositionRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a party stood on a topic from the day `on`, by what was said until then; `lead` decided."""

    on: date
    stance: Stance
    mixed: bool
    since: date
    lead: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Where a party stood on a topic, one day after the other, and the days on which it said something.

    It may begin with where the party stood after a day, as what came before that is done with.
    """

    actor: str
    topic: str
    stands: tuple[Stand, ...]
    said: tuple[date, ...]


def courses(statements: Iterable[Statement], *, rules: PositionRules) -> tuple[Course, ...]:
    """Return how all positions went, by party and topic."""
    return tuple(course(*subject, theirs, rules=rules) for subject, theirs in by_subject(statements))


def course(
    actor: str, topic: str, statements: Sequence[Statement], *, rules: PositionRules, start: Start | None = None
) -> Course:
    """Return how the position of a party on a topic went, given all that was said since the start.

    Raises UnsealedError where that bears on what was said before it.
    """
    said = {one.said_on for one in statements if one.counts}
    stands = tuple(_stands(statements, rules, start))
    return Course(actor=actor, topic=topic, stands=stands, said=tuple(sorted(said)))


def _stands(statements: Sequence[Statement], rules: PositionRules, start: Start | None) -> Iterator[Stand]:
    """Yield where the party stood at the start, and after each day on which that was decided anew."""
    ledger, later, deciding = begun(statements, rules, start)
    chosen, before = {id(s) for s in deciding}, ledger.standing
    if start is not None and before is not None:
        yield _stand(before, start.on)
    for day, group in groupby(later, key=day_of):
        todays = list(group)
        ledger.hear(todays, [s for s in todays if id(s) in chosen])
        if ledger.standing is not None and ledger.standing is not before:
            before = ledger.standing
            yield _stand(before, day)


def _stand(now: Standing, on: date) -> Stand:
    return Stand(on=on, stance=now.stance, mixed=now.mixed, since=now.since, lead=now.lead.statement)


def positions_on(known: Iterable[Course], days: Sequence[date]) -> dict[date, list[Position]]:
    """Return by day where the parties stood then, each position with the statement that decided alone."""
    found: dict[date, list[Position]] = {on: [] for on in days}
    for one in known:
        for on, positions in found.items():
            positions.extend([_position(stand) for stand in one.stands if stand.on <= on][-1:])
    return found


def _position(stand: Stand) -> Position:
    lead = stand.lead
    return Position(
        actor=lead.actor, topic=lead.topic, stance=stand.stance, since=stand.since, last_said=stand.on,
        statements=(lead,), condition=lead.condition, commitment=lead.commitment, mixed=stand.mixed,
    )  # fmt: skip
