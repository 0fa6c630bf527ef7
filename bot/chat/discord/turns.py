"""How many requests begin within a second: as many as Discord allows to a bot, spread evenly, as late as can be.

Discord allows 50 a second to all that a bot does (https://docs.discord.com/developers/topics/rate-limits), answers to
interactions apart. discord.py 2.7 holds itself to the limits of each channel only, and waits for those by itself. Some
room is left for what arrives later than it began.
"""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace

import aiohttp

from bot.delivery.pace import Bucket, Rate

ALLOWED = Rate(1 / 43, burst=3)
_FREE = ("/interactions/", "/webhooks/")


@dataclass(slots=True)
class Turns:
    """Gives turns at a rate, one after the other: what waits while the loop stands still does not come all at once."""

    rate: Rate = ALLOWED
    _bucket: Bucket = field(init=False)
    _line: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self._bucket = Bucket(self.rate)

    async def take(self) -> None:
        """Wait for a turn."""
        async with self._line:
            now = asyncio.get_running_loop().time()
            await asyncio.sleep(self._bucket.take(now) - now)

    async def before(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        """Wait for a turn before a request that counts (a hook of aiohttp's)."""
        if not any(part in params.url.path for part in _FREE):
            await self.take()
