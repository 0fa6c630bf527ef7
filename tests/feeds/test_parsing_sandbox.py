import asyncio
import io
import json
import os
import resource
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from fakes.feed_server import bomb, entry, page, rss

from bot.errors import FeedError
from bot.feeds import child
from bot.feeds.parse import parse_feed
from bot.feeds.sandbox import Parser, _environment

pytestmark = pytest.mark.alone

SENTENCES = "The talks went on for a third day in the city. Both sides called them constructive. " * 4
FEED = rss([entry(1), entry(2, pubDate="")])


@pytest.fixture
async def parser() -> AsyncIterator[Parser]:
    async with Parser(seconds=10) as opened:
        yield opened


async def test_a_feed_is_the_same_as_parsed_here(parser: Parser) -> None:
    for _ in range(2):
        found = await parser.parse(FEED, content_type="application/rss+xml", url="http://feed.test/")
        assert found == parse_feed(FEED, content_type="application/rss+xml", url="http://feed.test/")


async def test_a_page_gives_its_article(parser: Parser) -> None:
    head = '<script type="application/ld+json">{"datePublished": "2025-12-22T10:00:00+03:00"}</script>'
    article = await parser.extract(page(SENTENCES, "A last word.", head=head), url="http://feed.test/a")
    assert article is not None
    assert article.text == f"{SENTENCES.strip()}\n\nA last word."
    assert article.published == datetime(2025, 12, 22, 7, tzinfo=UTC)
    assert await parser.extract(b"", url="http://feed.test/a") is None


async def test_what_is_no_feed_is_told_and_the_process_goes_on(parser: Parser) -> None:
    await parser.parse(FEED)
    [worker] = parser._pool._idle
    with pytest.raises(FeedError, match="web page"):
        await parser.parse(page("x"))
    assert await parser.parse(FEED)
    assert parser._pool._idle == [worker]


async def test_a_process_that_takes_too_long_is_replaced() -> None:
    async with Parser(workers=1, seconds=0.7) as parser:
        started = time.monotonic()
        with pytest.raises(FeedError, match=r"longer than 0\.7 seconds"):
            await parser.parse(rss([entry(n) for n in range(60_000)]))
        assert time.monotonic() - started < 3
        parser._pool.seconds = 10
        assert await parser.parse(FEED)


async def test_a_process_that_needs_too_much_memory_is_replaced() -> None:
    async with Parser(workers=1, megabytes=100) as parser:
        with pytest.raises(FeedError, match="memory"):
            await parser.parse(rss([entry(1, description="x" * 60_000_000)]))
        assert await parser.parse(FEED)


async def test_a_process_that_died_idle_is_replaced(parser: Parser) -> None:
    await parser.parse(FEED)
    [worker] = parser._pool._idle
    worker.process.kill()
    await worker.process.wait()
    assert await parser.parse(FEED)


async def test_a_process_that_dies_at_work_is_told_and_replaced() -> None:
    async with Parser(workers=1) as parser:
        await parser.parse(FEED)
        os.kill(parser._pool._idle[0].process.pid, signal.SIGSTOP)
        job = asyncio.create_task(parser.parse(FEED))
        [worker] = parser._pool._idle
        await asyncio.sleep(0.05)
        worker.process.kill()
        with pytest.raises(FeedError, match="ended unexpectedly"):
            await job
        assert await parser.parse(FEED)


async def test_a_cancelled_job_leaves_no_answer_behind() -> None:
    async with Parser(workers=1) as parser:
        await parser.parse(FEED)
        job = asyncio.create_task(parser.parse(rss([entry(n) for n in range(3000)])))
        await asyncio.sleep(0.05)
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        assert len((await parser.parse(FEED)).items) == 2


async def test_several_are_parsed_at_once_but_no_more_than_workers() -> None:
    async with Parser(workers=2) as parser:
        await asyncio.gather(*(parser.parse(FEED) for _ in range(6)))
        assert len(parser._pool._idle) == 2


def nested(depth: int) -> bytes:
    return rss([entry(1, description="<a>" * depth + "</a>" * depth)])


def billion_laughs() -> bytes:
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))]
    feed = "<rss version='2.0'><channel><item><title>&a11;</title></item></channel></rss>"
    return f"<!DOCTYPE r [{''.join(lines)}]>{feed}".encode()


HOSTILE = {
    "nested": nested(20_000),
    "nested JSON": b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 20_000,
    "entity bomb": billion_laughs(),
    "quadratic bomb": b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 50_000 + b'">]><rss><channel>' + b"&a;" * 50_000,
    "many items": rss([f"<title>{n}</title>" for n in range(8000)]),
    "unclosed tags": rss([entry(1, description="<![CDATA[" + "<a" * 5000 + "]]>")]),
    "binary": bomb(200),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_feeds_end_soon_and_leave_the_event_loop_alone(body: bytes, parser: Parser) -> None:
    started = time.monotonic()
    async with watched_loop() as held:
        try:
            await parser.parse(body)
        except FeedError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either way it has to end
    assert time.monotonic() - started < 15
    assert max(held, default=0) < 0.5


class watched_loop:  # noqa: N801 - reads as a context manager
    """Collects the times between two turns of the event loop."""

    async def __aenter__(self) -> list[float]:
        self.held: list[float] = []
        self._watching = asyncio.create_task(self._watch())
        await asyncio.sleep(0)
        return self.held

    async def __aexit__(self, *_: object) -> None:
        self._watching.cancel()

    async def _watch(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.001)
            self.held.append(time.monotonic() - before)


# the process from within


def served(*jobs: tuple[dict[str, Any], bytes], seconds: int = 0) -> list[dict[str, Any]]:
    source = b"".join(json.dumps(job | {"bytes": len(body)}).encode() + b"\n" + body for job, body in jobs)
    sink = io.BytesIO()
    child.serve(io.BytesIO(source), sink, seconds=seconds)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


JOB = {"kind": "feed", "url": "", "content_type": ""}


def test_jobs_are_answered_one_after_the_other() -> None:
    answers = served(
        (JOB, FEED), (JOB, b""), (JOB | {"kind": "article"}, page(SENTENCES)), (JOB | {"kind": "article"}, b"")
    )
    kinds = [next(iter(answer)) for answer in answers]
    assert kinds == ["feed", "items", "end", "error", "end", "article", "end", "article", "end"]
    assert answers[-2] == {"article": None}


@pytest.mark.parametrize(("error", "ends"), [(MemoryError(), False), (KeyError("x"), True)])
def test_whatever_a_library_raises_is_an_answer(error: Exception, ends: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(child, "parse_feed", fail)
    answers = served((JOB, FEED))
    assert "error" in answers[0]
    assert ("end" in answers[-1]) is ends


@contextmanager
def no_limits() -> Iterator[list[tuple[int, tuple[int, int]]]]:
    """Record the limits that would be set, instead of setting them for the tests themselves."""
    asked: list[tuple[int, tuple[int, int]]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resource, "setrlimit", lambda what, limits: asked.append((what, limits)))
        yield asked


def test_processor_time_is_limited_anew_for_each_job() -> None:
    with no_limits() as asked:
        served((JOB, FEED), (JOB, FEED), seconds=5)
    assert [what for what, _ in asked] == [resource.RLIMIT_CPU] * 2
    assert all(soft >= 6 for _, (soft, _) in asked)


def test_memory_is_limited_where_the_system_can() -> None:
    with no_limits() as asked:
        child.limit_memory(256)
        child.limit_memory(0)
    assert asked == [(resource.RLIMIT_AS, (256 * 2**20, 256 * 2**20))]


def test_a_system_without_limits_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = []

    def refuse(*asked: object) -> None:
        refused.append(asked)
        raise OSError

    monkeypatch.setattr(resource, "setrlimit", refuse)
    child.limit_memory(256)
    monkeypatch.setattr(child, "resource", None)
    child.limit_memory(256)
    child.limit_time(5)
    assert refused == [(resource.RLIMIT_AS, (256 * 2**20, 256 * 2**20))]


def test_no_secret_reaches_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_SLACK_BOT_TOKEN", "xoxb-secret")
    assert not any(name.startswith("PARLEY") for name in _environment())
