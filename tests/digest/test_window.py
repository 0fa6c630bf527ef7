from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.window import Window, day, days, morning, since, week


@pytest.mark.parametrize(
    ("zone", "of", "hours"),
    [
        ("Europe/Kyiv", date(2026, 1, 1), 24),
        ("Europe/Kyiv", date(2026, 3, 29), 23),
        ("Europe/Kyiv", date(2026, 10, 25), 25),
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Asia/Kathmandu", date(2026, 3, 29), 24),
    ],
)
def test_a_local_day_is_whole_over_clock_changes(zone: str, of: date, hours: int) -> None:
    one = day(of, zone)
    assert one.until - one.since == timedelta(hours=hours)
    assert (one.first_day, one.last_day) == (of, of)
    assert one.until == day(of + timedelta(days=1), zone).since


FIRST, LAST = datetime(2026, 1, 1), datetime(2026, 12, 30)  # noqa: DTZ001


@given(st.datetimes(min_value=FIRST, max_value=LAST), st.sampled_from(
    ["Europe/Kyiv", "America/New_York", "Asia/Kathmandu", "UTC"]))  # fmt: skip
def test_every_moment_has_one_complete_morning_window(now: datetime, zone: str) -> None:
    moment = now.replace(tzinfo=UTC)
    window = morning(moment, at="07:00", zone=zone)
    assert window.until <= moment < window.until + timedelta(hours=25)
    assert timedelta(hours=23) <= window.until - window.since <= timedelta(hours=25)


def test_a_window_holds_its_beginning_and_not_its_end() -> None:
    one = day(date(2025, 12, 21), "UTC")
    assert one.holds(one.since)
    assert not one.holds(one.until)
    assert not one.holds(None)


@pytest.mark.parametrize(
    ("window", "label"),
    [
        (day(date(2025, 12, 21), "Europe/Kyiv"), "21 Dec 2025"),
        (week(date(2025, 12, 21), "Europe/Kyiv"), "15 Dec 2025 to 21 Dec 2025"),
        (days(date(2025, 12, 1), date(2025, 12, 3), "UTC"), "1 Dec 2025 to 3 Dec 2025"),
        (
            morning(datetime(2025, 12, 21, 4, 59, tzinfo=UTC), at="07:00", zone="Europe/Kyiv"),
            "19 Dec 2025 07:00 to 20 Dec 2025 07:00 Europe/Kyiv",
        ),
        (
            since(datetime(2025, 12, 21, tzinfo=UTC), datetime(2025, 12, 21, 6, 30, tzinfo=UTC), "UTC"),
            "21 Dec 2025 00:00 to 21 Dec 2025 06:30 UTC",
        ),
    ],
)
def test_a_window_says_which_period_it_is(window: Window, label: str) -> None:
    assert window.label == label


def test_looking_twice_at_once_is_an_empty_period() -> None:
    now = datetime(2025, 12, 21, tzinfo=UTC)
    window = since(now + timedelta(hours=1), now, "UTC")
    assert window.since == window.until == now
