"""Gone silent: parties, topics and outlets that are usually heard of, and have not been for a while.

Usual is what was heard of on at least `usual_days` of the seven days before the period: one mention in a week makes no
habit, and its end no news. It is silent after `silent_days` without a word. By default that is 5 and 2, since what is
there on 5 days of 7 misses two in a row by chance once in twelve times (2/7 × 2/7).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from bot.alerts.quoting import Told, mention
from bot.alerts.wording import listing
from bot.model import Block, Bullets, Statement
from bot.positions.voices import known_on, moment_of
from digest.facts import Facts, speaking_in

_WEEK = 7

Key = Callable[[Statement], str]


def silent(facts: Facts, told: Told) -> Iterable[Block]:
    """Write who and what has gone silent: on how many days it was heard of before, and the last statement known."""
    del told
    dossier = facts.dossier
    kinds: tuple[tuple[Key, Callable[[str], str]], ...] = (
        (speaking_in, dossier.party_name), (lambda one: one.topic, dossier.topic_name), (lambda one: one.outlet, str),
    )  # fmt: skip
    lines: dict[str, list[str]] = {}
    for key, shown in kinds:
        for name, days, last in _silent(facts, key):
            words = f"heard of on {days} of the {_WEEK} days before, last {mention(last, dossier)}"
            lines.setdefault(words, []).append(shown(name))
    if lines:
        yield Bullets(tuple(f"{listing(names)}: {words}" for words, names in lines.items()))


def _silent(facts: Facts, key: Key) -> Iterable[tuple[str, int, Statement]]:
    """Yield what was usually heard of and is not now, on how many days it was, and its last statement."""
    heard = {key(one) for one in facts.fresh}
    before: defaultdict[str, list[Statement]] = defaultdict(list)
    for one in facts.recent:
        before[key(one)].append(one)
    latest = facts.window.until - timedelta(days=facts.digest.silent_days)
    for name in sorted(before.keys() - heard - {""}):
        days: set[date] = {known_on(one) for one in before[name]}
        last = max(before[name], key=lambda one: (moment_of(one), one.id))
        if len(days) >= facts.digest.usual_days and moment_of(last) <= latest:
            yield name, min(len(days), _WEEK), last
