"""What publishers let robots read: robots.txt per site, asked once a day (RFC 9309)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.robotparser import RobotFileParser

from yarl import URL

from bot.errors import FeedError

AGENT = "Parley"
LARGEST = 512 * 1024  # RFC 9309 asks crawlers to read at least 500 KiB; what follows is ignored
KEPT_SECONDS = 24 * 3600
RETRY_SECONDS = 600  # a site that could not be asked is asked again sooner


def rules(status: int, body: bytes) -> RobotFileParser:
    """Return the rules an answer for robots.txt means: none for 4xx, everything forbidden for 5xx."""
    parser = RobotFileParser()
    if status == 200:
        parser.parse(body[:LARGEST].decode("utf-8-sig", "replace").splitlines())
    else:
        parser.parse(["User-agent: *", "Disallow: /"] if status >= 500 else [])
    return parser


@dataclass(frozen=True, slots=True)
class Known:
    """The rules of a site, and until when (monotonic seconds) they are believed."""

    rules: RobotFileParser
    until: float


class Robots:
    """Knows the rules of each site it was asked about; `get` returns status and body of an address."""

    def __init__(self, get: Callable[[str], Awaitable[tuple[int, bytes]]]) -> None:
        self._get = get
        self._sites: dict[URL, Known] = {}
        self._locks: dict[URL, asyncio.Lock] = {}

    async def allows(self, address: str) -> bool:
        """Return whether the site lets Parley read the address; a site that cannot be asked lets it not."""
        site = URL(address).origin()
        async with self._locks.setdefault(site, asyncio.Lock()):
            known = self._sites.get(site)
            if known is None or known.until < time.monotonic():
                known = self._sites[site] = await self._ask(site)
        return known.rules.can_fetch(AGENT, address)

    async def _ask(self, site: URL) -> Known:
        try:
            status, body = await self._get(str(site / "robots.txt"))
        except FeedError:
            status, body = 503, b""
        seconds = RETRY_SECONDS if status >= 500 else KEPT_SECONDS
        return Known(rules(status, body), time.monotonic() + seconds)
