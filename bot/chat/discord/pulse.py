"""Whether a connection is heard from: it is asked when it is silent, and closed when it does not answer.

A connection that is half open takes what is sent and says nothing. Discord's own heartbeat shows that after 41 seconds
and more, and discord.py then waits 30 seconds for a good-bye, which is long for somebody who waits for an answer.
"""

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import discord
import structlog
from discord.gateway import DiscordWebSocket

log = structlog.get_logger("discord")

LOOK_SECONDS = 1.0
ASK_SECONDS = 10.0
"""Silence after which Discord is asked for a sign of life; it allows 120 events a minute."""
DEAF_SECONDS = 18.0
"""Silence after which the connection is given up, and another one made."""
TROUBLE_SECONDS = 30.0
"""Silence, with all that was tried against it, that people are told of."""


@dataclass(slots=True)
class Pulse:
    """When each shard was heard from last, by a clock (seconds) that only goes forward."""

    clock: Callable[[], float] = time.perf_counter
    _heard: dict[int, float] = field(default_factory=dict)
    _begun: float = field(init=False)

    def __post_init__(self) -> None:
        self._begun = self.clock()

    def trouble(self) -> str:
        """Return what is wrong in one sentence, "" for nothing; what was just begun has some time to connect."""
        now = self.clock()
        silent, shard = max(((now - at, key) for key, at in self._heard.items()), default=(now - self._begun, 0))
        where = f" (shard {shard})" if len(self._heard) > 1 else ""
        words = f"Nothing was heard from Discord for {silent:.0f} seconds{where}; it is connected to anew."
        return words if silent > TROUBLE_SECONDS else ""

    async def watch(self, client: discord.AutoShardedClient) -> None:
        """Look after the client's connections until cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for shard in client.shards:
                await self._look(shard, client._get_websocket(shard_id=shard))

    async def _look(self, shard: int, connection: DiscordWebSocket) -> None:
        alive = connection._keep_alive  # discord.py tells nobody else when it heard something
        if alive is None or not connection.open:
            return
        heard = self._heard[shard] = alive._last_recv
        silent = self.clock() - heard
        if silent > DEAF_SECONDS:
            log.warning("connection is deaf", shard=shard, seconds=round(silent))
            _cut(connection)
        elif silent > ASK_SECONDS:
            await connection.send_heartbeat(alive.beat())


def _cut(connection: DiscordWebSocket) -> None:
    """End the connection without a good-bye, so that discord.py resumes the session at once."""
    wire = connection.socket.get_extra_info("socket")
    if wire is not None:
        try:
            wire.shutdown(socket.SHUT_RDWR)
        except OSError:
            log.info("connection was cut already")
