"""What belongs to a round of talks: statements go in, each party's account of the round comes out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.dossier import Dossier, Round
from bot.model import STANCES, Figure, Position, Stance, Statement, TopicKind
from bot.positions.fold import fold, newest_first
from bot.positions.voices import day_of
from bot.settings import PositionRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How one party describes a round of talks, in its own words and the articles'.

    `positions` rest on what was said of the round alone; `claims` is what the party says of other parties' stances,
    `characterisations` what others say of its own. Both are shown beside the account and are no part of it.
    """

    actor: str
    positions: tuple[Position, ...]
    claims: tuple[Statement, ...] = ()
    characterisations: tuple[Statement, ...] = ()

    @property
    def assessments(self) -> tuple[Position, ...]:
        """Return how it says the talks are going."""
        return tuple(p for p in self.positions if p.stance in STANCES[TopicKind.ASSESSMENT])

    @property
    def agreed(self) -> tuple[Position, ...]:
        """Return what it accepts."""
        return self._with(Stance.SUPPORT)

    @property
    def open(self) -> tuple[Position, ...]:
        """Return what it leaves open or sets conditions for."""
        return self._with(Stance.CONDITIONAL, Stance.NONCOMMITTAL)

    @property
    def refused(self) -> tuple[Position, ...]:
        """Return what it rejects."""
        return self._with(Stance.OPPOSE)

    def _with(self, *stances: Stance) -> tuple[Position, ...]:
        return tuple(p for p in self.positions if p.stance in stances)


def accounts(
    statements: Iterable[Statement], talks: Round, dossier: Dossier, *, rules: PositionRules | None = None
) -> tuple[Account, ...]:
    """Return the account of every party that speaks, or is spoken of, within the round, the round's parties first."""
    rules = rules or PositionRules()
    said = said_in(statements, talks, dossier, rules)
    positions = fold(said, rules=rules)
    others = newest_first(s for s in said if not s.counts)
    found = [
        Account(
            actor=actor,
            positions=tuple(p for p in positions if p.actor == actor),
            claims=tuple(s for s in others if s.party == actor and s.actor != actor),
            characterisations=tuple(s for s in others if s.actor == actor),
        )
        for actor in order_of_parties(talks, dossier, said)
    ]
    return tuple(a for a in found if a.positions or a.claims or a.characterisations)


def said_in(statements: Iterable[Statement], talks: Round, dossier: Dossier, rules: PositionRules) -> list[Statement]:
    """Return what was said from the round's first day until some days after it, or until the next round begins."""
    end = end_of(talks, dossier, rules)
    return [s for s in statements if talks.first <= day_of(s) <= end]


def reported_in(figures: Iterable[Figure], talks: Round, dossier: Dossier, rules: PositionRules) -> list[Figure]:
    """Return what was said or published in the days of the round."""
    end = end_of(talks, dossier, rules)
    return [one for one in figures if any(talks.first <= day <= end for day in days_of(one))]


def days_of(figure: Figure) -> list[date]:
    """Return the days on which a figure was given and published."""
    published = figure.published
    return [figure.said_on] if published is None else [figure.said_on, published.date()]


def end_of(talks: Round, dossier: Dossier, rules: PositionRules) -> date:
    """Return the last day that belongs to the round."""
    end = talks.last + timedelta(days=rules.round_days)
    following = [r.first - timedelta(days=1) for r in dossier.rounds if talks.last < r.first <= end]
    return min(following, default=end)


def order_of_parties(talks: Round, dossier: Dossier, statements: Iterable[Statement]) -> Sequence[str]:
    """Return the round's parties, then the dossier's others, then any unknown ones by name."""
    named = {key for s in statements for key in (s.actor, s.party) if key}
    listed = [*talks.parties, *(p.id for p in dossier.parties), *sorted(named)]
    return list(dict.fromkeys(listed))
