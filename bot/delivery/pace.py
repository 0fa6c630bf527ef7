"""How fast a platform lets messages be sent: what it allows goes in, when the next one may start comes out."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """One message every so many seconds, and after a rest up to `burst` of them at once."""

    seconds: float
    burst: int = 1


FREE = Rate(0)
"""No limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What a platform allows: to one channel, and to all of its channels together."""

    channel: Rate = FREE
    platform: Rate = FREE


@dataclass(slots=True)
class Bucket:
    """Gives out the starts of messages at a rate, in the order in which they are asked for; times are in seconds.

    It keeps the one number of the generic cell rate algorithm (ITU-T I.371): when the next message is due if all of
    them came evenly. One may come as much earlier as the burst allows.
    """

    rate: Rate
    _even: float = field(default=float("-inf"))

    def take(self, now: float) -> float:
        """Return when the next message may start, now or later, and count it."""
        start = max(now, self._even - (self.rate.burst - 1) * self.rate.seconds)
        self._even = max(self._even, start) + self.rate.seconds
        return start
