"""Polite HTTP: an address and the validators of last time go in, a `Response` comes out.

At most two requests at once per host, conditional GET, one deadline for all hops together, bounded bodies, redirects
followed one by one with each hop checked. Every status is an answer; FeedError means that there was none.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from bot.errors import FeedError
from bot.feeds.address import GuardedResolver, host_name, host_of, shown, target
from bot.feeds.body import ACCEPTED, read_body
from bot.feeds.robots import AGENT, Robots
from bot.settings import Polling

HOPS = 10
CONNECT_SECONDS = 10
IDLE_SECONDS = 15
HEADER_BYTES = 32 * 1024  # some publishers send policies of many kilobytes in one header
CONNECTIONS = 100  # at once, over all hosts; counted here, since waiting for one must not use up the deadline

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})

FEED_TYPES = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
PAGE_TYPES = "text/html, application/xhtml+xml, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server gave last time to ask "changed since?" with, exactly as received; "" for none."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the request headers that make a GET conditional."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer; `headers` have lower-case names, `body` is decoded and empty unless the status is 200.

    `url` was asked for, `final_url` answered; `permanent` is true where every redirect between them was permanent
    (and there was one).
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    permanent: bool = False

    @property
    def content_type(self) -> str:
        """Return the Content-Type header, "" where there is none."""
        return self.headers.get("content-type", "")

    @property
    def validators(self) -> Validators:
        """Return the validators to ask with next time."""
        return Validators(self.headers.get("etag", ""), self.headers.get("last-modified", ""))


def user_agent(contact: str) -> str:
    """Return how Parley introduces itself: name, version and whom publishers can write to."""
    try:
        name = f"{AGENT}/{version('parley')}"
    except PackageNotFoundError:
        name = AGENT
    return f"{name} (+{contact})" if contact else name


class Lane:
    """The way to one host: few requests at once, and a pause between their starts."""

    def __init__(self, *, width: int, gap: float) -> None:
        self._places = asyncio.Semaphore(width)
        self._gap = gap
        self._free_at = 0.0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place and hold it."""
        async with self._places:
            now = asyncio.get_running_loop().time()
            start = max(now, self._free_at)
            self._free_at = start + self._gap
            if start > now:
                await asyncio.sleep(start - now)
            yield


class Fetcher:
    """Fetches feeds and pages; use it as `async with Fetcher(polling) as fetcher`.

    `hosts` maps host names to an (address, port) of one's own, which is thereby allowed; `gap` is the pause in
    seconds between the starts of two requests to one host, by default that of the settings.
    """

    def __init__(
        self, polling: Polling, *, hosts: Mapping[str, tuple[str, int]] | None = None, gap: float | None = None
    ) -> None:
        self._polling = polling
        self._hosts = {host_name(name): end for name, end in (hosts or {}).items()}
        self._trusted = frozenset(self._hosts) | {host_name(name) for name in polling.allow_hosts}
        self._gap = polling.gap_seconds if gap is None else gap
        self._lanes: dict[str, Lane] = {}
        self._connections = asyncio.Semaphore(CONNECTIONS)
        self._session: aiohttp.ClientSession | None = None
        self._robots = Robots(self._get_robots)

    async def __aenter__(self) -> Self:
        resolver = GuardedResolver(hosts=self._hosts, trusted=self._trusted)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver, limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": user_agent(self._polling.contact), "Accept-Encoding": ACCEPTED},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=IDLE_SECONDS),
            auto_decompress=False,
            max_line_size=HEADER_BYTES,
            max_field_size=HEADER_BYTES,
        )
        self._resolver = resolver
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            await self._resolver.close()
            self._session = None

    async def get(self, url: str, validators: Validators | None = None, *, accept: str = FEED_TYPES) -> Response:
        """Return the answer at the end of the redirects; raises FeedError when there is none within the limits."""
        headers = {"Accept": accept} | (validators or Validators()).headers()
        current = target(url, trusted=self._trusted)
        seconds = self._polling.total_seconds
        seen: dict[URL, int] = {}
        while len(seen) <= HOPS:
            answer, spent = await self._hop(current, headers, seconds)
            seconds -= spent
            seen[current] = answer.status
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return _joined(url, answer, tuple(seen.values())[:-1])
            current = target(_next(current, answer.headers["location"]), trusted=self._trusted)
            if current in seen:
                raise FeedError(f"{shown(current)}: redirects in a circle; the publisher has to repair it")
        raise FeedError(f"{shown(current)}: more than {HOPS} redirects in a row; the publisher has to repair it")

    async def post(self, url: str, form: bytes) -> int:
        """Send a form and return the status of the answer, which may be a redirect: forms are not sent on.

        Raises FeedError when there is no answer.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        checked = target(url, trusted=self._trusted)
        answer, _ = await self._hop(checked, headers, self._polling.total_seconds, form=form)
        return answer.status

    async def allowed(self, url: str) -> bool:
        """Return whether the site's robots.txt lets Parley read the address."""
        return await self._robots.allows(str(target(url, trusted=self._trusted)))

    async def _get_robots(self, url: str) -> tuple[int, bytes]:
        response = await self.get(url, accept="text/plain, */*;q=0.1")
        return response.status, response.body

    async def _hop(
        self, url: URL, headers: Mapping[str, str], seconds: float, *, form: bytes | None = None
    ) -> tuple[Response, float]:
        """Return one answer and the seconds it took; waiting for a place does not count."""
        async with self._lane(host_of(url)).place(), self._connections:
            started = asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(max(seconds, 0)):
                    answer = await self._ask(url, headers, form)
            except TimeoutError as error:
                allowed = f"{self._polling.total_seconds:g} seconds"
                raise FeedError(f"{shown(url)}: no whole answer within {allowed}; it is asked again later") from error
            except (aiohttp.ClientError, OSError, ValueError) as error:
                raise FeedError(f"{shown(url)}: cannot be fetched ({_reason(error)}); check the address") from error
            except FeedError as error:
                raise FeedError(f"{shown(url)}: {error}") from error
            return answer, asyncio.get_running_loop().time() - started

    async def _ask(self, url: URL, headers: Mapping[str, str], form: bytes | None) -> Response:
        if self._session is None:
            raise RuntimeError("a Fetcher is used within `async with`")
        method = "GET" if form is None else "POST"
        async with self._session.request(method, url, headers=headers, data=form, allow_redirects=False) as answer:
            body = await self._body(answer) if answer.status == 200 and form is None else b""
            names = {name.lower(): _clean(", ".join(answer.headers.getall(name))) for name in answer.headers}
            where = shown(url)
            return Response(url=where, final_url=where, status=answer.status, headers=names, body=body)

    async def _body(self, answer: aiohttp.ClientResponse) -> bytes:
        limit = self._polling.max_bytes
        if (answer.content_length or 0) > limit:
            raise FeedError(f"the answer is larger than {limit} bytes (polling.max_bytes)")
        encoding = answer.headers.get("Content-Encoding", "")
        return await read_body(answer.content.iter_any(), encoding=encoding, limit=limit)

    def _lane(self, host: str) -> Lane:
        if host not in self._lanes:
            self._lanes[host] = Lane(width=self._polling.per_host, gap=self._gap)
        return self._lanes[host]


def _joined(url: str, answer: Response, hops: tuple[int, ...]) -> Response:
    if not hops and url == answer.url:
        return answer
    permanent = bool(hops) and set(hops) <= PERMANENT
    return Response(
        url=url, final_url=answer.final_url, status=answer.status, headers=answer.headers, body=answer.body,
        permanent=permanent,
    )  # fmt: skip


def _next(current: URL, location: str) -> URL:
    try:
        found = current.join(URL(location))
        return found.with_user(None) if found.user or found.password else found
    except ValueError as error:
        raise FeedError(f"{shown(current)}: redirects to {location[:200]!r}, which is no address") from error


def _clean(value: str) -> str:
    """Return a header value, or "" where it holds bytes that could not be sent back as they came."""
    return "" if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value) else value


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
