"""The archive of digests: which mornings have one, and the period that each tells of."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model import Statement
from bot.settings import DigestRules
from digest.window import Window, morning


def window_of(day: date, rules: DigestRules) -> Window:
    """Return the 24 hours that end on the morning of the day."""
    return morning(
        datetime.combine(day, time(23, 59, 59), ZoneInfo(rules.time_zone)), at=rules.time, zone=rules.time_zone
    )


def mornings(statements: Iterable[Statement], rules: DigestRules, *, now: datetime) -> list[tuple[date, int]]:
    """Return the days that have a digest and how many statements were published for it, the newest first."""
    zone, at = ZoneInfo(rules.time_zone), time.fromisoformat(rules.time)
    found: Counter[date] = Counter()
    for one in statements:
        if one.published is not None:
            local = one.published.astimezone(zone)
            found[local.date() if local.time() < at else local.date() + timedelta(days=1)] += 1
    return sorted(((day, number) for day, number in found.items() if window_of(day, rules).until <= now), reverse=True)
