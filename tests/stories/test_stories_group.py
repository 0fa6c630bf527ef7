"""Items that are the same report make one story; reports on the same thing do not."""

import zlib
from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from fakes.wires import NOON, item
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.stories.group
from bot.model import Item
from bot.stories.group import PERIOD, Entry, group, regroup, same_story

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def report(seed: int, length: int = 120) -> str:
    """Return a text of pseudo-words, another one for each seed."""
    numbers = (zlib.crc32(f"{seed}:{i}".encode()) for i in range(length))
    return " ".join("".join(chr(97 + (n >> shift) % 26) for shift in (0, 7, 14)) + "word" for n in numbers)


def entries(items: Iterable[Item]) -> list[Entry]:
    """Return the items as known since they were published."""
    return [Entry(one.published or NOON, one) for one in items]


def story_of(item: Item, recent: Iterable[Item]) -> str:
    """Return the story of an item that comes after the recent ones."""
    return regroup(item.id, entries([*recent, item]))[item.id]


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
    first, early = item("first", TEXT, hours=-1, story="first"), item("e", TEXT, hours=1, story="first")
    undated = item("c", TEXT, published=None, story="first")
    assert story_of(item("d", TEXT, hours=3), [undated, first, early]) == "first"


def test_an_original_that_comes_after_its_copies_names_their_story() -> None:
    copies = [item("a", TEXT, hours=2, story="a"), item("b", TEXT, hours=3, story="a"), item("c", OTHER, story="c")]
    assert regroup("first", entries([*copies, item("first", TEXT)])) == {"first": "first", "a": "first", "b": "first"}


def test_an_edited_item_is_in_the_story_that_its_text_is_in() -> None:
    copies = [item("b", TEXT, hours=2, story="a"), item("c", OTHER, hours=-1, story="c")]
    assert regroup("a", entries([*copies, item("a", OTHER, story="a")])) == {"a": "c", "b": "b"}
    assert regroup("a", entries([*copies, item("a", TEXT + " and more", story="a")])) == {"a": "a"}


def test_a_report_that_is_told_anew_every_day_begins_a_story_after_some_days() -> None:
    days = [item(f"{n}", TEXT, hours=24 * n) for n in range(9)]
    assert [group(entries(days))[f"{n}"] for n in range(9)] == ["0", "0", "0", "0", "1", "2", "3", "4", "5"]


def test_group_names_stories_whatever_the_order() -> None:
    items = [item("a", TEXT, hours=2), item("b", TEXT, hours=1), item("c", OTHER), item("d", OTHER + " more", hours=5)]
    for order in permutations(items):
        assert group(entries(order)) == {"a": "b", "b": "b", "c": "c", "d": "c"}


PARTS = [report(n, 70) for n in range(4)]


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Return an item of some of the parts, so that likeness is not transitive, of some days."""
    parts = draw(st.lists(st.sampled_from(PARTS), min_size=1, max_size=3, unique=True))
    hours = draw(st.sampled_from([0, 1, 2, 30, 60, 71, 72, 73, 100, 140, 150, 200]))
    outlet = draw(st.sampled_from(["CGTN", "ANI"]))
    key = f"{draw(st.integers(0, 99)):02}"
    return item(key, " ".join(parts), title=f"T {key}", hours=hours, outlet=outlet, url=f"https://{outlet}.test/{key}")


HISTORIES = st.lists(items(), max_size=12, unique_by=lambda one: one.id)


def near(key: str, known: Iterable[Item]) -> list[Entry]:
    """Return the entries of at most `MOST` items on either side of the item, within `PERIOD`."""
    ordered = sorted(entries(known), key=lambda entry: entry.place)
    place = next(i for i, entry in enumerate(ordered) if entry.item.id == key)
    part = ordered[max(0, place - bot.stories.group.MOST) : place + bot.stories.group.MOST + 1]
    return [entry for entry in part if abs(entry.at - ordered[place].at) <= PERIOD]


@pytest.mark.no_cover
@settings(max_examples=300)
@given(HISTORIES, st.randoms(use_true_random=False), st.sampled_from([2, 3, 500]))
def test_one_by_one_in_any_order_ends_where_all_at_once_does(history: list[Item], chance: Random, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.stories.group, "MOST", most)
        known: dict[str, Item] = {}
        for one in chance.sample(history, len(history)):
            known[one.id] = one
            found = regroup(one.id, near(one.id, known.values()))
            known |= {key: replace(known[key], story=story) for key, story in found.items()}
        assert {key: one.story for key, one in known.items()} == group(entries(history))


@pytest.mark.no_cover
@settings(max_examples=300)
@given(HISTORIES, st.data())
def test_an_edit_ends_where_it_would_have_begun(history: list[Item], data: st.DataObject) -> None:
    if history:
        stories = group(entries(history))
        known = {one.id: replace(one, story=stories[one.id]) for one in history}
        edited = data.draw(st.sampled_from(history))
        known[edited.id] = replace(known[edited.id], text=data.draw(items()).text)
        found = regroup(edited.id, near(edited.id, known.values()))
        assert {key: found.get(key, one.story) for key, one in known.items()} == group(entries(known.values()))


def test_the_seeds_are_five_stories() -> None:
    items = [item(p.stem, p.read_text("utf-8"), title=p.stem) for p in SEEDS]
    assert len(set(group(entries(items)).values())) == len(SEEDS) == 5


def test_the_twin_is_found_among_many() -> None:
    recent = [item(f"r{n}", report(n), title=f"Report number {n}", hours=-n / 60) for n in range(300)]
    assert [story_of(item(f"x{n}", report(n), hours=1), recent) for n in range(5)] == [f"r{n}" for n in range(5)]


def test_short_and_long_items_find_each_other_by_their_titles() -> None:
    title = "Envoy says talks in Miami are constructive"
    summary, full = item("a", "They are.", title=title, hours=1), item("b", TEXT, title=title)
    assert group(entries([summary, full])) == group(entries([full, summary])) == {"a": "b", "b": "b"}
    later = [item("a", "They are.", title=title), item("b", TEXT, title=title, hours=1)]
    assert group(entries(later)) == {"a": "a", "b": "a"}
