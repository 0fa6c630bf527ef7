"""How positions went: all that a party said on a topic goes in, where it stood from each day on comes out.

One pass over history, by the arithmetic of `fold`, which says where it stands at the end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.model import Position, Stance, Statement
from bot.positions.fold import said_on
from bot.positions.groups import as_said, batches, by_subject, without_asides
from bot.positions.memory import reports
from bot.positions.standing import Standing, Track
from bot.positions.voices import Speakers
from bot.settings import PositionRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a party stood on a topic from the day `on`, by what was said until then; `lead` decided."""

    on: date
    stance: Stance
    mixed: bool
    since: date
    lead: Statement


def course(statements: Sequence[Statement], *, rules: PositionRules) -> Iterator[Stand]:
    """Yield where the party stood after each day on which it said something, given all statements on one topic."""
    counting = [one for one in statements if one.counts]
    deciding = without_asides(counting, rules) or counting
    heard = reports(sorted(deciding, key=as_said), Speakers(deciding))
    track = Track(rules)
    for first, batch in batches(heard, said_on):
        track.hear(batch)
        on = said_on(first)
        if track.standing is not None:
            yield _stand(track.standing, on)


def _stand(now: Standing, on: date) -> Stand:
    return Stand(on=on, stance=now.stance, mixed=now.mixed, since=now.since, lead=now.lead.statement)


def positions_on(
    statements: Iterable[Statement], days: Sequence[date], *, rules: PositionRules
) -> dict[date, list[Position]]:
    """Return by day where the parties stood then, each position with the statement that decided alone."""
    found: dict[date, list[Position]] = {on: [] for on in days}
    for _, theirs in by_subject(statements):
        stands = list(course(theirs, rules=rules))
        for on, positions in found.items():
            positions.extend([_position(one) for one in stands if one.on <= on][-1:])
    return found


def _position(stand: Stand) -> Position:
    lead = stand.lead
    return Position(
        actor=lead.actor, topic=lead.topic, stance=stand.stance, since=stand.since, last_said=stand.on,
        statements=(lead,), condition=lead.condition, commitment=lead.commitment, mixed=stand.mixed,
    )  # fmt: skip
