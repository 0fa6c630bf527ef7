"""Statements by party and topic, in the two orders in which they are heard: as said, and as they became known."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import groupby

from bot.model import Rank, Stance, Statement
from bot.positions.utterances import Report, Utterance
from bot.positions.voices import credible, day_of, is_background, moment_of, precedence
from bot.settings import PositionRules

Group = tuple[tuple[str, str], list[Statement]]


def by_subject(statements: Iterable[Statement]) -> Iterator[Group]:
    """Yield ((actor, topic), statements) sorted by actor and topic."""
    groups: defaultdict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        groups[statement.actor, statement.topic].append(statement)
    for subject in sorted(groups):
        yield subject, groups[subject]


def as_said(statement: Statement) -> tuple[date, datetime, object]:
    """Order by the day said, then as known."""
    return (day_of(statement), *as_known(statement))


def as_known(statement: Statement) -> tuple[datetime, object]:
    """Order by publication; in one moment acts, direct quotes and what names a condition go before."""
    return (moment_of(statement), precedence(statement))


def without_asides(statements: Iterable[Statement], rules: PositionRules) -> list[Statement]:
    """Return the statements that may decide, each article's asides left out.

    An article's own words give way to the speakers whom it quotes, and plain support to the condition that the same
    speaker sets in the same article (codebook: support with a condition that decides it is conditional), as does what
    a body of the party is said to support where any of its speakers sets one.
    """
    deciding = [s for s in statements if credible(s, rules)]
    quoted: defaultdict[str, set[Stance]] = defaultdict(set)
    conditional: set[tuple[str, str | None]] = set()
    conditioned: set[str] = set()
    for statement in deciding:
        if not is_background(statement):
            quoted[statement.doc].add(statement.stance)
        if statement.stance is Stance.CONDITIONAL:
            conditional.add(_holder(statement))
            conditioned.add(statement.doc)
    return [
        s
        for s in deciding
        if (not is_background(s) or s.stance in quoted.get(s.doc, {s.stance}))
        and (
            s.stance is not Stance.SUPPORT or not (_holder(s) in conditional or (_is_body(s) and s.doc in conditioned))
        )
    ]


def _holder(statement: Statement) -> tuple[str, str | None]:
    return (statement.doc, statement.person or statement.speaker)


def _is_body(statement: Statement) -> bool:
    return statement.person is None and statement.rank is Rank.BODY and not statement.implements


def batches(reports: Iterable[Report], moment: Callable[[Report], object]) -> Iterator[tuple[Report, list[Utterance]]]:
    """Yield the utterances that are new in each moment, with the first report of it."""
    for _, batch in groupby((r for r in reports if r.first), key=moment):
        together = list(batch)
        yield together[0], [report.utterance for report in together]
