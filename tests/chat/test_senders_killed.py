"""A process that is killed after the platform took a message and before it is noted: not lost, and shown once."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from fakes.chat_server import Nursery, kill
from fakes.discord_server import DiscordServer, Whim
from fakes.discord_world import TEXT
from fakes.real_senders import Orders
from fakes.slack_server import FakeSlack, Fault, told
from fakes.values import make_card, make_delivery
from fakes.waiting import eventually

from bot.store import outbox
from bot.store.database import Store, open_store

NUMBER, KILLS = 6, 2
FOREVER = 20.0


def queue(store: Store, channel: str) -> list[str]:
    """Queue the cards, and return their keys, which are their titles too."""
    made = [
        make_delivery(f"k{n:02}", channel, card=make_card(f"k{n:02}"), created=datetime.now(UTC)) for n in range(NUMBER)
    ]
    with store.write() as conn:
        outbox.enqueue(conn, made)
    return [one.key for one in made]


def waiting(store: Store) -> bool:
    """Return whether something is queued."""
    with store.read() as conn:
        return any(one.queued for one in outbox.queue_states(conn))


async def killed(orders: Orders, store: Store, *, hold: Callable[[], object], shown: Callable[[], list[str]]) -> None:
    """Kill process after process once a message is shown whose acknowledgement is held; the last sends the rest."""
    with Nursery("fakes.real_senders") as nursery:
        for _ in range(KILLS):
            hold()
            await _lives(nursery, orders, until=partial(_more, shown, len(shown())))
        await _lives(nursery, orders, until=lambda: not waiting(store))


def _more(shown: Callable[[], list[str]], before: int) -> bool:
    return len(shown()) > before


async def _lives(nursery: Nursery, orders: Orders, *, until: Callable[[], bool]) -> None:
    pid = await asyncio.to_thread(nursery.start, orders)
    try:
        await eventually(until, within=30)
    finally:
        await kill(pid)


@pytest.mark.alone
async def test_slack_shows_each_card_once_whatever_becomes_of_the_sender(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'parley.db'}"
    store = open_store(url)
    keys = queue(store, "slack:T1/C1")
    async with FakeSlack() as slack:
        await killed(
            Orders(database=url, address=slack.url, token=slack.team.token), store,
            hold=lambda: slack.plays("chat.postMessage", Fault(accepted=True, hang=FOREVER)),
            shown=lambda: told(slack.team.sent()),
        )  # fmt: skip
        assert told(slack.team.sent()) == keys
        assert slack.count()["conversations.history"] == KILLS, "looked for where an answer was lost, and only there"
    store.close()


@pytest.mark.alone
async def test_discord_shows_each_card_once_whatever_becomes_of_the_sender(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'parley.db'}"
    store = open_store(url)
    keys = queue(store, f"discord:{TEXT}")
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(DiscordServer())
        server.rates.seconds = 0.2
        await killed(
            Orders(database=url, address=server.url, token=server.token, gateway=server.gateway_url), store,
            hold=lambda: server.whims.append(Whim(after=True, seconds=FOREVER)),
            shown=lambda: server.world.shown(TEXT),
        )  # fmt: skip
        assert server.world.shown(TEXT) == keys
        posts = [path for method, path in server.requests if method == "POST" and path.endswith("/messages")]
        assert len(posts) >= NUMBER + KILLS, "those whose answer was lost are sent again, and known by their nonce"
    store.close()
