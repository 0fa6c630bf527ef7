"""Drain the outbox: lease, send, mark; each channel in order, all channels at once, none stopping another."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from bot.delivery.retry import GiveUp, Retry, told
from bot.errors import DeliveryError
from bot.model import Manner, Outgoing
from bot.settings import DeliveryRules
from bot.store import outbox
from bot.store.database import Connection, Store
from bot.store.outbox import Lease

Clock = Callable[[], datetime]
P = ParamSpec("P")
T = TypeVar("T")

_OF_LEASE = 0.9  # a send is stopped before its lease ends, so that no other sender is at the card meanwhile


class Sender(Protocol):
    """What dispatch needs of a chat."""

    async def send(self, message: Outgoing) -> str:
        """Bring the card to its channel and return what the platform calls the message.

        Sending one key twice must not show the card twice, where the platform can tell. Raises DeliveryError.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What a dispatch did; `due` is when the next delivery that had to wait can be sent."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    due: datetime | None = None

    def __add__(self, other: "Dispatched") -> "Dispatched":
        """Return the sum of both, and the earlier due time."""
        return Dispatched(
            sent=self.sent + other.sent,
            retried=self.retried + other.retried,
            dead=self.dead + other.dead,
            due=min((due for due in (self.due, other.due) if due is not None), default=None),
        )


def sender_for(channel: str, senders: Mapping[str, Sender]) -> Sender | None:
    """Return the sender of the channel by its full name, else by what stands before its first colon."""
    return senders.get(channel) or senders.get(channel.partition(":")[0])


async def dispatch(store: Store, senders: Mapping[str, Sender], *, clock: Clock, rules: DeliveryRules) -> Dispatched:
    """Send all that is due to the channels that have a sender, and return what became of it.

    Leases whose holders are gone are ended first. When it is cancelled, what was being sent is given back.
    """
    channels = await asyncio.to_thread(_begin, store, clock())
    drains = [
        _drain(store, channel, sender, clock, rules)
        for channel in channels
        if (sender := sender_for(channel, senders)) is not None
    ]
    results = await asyncio.gather(*drains, return_exceptions=True)
    for failure in (result for result in results if isinstance(result, BaseException)):
        raise failure  # of the store; the other channels are done by now
    return reduce(Dispatched.__add__, (done for done in results if isinstance(done, Dispatched)), Dispatched())


def _begin(store: Store, now: datetime) -> list[str]:
    with store.write() as conn:
        outbox.sweep(conn, now)
        return outbox.waiting_channels(conn)


async def _drain(store: Store, channel: str, sender: Sender, clock: Clock, rules: DeliveryRules) -> Dispatched:
    """Send what is due to one channel, one after the other, until something has to wait."""
    done = Dispatched()
    while (lease := await _write(store, outbox.lease, channel, clock(), rules.lease_seconds)) is not None:
        done += await _deliver(store, sender, lease, clock, rules)
    return replace(done, due=await asyncio.to_thread(_due, store, channel))


async def _deliver(store: Store, sender: Sender, lease: Lease, clock: Clock, rules: DeliveryRules) -> Dispatched:
    """Send one card and note the outcome."""
    try:
        message = await asyncio.to_thread(_outgoing, store, lease)
        receipt = await _send(sender, message, rules.lease_seconds * _OF_LEASE)
    except asyncio.CancelledError:
        await asyncio.shield(_write(store, outbox.release, lease))
        raise
    except Exception as error:
        return await _failed(store, lease, error, clock(), rules)
    await asyncio.shield(_write(store, outbox.sent, lease, at=clock(), receipt=receipt))
    return Dispatched(sent=1)


def _outgoing(store: Store, lease: Lease) -> Outgoing:
    """Return the delivery with what the chat must know of earlier ones."""
    delivery = lease.delivery
    if delivery.manner is Manner.NEW:
        return Outgoing(delivery=delivery, again=lease.again)
    with store.read() as conn:
        root = outbox.root(conn, delivery.channel, delivery.subject)
    return Outgoing(delivery=delivery, root=root, again=lease.again)


async def _send(sender: Sender, message: Outgoing, seconds: float) -> str:
    try:
        async with asyncio.timeout(seconds):
            return await sender.send(message)
    except TimeoutError as error:
        raise DeliveryError(f"{message.delivery.channel}: no answer within {seconds:.0f} seconds") from error


async def _failed(store: Store, lease: Lease, error: Exception, now: datetime, rules: DeliveryRules) -> Dispatched:
    verdict = Retry.of(rules).decide(error, failed=lease.delivery.attempts)
    if isinstance(verdict, GiveUp):
        await _write(store, outbox.dead, lease, at=now, reason=verdict.reason)
        return Dispatched(dead=1)
    again = now + timedelta(seconds=verdict.seconds)
    await _write(store, outbox.retry, lease, at=again, reason=told(error), counts=verdict.counts)
    return Dispatched(retried=1)


async def _write(
    store: Store, change: Callable[Concatenate[Connection, P], T], *args: P.args, **options: P.kwargs
) -> T:
    """Make one change of the outbox, in a transaction of its own and off the event loop."""

    def run() -> T:
        with store.write() as conn:
            return change(conn, *args, **options)

    return await asyncio.to_thread(run)


def _due(store: Store, channel: str) -> datetime | None:
    with store.read() as conn:
        return outbox.due_at(conn, channel)
