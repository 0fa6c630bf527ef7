"""Drain the outbox once, as one who is asked to (`parley poll`, the demo) does it."""

from collections.abc import Mapping

from bot.delivery.courier import Clock, Sender
from bot.delivery.dispatcher import Dispatched, Dispatcher
from bot.delivery.traffic import sender_for
from bot.settings import DeliveryRules
from bot.store.database import Store

__all__ = ["Clock", "Dispatched", "Sender", "dispatch", "sender_for"]


async def dispatch(store: Store, senders: Mapping[str, Sender], *, clock: Clock, rules: DeliveryRules) -> Dispatched:
    """Send all that is due to the channels that have a sender, each in order, and return what became of it.

    When it is cancelled, what was being sent is given back.
    """
    return await Dispatcher(store, senders, clock=clock, rules=rules).drain()
