"""Socket Mode: a connection that Parley opens itself, so that no public address is needed.

The SDK's client connects again after a `disconnect` or a broken connection; but it goes on with an address that is
used up where that fails, and never learns that nothing more is said. So it is watched, and replaced as a whole.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp

from bot.chat.slack.errors import DEAD_TOKEN, FAILURES, delivery_error, name_of
from bot.chat.slack.workspaces import Clients
from bot.errors import DeliveryError, Trouble

log = structlog.get_logger("slack")

PING_SECONDS = 4.0
DEAF_SECONDS = 20.0
"""A connection on which nothing is heard for so long, not even an answer to a ping, is replaced."""
TOLD_SECONDS = 45.0
"""After so long without a connection that is heard from, it is told as trouble."""
LONGEST_PAUSE = 15.0


@dataclass(slots=True)
class Pulse:
    """When something was last heard, in seconds of the clock on the wall; 0 for never."""

    heard: float = 0.0
    greeted: bool = False

    def beat(self) -> None:
        """Note that something was heard."""
        self.heard = time.time()


@dataclass
class SocketMode:
    """Keeps a connection that is heard from, until it is told to stop."""

    app: AsyncApp
    app_token: str
    clients: Clients
    _pulse: Pulse = field(default_factory=Pulse)
    _since: float = field(default_factory=time.time)

    async def run(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop` is set; raises DeliveryError where Slack refuses the app's token."""
        pause = 1.0
        while not stop.is_set():
            began = time.time()
            try:
                await self._connected(stop)
            except FAILURES as error:
                if name_of(error) in DEAD_TOKEN:
                    raise _refused(error) from error
                log.warning("not connected", error=name_of(error) or type(error).__name__)
            pause = 1.0 if time.time() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            await set_within(stop, pause)

    def trouble(self, now: datetime) -> str:
        """Return what is wrong with the connection, "" while it is heard from."""
        last = max(self._pulse.heard, self._since)
        if now.timestamp() - last < TOLD_SECONDS:
            return ""
        return f"Slack has not been heard from since {clock_time(last)}"

    async def _connected(self, stop: asyncio.Event) -> None:
        """Connect and stay so while something is heard."""
        client = self.clients.client()
        answer = await client.apps_connections_open(app_token=self.app_token)
        handler: Any = AsyncSocketModeHandler(self.app, self.app_token, web_client=client, ping_interval=PING_SECONDS)
        pulse, handler.client.wss_uri = Pulse(), str(answer["url"])
        handler.client.message_listeners.append(_listener(pulse))
        connecting = asyncio.create_task(handler.connect_async())
        try:
            await self._watch(handler, pulse, stop)
        finally:
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)
            await handler.close_async()

    async def _watch(self, handler: Any, pulse: Pulse, stop: asyncio.Event) -> None:
        began = time.time()
        while not await set_within(stop, 1.0):
            pulse.heard = max(pulse.heard, handler.client.last_ping_pong_time or 0.0) if pulse.greeted else 0.0
            self._pulse.heard = max(self._pulse.heard, pulse.heard)
            if time.time() - max(pulse.heard, began) > DEAF_SECONDS:
                log.warning("connection is deaf", seconds=round(time.time() - max(pulse.heard, began)))
                return


def clock_time(seconds: float) -> str:
    """Return the time on the wall, for people."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"


def _listener(pulse: Pulse) -> Any:
    async def heard(client: Any, message: dict[str, Any], raw: str | None = None) -> None:
        del client, raw
        pulse.greeted = pulse.greeted or message.get("type") == "hello"
        pulse.beat()

    return heard


def _refused(error: Exception) -> DeliveryError:
    told = delivery_error(error, "Slack's Socket Mode")
    return DeliveryError(
        f"{told}; PARLEY_SLACK_APP_TOKEN must be an app-level token (xapp-…)", trouble=Trouble.PLATFORM
    )


async def set_within(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long for the event, and return whether it is set."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
