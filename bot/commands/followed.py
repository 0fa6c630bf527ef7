"""What a digest is made from, as it is kept: a period goes in, its statements and the standings at its end come out.

Nothing goes through all statements but for parties and topics of which nothing is kept that holds at that time.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.derive import cells_known, period_of, unkept
from bot.dossier import Dossier
from bot.model import Divergence, Figure, Kept, Position, Shift, ShiftStatus, Statement
from bot.positions.divergence import divergences
from bot.positions.fold import fold
from bot.positions.shifts import shifts as shifts_in
from bot.positions.voices import moment_of
from bot.settings import PositionRules
from bot.store.database import Connection
from bot.store.seals import Cell
from bot.store.shifts import shifts_moved
from bot.store.statements import newest_statement, statements, statements_between
from digest.facts import Standings, in_time, in_window, moved_in, recent_rounds
from digest.tone import Change, is_assessment, tone_changes
from digest.window import Window

_WEEK = timedelta(days=8)
_DAY = timedelta(days=1)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The statements of a period and of the week before it, and what follows from all statements at its end."""

    statements: tuple[Statement, ...]
    standings: Standings


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """One digest to be made: of the dossier, by the rules, as it was known at `until` and until the day `today`."""

    dossier: Dossier
    window: Window
    rules: PositionRules
    until: datetime
    today: date
    tenant: str = ""
    figures: Sequence[Figure] = ()


def followed(conn: Connection, asked: Following) -> Followed:
    """Return what the digest is made from."""
    window = asked.window
    at, last = min(asked.until, window.until - _TICK), min(asked.today, window.last_day)
    cells = cells_known(
        conn, asked.dossier.id, rules=asked.rules, until=at, today=last, tenant=asked.tenant
    )  # fmt: skip
    near = _between(conn, asked, window.first_day - _WEEK, window.last_day + _DAY)
    fresh = [one for one in near if in_window(one, window)]
    after = tuple(one.position for one in cells if one.position is not None)
    return Followed(
        statements=tuple(near),
        standings=Standings(
            known=sum(one.number for one in cells),
            newest=newest_statement(conn, asked.dossier.id, until=at, tenant=asked.tenant),
            before=_before(cells, fresh),
            after=after,
            shifts=_moved(conn, asked, {(one.actor, one.topic) for one in fresh}, at),
            changed_tone=_tone(conn, asked, after, fresh, at),
            divergences=_divergences(conn, asked, at),
        ),
    )


def _between(conn: Connection, asked: Following, first: date, last: date) -> list[Statement]:
    found = statements_between(conn, asked.dossier.id, first, last, until=asked.until, tenant=asked.tenant)
    return [one for one in found if one.said_on <= asked.today]


def _before(cells: Iterable[Kept], fresh: Iterable[Statement]) -> frozenset[Cell]:
    """Return the cells that had statements of the party before the period."""
    new = Counter((one.actor, one.topic) for one in fresh if one.counts)
    return frozenset((one.actor, one.topic) for one in cells if one.number - one.claims > new[one.actor, one.topic])


def _moved(conn: Connection, asked: Following, touched: set[Cell], at: datetime) -> tuple[Shift, ...]:
    """Return the shifts that moved in the period, as they were known at its end."""
    anew = unkept(conn, asked.dossier.id, rules=asked.rules, tenant=asked.tenant)
    found = [one for one in shifts_moved(conn, asked.dossier.id, asked.window.since, at) if _cell(one) not in anew]
    for cell in sorted(anew & touched):
        found += shifts_in(_of_cell(conn, asked, cell, at), rules=asked.rules)
    return in_time(one for one in (_as_of(shift, at) for shift in found) if moved_in(one, asked.window))


def _cell(one: Shift) -> Cell:
    return (one.actor, one.topic)


def _of_cell(conn: Connection, asked: Following, cell: Cell, at: datetime) -> list[Statement]:
    actor, topic = cell
    return statements(conn, asked.dossier.id, actor=actor, topic=topic, until=at, tenant=asked.tenant)


def _as_of(shift: Shift, at: datetime) -> Shift:
    """Return the shift as it was known at a time: what confirmed or withdrew it later was not."""
    confirmed = shift.confirmed_at if shift.confirmed_at and shift.confirmed_at <= at else None
    withdrawn = shift.withdrawn_at if shift.withdrawn_at and shift.withdrawn_at <= at else None
    status = (
        ShiftStatus.WITHDRAWN if withdrawn else ShiftStatus.CONFIRMED if confirmed else ShiftStatus.SIGNALLED
    )  # fmt: skip
    return replace(
        shift, status=status, confirmed_at=confirmed, withdrawn_at=withdrawn,
        withdrawn_by=shift.withdrawn_by if withdrawn else None,
        statements=tuple(one for one in shift.statements if moment_of(one) <= at),
    )  # fmt: skip


def _tone(
    conn: Connection, asked: Following, after: Iterable[Position], fresh: Iterable[Statement], at: datetime
) -> tuple[Change, ...]:
    """Return how the assessments changed that rest on nothing but what the period brought."""
    new = {one.id for one in fresh}
    changed: list[Change] = []
    for one in after:
        if not is_assessment(one.topic, asked.dossier) or not all(said.id in new for said in one.statements):
            continue
        theirs = _of_cell(conn, asked, (one.actor, one.topic), at)
        whole = [p for p in fold(theirs, rules=asked.rules) if all(said.id in new for said in p.statements)]
        changed += tone_changes(theirs, asked.dossier, rules=asked.rules, positions=whole)
    return tuple(sorted(changed, key=lambda pair: (-pair[1].since.toordinal(), pair[1].actor, pair[1].topic)))


def _divergences(conn: Connection, asked: Following, at: datetime) -> tuple[Divergence, ...]:
    given = [one for one in asked.figures if one.published is None or one.published <= at]
    found: list[Divergence] = []
    for talks in recent_rounds(asked.dossier, asked.window):
        first, last = period_of(talks, asked.dossier, asked.rules)
        bearing = [
            one
            for one in _between(conn, asked, first - _DAY, last + _DAY)
            if one.published is None or one.published <= at
        ]
        found += divergences(bearing, talks, asked.dossier, rules=asked.rules, figures=given)
    return tuple(found)
