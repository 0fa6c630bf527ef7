"""What follows from all that a party said on a topic, worked out from the last seal on and not from the beginning.

The result is the same. Where there is no seal that serves, all statements are gone through, and seals are made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.model import Kept, Position, Shift, Statement
from bot.positions.brief import stamp
from bot.positions.ledger import Ledger
from bot.positions.memory import Remembered
from bot.positions.seals import Seal, Start, cuts, history_of, ledger_of, named
from bot.positions.utterances import sketch
from bot.positions.voices import UnsealedError, day_of
from bot.settings import PositionRules
from bot.store.cells import forget_cell, save_cell
from bot.store.columns import ALWAYS
from bot.store.database import Connection
from bot.store.seals import Cell, Part, Sealed, heard_before, last_seal, save_seals
from bot.store.shifts import save_shifts
from bot.store.statements import known_since, statements, statements_by_id

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A party on a topic: the statements since the start, all of them where there is none, and what follows from all.

    `position` has every statement said since the start, and a tally; `shifts` are those signalled since it, and the one
    that was open then. `seals` are new. `kept` is None where there are no statements.
    """

    cell: Cell
    statements: Sequence[Statement]
    starts: Mapping[Part, Start]
    kept: Kept | None
    position: Position | None
    shifts: tuple[Shift, ...]
    seals: Sequence[Sealed]
    known_until: datetime

    @property
    def on(self) -> date | None:
        """Return the day of the seal that it goes on from."""
        return self.starts["ledger"].on if self.starts else None

    @property
    def since(self) -> datetime | None:
        """Return the moment until which everything is sealed."""
        return None if self.on is None else datetime.combine(self.on + _DAY, time(), UTC)


def resumed(conn: Connection, dossier: str, cell: Cell, *, rules: PositionRules, before: date | None = None) -> Resumed:
    """Return what follows from all statements of the party on the topic, by way of a seal of a day before `before`."""
    seal = last_seal(conn, dossier, cell, stamp=stamp(rules), before=before)
    if seal is not None:
        try:
            return _resumed(conn, dossier, cell, rules, seal=seal)
        except UnsealedError:
            pass
    try:
        return _resumed(conn, dossier, cell, rules)
    except UnsealedError:
        return _resumed(conn, dossier, cell, rules, sealing=False)


def _resumed(
    conn: Connection,
    dossier: str,
    cell: Cell,
    rules: PositionRules,
    *,
    seal: Sealed | None = None,
    sealing: bool = True,
) -> Resumed:
    on = seal.on if seal else None
    since = on - timedelta(days=rules.fresh_days) if on else None
    known = statements(conn, dossier, actor=cell[0], topic=cell[1], since=since)
    starts = _starts(conn, dossier, cell, seal, known) if seal else {}
    days = cuts(known, after=on) if sealing else ()
    ledger, made = ledger_of(known, rules=rules, start=starts.get("ledger"), cuts=days)
    history, made = history_of(known, rules=rules, start=starts.get("history"), seals=made)
    moments = known_since(conn, dossier, known)
    return Resumed(
        cell=cell, statements=known, starts=starts, kept=ledger.kept(*cell) if ledger.number else None,
        position=ledger.position(), shifts=tuple(history.shifts), seals=_sealed(made, known, moments, seal),
        known_until=max([seal.known_until if seal else ALWAYS, *moments.values()]),
    )  # fmt: skip


def _starts(conn: Connection, dossier: str, cell: Cell, seal: Sealed, known: Sequence[Statement]) -> dict[Part, Start]:
    """Return from where each part goes on, with the statements that it names."""
    hashes = {value for one in known if one.counts for value in sketch(one)}
    past = {part: heard_before(conn, dossier, cell, part, seal.on, hashes) for part in seal.states}
    ids = {key for state in seal.states.values() for key in named(state)}
    ids |= {entry[0] for entries in past.values() for entry in entries}
    found = {one.id: one for one in known if one.id in ids}
    found |= statements_by_id(conn, dossier, ids - {*found})
    return {
        part: Start(on=seal.on, plain=state, past=[Remembered(*one) for one in past[part]], named=found)
        for part, state in seal.states.items()
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


def keep(conn: Connection, dossier: str, found: Resumed, *, rules: PositionRules) -> None:
    """Keep what follows from the statements of the party on the topic: its position, its shifts, and new seals."""
    if found.kept is None:
        forget_cell(conn, dossier, found.cell)
    else:
        save_cell(conn, dossier, found.kept, known_until=found.known_until, stamp=stamp(rules))
    save_shifts(conn, dossier, *found.cell, found.shifts, since=found.since)
    save_seals(conn, dossier, found.cell, found.seals, after=found.on, stamp=stamp(rules))


def kept_as_of(
    conn: Connection, dossier: str, cell: Cell, *, rules: PositionRules, until: datetime, today: date
) -> Kept | None:
    """Return what was known of the party on the topic at a time, said no later than that day."""
    seal = last_seal(conn, dossier, cell, stamp=stamp(rules), until=until, today=today, parts=("ledger",))
    for start in (seal, None) if seal else (None,):
        try:
            ledger = _as_of(conn, dossier, cell, rules, until=until, today=today, seal=start)
        except UnsealedError:
            continue
        return ledger.kept(*cell) if ledger.number else None
    return None


def _as_of(
    conn: Connection,
    dossier: str,
    cell: Cell,
    rules: PositionRules,
    *,
    until: datetime,
    today: date,
    seal: Sealed | None,
) -> Ledger:
    since = seal.on + _DAY if seal else None
    known = statements(conn, dossier, actor=cell[0], topic=cell[1], until=until, since=since, before=today)
    starts = _starts(conn, dossier, cell, seal, known) if seal else {}
    return ledger_of(known, rules=rules, start=starts.get("ledger"))[0]
