"""Bodies made to do harm: each ends soon, in little memory, and the event loop goes on meanwhile."""

import asyncio
import time
import zlib
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import brotli
import pytest
from fakes.feed_server import RSS, FeedServer, Reply, entry, rss

from bot.dossier import FeedSource
from bot.feeds.fetch import Fetcher
from bot.feeds.poll import PollResult, poll_feed
from bot.feeds.sandbox import Parser
from bot.settings import Polling

pytestmark = pytest.mark.alone

NOW = datetime(2025, 12, 23, tzinfo=UTC)
SOURCE = FeedSource.model_validate(
    {"id": "f", "name": "F", "url": "http://feed.test/feed", "country": "XX", "kind": "agency", "state_owned": False}
)
MEGABYTE = 2**20
SIZES = [1024, 64 * 1024, MEGABYTE, 16 * MEGABYTE, 256 * MEGABYTE, 1024 * MEGABYTE]
GZIP = RSS | {"Content-Encoding": "gzip"}
BROTLI = RSS | {"Content-Encoding": "br"}
HOLD = 0.1  # seconds of processor time that the event loop may spend in one go
MEMORY = 256 * MEGABYTE


def gzip_of(size: int) -> Iterator[bytes]:
    """Yield gzip data of so many spaces, a mebibyte at a time."""
    packer = zlib.compressobj(9, wbits=31)
    while size > 0:
        piece = packer.compress(b" " * min(size, MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
        size -= MEGABYTE
        yield piece
    yield packer.flush()


def brotli_of(size: int) -> Iterator[bytes]:
    packer = brotli.Compressor(quality=1)
    while size > 0:
        yield packer.process(b" " * min(size, MEGABYTE)) + packer.flush()
        size -= MEGABYTE
    yield packer.finish()


def plain_of(size: int) -> Iterator[bytes]:
    while size > 0:
        yield b"x" * min(size, MEGABYTE)
        size -= MEGABYTE


def packed(reply: bytes) -> Reply:
    return Reply(body=reply, headers=RSS)


LOL = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
BODIES: dict[str, Reply] = {
    **{f"gzip of {size}": Reply(stream=partial(gzip_of, size), headers=GZIP) for size in SIZES},
    **{f"brotli of {size}": Reply(stream=partial(brotli_of, size), headers=BROTLI) for size in SIZES},
    "a gigabyte": Reply(stream=lambda: plain_of(1024 * MEGABYTE), headers=RSS),
    "slow drip": Reply(body=rss([entry(1)]), headers=RSS, drip=0.5),
    "entity bomb": packed(b'<!DOCTYPE rss [<!ENTITY l0 "lol">' + LOL + b"]><rss><channel><title>&l11;</title>"
                          b"<item><title>&l11;</title></item></channel></rss>"),
    "quadratic entities": packed(b'<!DOCTYPE rss [<!ENTITY a "' + b"a" * 100_000 + b'">]><rss version="2.0"><channel>'
                                 b"<item><title>" + b"&a;" * 20_000 + b"</title></item></channel></rss>"),
    "outer entity": packed(b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>'
                           b"<item><title>&x;</title></item></channel></rss>"),
    "deep nesting": packed(b'<rss version="2.0"><channel><item>' + b"<a>" * 20_000 + b"</a>" * 20_000
                           + b"</item></channel></rss>"),
    "deep markup": packed(rss([entry(1, description="<![CDATA[" + "<div>" * 20_000 + "]]>")])),
    "deep json": packed(b'{"version": "https://jsonfeed.org/version/1.1", "items": '
                        + b"[" * 20_000 + b"]" * 20_000 + b"}"),
    "100,000 items": packed(rss([f"<guid>{n}</guid><title>T {n}</title>" for n in range(100_000)])),
    "one long title": packed(rss([entry(1, title="x" * 10 * MEGABYTE)])),
    "many attributes": packed(b"<rss " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"></rss>"),
}  # fmt: skip


def memory() -> int:
    """Return the bytes of memory that this process holds."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


@contextmanager
def watched() -> Iterator[dict[str, float]]:
    """Yield what the most was: seconds of processor time between two turns of the loop, and bytes of memory."""
    most = {"held": 0.0, "memory": 0.0}
    before = memory()

    async def watch() -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(0.002)
            now = time.thread_time()
            most["held"] = max(most["held"], now - last)
            most["memory"] = max(most["memory"], memory() - before)
            last = time.thread_time()

    task = asyncio.get_running_loop().create_task(watch())
    try:
        yield most
    finally:
        task.cancel()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is told by Linux only")
@pytest.mark.parametrize("name", BODIES)
async def test_a_hostile_body_ends_soon_and_holds_up_nobody(name: str) -> None:
    async with hostile_server(BODIES[name]) as (fetcher, parser):
        with watched() as most:
            start = time.perf_counter()
            result = await poll_feed(SOURCE, "d", None, fetcher, parser, NOW)
            seconds = time.perf_counter() - start
    assert seconds < 30
    assert most["held"] < HOLD
    assert most["memory"] < MEMORY
    assert_harmless(result)


def assert_harmless(result: PollResult) -> None:
    assert "root:" not in repr(result)
    assert len(result.items) <= 5000
    assert sum(len(item.text) + len(item.title) for item in result.items) < 50 * MEGABYTE
    assert result.error is None or len(str(result.error)) < 500


@asynccontextmanager
async def hostile_server(reply: Reply) -> Any:
    async with FeedServer({"/feed": reply}) as server:
        polling = Polling(total_seconds=8)
        async with Fetcher(polling, hosts={"feed.test": server.address}) as fetcher, Parser(workers=1) as parser:
            yield fetcher, parser
