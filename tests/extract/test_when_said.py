"""Days named in a text are read relative to its publication, never after it."""

from datetime import date

import pytest
from fakes.freedonia import language
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract.when import LONGEST_AGO, Calendar

MONDAY = date(2025, 12, 22)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar(language().time)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on Monday", date(2025, 12, 22)),
        ("on Sunday", date(2025, 12, 21)),
        ("on TUESDAY", date(2025, 12, 16)),
        ("today", date(2025, 12, 22)),
        ("said yesterday", date(2025, 12, 21)),
        ("last week", date(2025, 12, 15)),
        ("on December 20", date(2025, 12, 20)),
        ("on Dec. 20", date(2025, 12, 20)),
        ("on 20 December", date(2025, 12, 20)),
        ("on 20 Dec. 2025", date(2025, 12, 20)),
        ("on December 20, 2025", date(2025, 12, 20)),
        ("on May 3", date(2025, 5, 3)),
        ("on 28 February 2025", date(2025, 2, 28)),
    ],
)
def test_a_day_is_read_relative_to_publication(calendar: Calendar, text: str, day: date) -> None:
    assert list(calendar.days(f"He said {text} that it was late.", MONDAY)) == [day]


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("on December 30", date(2026, 1, 2), date(2025, 12, 30)),
        ("on Wednesday", date(2026, 1, 1), date(2025, 12, 31)),
        ("yesterday", date(2026, 1, 1), date(2025, 12, 31)),
        ("on 1 January", date(2026, 1, 1), date(2026, 1, 1)),
        ("on February 29", date(2024, 3, 1), date(2024, 2, 29)),
    ],
)
def test_a_day_may_lie_in_the_year_before(calendar: Calendar, text: str, published: date, day: date) -> None:
    assert list(calendar.days(text, published)) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "They meet next Monday.",
        "It lasts until Friday.",
        "Answers are due by Wednesday.",
        "on December 24, 2025",
        "on February 30",
        "on December 0",
        "on 20 December 2019",
        "last year",
        "Mondays are long; the Sundayschool",
        "May I ask?",
        "in the March of time",
        "They praised the talks, which began on Friday",
        "",
    ],
)
def test_what_is_to_come_long_gone_or_no_day_is_passed_over(calendar: Calendar, text: str) -> None:
    assert list(calendar.days(text, MONDAY)) == []


def test_days_come_in_text_order_and_contents_are_skipped(calendar: Calendar) -> None:
    text = "He said on Sunday that the talks began on Thursday and, yesterday, ended."
    assert list(calendar.days(text, MONDAY)) == [date(2025, 12, 21), date(2025, 12, 18), date(2025, 12, 21)]
    content = (text.index("that"), len(text))
    assert list(calendar.days(text, MONDAY, skip=[content])) == [date(2025, 12, 21)]


@pytest.mark.parametrize("text", ["on ſunday", "yeſterday", "on frıday", "on FRİDAY", "on ſeptember 3", "weeKs ago"])
def test_letters_that_only_case_folding_knows_do_no_harm(calendar: Calendar, text: str) -> None:
    assert all(day <= MONDAY for day in calendar.days(text, MONDAY))


@settings(max_examples=60, deadline=None)
@given(
    published=st.dates(),
    text=st.lists(
        st.sampled_from(["on Monday", "yesterday", "years ago", "on 31 December", "on May 1", "٣ May", "next", "0001"])
    ).map(" ".join),
)
def test_no_day_is_after_publication_whenever_that_was(published: date, text: str) -> None:
    days = list(Calendar(language().time).days(text, published))
    assert all(day <= published and published - day <= LONGEST_AGO for day in days)


@pytest.mark.parametrize(
    ("text", "recalled"),
    [
        ("In 2002, X said that", True),
        ("Back in May 2022, X said that", True),
        ("In May, X said that", True),
        ("In September, X said that", False),
        ("In a statement, X said that", False),
        ("In Paris, X said that", False),
        ("In the view of X", False),
        ("In 20 days", False),
        ("In marketing X", False),
    ],
)
def test_only_a_month_or_year_long_past_makes_what_a_sentence_tells_a_memory(
    calendar: Calendar, text: str, *, recalled: bool
) -> None:
    assert calendar.is_recalled(text, date(2025, 10, 15)) is recalled
