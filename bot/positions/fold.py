"""The state of play: statements go in, each party's position on each topic comes out, as of any day.

What counts is the day a thing was said, not the day it was fetched, and what was known by then; the order in which
statements come in and copies of them change nothing. `standing` holds the arithmetic, `utterances` what a copy is.
Time is linear in the number of statements, but for one sort.
"""

from collections.abc import Iterable, Sequence, Set
from datetime import date, datetime, timedelta

from bot.model import Position, Statement
from bot.positions.groups import as_said, batches, by_subject, without_asides
from bot.positions.memory import reports
from bot.positions.standing import Standing, Track
from bot.positions.utterances import Report
from bot.positions.voices import Speakers, day_of, known_on, moment_of
from bot.settings import PositionRules


def fold(statements: Iterable[Statement], *, rules: PositionRules, as_of: date | None = None) -> tuple[Position, ...]:
    """Return the positions sorted by (actor, topic), from what was said and published by the day `as_of`.

    Statements of voice OTHER are listed as characterisations and decide nothing; a party of whom only others speak has
    no position (see `characterisations`). Old quotes and unsure readings decide only where there is nothing else.
    """
    found = (_position(theirs, rules) for _, theirs in by_subject(known_by(statements, as_of)))
    return tuple(position for position in found if position is not None)


def characterisations(
    statements: Iterable[Statement], *, as_of: date | None = None
) -> dict[tuple[str, str], tuple[Statement, ...]]:
    """Return what others say of a party's stance by (actor, topic), newest said first, where it says nothing itself."""
    groups = by_subject(known_by(statements, as_of))
    return {subject: newest_first(theirs) for subject, theirs in groups if not any(s.counts for s in theirs)}


def known_by(statements: Iterable[Statement], as_of: date | None) -> list[Statement]:
    """Return the statements that were said and published by the day."""
    return [s for s in statements if as_of is None or known_on(s) <= as_of]


def _position(statements: Sequence[Statement], rules: PositionRules) -> Position | None:
    counting = [s for s in statements if s.counts]
    deciding = without_asides(counting, rules) or counting
    heard = list(reports(sorted(deciding, key=as_said), Speakers(deciding)))
    track = Track(rules)
    for _, batch in batches(heard, said_on):
        track.hear(batch)
    return _assemble(statements, heard, track.standing, rules) if track.standing else None


def _assemble(
    statements: Sequence[Statement], heard: Sequence[Report], standing: Standing, rules: PositionRules
) -> Position:
    """Return the position with every statement in its place, each in exactly one."""
    lead, agreeing = standing.lead.statement, {u.speaker for u in standing.supporters}
    carrying = [r for r in heard if carries(r, standing)]
    begin = standing.newest - timedelta(days=rules.window_days)
    dissent = [r.statement for r in heard if dissents(r, standing, begin, agreeing)]
    placed = {id(r.statement) for r in carrying} | {id(s) for s in dissent}
    rest = newest_first(r.statement for r in carrying if r.statement is not lead)
    return Position(
        actor=lead.actor, topic=lead.topic, stance=standing.stance, since=standing.since,
        last_said=max(r.utterance.day for r in carrying),
        statements=(lead, *rest),
        condition=condition_of(standing),
        commitment=lead.commitment, mixed=standing.mixed,
        dissent=newest_first(dissent),
        earlier=newest_first(s for s in statements if s.counts and id(s) not in placed),
        characterisations=newest_first(s for s in statements if not s.counts),
    )  # fmt: skip


def said_on(report: Report) -> date:
    """Return on which day the report was said, even where it tells again what was said before."""
    return day_of(report.statement)


def carries(report: Report, standing: Standing) -> bool:
    """Return whether the report belongs to the unbroken run of the stance."""
    return report.statement.stance is standing.stance and report.utterance.day >= standing.since


def dissents(report: Report, standing: Standing, begin: date, agreeing: Set[str]) -> bool:
    """Return whether the report, of the days since `begin`, differs and its speaker has not come round since."""
    own = report.utterance
    return own.day >= begin and report.statement.stance is not standing.stance and own.speaker not in agreeing


def condition_of(standing: Standing) -> str | None:
    """Return the condition of who decides, else the newest one that was named with the stance."""
    named = (standing.lead, *standing.supporters)
    return next((u.statement.condition for u in named if u.statement.condition), None)


def newest_first(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return the statements, the newest said first."""
    return tuple(sorted(statements, key=place, reverse=True))


def place(statement: Statement) -> tuple[date, datetime, str]:
    """Return what sorts statements by the day said, then as they became known."""
    return (day_of(statement), moment_of(statement), statement.id)
