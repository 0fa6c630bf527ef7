"""What a chat must be able to do for the rest of the program: bring one card to one channel."""

from typing import Protocol

from bot.model import Card


class Chat(Protocol):
    """A place where cards arrive; console, Discord and Slack are adapters of it."""

    @property
    def name(self) -> str:
        """Return the scheme of its channels: "console" in `console:main`."""
        ...

    async def send(self, channel: str, card: Card, key: str) -> str:
        """Bring the card to the channel and return the message's id there.

        `key` is the delivery's idempotency key, handed to platforms that can deduplicate by it.
        Raises DeliveryError: `permanent` where a retry cannot help, `retry_after` seconds where the platform says so.
        """
        ...
