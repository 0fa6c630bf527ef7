"""Order of arrival: items that come late, or the wrong way round, end in the state of those that came in time."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

from fakes.corrections import set_right, struck
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.values import NOON, at, make_item
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot.amend import amend
from bot.app import MEMORY, opened
from bot.derive import rebuild
from bot.model import Item, in_order
from bot.pipeline import process_item
from bot.settings import Settings
from bot.store.items import save_items
from bot.store.statements import statements

SETTINGS = Settings()
TABLES = ("shifts", "divergences")

_lines = st.builds(
    says,
    st.sampled_from(["north", "south"]),
    st.sampled_from(["support", "oppose", "conditional", "noncommittal"]),
    st.sampled_from(["ceasefire", "territory"]),
    st.sampled_from(["Ann", "Bob"]),
    st.sampled_from(["We said all that there is in round ROUND.", "Nobody can want anything else in round ROUND."]),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Item]:
    """Return up to seven items of some weeks."""
    found = []
    for number in range(draw(st.integers(1, 7))):
        hours = draw(st.integers(-24 * 10, 24 * 20))
        # each two days have quotes of their own: a quote that is told for weeks without a break has no single origin
        lines = [line.replace("ROUND", str(hours // 48)) for line in draw(st.lists(_lines, min_size=1, max_size=2))]
        outlet = draw(st.sampled_from(["Wire", "Post", "Herald", ""]))
        made = make_item(
            f"item{number}", text="\n".join(lines), outlet=outlet,
            published=at(hours), fetched=at(hours), full=True,
        )  # fmt: skip
        found.append(replace(made, title=f"Report {number}"))
    return found


def process(conn: Connection, items: Iterable[Item]) -> None:
    """Take the items through the pipeline in the order given."""
    for one in items:
        save_items(conn, "d", [one])
        process_item(conn, one, reader=ScriptedReader(), dossier=DOSSIER, settings=SETTINGS, now=one.published or NOON)


def rows(conn: Connection, tables: Sequence[str] = TABLES) -> list[list[tuple[object, ...]]]:
    """Return the derived tables as they are kept, whatever the order of their rows."""
    return [sorted(map(tuple, conn.execute(text(f"SELECT * FROM {name}"))), key=repr) for name in tables]  # noqa: S608


@settings(max_examples=60, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_ends_in_the_same_state(history: list[Item], chance: Random) -> None:
    ends = []
    for order in (sorted(history, key=lambda one: one.published or NOON), chance.sample(history, len(history))):
        with opened(MEMORY) as store, store.write() as conn:
            process(conn, order)
            found = rows(conn)
            rebuild(conn, DOSSIER, rules=SETTINGS.positions)
            assert rows(conn) == found
            ends.append((found, [replace(one, story="") for one in statements(conn, "d")]))
    assert ends[0] == ends[1]


@settings(max_examples=30, deadline=None)
@given(histories(), st.randoms(use_true_random=False), st.booleans())
def test_corrections_end_in_the_same_state_as_a_rebuild_and_undone_in_the_first(
    history: list[Item], chance: Random, strike: bool
) -> None:
    with opened(MEMORY) as store, store.write() as conn:
        process(conn, history)
        first = rows(conn)
        said = chance.choice(in_order(statements(conn, "d")))
        right = set_right(said, stance="oppose", topic="territory", actor="south")
        made = struck(said) if strike else right
        amend(conn, made, DOSSIER, rules=SETTINGS.positions)
        found = rows(conn)
        rebuild(conn, DOSSIER, rules=SETTINGS.positions)
        assert rows(conn) == found
        amend(conn, made.undone(by="Jo", at=NOON), DOSSIER, rules=SETTINGS.positions)
        assert rows(conn) == first
