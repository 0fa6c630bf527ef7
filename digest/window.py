"""The period that a digest tells of: from a local clock's point of view in, aware UTC moments out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.alerts.wording import day as day_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A half-open period, `since` ≤ published < `until` (both UTC), and the zone it is spoken of in."""

    since: datetime
    until: datetime
    zone: str = "UTC"

    def holds(self, moment: datetime | None) -> bool:
        """Return whether the moment lies in the period; an unknown one does not."""
        return moment is not None and self.since <= moment < self.until

    @property
    def first_day(self) -> date:
        """Return the local day on which the period begins."""
        return self.since.astimezone(ZoneInfo(self.zone)).date()

    @property
    def last_day(self) -> date:
        """Return the local day on which its last moment falls."""
        return (self.until - timedelta(microseconds=1)).astimezone(ZoneInfo(self.zone)).date()

    @property
    def label(self) -> str:
        """Return the period in words, with clock times only where it does not run from midnight to midnight."""
        zone = ZoneInfo(self.zone)
        since, until = self.since.astimezone(zone), self.until.astimezone(zone)
        if since.time() == until.time() == time():
            days = (self.first_day, self.last_day)
            return day_text(days[0]) if days[0] == days[1] else f"{day_text(days[0])} to {day_text(days[1])}"
        return f"{day_text(since.date())} {since:%H:%M} to {day_text(until.date())} {until:%H:%M} {self.zone}"


def days(first: date, last: date, zone: str) -> Window:
    """Return the local days `first` to `last`, both whole (a day of a clock change has 23 or 25 hours)."""
    return Window(since=_midnight(first, zone), until=_midnight(last + timedelta(days=1), zone), zone=zone)


def day(of: date, zone: str) -> Window:
    """Return one whole local day."""
    return days(of, of, zone)


def week(last: date, zone: str) -> Window:
    """Return the seven whole local days that end with `last`."""
    return days(last - timedelta(days=6), last, zone)


def morning(now: datetime, *, at: str, zone: str) -> Window:
    """Return the daily period that was complete at `now`: from the local time `at` ("07:00") to it a day later."""
    local = now.astimezone(ZoneInfo(zone))
    last = local.date() if local.time() >= time.fromisoformat(at) else local.date() - timedelta(days=1)
    since, until = (moment(one, time.fromisoformat(at), zone) for one in (last - timedelta(days=1), last))
    return Window(since=since, until=until, zone=zone)


def since(start: datetime, now: datetime, zone: str) -> Window:
    """Return the period from when somebody last looked until now."""
    return Window(since=min(start, now).astimezone(UTC), until=now.astimezone(UTC), zone=zone)


def _midnight(of: date, zone: str) -> datetime:
    return moment(of, time(), zone)


def moment(of: date, at: time, zone: str) -> datetime:
    """Return the local wall time as UTC; one that a clock change skips or doubles is taken at its first reading."""
    return datetime.combine(of, at, ZoneInfo(zone)).astimezone(UTC)
