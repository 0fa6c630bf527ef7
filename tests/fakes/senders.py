"""A chat that does what a script says, and remembers what it showed."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.model import Delivery, Outgoing


@dataclass(frozen=True, slots=True)
class Hang:
    """Do not answer for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class AcceptThen:
    """Show the card, and fail nevertheless: a lost answer."""

    error: BaseException


Outcome = BaseException | Hang | AcceptThen | None


@dataclass
class ScriptedSender:
    """Plays the outcomes of `script` by delivery key, one per call, then accepts; shows each key once, as nonces do."""

    script: dict[str, deque[Outcome]] = field(default_factory=lambda: defaultdict(deque))
    calls: list[str] = field(default_factory=list)
    shown: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def plays(self, key: str, outcomes: Iterable[Outcome]) -> None:
        """Add outcomes for the key."""
        self.script[key].extend(outcomes)

    async def send(self, message: Outgoing) -> str:
        """Do what the script says next."""
        delivery = message.delivery
        self.calls.append(delivery.key)
        outcome = self.script[delivery.key].popleft() if self.script[delivery.key] else None
        if isinstance(outcome, Hang):
            await asyncio.sleep(outcome.seconds)
        if isinstance(outcome, BaseException):
            raise outcome
        self._show(delivery)
        if isinstance(outcome, AcceptThen):
            raise outcome.error
        return f"m-{delivery.key}"

    def _show(self, delivery: Delivery) -> None:
        if delivery.key not in self.shown[delivery.channel]:
            self.shown[delivery.channel].append(delivery.key)
