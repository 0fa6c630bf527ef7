"""The queue's connections for a worker or the scheduler: a small pool, which tells when the database was lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from typing import Any, LiteralString, TypeVar

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException

T = TypeVar("T")


class WatchedConnector(PsycopgConnector):
    """Notes in `lost` that a query failed: whether what it was to change is changed is not known then."""

    def __init__(self, address: str, *, most: int) -> None:
        super().__init__(conninfo=address, min_size=1, max_size=most, timeout=10.0, reconnect_timeout=20.0)
        self.lost = asyncio.Event()

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:
        """Run the query."""
        await self._told(super().execute_query_async(query, **arguments))

    async def execute_query_one_async(self, query: LiteralString, **arguments: Any) -> dict[str, Any]:
        """Return the row that the query finds."""
        return await self._told(super().execute_query_one_async(query, **arguments))

    async def execute_query_all_async(self, query: LiteralString, **arguments: Any) -> list[dict[str, Any]]:
        """Return the rows that the query finds."""
        return await self._told(super().execute_query_all_async(query, **arguments))

    async def _told(self, query: Awaitable[T]) -> T:
        try:
            return await query
        except ConnectorException:
            self.lost.set()
            raise


@asynccontextmanager
async def connected(address: str, *, most: int = 4) -> AsyncIterator[tuple[App, WatchedConnector]]:
    """Hold the queue over at most so many connections."""
    connector = WatchedConnector(address, most=most)
    app = App(connector=connector)
    async with app.open_async():
        yield app, connector
