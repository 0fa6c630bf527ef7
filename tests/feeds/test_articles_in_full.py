from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.feed_server import HTML, FeedServer, Reply, page

from bot.errors import FeedError
from bot.feeds.article import clean_link, fetch_article, is_consent_page
from bot.feeds.fetch import Fetcher
from bot.feeds.fulltext import Article, extract_article, stated_time
from bot.feeds.text import paragraphs

SENTENCES = "The talks went on for a third day in the city. Both sides called them constructive. " * 4
URL = "http://feed.test/article"
SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


class Inline:
    async def extract(self, page: bytes, *, url: str) -> Article | None:
        return extract_article(page, url=url)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_an_article_is_taken_word_for_word(path: Path) -> None:
    text = paragraphs(path.read_text("utf-8"))
    lines = [line.replace("&", "&amp;").replace("<", "&lt;") for line in text.split("\n\n")]
    article = extract_article(page(*lines, title="A headline"), url=URL)
    assert article is not None
    assert (article.title, article.text) == ("A headline", text)
    assert article.published is None


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-8"])
def test_the_charset_of_the_page_counts(encoding: str) -> None:
    words = "Переговоры продолжались третий день, стороны назвали их конструктивными. " * 5
    html = page(words, title="Переговоры").decode().replace("utf-8", encoding).encode(encoding)
    article = extract_article(html, url=URL)
    assert article is not None
    assert article.text == words.strip()


@pytest.mark.parametrize(
    "html",
    [
        b"",
        b"\x00\xff",
        page("Too short."),
        page(SENTENCES, head='<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'),
        b"<html>" + b"<div>" * 20_000,
        b"{}",
    ],
)
def test_what_is_no_article_is_none(html: bytes) -> None:
    assert extract_article(html, url=URL) is None


@pytest.mark.parametrize(
    ("head", "moment", "is_date"),
    [
        ("", None, False),
        ('"datePublished": "2025-12-22"', datetime(2025, 12, 22, tzinfo=UTC), True),
        ('"datePublished":"2025-12-22T09:00:00.000Z"', datetime(2025, 12, 22, 9, tzinfo=UTC), False),
        (
            '<meta property="article:published_time" content="2025-12-22T10:00:00+03:00">',
            datetime(2025, 12, 22, 7, tzinfo=UTC),
            False,
        ),
        ('"datePublished": "on some day"', None, False),
        ("<p>December 22, 2025</p>", None, False),
    ],
)
def test_only_a_declared_date_counts(head: str, moment: datetime | None, is_date: bool) -> None:
    assert stated_time(head.encode()) == (moment, is_date)


async def test_an_article_is_fetched_and_read(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/article", Reply(body=page(SENTENCES, title="Talks"), headers=HTML))
    article = await fetch_article(URL, fetcher=fetcher, parser=Inline())
    assert article is not None
    assert (article.title, article.text) == ("Talks", SENTENCES.strip())
    assert server.asked("/article")[0].headers["accept"].startswith("text/html")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=404, headers=HTML),
        Reply(status=403, body=page(SENTENCES), headers=HTML),
        Reply(status=402, body=page(SENTENCES), headers=HTML),
        Reply(body=b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
        Reply(status=302, headers={"Location": "http://other.test/consent?back=x"}),
        Reply(body=b"", headers=HTML),
    ],
)
async def test_an_article_that_cannot_be_had_is_none(reply: Reply, server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/article", reply)
    server.put("/consent?back=x", Reply(body=page(SENTENCES), headers=HTML))
    assert await fetch_article(URL, fetcher=fetcher, parser=Inline()) is None


async def test_robots_are_respected(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /article"))
    server.put("/article", Reply(body=page(SENTENCES), headers=HTML))
    assert await fetch_article(URL, fetcher=fetcher, parser=Inline()) is None
    assert not server.asked("/article")


async def test_a_page_that_breaks_the_parser_is_named(server: FeedServer, fetcher: Fetcher) -> None:
    class Broken:
        async def extract(self, page: bytes, *, url: str) -> Article | None:
            raise FeedError("it needs too much memory")

    server.put("/article", Reply(body=b"x", headers=HTML))
    with pytest.raises(FeedError, match=r"^http://feed\.test/article: it needs too much memory$"):
        await fetch_article(URL, fetcher=fetcher, parser=Broken())


@pytest.mark.parametrize(
    ("asked", "answered", "consent"),
    [
        ("http://a.test/1", "https://consent.a.test/1", True),
        ("http://a.test/1", "http://a.test/gdpr-consent/", True),
        ("http://a.test/1", "http://a.test/news/1", False),
        ("http://a.test/consent/1", "http://a.test/consent/1", False),
        ("http://a.test/1", "http://a.test/consents-to-truce", False),
    ],
)
def test_consent_pages_are_recognised(asked: str, answered: str, consent: bool) -> None:
    assert is_consent_page(asked, answered) is consent


@pytest.mark.parametrize(
    ("link", "clean"),
    [
        ("http://feed.test/a;b//c", "http://feed.test/a;b//c"),
        ("http://feed.test/a?utm_source=rss&id=5&fbclid=x", "http://feed.test/a?id=5"),
        ("http://feed.test/a#utm_medium=rss", "http://feed.test/a"),
        ("", ""),
        ("http://[::1?x", "http://[::1?x"),
    ],
)
def test_links_lose_what_only_tracks(link: str, clean: str) -> None:
    assert clean_link(link) == clean
