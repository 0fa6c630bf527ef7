"""The quick way gives what feedparser gives, or steps aside."""

from typing import Any
from xml.sax.saxutils import escape

import pytest
from fakes.feed_server import entry, rss
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.parse import _from_any_xml, _from_parts
from bot.feeds.quick import read_quickly

KIND = "application/rss+xml"
URL = "http://feed.test/feed"


def both(body: bytes, kind: str = KIND) -> tuple[Any, Any]:
    quick = read_quickly(body, kind)
    return quick and _from_parts(quick.feed, quick.entries, URL), _from_any_xml(body, kind, URL)


WHOLE = "<content:encoded><![CDATA[<p>A &amp; B</p><p>C</p>]]></content:encoded>"
HUB = '<atom:link rel="hub" href="https://hub.test/"/><atom:link rel="self" href="http://feed.test/f"/><ttl>30</ttl>'


@pytest.mark.parametrize(
    "body",
    [
        rss([entry(1), entry(2)]),
        rss([entry(1) + WHOLE], channel=HUB),
        rss([entry(1, description="") + WHOLE]),
        rss([entry(1, title="A &amp;amp; B &amp;lt;b&amp;gt; &amp;quot;C&amp;quot;", pubDate="")]),
        rss([entry(1, title="<![CDATA[ A <b>bold</b> &eacute; claim ]]>", pubDate="Tue, 23 Dec 2025")]),
        rss([entry(1, title="Переговоры и «мир»", description="Ќ &amp;#8211; – “x”")]),
        rss([entry(1, pubDate="2025-12-23T10:00:00+02:00"), entry(2, pubDate="nonsense")]),
        rss([entry(1, link="http://a.test/?a=1&amp;amp;b=2", guid="http://a.test/")]),
        rss([entry(1) + "<category>x</category><author>a</author>"]),
    ],
)
def test_ordinary_feeds_are_read_quickly_and_alike(body: bytes) -> None:
    quick, slow = both(body)
    assert quick is not None
    assert quick == slow


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (rss([]), KIND),
        (rss([entry(1, link="")]), KIND),
        (rss([entry(1, guid="")]), KIND),
        (rss([entry(1, link="/relative")]), KIND),
        (rss([entry(1) + "<title>again</title>"]), KIND),
        (rss([entry(1) + "<source url='http://x/'>Agency</source>"]), KIND),
        (rss([entry(1) + "<title xmlns='http://search.yahoo.com/mrss/'>t</title>"]), KIND),
        (rss([WHOLE + entry(1)]), KIND),
        (rss([entry(1, description="<b>inline</b>")]), KIND),
        (rss([entry(1, title="cafÃ©")]), KIND),
        (rss([entry(1, title="Переговоры")]), "text/xml"),
        (rss([entry(1)]), "text/xml; charset=koi8-r"),
        (rss([entry(1)], encoding="windows-1251"), KIND),
        (rss([entry(1)]).replace(b"2.0", b"0.91", 1), KIND),
        (b"<!DOCTYPE rss []>" + rss([entry(1)]), KIND),
        (rss([entry(1)])[:-20], KIND),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", KIND),
    ],
)
def test_what_needs_care_is_left_to_feedparser(body: bytes, kind: str) -> None:
    assert read_quickly(body, kind) is None


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=40)
PIECES = (
    "<p>", "</p>", "<b>", "&amp;", "&lt;", "&#8211;", "&nbsp;", "<br/>", "a", " ", "é", "м", "]]", "<!-- c -->",
    "<a href='/x'>", "\n", "&", "<", ">", "\x85", "\u2028",
)  # fmt: skip
MARKUP = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(st.lists(st.tuples(WORDS | MARKUP, MARKUP | WORDS, MARKUP, st.booleans()), min_size=1, max_size=4))
def test_whatever_the_words_both_ways_agree(items: list[tuple[str, str, str, bool]]) -> None:
    body = rss(
        [
            entry(n, title=escape(title), description=escape(words))
            + (f"<content:encoded>{escape(more)}</content:encoded>" if has else "")
            for n, (title, words, more, has) in enumerate(items)
        ]
    )
    quick, slow = both(body)
    assert quick is None or quick == slow
