"""A digest is due once per local day and time, wherever clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.due import LATE, due

ZONES = ("Europe/Kyiv", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC")


@pytest.mark.parametrize(
    ("now", "times", "zone", "expected"),
    [
        ("2026-01-10T05:00+00:00", ["07:00"], "Europe/Kyiv", [("2026-01-10", "07:00", "2026-01-10T05:00+00:00")]),
        ("2026-01-10T04:59+00:00", ["07:00"], "Europe/Kyiv", [("2026-01-09", "07:00", "2026-01-09T05:00+00:00")]),
        ("2026-03-29T02:00+00:00", ["03:30"], "Europe/Kyiv", [("2026-03-29", "03:30", "2026-03-29T01:30+00:00")]),
        ("2026-10-25T01:40+00:00", ["03:30"], "Europe/Kyiv", [("2026-10-25", "03:30", "2026-10-25T00:30+00:00")]),
        ("2026-03-08T07:00+00:00", ["02:30"], "America/New_York", [("2026-03-07", "02:30", "2026-03-07T07:30+00:00")]),
        ("2026-03-08T07:30+00:00", ["02:30"], "America/New_York", [("2026-03-08", "02:30", "2026-03-08T07:30+00:00")]),
        ("2026-01-10T01:15+00:00", ["07:00"], "Asia/Kathmandu", [("2026-01-10", "07:00", "2026-01-10T01:15+00:00")]),
        ("2026-01-10T12:00+00:00", [], "UTC", []),
        ("2026-01-10T12:00+00:00", ["18:00", "07:00"], "UTC",
         [("2026-01-09", "18:00", "2026-01-09T18:00+00:00"), ("2026-01-10", "07:00", "2026-01-10T07:00+00:00")]),
    ],
)  # fmt: skip
def test_the_latest_digest_of_each_time_is_due(
    now: str, times: list[str], zone: str, expected: list[tuple[str, str, str]]
) -> None:
    found = due(datetime.fromisoformat(now), times, zone)
    assert [(one.day.isoformat(), one.time, one.at.isoformat(timespec="minutes")) for one in found] == expected


def test_a_period_reaches_from_one_digest_to_the_next() -> None:
    evening, morning = due(datetime(2026, 1, 10, 12, tzinfo=UTC), ["07:00", "18:00"], "UTC")
    assert evening.window.since == datetime(2026, 1, 9, 7, tzinfo=UTC)
    assert evening.window.until == morning.window.since == datetime(2026, 1, 9, 18, tzinfo=UTC)


def test_a_digest_is_late_after_six_hours() -> None:
    (one,) = due(datetime(2026, 1, 10, 12, tzinfo=UTC), ["07:00"], "UTC")
    assert not one.is_late(one.at + LATE)
    assert one.is_late(one.at + LATE + timedelta(seconds=1))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(ZONES),
    st.times().map(lambda one: f"{one:%H:%M}"),
)
def test_a_day_later_it_is_the_digest_of_the_next_day(now: datetime, zone: str, time: str) -> None:
    (one,) = due(now, [time], zone)
    assert one.at <= now
    assert one.window.since < one.at
    following = one.day + timedelta(days=1)
    (after,) = due(due_at(following, time, zone), [time], zone)
    assert after.day == following
    assert after.window.since == one.at


def due_at(day: date, time: str, zone: str) -> datetime:
    """Return when the digest of that day and time is due."""
    hour, minute = map(int, time.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)
