"""What is held back is told later, once, as a summary with the single alerts in its thread."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

import pytest
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.values import NOON, at, make_item

from bot.app import MEMORY, opened
from bot.delivery.holding import release_due
from bot.jobs.holding import release_held
from bot.model import AlertKind, Delivery, Item, Manner
from bot.pipeline import process_item
from bot.settings import AlertRules, Settings
from bot.store import channels as channel_rows
from bot.store import outbox
from bot.store.database import Store
from bot.store.items import save_items
from bot.store.subscriptions import add_subscription, remove_subscription
from bot.store.verdicts import abandon, due
from bot.subscriptions import USUAL_KINDS, Channel, Origin, Quiet, Subscription

SETTINGS = Settings(alerts=AlertRules(burst=2, burst_minutes=10))
HERE = "discord:11"
NIGHT = Channel(id=HERE, tenant="discord:1", zone="UTC", quiet=Quiet(time(11), time(13)))
TOPICS = ("ceasefire", "territory", "progress")


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a store with one channel that follows everything."""
    with opened(MEMORY) as kept:
        with kept.write() as conn:
            add_subscription(conn, WISH)
        yield kept


WISH = Subscription(
    id="s1", channel=HERE, tenant="discord:1", dossier="d", origin=Origin.CHAT, created=at(-1), kinds=tuple(AlertKind)
)


def article(key: str, *lines: str, hours: float = 0, outlet: str = "Wire") -> Item:
    """Return an item of so many lines."""
    made = make_item(key, text="\n".join(lines), outlet=outlet, published=at(hours), fetched=at(hours), full=True)
    return replace(made, title=f"Report {key} of {outlet}")


def copied(hours: float) -> Item:
    """Return the report "one" as another outlet has it."""
    return replace(article("three", says_that(0, "Ann"), hours=hours, outlet="Post"), url="https://wire.test/one")


def process(store: Store, one: Item, now: datetime | None = None) -> None:
    """Take the item through the pipeline, as of its publication."""
    with store.write() as conn:
        save_items(conn, "d", [one])
        process_item(
            conn, one, reader=ScriptedReader(), dossier=DOSSIER, settings=SETTINGS, now=now or one.published or NOON
        )  # fmt: skip


def sent(store: Store) -> list[Delivery]:
    """Return what is queued for the channel, in order, and take it off the queue."""
    found: list[Delivery] = []
    now = at(100)
    with store.write() as conn:
        while (lease := outbox.lease(conn, HERE, now, 60)) is not None:
            found.append(lease.delivery)
            outbox.sent(conn, lease, at=now, receipt=f"m{len(found)}")
    return found


def says_that(number: int, speaker: str) -> str:
    """Return one of several lines that have little in common."""
    words = ("Grain leaves the ports again.", "Prisoners shall come home by spring.", "Courts will judge it all.")
    return says(("north", "south")[number % 2], "support" if number < 2 else "positive", TOPICS[number], speaker,
                words[number])  # fmt: skip


def settle(store: Store, channel: Channel) -> None:
    with store.write() as conn:
        channel_rows.save_channel(conn, channel)


def test_quiet_hours_end_with_one_summary_and_a_thread(store: Store) -> None:
    settle(store, NIGHT)
    process(store, article("one", says_that(0, "Ann")))
    process(store, article("two", says_that(1, "Cid"), hours=0.5, outlet="Post"))
    assert sent(store) == []
    assert release_held(store, now=at(0.9)) == 0
    assert release_held(store, now=at(1)) == 3
    assert release_held(store, now=at(1)) == 0
    summary, *single = sent(store)
    assert (summary.kind, summary.manner, summary.card.title) == ("summary", Manner.NEW, "2 alerts in the quiet hours")
    assert [(one.manner, one.under) for one in single] == [(Manner.REPLY, summary.subject)] * 2
    assert [one.card.title for one in single] == ["North: ceasefire supported", "South: territory supported"]
    assert single[0].subject != single[1].subject


def test_one_alert_that_was_held_is_told_as_it_is(store: Store) -> None:
    settle(store, NIGHT)
    process(store, article("one", says_that(0, "Ann")))
    release_held(store, now=at(1))
    (one,) = sent(store)
    assert (one.manner, one.under, one.card.title) == (Manner.NEW, "", "North: ceasefire supported")


def test_an_update_after_the_summary_stands_in_its_thread(store: Store) -> None:
    settle(store, NIGHT)
    process(store, article("one", says_that(0, "Ann")))
    process(store, article("two", says_that(1, "Cid"), hours=0.5, outlet="Post"))
    release_held(store, now=at(1))
    summary, first, _ = sent(store)
    process(store, copied(hours=2))
    (update,) = sent(store)
    assert update.card.title.startswith("Also reported by Post")
    assert (update.manner, update.under, update.subject) == (Manner.REPLY, summary.subject, first.subject)


def test_an_update_of_what_is_held_is_told_with_it(store: Store) -> None:
    settle(store, NIGHT)
    process(store, article("one", says_that(0, "Ann")))
    process(store, copied(hours=0.5))
    release_held(store, now=at(1))
    told = sent(store)
    assert [one.manner for one in told] == [Manner.NEW, Manner.REPLY]
    assert len({one.subject for one in told}) == 1


def test_a_burst_is_told_as_a_summary_when_it_is_over(store: Store) -> None:
    settle(store, replace(NIGHT, quiet=None))
    lines = [
        says("north", "support", "ceasefire", "Ann", "Grain leaves the ports again."),
        says("south", "oppose", "territory", "Cid", "Nobody gives away a single village."),
        says("south", "positive", "progress", "Dee", "Courts will judge it all in time."),
        says("north", "oppose", "territory", "Bob", "Prisoners shall come home by spring."),
    ]
    for number, line in enumerate(lines):
        process(store, replace(article(f"n{number}", line, hours=number / 60), title=f"{number} {line[-20:]}"))
    at_once = sent(store)
    assert [one.manner for one in at_once if one.kind == "statement"] == [Manner.NEW, Manner.NEW]
    release_held(store, now=at(1))
    later = sent(store)
    assert later[0].card.title.endswith("alerts in a short time")
    assert {one.under for one in later[1:]} == {later[0].subject}
    assert len({one.key for one in (*at_once, *later)}) == len(at_once) + len(later)


@pytest.mark.parametrize("change", [{"muted_until": at(50)}, {"lost_at": at(0.5), "lost_reason": "gone"}])
def test_a_channel_that_is_muted_or_lost_meanwhile_is_not_told(store: Store, change: dict[str, object]) -> None:
    settle(store, NIGHT)
    process(store, article("one", says_that(0, "Ann")))
    settle(store, replace(NIGHT, **change))  # type: ignore[arg-type]
    assert release_held(store, now=at(1)) == 0
    assert sent(store) == []
    with store.read() as conn:
        assert due(conn, at(1000)) == []


def test_what_ends_in_quiet_hours_waits_for_their_end(store: Store) -> None:
    settle(store, NIGHT)
    process(store, article("one", says_that(0, "Ann")))
    settle(store, replace(NIGHT, quiet=Quiet(time(12), time(20))))
    assert release_held(store, now=at(1)) == 0
    assert release_held(store, now=at(8)) == 1


def release_broken_off(store: Store) -> None:
    """Release what is held, and fail before it is committed."""
    with store.write() as conn:
        assert release_due(conn, now=at(1)) == 1
        raise RuntimeError("the power is gone")


def test_nothing_held_is_lost_when_its_release_is_broken_off(store: Store) -> None:
    settle(store, NIGHT)
    process(store, article("one", says_that(0, "Ann")))
    with pytest.raises(RuntimeError, match="power"):
        release_broken_off(store)
    assert sent(store) == []
    assert release_held(store, now=at(1)) == 1
    assert len(sent(store)) == 1


def test_a_channel_that_unsubscribes_is_not_told_what_was_held(store: Store) -> None:
    settle(store, NIGHT)
    process(store, article("one", says_that(0, "Ann")))
    with store.write() as conn:
        assert remove_subscription(conn, "s1", channel=HERE, tenant="discord:1")
        abandon(conn, HERE, at=at(0.5), reason="It was held back, and the channel unsubscribed.")
    assert release_held(store, now=at(1)) == 0


def test_an_item_from_before_the_subscription_is_not_told_and_a_day_alone_counts_from_its_fetching(
    store: Store,
) -> None:
    process(store, article("old", says_that(0, "Ann"), hours=-2), now=NOON)
    assert sent(store) == []
    dated = replace(
        article("dated", says_that(1, "Cid")), published=at(-12), published_is_date=True, fetched=NOON,
    )  # fmt: skip
    process(store, dated, now=NOON)
    assert [one.card.title for one in sent(store)] == ["South: territory supported"]


def test_a_channel_that_waits_for_a_second_origin_gets_the_whole_report_then(store: Store) -> None:
    with store.write() as conn:
        remove_subscription(conn, "s1", channel=HERE, tenant="discord:1")
        add_subscription(conn, replace(WISH, id="s2", minimum_origins=2, kinds=USUAL_KINDS))
    process(store, article("one", says_that(0, "Ann")))
    other = says("north", "support", "ceasefire", "Bob", "Let it all stop, and let it stop before the winter comes.")
    process(store, article("two", other, hours=0.2, outlet="Post"))
    assert sent(store) == []
    process(store, copied(hours=0.4))
    report, update = sent(store)
    assert (report.card.title, report.manner) == ("North: ceasefire supported", Manner.NEW)
    assert (update.manner, update.subject) == (Manner.REPLY, report.subject)
    assert update.card.title.startswith("Also reported by Post")
