"""Order of arrival: items that come late, or the wrong way round, end in the state of those that came in time."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from fakes.corrections import set_right, struck
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.values import NOON, at, make_item
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.amend import amend
from bot.app import MEMORY, opened
from bot.around import Around
from bot.derive import rebuild
from bot.model import Item, Position, in_order
from bot.pipeline import process_item
from bot.positions.fold import fold
from bot.settings import Settings
from bot.store.database import Store
from bot.store.items import items, save_items
from bot.store.schema import metadata
from bot.store.statements import statements

pytestmark = pytest.mark.no_cover

SETTINGS = Settings()
TABLES = ("shifts", "divergences", "cells")

QUOTES = [
    "We said all that there is to say about it in the capital.",
    "We have said all that there is to say about it in the capital.",
    "Nobody can want anything else than what we have put on the table.",
    "Nobody can want anything other than what we put on the table, and they know it.",
]
BODIES = ["", *(" ".join(f"{word}{number}" for number in range(70)) for word in ("first", "second", "third"))]

_lines = st.builds(
    says,
    st.sampled_from(["north", "south"]),
    st.sampled_from(["support", "oppose", "conditional", "noncommittal"]),
    st.sampled_from(["ceasefire", "territory"]),
    st.sampled_from(["Ann", "Bob"]),
    st.sampled_from(QUOTES),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Item]:
    """Return up to nine items of some weeks: quotes that are told for days, bodies that are copied, cut and joined."""
    found = []
    for number in range(draw(st.integers(1, 9))):
        hours = draw(st.one_of(st.integers(-30, 130), st.integers(-24 * 10, 24 * 20)))
        parts = [*draw(st.lists(_lines, max_size=2)), *draw(st.lists(st.sampled_from(BODIES), max_size=2, unique=True))]
        outlet = draw(st.sampled_from(["Wire", "Post", "Herald", ""]))
        made = make_item(
            f"item{number}", text="\n".join(parts), outlet=outlet,
            published=at(hours), fetched=at(hours), full=True,
        )  # fmt: skip
        found.append(replace(made, title=f"Report {number}"))
    return found


def process(conn: Connection, items: Iterable[Item], around: Around | None = None) -> None:
    """Take the items through the pipeline in the order given."""
    for one in items:
        save_items(conn, "d", [one])
        process_item(
            conn, one, reader=ScriptedReader(), dossier=DOSSIER, settings=SETTINGS, around=around,
            now=one.published or NOON,
        )  # fmt: skip


def rows(conn: Connection, tables: Sequence[str] = TABLES) -> list[list[tuple[object, ...]]]:
    """Return the derived tables as they are kept, whatever the order of their rows."""
    return [sorted(map(tuple, conn.execute(text(f"SELECT * FROM {name}"))), key=repr) for name in tables]  # noqa: S608


def stories(conn: Connection) -> dict[str, str]:
    """Return the story of each item."""
    return {one.id: one.story for one in items(conn, "d")}


@pytest.fixture(scope="module", name="memory")
def _memory() -> Iterator[Store]:
    with opened(MEMORY) as store:
        yield store


@contextmanager
def empty(store: Store) -> Iterator[Connection]:
    """Hold a transaction that begins with nothing kept."""
    with store.write() as conn:
        for table in metadata.sorted_tables:
            conn.execute(table.delete())
        yield conn


@settings(max_examples=80, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_ends_in_the_same_state(memory: Store, history: list[Item], chance: Random) -> None:
    ends = []
    in_time, by_chance = sorted(history, key=lambda one: one.published or NOON), chance.sample(history, len(history))
    for order, at_once in ((in_time, False), (by_chance, True)):
        with empty(memory) as conn:
            process(conn, order, Around(conn, "d") if at_once else None)
            found = rows(conn)
            rebuild(conn, DOSSIER, rules=SETTINGS.positions)
            assert rows(conn) == found
            ends.append((found, rows(conn, ["statements"]), statements(conn, "d"), stories(conn)))
    assert ends[0] == ends[1]


@settings(max_examples=30, deadline=None)
@given(histories(), st.randoms(use_true_random=False), st.booleans())
def test_corrections_end_in_the_same_state_as_a_rebuild_and_undone_in_the_first(
    memory: Store, history: list[Item], chance: Random, strike: bool
) -> None:
    with empty(memory) as conn:
        process(conn, history)
        first = rows(conn)
        if not (known := in_order(statements(conn, "d"))):
            return
        said = chance.choice(known)
        right = set_right(said, stance="oppose", topic="territory", actor="south")
        made = struck(said) if strike else right
        amend(conn, made, DOSSIER, rules=SETTINGS.positions)
        found = rows(conn)
        rebuild(conn, DOSSIER, rules=SETTINGS.positions)
        assert rows(conn) == found
        amend(conn, made.undone(by="Jo", at=NOON), DOSSIER, rules=SETTINGS.positions)
        assert rows(conn) == first


@settings(max_examples=40, deadline=None)
@given(histories(), st.integers(0, 24 * 20))
def test_what_came_until_a_day_gives_the_state_as_of_that_day(memory: Store, history: list[Item], hours: int) -> None:
    day = at(hours).date()
    arrived = sorted(history, key=lambda one: one.published or NOON)
    with empty(memory) as conn:
        process(conn, [one for one in arrived if (one.published or NOON).date() <= day])
        early = fold(statements(conn, "d"), rules=SETTINGS.positions)
    with empty(memory) as conn:
        process(conn, arrived)
        late = fold(statements(conn, "d"), rules=SETTINGS.positions, as_of=day)
    assert [shown(one) for one in early] == [shown(one) for one in late]


@settings(max_examples=40, deadline=None)
@given(histories(), st.data())
def test_a_syndicated_copy_changes_no_position(memory: Store, history: list[Item], data: st.DataObject) -> None:
    copied = data.draw(st.sampled_from(history))
    # a copy of the same moment would be as good an original
    later = (copied.published or NOON) + timedelta(hours=data.draw(st.integers(1, 30)))
    copy = replace(copied, id="copy", url="https://mirror.test/copy", outlet="Mirror", published=later, fetched=later)
    ends = []
    for arrived in (history, [*history, copy], [copy, *history]):
        with empty(memory) as conn:
            process(conn, arrived)
            ends.append(fold(statements(conn, "d"), rules=SETTINGS.positions))
    alone, *beside = ends
    for end in beside:
        assert [shown(one)[:5] for one in end] == [shown(one)[:5] for one in alone]
        for one, before in zip(end, alone, strict=True):  # it may show that two origins are one, or whose one is
            assert len(origins_but(one, "mirror")) <= len(origins_but(before, "mirror"))


def origins_but(position: Position, outlet: str) -> list[str]:
    """Return the origins of the position, but for an outlet."""
    return [one for one in position.origins if one != outlet]


def shown(position: Position) -> tuple[object, ...]:
    """Return what a reader sees of the position, but for the outlets that carry it."""
    lead = position.lead
    return (position.actor, position.topic, position.stance, position.mixed, position.since, lead.id)
