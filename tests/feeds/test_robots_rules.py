import asyncio

import pytest
from fakes.feed_server import FeedServer, Reply

from bot.feeds import robots
from bot.feeds.fetch import Fetcher
from bot.feeds.robots import Robots, rules

TXT = b"\xef\xbb\xbfUser-agent: Parley\nDisallow: /closed\n\nUser-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(
    ("status", "body", "allowed"),
    [
        (200, TXT, True),
        (200, b"User-agent: *\nDisallow: /", False),
        (200, b"", True),
        (200, b"\xff\x00<html>", True),
        (404, b"", True),
        (403, b"", True),
        (500, b"", False),
        (503, b"", False),
    ],
)
def test_an_answer_means_rules(status: int, body: bytes, allowed: bool) -> None:
    assert rules(status, body).can_fetch("Parley", "http://feed.test/open") is allowed


async def test_rules_are_asked_for_once_per_site(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/robots.txt", Reply(body=TXT, wait=0.05))
    urls = ["http://feed.test/open", "http://feed.test/closed/1"] * 3
    assert await asyncio.gather(*map(fetcher.allowed, urls)) == [True, False] * 3
    assert len(server.asked("/robots.txt")) == 1


async def test_a_site_that_cannot_be_asked_is_left_alone_and_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(503, b""), (200, b"")]

    async def get(_: str) -> tuple[int, bytes]:
        return answers.pop(0)

    monkeypatch.setattr(robots, "RETRY_SECONDS", -1)
    site = Robots(get)
    assert not await site.allows("http://feed.test/a")
    assert await site.allows("http://feed.test/a")


async def test_no_answer_means_no(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/robots.txt", Reply(status=302, headers={"Location": "/robots.txt"}))
    assert not await fetcher.allowed("http://feed.test/a")
