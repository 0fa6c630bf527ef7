import pytest
from fakes.feed_server import HTML, RSS, FeedServer, Reply, entry, rss
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier import FeedSource
from bot.errors import FeedError
from bot.feeds.discovery import COMMON, MOST_TRIES, candidates, find_feed
from bot.feeds.fetch import Fetcher
from bot.feeds.opml import Outline, read_opml, write_opml
from bot.feeds.parse import ParsedFeed, parse_feed

FEED = Reply(body=rss([entry(1)]), headers=RSS)
PAGE = "http://feed.test/news/"


class Inline:
    async def parse(self, body: bytes, *, content_type: str = "", url: str = "") -> ParsedFeed:
        return parse_feed(body, content_type=content_type, url=url)


def html(head: str = "", body: str = "") -> Reply:
    return Reply(body=f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), headers=HTML)


def alternate(href: str, kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" href="{href}">'


@pytest.mark.parametrize(
    ("page", "where"),
    [
        (html(alternate("/world.xml")), "/world.xml"),
        (html(alternate("latest.atom", "application/atom+xml; charset=utf-8")), "/news/latest.atom"),
        (html(alternate("x.json", "application/feed+json") + '<base href="/deep/">'), "/deep/x.json"),
        (html('<LINK REL="Feed" HREF="//other.test/f">'), "http://other.test/f"),
        (html(body='<a href="/about">About</a> <a href="/service/rss-world">RSS</a>'), "/service/rss-world"),
        (html(alternate("/broken") + alternate("/good")), "/good"),
        (html(alternate("/page?print=1", "text/html")), "/rss.xml"),
        (html(alternate("http://[bad") + alternate("javascript:alert(1)")), "/feed"),
    ],
)
async def test_the_feed_of_a_page_is_found(page: Reply, where: str, server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/news/", page)
    server.put("/broken", Reply(body=b"<rss", headers=RSS))
    whole = where if "://" in where else f"http://feed.test{where}"
    server.put(whole.split(".test")[1], FEED)
    found = await find_feed(PAGE, fetcher=fetcher, parser=Inline())
    assert (found.url, len(found.feed.items)) == (whole, 1)
    assert len(server.asked("/news/")) == 1


async def test_a_feed_is_its_own_feed_and_asked_for_once(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/news/", FEED)
    assert (await find_feed(PAGE, fetcher=fetcher, parser=Inline())).url == PAGE
    assert len(server.requests) == 1


async def test_a_feed_that_moved_for_good_is_added_where_it_is(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/news/", Reply(status=301, headers={"Location": "/new"}))
    server.put("/new", FEED)
    assert (await find_feed(PAGE, fetcher=fetcher, parser=Inline())).url == "http://feed.test/new"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(status=404), "answers 404"),
        (html("<title>Nothing</title>"), "no feed was found"),
        (Reply(body=b"%PDF-1.7", headers={"Content-Type": "application/pdf"}), "not a feed"),
        (Reply(status=302, headers={"Location": "http://169.254.169.254/"}), "not on the public internet"),
    ],
)
async def test_where_there_is_none_a_sentence_says_so(
    reply: Reply, words: str, server: FeedServer, fetcher: Fetcher
) -> None:
    server.put("/news/", reply)
    with pytest.raises(FeedError, match=words):
        await find_feed(PAGE, fetcher=fetcher, parser=Inline())
    assert len(server.requests) <= 1 + MOST_TRIES


async def test_a_page_cannot_make_discovery_ask_inside(server: FeedServer, fetcher: Fetcher) -> None:
    inside = ("http://127.0.0.1/", "http://[::1]/", "http://10.1.2.3/feed", "http://2130706433/", "file:///etc/passwd")
    server.put("/news/", html("".join(map(alternate, inside))))
    server.put("/feed", FEED)
    assert (await find_feed(PAGE, fetcher=fetcher, parser=Inline())).url == "http://feed.test/feed"
    assert {one.path for one in server.requests} == {"/news/", "/feed"}


def test_candidates_are_few_and_each_once() -> None:
    page = "".join(alternate(f"/{n % 20}") for n in range(500)).encode()
    found = candidates(page, PAGE)
    assert len(found) == len(set(found)) == MOST_TRIES
    assert [one.removeprefix("http://feed.test") for one in candidates(b"", PAGE)] == list(COMMON)
    assert "http://feed.test/feed" not in candidates(b"", "http://feed.test/feed")


@given(st.binary(max_size=2000))
def test_no_page_breaks_discovery(page: bytes) -> None:
    assert len(candidates(page, PAGE)) <= MOST_TRIES


OPML = b"""<?xml version="1.0"?><opml version="1.0"><body>
<outline text="World"><outline type="rss" text="A &amp; B" xmlUrl="http://a.test/?x=1&amp;y=2"/>
<outline TITLE="C" XMLURL="https://c.test/"/></outline><outline text="Again" xmlUrl="https://c.test/"/>
<outline xmlUrl="file:///etc/passwd"/><outline text="A folder"/></body></opml>"""


def test_opml_is_read_with_its_folders() -> None:
    assert read_opml(OPML) == (Outline("http://a.test/?x=1&y=2", "A & B"), Outline("https://c.test/", "C"))


@pytest.mark.parametrize("body", [b"", b"nonsense", b"<rss/>", b"\x00" * 50, b"a" * (5 * 1024 * 1024 + 1)])
def test_what_is_no_opml_is_refused_in_a_sentence(body: bytes) -> None:
    with pytest.raises(FeedError, match=r"my\.opml: .*(export|split)"):
        read_opml(body, name="my.opml")


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' + b"".join(
        b'<!ENTITY %c "%s">' % (99 + n, b"&%c;" % (98 + n) * 10) for n in range(9)
    )
    bomb += b'<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><outline text="t" xmlUrl="http://a.test/">&k;&x;</outline></opml>'
    assert all("root" not in one.title for one in read_opml(bomb))


def test_what_is_written_is_read_back() -> None:
    about = {"country": "XX", "kind": "agency", "state_owned": False}
    feeds = [
        FeedSource.model_validate({"id": f"f{n}", "name": name, "url": f"http://a.test/?a={n}&b=<c>", **about})
        for n, name in enumerate(("Plain", "A & B", 'The "Times"', "<b>"))
    ]
    written = write_opml('Talks <of> & "others"', feeds)
    assert [one.url for one in read_opml(written.encode())] == [str(one.url) for one in feeds]
    assert [one.title for one in read_opml(written.encode())] == ["Plain", "A & B", 'The "Times"', ""]
