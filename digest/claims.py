"""What others say of a party: never its position, each claim once however many outlets carry it."""

from collections.abc import Iterable, Sequence

from bot.alerts.quoting import Told
from bot.alerts.wording import count
from bot.model import Block, Bullets, Statement
from digest.facts import Facts

MOST_QUOTES, MOST_LINES = 3, 8


def claims(facts: Facts, told: Told) -> Iterable[Block]:
    """Write the claims of the period, parties' before others': a few quoted, more named, all counted."""
    groups = _groups(facts, told)
    yield from told.quotes(
        (one[0] for one in groups[:MOST_QUOTES]), notes={one[0].id: _elsewhere(one) for one in groups[:MOST_QUOTES]}
    )
    named = groups[MOST_QUOTES : MOST_QUOTES + MOST_LINES]
    lines = [told.mention(one[0], note=_elsewhere(one)) for one in named]
    rest = len(groups) - MOST_QUOTES - MOST_LINES
    if rest > 0:
        lines.append(f"{count(rest, 'more claim')}: /topic shows them, topic by topic")
    yield Bullets(tuple(lines))


def _groups(facts: Facts, told: Told) -> list[list[Statement]]:
    """Return the claims of which nothing was told yet, the weightiest first, with the statements that carry each."""
    groups: dict[tuple[str, ...], list[Statement]] = {}
    for one in reversed(facts.fresh):
        if not one.counts and one.party != one.actor:
            claimant = one.party or one.person or one.speaker or ""
            groups.setdefault((one.actor, one.topic, str(one.stance), claimant), []).append(one)
    return sorted((group for group in groups.values() if len(told.missing(group)) == len(group)), key=_weight)


def _weight(group: Sequence[Statement]) -> tuple[bool, int, int]:
    """Sort parties' claims first, then those of the higher rank, then what more outlets carry; else the newest."""
    first = group[0]
    return (first.party is None, -first.rank.weight, -len({one.outlet for one in group}))


def _elsewhere(group: Sequence[Statement]) -> str:
    more = len({one.outlet for one in group}) - 1
    return f"also in {count(more, 'other outlet')}" if more > 0 else ""
