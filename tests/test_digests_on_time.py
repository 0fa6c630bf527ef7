"""Digests come to each channel at its times, once per local day, over restarts, clock changes and outages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.values import make_item

from bot.app import MEMORY, opened
from bot.commands.desk import Desk, Stored
from bot.corrections import correction_of
from bot.jobs.digests import write_digests
from bot.jobs.watch import Watch
from bot.model import Delivery
from bot.pipeline import process_item
from bot.settings import Settings
from bot.store import channels as channel_rows
from bot.store import outbox
from bot.store.corrections import save_correction
from bot.store.database import Store
from bot.store.items import save_items
from bot.store.schema import outbox as outbox_rows
from bot.store.serial import card_from_json
from bot.store.statements import as_read
from bot.store.subscriptions import add_subscription
from bot.subscriptions import Channel, Origin, Subscription

START = datetime(2026, 1, 5, tzinfo=UTC)
ZONES = {
    "Europe/Kyiv": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Asia/Kathmandu": (date(2026, 3, 29), date(2026, 10, 25)),  # has no clock changes
}
LINE = says("north", "support", "ceasefire", "Ann", "We want the guns to fall silent at once.")


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a store in which one article was read."""
    item = make_item("one", text=LINE, published=START, fetched=START, full=True)
    with opened(MEMORY) as kept:
        with kept.write() as conn:
            save_items(conn, "d", [item])
            process_item(conn, item, reader=ScriptedReader(), dossier=DOSSIER, settings=Settings(), now=START)
        yield kept


def watch(store: Store, *, operator: str = "", defaults: tuple[Subscription, ...] = ()) -> Watch:
    """Return the watch as a process that just started has it."""
    return Watch(
        dossier=DOSSIER, settings=Settings(), store=store, reader=ScriptedReader, operator=operator,
        subscriptions=defaults,
        desk=lambda now: Desk(dossier=DOSSIER, now=now, archive=Stored(store, "d")),
    )  # fmt: skip


def follow(store: Store, channel: str, zone: str, *times: str, created: datetime = START, **more: object) -> None:
    """Let the channel follow the dossier, with digests at those times."""
    with store.write() as conn:
        add_subscription(
            conn,
            Subscription(id=f"s{channel}", channel=channel, tenant="t", dossier="d", origin=Origin.CHAT,
                         created=created),
        )  # fmt: skip
        channel_rows.save_channel(
            conn, Channel(id=channel, tenant="t", zone=zone, digest_times=times, **more)  # type: ignore[arg-type]
        )  # fmt: skip


def sent(store: Store, channel: str) -> list[Delivery]:
    """Return what is queued for the channel, in order, and take it off the queue."""
    found: list[Delivery] = []
    now = START + timedelta(days=1000)
    with store.write() as conn:
        while (lease := outbox.lease(conn, channel, now, 60)) is not None:
            found.append(lease.delivery)
            outbox.sent(conn, lease, at=now, receipt="m")
    return found


@pytest.mark.parametrize("time", ["07:00", "03:30", "02:30", "00:00", "23:59"])
@pytest.mark.parametrize("zone", sorted(ZONES))
@pytest.mark.parametrize("change", [0, 1])
def test_one_digest_per_local_day_over_clock_changes_with_restarts_at_the_minute(
    store: Store, zone: str, change: int, time: str
) -> None:
    follow(store, "c", zone, time, settled_at=START)
    hour, minute = map(int, time.split(":"))
    for days in range(-1, 3):
        day = ZONES[zone][change] + timedelta(days=days)
        at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        moments = [-60, -1, 0, 0, 1, 30, 60, 3600, 3601, 7200, 5 * 3600]
        made = [write_digests(watch(store), now=at + timedelta(seconds=one)) for one in moments]  # each a new process
        assert made == [0, 0, 1, *[0] * 8], f"{day} {time} {zone}"
    told = sent(store, "c")
    assert len(told) == len({one.key for one in told}) == 4
    assert {one.kind for one in told} == {"digest"}


def test_a_digest_that_was_missed_is_written_within_six_hours_and_left_out_with_a_note_later(store: Store) -> None:
    follow(store, "c", "UTC", "07:00")
    seven = datetime(2026, 1, 6, 7, tzinfo=UTC)
    assert write_digests(watch(store, operator="console:main"), now=seven + timedelta(hours=6)) == 1
    assert write_digests(watch(store, operator="console:main"), now=seven + timedelta(hours=6)) == 0
    late = seven + timedelta(days=1, hours=6, seconds=1)
    for _ in range(3):
        assert write_digests(watch(store, operator="console:main"), now=late) == 0
    assert len(sent(store, "c")) == 1
    (note,) = sent(store, "console:main")
    assert note.card.title == "A digest was left out"
    assert "the digest for c of 2026-01-07 07:00 (UTC) was due while nothing ran" in str(note.card)
    assert write_digests(watch(store), now=seven + timedelta(days=2)) == 1


def test_a_channel_gets_no_digest_from_before_it_subscribed_or_set_its_times(store: Store) -> None:
    nine = datetime(2026, 1, 6, 9, tzinfo=UTC)
    follow(store, "new", "UTC", "07:00", created=nine)
    follow(store, "settled", "UTC", "08:00", settled_at=nine)
    assert write_digests(watch(store, operator="console:main"), now=nine) == 0
    assert sent(store, "console:main") == []
    assert write_digests(watch(store), now=nine + timedelta(days=1)) == 2


def test_a_channel_without_subscription_gets_none_and_the_default_holds_for_the_console(store: Store) -> None:
    with store.write() as conn:
        channel_rows.save_channel(conn, Channel(id="c", zone="UTC", digest_times=("07:00",)))
    default = Subscription(channel="console:main", dossier="d")
    five = datetime(2026, 1, 6, 5, tzinfo=UTC)  # 07:00 in Kyiv, as the settings say
    assert write_digests(watch(store, defaults=(default,)), now=five) == 1
    assert sent(store, "c") == []
    assert [one.kind for one in sent(store, "console:main")] == ["digest"]


@pytest.mark.parametrize(
    "silent",
    [Channel(id="c", lost_at=START, lost_reason="gone"), Channel(id="c", muted_until=START.replace(year=2027))],
)
def test_a_lost_or_muted_channel_gets_none_and_goes_on_later(store: Store, silent: Channel) -> None:
    follow(store, "c", "UTC", "07:00")
    with store.write() as conn:
        channel_rows.save_channel(conn, replace(silent, tenant="t", zone="UTC", digest_times=("07:00",)))
    seven = datetime(2026, 1, 6, 7, tzinfo=UTC)
    assert write_digests(watch(store), now=seven) == 0
    with store.write() as conn:
        channel_rows.save_channel(conn, Channel(id="c", tenant="t", zone="UTC", digest_times=("07:00",)))
    assert write_digests(watch(store), now=seven + timedelta(hours=1)) == 0
    assert write_digests(watch(store), now=seven + timedelta(days=1)) == 1


def test_each_time_of_day_has_its_own_period(store: Store) -> None:
    follow(store, "c", "UTC", "07:00", "18:00")
    assert write_digests(watch(store), now=datetime(2026, 1, 6, 18, tzinfo=UTC)) == 1
    assert write_digests(watch(store), now=datetime(2026, 1, 7, 7, tzinfo=UTC)) == 1
    evening, morning = sent(store, "c")
    assert "6 Jan 2026 07:00 to 6 Jan 2026 18:00" in str(evening.card)
    assert "6 Jan 2026 18:00 to 7 Jan 2026 07:00" in str(morning.card)


def test_nothing_is_queued_before_anything_was_read() -> None:
    with opened(MEMORY) as empty:
        follow(empty, "c", "UTC", "07:00")
        assert write_digests(watch(empty), now=datetime(2026, 1, 6, 7, tzinfo=UTC)) == 0
        assert sent(empty, "c") == []


def test_a_digest_shows_what_the_channels_own_tenant_set_right(store: Store) -> None:
    follow(store, "mine", "UTC", "07:00")
    with store.write() as conn:
        add_subscription(conn, Subscription(id="o", channel="theirs", tenant="u", dossier="d", origin=Origin.CHAT,
                                            created=START))  # fmt: skip
        channel_rows.save_channel(conn, Channel(id="theirs", tenant="u", zone="UTC", digest_times=("07:00",)))
        (read,) = as_read(conn, "d", ["one"])
        right = correction_of(read, {"stance": "oppose"}, by="Ann", at=START, reason="misread", tenant="t")
        save_correction(conn, "d", right)
    assert write_digests(watch(store), now=datetime(2026, 1, 5, 7, tzinfo=UTC)) == 2
    mine, theirs = str(sent(store, "mine")[0].card), str(sent(store, "theirs")[0].card)
    assert "oppose" in mine
    assert "oppose" not in theirs


def test_a_failure_while_a_digest_is_queued_leaves_it_due(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    follow(store, "c", "UTC", "07:00")
    seven = datetime(2026, 1, 6, 7, tzinfo=UTC)
    whole = watch(store)

    def breaks(*_: object) -> int:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "enqueue", breaks)
        with pytest.raises(RuntimeError):
            write_digests(whole, now=seven)
    assert write_digests(replace(whole), now=seven) == 1


def test_a_chat_gets_the_picture_of_the_positions_and_the_console_words_alone(store: Store) -> None:
    follow(store, "discord:1", "UTC", "07:00")
    follow(store, "console:main", "UTC", "07:00")
    write_digests(watch(store), now=START + timedelta(hours=31))
    with store.read() as conn:
        cards = {row.channel: row.card for row in conn.execute(outbox_rows.select())}
    pictured, plain = card_from_json(cards["discord:1"]), card_from_json(cards["console:main"])
    assert pictured.image is not None
    assert "support" in pictured.image.alt
    assert plain.image is None
    assert pictured.blocks == plain.blocks
