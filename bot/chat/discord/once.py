"""Whether something was asked for just now already: a button that is pressed twice does what it does once."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

SECONDS = 5.0
MOST = 10_000


@dataclass(slots=True)
class Once:
    """Remembers what was asked for lately; `clock` gives seconds that only go forward."""

    clock: Callable[[], float]
    _seen: dict[Hashable, float] = field(default_factory=dict)

    def first(self, what: Hashable, *, seconds: float = SECONDS) -> bool:
        """Return whether it was not asked for within the last seconds, and remember it."""
        now = self.clock()
        if len(self._seen) >= MOST:
            self._seen = {key: end for key, end in self._seen.items() if end > now}
        fresh = self._seen.get(what, float("-inf")) <= now
        if fresh:
            self._seen[what] = now + seconds
        return fresh
