"""Do once what Slack may hand in twice: an event that it sends again, a button that is clicked twice, a replay."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

_MOST = 20_000


class Once:
    """Remembers keys for so many seconds, the newest of them where there are too many."""

    def __init__(self, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._seen: OrderedDict[Hashable, float] = OrderedDict()

    def first(self, key: Hashable) -> bool:
        """Return whether the key comes for the first time, and remember it."""
        now = self._clock()
        while self._seen and (now - next(iter(self._seen.values())) > self._seconds or len(self._seen) > _MOST):
            self._seen.popitem(last=False)
        if key in self._seen:
            return False
        self._seen[key] = now
        return True
