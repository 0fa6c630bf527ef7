"""What stands near a place: the same as looking through everything, in the order it was given in."""

from hypothesis import given
from hypothesis import strategies as st

from bot.extract.nearby import STRETCH, Nearby

places = st.integers(0, 4 * STRETCH)
stretches = st.tuples(places, places).map(lambda pair: (min(pair), max(pair) + 1))


@given(st.lists(stretches, max_size=20), stretches)
def test_all_that_overlaps_is_near_in_the_order_given(given_: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    found = Nearby((start, end, number) for number, (start, end) in enumerate(given_)).near(*asked)
    overlapping = [n for n, (start, end) in enumerate(given_) if start < asked[1] and asked[0] < end]
    assert [n for n in found if n in overlapping] == overlapping
    assert found == sorted(set(found))


def test_what_stands_far_off_is_not_looked_at() -> None:
    assert Nearby((i * STRETCH, i * STRETCH + 1, i) for i in range(100)).near(5 * STRETCH, 6 * STRETCH) == [5]
