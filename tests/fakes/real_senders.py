"""A process that sends with the real client of Discord or Slack, and can be killed at any point."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from bot.chat.discord.chat import DiscordChat
from bot.chat.slack import sender as slack
from bot.chat.slack.workspaces import Clients, OneWorkspace
from bot.counter import Counter
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.pace import Pace, Rate
from bot.settings import DeliveryRules
from bot.store.database import open_store

RULES = DeliveryRules(lease_seconds=0.4, first_delay_seconds=0.05, longest_probe_seconds=0.1)
"""Leases end soon, so that the next process need not wait long for what the killed one held."""
PAUSE = 0.02
"""Seconds between two messages to a channel of the Slack here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a sending process is told: its store, the platform and its address, and the token; a gateway for Discord."""

    database: str
    address: str
    token: str
    gateway: str = ""


def send_all(orders: Orders) -> None:
    """Send what the store holds, as a process of its own, until it is killed."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    asyncio.run(_discord(orders) if orders.gateway else _slack(orders))


async def _discord(orders: Orders) -> None:
    chat = DiscordChat(
        orders.token, Counter(None), clock=lambda: datetime.now(UTC), api=orders.address, gateway=orders.gateway  # type: ignore[arg-type]
    )  # fmt: skip
    await asyncio.gather(chat.run(asyncio.Event()), _dispatch(orders, "discord", chat))


async def _slack(orders: Orders) -> None:
    slack.PAUSE = PAUSE

    class Quick(slack.Sender):
        pace = Pace(channel=Rate(PAUSE))

    await _dispatch(orders, "slack", Quick(OneWorkspace(orders.token, Clients(orders.address))))


async def _dispatch(orders: Orders, name: str, sender: Any) -> None:
    store = open_store(orders.database)
    dispatcher = Dispatcher(store, {name: sender}, clock=lambda: datetime.now(UTC), rules=RULES)
    await dispatcher.run(asyncio.Event())
