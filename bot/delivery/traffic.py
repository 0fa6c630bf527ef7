"""All platforms that there are senders for: which channel may be sent to when, and what follows from each outcome."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext

import structlog

from bot.delivery.courier import Clock, Courier, Sender, platform_of
from bot.delivery.pace import Pace
from bot.delivery.platform import Platform
from bot.delivery.retry import Again, GiveUp, Lost, Refused, Retry, Verdict, Wait
from bot.delivery.turnstile import Turnstile
from bot.settings import DeliveryRules
from bot.store import parts

log = structlog.get_logger("delivery")

_ALIVE_SECONDS = 60.0  # how often it is noted that a platform works


def moment() -> float:
    """Return the time of the event loop, which only goes forward."""
    return asyncio.get_running_loop().time()


def sender_for(channel: str, senders: Mapping[str, Sender]) -> Sender | None:
    """Return the sender of the channel by its full name, else by what stands before its first colon."""
    return senders.get(channel) or senders.get(platform_of(channel))


class Traffic:
    """The platforms by name, each with its sender; what happens to one is told in its part and in the log."""

    def __init__(self, senders: Mapping[str, Sender], courier: Courier, *, clock: Clock, rules: DeliveryRules) -> None:
        self._senders = senders
        self._courier = courier
        self._clock = clock
        self._retry = Retry.of(rules)
        self._platforms: dict[str, Platform] = {}
        self._alive: dict[str, float] = {}
        self._turnstiles: dict[str, Turnstile] = {}

    def sender(self, channel: str) -> Sender | None:
        """Return the channel's sender, None where its platform is not connected."""
        return sender_for(channel, self._senders)

    def platform(self, channel: str) -> Platform:
        """Return how the channel's platform fares."""
        name = self._name(channel)
        if name not in self._platforms:
            pace = getattr(self.sender(channel), "pace", Pace())
            self._platforms[name] = Platform(pace=pace, retry=self._retry)
        return self._platforms[name]

    def turn(self, channel: str) -> AbstractAsyncContextManager[None]:
        """Return what is held while a card is sent and noted: the only place, where its platform is forgetful."""
        if not getattr(self.sender(channel), "forgetful", False):
            return nullcontext()
        return self._turnstiles.setdefault(self._name(channel), Turnstile()).turn()

    def _name(self, channel: str) -> str:
        return channel if channel in self._senders else platform_of(channel)

    async def follow(self, channel: str, verdict: Verdict | None) -> bool:
        """Let the platform's channels do what follows from an outcome; None stands for a card that was taken.

        Returns whether channels that had to wait can go on.
        """
        platform = self.platform(channel)
        match verdict:
            case None:
                return await self._took(channel, platform)
            case Wait(seconds, everywhere=True):
                platform.wait(moment() + seconds)
                log.warning("platform asks to wait", platform=platform_of(channel), seconds=seconds)
            case Again(None):
                await self._failed(channel, platform)
            case Refused(reason):
                self._refused(channel, platform, reason)
            case Lost(reason):
                log.warning("channel lost", channel=channel, reason=reason)
            case GiveUp(reason):
                log.warning("card given up", channel=channel, reason=reason)
        return False

    async def _took(self, channel: str, platform: Platform) -> bool:
        name = platform_of(channel)
        if over := platform.took(channel):
            log.info("platform is back", platform=name)
        if over or moment() - self._alive.get(name, float("-inf")) >= _ALIVE_SECONDS:
            self._alive[name] = moment()
            now = self._clock()
            await self._courier.write(lambda conn: parts.worked(conn, name, at=now))
        return over

    async def _failed(self, channel: str, platform: Platform) -> None:
        name = platform_of(channel)
        if platform.failed(channel, moment()):
            error = "several channels failed in turn and nothing gets through; what is queued waits"
            log.warning("platform is down", platform=name)
            now = self._clock()
            await self._courier.write(lambda conn: parts.failed(conn, name, at=now, error=error))

    def _refused(self, channel: str, platform: Platform, reason: str) -> None:
        if not platform.refused:
            log.error(
                f"Nothing more is sent to {platform_of(channel)} until the program is started again, since it refuses "
                "the credentials; what is queued waits.",
                platform=platform_of(channel), reason=reason,
            )  # fmt: skip
        platform.refused = reason
