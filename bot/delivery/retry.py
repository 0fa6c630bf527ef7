"""When to try again: failures so far and what the platform said go in, a delay or a reason to give up comes out."""

from dataclasses import dataclass
from typing import Self

from bot.errors import DeliveryError, Trouble
from bot.settings import DeliveryRules


@dataclass(frozen=True, slots=True)
class Again:
    """Try again after so many seconds; `counts` is false where the platform merely asked to wait."""

    seconds: float
    counts: bool


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Do not try again, and why."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """How often and after how long: each delay is twice the one before, up to the longest.

    What a platform asks for is waited in full, however long, and does not count as an attempt: it is not the card's
    fault, and asking earlier would prolong it.
    """

    attempts: int = 8
    first_seconds: float = 2
    longest_seconds: float = 900

    @classmethod
    def of(cls, rules: DeliveryRules) -> Self:
        """Return the retry that the settings ask for."""
        return cls(
            attempts=rules.attempts,
            first_seconds=rules.first_delay_seconds,
            longest_seconds=rules.longest_delay_seconds,
        )

    def decide(self, error: Exception, *, failed: int) -> Again | GiveUp:
        """Return what follows from the error, after `failed` attempts that failed before this one."""
        if isinstance(error, DeliveryError) and error.trouble is not Trouble.TEMPORARY:
            return GiveUp(told(error))
        if isinstance(error, DeliveryError) and error.retry_after is not None:
            return Again(max(error.retry_after, 0.0), counts=False)
        if failed + 1 >= self.attempts:
            return GiveUp(f"given up after {failed + 1} attempts: {told(error)}")
        return Again(self.delay(failed), counts=True)

    def delay(self, failed: int) -> float:
        """Return the seconds to wait after one more failure than `failed`."""
        return min(self.first_seconds * 2.0 ** min(failed, 64), self.longest_seconds)


def told(error: Exception) -> str:
    """Return the error in one line; other than a DeliveryError it is a defect, and its kind helps to find it."""
    line = " ".join(str(error).split())
    return line if isinstance(error, DeliveryError) else f"{type(error).__name__}: {line}".removesuffix(": ")
