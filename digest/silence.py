"""Gone silent: which parties, topics and outlets were heard of in the week before, and not in the period."""

from collections.abc import Callable, Iterable

from bot.alerts.quoting import Told, mention
from bot.model import Block, Bullets, Statement
from digest.facts import Facts

Key = Callable[[Statement], str]


def silent(facts: Facts, told: Told) -> Iterable[Block]:
    """Write who and what has gone silent, each with the last statement known."""
    del told
    dossier = facts.dossier
    lines = (
        *_lines(facts, _party, dossier.party_name),
        *_lines(facts, lambda one: one.topic, dossier.topic_name),
        *_lines(facts, lambda one: one.outlet, str),
    )
    if lines:
        yield Bullets(lines)


def _party(statement: Statement) -> str:
    return statement.actor if statement.counts else statement.party or ""


def _lines(facts: Facts, key: Key, shown: Callable[[str], str]) -> tuple[str, ...]:
    heard = {key(one) for one in facts.fresh}
    last = {key(one): one for one in facts.recent if key(one) and key(one) not in heard}
    return tuple(f"{shown(one)}: last {mention(last[one], facts.dossier)}" for one in sorted(last))
