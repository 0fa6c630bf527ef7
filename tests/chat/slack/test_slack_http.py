"""Slack calls over HTTP: only who signs rightly, now and for the first time, is answered."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fakes.slack_blocks import shown
from fakes.slack_people import OverHttp, Person, encoded, filled, signed
from fakes.slack_server import FakeSlack
from fakes.waiting import eventually

from bot.chat.slack.chat import Secrets, Slack
from bot.chat.slack.http import PATH, HttpMode
from bot.counter import Counter
from bot.errors import DeliveryError, Trouble
from bot.settings import SlackRules

SECRET = "s3cret"


@pytest.fixture
async def http(slack: FakeSlack, office: Any) -> AsyncIterator[OverHttp]:
    """Return a way to Parley, listening on loopback."""
    counter, stop = Counter(office), asyncio.Event()
    chat = Slack(Secrets(slack.team.token, signing_secret=SECRET), counter, rules=SlackRules(port=0), url=slack.url)
    task = asyncio.create_task(chat.run(stop))
    await eventually(lambda: isinstance(chat.mode, HttpMode) and chat.mode.address)
    assert isinstance(chat.mode, HttpMode)
    assert chat.mode.address is not None
    yield OverHttp("http://{}:{}{}".format(*chat.mode.address, PATH), SECRET)
    stop.set()
    await asyncio.wait_for(task, 10)
    counter.close()


@pytest.fixture
def caller(slack: FakeSlack, http: OverHttp) -> Person:
    """Return somebody whose acts come over HTTP."""
    return Person(slack, http)


async def test_a_command_is_acknowledged_and_answered(slack: FakeSlack, caller: Person, http: OverHttp) -> None:
    await caller.command("/positions", "russia ceasefire")
    await eventually(lambda: slack.answers)
    assert http.statuses == [200]
    assert "Russia: position on Ceasefire" in shown(slack.answers[0]["blocks"])


async def test_forms_and_suggestions_work(slack: FakeSlack, caller: Person) -> None:
    await caller.command("/talks")
    await eventually(lambda: slack.team.views)
    options = await caller.types(slack.team.views[0], "positions:actor", "rus")
    assert "russia" in [one["value"] for one in options]
    await caller.submits(slack.team.views[0], filled("positions", actor="russia"))
    await eventually(lambda: slack.answers)


async def test_the_address_is_confirmed(http: OverHttp) -> None:
    assert await http("events_api", {"type": "url_verification", "challenge": "c1", "token": "t"}) == {
        "challenge": "c1"
    }


async def no_effect(slack: FakeSlack, office: Any) -> None:
    """Assert that nothing was asked and nothing answered."""
    await asyncio.sleep(0.2)
    assert slack.answers == []
    assert slack.team.sent() == []
    assert office.askers == []


@pytest.mark.parametrize("secret", ["wrong", "", f"{SECRET} "])
async def test_a_wrong_signature_is_refused(
    slack: FakeSlack, caller: Person, http: OverHttp, office: Any, secret: str
) -> None:
    http.secret = secret
    await caller.command("/positions", "russia")
    assert http.statuses == [401]
    await no_effect(slack, office)


@pytest.mark.parametrize("late", [-301, -3_600, 301, 3_600])
async def test_an_old_or_early_request_is_refused(
    slack: FakeSlack, caller: Person, http: OverHttp, office: Any, late: int
) -> None:
    http.now = lambda: time.time() + late
    await caller.command("/positions", "russia")
    assert http.statuses == [401]
    await no_effect(slack, office)


async def test_a_changed_body_is_refused(slack: FakeSlack, caller: Person, http: OverHttp, office: Any) -> None:
    http.tampered = True
    await caller.command("/positions", "russia")
    assert http.statuses == [401]
    await no_effect(slack, office)


@pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp", "both"])
async def test_a_request_without_a_signature_is_refused(
    slack: FakeSlack, caller: Person, http: OverHttp, office: Any, missing: str
) -> None:
    body, content = encoded("slash_commands", caller.command_payload("/positions", "russia"))
    headers = {
        name: value for name, value in signed(body, SECRET, time.time()).items() if missing not in {name, "both"}
    }
    await http.send(body, content, headers)
    assert http.statuses == [401]
    await no_effect(slack, office)


@pytest.mark.parametrize("stamp", ["x", "", "-1", "1e300", "9" * 400, "１２"])
async def test_a_timestamp_that_is_none_is_refused(http: OverHttp, caller: Person, stamp: str) -> None:
    body, content = encoded("slash_commands", caller.command_payload("/positions", "russia"))
    await http.send(body, content, signed(body, SECRET, time.time()) | {"X-Slack-Request-Timestamp": stamp})
    assert http.statuses == [401]


@pytest.mark.parametrize("signature", ["v0=", "v0=é", "x" * 5_000, "v1=00"])
async def test_a_signature_that_is_none_is_refused(http: OverHttp, caller: Person, signature: str) -> None:
    body, content = encoded("slash_commands", caller.command_payload("/positions", "russia"))
    await http.send(body, content, signed(body, SECRET, time.time()) | {"X-Slack-Signature": signature})
    assert http.statuses == [401]


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ("{", "application/json"), ("x", "application/json; charset=nonsense"), ("payload=%7B", "text/plain"),
        ("payload=nonsense", "application/x-www-form-urlencoded"), ("", "application/json"),
    ],
)  # fmt: skip
async def test_a_body_that_is_none_is_refused(http: OverHttp, office: Any, body: str, content: str) -> None:
    await http.send(body, content, signed(body, "wrong", time.time()))
    assert http.statuses[0] in {400, 401}
    assert office.askers == []


async def test_a_replayed_request_is_refused(slack: FakeSlack, caller: Person, http: OverHttp) -> None:
    body, content = encoded("slash_commands", caller.command_payload("/positions", "russia"))
    headers = signed(body, SECRET, time.time())
    for _ in range(3):
        await http.send(body, content, headers)
    await eventually(lambda: slack.answers)
    await asyncio.sleep(0.2)
    assert http.statuses == [200, 401, 401]
    assert len(slack.answers) == 1


async def test_an_event_that_slack_sends_again_is_answered_once(
    slack: FakeSlack, caller: Person, http: OverHttp
) -> None:
    await caller.mentions("positions russia", event_id="Ev1")
    http.headers = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    await caller.mentions("positions russia", event_id="Ev1")
    await eventually(lambda: slack.count()["chat.postMessage"])
    await asyncio.sleep(0.2)
    assert http.statuses == [200, 200]
    assert slack.count()["chat.postMessage"] == 1


async def test_the_very_same_request_again_is_acknowledged_where_it_says_so(
    slack: FakeSlack, caller: Person, http: OverHttp
) -> None:
    event = {"type": "app_mention", "text": "positions russia", "channel": "C1", "ts": caller.write("x")}
    body, content = encoded("events_api", caller.event_payload(event))
    headers = signed(body, SECRET, time.time())
    await http.send(body, content, headers)
    await http.send(body, content, headers | {"X-Slack-Retry-Num": "1"})
    await eventually(lambda: slack.count()["chat.postMessage"])
    await asyncio.sleep(0.2)
    assert http.statuses == [200, 200]
    assert slack.count()["chat.postMessage"] == 1


async def test_a_port_that_is_taken_is_said(slack: FakeSlack, http: OverHttp, office: Any) -> None:
    port = int(http.url.split(":")[2].split("/")[0])
    rules = SlackRules(port=port)
    chat = Slack(Secrets(slack.team.token, signing_secret=SECRET), Counter(office), rules=rules, url=slack.url)
    with pytest.raises(DeliveryError, match=r"slack\.port") as caught:
        await asyncio.wait_for(chat.run(asyncio.Event()), 10)
    assert caught.value.trouble is Trouble.PLATFORM
