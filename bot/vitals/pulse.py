"""Whether what goes on for good is still going on: signs of life in, what has not given any for too long out."""

from collections.abc import Mapping
from datetime import datetime, timedelta

LIMITS: Mapping[str, timedelta] = {
    "look": timedelta(minutes=10), "read": timedelta(minutes=10), "send": timedelta(minutes=3),
}  # fmt: skip
"""For how long a job may give no sign of life.

Looking and reading give one at least every minute, reading with every item, and sending every second.
"""


class Pulse:
    """The last sign of life of each job; one that has not begun is not missed."""

    def __init__(self, limits: Mapping[str, timedelta] = LIMITS) -> None:
        self._limits = limits
        self._seen: dict[str, datetime] = {}

    def beat(self, job: str, now: datetime) -> None:
        """Note a sign of life."""
        self._seen[job] = now

    def stuck(self, now: datetime) -> tuple[str, ...]:
        """Return in one sentence each which jobs have given none for too long."""
        silent = ((job, now - seen) for job, seen in self._seen.items())
        return tuple(
            f"the job {job!r} has given no sign of life for {age.total_seconds():.0f} seconds"
            for job, age in silent
            if age > self._limits.get(job, timedelta.max)
        )
