"""Rate limits as Discord has them: a bucket per route and channel, told in headers, and one limit over all."""

import time
from dataclasses import dataclass, field

GLOBAL = 50


@dataclass
class Rates:
    """Counts requests; `take` returns the headers of an answer, or None for one request too many."""

    limit: int = 5
    seconds: float = 0.5
    over_all: int = GLOBAL
    _buckets: dict[str, tuple[float, int]] = field(default_factory=dict)
    _recent: list[float] = field(default_factory=list)
    _why: tuple[float, bool] = (0.0, False)

    def take(self, method: str, path: str) -> dict[str, str] | None:
        """Count a request of now."""
        now = time.monotonic()
        self._recent = [at for at in self._recent if at > now - 1]
        if len(self._recent) >= self.over_all:
            self._why = (self._recent[0] + 1 - now, True)
            return None
        self._recent.append(now)
        key = _key(method, path)
        end, left = self._buckets.get(key, (0.0, 0))
        if now >= end:
            end, left = now + self.seconds, self.limit
        if left <= 0:
            self._why = (end - now, False)
            return None
        self._buckets[key] = (end, left - 1)
        return {
            "X-RateLimit-Bucket": _name(method, path), "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(left - 1), "X-RateLimit-Reset": f"{time.time() + end - now:.3f}",
            "X-RateLimit-Reset-After": f"{end - now:.3f}",
        }  # fmt: skip

    def refusal(self) -> tuple[dict[str, object], dict[str, str]]:
        """Return body and headers of the answer to the last request that was one too many."""
        seconds, everywhere = self._why
        headers = {"Retry-After": f"{seconds:.3f}", "X-RateLimit-Scope": "global" if everywhere else "user"}
        headers |= {"X-RateLimit-Global": "true"} if everywhere else {}
        return {"message": "limited", "retry_after": round(seconds, 3), "global": everywhere}, headers


def _key(method: str, path: str) -> str:
    """Return method and path with the major parameter only: the id after "channels" or "guilds"."""
    parts = path.strip("/").split("/")
    return " ".join([method, *parts[:2], *(part for part in parts[2:] if not part.isdigit())])


def _name(method: str, path: str) -> str:
    return " ".join([method, *(part for part in path.strip("/").split("/") if not part.isdigit())])
