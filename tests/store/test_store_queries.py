"""What is kept comes back exactly, in one order, for every kind of store."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from fakes import values
from fakes.values import NOON, at, make_alert, make_item, make_statement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from bot.model import (
    AlertKind,
    Card,
    Divergence,
    DivergenceKind,
    Rank,
    Shift,
    ShiftKind,
    ShiftStatus,
    Side,
    Stance,
    Statement,
    Subject,
    in_order,
)
from bot.store.alerts import alert, alerts, save_alerts
from bot.store.columns import storable
from bot.store.database import Store
from bot.store.divergences import clear_divergences, divergences, save_divergences
from bot.store.feeds import FeedState, feed_state, feed_states, save_feed_state
from bot.store.items import is_baseline, item, items, known, listed, mark_read, save_items, save_stories, unread
from bot.store.serial import card_from_json, card_to_json
from bot.store.shifts import clear_shifts, save_shifts, shifts
from bot.store.statements import (
    is_statement,
    pairs,
    save_origins,
    save_statements,
    statements,
    statements_by_id,
    statements_like,
    statements_of,
)

relaxed = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# feeds


def test_feed_state_comes_back_and_the_newest_counts(store: Store) -> None:
    state = FeedState(
        dossier="d", feed="f", url="https://f.test/", etag='"1"', last_modified="x", next_check=at(1),
        last_checked=at(0), last_status=304, last_error="none", failures=2, last_new_item=at(-1), primed=True, gap=True,
    )  # fmt: skip
    with store.write() as conn:
        save_feed_state(conn, FeedState(dossier="d", feed="f", url="old"))
        save_feed_state(conn, state)
        save_feed_state(conn, replace(state, feed="a"))
        save_feed_state(conn, replace(state, dossier="other"))
    with store.read() as conn:
        assert feed_state(conn, "d", "f") == state
        assert feed_state(conn, "d", "unknown") is None
        assert [kept.feed for kept in feed_states(conn, "d")] == ["a", "f"]


def test_times_come_back_in_utc_whatever_their_offset(store: Store) -> None:
    kyiv = NOON.astimezone(timezone(timedelta(hours=2)))
    with store.write() as conn:
        save_feed_state(conn, FeedState(dossier="d", feed="f", url="", next_check=kyiv))
        state = feed_state(conn, "d", "f")
    assert state is not None
    assert state.next_check == NOON
    assert state.next_check.tzinfo is UTC


def test_time_without_offset_is_refused(store: Store) -> None:
    naive = datetime(2025, 12, 22)  # noqa: DTZ001
    with pytest.raises(StatementError, match="no offset"), store.write() as conn:
        save_feed_state(conn, FeedState(dossier="d", feed="f", url="", next_check=naive))


# items


def test_new_items_are_returned_once_and_wait_to_be_read(store: Store) -> None:
    one, two = make_item("one", published=at(1)), make_item("two", published=None, fetched=at(0))
    with store.write() as conn:
        assert save_items(conn, "d", [one, two]) == [one, two]
        assert save_items(conn, "d", [one, two]) == []
        assert unread(conn, "d") == [two, one]
        assert unread(conn, "d", limit=1) == [two]
        mark_read(conn, "two", dossier="d", at=at(2))
        save_stories(conn, "d", {"two": "tale"})
        assert unread(conn, "d") == [one]
        assert item(conn, "two") == replace(two, story="tale")


def test_item_given_twice_at_once_is_returned_once_as_kept(store: Store) -> None:
    with store.write() as conn:
        fresh = save_items(conn, "d", [make_item("one"), make_item("one", text="Later")])
        assert [entry.text for entry in fresh] == ["Later"]


@pytest.mark.parametrize("changes", [{"title": "Other title"}, {"text": "Other text"}])
def test_edited_item_is_to_be_read_again(store: Store, changes: dict[str, str]) -> None:
    with store.write() as conn:
        save_items(conn, "d", [make_item("one")])
        mark_read(conn, "one", dossier="d", at=at(1))
        save_stories(conn, "d", {"one": "tale"})
        edited = make_item("one", fetched=at(2), **changes)
        assert save_items(conn, "d", [edited]) == [replace(edited, story="tale")]
        assert unread(conn, "d") == [replace(edited, story="tale")]


def test_summary_does_not_replace_a_full_text(store: Store) -> None:
    with store.write() as conn:
        save_items(conn, "d", [make_item("one", text="All of it.", full=True)])
        assert save_items(conn, "d", [make_item("one", text="Summary")]) == []
        kept = item(conn, "one")
    assert kept is not None
    assert (kept.text, kept.full) == ("All of it.", True)


def test_first_time_of_publication_stands_and_is_filled_in_late(store: Store) -> None:
    with store.write() as conn:
        save_items(conn, "d", [make_item("one"), make_item("two", published=None)])
        save_items(conn, "d", [make_item("one", published=at(5)), make_item("two", published=at(5))])
        assert [entry.published for entry in items(conn, "d")] == [NOON, at(5)]


def test_items_are_found_by_when_they_could_be_known(store: Store) -> None:
    made = [make_item(f"i{hour}", published=at(hour)) for hour in range(5)]
    with store.write() as conn:
        save_items(conn, "d", made)
        save_items(conn, "other", made)
        assert items(conn, "d", at(1), at(3)) == made[1:4]
        assert items(conn, "d", limit=2) == made[3:]
        assert items(conn, "unknown") == []


def test_known_items_are_told_from_new_ones(store: Store) -> None:
    with store.write() as conn:
        save_items(conn, "d", [make_item("one")])
        many = (f"n{number}" for number in range(1200))
        assert known(conn, "d", ["one", *many]) == {"one": make_item("one")}
        assert known(conn, "other", ["one"]) == {}


def test_of_what_a_feed_lists_the_ids_and_its_addresses_that_are_kept_are_known(store: Store) -> None:
    one, two = "https://wire.test/one", "https://wire.test/two"
    with store.write() as conn:
        save_items(conn, "d", [make_item("one"), make_item("two", feed="other"), make_item("four")])
        assert [*map(set, listed(conn, "d", "wire", ["one", "three"], [one, two, ""]))] == [{"one"}, {one}]
        assert not any(listed(conn, "other", "wire", ["one"], [one]))


def test_baseline_is_remembered_until_the_item_is_edited(store: Store) -> None:
    with store.write() as conn:
        save_items(conn, "d", [make_item("one")], baseline=True)
        save_items(conn, "d", [make_item("two")])
        save_items(conn, "d", [make_item("one", url="https://moved.test/")])
        assert is_baseline(conn, "d", "one")
        assert not is_baseline(conn, "d", "two")
        assert not is_baseline(conn, "d", "none")
        save_items(conn, "d", [make_item("one", text="News at last")])
        assert not is_baseline(conn, "d", "one")


def test_two_dossiers_keep_the_same_item_apart(store: Store) -> None:
    with store.write() as conn:
        save_items(conn, "a", [make_item("one")])
        assert save_items(conn, "b", [make_item("one")]) != []
        mark_read(conn, "one", dossier="a", at=at(1))
        assert unread(conn, "a") == []
        assert len(unread(conn, "b")) == 1
        assert item(conn, "one", dossier="c") is None


def test_characters_that_no_database_holds_keep_their_places(store: Store) -> None:
    with store.write() as conn:
        (kept,) = save_items(conn, "d", [make_item("one", text="a\0b\ud800c")])
        assert kept.text == "a\ufffdb\ufffdc"
        assert item(conn, "one") == kept
        assert save_items(conn, "d", [make_item("one", text="a\0b\ud800c")]) == []


# statements


@relaxed
@given(st.lists(values.statements, max_size=4, unique_by=lambda s: s.id))
def test_statements_come_back_exactly(store: Store, made: list[Statement]) -> None:
    with store.write() as conn:
        save_statements(conn, "d", "i1", made)
        assert statements(conn, "d") == in_order(made)
        assert statements_of(conn, "d", "i1") == made


def test_statements_of_a_document_are_replaced(store: Store) -> None:
    first, second = make_statement(stance=Stance.SUPPORT), make_statement(stance=Stance.OPPOSE)
    other = make_statement("i2")
    with store.write() as conn:
        save_statements(conn, "d", "i2", [other])
        save_statements(conn, "d", "i1", [first])
        save_statements(conn, "d", "i1", [second])
        assert statements(conn, "d") == in_order([second, other])
        save_statements(conn, "d", "i1", [])
        assert statements(conn, "d") == [other]


def _spread() -> list[Statement]:
    return [
        make_statement("i1", actor="north", topic="ceasefire", said_on=date(2025, 12, 1), published=at(0)),
        make_statement("i2", actor="north", topic="territory", said_on=date(2025, 12, 2), published=at(1)),
        make_statement("i3", actor="south", topic="ceasefire", said_on=date(2025, 12, 3), published=at(2)),
        make_statement("i4", actor="north", topic="ceasefire", said_on=date(2025, 12, 4), published=None),
    ]


@pytest.mark.parametrize(
    ("asked", "docs"),
    [
        ({}, ["i1", "i2", "i3", "i4"]),
        ({"actor": "north"}, ["i1", "i2", "i4"]),
        ({"actor": "north", "topic": "ceasefire"}, ["i1", "i4"]),
        ({"topic": "ceasefire"}, ["i1", "i3", "i4"]),
        ({"until": at(1)}, ["i1", "i2"]),
        ({"until": at(3)}, ["i1", "i2", "i3", "i4"]),
        ({"since": date(2025, 12, 2), "before": date(2025, 12, 3)}, ["i2", "i3"]),
        ({"actor": "nobody"}, []),
    ],
)
def test_statements_are_found_by(store: Store, asked: dict[str, object], docs: list[str]) -> None:
    with store.write() as conn:
        for made in _spread():
            save_statements(conn, "d", made.doc, [made], known_at=at(3))
        assert [found.doc for found in statements(conn, "d", **asked)] == docs  # type: ignore[arg-type]
        assert pairs(conn, "d") == [("north", "ceasefire"), ("north", "territory"), ("south", "ceasefire")]


def test_statement_is_found_by_its_id(store: Store) -> None:
    made = make_statement()
    with store.write() as conn:
        save_statements(conn, "d", "i1", [made])
        assert statements_like(conn, "d", made.id) == [made]
        assert not is_statement(conn, "other", made.id)
        assert not is_statement(conn, "d", "none")
        assert statements_by_id(conn, "d", [made.id, "none"]) == {made.id: made}


def test_origins_can_be_corrected_later(store: Store) -> None:
    made = make_statement()
    with store.write() as conn:
        save_statements(conn, "d", "i1", [made])
        save_origins(conn, "d", [replace(made, origin="agency", title="Not this")])
        assert statements_like(conn, "d", made.id) == [replace(made, origin="agency")]


# shifts, divergences, alerts


def _shift(key: str, before: Statement, after: Statement, **changes: object) -> Shift:
    base = Shift(
        id=key, actor="north", topic="ceasefire", before=Stance.SUPPORT, after=Stance.OPPOSE, kind=ShiftKind.REVERSAL,
        status=ShiftStatus.SIGNALLED, signalled_at=NOON, statements=(after,), before_statement=before,
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def test_shifts_come_back_with_their_statements(store: Store) -> None:
    before, after = make_statement("i1"), make_statement("i2", stance=Stance.OPPOSE)
    one = _shift("s1", before, after)
    two = _shift("s2", after, before, status=ShiftStatus.WITHDRAWN, confirmed_at=at(2), signalled_at=at(1),
                 withdrawn_at=at(3), withdrawn_by=after)  # fmt: skip
    with store.write() as conn:
        for made in (before, after):
            save_statements(conn, "d", made.doc, [made])
        save_shifts(conn, "d", {("north", "ceasefire"): [two, one]}, since={})
        assert shifts(conn, "d") == [one, two]
        assert shifts(conn, "d", since=at(1)) == [two]
        assert shifts(conn, "d", until=at(0)) == [one]
        assert shifts(conn, "d", actor="north", topic="ceasefire") == [one, two]
        assert shifts(conn, "d", actor="south") == []
        save_shifts(conn, "d", {("north", "ceasefire"): [one]}, since={})
        assert shifts(conn, "d") == [one]
        clear_shifts(conn, "d")
        assert shifts(conn, "d") == []


def test_divergences_come_back_with_their_statements(store: Store) -> None:
    north, south = make_statement("i1"), make_statement("i2", actor="south", stance=Stance.OPPOSE)
    made = Divergence(
        id="x1", round="lisbon", topic="ceasefire", kind=DivergenceKind.STANCE,
        sides=(
            Side(actor="north", stance=Stance.SUPPORT, statements=(north,)),
            Side(actor="south", stance=Stance.OPPOSE, statements=(south,)),
        ),
    )  # fmt: skip
    with store.write() as conn:
        for statement_ in (north, south):
            save_statements(conn, "d", statement_.doc, [statement_])
        save_divergences(conn, "d", "lisbon", [made])
        save_divergences(conn, "d", "vienna", [replace(made, id="x2", round="vienna")])
        assert divergences(conn, "d", round_="lisbon") == [made]
        assert [found.id for found in divergences(conn, "d")] == ["x1", "x2"]
        save_divergences(conn, "d", "lisbon", [])
        assert [found.id for found in divergences(conn, "d")] == ["x2"]
        clear_divergences(conn, "d")
        assert divergences(conn, "d") == []


def test_alerts_are_kept_once(store: Store) -> None:
    subject = Subject(actor="north", topic="ceasefire", rank=Rank.ENVOY, outlet="Wire", origins=2)
    one = make_alert("a1", actor="north", topic="ceasefire", story="tale", updates="a0", subjects=(subject,))
    two = make_alert("a2", at=at(1), kind=AlertKind.DIVERGENCE)
    with store.write() as conn:
        assert save_alerts(conn, "d", [one]) == [one]
        assert save_alerts(conn, "d", [one, two, two]) == [two]
        assert alerts(conn, "d") == [one, two]
        assert alerts(conn, "d", since=at(1)) == [two]
        assert alerts(conn, "d", until=at(0)) == [one]
        assert alerts(conn, "d", story="tale") == [one]
        assert alerts(conn, "d", kind=AlertKind.DIVERGENCE) == [two]
        assert alert(conn, "a1") == one
        assert alert(conn, "a1", dossier="other") is None


@relaxed
@given(values.cards)
def test_cards_come_back_exactly(card: Card) -> None:
    assert card_from_json(card_to_json(card)) == card


@relaxed
@given(st.text())
def test_storable_text_keeps_every_offset(text: str) -> None:
    kept = storable(text)
    assert len(kept) == len(text)
    assert storable(kept) == kept
    kept.encode()


def test_lone_surrogate_in_a_card_comes_back(store: Store) -> None:
    made = make_alert("a1", card=Card(title="\ud800 and \0"))
    with store.write() as conn:
        save_alerts(conn, "d", [made])
        assert alert(conn, "a1") == made
