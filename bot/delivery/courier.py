"""Take one card to its channel: lease, send, note what came of it; each note is one transaction off the event loop."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol, TypeVar

import structlog

from bot.delivery.retry import Again, GiveUp, Lost, Refused, Retry, Verdict, Wait, told, unsure
from bot.errors import DeliveryError, StoreError
from bot.model import Manner, Outgoing
from bot.settings import DeliveryRules
from bot.store import channels, outbox, parts
from bot.store.database import Connection, Store
from bot.store.outbox import Lease
from bot.store.together import Together

log = structlog.get_logger("delivery")

Clock = Callable[[], datetime]
T = TypeVar("T")

_OF_LEASE = 0.9  # a send is stopped before its lease ends, so that no other sender is at the card meanwhile
_NOTES = 5
_NOTE_SECONDS = 1.0


class Sender(Protocol):
    """What delivery needs of a chat; one that allows only so much has a `pace` (`Pace`) beside it.

    One that can neither refuse a key that it has shown nor be asked what it shows is `forgetful` (bool): to it one card
    is sent after the other, over all channels, so that a crash repeats one at most.
    """

    async def send(self, message: Outgoing) -> str:
        """Bring the card to its channel and return what the platform calls the message.

        Sending one key twice must not show the card twice, where the platform can tell. Raises DeliveryError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a send: None for sent, else what follows from the failure; `more` where the next is due already."""

    verdict: Verdict | None
    more: bool = False


def platform_of(channel: str) -> str:
    """Return the name of the channel's platform: what stands before its first colon."""
    return channel.partition(":")[0]


class Courier:
    """Takes cards to channels, any number of them at a time; all notes go through one transaction after the other."""

    def __init__(self, store: Store, *, clock: Clock, rules: DeliveryRules) -> None:
        self._store = store
        self._clock = clock
        self._rules = rules
        self._retry = Retry.of(rules)
        self._notes = Together(store)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Return what the work finds in the store."""

        def run() -> T:
            with self._store.read() as conn:
                return work(conn)

        return await asyncio.to_thread(run)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Change the store; raises StoreError where that cannot be done."""
        return await self._notes.write(work)

    async def lease(self, channel: str, *, behind: bool = False) -> Lease | None:
        """Take the channel's first delivery, or the one behind it; None where it is not due or not free."""
        now, seconds = self._clock(), self._rules.lease_seconds
        return await self.write(lambda conn: outbox.lease(conn, channel, now, seconds, behind=behind))

    async def deliver(self, sender: Sender, lease: Lease) -> Outcome:
        """Send the card and note the outcome; what is cancelled meanwhile is given back.

        Raises StoreError where the outcome cannot be noted: then the lease runs out, and the card is sent `again`.
        """
        try:
            message = await self._outgoing(lease)
            receipt = await self._send(sender, message)
        except asyncio.CancelledError:
            await _surely(self.write(lambda conn: outbox.release(conn, lease)))
            raise
        except StoreError:
            raise
        except Exception as error:  # whatever a chat raises, the next card and the next channel go on
            log.warning("not sent", channel=lease.delivery.channel, key=lease.delivery.key, error=told(error))
            work = partial(self._failed, lease=lease, error=error)
        else:
            log.debug("sent", channel=lease.delivery.channel, key=lease.delivery.key, message=receipt)
            work = partial(self._sent, lease=lease, receipt=receipt)
        return await _surely(self._note(lease, work))

    async def _outgoing(self, lease: Lease) -> Outgoing:
        """Return the delivery with what the chat must know of earlier ones."""
        delivery = lease.delivery
        if delivery.manner is Manner.NEW:
            return Outgoing(delivery=delivery, again=lease.again)
        subject = delivery.under or delivery.subject
        root = await self.read(lambda conn: outbox.root(conn, delivery.channel, subject))
        return Outgoing(delivery=delivery, root=root, again=lease.again)

    async def _send(self, sender: Sender, message: Outgoing) -> str:
        seconds = self._rules.lease_seconds * _OF_LEASE
        try:
            async with asyncio.timeout(seconds):
                return await sender.send(message)
        except TimeoutError as error:
            raise DeliveryError(f"{message.delivery.channel}: no answer within {seconds:.0f} seconds") from error

    async def _note(self, lease: Lease, work: Callable[[Connection], Outcome]) -> Outcome:
        """Note the outcome; a store that cannot take it now is asked a few times more, since a send depends on it."""
        for _ in range(_NOTES):
            try:
                return await self.write(work)
            except StoreError as error:
                log.warning("outcome not noted yet", channel=lease.delivery.channel, error=str(error))
                await asyncio.sleep(_NOTE_SECONDS)
        return await self.write(work)

    def _sent(self, conn: Connection, lease: Lease, receipt: str) -> Outcome:
        now, channel = self._clock(), lease.delivery.channel
        outbox.sent(conn, lease, at=now, receipt=receipt)
        channels.found(conn, channel)
        return Outcome(None, more=outbox.is_due(conn, channel, now))

    def _failed(self, conn: Connection, lease: Lease, error: Exception) -> Outcome:
        now, channel = self._clock(), lease.delivery.channel
        passed = lease.failed_at is not None and outbox.taken_since(conn, platform_of(channel), lease.failed_at)
        verdict = self._retry.decide(error, failed=lease.delivery.attempts, passed=passed)
        self._apply(conn, lease, verdict, error, now)
        return Outcome(verdict, more=isinstance(verdict, GiveUp) and outbox.is_due(conn, channel, now))

    def _apply(self, conn: Connection, lease: Lease, verdict: Verdict, error: Exception, now: datetime) -> None:
        channel, why = lease.delivery.channel, told(error)
        match verdict:
            case Wait(seconds, everywhere):
                end = now + timedelta(seconds=seconds)
                outbox.wait(conn, lease, until=end, reason=why, unsure=unsure(error))
                if everywhere:
                    outbox.hold(conn, platform_of(channel), until=end)
            case Again(seconds, counts):
                until = None if seconds is None else now + timedelta(seconds=seconds)
                outbox.fail(conn, lease, at=now, until=until, reason=why, counts=counts, unsure=unsure(error))
            case GiveUp(reason):
                outbox.dead(conn, lease, at=now, reason=reason)
            case Lost(reason):
                outbox.wait(conn, lease, until=None, reason=why)
                channels.lost(conn, channel, at=now, reason=reason)
            case Refused(reason):
                outbox.wait(conn, lease, until=None, reason=why)
                parts.failed(conn, platform_of(channel), at=now, error=reason)


async def _surely(work: Coroutine[Any, Any, T]) -> T:
    """Return what the work returns; it is done to its end even where this is cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
