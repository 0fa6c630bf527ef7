"""What follows from all that a party said on a topic, worked out from the last seal on and not from the beginning.

The result is the same. Where there is no seal that serves, all statements are gone through, and seals are made.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from bot.model import Kept, Position, Shift, Statement
from bot.positions.brief import stamp
from bot.positions.course import Course, course
from bot.positions.memory import Remembered
from bot.positions.seals import Seal, Start, cuts, history_of, ledger_of, named
from bot.positions.utterances import sketch
from bot.positions.voices import UnsealedError, day_of
from bot.settings import PositionRules
from bot.store.cells import forget_cell, save_cells
from bot.store.columns import ALWAYS
from bot.store.database import Connection
from bot.store.seals import Cell, Part, Sealed, break_seals, heard_before, last_seals, save_seals
from bot.store.shifts import save_shifts
from bot.store.since import known_since, statements_since
from bot.store.statements import statements_by_id

_DAY = timedelta(days=1)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A party on a topic: the statements since the start, all of them where there is none, and what follows from all.

    `position` has every statement said since the start, and a tally; `shifts` are those signalled since it, and the one
    that was open then. `seal` is what the starts are of, `seals` are new. `kept` is None where there are no statements.
    """

    cell: Cell
    statements: Sequence[Statement]
    starts: Mapping[Part, Start]
    kept: Kept | None
    position: Position | None
    shifts: tuple[Shift, ...]
    seals: Sequence[Sealed]
    known_until: datetime
    seal: Sealed | None = None

    @property
    def on(self) -> date | None:
        """Return the day of the seal that it goes on from."""
        return self.seal.on if self.seal else None

    @property
    def since(self) -> datetime | None:
        """Return the moment until which everything is sealed."""
        return None if self.on is None else datetime.combine(self.on + _DAY, time(), UTC)


def resumed(
    conn: Connection, dossier: str, cells: Iterable[Cell], *, rules: PositionRules,
    before: Mapping[Cell, date] | None = None,
) -> dict[Cell, Resumed]:  # fmt: skip
    """Return by cell what follows from all its statements, by way of a seal of a day before that in `before`."""
    asked = sorted(cells)
    seals = last_seals(conn, dossier, asked, stamp=stamp(rules), before=before)
    days = {cell: seals[cell].on - timedelta(days=rules.fresh_days) if cell in seals else None for cell in asked}
    known = statements_since(conn, dossier, days, sealed={cell: one.on for cell, one in seals.items()})
    starts = _starts(conn, dossier, seals, known)
    return {
        cell: _resumed(conn, dossier, cell, rules, known=known[cell], seal=seals.get(cell), starts=starts.get(cell))
        for cell in asked
    }


def _resumed(
    conn: Connection, dossier: str, cell: Cell, rules: PositionRules, *,
    known: list[Statement], seal: Sealed | None, starts: Mapping[Part, Start] | None,
) -> Resumed:  # fmt: skip
    """Return what follows from the statements since the seal; from all of them where that cannot be."""
    moments = known_since(conn, dossier, known)
    try:
        return _followed(cell, known, rules, moments, seal=seal, starts=starts or {})
    except UnsealedError:
        known = statements_since(conn, dossier, {cell: None})[cell] if seal else known
    moments = known_since(conn, dossier, known)
    try:
        return _followed(cell, known, rules, moments)
    except UnsealedError:
        return _followed(cell, known, rules, moments, sealing=False)


def _followed(
    cell: Cell, known: list[Statement], rules: PositionRules, moments: Mapping[str, datetime], *,
    seal: Sealed | None = None, starts: Mapping[Part, Start] | None = None, sealing: bool = True,
) -> Resumed:  # fmt: skip
    starts = starts or {}
    days = cuts(known, after=seal.on if seal else None) if sealing else ()
    ledger, made = ledger_of(known, rules=rules, start=starts.get("ledger"), cuts=days)
    history, made = history_of(known, rules=rules, start=starts.get("history"), seals=made)
    return Resumed(
        cell=cell, statements=known, starts=starts, kept=ledger.kept(*cell) if ledger.number else None,
        position=ledger.position(), shifts=tuple(history.shifts), seals=_sealed(made, known, moments, seal),
        known_until=max([seal.known_until if seal else ALWAYS, *moments.values()]), seal=seal,
    )  # fmt: skip


def _starts(
    conn: Connection, dossier: str, seals: Mapping[Cell, Sealed], known: Mapping[Cell, Sequence[Statement]]
) -> dict[Cell, dict[Part, Start]]:
    """Return by cell from where each part goes on, with the statements that it names."""
    hashes = {cell: frozenset(value for one in known[cell] if one.counts for value in sketch(one)) for cell in seals}
    before = heard_before(conn, dossier, seals, hashes)
    past = {place: [Remembered(*one) for one in entries] for place, entries in before.items()}
    ids = {one.statement for entries in past.values() for one in entries}
    ids.update(key for seal in seals.values() for state in seal.states.values() for key in named(state))
    found = {one.id: one for theirs in known.values() for one in theirs if one.id in ids}
    found |= statements_by_id(conn, dossier, ids - {*found})
    return {
        cell: {
            part: Start(on=seal.on, plain=state, past=past[*cell, part], named=found)
            for part, state in seal.states.items()
        }
        for cell, seal in seals.items()
    }


def _sealed(
    seals: Iterable[Seal], known: Iterable[Statement], moments: Mapping[str, datetime], before: Sealed | None
) -> list[Sealed]:
    """Return the seals as they are kept, given the statements since the one before and since when each is known."""
    given = [(day_of(one), one.said_on, moments[one.id]) for one in known]
    until, said = (before.known_until, before.said_until) if before else (ALWAYS, date.min)
    found = []
    for seal in seals:
        within = [(said_on, at) for day, said_on, at in given if day <= seal.on]
        until, said = max(until, *(at for _, at in within)), max(said, *(said_on for said_on, _ in within))
        found.append(
            Sealed(
                on=seal.on, known_until=until, said_until=said,
                states={"ledger": seal.ledger, "history": seal.history},
                pages={"ledger": seal.said, "history": seal.known},
            )
        )  # fmt: skip
    return found


def keep(conn: Connection, dossier: str, found: Collection[Resumed], *, rules: PositionRules) -> None:
    """Keep what follows from the statements of parties on topics: their positions, their shifts, and new seals."""
    for one in found:
        if one.kept is None:
            forget_cell(conn, dossier, one.cell)
    made = stamp(rules)
    save_cells(conn, dossier, [(one.kept, one.known_until) for one in found if one.kept is not None], stamp=made)
    since = {one.cell: one.since for one in found if one.since is not None}
    save_shifts(conn, dossier, {one.cell: one.shifts for one in found}, since=since)
    break_seals(conn, dossier, {one.cell: one.on + _DAY if one.on else date.min for one in found})
    for one in found:
        if one.seals:
            save_seals(conn, dossier, one.cell, one.seals, after=one.seal, stamp=made)


def courses_since(
    conn: Connection, dossier: str, cells: Iterable[Cell], first: date, *,
    rules: PositionRules, until: datetime, today: date,
) -> list[Course]:  # fmt: skip
    """Return how the positions of parties on topics went from a day on, as was known at a time, said until today."""

    def went(cell: Cell, known: Sequence[Statement], start: Start | None) -> Course:
        return course(*cell, known, rules=rules, start=start)

    asked = sorted(cells)
    return _from_ledgers(
        conn, dossier, asked, went, rules=rules, until=until, today=today, before=dict.fromkeys(asked, first)
    )


def kept_as_of(
    conn: Connection, dossier: str, cells: Iterable[Cell], *, rules: PositionRules, until: datetime, today: date
) -> list[Kept]:
    """Return what was known of the parties on the topics at a time, said no later than that day."""

    def kept(cell: Cell, known: Sequence[Statement], start: Start | None) -> Kept | None:
        ledger, _ = ledger_of(known, rules=rules, start=start)
        return ledger.kept(*cell) if ledger.number else None

    found = _from_ledgers(conn, dossier, sorted(cells), kept, rules=rules, until=until, today=today)
    return [one for one in found if one is not None]


def _from_ledgers(
    conn: Connection, dossier: str, cells: Sequence[Cell], fold: Callable[[Cell, Sequence[Statement], Start | None], T],
    *, rules: PositionRules, until: datetime, today: date, before: Mapping[Cell, date] | None = None,
) -> list[T]:  # fmt: skip
    """Return what each cell's statements fold to, from the last ledger that is sealed (before a day of the cell) on.

    Where that ledger does not serve, all statements of the cell are folded.
    """
    seals = last_seals(
        conn, dossier, cells, stamp=stamp(rules), before=before, until=until, today=today, parts=("ledger",)
    )
    days = {cell: seals[cell].on + _DAY if cell in seals else None for cell in cells}
    known = statements_since(conn, dossier, days, until=until, last=today)
    starts = _starts(conn, dossier, seals, known)
    found: list[T] = []
    for cell in cells:
        try:
            found.append(fold(cell, known[cell], starts.get(cell, {}).get("ledger")))
        except UnsealedError:
            whole = statements_since(conn, dossier, {cell: None}, until=until, last=today)[cell]
            found.append(fold(cell, whole, None))
    return found
