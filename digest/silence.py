"""Gone silent: which parties, topics and outlets were heard of in the week before, and not in the period."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from bot.alerts.quoting import Told, mention
from bot.alerts.wording import listing
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
    kinds: tuple[tuple[Key, Callable[[str], str]], ...] = (
        (_party, dossier.party_name), (lambda one: one.topic, dossier.topic_name), (_outlet_of(facts), str),
    )  # fmt: skip
    last: dict[str, list[str]] = {}
    for key, shown in kinds:
        for one, statement in _silent(facts, key):
            last.setdefault(mention(statement, dossier), []).append(shown(one))
    if last:
        yield Bullets(tuple(f"{listing(names)}: last {words}" for words, names in last.items()))


def _party(statement: Statement) -> str:
    return statement.actor if statement.counts else statement.party or ""


def _outlet_of(facts: Facts) -> Key:
    """Return the outlet of a statement where it is one that usually has something, else nothing."""
    days: defaultdict[str, set[date]] = defaultdict(set)
    for one in facts.recent:
        days[one.outlet].add(known_on(one))
    return lambda one: one.outlet if len(days[one.outlet]) >= _USUAL_DAYS else ""


def _silent(facts: Facts, key: Key) -> list[tuple[str, Statement]]:
    """Return what was heard of before and not now, with the last statement of each."""
    heard = {key(one) for one in facts.fresh}
    return sorted({key(one): one for one in facts.recent if key(one) and key(one) not in heard}.items())
