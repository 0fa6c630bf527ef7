"""Changes of tone: assessments that changed, which are shown and are never shifts (codebook: assessment topics)."""

from collections.abc import Iterable

from bot.dossier import Dossier
from bot.model import Position, Statement, TopicKind
from bot.positions.fold import fold
from bot.settings import PositionRules

Change = tuple[Position, Position]


def tone_changes(
    statements: Iterable[Statement],
    dossier: Dossier,
    *,
    rules: PositionRules,
    positions: Iterable[Position] | None = None,
) -> tuple[Change, ...]:
    """Return the latest change of every party's assessment as (before, now), newest first.

    Officials of one party who differ within the window are mixed signals, not a change. `positions` are those that
    follow from the statements and whose change is asked for, all by default.
    """
    assessed = [one for one in statements if is_assessment(one.topic, dossier)]
    positions = fold(assessed, rules=rules) if positions is None else positions
    now = {(one.actor, one.topic): one for one in positions}
    earlier = [one for one in assessed if _before(one, now.get((one.actor, one.topic)))]
    changed = [(old, now[old.actor, old.topic]) for old in fold(earlier, rules=rules)]
    told = [(old, new) for old, new in changed if is_change(old, new)]
    return tuple(sorted(told, key=lambda pair: (-pair[1].since.toordinal(), pair[1].actor, pair[1].topic)))


def is_change(old: Position, new: Position) -> bool:
    """Return whether the assessment changed, rather than that officials differ at present."""
    return old.stance is not new.stance and not new.mixed


def is_assessment(topic: str, dossier: Dossier) -> bool:
    """Return whether the topic has a scale of its own."""
    known = dossier.topic_by_id.get(topic)
    return known is not None and known.kind is TopicKind.ASSESSMENT


def _before(statement: Statement, position: Position | None) -> bool:
    return position is not None and statement.said_on < position.since
