"""What a chat must be able to do for the rest of the program: bring cards to channels and, if connected, answer."""

import asyncio
from datetime import datetime
from typing import Protocol

from bot.model import Outgoing


class Chat(Protocol):
    """A place where cards arrive; console, Discord and Slack are adapters of it.

    One that lets only so many messages start has a `pace` (`bot.delivery.pace.Pace`) beside what stands here.
    """

    @property
    def name(self) -> str:
        """Return the scheme of its channels: "console" in `console:main`."""
        ...

    async def send(self, message: Outgoing) -> str:
        """Bring the card to its channel in the manner asked for, and return what the platform calls the message.

        The delivery's key is handed to platforms that can deduplicate by it; on others a message that is sent `again`
        is looked for first. Raises DeliveryError, whose `trouble` says what can help.
        """
        ...


class Connected(Chat, Protocol):
    """A chat with a connection of its own, over which people ask."""

    async def run(self, stop: asyncio.Event) -> None:
        """Connect, answer what is asked, and stay connected until `stop` is set; then close in good order.

        Raises DeliveryError with trouble `platform` where the credentials are refused.
        """
        ...

    def trouble(self, now: datetime) -> str:
        """Return in one sentence what is wrong with the connection, "" while it is alive and heard from."""
        ...
