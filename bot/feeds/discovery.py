"""Which feed belongs to an address that somebody has: a page or a feed goes in, a feed that can be read comes out.

The page is asked for once. What it names (`<link rel=alternate>`) is tried first, then the links whose words say feed,
then the usual addresses, a few of them in all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from bot.errors import FeedError
from bot.feeds.fetch import Fetcher, Response
from bot.feeds.parse import ParsedFeed

MOST_TRIES = 8  # requests after the page itself
LARGEST = 1024 * 1024  # bytes of the page that are looked at
COMMON = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/feed.json")

_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_WORDS = ("rss", "atom", "feed")


class FeedParser(Protocol):
    """Understands feeds, somewhere safe (`sandbox.Parser`)."""

    async def parse(self, body: bytes, *, content_type: str = "", url: str = "") -> ParsedFeed:
        """Return the feed; raises FeedError for what is none."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that can be read, and where it is."""

    url: str
    feed: ParsedFeed


class _Links(HTMLParser):
    """Collects where a page says that its feeds are."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base = ""
        self.named: list[str] = []
        self.guessed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        href = values.get("href", "").strip()
        if tag == "base" and href and not self.base:
            self.base = href
        elif tag == "link" and href and self._is_feed(values):
            self.named.append(href)
        elif tag == "a" and any(word in href.lower() for word in _WORDS):
            self.guessed.append(href)

    @staticmethod
    def _is_feed(values: dict[str, str]) -> bool:
        rels = values.get("rel", "").lower().split()
        kind = values.get("type", "").split(";")[0].strip().lower()
        return "feed" in rels or ("alternate" in rels and kind in _TYPES)


def candidates(page: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses that may be the feed of the page at `url`, likeliest first, each once."""
    links = _Links()
    links.feed(page[:LARGEST].decode("utf-8", "replace"))
    base = next(_addresses(url, [links.base]), url)
    found = [*_addresses(base, [*links.named, *links.guessed]), *_addresses(url, COMMON)]
    return tuple(one for one in dict.fromkeys(found) if one != url)[:MOST_TRIES]


def _addresses(base: str, hrefs: Iterable[str]) -> Iterator[str]:
    for href in hrefs:
        try:
            whole = urljoin(base, href)
            if urlsplit(whole).scheme in {"http", "https"}:
                yield whole
        except ValueError:
            continue


async def find_feed(url: str, *, fetcher: Fetcher, parser: FeedParser) -> Found:
    """Return the feed at `url`, or the one that the page there leads to; raises FeedError where there is none."""
    response = await fetcher.get(url)
    if response.status != 200:
        raise FeedError(f"{response.final_url} answers {response.status}; check the address")
    try:
        return await _taken(response, parser)
    except FeedError as error:
        if not _is_page(response):
            raise FeedError(f"{response.final_url}: {error}") from error
    tried = candidates(response.body, response.final_url)
    for address in tried:
        found = await _try(address, fetcher, parser)
        if found is not None:
            return found
    raise FeedError(f"{response.final_url}: no feed was found there or at {len(tried)} likely addresses; give its own")


async def _try(address: str, fetcher: Fetcher, parser: FeedParser) -> Found | None:
    try:
        response = await fetcher.get(address)
        return await _taken(response, parser) if response.status == 200 else None
    except FeedError:
        return None


async def _taken(response: Response, parser: FeedParser) -> Found:
    feed = await parser.parse(response.body, content_type=response.content_type, url=response.final_url)
    return Found(response.final_url if response.permanent else response.url, feed)


def _is_page(response: Response) -> bool:
    kind = response.content_type.lower()
    return "html" in kind or b"<html" in response.body[:4096].lower()
