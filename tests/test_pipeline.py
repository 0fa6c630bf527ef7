"""One item all the way: what is kept, what follows from it, what is told; all of it together, or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.values import NOON, at, make_item
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from bot.derive import rebuild
from bot.model import Alert, AlertKind, Divergence, Item, Shift, ShiftStatus, Statement
from bot.pipeline import Processed, process_item, read, record
from bot.settings import Settings
from bot.store import outbox
from bot.store.alerts import alerts
from bot.store.database import Store
from bot.store.divergences import divergences
from bot.store.items import item, save_items, unread
from bot.store.shifts import shifts
from bot.store.statements import statements
from bot.subscriptions import Subscription

SETTINGS = Settings()
EVERYTHING = tuple(Subscription(channel=channel, kinds=tuple(AlertKind)) for channel in ("console:a", "console:b"))
YES = says("north", "support", "ceasefire", "Ann", "We want the guns to fall silent at once.")
NO = says("north", "oppose", "ceasefire", "Ann", "There will be no pause of any kind now.")
NO_TOO = says("north", "oppose", "ceasefire", "Bob", "Nobody on our side thinks of stopping here.")
SOUTH = says("south", "oppose", "ceasefire", "Cid", "They only want time to bring up more men.")


def article(key: str, *lines: str, hours: float = 0, outlet: str = "Wire", **changes: object) -> Item:
    """Return an item of so many lines."""
    made = make_item(key, text="\n".join(lines), outlet=outlet, published=at(hours), fetched=at(hours), full=True)
    return replace(made, title=f"Report {key} of {outlet}", **changes)  # type: ignore[arg-type]


def process(conn: Connection, one: Item, *, baseline: bool = False) -> Processed:
    """Save the item and process it as of its publication."""
    save_items(conn, "d", [one], baseline=baseline)
    return process_item(
        conn, one, reader=ScriptedReader(), dossier=DOSSIER, settings=SETTINGS, subscriptions=EVERYTHING,
        now=one.published or NOON,
    )  # fmt: skip


def queued(conn: Connection) -> int:
    """Return how many deliveries wait."""
    return sum(state.queued for state in outbox.queue_states(conn))


def test_item_is_taken_from_fetched_to_told(store: Store) -> None:
    with store.write() as conn:
        done = process(conn, article("one", YES))
    with store.read() as conn:
        (kept,) = statements(conn, "d")
        assert (kept.outlet, kept.url, kept.published) == ("Wire", "https://wire.test/one", NOON)
        assert (kept.title, kept.story, kept.origin) == ("Report one of Wire", "one", "wire")
        assert done.statements == (kept,)
        assert alerts(conn, "d") == list(done.alerts)
        assert [alert.kind for alert in done.alerts] == [AlertKind.STATEMENT]
        assert done.deliveries == queued(conn) == 2
        assert outbox.waiting_channels(conn) == ["console:a", "console:b"]
        assert unread(conn, "d") == []
        assert done.item.story == "one"


def test_item_without_statements_is_read_and_tells_nothing(store: Store) -> None:
    with store.write() as conn:
        done = process(conn, article("one", "Nothing of interest."))
        assert (done.statements, done.alerts, done.deliveries) == ((), (), 0)
        assert unread(conn, "d") == []


def test_processing_an_item_again_changes_and_tells_nothing(store: Store) -> None:
    with store.write() as conn:
        process(conn, article("one", YES))
        first = _everything(conn)
        again = process(conn, article("one", YES))
        assert (again.alerts, again.deliveries, again.shifts) == ((), 0, ())
        assert _everything(conn) == first


def test_second_outlet_joins_story_and_origin_and_updates_the_alert(store: Store) -> None:
    copy = " ".join(f"word{number}" for number in range(60))
    with store.write() as conn:
        first = process(conn, article("one", YES, copy))
        second = process(conn, article("two", YES, copy, outlet="Post", hours=1))
        assert second.item.story == "one"
        assert {s.origin for s in statements(conn, "d")} == {"wire"}
        (update,) = second.alerts
        assert update.updates == first.alerts[0].id


def test_agency_named_later_becomes_the_origin_of_what_came_before(store: Store) -> None:
    class Chained(ScriptedReader):
        def read(self, document):  # type: ignore[no-untyped-def]
            reading = super().read(document)
            return replace(reading, statements=tuple(replace(s, chain=("Wire",)) for s in reading.statements))

    later = article("two", YES, hours=1, outlet="Wire")
    with store.write() as conn:
        process(conn, article("one", YES, outlet="Post"))
        assert [s.origin for s in statements(conn, "d")] == ["post"]
        save_items(conn, "d", [later])
        process_item(conn, later, reader=Chained(), dossier=DOSSIER, settings=SETTINGS, now=at(1))
        assert [s.origin for s in statements(conn, "d")] == ["wire", "wire"]


def test_shift_is_signalled_then_confirmed(store: Store) -> None:
    with store.write() as conn:
        process(conn, article("one", YES))
        signal = process(conn, article("two", NO, hours=24 * 5))
        assert [shift.status for shift in signal.shifts] == [ShiftStatus.SIGNALLED]
        assert AlertKind.SHIFT in {alert.kind for alert in signal.alerts}
        confirmed = process(conn, article("three", NO_TOO, outlet="Post", hours=24 * 6))
        assert [shift.status for shift in confirmed.shifts] == [ShiftStatus.CONFIRMED]
        (told,) = (alert for alert in confirmed.alerts if alert.kind is AlertKind.SHIFT)
        assert told.updates in {alert.id for alert in signal.alerts}
        assert shifts(conn, "d") == list(confirmed.shifts)


def test_accounts_that_differ_are_told_once(store: Store) -> None:
    with store.write() as conn:
        process(conn, article("one", YES))
        done = process(conn, article("two", SOUTH, hours=1))
        assert [one.round for one in done.divergences] == ["lisbon"]
        assert AlertKind.DIVERGENCE in {alert.kind for alert in done.alerts}
        assert divergences(conn, "d") == list(done.divergences)
        later = process(conn, article("three", says("south", "support", "territory", "Cid", "Have it."), hours=2))
        assert AlertKind.DIVERGENCE not in {alert.kind for alert in later.alerts}


def test_edited_item_replaces_its_statements_and_tells_only_what_is_new(store: Store) -> None:
    more = says("north", "support", "territory", "Ann", "We give up the valley.")
    with store.write() as conn:
        process(conn, article("one", YES))
        reworded = process(conn, article("one", "A new beginning.", YES))
        assert reworded.alerts == ()
        assert statements(conn, "d")[0].evidence[0].start > len("A new beginning.")
        added = process(conn, article("one", YES, more))
        assert len(added.alerts) == 1
        assert added.alerts[0].updates is not None
        taken_back = process(conn, article("one", more))
        assert taken_back.alerts == ()
        assert [s.topic for s in statements(conn, "d")] == ["territory"]


def test_correction_that_removes_a_shift_withdraws_it(store: Store) -> None:
    with store.write() as conn:
        process(conn, article("one", YES))
        process(conn, article("two", NO, hours=24 * 5))
        corrected = process(conn, article("two", YES, hours=24 * 5))
        assert shifts(conn, "d") == []
        assert [alert.kind for alert in corrected.alerts if alert.updates] == [AlertKind.SHIFT]


def test_item_edited_between_reading_and_recording_is_left_for_the_next_reading(store: Store) -> None:
    old, new = article("one", YES), article("one", NO)
    reading = read(old, ScriptedReader())
    with store.write() as conn:
        save_items(conn, "d", [old])
        save_items(conn, "d", [new])
        done = record(conn, old, reading, dossier=DOSSIER, settings=SETTINGS, now=NOON)
        assert done.stale
        assert statements(conn, "d") == []
        assert [entry.id for entry in unread(conn, "d")] == ["one"]


def test_item_that_nobody_saved_is_kept(store: Store) -> None:
    one = article("one", YES)
    with store.write() as conn:
        process_item(conn, one, reader=ScriptedReader(), dossier=DOSSIER, settings=SETTINGS, now=NOON)
        kept = item(conn, "one")
    assert kept is not None
    assert kept.text == one.text


def test_what_was_there_before_anybody_watched_is_kept_and_not_told(store: Store) -> None:
    with store.write() as conn:
        old = process(conn, article("one", YES), baseline=True)
        assert (len(old.statements), old.alerts, old.deliveries) == (1, (), 0)
        news = process(conn, article("two", NO, hours=24 * 5))
        assert AlertKind.SHIFT in {alert.kind for alert in news.alerts}


def test_item_without_time_is_read_as_of_its_fetching_and_stays_without(store: Store) -> None:
    one = article("one", YES, published=None, fetched=at(24 * 3))
    with store.write() as conn:
        process(conn, one)
        (kept,) = statements(conn, "d")
        assert (kept.said_on, kept.published) == (date(2025, 12, 25), None)
        assert statements(conn, "d", until=at(24 * 2)) == []
        assert statements(conn, "d", until=at(24 * 3)) == [kept]


def test_channel_that_did_not_ask_gets_nothing(memory_store: Store) -> None:
    one = article("one", YES)
    wanted = (Subscription(channel="console:a", topics=("territory",)), Subscription(channel="console:b"))
    with memory_store.write() as conn:
        save_items(conn, "d", [one])
        done = process_item(
            conn, one, reader=ScriptedReader(), dossier=DOSSIER, settings=SETTINGS, subscriptions=wanted, now=NOON
        )
        assert done.deliveries == 1
        assert outbox.waiting_channels(conn) == ["console:b"]


# all or nothing


def _everything(conn: Connection) -> tuple[list[Statement], list[Shift], list[Divergence], list[Alert], int]:
    return statements(conn, "d"), shifts(conn, "d"), divergences(conn, "d"), alerts(conn, "d"), queued(conn)


class CrashError(Exception):
    """The process ends here."""


@contextmanager
def _failing_at(conn: Connection, number: int) -> Iterator[None]:
    """Let the statement of that number on the connection fail."""
    left = number

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise CrashError

    event.listen(conn, "before_cursor_execute", count)
    try:
        yield
    finally:
        event.remove(conn, "before_cursor_execute", count)


def test_crash_at_any_statement_leaves_the_item_unread_and_nothing_told(memory_store: Store) -> None:
    last = article("three", NO, hours=24 * 5)
    number, completed = 1, False
    with memory_store.read() as conn:  # which keeps nothing in the end
        process(conn, article("one", YES))
        process(conn, article("two", SOUTH, hours=1))
        save_items(conn, "d", [last])
        before = _everything(conn)
        smooth = conn.begin_nested()
        process(conn, last)
        expected = _everything(conn)
        smooth.rollback()
        while not completed:
            attempt = conn.begin_nested()
            try:
                with _failing_at(conn, number):
                    process(conn, last)
                completed = True
            except CrashError:
                attempt.rollback()
                assert _everything(conn) == before
                assert [entry.id for entry in unread(conn, "d")] == ["three"]
                attempt = conn.begin_nested()
                process(conn, last)
            assert _everything(conn) == expected
            attempt.rollback()
            number += 1
    assert number > 20


# derived anew

_lines = st.builds(
    says,
    st.sampled_from(["north", "south"]),
    st.sampled_from(["support", "oppose", "conditional"]),
    st.sampled_from(["ceasefire", "territory"]),
    st.sampled_from(["Ann", "Bob"]),
    st.sampled_from(["We said all that there is.", "Nobody can want anything else now.", "It will be as it was."]),
)
_articles = st.builds(
    article,
    st.sampled_from(["one", "two", "three", "four"]),
    _lines,
    _lines,
    hours=st.integers(-24 * 10, 24 * 20),
    outlet=st.sampled_from(["Wire", "Post", ""]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_articles, max_size=8))
def test_what_is_derived_is_the_same_when_derived_anew(memory_store: Store, story: list[Item]) -> None:
    with memory_store.read() as conn:  # which keeps nothing in the end
        for one in story:
            process(conn, one)
        found = _everything(conn)
        counted = rebuild(conn, DOSSIER, rules=SETTINGS.positions)
        assert _everything(conn) == found
        assert counted == (len(found[1]), len(found[2]))


def test_rebuild_forgets_what_no_statement_supports(store: Store) -> None:
    with store.write() as conn:
        process(conn, article("one", YES))
        process(conn, article("two", NO, hours=24 * 5))
        assert len(shifts(conn, "d")) == 1
        patient = SETTINGS.positions.model_copy(update={"minimum_confidence": 1.0, "fresh_days": 1})
        assert rebuild(conn, DOSSIER, rules=patient) == (1, 0)
        assert rebuild(conn, DOSSIER.model_copy(update={"id": "other"}), rules=patient) == (0, 0)


@pytest.mark.parametrize("days", [0, 2])
def test_story_reaches_as_far_as_its_period(memory_store: Store, days: int) -> None:
    copy = " ".join(f"word{number}" for number in range(60))
    with memory_store.write() as conn:
        process(conn, article("one", YES, copy))
        second = process(conn, article("two", YES, copy, outlet="Post", hours=24 * days))
        assert second.item.story == "one"
        far = process(conn, article("three", YES, copy, outlet="Post", hours=24 * 9))
        assert far.item.story == "three"
