"""Accounts of a round of talks that do not fit together: statements go in, divergences with all their sides come out.

* ASSESSMENT: how the talks went, where parties differ or officials of one party do.
* STANCE: opposite stances on a topic, both taken within the round.
* ORDER: one party wants the thing only after something else that the dossier has as a topic of its own, where another
  wants it without that, or wants the other thing to wait for this one (truce first, settlement first).
* CONDITION: the same where the other thing must come with it or be part of it, and nobody says which is first.
* QUANTITY: different numbers of the same thing (a plan of 28 points, of 20 points), whoever gives them.

What others say of a party makes no side, unless `claims` is set: then such words stand for a party that is silent on
the matter, in ORDER and CONDITION alone. A copy of an article changes no divergence's id; a new side gives a new one.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.dossier import Dossier, Round
from bot.model import (
    STANCES,
    Divergence,
    DivergenceKind,
    Figure,
    Position,
    Side,
    Stance,
    Statement,
    TopicKind,
    fingerprint,
)
from bot.positions.fold import characterisations, fold
from bot.positions.naming import topics_named
from bot.positions.numbers import differing, in_time
from bot.positions.rounds import end_of, order_of_parties, reported_in, said_in
from bot.positions.voices import day_of
from bot.settings import PositionRules

ORDER_BEGIN = 3
ORDER_END = 2
"""In so many first and last words of a condition it is said what comes first: "only after …", "… first"."""
SCALE = {stance: place for stances in STANCES.values() for place, stance in enumerate(stances)}


def divergences(
    statements: Iterable[Statement],
    talks: Round,
    dossier: Dossier,
    *,
    rules: PositionRules | None = None,
    claims: bool = False,
    figures: Iterable[Figure] = (),
) -> tuple[Divergence, ...]:
    """Return in what the accounts of the round differ, sorted by kind and topic, the round's parties first.

    `figures` are the quantities that articles give of topics, of any day.
    """
    rules = rules or PositionRules()
    known = list(statements)
    said = said_in(known, talks, dossier, rules)
    place = {actor: i for i, actor in enumerate(order_of_parties(talks, dossier, known))}
    found = [
        *_opposites(fold(said, rules=rules)),
        *_orders(known, said, talks, dossier, rules, claims=claims),
        *_numbers(reported_in(figures, talks, dossier, rules), known),
    ]
    made = (_divergence(talks, topic, kind, _sorted(sides, place)) for topic, kind, sides in found)
    kinds = list(DivergenceKind)
    return tuple(sorted(made, key=lambda d: (kinds.index(d.kind), d.topic, d.id)))


_Found = tuple[str, DivergenceKind, list[Side]]


def _numbers(figures: Iterable[Figure], known: Iterable[Statement]) -> Iterator[_Found]:
    """Yield topics of which different numbers of one thing are given."""
    for topic, sides in differing(figures, {s.id: s for s in known}):
        yield topic, DivergenceKind.QUANTITY, sides


def _divergence(talks: Round, topic: str, kind: DivergenceKind, sides: Sequence[Side]) -> Divergence:
    parts = sorted(f"{side.actor}={_account(side)}" for side in sides)
    key = fingerprint("divergence", talks.id, topic, kind, *parts)
    return Divergence(id=key, round=talks.id, topic=topic, kind=kind, sides=tuple(sides))


def _account(side: Side) -> str:
    return f"{side.figures[0].number} {side.figures[0].unit}" if side.figures else str(side.stance)


def _sorted(sides: Iterable[Side], place: Mapping[str, int]) -> list[Side]:
    """Return the sides as the parties stand in the round; those of numbers by whichever was given first."""

    def order(side: Side) -> tuple[object, ...]:
        if side.figures:
            return in_time(side.figures[0])
        return (place[side.actor], SCALE[side.stance] if side.stance else 0, side.statements[0].id)

    return sorted(sides, key=order)


def _opposites(positions: Iterable[Position]) -> Iterator[_Found]:
    """Yield topics on which assessments differ, or stances are opposite."""
    by_topic: defaultdict[str, list[Side]] = defaultdict(list)
    for position in positions:
        by_topic[position.topic] += _sides(position)
    for topic, sides in by_topic.items():
        stances = {side.stance for side in sides}
        if len(stances & {*STANCES[TopicKind.ASSESSMENT]}) > 1:
            yield topic, DivergenceKind.ASSESSMENT, sides
        elif {Stance.SUPPORT, Stance.OPPOSE} <= stances:
            yield topic, DivergenceKind.STANCE, [s for s in sides if s.stance in {Stance.SUPPORT, Stance.OPPOSE}]


def _sides(position: Position) -> Iterator[Side]:
    """Yield the party's side, and that of each of its officials who differs."""
    yield Side(actor=position.actor, stance=position.stance, statements=position.statements)
    if position.mixed:
        others: defaultdict[Stance, list[Statement]] = defaultdict(list)
        for statement in position.dissent:
            others[statement.stance].append(statement)
        for stance, theirs in others.items():
            yield Side(actor=position.actor, stance=stance, statements=tuple(theirs))


def _orders(
    known: Sequence[Statement],
    said: Sequence[Statement],
    talks: Round,
    dossier: Dossier,
    rules: PositionRules,
    *,
    claims: bool,
) -> Iterator[_Found]:
    """Yield topics that some want after or with another thing and others without it; one side spoke in the round."""
    new = {s.id for s in said}
    sides = list(_standing_sides(known, talks, dossier, rules, claims=claims))
    for topic in sorted({side.statements[0].topic for side in sides}):
        waiting: set[str] = set()
        for kind in (DivergenceKind.ORDER, DivergenceKind.CONDITION):
            needs = _Needs(dossier, rules, kind)
            after = {s.actor: (s, first) for s in sides if s.actor not in waiting and (first := needs.of(s, topic))}
            waiting |= after.keys()
            before = [s for s in sides if s.actor not in waiting and needs.are_not_of(s, topic, after.values())]
            parts = [*(side for side, _ in after.values()), *before]
            if after and before and any(s.id in new for side in parts for s in side.statements):
                yield topic, kind, parts


@dataclass(frozen=True, slots=True)
class _Needs:
    """The other topics that must be first (ORDER), or only be there (CONDITION), for a side to accept a topic."""

    dossier: Dossier
    rules: PositionRules
    kind: DivergenceKind

    def of(self, side: Side, topic: str) -> tuple[str, ...]:
        """Return the topics that the side makes its condition, in order or without it."""
        if side.stance is not Stance.CONDITIONAL or side.statements[0].topic != topic:
            return ()
        ordered = self.kind is DivergenceKind.ORDER
        named = [s.condition for s in side.statements if s.condition and self._is_order(s.condition) is ordered]
        return tuple(t for t in topics_named(" ; ".join(named), self.dossier) if t != topic)

    def are_not_of(self, side: Side, topic: str, after: Iterable[tuple[Side, tuple[str, ...]]]) -> bool:
        """Return whether the side wants the topic unconditionally, or wants what others need for it to wait for it."""
        about = side.statements[0].topic
        if about == topic:
            return side.stance is Stance.SUPPORT
        return any(about in first for _, first in after) and topic in self.of(side, about)

    def _is_order(self, condition: str) -> bool:
        """Return whether the condition says which thing is first, where it begins or ends."""
        words = re.findall(r"\w+", condition.casefold())
        return any(word in self.rules.order_words for word in (*words[:ORDER_BEGIN], *words[-ORDER_END:]))


def _standing_sides(
    known: Sequence[Statement], talks: Round, dossier: Dossier, rules: PositionRules, *, claims: bool
) -> Iterator[Side]:
    """Yield where the parties stand at the end of the round, without what has not been repeated for long."""
    end = end_of(talks, dossier, rules)
    current = [s for s in known if end - timedelta(days=rules.stale_days) <= day_of(s) <= end]
    for position in fold(current, rules=rules):
        yield Side(actor=position.actor, stance=position.stance, statements=position.statements)
    for (actor, _), theirs in characterisations(current).items() if claims else ():
        stance = theirs[0].stance
        yield Side(actor=actor, stance=stance, statements=tuple(s for s in theirs if s.stance is stance))
