"""Sketches tell most texts apart, and take none that are alike for others."""

import zlib

import pytest
from fakes.wires import item

from bot.model import Item
from bot.stories.group import Entry, regroup
from bot.stories.sketches import may_be_alike, sketch, sketch_of

_LETTERS = str.maketrans("0123456789", "abcdefghij")


def report(seed: int, length: int) -> str:
    """Return so many words, others for each seed."""
    numbers = (str(zlib.crc32(f"{seed}:{n}".encode())) for n in range(length))
    return " ".join(number.translate(_LETTERS) for number in numbers)


@pytest.mark.parametrize("words", [90, 600])
@pytest.mark.parametrize(
    ("shared", "alike"), [(0.0, False), (0.05, False), (0.7, True), (0.85, True), (1.0, True)]
)  # fmt: skip
def test_texts_are_alike_by_their_sketches_that_have_more_in_common_than_a_notice(
    words: int, shared: float, alike: bool
) -> None:
    common = report(0, int(words * shared))
    one, other = (sketch(f"{report(n, words - int(words * shared))} {common}") for n in (1, 2))
    assert may_be_alike(one, other) is may_be_alike(other, one) is alike


def test_a_long_text_is_alike_to_the_part_of_it_that_another_printed() -> None:
    text = report(0, 5000)
    assert may_be_alike(sketch(text), sketch(" ".join(text.split()[:300])))


@pytest.mark.parametrize("words", [0, 4, 90, 131, 600])
def test_a_sketch_that_was_kept_is_the_same(words: int) -> None:
    made = sketch(report(0, words))
    assert sketch_of(made.plain()) == made


@pytest.mark.parametrize("words", [90, 600])
def test_a_text_is_not_asked_for_where_a_sketch_tells(words: int) -> None:
    notice = report(0, 20)
    items = [item(str(n), f"{report(n, words)} {notice}", title=f"Day {n}", hours=n) for n in range(1, 5)]
    known = [Entry(one.published, one, sketch(one.text).plain()) for one in items if one.published]

    def text_of(one: Item) -> str:
        raise AssertionError(one.id)

    assert regroup("4", known, text_of) == {"4": "4"}
