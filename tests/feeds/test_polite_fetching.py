import asyncio
import gzip
import time
import zlib
from collections.abc import Callable

import brotli
import pytest
from fakes.feed_server import RSS, FeedServer, Reply, bomb, entry, faults, rss

from bot.errors import FeedError
from bot.feeds.body import Inflate, decoder
from bot.feeds.fetch import Fetcher, Validators, user_agent
from bot.settings import Polling

pytestmark = pytest.mark.alone

FEED = "http://feed.test/feed"
LARGE_ONLY_WHEN_DECODED = gzip.compress(b"x" * 12_000_000, 0) + gzip.compress(b"x" * 6_000_000)


async def test_validators_are_echoed_exactly_as_received(server: FeedServer, fetcher: Fetcher) -> None:
    headers = {"ETag": 'W/"a,b  c;d"', "Last-Modified": "Monday, not a date at all"}
    server.put("/feed", Reply(body=b"one", headers=headers))
    first = await fetcher.get(FEED)
    again = await fetcher.get(FEED, first.validators)
    assert (first.status, first.body) == (200, b"one")
    assert (again.status, again.body) == (304, b"")
    asked = server.requests[1].headers
    assert asked["if-none-match"] == headers["ETag"]
    assert asked["if-modified-since"] == headers["Last-Modified"]


async def test_the_first_request_is_unconditional_and_honest(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/feed", Reply(body=b"one"))
    await fetcher.get(FEED, Validators())
    headers = server.requests[0].headers
    assert not {"if-none-match", "if-modified-since", "cookie", "referer"} & set(headers)
    assert headers["user-agent"].startswith("Parley/")
    assert headers["user-agent"].endswith(" (+https://parley.test/about)")


def test_no_contact_leaves_no_empty_brackets() -> None:
    assert "(" not in user_agent("")


async def test_a_validator_that_could_not_be_sent_back_is_not_kept(server: FeedServer, fetcher: Fetcher) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\nETag: "\xff\xfe"\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx')
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as raw:
        hosts = {"raw.test": raw.sockets[0].getsockname()[:2]}
        async with Fetcher(Polling(), hosts=hosts) as one:
            assert (await one.get("http://raw.test/")).validators == Validators()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("gzip", lambda data: gzip.compress(data[:99]) + gzip.compress(data[99:])),
        ("gzip", lambda data: gzip.compress(data) + b"\0" * 20),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("br", brotli.compress),
        ("identity", bytes),
    ],
)
async def test_bodies_are_decoded(
    encoding: str, pack: Callable[[bytes], bytes], server: FeedServer, fetcher: Fetcher
) -> None:
    plain = bytes(range(256)) * 3000
    server.put("/feed", Reply(body=pack(plain), headers={"Content-Encoding": encoding}))
    assert (await fetcher.get(FEED)).body == plain


def test_members_may_be_split_anywhere() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    for size in range(1, len(packed)):
        inflate = Inflate(gzip=True)
        parts = [packed[at : at + size] for at in range(0, len(packed), size)]
        assert b"".join(piece for part in parts for piece in inflate.pieces(part)) == b"one two"
        assert inflate.complete


@pytest.mark.parametrize("quality", [1, 5, 11])
def test_brotli_is_decoded_in_steps(quality: int) -> None:
    packed = brotli.compress(b"x" * 10_000_000, quality=quality)
    for size in (len(packed), 7, 1):
        stream = decoder("br")
        parts = [packed[at : at + size] for at in range(0, len(packed), size)]
        pieces = [piece for part in parts for piece in stream.pieces(part)]
        assert b"".join(pieces) == b"x" * 10_000_000
        assert max(map(len, pieces)) < 2_000_000
        assert stream.complete


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(body=bomb(64), headers={"Content-Encoding": "gzip"}), "decompression bomb"),
        (Reply(body=brotli.compress(b"x" * 50_000_000), headers={"Content-Encoding": "br"}), "decompression bomb"),
        (Reply(body=b"plain words", headers={"Content-Encoding": "br"}), "does not decode as br"),
        (Reply(body=brotli.compress(b"some words")[:-3], headers={"Content-Encoding": "br"}), "ends too early"),
        (Reply(body=b"x" * 20_000_000), "larger than"),
        (Reply(body=LARGE_ONLY_WHEN_DECODED, headers={"Content-Encoding": "gzip"}), "larger than"),
        (Reply(body=b"plain", headers={"Content-Encoding": "gzip"}), "does not decode as gzip"),
        (Reply(body=gzip.compress(b"x" * 999)[:-9], headers={"Content-Encoding": "gzip"}), "ends too early"),
        (Reply(body=b"x", headers={"Content-Encoding": "compress"}), "not asked for"),
        (Reply(body=b"x" * 1000, cut=True), "cannot be fetched"),
        (Reply(wait=30), "no whole answer within 1 seconds"),
        (Reply(body=b"x" * 100, drip=0.1), "no whole answer within 1 seconds"),
        (Reply(status=302, headers={"Location": "/feed"}), "in a circle"),
        (Reply(status=302, headers={"Location": "http://[::1"}), "no address"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1/"}), "not on the public internet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_misbehaviour_is_one_sentence_and_soon_over(reply: Reply, reason: str, server: FeedServer) -> None:
    server.put("/feed", reply)
    started = time.monotonic()
    async with Fetcher(Polling(total_seconds=1), hosts={"feed.test": server.address}) as fetcher:
        with pytest.raises(FeedError, match=reason) as caught:
            await fetcher.get(FEED)
    assert "\n" not in str(caught.value)
    assert time.monotonic() - started < 3


async def test_a_huge_body_without_a_length_is_refused(server: FeedServer) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 9000)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(handle, "127.0.0.1", 0) as raw:
        hosts = {"raw.test": raw.sockets[0].getsockname()[:2]}
        async with Fetcher(Polling(max_bytes=8000), hosts=hosts) as one:
            with pytest.raises(FeedError, match="larger than 8000 bytes"):
                await one.get("http://raw.test/")


async def test_nobody_there_is_a_sentence() -> None:
    async with Fetcher(Polling(total_seconds=5), hosts={"feed.test": ("127.0.0.1", 9)}) as fetcher:
        with pytest.raises(FeedError, match=r"^http://feed\.test/feed: cannot be fetched"):
            await fetcher.get(FEED)


async def test_redirects_are_followed_and_told_apart(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/new", Reply(body=b"here"))
    server.put("/301", Reply(status=301, headers={"Location": "http://other.test/308"}))
    server.put("/308", Reply(status=308, headers={"Location": "new"}))
    server.put("/302", Reply(status=302, headers={"Location": "/301"}))
    for path, permanent in (("/301", True), ("/302", False), ("/new", False)):
        response = await fetcher.get(f"http://feed.test{path}", Validators(etag='"x"'))
        assert (response.body, response.permanent) == (b"here", permanent)
    assert (await fetcher.get("http://feed.test/301")).final_url == "http://other.test/new"


async def test_too_many_redirects_are_refused(server: FeedServer, fetcher: Fetcher) -> None:
    for number in range(20):
        server.put(f"/{number}", Reply(status=302, headers={"Location": f"/{number + 1}"}))
    with pytest.raises(FeedError, match="more than 10 redirects"):
        await fetcher.get("http://feed.test/0")


async def test_a_redirect_does_not_bring_credentials(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/feed", Reply(status=302, headers={"Location": "http://me:secret@other.test/new"}))
    server.put("/new", Reply(body=b"x"))
    response = await fetcher.get(FEED)
    assert response.final_url == "http://other.test/new"
    assert "authorization" not in server.requests[-1].headers


async def test_no_host_sees_more_than_two_at_once(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/feed", Reply(body=b"x", wait=0.05))
    await asyncio.gather(*(fetcher.get(FEED) for _ in range(8)))
    assert server.busiest == 2


async def test_waiting_for_a_place_does_not_use_up_the_deadline(server: FeedServer) -> None:
    server.put("/feed", Reply(body=b"x", wait=0.4))
    async with Fetcher(Polling(total_seconds=1), hosts={"feed.test": server.address}) as fetcher:
        answers = await asyncio.gather(*(fetcher.get(FEED) for _ in range(8)))
    assert [answer.status for answer in answers] == [200] * 8


async def test_a_gap_is_kept_between_requests_to_one_host(server: FeedServer) -> None:
    server.put("/feed", Reply(body=b"x"))
    async with Fetcher(Polling(), hosts={"feed.test": server.address}, gap=0.15) as fetcher:
        started = time.monotonic()
        await asyncio.gather(*(fetcher.get(FEED) for _ in range(3)))
        assert time.monotonic() - started >= 0.3


async def test_a_hanging_host_does_not_hold_up_another(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/hang", Reply(wait=30))
    server.put("/feed", Reply(body=b"x"))
    hanging = [asyncio.create_task(fetcher.get("http://other.test/hang")) for _ in range(5)]
    started = time.monotonic()
    await fetcher.get(FEED)
    assert time.monotonic() - started < 1
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)


async def test_a_decompression_bomb_does_not_hold_the_event_loop(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/feed", Reply(body=bomb(512), headers={"Content-Encoding": "gzip"}))
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.monotonic()
            await asyncio.sleep(0)
            longest = max(longest, time.monotonic() - before)

    watching = asyncio.create_task(watch())
    with pytest.raises(FeedError, match="bomb"):
        await fetcher.get(FEED)
    watching.cancel()
    assert longest < 0.5


async def test_every_fault_of_the_server_is_an_answer_or_a_sentence(server: FeedServer) -> None:
    async with Fetcher(Polling(total_seconds=1), hosts={"feed.test": server.address}) as fetcher:
        for path, reply in faults().items():
            server.put(path, reply)
        got = await asyncio.gather(
            *(fetcher.get(f"http://feed.test{path}") for path in faults()), return_exceptions=True
        )
    assert all(not isinstance(one, BaseException) or isinstance(one, FeedError) for one in got)


async def test_a_fetcher_outside_its_context_is_a_defect() -> None:
    with pytest.raises(RuntimeError):
        await Fetcher(Polling(), hosts={"feed.test": ("127.0.0.1", 9)}).get(FEED)


async def test_the_name_of_a_fixed_host_is_what_the_server_sees(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/feed", Reply(body=rss([entry(1)]), headers=RSS))
    response = await fetcher.get(FEED)
    assert server.requests[0].headers["host"] == "feed.test"
    assert response.final_url == FEED
