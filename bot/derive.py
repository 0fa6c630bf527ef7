"""What is kept but derived: statements in the store go in, shifts and divergences in the store come out.

They can be made anew from the statements at any time (`rebuild`), and are the same then.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.dossier import Dossier, Round
from bot.model import Divergence, Figure, Shift, Statement
from bot.positions.divergence import divergences as differences
from bot.positions.rounds import days_of, end_of
from bot.positions.shifts import shifts as shifts_in
from bot.positions.voices import day_of, known_on
from bot.settings import PositionRules
from bot.store.database import Connection
from bot.store.divergences import clear_divergences, divergence_ids, save_divergences
from bot.store.figures import figures_between
from bot.store.shifts import clear_shifts, save_shifts
from bot.store.statements import pairs, statements, statements_between

_DAY = timedelta(days=1)


def rebuild(conn: Connection, dossier: Dossier, *, rules: PositionRules) -> tuple[int, int]:
    """Derive all shifts and divergences of the dossier anew; returns how many there are of each."""
    clear_shifts(conn, dossier.id)
    clear_divergences(conn, dossier.id)
    shifts = [
        shift
        for actor, topic in pairs(conn, dossier.id)
        for shift in derive_shifts(
            conn, dossier.id, actor, topic, statements(conn, dossier.id, actor=actor, topic=topic), rules=rules
        )
    ]
    found = [one for talks in dossier.rounds for one in _of_round(conn, talks, dossier, rules)]
    return len(shifts), len(found)


def derive_shifts(
    conn: Connection, dossier: str, actor: str, topic: str, known: Sequence[Statement], *, rules: PositionRules
) -> tuple[Shift, ...]:
    """Derive and keep the shifts of the actor on the topic, given all its statements; returns them."""
    found = shifts_in(known, rules=rules)
    save_shifts(conn, dossier, actor, topic, found)
    return found


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
        first, last = _period(talks, dossier, rules)
        if any(first <= day <= last for day in days):
            known = divergence_ids(conn, dossier.id, talks.id)
            fresh += [one for one in _of_round(conn, talks, dossier, rules) if one.id not in known]
    return tuple(fresh)


def _of_round(conn: Connection, talks: Round, dossier: Dossier, rules: PositionRules) -> tuple[Divergence, ...]:
    first, last = _period(talks, dossier, rules)
    bearing = statements_between(conn, dossier.id, first - _DAY, last + _DAY)
    given = figures_between(conn, dossier.id, first, last)
    found = differences(bearing, talks, dossier, rules=rules, figures=given)
    save_divergences(conn, dossier.id, talks.id, found)
    return found


def _period(talks: Round, dossier: Dossier, rules: PositionRules) -> tuple[date, date]:
    """Return the first and last day of what bears on a round: where the parties stood before it, and its echo."""
    return talks.first - timedelta(days=rules.stale_days), end_of(talks, dossier, rules)
