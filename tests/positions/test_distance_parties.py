"""How far parties are apart, per topic and overall, and how that moved."""

import pytest
from fakes.talking import said
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Position, Stance
from bot.positions.distance import PLACES, Movement, distance, movements, topic_distance
from bot.positions.fold import fold
from bot.settings import PositionRules

PROPOSITIONS = ["support", "conditional", "noncommittal", "oppose"]


def positions(**stances: dict[str, str]) -> tuple[Position, ...]:
    made = [said(1, "minister", s, actor=a, topic=t) for a, theirs in stances.items() for t, s in theirs.items()]
    return fold(made, rules=PositionRules())


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        ("support", "support", 0.0),
        ("support", "conditional", 0.25),
        ("support", "noncommittal", 0.5),
        ("support", "oppose", 1.0),
        ("conditional", "oppose", 0.75),
        ("noncommittal", "oppose", 0.5),
        ("positive", "negative", 1.0),
        ("guarded", "positive", 0.5),
        ("support", "positive", None),
    ],
)
def test_distance_on_one_topic(a: str, b: str, apart: float | None) -> None:
    one, other = positions(x={"t": a}, y={"t": b})
    assert topic_distance(one, other) == topic_distance(other, one) == apart


def test_distance_over_all_is_the_mean_over_shared_topics() -> None:
    known = positions(
        x={"a": "support", "b": "oppose", "c": "support", "only": "support"},
        y={"a": "support", "b": "support", "c": "noncommittal", "own": "oppose"},
        z={"a": "oppose"},
    )
    found = distance("x", "y", known)
    assert found.overall == pytest.approx(0.5)
    assert found.subtract == pytest.approx((3 - 2 * 1.5) / 4)
    assert [t.topic for t in found.topics] == ["a", "c", "b"]
    assert (found.nearest, found.farthest) == (found.topics[0], found.topics[-1])
    assert (found.only_a, found.only_b) == (("only",), ("own",))


def test_parties_that_share_nothing_have_no_distance() -> None:
    found = distance("x", "y", positions(x={"a": "support"}, y={"b": "oppose"}))
    assert (found.overall, found.subtract, found.nearest, found.farthest) == (None, 0.0, None, None)
    assert distance("x", "y", ()).subtract == 0.0


def test_mixed_signals_are_marked() -> None:
    known = fold(
        [said(1, "minister", "support"), said(1, "envoy", "oppose"), said(1, "envoy", "oppose", actor="bora")],
        rules=PositionRules(),
    )
    (topic,) = distance("alba", "bora", known).topics
    assert topic.unsure


def test_movement_compares_what_both_moments_have() -> None:
    before = distance("x", "y", positions(x={"a": "support", "b": "oppose"}, y={"a": "oppose", "b": "oppose"}))
    after = distance(
        "x",
        "y",
        positions(
            x={"a": "conditional", "b": "oppose", "c": "support"}, y={"a": "support", "b": "oppose", "c": "oppose"}
        ),
    )
    moved = movements(before, after)
    assert moved == (Movement(topic=None, before=0.5, after=0.125), Movement(topic="a", before=1.0, after=0.25))
    assert moved[1].change == -0.75
    assert movements(before, distance("x", "y", ())) == ()


maps = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(PROPOSITIONS), max_size=6)


@given(maps, maps)
def test_distance_is_symmetric_and_bounded(x: dict[str, str], y: dict[str, str]) -> None:
    known = positions(x=x, y=y)
    there, back = distance("x", "y", known), distance("y", "x", known)
    assert there.overall == back.overall
    assert there.overall is None or 0 <= there.overall <= 1
    assert -1 <= there.subtract <= 1
    assert distance("x", "x", known).overall in {None, 0.0}


def test_every_stance_has_a_place() -> None:
    assert set(PLACES) == set(Stance)
