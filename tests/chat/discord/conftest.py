import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from fakes.discord_server import DiscordServer, eventually
from fakes.miami import DOSSIER, STATEMENTS
from fakes.stores import memory_store

from bot.chat.discord.chat import DiscordChat
from bot.commands.asker import Asker
from bot.commands.desk import Desk, Memory
from bot.counter import Counter

__all__ = ["memory_store"]

NOW = datetime(2025, 12, 30, 9, 0, tzinfo=UTC)


def counter_of_seeds() -> Counter:
    """Return a counter that answers from statements in memory."""

    def desks(asker: Asker, dossier: str = "") -> Desk:
        del dossier
        return Desk(dossier=DOSSIER, now=NOW, archive=Memory(STATEMENTS), asker=asker)

    return Counter(desks)


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """A Discord of one guild."""
    async with DiscordServer() as running:
        yield running


@pytest.fixture
async def chat(server: DiscordServer) -> AsyncIterator[DiscordChat]:
    """Discord as a chat, connected to it."""
    counter = counter_of_seeds()
    made = DiscordChat(
        server.token, counter, clock=lambda: datetime.now(UTC), api=server.url, gateway=server.gateway_url
    )  # fmt: skip
    stop = asyncio.Event()
    running = asyncio.create_task(made.run(stop))
    try:
        await eventually(lambda: bool(server.gateway.sockets) or running.done())
        yield made
    finally:
        stop.set()
        await asyncio.wait_for(running, 10)
        counter.close()
