"""One send after the other, over all channels of a platform that could not tell what was sent twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PATIENCE_SECONDS = 0.8
"""After so long without an answer the next may begin: a channel that hangs delays the others by a second at most."""


class Turnstile:
    """Lets a send begin when the one before it has ended and is noted, so that a crash leaves one in doubt at most."""

    def __init__(self) -> None:
        self._place = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the place, and hold it until the end or for as long as the others are patient."""
        await self._place.acquire()
        held = True

        def give_back() -> None:
            nonlocal held
            if held:
                held = False
                self._place.release()

        timer = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, give_back)
        try:
            yield
        finally:
            timer.cancel()
            give_back()
