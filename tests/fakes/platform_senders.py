"""Senders to a fake platform: what it answers becomes a receipt or a DeliveryError, as in an adapter."""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from fakes.chat_platform import ChatPlatform, Reply

from bot.delivery.pace import Pace
from bot.errors import DeliveryError, Trouble
from bot.model import Outgoing

_TROUBLES = {400: Trouble.CARD, 401: Trouble.PLATFORM, 403: Trouble.CHANNEL, 404: Trouble.CHANNEL}


class Line(Protocol):
    """A way to the platform; raises OSError where the connection is lost."""

    async def post(self, channel: str, key: str) -> Reply:
        """Ask for a message to be shown."""
        ...

    async def find(self, channel: str, key: str) -> Reply:
        """Ask for the message of a key."""
        ...


@dataclass
class DirectLine:
    """A way without a network, on whatever loop runs; an answer takes `seconds`."""

    platform: ChatPlatform
    seconds: float = 0.05

    async def post(self, channel: str, key: str) -> Reply:
        """Ask for a message to be shown."""
        reply = self.platform.post(channel, key, asyncio.get_running_loop().time())
        if reply.silent:
            await asyncio.sleep(1e6)
        await asyncio.sleep(self.seconds)
        if reply.dropped:
            raise ConnectionResetError("connection lost")
        return reply

    async def find(self, channel: str, key: str) -> Reply:
        """Ask for the message of a key."""
        await asyncio.sleep(self.seconds)
        return self.platform.find(channel, key)


@dataclass
class PlatformSender:
    """Sends over the line; where the platform can be searched, what is sent `again` is looked for first.

    `forgetful` says of a platform that it can neither be searched nor deduplicate.
    """

    line: Line
    looks: bool = False
    forgetful: bool = False
    pace: Pace = field(default_factory=Pace)

    async def send(self, message: Outgoing) -> str:
        """Bring the card to its channel."""
        channel, key = message.delivery.channel, message.delivery.key
        try:
            if self.looks and message.again and (found := await self.line.find(channel, key)).status == 200:
                return found.id
            reply = await self.line.post(channel, key)
        except OSError as error:
            raise DeliveryError(f"{channel}: {error}") from error
        return _receipt(channel, reply)


def _receipt(channel: str, reply: Reply) -> str:
    if reply.status == 200:
        return reply.id
    wait = reply.seconds if reply.status == 429 else None
    trouble = _TROUBLES.get(reply.status, Trouble.TEMPORARY)
    raise DeliveryError(
        f"{channel}: answered {reply.status}", trouble=trouble, retry_after=wait, everywhere=reply.everywhere
    )  # fmt: skip
