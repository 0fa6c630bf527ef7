"""Waiting for what happens on the other side of a connection."""

import asyncio
from collections.abc import Callable


async def eventually(check: Callable[[], object], *, within: float = 5.0) -> None:
    """Wait until the check holds; raises TimeoutError."""
    async with asyncio.timeout(within):
        while not check():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
