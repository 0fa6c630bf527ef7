"""When digests are due: times of day and a zone go in; what is due at a moment, with its period, comes out.

A local day has each time once, also where clocks change: one that is skipped comes when it would have, one that is
doubled at its first reading (`datetime.fold`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as Time  # noqa: N812 - times of day are texts here
from zoneinfo import ZoneInfo

from digest.window import Window, moment

LATE = timedelta(hours=6)
"""So late a digest is still written; one that is later is left out."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One digest: the local day and time that it belongs to, and its period, at whose end it is due."""

    day: date
    time: str
    window: Window

    @property
    def at(self) -> datetime:
        """Return when it is due, in UTC."""
        return self.window.until

    def is_late(self, now: datetime) -> bool:
        """Return whether it is too late for it."""
        return now - self.at > LATE


def due(now: datetime, times: Iterable[str], zone: str) -> tuple[Due, ...]:
    """Return the latest digest of each time of day that is due at `now`, in the order in which they were."""
    ordered = sorted(set(times))
    today = now.astimezone(ZoneInfo(zone)).date()
    found = []
    for time in ordered:
        near = (today + back * _DAY for back in (1, 0, -1, -2))
        day = next(one for one in near if _at(one, time, zone) <= now)
        found.append(Due(day=day, time=time, window=_window(day, time, ordered, zone)))
    return tuple(sorted(found, key=lambda one: (one.at, one.time)))


def _window(day: date, time: str, times: Sequence[str], zone: str) -> Window:
    """Return the period from the digest before to this one."""
    place, until = times.index(time), _at(day, time, zone)
    before = _at(day, times[place - 1], zone) if place else _at(day - _DAY, times[-1], zone)
    return Window(since=min(before, until), until=until, zone=zone)


def _at(day: date, time: str, zone: str) -> datetime:
    return moment(day, Time.fromisoformat(time), zone)
