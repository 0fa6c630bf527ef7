import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from fakes.discord_server import DiscordServer, eventually
from fakes.miami import DOSSIER, STATEMENTS
from fakes.stores import memory_store

from bot.chat.discord.chat import DiscordChat
from bot.commands.asker import Asker
from bot.commands.desk import Desk, Memory
from bot.counter import Counter
from bot.store.database import Store

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


@asynccontextmanager
async def connected_to(server: DiscordServer, **more: Any) -> AsyncIterator[DiscordChat]:
    """Connect, and leave again: of what was done before only the store knows."""
    counter, stop, before = counter_of_seeds(), asyncio.Event(), server.gateway.identified
    made = DiscordChat(
        server.token, counter, clock=lambda: datetime.now(UTC), api=server.url, gateway=server.gateway_url, **more
    )  # fmt: skip
    running = asyncio.create_task(made.run(stop))
    try:
        await eventually(lambda: server.gateway.identified > before or running.done())
        yield made
    finally:
        stop.set()
        await asyncio.wait_for(running, 10)
        counter.close()


@pytest.fixture
async def chat(server: DiscordServer) -> AsyncIterator[DiscordChat]:
    """Discord as a chat, connected to it."""
    async with connected_to(server) as made:
        yield made


@pytest.fixture
def connected(server: DiscordServer, memory_store: Store) -> Callable[..., AbstractAsyncContextManager[DiscordChat]]:
    """Return what connects, as often as is asked for, over one store."""
    return lambda **more: connected_to(server, store=memory_store, **more)
