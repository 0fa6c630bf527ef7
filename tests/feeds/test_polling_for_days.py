"""Polling as it goes on for days: the clock is simulated, the requests are real."""

import asyncio
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from fakes.feed_server import RSS, Asked, FeedServer, Reply, entry, rss
from fakes.freedonia import dossier as freedonia

from bot.dossier import FeedSource
from bot.errors import FeedError
from bot.feeds.fetch import Fetcher
from bot.feeds.fulltext import Article
from bot.feeds.parse import ParsedFeed, parse_feed
from bot.jobs import Watch, poll, run
from bot.settings import Polling, Settings
from bot.store.database import Store, open_store

NOW = datetime(2025, 12, 23, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
PER_HOST = 10


class Inline:
    """Parses in this process, each body once."""

    def __init__(self) -> None:
        self.known: dict[bytes, ParsedFeed] = {}

    async def parse(self, body: bytes, *, content_type: str = "", url: str = "") -> ParsedFeed:
        if body not in self.known:
            self.known[body] = parse_feed(body, content_type=content_type, url=url)
        return self.known[body]

    async def extract(self, page: bytes, *, url: str) -> Article | None:
        return None


def sources(number: int, *, per_host: int, minutes: int) -> tuple[FeedSource, ...]:
    about = {"country": "XX", "kind": "agency", "state_owned": False, "minutes": minutes}
    return tuple(
        FeedSource.model_validate({"id": f"f{n}", "name": f"F{n}", "url": f"http://h{n // per_host}.test/{n}", **about})
        for n in range(number)
    )


def watch(store: Store, feeds: tuple[FeedSource, ...]) -> Watch:
    def none(*_: object) -> Any:
        raise RuntimeError("nothing is read here")

    about = freedonia().model_copy(update={"feeds": feeds})
    return Watch(dossier=about, settings=Settings(), store=store, reader=none, desk=none)


class Publisher:
    """Answers for all feeds in many ways, and notes which request came too soon."""

    def __init__(self) -> None:
        self.now = NOW
        self.unconditional: dict[str, int] = defaultdict(int)
        self.requests = 0
        self.too_soon: list[str] = []
        self._not_before: dict[str, datetime] = {}

    def reply(self, asked: Asked) -> Reply:
        number = int(asked.path.strip("/"))
        self.requests += 1
        self.unconditional[asked.path] += "if-none-match" not in asked.headers
        if self.now < self._not_before.get(asked.path, NOW):
            self.too_soon.append(asked.path)
        hours = (self.now - NOW) // timedelta(hours=1)
        if number % 50 == 7 and 6 <= hours < 9:
            return self._answer(asked.path, 5 * 60, Reply(status=503, headers={"Retry-After": str(5 * 3600)}))
        edition = hours // 8 if number % 3 else 0
        minutes, headers, channel = 240, RSS | {"ETag": f'"{edition}"'}, ""
        if number % 5 == 1:
            minutes, headers = 360, headers | {"Cache-Control": "max-age=21600"}
        elif number % 5 == 2:
            minutes, channel = 480, "<ttl>480</ttl>"
        items = [entry(n, link="", guid=f"{number}-{n}") for n in range(edition, edition + 3)]
        return self._answer(asked.path, minutes, Reply(body=rss(items, channel=channel), headers=headers))

    def _answer(self, path: str, minutes: int, reply: Reply) -> Reply:
        self._not_before[path] = self.now + minutes * MINUTE
        return reply


@pytest.mark.no_cover
async def test_a_thousand_feeds_for_a_day_with_twenty_restarts(tmp_path: Path) -> None:
    publisher = Publisher()
    feeds = sources(1000, per_host=PER_HOST, minutes=240)
    parser = Inline()
    async with FeedServer() as server:
        for n in range(len(feeds)):
            server.put(f"/{n}", publisher.reply)
        hosts = {f"h{n}.test": server.address for n in range(len(feeds) // PER_HOST)}
        for run in range(21):
            store = open_store(f"sqlite:///{tmp_path}/parley.db")
            one = watch(store, feeds)
            async with Fetcher(Polling(), hosts=hosts) as fetcher:
                until = NOW + DAY * (run + 1) / 21
                while publisher.now < until:
                    await poll(one, fetcher, parser, now=publisher.now)
                    publisher.now += 20 * MINUTE
            store.close()
    assert publisher.unconditional == {f"/{n}": 1 for n in range(len(feeds))}
    assert publisher.too_soon == []
    assert max(server.busiest_at.values()) == 2
    assert publisher.requests > 3 * len(feeds)


@pytest.mark.alone
async def test_the_job_goes_on_after_looks_that_fail_or_hang(memory_store: Store) -> None:
    """The scheduler as `run` sets it up, with a look that raises, one that takes too long, and the rest well."""
    asked: list[float] = []
    stop = asyncio.Event()

    class Failing:
        async def get(self, *_: object, **__: object) -> None:
            asked.append(time.monotonic())
            if len(asked) == 1:
                raise RuntimeError("a fault in the program")
            if len(asked) == 2:
                await asyncio.sleep(1.2)
            if len(asked) == 5:
                stop.set()
            raise FeedError("no answer")

    feeds = sources(1, per_host=1, minutes=15)
    moments = iter(NOW + n * DAY for n in range(10_000))
    with patch("bot.jobs.timetable.POLL_SECONDS", 0.3), patch("bot.jobs.chores.POLL_SECONDS", 0.3):
        await asyncio.wait_for(
            run([watch(memory_store, feeds)], fetcher=Failing(), parser=Inline(), senders={},  # type: ignore[arg-type]
                clock=lambda: next(moments), stop=stop),
            timeout=20,
        )  # fmt: skip
    assert len(asked) >= 5
