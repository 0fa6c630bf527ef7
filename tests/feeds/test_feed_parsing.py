from contextlib import suppress
from datetime import UTC, datetime

import pytest
from fakes.feed_server import bomb, entry, page, rss
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FeedError
from bot.feeds.parse import LONGEST_ID, MOST_ITEMS, ParsedFeed, parse_feed

URL = "http://feed.test/feeds/all"
TITLE = "Песков: «переговоры продолжатся» — ТАСС"


def parsed(*items: str, channel: str = "") -> ParsedFeed:
    return parse_feed(rss(items, channel=channel), content_type="application/rss+xml", url=URL)


def test_an_entry_is_read_whole() -> None:
    content = "<![CDATA[<p>First &amp; <b>bold</b>.</p><script>x()</script><p>Second.</p>]]>"
    more = f'<source url="http://x/">An Agency</source><content:encoded>{content}</content:encoded>'
    [item] = parsed(entry(1, title="Talks &amp;amp; a &lt;b&gt;truce&lt;/b&gt;") + more).items
    assert item.id == "report-1"
    assert item.url == "http://feed.test/articles/1"
    assert item.title == "Talks & a truce"
    assert item.summary == "Summary of report 1."
    assert item.content == "First & bold.\n\nSecond."
    assert item.published == datetime(2025, 12, 22, 11, tzinfo=UTC)
    assert not item.published_is_date
    assert item.outlet == "An Agency"


def test_the_feed_itself_is_read() -> None:
    feed = parsed(channel='<ttl>30</ttl><atom:link rel="hub" href="/hub"/>')
    assert (feed.title, feed.ttl, feed.hub, feed.items) == ("Feed", 30, "http://feed.test/hub", ())


SYNDICATION = '<sy:{} xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">{}</sy:{}>'


@pytest.mark.parametrize(
    ("channel", "minutes"),
    [
        ("", None),
        ("<ttl> 5 </ttl>", 5),
        ("<ttl>soon</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>99999999999999999999</ttl>", 999999999),
        (SYNDICATION.format("updatePeriod", "daily", "updatePeriod"), 1440),
        (SYNDICATION.format("updatePeriod", "never", "updatePeriod"), None),
        (
            SYNDICATION.format("updatePeriod", "hourly", "updatePeriod")
            + SYNDICATION.format("updateFrequency", "4", "updateFrequency"),
            15,
        ),
        (
            SYNDICATION.format("updatePeriod", "hourly", "updatePeriod")
            + SYNDICATION.format("updateFrequency", "0", "updateFrequency"),
            60,
        ),
    ],
)
def test_the_wait_a_feed_asks_for(channel: str, minutes: int | None) -> None:
    assert parsed(channel=channel).ttl == minutes


FORMATS = {
    "RSS 0.91": b'<rss version="0.91"><channel><title>F</title><item><title>T</title><link>http://x.test/1</link></item></channel></rss>',
    "RSS 0.90": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://channel.netscape.com/rdf/simple/0.9/">'
    b"<channel><title>F</title></channel><item><title>T</title><link>http://x.test/1</link></item></rdf:RDF>",
    "RSS 1.0": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    b'<channel><title>F</title></channel><item rdf:about="1"><title>T</title><link>http://x.test/1</link></item></rdf:RDF>',
    "RSS 2.0": b'<rss version="2.0"><channel><title>F</title><item><title>T</title><guid>http://x.test/1</guid></item></channel></rss>',
    "Atom 0.3": b'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>F</title>'
    b'<entry><title>T</title><link rel="alternate" href="http://x.test/1"/></entry></feed>',
    "Atom 1.0": b'<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>'
    b'<entry><id>http://x.test/1</id><title type="html">&lt;i&gt;T&lt;/i&gt;</title><link href="http://x.test/1"/></entry></feed>',
    "JSON Feed": b'{"version": "https://jsonfeed.org/version/1.1", "title": "F", '
    b'"items": [{"id": 7, "title": "T", "url": "http://x.test/1"}]}',
    "sitemap": b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    b'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:i="http://www.google.com/schemas/sitemap-image/1.1">'
    b"<url><loc>http://x.test/1</loc><news:news><news:title>T</news:title></news:news>"
    b"<i:image><i:title>Picture</i:title></i:image></url></urlset>",
}


@pytest.mark.parametrize("body", FORMATS.values(), ids=FORMATS)
def test_every_format_is_understood(body: bytes) -> None:
    for bytes_ in (body, b"\xef\xbb\xbf" + body, b"\n\n" + body):
        [item] = parse_feed(bytes_, url=URL).items
        assert (item.title, item.url) == ("T", "http://x.test/1")
        assert item.id


def test_a_json_feed_is_read_whole() -> None:
    body = """{"version": "https://jsonfeed.org/version/1", "title": "F", "hubs": [{"type": "WebSub", "url": "https://hub.test/"}],
      "items": [{"id": "a", "external_url": "http://x.test/a", "content_html": "<p>One</p><p>Two</p>", "summary": "S",
                 "date_published": "2025-12-22T10:00:00+03:00"}, "nonsense", {"content_text": "Words"}, {"id": {}}]}"""
    feed = parse_feed(body.encode(), url=URL)
    first, second, third = feed.items
    assert feed.hub == "https://hub.test/"
    assert (first.content, first.summary, first.published) == ("One\n\nTwo", "S", datetime(2025, 12, 22, 7, tzinfo=UTC))
    assert (second.content, second.url, bool(second.id)) == ("Words", "", True)
    assert third.id == "{}"


def test_a_news_sitemap_names_the_paper_and_the_date() -> None:
    body = FORMATS["sitemap"].replace(
        b"<news:title>",
        b"<news:publication><news:name>A Paper</news:name></news:publication>"
        b"<news:publication_date>2025-12-22</news:publication_date><news:title>",
    )
    [item] = parse_feed(body).items
    assert (item.outlet, item.published, item.published_is_date) == (
        "A Paper",
        datetime(2025, 12, 22, tzinfo=UTC),
        True,
    )


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-8", "utf-16"])
@pytest.mark.parametrize("content_type", ["", "application/rss+xml", "text/xml", "application/octet-stream"])
def test_cyrillic_is_read_by_the_prolog_alone(encoding: str, content_type: str) -> None:
    title = TITLE if encoding.startswith("utf") else TITLE.replace("—", "-").replace("«", '"').replace("»", '"')
    body = rss([entry(1, title=title)], encoding=encoding)
    assert parse_feed(body, content_type=content_type).items[0].title == title


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r"])
def test_the_charset_of_the_header_counts_where_the_prolog_has_none(encoding: str) -> None:
    body = rss([entry(1, title="Песков")]).decode().replace(' encoding="utf-8"', "").encode(encoding)
    assert parse_feed(body, content_type=f"text/xml; charset={encoding}").items[0].title == "Песков"


def test_a_byte_order_mark_counts_more_than_the_prolog() -> None:
    body = b"\xef\xbb\xbf" + rss([entry(1, title=TITLE)])
    assert parse_feed(body).items[0].title == TITLE


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (page("Some words."), "web page"),
        (b"\xef\xbb\xbf\n<!-- x -->\n<HTML><body>", "web page"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', "web page"),
        (b"Just some words.", "not a feed"),
        (b"\x00\x01\x02\xff", "not a feed"),
        (bomb(1), "not a feed"),
        (b"<opml><body/></opml>", "not a feed"),
        (b'<rss version="2.0"><channel><title>x', "not a feed"),
        (b'{"items": []}', "no JSON Feed"),
        (b'{"version": 1, "items": []}', "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "broken JSON"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000, "cannot be understood"),
        (b"<sitemapindex><sitemap><loc>http://x.test/s.xml</loc></sitemap></sitemapindex>", "other sitemaps"),
        (b"<urlset", "sitemap cannot be understood"),
    ],
)
def test_what_is_no_feed_is_told(body: bytes, reason: str) -> None:
    with pytest.raises(FeedError, match=reason):
        parse_feed(body, content_type="application/rss+xml", url=URL)


def test_a_feed_without_entries_is_healthy() -> None:
    assert parsed().items == ()


def test_a_broken_feed_gives_the_entries_before_the_break() -> None:
    whole = rss([entry(1), entry(2), entry(3)])
    cut = whole[: whole.index(b"report-3")]
    assert [item.id for item in parse_feed(cut).items][:2] == ["report-1", "report-2"]


def test_one_broken_entry_does_not_stop_the_others() -> None:
    items = parsed(entry(1), "<title>No & end <b></title><pubDate>whenever</pubDate>", entry(3)).items
    assert {"report-1", "report-3"} <= {item.id for item in items}


def test_without_a_guid_the_link_is_the_id_and_without_a_link_the_words() -> None:
    first, second = parsed(entry(1, guid=""), entry(2, guid="", link="")).items
    assert first.id == "http://feed.test/articles/1"
    assert second.id == parsed(entry(2, guid="", link="")).items[0].id
    assert second.url == ""


def test_a_repeated_entry_counts_once() -> None:
    assert [item.title for item in parsed(entry(1), entry(1, title="Again"), entry(2)).items] == [
        "Report 1",
        "Report 2",
    ]


def test_one_guid_for_all_entries_is_no_guid() -> None:
    items = parsed(entry(1, guid="0"), entry(2, guid="0"), entry(3)).items
    assert [item.id for item in items] == ["http://feed.test/articles/1", "http://feed.test/articles/2", "report-3"]


def test_one_guid_for_entries_without_links_is_no_guid_either() -> None:
    items = parsed(*(entry(n, guid="0", link="") for n in (1, 2, 2))).items
    assert [item.title for item in items] == ["Report 1", "Report 2"]
    assert len({item.id for item in items} - {"0"}) == 2


def test_an_endless_guid_is_replaced_by_its_fingerprint() -> None:
    [item] = parsed(entry(1, guid="x" * 100_000)).items
    assert len(item.id) < LONGEST_ID


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:a@b.c", "file:///etc/passwd", "http://[::1", "data:x"])
def test_a_link_that_is_no_web_address_is_none(link: str) -> None:
    assert parsed(entry(1, link=link)).items[0].url == ""


def test_a_guid_is_a_link_only_where_it_is_an_address() -> None:
    first, second = parsed(entry(1, link=""), entry(2, link="", guid="http://feed.test/2")).items
    assert (first.id, first.url, second.url) == ("report-1", "", "http://feed.test/2")


def test_a_relative_link_is_resolved() -> None:
    assert parsed(entry(1, link="../a?b=1")).items[0].url == "http://feed.test/a?b=1"


@pytest.mark.parametrize(
    ("written", "moment", "is_date"),
    [
        ("Mon, 22 Dec 2025 10:00:00 +0300", datetime(2025, 12, 22, 7, tzinfo=UTC), False),
        ("2025-12-22T10:00:00Z", datetime(2025, 12, 22, 10, tzinfo=UTC), False),
        ("2025-12-22", datetime(2025, 12, 22, tzinfo=UTC), True),
        ("Mon, 22 Dec 2025", datetime(2025, 12, 22, tzinfo=UTC), True),
        ("yesterday", None, False),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None, False),
        ("", None, False),
    ],
)
def test_dates_are_read_as_they_are_written(written: str, moment: datetime | None, is_date: bool) -> None:
    [item] = parsed(entry(1, pubDate=written)).items
    assert (item.published, item.published_is_date) == (moment, is_date)


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+23:00", "now", "2025-13-01"])
def test_impossible_dates_of_json_are_none(written: str) -> None:
    body = f'{{"version": "https://jsonfeed.org/version/1", "items": [{{"id": "1", "date_published": "{written}"}}]}}'
    assert parse_feed(body.encode()).items[0].published is None


def test_of_too_many_entries_the_newest_are_kept_in_order() -> None:
    old = "<title>Old</title><guid>old</guid><pubDate>Mon, 01 Dec 2025 10:00:00 GMT</pubDate>"
    new = "<title>T</title><guid>{}</guid><pubDate>Mon, 22 Dec 2025 10:00:00 GMT</pubDate>"
    items = parsed(old, *(new.format(number) for number in range(MOST_ITEMS))).items
    assert [item.id for item in items] == [str(number) for number in range(MOST_ITEMS)]


def test_invisible_characters_and_half_surrogates_are_dropped() -> None:
    title = r"a\ud800\u200bb\u00a0 \u0007c"
    body = f'{{"version": "https://jsonfeed.org/version/1", "items": [{{"id": "1", "title": "{title}"}}]}}'.encode()
    [item] = parse_feed(body).items
    assert item.title == "ab c"
    item.title.encode()


def test_local_files_are_never_read() -> None:
    with pytest.raises(FeedError):
        parse_feed(b"/etc/passwd")
    doctype = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    feed = b'<rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>'
    sitemap = b"<urlset><url><loc>http://x.test/</loc><title>&x;</title></url></urlset>"
    assert "root" not in str(parse_feed(doctype + feed))
    assert "root" not in str(parse_feed(doctype + sitemap))


PIECES = """
< > & ; " ' = { } <item> </item> <title> ]]> <![CDATA[ <!DOCTYPE <rss &#xD800; &x; <guid> <pubDate> <link> http://[ т
<!-- <?xml <entry> <content:encoded>
"""


@given(st.lists(st.sampled_from(PIECES.split()) | st.text(max_size=3), max_size=40))
def test_nothing_but_feed_errors_comes_of_garbage(pieces: list[str]) -> None:
    body = f'<rss version="2.0"><channel><item>{"".join(pieces)}'.encode("utf-8", "surrogatepass")
    for content_type in ("", "text/xml; charset=nonsense"):
        try:
            feed = parse_feed(body, content_type=content_type, url=URL)
        except FeedError:
            continue
        ids = [item.id for item in feed.items]
        assert len(ids) == len(set(ids))
        assert all(item.title.encode() is not None and item.summary.encode() is not None for item in feed.items)


@given(st.binary(max_size=200))
def test_nothing_but_feed_errors_comes_of_bytes(body: bytes) -> None:
    with suppress(FeedError):
        assert parse_feed(body, url=URL).items is not None
