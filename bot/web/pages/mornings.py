"""The archive of digests: which mornings have one, and the period that each tells of."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.commands.desk import Desk
from bot.settings import DigestRules
from digest.window import Window, morning

_DAY = timedelta(days=1)


def window_of(day: date, rules: DigestRules) -> Window:
    """Return the 24 hours that end on the morning of the day."""
    return morning(
        datetime.combine(day, time(23, 59, 59), ZoneInfo(rules.time_zone)), at=rules.time, zone=rules.time_zone
    )


def of_year(desk: Desk, year: int) -> list[tuple[date, int]]:
    """Return the days of a year that have a digest and how many statements were published for it, the newest first."""
    return _between(desk, date(year, 1, 1), date(year, 12, 31))


def newest(desk: Desk, most: int) -> list[tuple[date, int]]:
    """Return so many of the newest days that have a digest, as those of a year."""
    last = desk.today + _DAY  # by the clock there it may be morning already
    begun = desk.archive.first_published()
    days, found = 2 * most, list[tuple[date, int]]()
    while begun is not None and len(found) < most and last >= begun.date():
        first = last - timedelta(days=days)
        found += _between(desk, first, last)
        last, days = first - _DAY, 8 * days
    return found[:most]


def years(desk: Desk) -> range:
    """Return the years in which there may be digests."""
    begun = desk.archive.first_published()
    return range(begun.year, desk.today.year + 1) if begun else range(0)


def _between(desk: Desk, first: date, last: date) -> list[tuple[date, int]]:
    """Return the days from the first to the last that have a digest, and the number of its statements."""
    rules = desk.digest
    zone, at = ZoneInfo(rules.time_zone), time.fromisoformat(rules.time)
    until = min(window_of(last, rules).until, desk.now)
    found: Counter[date] = Counter()
    for published in desk.archive.published(window_of(first, rules).since, until, today=desk.today):
        local = published.astimezone(zone)
        found[local.date() if local.time() < at else local.date() + _DAY] += 1
    return sorted(
        ((day, number) for day, number in found.items() if window_of(day, rules).until <= desk.now), reverse=True
    )  # fmt: skip
