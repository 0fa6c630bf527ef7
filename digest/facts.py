"""What a digest is made from: statements and a period in; what is new, what was so before and what is so now out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.dossier import Dossier, Round
from bot.model import (
    Divergence,
    DivergenceKind,
    Figure,
    Item,
    Position,
    Shift,
    ShiftStatus,
    Statement,
    in_order,
)
from bot.positions.divergence import divergences
from bot.positions.fold import fold
from bot.positions.groups import by_subject
from bot.positions.shifts import shifts
from bot.settings import DigestRules, PositionRules
from digest.ahead import Announcement
from digest.tone import Change, tone_changes
from digest.window import Window

_SILENCE = timedelta(days=7)
_MONTH = timedelta(days=31)
_USUAL = DigestRules()


Cell = tuple[str, str]
"""An actor and a topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """What follows from all statements known at the end of a period: `known` counts them, `newest` came last.

    `before` names the cells on which a position was held before the period, `after` holds all positions at its end;
    `shifts` moved in it, `changed_tone` are assessments that did, never shifts; `divergences` are of the latest rounds.
    """

    known: int
    newest: Statement | None
    before: frozenset[Cell]
    after: tuple[Position, ...]
    shifts: tuple[Shift, ...]
    changed_tone: tuple[Change, ...]
    divergences: tuple[Divergence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the sections of a digest select from; every sequence is in a fixed order.

    `fresh` were published in the period, `recent` in the week before it; the others are those of `Standings`, with the
    divergences that the period added to.
    """

    dossier: Dossier
    window: Window
    known: int
    newest: Statement | None
    fresh: tuple[Statement, ...]
    recent: tuple[Statement, ...]
    before: frozenset[Cell]
    after: tuple[Position, ...]
    shifts: tuple[Shift, ...]
    divergences: tuple[Divergence, ...]
    items: tuple[Item, ...]
    changed_tone: tuple[Change, ...]
    ahead: tuple[Announcement, ...]
    rules: PositionRules
    digest: DigestRules = _USUAL

    @property
    def parties(self) -> tuple[str, ...]:
        """Return the parties for which somebody spoke in the period, in the dossier's order."""
        speaking = {speaking_in(one) for one in self.fresh}
        return tuple(party.id for party in self.dossier.parties if party.id in speaking)

    @property
    def mixed(self) -> tuple[Position, ...]:
        """Return the positions on which officials of one party differ, where the period added to it."""
        new = {one.id for one in self.fresh}
        return tuple(one for one in self.after if one.mixed and _has(one, new))

    @property
    def passing(self) -> tuple[Shift, ...]:
        """Return the shifts that were signalled in the period and withdrawn in it: at its end nothing has changed."""
        over = (one for one in self.shifts if one.status is ShiftStatus.WITHDRAWN)
        return tuple(one for one in over if self.window.holds(one.signalled_at))

    @property
    def bearing(self) -> frozenset[str]:
        """Return the ids of the statements that a change or a difference rests on."""
        parts = (
            *(one.statements for one in self.shifts),
            *(new.statements for _, new in self.changed_tone),
            *((*one.statements, *one.dissent) for one in self.mixed),
            *(side.statements for one in self.divergences for side in one.sides),
        )
        return frozenset(said.id for part in parts for said in part)

    @property
    def leading(self) -> frozenset[str]:
        """Return the ids of the statements that decide a position."""
        return frozenset(one.lead.id for one in self.after)

    def is_old(self, position: Position) -> bool:
        """Return whether a position has not been repeated for so long that it may no longer hold."""
        return (self.window.last_day - position.last_said).days > self.rules.stale_days


def speaking_in(statement: Statement) -> str:
    """Return the party that speaks: for itself or of another; "" where only others speak."""
    if statement.counts:
        return statement.actor
    return statement.party if statement.party and statement.party != statement.actor else ""


def gather(
    *,
    dossier: Dossier,
    statements: Iterable[Statement],
    window: Window,
    rules: PositionRules,
    items: Iterable[Item] = (),
    ahead: Sequence[Announcement] = (),
    figures: Iterable[Figure] = (),
    standings: Standings | None = None,
    digest: DigestRules = _USUAL,
) -> Facts:
    """Return the facts of the period; statements and figures that became known after it are left out.

    Where the `standings` at its end are given, the statements of the period and of the week before it are enough.
    """
    known = [one for one in statements if _begun(one, window)]
    fresh = tuple(in_order(one for one in known if in_window(one, window)))
    week = Window(since=window.since - _SILENCE, until=window.since, zone=window.zone)
    found = standings or standings_of(known, dossier, window=window, rules=rules, figures=figures)
    return Facts(
        dossier=dossier,
        window=window,
        known=found.known,
        newest=found.newest,
        fresh=fresh,
        recent=tuple(in_order(one for one in known if in_window(one, week) and not in_window(one, window))),
        before=found.before,
        after=found.after,
        shifts=found.shifts,
        divergences=tuple(one for one in found.divergences if _told(one, fresh, window)),
        items=tuple(sorted((one for one in items if window.holds(one.published)), key=lambda one: one.id)),
        changed_tone=found.changed_tone,
        ahead=tuple(one for one in ahead if one.day > window.last_day),
        rules=rules,
        digest=digest,
    )


def standings_of(
    known: Sequence[Statement],
    dossier: Dossier,
    *,
    window: Window,
    rules: PositionRules,
    figures: Iterable[Figure] = (),
) -> Standings:
    """Return what follows from the statements that were known at the end of the period."""
    fresh = {id(one) for one in known if in_window(one, window)}
    cells = {(one.actor, one.topic) for one in known if id(one) in fresh}
    given = [one for one in figures if one.published is None or one.published < window.until]
    after: list[Position] = []
    moved: list[Shift] = []
    touched: list[Statement] = []
    for cell, theirs in by_subject(known):
        after += fold(theirs, rules=rules)
        if cell in cells:  # both go through the same words, which are remembered for a while
            touched += theirs
            moved += (one for one in shifts(theirs, rules=rules) if moved_in(one, window))
    return Standings(
        known=len(known),
        newest=max(known, key=lambda one: (str(one.published or one.said_on), one.id), default=None),
        before=frozenset((one.actor, one.topic) for one in known if one.counts and id(one) not in fresh),
        after=tuple(after),
        shifts=in_time(moved),
        changed_tone=tone_changes(
            touched,
            dossier,
            rules=rules,
            positions=[one for one in after if all(id(s) in fresh for s in one.statements)],
        ),
        divergences=tuple(
            one
            for talks in recent_rounds(dossier, window)
            for one in divergences(known, talks, dossier, rules=rules, figures=given)
        ),
    )


def in_time(found: Iterable[Shift]) -> tuple[Shift, ...]:
    """Return the shifts by when they were signalled."""
    return tuple(sorted(found, key=lambda one: (one.signalled_at, one.actor, one.topic, one.id)))


def in_window(statement: Statement, window: Window) -> bool:
    """Return whether the statement became known in the period; by the day said where no publication is known."""
    if statement.published is None:
        return window.first_day <= statement.said_on <= window.last_day
    return window.holds(statement.published)


def recent_rounds(dossier: Dossier, window: Window) -> tuple[Round, ...]:
    """Return the rounds of talks that ended within a month before the period or are held in it, latest first."""
    held = (one for one in dossier.rounds if window.first_day - _MONTH <= one.last and one.first <= window.last_day)
    return tuple(sorted(held, key=lambda one: (one.first, one.last, one.id), reverse=True))


def _begun(statement: Statement, window: Window) -> bool:
    if statement.published is None:
        return statement.said_on <= window.last_day
    return statement.published < window.until


def moved_in(shift: Shift, window: Window) -> bool:
    """Return whether the shift was signalled, confirmed or withdrawn in the period."""
    return any(window.holds(moment) for moment in (shift.signalled_at, shift.confirmed_at, shift.withdrawn_at))


def _told(one: Divergence, fresh: Sequence[Statement], window: Window) -> bool:
    """Return whether parties, or the numbers given, differ, and the period added to it."""
    if one.kind is DivergenceKind.QUANTITY:
        return any(_given(figure, window) for side in one.sides for figure in side.figures)
    new = {said.id for said in fresh}
    added = any(said.id in new for side in one.sides for said in side.statements)
    return added and len({side.actor for side in one.sides}) > 1


def _given(figure: Figure, window: Window) -> bool:
    if figure.published is None:
        return window.first_day <= figure.said_on <= window.last_day
    return window.holds(figure.published)


def _has(position: Position, ids: set[str]) -> bool:
    return any(one.id in ids for one in (*position.statements, *position.dissent))
