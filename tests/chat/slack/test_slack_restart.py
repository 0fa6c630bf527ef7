"""What Slack hands in a second time after a restart has no second effect, since the store knows that it was done."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.miami import PESKOV
from fakes.slack_people import OverHttp, Person, encoded, signed
from fakes.slack_server import FakeSlack
from fakes.values import make_delivery
from fakes.waiting import eventually

from bot.chat.once import Once
from bot.chat.slack.chat import Secrets, Slack
from bot.chat.slack.http import PATH, HttpMode
from bot.counter import Counter
from bot.errors import DeliveryError, StoreError
from bot.model import Outgoing
from bot.settings import SlackRules
from bot.store import once as marks
from bot.store.database import Connection, Store

SECRET = "s3cret"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a busy machine take its time to know what came before."""
    monkeypatch.setattr("bot.chat.slack.app.REFUSE_SECONDS", 10.0)
    monkeypatch.setattr("bot.chat.once.STORE_SECONDS", 10.0)


@asynccontextmanager
async def serving(slack: FakeSlack, office: Any, store: Any) -> AsyncIterator[OverHttp]:
    """Hold Parley listening on loopback with that store, from one start to one stop."""
    counter, stop = Counter(office), asyncio.Event()
    chat = Slack(
        Secrets(slack.team.token, signing_secret=SECRET), counter, rules=SlackRules(port=0), url=slack.url, store=store
    )
    task = asyncio.create_task(chat.run(stop))
    await eventually(lambda: isinstance(chat.mode, HttpMode) and chat.mode.address)
    assert isinstance(chat.mode, HttpMode)
    assert chat.mode.address is not None
    yield OverHttp("http://{}:{}{}".format(*chat.mode.address, PATH), SECRET)
    stop.set()
    await asyncio.wait_for(task, 10)
    counter.close()


async def test_a_replay_after_a_restart_is_refused(slack: FakeSlack, office: Any, store: Store) -> None:
    person = Person(slack, OverHttp("", SECRET))
    body, content = encoded("slash_commands", person.command_payload("/positions", "russia"))
    headers = signed(body, SECRET, time.time())
    statuses = []
    for _ in range(2):
        async with serving(slack, office, store) as http:
            await http.send(body, content, headers)
            await eventually(lambda: slack.answers)
            statuses += http.statuses
    assert statuses == [200, 401]
    assert len(slack.answers) == 1


async def test_an_event_that_comes_again_after_a_restart_has_no_second_effect(
    slack: FakeSlack, office: Any, store: Store
) -> None:
    for attempt in range(2):
        async with serving(slack, office, store) as http:
            http.headers = {"X-Slack-Retry-Num": "1"} if attempt else {}
            await Person(slack, http).mentions("positions russia", event_id="Ev1")
            await eventually(lambda: slack.count()["chat.postMessage"])
            assert http.statuses == [200]
    assert slack.count()["chat.postMessage"] == 1


async def test_a_double_click_with_a_restart_between_does_once(slack: FakeSlack, office: Any, store: Store) -> None:
    for _ in range(2):
        async with serving(slack, office, store) as http:
            await Person(slack, http).presses("card:0:evidence", f"evidence:ukraine:{PESKOV.id}")
            await eventually(lambda: slack.answers)
    assert len(slack.answers) == 1


async def test_who_installed_the_app_is_told_of_a_lost_channel_once_over_restarts(
    slack: FakeSlack, office: Any, store: Store
) -> None:
    slack.team.channels["ULISTED"] = slack.team.channels["D1"]

    async def starts_and_sends(key: str) -> None:
        rules = SlackRules(managers=("T1/ULISTED",))
        chat = Slack(Secrets(slack.team.token, "xapp"), Counter(office), rules=rules, url=slack.url, store=store)
        try:
            await chat.send(Outgoing(delivery=make_delivery(key, "slack:T1/C1")))
        except DeliveryError:
            assert slack.team.channels["C1"].closed
        await chat.close()

    slack.team.channels["C1"].closed = "is_archived"
    for _ in range(3):
        await starts_and_sends("k1")
    assert len(slack.team.sent("D1")) == 1
    slack.team.channels["C1"].closed = ""
    await starts_and_sends("k1")
    slack.team.channels["C1"].closed = "not_in_channel"
    await starts_and_sends("k2")
    assert len(slack.team.sent("D1")) == 2, "it was reached between"


class Slow:
    """A store whose transactions take so many seconds, or fail where it is None."""

    def __init__(self, store: Store, seconds: float | None) -> None:
        self.store = store
        self.seconds = seconds

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Hold a transaction, later."""
        if self.seconds is None:
            raise StoreError("parley.db: is held by another process")
        time.sleep(self.seconds)
        with self.store.write() as conn:
            yield conn


async def test_a_slow_store_holds_up_no_acknowledgement_and_a_replay_still_has_no_effect(
    slack: FakeSlack, office: Any, memory_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.slack.app.REFUSE_SECONDS", 0.1)
    person = Person(slack, OverHttp("", SECRET))
    body, content = encoded("slash_commands", person.command_payload("/positions", "russia"))
    headers = signed(body, SECRET, time.time())
    async with serving(slack, office, memory_store) as http:
        await http.send(body, content, headers)
        await eventually(lambda: slack.answers)
    async with serving(slack, office, Slow(memory_store, 0.4)) as http:
        await http.send(body, content, headers)
        assert http.statuses == [200], "acknowledged, since nothing is known yet"
        await asyncio.sleep(0.6)
    assert len(slack.answers) == 1


async def test_without_a_store_that_answers_memory_does(memory_store: Store) -> None:
    once = Once("slack", Slow(memory_store, None))  # type: ignore[arg-type]
    assert [await once.first(("x",), 60) for _ in range(2)] == [True, False]
    await once.close()


async def test_what_is_over_may_be_done_again(memory_store: Store) -> None:
    now = [1_000.0]
    first, second = (Once("slack", memory_store, clock=lambda: now[0]) for _ in range(2))
    assert await first.first(("x",), 5)
    assert not await second.first(("x",), 5)
    now[0] += 6
    assert await first.first(("x",), 5)
    await second.forget(("x",))
    third = Once("slack", memory_store, clock=lambda: now[0])
    assert await third.first(("x",), 5)
    for one in (first, second, third):
        await one.close()


def test_marks_are_kept_until_their_time_and_then_let_go_of(store: Store) -> None:
    now = datetime(2025, 12, 22, tzinfo=UTC)
    with store.write() as conn:
        assert marks.first(conn, {"a": now + timedelta(hours=1), "b": now}, now=now) == {"a", "b"}
        assert marks.first(conn, {"a": now, "c": now + timedelta(hours=1)}, now=now) == {"c"}
        assert marks.first(conn, {"b": now + timedelta(hours=2)}, now=now) == {"b"}
        assert marks.forget_marks(conn, before=now + timedelta(hours=1, seconds=1), most=10) == 2
        assert marks.first(conn, {"a": now, "b": now}, now=now) == {"a"}
