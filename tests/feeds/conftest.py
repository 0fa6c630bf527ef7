import warnings
from collections.abc import AsyncIterator

import pytest
from fakes.feed_server import FeedServer

from bot.feeds.fetch import Fetcher
from bot.settings import Polling

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import trafilatura  # noqa: F401 - it warns of a proxy it could use, which a test would take for an error


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as running:
        yield running


@pytest.fixture
async def fetcher(server: FeedServer) -> AsyncIterator[Fetcher]:
    """A fetcher that knows the server as feed.test and other.test, and gives up soon."""
    hosts = {"feed.test": server.address, "other.test": server.address}
    async with Fetcher(Polling(total_seconds=5, contact="https://parley.test/about"), hosts=hosts) as opened:
        yield opened
