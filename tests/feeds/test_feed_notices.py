from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier import FeedSource
from bot.feeds.notices import notice
from bot.feeds.silence import rhythm, silent_since
from bot.model import Card, Paragraph
from bot.store.feeds import FeedState

NOW = datetime(2025, 12, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOURCE = FeedSource.model_validate(
    {"id": "f", "name": "An Agency", "url": "http://feed.test/feed", "country": "XX", "kind": "agency",
     "state_owned": False}
)  # fmt: skip
STATE = FeedState(dossier="d", feed="f", url="http://feed.test/feed")
GONE: dict[str, Any] = {"retired": NOW}
MOVED: dict[str, Any] = {"address": "http://feed.test/new"}


def words(card: Card | None) -> str:
    assert card is not None
    return " ".join((card.title, *(block.text for block in card.blocks if isinstance(block, Paragraph))))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({}, GONE, "An Agency: gone for good http://feed.test/feed answers that it is gone for good (410)"),
        (GONE, {}, "there again"),
        ({}, MOVED, "from http://feed.test/feed to http://feed.test/new"),
        (MOVED, {}, "http://feed.test/new failed, so that http://feed.test/feed is asked again"),
        ({}, {"silent_since": NOW, "rhythm": 3600}, "12:00 UTC, though its longest usual pause is 1 hour"),
        ({}, {"silent_since": NOW, "rhythm": 86400 * 9}, "9 days"),
        ({"failures": 4}, {"failures": 5, "last_error": "no answer"}, "failed 5 times in a row: no answer"),
        ({"failures": 6}, {}, "After 6 failures"),
    ],
)
def test_what_changes_is_told(before: dict[str, Any], after: dict[str, Any], said: str) -> None:
    card = notice(SOURCE, replace(STATE, **before), replace(STATE, **after))
    assert said in words(card)


@pytest.mark.parametrize("state", [{}, GONE, MOVED, {"silent_since": NOW}, {"failures": 9}, {"failures": 2}])
def test_what_stays_as_it_is_is_not_told_again(state: dict[str, Any]) -> None:
    assert notice(SOURCE, replace(STATE, **state), replace(STATE, **state)) is None


def test_several_things_are_told_on_one_card() -> None:
    text = words(notice(SOURCE, STATE, replace(STATE, failures=7, silent_since=NOW, last_error="no")))
    assert "silent; failing" in text


def test_a_feed_without_a_past_is_measured_from_nothing() -> None:
    assert notice(SOURCE, None, STATE) is None
    assert notice(SOURCE, None, replace(STATE, **GONE)) is not None
    assert notice(SOURCE, replace(STATE, url="http://old.test/", **GONE), replace(STATE, **GONE)) is not None


def test_the_rhythm_is_the_longest_pause_and_fades_slowly() -> None:
    hourly = [NOW - n * HOUR for n in range(10)]
    assert rhythm(hourly) == 3600
    assert rhythm([*hourly, NOW - 30 * HOUR]) == 21 * 3600
    assert rhythm(hourly, before=100_000) == 99_000
    assert rhythm(hourly[:4]) is None
    assert rhythm([None, *hourly[:4]], before=7) == 7
    assert rhythm([NOW] * 9, before=None) is None


@pytest.mark.parametrize(
    ("last", "pause", "silent"),
    [
        (HOUR, 60, False),
        (13 * HOUR, 60, True),
        (13 * HOUR, 8 * 3600, False),
        (25 * HOUR, 8 * 3600, True),
        (90 * DAY, 40 * 86400, False),
        (None, 60, False),
        (90 * DAY, None, False),
    ],
)
def test_silence_is_measured_against_the_feeds_own_rhythm(
    last: timedelta | None, pause: int | None, silent: bool
) -> None:
    newest = None if last is None else NOW - last
    assert silent_since(newest, pause, NOW) == (newest if silent else None)


@given(st.lists(st.integers(0, 10_000_000), max_size=30), st.none() | st.integers(0, 10_000_000))
def test_a_rhythm_never_raises_and_never_shrinks_fast(seconds: list[int], before: int | None) -> None:
    found = rhythm((NOW - timedelta(seconds=n) for n in seconds), before)
    assert found is None or found >= int((before or 0) * 0.99)
