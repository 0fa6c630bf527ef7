"""How the program fares: what counts as wrong, how late things arrive, and who may see what of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes.command_line import CommandLine, configuration
from fakes.miami import DOSSIER

from bot.chat.console import render_text
from bot.commands.asker import Asker, operator
from bot.commands.desk import Desk, Memory
from bot.commands.registry import respond
from bot.commands.status import duration
from bot.model import Card, Delivery, Item
from bot.settings import Settings
from bot.status import Status, lag, next_digest, status_of, worries
from bot.store import outbox, parts, schema
from bot.store.channels import save_channel
from bot.store.database import Store, open_store
from bot.store.feeds import FeedState, save_feed_state
from bot.store.items import save_items
from bot.store.operation import Arrival, DigestTimes
from bot.subscriptions import Channel

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOON = NOW + timedelta(minutes=10)
FEED = DOSSIER.feeds[0].id


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def state(**values: Any) -> FeedState:
    known: dict[str, Any] = {
        "dossier": DOSSIER.id,
        "feed": FEED,
        "url": "https://x.example/",
        "last_checked": NOW,
        "next_check": SOON,
    }
    return FeedState(**(known | values))


@pytest.fixture
def memory_store() -> Iterator[Store]:
    """An empty store."""
    opened = open_store("sqlite:///:memory:")
    yield opened
    opened.close()


@pytest.fixture
def well(memory_store: Store) -> Store:
    """A store in which everything is as it should be."""
    with memory_store.write() as conn:
        for feed in DOSSIER.feeds:
            save_feed_state(conn, state(feed=feed.id))
    return memory_store


def status(store: Store, now: datetime = NOW) -> Status:
    return status_of(store, [DOSSIER], Settings(), now=now)


def told(store: Store, now: datetime = NOW) -> list[str]:
    return [str(one) for one in worries(status(store, now))]


def queue(store: Store, channel: str, *, created: datetime, published: datetime | None = None, name: str = "a") -> None:
    one = Delivery(key=f"{channel}{name}", channel=channel, card=Card(title="Hi"), created=created, published=published)
    with store.write() as conn:
        outbox.enqueue(conn, [one])


def finish(store: Store, channel: str, *, at: datetime, dead: str = "") -> None:
    with store.write() as conn:
        lease = outbox.lease(conn, channel, at, 60)
        assert lease is not None
        if dead:
            outbox.dead(conn, lease, at=at, reason=dead)
        else:
            outbox.sent(conn, lease, at=at)


def lose(store: Store, channel: str, tenant: str, *, at: datetime | None = None, reason: str = "") -> None:
    with store.write() as conn:
        conn.execute(
            schema.channels.insert().values(
                channel=channel, tenant=tenant, zone="", quiet="", digest_times="[]", lost_at=at, lost_reason=reason
            )
        )


def test_nothing_is_wrong_where_all_is_well(well: Store) -> None:
    assert told(well) == []


def test_an_empty_store_says_that_nothing_runs(memory_store: Store) -> None:
    assert told(memory_store) == [f"{DOSSIER.id}: no feed was ever asked; start `parley run`"]


@pytest.mark.parametrize(
    ("feed", "wrong"),
    [
        (state(next_check=ago(hours=1)), "1 of 1 feeds are overdue"),
        (state(next_check=ago(minutes=20)), ""),
        (state(failures=3, last_error="no"), "1 of 1 feeds fail"),
        (state(silent_since=ago(days=3)), ""),
        (state(retired=ago(days=3), next_check=None, failures=1), ""),
    ],
)
def test_feeds_are_a_worry_when_they_are_not_asked_or_most_of_them_fail(
    feed: FeedState, wrong: str, memory_store: Store
) -> None:
    one = DOSSIER.model_copy(update={"feeds": DOSSIER.feeds[:1]})
    with memory_store.write() as conn:
        save_feed_state(conn, feed)
    found = worries(status_of(memory_store, [one], Settings(), now=NOW))
    assert [wrong in str(worry) for worry in found] == ([True] if wrong else [])


def test_feeds_are_counted_by_how_they_fare(well: Store) -> None:
    with well.write() as conn:
        save_feed_state(conn, state(failures=2, silent_since=NOW))
    (found,) = status(well).dossiers
    assert (found.feeds, found.asked) == (len(DOSSIER.feeds), len(DOSSIER.feeds))
    assert (found.failing, found.silent, found.retired, found.overdue) == (1, 1, 0, 0)


def test_items_that_wait_too_long_to_be_read_are_a_worry(well: Store) -> None:
    for key, age in (("new", 5), ("old", 90)):
        item = Item(id=key, feed=FEED, url="", title="T", text="t", fetched=ago(minutes=age))
        with well.write() as conn:
            save_items(conn, DOSSIER.id, [item])
        (found,) = status(well).dossiers
        assert found.backlog.oldest == ago(minutes=age)
        assert bool(told(well)) is (key == "old")
    assert "2 items wait to be read, the first since 2026-03-02 10:30 UTC" in told(well)[0]


def test_cards_that_wait_too_long_are_a_worry_and_those_for_a_lost_channel_are_not(well: Store) -> None:
    queue(well, "discord:1", created=ago(minutes=20))
    queue(well, "discord:2", created=ago(minutes=5))
    assert [one for one in told(well) if "discord:1: 1 cards wait" in one] == told(well)
    lose(well, "discord:1", "discord:81", at=ago(days=2), reason="no access")
    assert told(well) == []


def test_what_was_given_up_or_lost_is_a_worry_for_a_day(well: Store) -> None:
    queue(well, "slack:T1:C1", created=NOW)
    finish(well, "slack:T1:C1", at=NOW, dead="invalid_blocks")
    lose(well, "slack:T1:C2", "slack:T1", at=NOW, reason="channel_not_found")
    assert len(told(well)) == 2
    assert any("invalid_blocks" in one for one in told(well))
    with well.write() as conn:
        for feed in DOSSIER.feeds:
            save_feed_state(conn, state(feed=feed.id, next_check=NOW + timedelta(days=9)))
    assert told(well, NOW + timedelta(hours=25)) == []
    assert [(one.channel, one.dead) for one in status(well).lines] == [("slack:T1:C1", 1), ("slack:T1:C2", 0)]


def test_a_part_is_a_worry_until_it_works_again(well: Store) -> None:
    with well.write() as conn:
        parts.worked(conn, "discord", at=ago(hours=1))
        parts.failed(conn, "discord", at=NOW, error="401: improper token")
    assert told(well) == ["discord has not worked since 2026-03-02 12:00 UTC: 401: improper token"]
    with well.write() as conn:
        parts.worked(conn, "discord", at=NOW)
    assert told(well) == []


# lags


def test_lag_counts_from_publication_only_where_there_is_one(well: Store) -> None:
    for number in range(1, 21):
        name = f"{number:02}"
        queue(well, "console:main", created=ago(seconds=10), published=ago(seconds=number * 60), name=name)
    queue(well, "console:main", created=ago(seconds=10), name="digest")
    for _ in range(21):
        finish(well, "console:main", at=NOW)
    found = status(well)
    assert found.since_published is not None
    assert (found.since_published.cards, found.since_published.p50, found.since_published.p95) == (20, 600, 1140)
    assert found.since_created is not None
    assert (found.since_created.cards, found.since_created.p95) == (21, 10)
    later = status(well, NOW + timedelta(hours=25))
    assert (later.since_published, later.since_created) == (None, None)


def test_a_clock_that_lags_behind_its_publisher_makes_no_negative_lag() -> None:
    found = lag([(SOON, Arrival(channel="c", created=NOW, arrived=NOW))])
    assert found is not None
    assert found.p50 == 0


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0 s"), (89, "89 s"), (90, "2 min"), (3600, "60 min"), (9000, "2.5 h"), (180000, "2.1 days")],
)
def test_durations_are_shown_in_the_unit_that_fits(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


# the next digest


def test_the_next_digest_is_the_first_of_any_channel() -> None:
    settings = Settings.model_validate({"digest": {"time": "07:00", "time_zone": "Europe/Kyiv"}})
    assert next_digest([], settings, now=NOW) == datetime(2026, 3, 3, 5, tzinfo=UTC)
    assert next_digest([DigestTimes(zone="Asia/Kathmandu", times=("18:30",))], settings, now=NOW) == datetime(
        2026, 3, 2, 12, 45, tzinfo=UTC
    )
    assert next_digest([DigestTimes(zone="America/New_York", times=())], settings, now=NOW) == datetime(
        2026, 3, 3, 5, tzinfo=UTC
    )


def test_the_next_digest_of_a_channel_that_says_its_own_times_counts(well: Store) -> None:
    with well.write() as conn:
        save_channel(conn, Channel(id="discord:1", tenant="discord:81", zone="Asia/Tokyo", digest_times=("22:00",)))
        save_channel(conn, Channel(id="discord:2", tenant="discord:81"))
    assert status(well).next_digest == datetime(2026, 3, 2, 13, tzinfo=UTC)


# who may see what


HERE = Asker(tenant="discord:81", channel="discord:81:5", user="7", name="Ann")


def asked(store: Store, asker: Asker) -> str:
    found = status(store)
    return render_text(
        respond("/status", Desk(dossier=DOSSIER, now=NOW, archive=Memory(), asker=asker, status=lambda: found))
    )


@pytest.fixture
def troubled(well: Store) -> Store:
    """A store with troubles in two tenants and of the program."""
    for tenant in ("discord:81", "discord:82"):
        lose(well, f"{tenant}:5", tenant, at=NOW, reason=f"missing access in {tenant}")
    with well.write() as conn:
        parts.failed(conn, "reader", at=NOW, error="the model is gone; password=hunter22")
    return well


def test_everybody_sees_figures_and_nobody_else_sees_channels_or_errors(troubled: Store) -> None:
    for asker in (HERE, Asker(tenant="", channel="", user="", name="")):
        shown = asked(troubled, asker)
        assert "3 things to look at" in shown
        assert "2 channels lost" in shown
        assert "reader has not worked" in shown
        assert "discord:8" not in shown
        assert "the model is gone" not in shown


def test_who_manages_sees_their_own_channels_and_errors(troubled: Store) -> None:
    shown = asked(troubled, replace(HERE, manages=True))
    assert "missing access in discord:81" in shown
    assert "the model is gone" in shown
    assert "discord:82" not in shown


def test_who_runs_the_program_sees_everything_but_secrets(troubled: Store) -> None:
    shown = asked(troubled, operator("root"))
    assert "missing access in discord:81" in shown
    assert "missing access in discord:82" in shown
    assert "hunter22" not in shown


def test_without_a_program_nothing_is_claimed() -> None:
    assert "Nothing is known" in render_text(respond("/status", Desk(dossier=DOSSIER, now=NOW, archive=Memory())))


# the verb


def test_the_verb_says_it_to_cron(tmp_path: Path) -> None:
    parley = CommandLine(tmp_path)
    configuration(tmp_path / "config", feeds={"wire": "http://127.0.0.1:1/feed"})
    never = parley("status")
    assert never.status == 1
    assert "no feed was ever asked" in never.out
    found = parley("status", "--json").json
    assert found["versions"]["schema"] == schema.REVISION
    assert found["dossiers"][0]["feeds"] == 1
    assert len(found["worries"]) == 1

    store = open_store(f"sqlite:///{tmp_path / 'parley.db'}")
    now = datetime.now(UTC)
    with store.write() as conn:
        well = FeedState(dossier="talks", feed="wire", url="http://127.0.0.1:1/feed", last_checked=now)
        save_feed_state(conn, replace(well, next_check=now + timedelta(hours=1)))
    store.close()
    done = parley("status")
    assert (done.status, "All is well" in done.out) == (0, True)
