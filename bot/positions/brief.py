"""Positions cut to what answers show: the statements of a party on a topic go in, a value of bounded size comes out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.model import Kept, Position, Statement, Tally, fingerprint
from bot.positions.fold import fold, newest_first
from bot.positions.groups import by_subject
from bot.positions.voices import origin_of
from bot.settings import PositionRules

MOST = 8
"""Statements of a stance, of those who differ, and of what others say, that are kept with a position."""
MOST_EARLIER = 3
EDITION = 3
"""Of the arithmetic of positions: one more makes everything anew that was kept by the one before."""


def stamp(rules: PositionRules) -> str:
    """Return a text that is another where the same statements may make another position."""
    return fingerprint("positions", EDITION, rules.model_dump_json())


def kept(statements: Iterable[Statement], *, rules: PositionRules) -> tuple[Kept, ...]:
    """Return what is known of each party on each topic, sorted by both."""
    return tuple(_kept(*subject, theirs, rules) for subject, theirs in by_subject(statements))


def _kept(actor: str, topic: str, statements: Sequence[Statement], rules: PositionRules) -> Kept:
    position = next(iter(fold(statements, rules=rules)), None)
    return kept_of(actor, topic, statements, position)


def kept_of(actor: str, topic: str, statements: Sequence[Statement], position: Position | None) -> Kept:
    """Return what is known of one party on one topic, given all statements of that and the position they make."""
    others = newest_first(s for s in statements if not s.counts)
    days = [s.said_on for s in statements]
    return Kept(
        actor=actor, topic=topic, position=position and brief(position), others=others[:MOST], claims=len(others),
        number=len(days), outlets=tuple(sorted({s.outlet for s in statements})), first=min(days), last=max(days),
    )  # fmt: skip


def brief(position: Position) -> Position:
    """Return the position with the first statements of each part, and how many there are of it."""
    tally = Tally(
        statements=len(position.statements),
        dissent=len(position.dissent),
        earlier=len(position.earlier),
        outlets=position.outlets,
        printed={origin_of(s): (s.outlet, *s.chain) for s in position.statements},
    )
    return shortened(replace(position, tally=tally))


def shortened(position: Position) -> Position:
    """Return the position, of which the tally says how many statements there are, with the first of each part."""
    return replace(
        position, statements=position.statements[:MOST], dissent=position.dissent[:MOST],
        earlier=position.earlier[:MOST_EARLIER], characterisations=position.characterisations[:MOST],
    )  # fmt: skip
