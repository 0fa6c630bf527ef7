"""When to try again: failures so far and what the platform said go in, what follows from them comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from bot.errors import DeliveryError, Trouble
from bot.settings import DeliveryRules


@dataclass(frozen=True, slots=True)
class Wait:
    """The platform asks to wait so many seconds, with this channel or, where `everywhere`, with all of its channels."""

    seconds: float
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """Try again after so many seconds; None where that depends on how the platform fares.

    `counts` tells whether this was one attempt more: only where the platform took other cards since the last failure.
    """

    seconds: float | None
    counts: bool


NOTHING_PASSES = Again(None, counts=False)
"""Try again when the platform takes messages: nothing passed since the last failure, so the card may be well."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Do not try this card again, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Send nothing more to this channel, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Send nothing more on this platform, and why."""

    reason: str


Verdict = Wait | Again | GiveUp | Lost | Refused

_FINAL: Mapping[Trouble, Callable[[str], Verdict]] = {
    Trouble.CARD: GiveUp,
    Trouble.CHANNEL: Lost,
    Trouble.PLATFORM: Refused,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """How often and after how long: each delay is twice the one before, up to the longest.

    What a platform asks for is waited in full, however long, and does not count as an attempt: it is not the card's
    fault, and asking earlier would prolong it. Nor does a failure count that others had too.
    """

    attempts: int = 8
    first_seconds: float = 2
    longest_seconds: float = 900
    probe_seconds: float = 30

    @classmethod
    def of(cls, rules: DeliveryRules) -> Self:
        """Return the retry that the settings ask for."""
        return cls(
            attempts=rules.attempts,
            first_seconds=rules.first_delay_seconds,
            longest_seconds=rules.longest_delay_seconds,
            probe_seconds=rules.longest_probe_seconds,
        )

    def decide(self, error: Exception, *, failed: int, passed: bool) -> Verdict:
        """Return what follows from the error, after so many attempts that `failed` before this one.

        `passed` tells whether the platform took another card since this one last failed.
        """
        if isinstance(error, DeliveryError) and error.trouble in _FINAL:
            return _FINAL[error.trouble](told(error))
        if isinstance(error, DeliveryError) and error.retry_after is not None:
            return Wait(max(error.retry_after, 0.0), error.everywhere)
        if not passed:
            return NOTHING_PASSES
        if failed + 1 >= self.attempts:
            return GiveUp(f"given up after {failed + 1} attempts: {told(error)}")
        return Again(self.delay(failed), counts=True)

    def delay(self, failed: int) -> float:
        """Return the seconds to wait after one more failure than `failed`, where others pass."""
        return min(self.first_seconds * 2.0 ** min(failed, 64), self.longest_seconds)

    def probe_delay(self, failed: int) -> float:
        """Return the seconds to wait after one more failure than `failed`, while nothing passes."""
        return min(self.delay(failed), self.probe_seconds)


def told(error: Exception) -> str:
    """Return the error in one line; other than a DeliveryError it is a defect, and its kind helps to find it."""
    line = " ".join(str(error).split())
    return line if isinstance(error, DeliveryError) else f"{type(error).__name__}: {line}".removesuffix(": ")


def unsure(error: Exception) -> bool:
    """Return whether the card may be in its channel although the send failed."""
    return error.unsure if isinstance(error, DeliveryError) else True
