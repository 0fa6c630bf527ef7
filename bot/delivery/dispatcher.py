"""Deliver all the time: one lane per channel with something due, as each platform allows, none delaying another."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import structlog

from bot.delivery.courier import Clock, Courier, Outcome, Sender
from bot.delivery.retry import NOTHING_PASSES, GiveUp
from bot.delivery.traffic import Traffic, moment
from bot.errors import StoreError
from bot.settings import DeliveryRules
from bot.store import outbox
from bot.store.database import Store
from bot.store.outbox import Head

log = structlog.get_logger("delivery")

LOOK_SECONDS = 1.0
"""How often it is looked for what another process queued."""
STOP_SECONDS = 8.0
"""How long sends that are under way may go on after the program was told to stop."""
LOST_PROBE = timedelta(hours=8)
"""How long after the last try a channel that cannot be reached is tried again: at most three times in 24 hours."""
EXPIRE_SECONDS = 60.0
"""How often it is looked for cards that waited too long for a channel that cannot be reached."""
_SHORTEST = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What was done: cards sent, tries that failed, cards given up."""

    sent: int = 0
    retried: int = 0
    dead: int = 0

    def and_(self, outcome: Outcome) -> "Dispatched":
        """Return this and one outcome more."""
        if outcome.verdict is None:
            return replace(self, sent=self.sent + 1)
        if isinstance(outcome.verdict, GiveUp):
            return replace(self, dead=self.dead + 1)
        return replace(self, retried=self.retried + 1)


class Dispatcher:
    """Brings what is queued to the channels: started once, woken when something is queued, stopped in good order.

    `alive` is called every time that it looks for what is due.
    """

    def __init__(
        self, store: Store, senders: Mapping[str, Sender], *, clock: Clock, rules: DeliveryRules,
        alive: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self._clock = clock
        self._alive = alive
        self._keep = timedelta(hours=rules.keep_hours)
        self._courier = Courier(store, clock=clock, rules=rules)
        self._traffic = Traffic(senders, self._courier, clock=clock, rules=rules)
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()
        self._expired = float("-inf")
        self._done = Dispatched()

    def wake(self) -> None:
        """Look at once, since something was queued."""
        self._woken.set()

    async def run(self, stop: asyncio.Event, *, grace: float = STOP_SECONDS) -> None:
        """Deliver until `stop` is set; then let sends end, and give back after `grace` seconds those that have not."""
        stopped = asyncio.create_task(self._stop_on(stop))
        try:
            while not self._stopping.is_set():
                self._alive()
                self._woken.clear()
                await _set_or_later(self._woken, await self._look_or_wait())
        finally:
            stopped.cancel()
            await self.end(grace)

    async def drain(self) -> Dispatched:
        """Send what is due and may be sent now, until nothing is, and return what became of it.

        A failure of the store is raised when the other channels are done.
        """
        try:
            await self._look()
            while lanes := tuple(self._lanes.values()):
                results = await asyncio.gather(*lanes, return_exceptions=True)
                for failure in (one for one in results if isinstance(one, BaseException)):
                    raise failure
                await self._look()
        finally:
            await self.end(0)
        return self._done

    async def deliver(self, channel: str) -> float | None:
        """Send what is due to the one channel, until nothing is or something has to wait.

        Returns after how many seconds to go on, None where nothing is queued, or nothing can be sent from here.
        """
        heads = await self._courier.read(partial(outbox.heads, channel=channel))
        await self._expire(heads)
        if not heads or self._traffic.sender(channel) is None or self._stopping.is_set():
            return None
        if (seconds := self._seconds_until(heads[0])) > 0:
            return seconds
        if channel not in self._lanes:
            self._start(channel)
        await asyncio.wait({self._lanes[channel]})
        return _SHORTEST

    async def _stop_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stopping.set()
        self.wake()

    async def end(self, grace: float) -> None:
        """Wait for the lanes, then cancel those that take too long and wait until they have given back their leases."""
        self._stopping.set()
        if lanes := set(self._lanes.values()):
            _, slow = await asyncio.wait(lanes, timeout=grace)
            for lane in slow:
                lane.cancel()
            await asyncio.gather(*slow, return_exceptions=True)

    # which channels are sent to now

    async def _look_or_wait(self) -> float:
        try:
            return await self._look()
        except StoreError as error:
            log.warning("outbox not read", error=str(error))
        except Exception:
            log.exception("outbox not read")
        return LOOK_SECONDS

    async def _look(self) -> float:
        """Start a lane for each channel that can be sent to now; returns after how many seconds to look again."""
        heads = await self._courier.read(outbox.heads)
        await self._expire(heads)
        soonest = LOOK_SECONDS
        free = [one for one in heads if one.channel not in self._lanes and self._traffic.sender(one.channel)]
        for head in sorted(free, key=lambda one: self._traffic.platform(one.channel).turn(one.channel)):
            seconds = self._seconds_until(head)
            if seconds <= 0:
                self._start(head.channel)
            else:
                soonest = min(soonest, seconds)
        return max(soonest, _SHORTEST)

    def _seconds_until(self, head: Head) -> float:
        """Return after how many seconds the channel can be sent to."""
        due = head.due
        if head.lost_tried is not None:
            due = max(due or head.lost_tried, head.lost_tried + LOST_PROBE)
        waits = (due - self._clock()).total_seconds() if due else 0.0
        return max(waits, self._traffic.platform(head.channel).open_at(head.channel) - moment())

    async def _expire(self, heads: Sequence[Head]) -> None:
        """Give up what waited too long for channels that cannot be reached."""
        if moment() - self._expired < EXPIRE_SECONDS or all(one.lost_tried is None for one in heads):
            return
        self._expired = moment()
        now, keep = self._clock(), self._keep
        reason = f"waited longer than {keep.total_seconds() / 3600:g} hours for a channel that cannot be reached"
        number = await self._courier.write(lambda conn: outbox.expire(conn, before=now - keep, at=now, reason=reason))
        if number:
            log.warning("cards given up", number=number, reason=reason)

    # lanes

    def _start(self, channel: str) -> None:
        self._traffic.platform(channel).begin(channel, moment())
        lane = asyncio.create_task(self._lane(channel), name=f"lane {channel}")
        self._lanes[channel] = lane
        lane.add_done_callback(lambda lane: self._ended(channel, lane))

    def _ended(self, channel: str, lane: "asyncio.Task[None]") -> None:
        del self._lanes[channel]
        self._traffic.platform(channel).end(channel)
        if not lane.cancelled() and (error := lane.exception()) is not None:
            log.warning("lane ended", channel=channel, error=str(error))
            return  # what is wrong with the store may last; it is looked again in a while
        self.wake()

    async def _lane(self, channel: str) -> None:
        """Send one card after the other, until none is due or something has to wait."""
        platform, more = self._traffic.platform(channel), True
        while more:
            outcome = await self._send(channel)
            if outcome is None:
                return
            more = outcome.more
            if outcome.verdict == NOTHING_PASSES and platform.may_detour(moment()):
                more = await self._detour(channel)

    async def _send(self, channel: str, *, behind: bool = False) -> Outcome | None:
        """Send the channel's first card, or the one behind it, when it may be; None where there is none to send now."""
        platform, sender = self._traffic.platform(channel), self._traffic.sender(channel)
        await _set_or_later(self._stopping, platform.start_at(channel, moment()) - moment())
        async with self._traffic.turn(channel):
            closed = not behind and platform.open_at(channel) > moment()
            if sender is None or self._stopping.is_set() or closed:
                return None
            lease = await self._courier.lease(channel, behind=behind)
            if lease is None:
                return None
            outcome = await self._courier.deliver(sender, lease)
        self._done = self._done.and_(outcome)
        if await self._traffic.follow(channel, outcome.verdict):
            self.wake()
        return outcome

    async def _detour(self, channel: str) -> bool:
        """Try the card behind the one that failed; returns whether it was taken, so that the first is tried again."""
        outcome = await self._send(channel, behind=True)
        if outcome is None:
            return False
        taken = outcome.verdict is None
        self._traffic.platform(channel).detoured(moment(), taken=taken)
        return taken


async def _set_or_later(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event is set, or for so many seconds."""
    if seconds <= 0:
        return
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
