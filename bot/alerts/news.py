"""What of an item's statements is news: statements and the positions around them go in, reasons come out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from bot.alerts.wording import day, name
from bot.dossier import Dossier
from bot.model import Position, Rank, Stance, Statement, Voice

Cell = tuple[str, str]

SAME_REMARK_DAYS = 1
_OPPOSITE = (
    {Stance.SUPPORT, Stance.OPPOSE}, {Stance.CONDITIONAL, Stance.OPPOSE}, {Stance.POSITIVE, Stance.NEGATIVE},
)  # fmt: skip


class Reason(IntEnum):
    """Why a statement is worth telling, weightiest first; the last is not news."""

    CHANGED = 0
    FIRST = 1
    PRINCIPAL = 2
    REPEATED = 3


@dataclass(frozen=True, slots=True)
class News:
    """A statement with the reason for telling it; `note` says the reason in words."""

    statement: Statement
    reason: Reason
    note: str = ""

    @property
    def is_new(self) -> bool:
        """Return whether it is worth an alert."""
        return self.reason is not Reason.REPEATED


def by_cell(positions: Iterable[Position]) -> dict[Cell, Position]:
    """Map (party, topic) to the position."""
    return {(p.actor, p.topic): p for p in positions}


def news(
    statements: Sequence[Statement], before: Mapping[Cell, Position], after: Mapping[Cell, Position], dossier: Dossier
) -> tuple[News, ...]:
    """Return every statement with its reason, the most important first."""
    found = [_judge(s, before.get((s.actor, s.topic)), after.get((s.actor, s.topic)), dossier) for s in statements]
    return tuple(sorted(found, key=_importance))


def _importance(one: News) -> tuple[object, ...]:
    s = one.statement
    start = min((e.start for e in s.evidence), default=0)
    return (not s.counts, one.reason, -s.rank.weight, s.voice is not Voice.OWN, not s.direct, start, s.id)


def _judge(statement: Statement, before: Position | None, after: Position | None, dossier: Dossier) -> News:
    copy = next((s for s in _weighed(before) if same_remark(s, statement)), None)
    if copy is not None:
        return News(statement, Reason.REPEATED, f"the same remark as in {copy.outlet}" if copy.outlet else "")
    if after is not None and _turns_within_the_day(statement, after):
        return News(statement, Reason.CHANGED, f"on the same day: {_stood(after, dossier)}")
    if statement.old or not _current(statement, after):
        return News(statement, Reason.REPEATED)
    return _judge_current(statement, before, after, dossier)


def _judge_current(statement: Statement, before: Position | None, after: Position | None, dossier: Dossier) -> News:
    """Return the statement, which takes part in the party's present position, with its reason."""
    if before is None:
        return News(statement, Reason.FIRST, "first on this topic")
    if statement.stance not in _stances(before) and _decides(statement, after):
        return News(statement, Reason.CHANGED, _contrast(before, after, dossier))
    if statement.rank is Rank.PRINCIPAL and statement.voice is Voice.OWN:
        since = min(before.since, statement.said_on)
        return News(statement, Reason.PRINCIPAL, f"as before, since {day(since)}")
    return News(statement, Reason.REPEATED)


def _current(statement: Statement, after: Position | None) -> bool:
    """Return whether the statement takes part in the party's present position; what others say never does."""
    return after is not None and any(s.id == statement.id for s in (*after.statements, *after.dissent))


def _turns_within_the_day(statement: Statement, after: Position) -> bool:
    """Return whether a named speaker says in his own words the opposite of what decides that very day.

    Texts say the day and not the hour, so the position waits for another day; a reader should know at once.
    """
    said = statement.person is not None and statement.voice is Voice.OWN and not statement.old
    opposite = {statement.stance, after.stance} in _OPPOSITE and statement.stance not in _stances(after)
    return said and opposite and statement.said_on == after.last_said


def _decides(statement: Statement, after: Position | None) -> bool:
    """Return whether the statement makes the position what it is, or makes it mixed."""
    return after is not None and (after.mixed or statement.stance is after.stance)


def _stances(position: Position) -> set[Stance]:
    """Return the stances that the party is known to take at present."""
    return {position.stance, *(s.stance for s in position.dissent if position.mixed)}


def _weighed(position: Position | None) -> tuple[Statement, ...]:
    if position is None:
        return ()
    return (*position.statements, *position.dissent, *position.earlier, *position.characterisations)


def same_remark(one: Statement, other: Statement) -> bool:
    """Return whether the two report one remark: same speaker, stance, origin or story and, give or take one, day."""
    return (
        (one.actor, one.topic, one.stance) == (other.actor, other.topic, other.stance)
        and (one.origin == other.origin or (one.story == other.story and one.doc != other.doc))
        and (one.person or one.speaker) == (other.person or other.speaker)
        and abs((one.said_on - other.said_on).days) <= SAME_REMARK_DAYS
    )


def _contrast(before: Position, after: Position | None, dossier: Dossier) -> str:
    start = "mixed signals; before this" if after is not None and after.mixed else "before this"
    return f"{start}: {_stood(before, dossier)}"


def _stood(position: Position, dossier: Dossier) -> str:
    lead = position.lead
    return f"{position.stance} ({name(lead, dossier)}, {day(lead.said_on)})"
