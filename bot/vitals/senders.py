"""A sender whose sends are counted: what it does is what the sender does."""

import asyncio
from datetime import datetime
from time import perf_counter
from typing import Any, Protocol

from bot.errors import DeliveryError
from bot.model import Outgoing
from bot.vitals.signs import Vitals


class Sender(Protocol):
    """What brings cards to channels."""

    async def send(self, message: Outgoing) -> str:
        """Bring the card to its channel and return what the platform calls the message."""
        ...


class Observed:
    """Counts the outcomes of a platform's sends, how late cards arrive, and how long the platform asks to wait."""

    def __init__(self, sender: Sender, platform: str, vitals: Vitals) -> None:
        self._sender = sender
        self._platform = platform
        self._vitals = vitals

    def __getattr__(self, name: str) -> Any:
        """Return what else the sender has, such as its pace."""
        return getattr(self._sender, name)

    async def send(self, message: Outgoing) -> str:
        """Send, and count what came of it."""
        begun = perf_counter()
        try:
            receipt = await self._sender.send(message)
        except asyncio.CancelledError:
            self._count("interrupted")
            raise
        except DeliveryError as error:
            self._failed(error)
            raise
        except Exception:
            self._count("defect")
            raise
        self._count("sent")
        self._vitals.meters.sending.labels(self._platform).observe(perf_counter() - begun)
        self._arrived(message, self._vitals.now())
        return receipt

    def _failed(self, error: DeliveryError) -> None:
        if error.retry_after is None:
            self._count(error.trouble)
            return
        self._count("throttled")
        self._vitals.meters.waits.labels(self._platform).observe(error.retry_after)

    def _arrived(self, message: Outgoing, now: datetime) -> None:
        for since, start in (("published", message.delivery.published), ("created", message.delivery.created)):
            if start is not None:
                lag = max((now - start).total_seconds(), 0)
                self._vitals.meters.lag.labels(self._platform, since).observe(lag)

    def _count(self, outcome: str) -> None:
        self._vitals.meters.deliveries.labels(self._platform, outcome).inc()
