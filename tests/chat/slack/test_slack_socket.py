"""A connection to Slack that breaks, is renewed, or falls silent."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.slack_people import Person, over_socket
from fakes.slack_server import APP_TOKEN, FakeSlack, Fault
from fakes.waiting import eventually

from bot.chat.protocol import Connected
from bot.chat.slack.chat import Secrets, Slack
from bot.counter import Counter
from bot.errors import DeliveryError, Trouble
from bot.settings import SlackRules


@asynccontextmanager
async def running(slack: FakeSlack, office: Any, *, app_token: str = APP_TOKEN) -> AsyncIterator[Slack]:
    """Hold Parley running against the Slack."""
    counter, stop = Counter(office), asyncio.Event()
    chat = Slack(Secrets(slack.team.token, app_token), counter, rules=SlackRules(), url=slack.url)
    task = asyncio.create_task(chat.run(stop))
    try:
        yield chat
    finally:
        stop.set()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), 10)
        counter.close()


async def answers_again(slack: FakeSlack, *, within: float = 30.0) -> None:
    """Wait until a command is answered over some connection."""
    before = len(slack.answers)

    async def ask() -> None:
        while len(slack.answers) == before:
            try:
                await slack.connected(within=within)
                await Person(slack, over_socket(slack)).command("/positions", "russia")
            except (TimeoutError, ConnectionError):
                await asyncio.sleep(0.1)
            else:
                await eventually(lambda: len(slack.answers) > before)

    await asyncio.wait_for(ask(), within)


def test_it_is_a_connected_chat(slack: FakeSlack, office: Any) -> None:
    chat: Connected = Slack(Secrets("xoxb", "xapp"), Counter(office), rules=SlackRules())
    assert chat.name == "slack"
    assert chat.trouble(datetime.now(UTC)) == ""
    assert "has not been reached" in chat.trouble(datetime.now(UTC) + timedelta(seconds=60))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what takes tens of seconds take a few."""
    for name, seconds in {"PING_SECONDS": 0.5, "DEAF_SECONDS": 2.0, "TOLD_SECONDS": 4.0, "LONGEST_PAUSE": 1.0}.items():
        monkeypatch.setattr(f"bot.chat.slack.socket.{name}", seconds)


async def close(slack: FakeSlack) -> None:
    """Close the connection in good order."""
    await slack.drop()


async def abort(slack: FakeSlack) -> None:
    """Cut the connection off."""
    for socket in list(slack.sockets):
        assert socket._req is not None
        assert socket._req.transport is not None
        socket._req.transport.abort()


async def renew(slack: FakeSlack) -> None:
    """Ask for a new connection."""
    await slack.disconnect()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("breaks", [close, abort, renew])
async def test_it_answers_again_after(slack: FakeSlack, office: Any, breaks: Callable[[FakeSlack], Any]) -> None:
    async with running(slack, office) as chat:
        await answers_again(slack)
        await breaks(slack)
        await answers_again(slack)
        assert chat.trouble(datetime.now(UTC)) == ""


@pytest.mark.usefixtures("quick")
async def test_a_connection_that_falls_silent_is_replaced_and_told(slack: FakeSlack, office: Any) -> None:
    async with running(slack, office) as chat:
        await answers_again(slack)
        slack.silent = True
        await eventually(lambda: "not been heard from" in chat.trouble(datetime.now(UTC)), within=15)
        slack.silent = False
        await answers_again(slack)
        await eventually(lambda: chat.trouble(datetime.now(UTC)) == "", within=15)
        assert len(slack.sockets) == 1, "the one that fell silent is gone"


async def test_silence_is_told_within_a_minute(slack: FakeSlack, office: Any) -> None:
    async with running(slack, office) as chat:
        await answers_again(slack)
        assert chat.trouble(datetime.now(UTC)) == ""
        assert chat.trouble(datetime.now(UTC) + timedelta(seconds=60)) != ""


@pytest.mark.usefixtures("quick")
async def test_a_slack_that_is_down_at_the_start_is_waited_for(
    slack: FakeSlack, office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.slack.chat._PAUSE", 0.1)
    slack.plays("auth.test", Fault(500), Fault(0))
    slack.plays("apps.connections.open", Fault(500), Fault(error="internal_error"))
    async with running(slack, office) as chat:
        await answers_again(slack)
        assert chat.trouble(datetime.now(UTC)) == ""


async def test_an_app_token_that_is_refused_ends_the_connection(slack: FakeSlack, office: Any) -> None:
    chat = Slack(Secrets(slack.team.token, "xapp-wrong"), Counter(office), rules=SlackRules(), url=slack.url)
    with pytest.raises(DeliveryError, match="PARLEY_SLACK_APP_TOKEN") as caught:
        await asyncio.wait_for(chat.run(asyncio.Event()), 10)
    assert caught.value.trouble is Trouble.PLATFORM


async def test_a_bot_token_that_is_refused_ends_the_connection(slack: FakeSlack, office: Any) -> None:
    chat = Slack(Secrets("xoxb-wrong", APP_TOKEN), Counter(office), rules=SlackRules(), url=slack.url)
    with pytest.raises(DeliveryError, match="refuses the token") as caught:
        await asyncio.wait_for(chat.run(asyncio.Event()), 10)
    assert caught.value.trouble is Trouble.PLATFORM
    assert "xoxb-wrong" not in str(caught.value)


async def test_it_stops_when_it_is_told_to(slack: FakeSlack, office: Any) -> None:
    async with running(slack, office):
        await slack.connected()
    assert slack.sockets == []


async def test_it_stops_while_slack_is_down(office: Any) -> None:
    stop = asyncio.Event()
    chat = Slack(Secrets("xoxb-T1", APP_TOKEN), Counter(office), rules=SlackRules(), url="http://127.0.0.1:9/api/")
    task = asyncio.create_task(chat.run(stop))
    await asyncio.sleep(0.3)
    assert not task.done()
    stop.set()
    await asyncio.wait_for(task, 5)
