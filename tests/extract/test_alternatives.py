"""Phrases joined in one expression: it finds what the phrases side by side find, in their order."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract.alternatives import any_of

letters = st.text(alphabet="abAB $éſsSk\u212a", min_size=1, max_size=4)


@settings(max_examples=40)
@given(st.lists(letters, min_size=1, max_size=8), st.text(alphabet="abAB $éſsSk\u212a", max_size=30), st.booleans())
def test_the_joined_expression_finds_what_the_phrases_find_one_by_one(
    phrases: list[str], text: str, ignoring: bool
) -> None:
    flags = re.IGNORECASE if ignoring else re.NOFLAG
    plain = re.compile("|".join(map(re.escape, phrases)), flags)
    joined = re.compile(any_of(map(re.escape, phrases)), flags)
    assert [one.span() for one in joined.finditer(text)] == [one.span() for one in plain.finditer(text)]


def test_the_first_letter_is_told_once() -> None:
    assert any_of(["talks", "truce", "deal"]) == "(?:t(?:alks|ruce)|deal)"
