"""Gone silent: which parties, topics and outlets were heard of in the week before, and not in the period."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from bot.alerts.quoting import Told, mention
from bot.model import Block, Bullets, Statement
from bot.positions.voices import known_on
from digest.facts import Facts

_USUAL_DAYS = 3
"""On so many days of the week before, an outlet must have had something for its silence to be told."""

Key = Callable[[Statement], str]


def silent(facts: Facts, told: Told) -> Iterable[Block]:
    """Write who and what has gone silent, each with the last statement known."""
    del told
    dossier = facts.dossier
    lines = (
        *_lines(facts, _party, dossier.party_name),
        *_lines(facts, lambda one: one.topic, dossier.topic_name),
        *_lines(facts, _outlet_of(facts), str),
    )
    if lines:
        yield Bullets(lines)


def _party(statement: Statement) -> str:
    return statement.actor if statement.counts else statement.party or ""


def _outlet_of(facts: Facts) -> Key:
    """Return the outlet of a statement where it is one that usually has something, else nothing."""
    days: defaultdict[str, set[date]] = defaultdict(set)
    for one in facts.recent:
        days[one.outlet].add(known_on(one))
    return lambda one: one.outlet if len(days[one.outlet]) >= _USUAL_DAYS else ""


def _lines(facts: Facts, key: Key, shown: Callable[[str], str]) -> tuple[str, ...]:
    heard = {key(one) for one in facts.fresh}
    last = {key(one): one for one in facts.recent if key(one) and key(one) not in heard}
    return tuple(f"{shown(one)}: last {mention(last[one], facts.dossier)}" for one in sorted(last))
