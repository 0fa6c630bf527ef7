"""A web server on loopback that serves feeds and misbehaves as told; `python tests/fakes/feed_server.py` to try it.

    async with FeedServer() as server:
        server.put("/feed", Reply(body=b"…", headers={"ETag": '"1"'}))
        fetcher = Fetcher(polling, hosts={"feed.test": server.address})

A reply with an ETag or Last-Modified answers 304 to whoever has it. `server.requests` is the log, `server.busiest` the
most requests that were under way at once, `busiest_at` the same for each host.
"""

import asyncio
import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a path answers; `wait` seconds pass before it, `drip` seconds between its bytes, `cut` drops the end.

    `stream` makes the pieces of a body that is too large to be held, as long as the client wants more.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0
    cut: bool = False
    stream: Callable[[], Iterable[bytes]] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived; header names are lower case."""

    path: str
    headers: Mapping[str, str]


Answer = Reply | Callable[[Asked], Reply]


class FeedServer:
    """The server; replies can be changed while it runs, a sequence is answered one by one, its last for ever."""

    def __init__(self, replies: Mapping[str, Answer] | None = None, *, port: int = 0, host: str = "127.0.0.1") -> None:
        self.requests: list[Asked] = []
        self.busiest = 0
        self.busiest_at: dict[str, int] = {}
        self._now_at: dict[str, int] = {}
        self._replies: dict[str, list[Answer]] = {}
        self._now = 0
        self._port = port
        self._host = host
        for path, reply in (replies or {}).items():
            self.put(path, reply)

    @property
    def address(self) -> tuple[str, int]:
        """Return address and port, as `Fetcher(hosts=…)` takes them."""
        return "127.0.0.1", self._port

    def put(self, path: str, *replies: Answer) -> None:
        """Let the path answer so from now on."""
        self._replies[path] = list(replies)

    def asked(self, path: str) -> list[Asked]:
        """Return the requests for the path, in order."""
        return [request for request in self.requests if request.path == path]

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._handle), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        asked = Asked(request.path_qs, {name.lower(): value for name, value in request.headers.items()})
        self.requests.append(asked)
        host = request.host
        self._now += 1
        self._now_at[host] = self._now_at.get(host, 0) + 1
        self.busiest = max(self.busiest, self._now)
        self.busiest_at[host] = max(self.busiest_at.get(host, 0), self._now_at[host])
        try:
            return await _send(request, self._reply(asked))
        finally:
            self._now -= 1
            self._now_at[host] -= 1

    def _reply(self, asked: Asked) -> Reply:
        queue = self._replies.get(asked.path)
        if not queue:
            return Reply(status=404, body=b"not found")
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        reply = answer(asked) if callable(answer) else answer
        return Reply(status=304, headers=reply.headers) if _unchanged(asked, reply) else reply


def _unchanged(asked: Asked, reply: Reply) -> bool:
    pairs = (("ETag", "if-none-match"), ("Last-Modified", "if-modified-since"))
    return reply.status == 200 and any(
        name in reply.headers and asked.headers.get(header) == reply.headers[name] for name, header in pairs
    )


async def _send(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    await asyncio.sleep(reply.wait)
    if reply.stream is not None:
        return await _stream(request, reply, reply.stream())
    if not (reply.drip or reply.cut):
        return web.Response(status=reply.status, body=reply.body, headers=reply.headers)
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    response.content_length = len(reply.body)
    await response.prepare(request)
    if reply.cut:
        await response.write(reply.body[: len(reply.body) // 2])
        if request.transport is not None:
            request.transport.abort()
        return response
    for number in range(len(reply.body)):
        await response.write(reply.body[number : number + 1])
        await asyncio.sleep(reply.drip)
    return response


async def _stream(request: web.BaseRequest, reply: Reply, pieces: Iterable[bytes]) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers=reply.headers)
    await response.prepare(request)
    for piece in pieces:
        try:
            await response.write(piece)
        except ConnectionError:
            break
        await asyncio.sleep(0)
    return response


def rss(items: Sequence[str], *, channel: str = "", encoding: str = "utf-8") -> bytes:
    """Return an RSS 2.0 feed of the given `<item>` contents."""
    entries = "".join(f"<item>{item}</item>" for item in items)
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">'
        f"<channel><title>Feed</title><link>http://feed.test/</link>{channel}{entries}</channel></rss>"
    )
    return text.encode(encoding)


def entry(number: int, **parts: str) -> str:
    """Return the contents of an `<item>` with everything a good one has, `parts` replacing tags ("" leaves one out)."""
    tags = {
        "title": f"Report {number}",
        "link": f"http://feed.test/articles/{number}",
        "guid": f"report-{number}",
        "pubDate": f"Mon, 22 Dec 2025 {10 + number % 10:02}:00:00 GMT",
        "description": f"Summary of report {number}.",
    } | parts
    return "".join(f"<{tag}>{text}</{tag}>" for tag, text in tags.items() if text)


def page(*paragraphs: str, title: str = "A headline", head: str = "") -> bytes:
    """Return an article as a web page."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def bomb(megabytes: int) -> bytes:
    """Return gzip data that decodes to so many megabytes of spaces."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(b" " * 2**20) for _ in range(megabytes)) + packer.flush()


RSS = {"Content-Type": "application/rss+xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def faults() -> dict[str, Answer]:
    """Return one path per way to misbehave."""
    good = rss([entry(1), entry(2)])
    return {
        "/good": Reply(body=good, headers=RSS | {"ETag": '"1"'}),
        "/empty": Reply(headers=RSS),
        "/no-items": Reply(body=rss([]), headers=RSS),
        "/malformed": Reply(body=good[: len(good) // 3], headers=RSS),
        "/web-page": Reply(body=page("Please accept."), headers=HTML),
        "/error": Reply(status=500),
        "/gone": Reply(status=410),
        "/busy": Reply(status=503, headers={"Retry-After": "7200"}),
        "/hang": Reply(wait=3600),
        "/drip": Reply(body=good, headers=RSS, drip=0.2),
        "/cut": Reply(body=good, headers=RSS, cut=True),
        "/bomb": Reply(body=bomb(64), headers=RSS | {"Content-Encoding": "gzip"}),
        "/gzip": Reply(body=gzip.compress(good), headers=RSS | {"Content-Encoding": "gzip"}),
        "/loop": Reply(status=302, headers={"Location": "/loop"}),
        "/inside": Reply(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}),
        "/moved": Reply(status=301, headers={"Location": "/good"}),
    }


async def _main() -> None:
    async with FeedServer(faults(), port=8081) as server:
        for path in faults():
            sys.stdout.write(f"http://{server.address[0]}:{server.address[1]}{path}\n")
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())
