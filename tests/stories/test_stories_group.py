"""Items that are the same report make one story; reports on the same thing do not."""

import zlib
from itertools import permutations
from pathlib import Path

import pytest
from fakes.wires import NOON, item
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Item
from bot.stories.group import group, same_story, story_of

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def report(seed: int, length: int = 120) -> str:
    """Return a text of pseudo-words, another one for each seed."""
    numbers = (zlib.crc32(f"{seed}:{i}".encode()) for i in range(length))
    return " ".join("".join(chr(97 + (n >> shift) % 26) for shift in (0, 7, 14)) + "word" for n in numbers)


TEXT = report(1)
OTHER = report(2)


NOTICE = report(9, 100)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (TEXT, True),
        (TEXT.upper() + " © Agency", True),
        ("By our correspondent. " + TEXT + " " + report(3, 60), True),
        (TEXT.replace("word ", "words ", 3), True),
        (" ".join(TEXT.split()[:70]), True),
        (" ".join(TEXT.split()[:30]) + " " + report(4, 200), False),
        (" ".join(TEXT.split()[:30]), False),
        (OTHER, False),
        ("", False),
    ],
)
def test_copies_edits_and_cuts_of_other_outlets_are_one_story(text: str, same: bool) -> None:
    known = item("a", TEXT, title="One headline about it")
    copy = item("b", text, title="Something else on top", hours=1, outlet="ANI", url="https://ani.test/b")
    assert story_of(copy, [known]) == ("a" if same else "b")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        (TEXT + " " + NOTICE, True),
        ("Update: " + TEXT + " " + NOTICE, True),
        (OTHER + " " + NOTICE, False),
        (NOTICE, False),
    ],
)
@pytest.mark.parametrize("changes", [{}, {"outlet": "CGTN World"}, {"url": "https://elsewhere.test/b"}])
def test_notices_under_all_articles_of_an_outlet_make_no_story(text: str, same: bool, changes: dict[str, str]) -> None:
    known = item("a", TEXT + " " + NOTICE, title="One headline about it")
    assert story_of(item("b", text, title="Something else on top", hours=1, **changes), [known]) == (
        "a" if same else "b"
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Envoy says talks in Miami are constructive", "Envoy says talks in Miami are constructive", True),
        ("Envoy says talks in Miami are constructive", "Talks in Miami are constructive, envoy says", True),
        ("Envoy says talks in Miami are constructive - CGTN", "Envoy says talks in Miami are constructive", True),
        ("Envoy says talks in Miami are constructive", "Envoy says talks in Berlin have collapsed again", False),
        ("List of key events of the war, day 1,183", "List of key events of the war, day 1,184", False),
        ("Live updates", "Live updates", False),
    ],
)
def test_items_without_text_are_told_by_their_titles(one: str, other: str, same: bool) -> None:
    assert same_story(item("a", title=one), item("b", title=other)) is same


def test_titles_count_for_some_days_only() -> None:
    title = "Envoy says talks in Miami are constructive"
    assert not same_story(item("a", title=title), item("b", title=title, hours=100))
    assert same_story(item("a", title=title), item("b", title=title, published=None))


def test_titles_of_full_texts_that_differ_prove_nothing() -> None:
    title = "Envoy says talks in Miami are constructive"
    assert not same_story(item("a", TEXT, title=title), item("b", OTHER, title=title))


def test_one_address_is_one_story() -> None:
    assert same_story(item("a", TEXT), item("b", OTHER, url="https://news.test/a"))
    assert not same_story(item("a", TEXT, url=""), item("b", OTHER, url=""))


def test_the_earliest_published_twin_names_the_story() -> None:
    late, early = item("a", TEXT, hours=2), item("b", TEXT, hours=1, story="first")
    undated = item("c", TEXT, published=None)
    assert story_of(item("d", TEXT, hours=3), [undated, late, early]) == "first"


def test_an_edited_item_keeps_its_story() -> None:
    before = item("a", TEXT, story="s")
    assert story_of(item("a", OTHER), [item("b", OTHER, hours=-3), before]) == "s"
    assert story_of(item("a", OTHER), [item("a", TEXT)]) == "a"


def test_group_names_stories_whatever_the_order() -> None:
    items = [item("a", TEXT, hours=2), item("b", TEXT, hours=1), item("c", OTHER), item("d", OTHER + " more", hours=5)]
    for order in permutations(items):
        assert group(order) == {"a": "b", "b": "b", "c": "c", "d": "c"}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=8, unique=True))
def test_one_by_one_in_order_of_publication_ends_where_all_at_once_does(made: list[tuple[int, int]]) -> None:
    items = [item(f"{n}-{at}", report(n), title=f"T {n}", hours=at) for n, at in made]
    recent: list[Item] = []
    for one in sorted(items, key=lambda i: (i.published or NOON, i.id)):
        recent.append(item(one.id, one.text, one.title, published=one.published, story=story_of(one, recent)))
    assert {i.id: i.story for i in recent} == group(items)


def test_the_seeds_are_five_stories() -> None:
    items = [item(p.stem, p.read_text("utf-8"), title=p.stem) for p in SEEDS]
    assert len(set(group(items).values())) == len(SEEDS) == 5


def test_the_twin_is_found_among_many() -> None:
    recent = [item(f"r{n}", report(n), title=f"Report number {n}", hours=-n / 60) for n in range(300)]
    assert [story_of(item(f"x{n}", report(n), hours=1), recent) for n in range(5)] == [f"r{n}" for n in range(5)]


def test_short_and_long_items_find_each_other_by_their_titles() -> None:
    title = "Envoy says talks in Miami are constructive"
    summary, full = item("a", "They are.", title=title, hours=1), item("b", TEXT, title=title)
    assert group([summary, full]) == group([full, summary]) == {"a": "b", "b": "b"}
    assert group([item("a", "They are.", title=title), item("b", TEXT, title=title, hours=1)]) == {"a": "a", "b": "a"}
