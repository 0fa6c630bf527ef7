"""What the jobs report: counted without unbounded labels, written down cheaply, and missed when it stops."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.connections import FakeConnection
from fakes.miami import DOSSIER
from fakes.senders import ScriptedSender

from bot.errors import DeliveryError, Trouble
from bot.model import Card, Delivery, Outgoing
from bot.redact import Redactor
from bot.settings import Settings
from bot.status import status_of
from bot.store import outbox
from bot.store.database import Store, open_store
from bot.store.parts import Part, parts
from bot.vitals import Gauges, Observed, Vitals

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("sqlite:///:memory:")
    yield opened
    opened.close()


@pytest.fixture
def vitals(store: Store, clock: Clock) -> Vitals:
    return Vitals(store, clock=clock, redact=Redactor(["hunter22"]))


def value(vitals: Vitals, name: str, **labels: str) -> float | None:
    return vitals.meters.registry.get_sample_value(f"parley_{name}", labels)


def noted(store: Store) -> dict[str, Part]:
    with store.read() as conn:
        return {one.part: one for one in parts(conn)}


# metrics


def outgoing(**values: Any) -> Outgoing:
    known: dict[str, Any] = {"key": "k", "channel": "chat:81:5", "card": Card(title="Hi"), "created": NOW}
    return Outgoing(delivery=Delivery(**(known | values)))


async def test_a_card_that_arrives_is_counted_with_its_lags(vitals: Vitals, clock: Clock) -> None:
    sender = Observed(ScriptedSender(), "chat", vitals)
    clock.now += timedelta(seconds=4)
    assert await sender.send(outgoing(published=NOW - timedelta(minutes=5))) == "m-k"
    assert await sender.send(outgoing(key="digest"))
    assert value(vitals, "deliveries_total", platform="chat", outcome="sent") == 2
    assert value(vitals, "lag_seconds_sum", platform="chat", since="published") == 304
    assert value(vitals, "lag_seconds_count", platform="chat", since="published") == 1
    assert value(vitals, "lag_seconds_sum", platform="chat", since="created") == 8


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (DeliveryError("x"), "temporary"),
        (DeliveryError("x", trouble=Trouble.CHANNEL), "channel"),
        (DeliveryError("x", retry_after=7), "throttled"),
        (ValueError("x"), "defect"),
        (asyncio.CancelledError(), "interrupted"),
    ],
)
async def test_a_card_that_does_not_arrive_is_counted_by_why(
    error: BaseException, outcome: str, vitals: Vitals
) -> None:
    chat = ScriptedSender()
    chat.plays("k", [error])
    with pytest.raises(type(error)):
        await Observed(chat, "chat", vitals).send(outgoing())
    assert value(vitals, "deliveries_total", platform="chat", outcome=outcome) == 1
    assert value(vitals, "lag_seconds_count", platform="chat", since="created") is None
    assert value(vitals, "rate_limit_wait_seconds_sum", platform="chat") == (7 if outcome == "throttled" else None)


def test_a_sender_that_is_observed_keeps_what_else_it_has(vitals: Vitals) -> None:
    chat = ScriptedSender()
    assert Observed(chat, "chat", vitals).shown is chat.shown


async def test_what_the_jobs_do_is_counted(vitals: Vitals) -> None:
    vitals.polled("fetched", fresh=3)
    vitals.polled("failed")
    vitals.read(0.2, statements=4, alerts=["shift", "shift", "statement"])
    vitals.not_read()
    await vitals.job_failed("digest", ValueError("no"))
    assert value(vitals, "polls_total", outcome="fetched") == 1
    assert value(vitals, "items_total") == 3
    assert value(vitals, "readings_total", outcome="failed") == 1
    assert value(vitals, "reading_seconds_sum") == 0.2
    assert value(vitals, "statements_total") == 4
    assert value(vitals, "alerts_total", kind="shift") == 2
    assert value(vitals, "job_failures_total", job="digest") == 1


def test_no_label_names_a_channel_a_feed_or_an_address(vitals: Vitals, store: Store) -> None:
    deliveries = [
        Delivery(key=f"{platform}{n}", channel=f"{platform}:{n}", card=Card(title="Hi"), created=NOW)
        for n in range(50)
        for platform in ("discord", f"odd{n}")
    ]
    with store.write() as conn:
        outbox.enqueue(conn, deliveries)
    later = NOW + timedelta(seconds=90)
    gauges = Gauges(lambda: status_of(store, [DOSSIER], Settings(), now=later), ["discord", "slack"])
    vitals.meters.registry.register(gauges)
    text = vitals.meters.export().decode()
    assert 'parley_queue_length{platform="discord"} 50.0' in text
    assert 'parley_queue_length{platform="slack"} 0.0' in text
    assert 'parley_queue_oldest_seconds{platform="other"} 90.0' in text
    found = set(re.findall(r'(\w+)="', text))
    assert found <= {"platform", "dossier", "state", "outcome", "kind", "since", "job", "le"}
    assert not re.search(r"discord:|odd\d|https?://", text)


def test_a_store_that_does_not_answer_is_told_and_hides_nothing_else(vitals: Vitals, tmp_path: Any) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'parley.db'}")
    vitals.meters.registry.register(Gauges(lambda: status_of(store, [DOSSIER], Settings(), now=NOW), ["discord"]))
    assert value(vitals, "store_up") == 1
    store.close()
    for path in tmp_path.iterdir():
        path.unlink()
    (tmp_path / "parley.db").write_bytes(b"no database" * 1000)
    vitals.polled("failed")
    text = vitals.meters.export().decode()
    assert "parley_store_up 0.0" in text
    assert 'parley_polls_total{outcome="failed"} 1.0' in text


# parts


async def test_that_a_part_works_is_written_once_a_minute(vitals: Vitals, store: Store, clock: Clock) -> None:
    seen = []
    for _ in range(150):
        await vitals.worked("feeds")
        seen.append(noted(store)["feeds"].seen)
        clock.now += timedelta(seconds=1)
    assert list(dict.fromkeys(seen)) == [NOW, NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)]


async def test_a_failure_and_its_end_are_written_at_once_and_without_secrets(
    vitals: Vitals, store: Store, clock: Clock
) -> None:
    await vitals.worked("reader")
    clock.now += timedelta(seconds=1)
    await vitals.failed("reader", "could not log in with hunter22")
    assert not noted(store)["reader"].works
    assert "hunter22" not in noted(store)["reader"].error
    clock.now += timedelta(seconds=1)
    await vitals.worked("reader")
    part = noted(store)["reader"]
    assert part.works
    assert "could not log in" in part.error, "the last error stays to be looked at"


async def test_a_store_that_cannot_be_written_to_stops_no_job(store: Store, clock: Clock, tmp_path: Any) -> None:
    broken = open_store(f"sqlite:///{tmp_path / 'parley.db'}")
    broken.close()
    for path in tmp_path.iterdir():
        path.unlink()
    (tmp_path / "parley.db").write_bytes(b"no database" * 1000)
    await Vitals(broken, clock=clock).failed("feeds", "no")
    assert (tmp_path / "parley.db").read_bytes() == b"no database" * 1000


# signs of life


def test_a_job_that_gives_no_sign_of_life_is_stuck_and_one_that_never_began_is_not(
    vitals: Vitals, clock: Clock
) -> None:
    assert vitals.troubles() == ()
    vitals.not_read()
    clock.now += timedelta(minutes=9)
    assert vitals.troubles() == ()
    clock.now += timedelta(minutes=2)
    (said,) = vitals.troubles()
    assert "'read'" in said
    vitals.read(1.0)
    assert vitals.troubles() == ()


async def test_chats_are_looked_after(vitals: Vitals, store: Store) -> None:
    lost = FakeConnection("slack", "no answer since 12:00, token=hunter22")
    vitals.chats = (FakeConnection(), lost)
    assert vitals.troubles() == ("slack: no answer since 12:00, token=•••",)
    async with vitals.observed():
        while len(noted(store)) < 2:  # noqa: ASYNC110 - nobody tells when it is written
            await asyncio.sleep(0.01)
    found = noted(store)
    assert found["discord connection"].works
    assert not found["slack connection"].works


async def test_a_busy_event_loop_is_measured(vitals: Vitals) -> None:
    async with vitals.observed():
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.1, _block)
        while not value(vitals, "event_loop_lag_seconds_count"):  # noqa: ASYNC110 - nobody tells when it is counted
            await asyncio.sleep(0.05)
    assert (value(vitals, "event_loop_lag_seconds_sum") or 0) > 0.2


def _block() -> None:
    import time  # noqa: PLC0415

    time.sleep(0.8)
