"""How a platform fares, as far as this process knows: which of its channels may be sent to now, and when the others.

Nothing here waits or sends; times are seconds of any clock that only goes forward.
"""

from dataclasses import dataclass, field

from bot.delivery.pace import Bucket, Pace
from bot.delivery.retry import Retry

OUTAGE = 3
"""So many channels that fail in turn, while nothing passes, are an outage."""
DETOUR_SECONDS = 900.0
"""Where nothing passes for so long, the card behind the first is tried."""
FRESH_SECONDS = 0.5
"""In an outage a channel that has not failed yet is tried so long after the last one began."""


@dataclass(slots=True)
class _Failing:
    """A channel whose last send failed: how often in a row, when it is tried again, its place in turn."""

    times: int
    at: float
    place: int


@dataclass(slots=True)
class Platform:
    """One platform: what it refused or asked for, and which channels failed since it last took a message.

    A channel that fails alone waits for itself and delays no other. When several fail and nothing passes, it is taken
    for an outage: one message at a time is tried, after growing pauses; once one is taken, all go on. A channel that
    has not been tried yet may be well and does not wait for those pauses.

    What looks like an outage may be a card that the platform cannot take, with nothing else to tell by. So where
    nothing passed for `DETOUR_SECONDS`, the card behind the one that failed is tried once, and again after as long.
    When it is taken, the first one's failures begin to count, one for each card that passes it, until it is given up;
    in an outage it fails like all others, and nothing counts.
    """

    pace: Pace
    retry: Retry
    refused: str = ""
    _until: float = float("-inf")
    _failing: dict[str, _Failing] = field(default_factory=dict)
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _all: Bucket = field(init=False)
    _failures: int = 0
    _probes: int = 0  # that failed in this outage
    _probing: str = ""
    _fresh: str = ""  # the last that was begun of those that have not failed yet
    _next_probe: float = float("-inf")
    _begun: float = float("-inf")
    _detour_at: float = float("inf")

    def __post_init__(self) -> None:
        self._all = Bucket(self.pace.platform)

    @property
    def out(self) -> bool:
        """Return whether it is taken to be down."""
        return len(self._failing) >= OUTAGE

    def open_at(self, channel: str) -> float:
        """Return from when the channel may be sent to; infinity for not until something happens."""
        if self.refused:
            return float("inf")
        return max(self._until, self._turn(channel))

    def _turn(self, channel: str) -> float:
        failing = self._failing.get(channel)
        if not self.out:
            return failing.at if failing else float("-inf")
        if failing is None:
            return float("-inf") if self._fresh == channel else self._begun + FRESH_SECONDS
        if self._probing:
            return float("-inf") if self._probing == channel else float("inf")
        return self._next_probe

    def turn(self, channel: str) -> int:
        """Return the channel's place among those that are to be tried: the one that failed last comes last."""
        failing = self._failing.get(channel)
        return failing.place if failing else 0

    def begin(self, channel: str, now: float) -> None:
        """Note that the channel is sent to, from now on."""
        self._begun = now
        if not self.out:
            return
        if channel in self._failing:
            self._probing = channel
        else:
            self._fresh = channel

    def end(self, channel: str) -> None:
        """Note that the channel is not sent to any more, whatever came of it."""
        if self._probing == channel:
            self._probing = ""
        if self._fresh == channel:
            self._fresh = ""

    def start_at(self, channel: str, now: float) -> float:
        """Return when the channel's next message may start at the platform's pace, and count it."""
        bucket = self._buckets.setdefault(channel, Bucket(self.pace.channel))
        return self._all.take(bucket.take(now))

    def took(self, channel: str) -> bool:
        """Note that a message was taken; returns whether an outage is over with that, so that all channels go on."""
        over = self.out
        self._detour_at = float("inf")
        self._probes = 0
        if over:
            self._failing.clear()
        self._failing.pop(channel, None)
        return over

    def failed(self, channel: str, now: float) -> bool:
        """Note that a send failed, with no fault of the card known; returns whether an outage begins with that."""
        was_out = self.out
        if self._detour_at == float("inf"):
            self._detour_at = now + DETOUR_SECONDS
        before = self._failing.get(channel)
        times = before.times if before else 0
        self._failures += 1
        self._failing[channel] = _Failing(times + 1, now + self.retry.probe_delay(times), self._failures)
        if not self.out:
            return False
        if not was_out or before is not None:
            self._next_probe = now + self.retry.probe_delay(self._probes)
            self._probes += 1
        return not was_out

    def may_detour(self, now: float) -> bool:
        """Return whether the card behind one that failed is to be tried."""
        return now >= self._detour_at

    def detoured(self, now: float, *, taken: bool) -> None:
        """Note what came of such a try: where it was taken, the next failure is followed by another at once."""
        self._detour_at = now if taken else now + DETOUR_SECONDS

    def wait(self, until: float) -> None:
        """Note that it asked to send nothing before then."""
        self._until = max(self._until, until)
