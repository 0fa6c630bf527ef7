"""When a feed is asked again: what is known of it and the last answer go in, a moment comes out. Pure.

The wait is the longest of what everybody wants: the dossier's `minutes`, the server's freshness (RFC 9111), the
feed's own `ttl`, Retry-After (RFC 9110), and a growing pause after errors; quiet feeds wait longer, up to an hour.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

from bot.model import fingerprint

DAY = timedelta(days=1)
LONGEST_FRESH = DAY  # a max-age or ttl of years is a mistake
LONGEST_RETRY = timedelta(days=7)  # longer ones are mistakes too; the longest seen in the wild is 317,100 seconds
LONGEST_QUIET = timedelta(hours=1)
GONE = timedelta(days=30)
BUSY = timedelta(minutes=30)  # after 429 or 503 without a usable Retry-After
JITTER = 0.1  # of the wait
PUSHED = timedelta(hours=1)  # between two looks at a feed whose hub tells what is new
RHYTHM = 24  # a feed whose last item is a day old is asked every hour
WEIGHTS = {401: 4, 403: 4, 404: 2, 451: 4}  # how much more than a passing fault these delay

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
_NEVER_FRESH = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What is known after a feed was asked.

    `status` is None where there was no answer; `failed` is true for errors of any kind, `failures` counts them in a
    row, this one included; `headers` have lower-case names; `ttl` is in minutes; `pushed`: a hub tells what is new.
    """

    feed: str
    minutes: int
    status: int | None
    failed: bool = False
    failures: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    ttl: int | None = None
    last_new_item: datetime | None = None
    gap: bool = False
    pushed: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """When the feed may be asked again (aware UTC, whole seconds, always later than now), and why then."""

    at: datetime
    reason: str


def plan(visit: Visit, now: datetime) -> Plan:
    """Return when the feed may be asked again: the longest wait that anybody wants, and who wants it."""
    wishes = _after_failure(visit, now) if visit.failed else _after_success(visit, now)
    wait, reason = max(wishes, key=lambda wish: wish[0])  # the first of the longest
    at = (now + wait + wait * JITTER * share(visit.feed)).replace(microsecond=0) + timedelta(seconds=1)
    return Plan(at, reason)


def next_check(visit: Visit, now: datetime) -> datetime:
    """Return when the feed may be asked again (aware UTC, whole seconds, always after `now`)."""
    return plan(visit, now).at


Wish = tuple[timedelta, str]


def _after_success(visit: Visit, now: datetime) -> list[Wish]:
    own = timedelta(minutes=visit.minutes)
    asked = [
        (timedelta(minutes=min(visit.ttl or 0, 1440)), "the feed asks for it (ttl)"),
        (freshness(visit.headers, now), "the server asks for it (Cache-Control or Expires)"),
    ]
    if visit.gap:
        return [(own / 2, "sooner, since items may have been missed"), *asked]
    quiet = min(_quiet(visit.last_new_item, now) / RHYTHM, LONGEST_QUIET)
    rare = [(PUSHED, "its hub tells what is new")] if visit.pushed else []
    return [(own, "its interval in the dossier"), (quiet, "it has been quiet"), *rare, *asked]


def _quiet(last_new_item: datetime | None, now: datetime) -> timedelta:
    return max(now - last_new_item, timedelta(0)) if last_new_item else timedelta(0)


def _after_failure(visit: Visit, now: datetime) -> list[Wish]:
    if visit.status == 410:
        return [(GONE, "it is retired (410)")]
    told = retry_after(visit.headers.get("retry-after", ""), now) or timedelta(0)
    times = f"{visit.failures} times in a row" if visit.failures > 1 else "once"
    return [(_backoff(visit), f"it failed {times}"), (told, "the server asks for it (Retry-After)")]


def _backoff(visit: Visit) -> timedelta:
    """Return the configured interval doubled with each failure in a row, weighted by status, a day at most."""
    doubled = timedelta(minutes=visit.minutes) * (1 << min(max(visit.failures - 1, 0), 12))
    weighted = doubled * WEIGHTS.get(visit.status or 0, 1)
    least = BUSY if visit.status in {429, 503} else timedelta(0)
    return max(min(weighted, DAY), least, timedelta(minutes=visit.minutes))


def retry_after(value: str, now: datetime) -> timedelta | None:
    """Return how long Retry-After (seconds or a date) asks to wait, at most a week; None for what is not usable."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=int(value[:9])), LONGEST_RETRY)
    moment = http_date(value)
    return min(moment - now, LONGEST_RETRY) if moment is not None and moment > now else None


def freshness(headers: Mapping[str, str], now: datetime) -> timedelta:
    """Return how long the answer stays fresh by Cache-Control, else Expires: from nothing to a day."""
    control = headers.get("cache-control", "")
    if _NEVER_FRESH.search(control):
        return timedelta(0)
    if age := _MAX_AGE.search(control):
        aged = headers.get("age", "").strip()
        held = int(aged[:9]) if aged.isascii() and aged.isdigit() else 0
        seconds = max(int(age[1][:9]) - held, 0)
        return min(timedelta(seconds=seconds), LONGEST_FRESH)
    expires = http_date(headers.get("expires", ""))
    served = http_date(headers.get("date", "")) or now
    return min(max(expires - served, timedelta(0)), LONGEST_FRESH) if expires else timedelta(0)


def http_date(value: str) -> datetime | None:
    """Return the moment an HTTP date means, None for what is none."""
    if not value:
        return None
    try:
        moment = parsedate_to_datetime(value.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


@lru_cache(maxsize=10_000)
def share(feed: str) -> float:
    """Return the feed's own share of the jitter, from 0 to below 1: the same for ever, different between feeds."""
    return int(fingerprint("jitter", feed, length=8), 16) / 0x100000000
