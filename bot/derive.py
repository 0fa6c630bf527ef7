"""What is kept but derived: statements in the store go in, positions, shifts and divergences in the store come out.

They can be made anew from the statements at any time (`rebuild`), and are the same then.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from bot.dossier import Dossier, Round
from bot.model import Divergence, Figure, Kept, Position, Shift, Statement
from bot.positions.brief import kept, stamp
from bot.positions.course import Course, courses
from bot.positions.divergence import divergences as differences
from bot.positions.rounds import days_of, end_of
from bot.positions.shifts import shifts as shifts_in
from bot.positions.voices import day_of, known_on
from bot.resume import Resumed, courses_since, keep, kept_as_of, resumed
from bot.settings import PositionRules
from bot.store import figures as figure_rows
from bot.store.asked import AT_ONCE
from bot.store.cells import cells, clear_cells, holding, outdated
from bot.store.corrections import corrections
from bot.store.database import Connection
from bot.store.divergences import clear_divergences, divergence_ids, save_divergences
from bot.store.seals import Cell, clear_seals
from bot.store.shifts import clear_shifts
from bot.store.shifts import shifts as shifts_kept
from bot.store.since import statements_since
from bot.store.statements import pairs, statements, statements_between
from bot.store.touched import touched

_DAY = timedelta(days=1)


def rebuild(conn: Connection, dossier: Dossier, *, rules: PositionRules) -> tuple[int, int]:
    """Derive all positions, shifts and divergences of the dossier anew; returns how many there are of the last two."""
    clear_shifts(conn, dossier.id)
    clear_divergences(conn, dossier.id)
    clear_cells(conn, dossier.id)
    clear_seals(conn, dossier.id)
    shifts = 0
    for cell in pairs(conn, dossier.id):
        known = resumed(conn, dossier.id, [cell], rules=rules)[cell]
        keep(conn, dossier.id, [known], rules=rules)
        shifts += len(known.shifts)
    found = [one for talks in dossier.rounds for one in _of_round(conn, talks, dossier, rules)]
    return shifts, len(found)


def derive_cells(
    conn: Connection, dossier: str, known: Mapping[Cell, Resumed], docs: Iterable[str], *, rules: PositionRules
) -> tuple[Position, ...]:
    """Derive and keep where the parties stand on all that the changed documents bear on, and their shifts.

    `known` is what follows of those cells that they are known to bear on; others are looked up. Returns the positions.
    """
    beside = resumed(conn, dossier, {*touched(conn, dossier, docs)} - {*known}, rules=rules)
    found = [*known.values(), *beside.values()]
    keep(conn, dossier, found, rules=rules)
    return tuple(one.position for one in found if one.position is not None)


def cells_known(
    conn: Connection,
    dossier: str,
    *,
    rules: PositionRules,
    until: datetime,
    today: date,
    actor: str | None = None,
    topic: str | None = None,
    tenant: str = "",
) -> tuple[Kept, ...]:
    """Return what is known at `until` of each party on each topic, said no later than `today`, by party and topic.

    What is kept is taken where it holds; else, and for what the tenant has set right, it follows from the statements.
    """
    found, others = cells(conn, dossier, stamp=stamp(rules), until=until, today=today, actor=actor, topic=topic)
    own = _set_right(conn, dossier, tenant)
    mine = {(who, what) for who, what in own if actor in {None, who} and topic in {None, what}}
    found = [one for one in found if (one.actor, one.topic) not in mine]
    found += kept_as_of(conn, dossier, set(others) - mine, rules=rules, until=until, today=today)
    for who, what in sorted(mine):
        known = statements(conn, dossier, actor=who, topic=what, until=until, tenant=tenant)
        found += kept((one for one in known if one.said_on <= today), rules=rules)
    return tuple(sorted(found, key=lambda one: (one.actor, one.topic)))


def shifts_known(
    conn: Connection, dossier: str, *, rules: PositionRules, until: datetime, today: date, topic: str | None = None,
    tenant: str = "",
) -> tuple[Shift, ...]:  # fmt: skip
    """Return every shift known at `until`, from what was said no later than `today`, by when it was signalled.

    Those that are kept are taken where they hold; else, and for what the tenant has set right, they are derived.
    """
    held, others = holding(conn, dossier, stamp=stamp(rules), until=until, today=today)
    own = _set_right(conn, dossier, tenant)
    found = [one for one in shifts_kept(conn, dossier, topic=topic) if (one.actor, one.topic) in held - own]
    derived = sorted(cell for cell in others - own if topic in {None, cell[1]})
    for begin in range(0, len(derived), AT_ONCE):
        some = dict.fromkeys(derived[begin : begin + AT_ONCE])
        known = statements_since(conn, dossier, some, until=until, last=today)
        found += (shift for theirs in known.values() for shift in shifts_in(theirs, rules=rules))
    for actor, about in sorted(cell for cell in own if topic in {None, cell[1]}):
        theirs = statements(conn, dossier, actor=actor, topic=about, until=until, tenant=tenant)
        found += shifts_in((one for one in theirs if one.said_on <= today), rules=rules)
    return tuple(sorted(found, key=lambda one: (one.signalled_at, one.actor, one.topic, one.id)))


def courses_known(
    conn: Connection, dossier: str, first: date, *, rules: PositionRules, until: datetime, today: date,
    actor: str | None = None, topic: str | None = None, tenant: str = "",
) -> tuple[Course, ...]:  # fmt: skip
    """Return how positions went from the day on, by what is known at `until` and said until `today`, by cell."""
    held, others = holding(conn, dossier, stamp=stamp(rules), until=until, today=today)
    own = _set_right(conn, dossier, tenant)
    asked = {cell for cell in held | others | own if actor in {None, cell[0]} and topic in {None, cell[1]}}
    found = courses_since(conn, dossier, asked - own, first, rules=rules, until=until, today=today)
    for who, what in sorted(asked & own):
        known = statements(conn, dossier, actor=who, topic=what, until=until, tenant=tenant)
        found += courses((one for one in known if one.said_on <= today), rules=rules)
    return tuple(sorted(found, key=lambda one: (one.actor, one.topic)))


def unkept(conn: Connection, dossier: str, *, rules: PositionRules, tenant: str = "") -> set[Cell]:
    """Return the cells of which nothing kept is as it would be derived now, for the tenant, by these rules."""
    return outdated(conn, dossier, stamp=stamp(rules)) | _set_right(conn, dossier, tenant)


def _set_right(conn: Connection, dossier: str, tenant: str) -> set[Cell]:
    """Return the cells that the tenant's own corrections bear on."""
    own = [one.doc for one in corrections(conn, dossier, tenant=tenant) if one.tenant and one.active] if tenant else []
    return {*touched(conn, dossier, own)}


def derive_divergences(
    conn: Connection,
    touched: Iterable[Statement],
    dossier: Dossier,
    *,
    rules: PositionRules,
    figures: Iterable[Figure] = (),
) -> tuple[Divergence, ...]:
    """Derive and keep the divergences of the rounds that the touched statements, and figures, bear on.

    Returns those that are new.
    """
    days = {day for statement in touched for day in (day_of(statement), known_on(statement))}
    days |= {day for one in figures for day in days_of(one)}
    fresh: list[Divergence] = []
    for talks in dossier.rounds:
        first, last = period_of(talks, dossier, rules)
        if any(first <= day <= last for day in days):
            known = divergence_ids(conn, dossier.id, talks.id)
            fresh += [one for one in _of_round(conn, talks, dossier, rules) if one.id not in known]
    return tuple(fresh)


def _of_round(conn: Connection, talks: Round, dossier: Dossier, rules: PositionRules) -> tuple[Divergence, ...]:
    first, last = period_of(talks, dossier, rules)
    bearing = statements_between(conn, dossier.id, first - _DAY, last + _DAY)
    given = figure_rows.figures(conn, dossier.id, between=(first, last))
    found = differences(bearing, talks, dossier, rules=rules, figures=given)
    save_divergences(conn, dossier.id, talks.id, found)
    return found


def period_of(talks: Round, dossier: Dossier, rules: PositionRules) -> tuple[date, date]:
    """Return the first and last day of what bears on a round: where the parties stood before it, and its echo."""
    return talks.first - timedelta(days=rules.stale_days), end_of(talks, dossier, rules)
