from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.schedule import GONE, Visit, freshness, http_date, next_check, retry_after, share

NOW = datetime(2025, 12, 22, 12, tzinfo=UTC)


def waits(wait: timedelta, **given: Any) -> bool:
    """Return whether the wait is so long, apart from its jitter and rounding."""
    values: dict[str, Any] = {"feed": "f", "minutes": 15, "status": 200} | given
    found = (next_check(Visit(**values), NOW) - NOW) / (1 + 0.1 * share("f"))
    return abs(found - wait) <= timedelta(seconds=1)


MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("visit", "wait"),
    [
        ({}, 15 * MINUTE),
        ({"minutes": 1}, MINUTE),
        ({"status": 304}, 15 * MINUTE),
        ({"ttl": 60}, HOUR),
        ({"ttl": 5}, 15 * MINUTE),
        ({"ttl": 99_999_999}, DAY),
        ({"headers": {"cache-control": "public, max-age=3600"}}, HOUR),
        ({"headers": {"cache-control": "max-age=99999999999"}}, DAY),
        ({"headers": {"expires": "Mon, 22 Dec 2025 14:00:00 GMT"}}, 2 * HOUR),
        ({"ttl": 60, "headers": {"cache-control": "max-age=7200"}}, 2 * HOUR),
        ({"last_new_item": NOW - HOUR}, 15 * MINUTE),
        ({"last_new_item": NOW - 12 * HOUR}, 30 * MINUTE),
        ({"last_new_item": NOW - 300 * DAY}, HOUR),
        ({"last_new_item": NOW + DAY}, 15 * MINUTE),
        ({"last_new_item": NOW - DAY, "minutes": 240}, 4 * HOUR),
        ({"gap": True}, 7.5 * MINUTE),
        ({"gap": True, "headers": {"cache-control": "max-age=3600"}}, HOUR),
        ({"gap": True, "last_new_item": NOW - DAY}, 7.5 * MINUTE),
    ],
)
def test_after_an_answer_the_longest_wish_counts(visit: dict[str, Any], wait: timedelta) -> None:
    assert waits(wait, **visit)


@pytest.mark.parametrize(
    ("visit", "wait"),
    [
        ({"status": None, "failures": 1}, 15 * MINUTE),
        ({"status": None, "failures": 3}, HOUR),
        ({"status": 500, "failures": 99}, DAY),
        ({"status": 200, "failures": 2}, 30 * MINUTE),
        ({"status": 404, "failures": 1}, 30 * MINUTE),
        ({"status": 403, "failures": 1}, HOUR),
        ({"status": 410, "failures": 1}, GONE),
        ({"status": 503, "failures": 1}, 30 * MINUTE),
        ({"status": 429, "failures": 1, "headers": {"retry-after": "7200"}}, 2 * HOUR),
        ({"status": 503, "failures": 1, "headers": {"retry-after": "317100"}}, timedelta(seconds=317_100)),
        ({"status": 429, "failures": 1, "headers": {"retry-after": "99999999999999999999"}}, 7 * DAY),
        ({"status": 429, "failures": 1, "headers": {"retry-after": "5"}}, 30 * MINUTE),
        ({"status": 429, "failures": 1, "headers": {"retry-after": "-5"}}, 30 * MINUTE),
        ({"status": 429, "failures": 1, "headers": {"retry-after": "soon"}}, 30 * MINUTE),
        ({"status": 429, "failures": 1, "headers": {"retry-after": "Mon, 22 Dec 2025 15:00:00 GMT"}}, 3 * HOUR),
        ({"status": 429, "failures": 1, "headers": {"retry-after": "Mon, 22 Dec 1925 15:00:00 GMT"}}, 30 * MINUTE),
        ({"status": 500, "failures": 1, "minutes": 1440}, DAY),
    ],
)
def test_after_a_failure_the_wait_grows(visit: dict[str, Any], wait: timedelta) -> None:
    assert waits(wait, failed=True, **visit)


def test_jitter_differs_between_feeds_and_never_comes_early() -> None:
    moments = {next_check(Visit(feed=f"feed-{n}", minutes=15, status=200), NOW) for n in range(50)}
    assert len(moments) > 20
    assert min(moments) > NOW + 15 * MINUTE
    assert max(moments) <= NOW + 16.5 * MINUTE + timedelta(seconds=1)


def test_the_same_visit_gives_the_same_moment() -> None:
    visit = Visit(feed="f", minutes=15, status=200)
    assert next_check(visit, NOW) == next_check(visit, NOW)
    assert next_check(visit, NOW).microsecond == 0


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({}, timedelta(0)),
        ({"cache-control": "no-cache, max-age=600"}, timedelta(0)),
        ({"cache-control": "s-maxage=600"}, timedelta(0)),
        ({"cache-control": "MAX-AGE=600"}, 10 * MINUTE),
        ({"cache-control": 'max-age="600"'}, 10 * MINUTE),
        ({"cache-control": "max-age=600", "age": "500"}, timedelta(seconds=100)),
        ({"cache-control": "max-age=600", "age": "5000"}, timedelta(0)),
        ({"cache-control": "max-age=600", "expires": "Mon, 22 Dec 2025 14:00:00 GMT"}, 10 * MINUTE),
        ({"expires": "0"}, timedelta(0)),
        ({"expires": "-1", "date": "nonsense"}, timedelta(0)),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, timedelta(0)),
        ({"expires": "Mon, 22 Dec 2025 14:00:00 GMT", "date": "Mon, 22 Dec 2025 13:00:00 GMT"}, HOUR),
        ({"expires": "Fri, 31 Dec 9999 23:59:59 GMT"}, DAY),
    ],
)
def test_freshness(headers: dict[str, str], fresh: timedelta) -> None:
    assert freshness(headers, NOW) == fresh


@given(st.text(max_size=40), st.sampled_from(["retry-after", "cache-control", "expires", "date", "age"]), st.booleans())
def test_no_header_breaks_the_schedule(value: str, name: str, failed: bool) -> None:
    visit = Visit(feed="f", minutes=15, status=503 if failed else 200, failed=failed, failures=1, headers={name: value})
    assert NOW + 15 * MINUTE <= next_check(visit, NOW) <= NOW + 8 * DAY


def test_dates_without_a_zone_are_utc() -> None:
    assert http_date("22 Dec 2025 12:00:00 -0000") == NOW
    assert retry_after("", NOW) is None
