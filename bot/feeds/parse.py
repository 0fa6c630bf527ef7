"""Feeds as bytes go in, a `ParsedFeed` comes out: RSS, Atom, JSON Feed and news sitemaps.

Pure, but not safe to run on hostile bytes in a process that must live: `sandbox` runs it in one that may die.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from bot.errors import FeedError
from bot.feeds.dates import from_iso, from_struct, has_clock
from bot.feeds.quick import read_quickly
from bot.feeds.sitemap import is_sitemap, sitemap_entries
from bot.feeds.text import headline, prose
from bot.model import fingerprint

MOST_ITEMS = 5000  # beyond, the newest are kept
LONGEST_ID = 500  # a longer one is replaced by its fingerprint

_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_PERIOD_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedItem:
    """One entry; texts are plain, `published` is aware UTC, `outlet` the name in RSS `<source>`, "" where absent.

    `id` is the entry's own, else its link, else a hash of its words; it is unique within the feed.
    """

    id: str
    url: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    published: datetime | None = None
    published_is_date: bool = False
    outlet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed: its title, the minutes it asks to be left alone (`ttl`), its WebSub hub and its entries in order.

    `topic` is the address under which the hub knows the feed: its own, by what it says of itself, "" where it does not.
    """

    title: str = ""
    ttl: int | None = None
    hub: str = ""
    topic: str = ""
    items: tuple[ParsedItem, ...] = ()


def parse_feed(body: bytes, *, content_type: str = "", url: str = "") -> ParsedFeed:
    """Return the feed in `body`, served as `content_type` from `url`; raises FeedError for what is none."""
    if not body.strip():
        raise FeedError("the answer is empty, where a feed was expected")
    if _HTML.match(body[:4096]):
        raise FeedError("the answer is a web page, not a feed; look for the feed's address on that page")
    try:
        feed = _parse(body, content_type, url)
    except (FeedError, MemoryError):
        raise
    except Exception as error:
        raise FeedError(f"the feed cannot be understood ({type(error).__name__})") from error
    return replace(feed, items=_unique(_newest(feed.items)))


def _parse(body: bytes, content_type: str, url: str) -> ParsedFeed:
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _from_json(body, url)
    if is_sitemap(body):
        return ParsedFeed(items=tuple(_from_sitemap(entry) for entry in sitemap_entries(body)))
    return _from_xml(body, content_type, url)


# RSS and Atom


def _from_xml(body: bytes, content_type: str, url: str) -> ParsedFeed:
    quick = read_quickly(body, content_type)
    if quick is not None:
        return _from_parts(quick.feed, quick.entries, url)
    return _from_any_xml(body, content_type, url)


def _from_any_xml(body: bytes, content_type: str, url: str) -> ParsedFeed:
    headers = {"content-type": content_type} if content_type else {}
    # a stream, since bytes could be taken for the name of a file; markup is stripped here, so feedparser need not;
    # it is not told the address, since it would make ids of it that change when the feed moves
    found = feedparser.parse(
        io.BytesIO(body), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )
    if not found.entries and (not found.version or _is_broken(found)):
        raise FeedError("the answer is not a feed, or a broken one without any entry")
    return _from_parts(found.feed, found.entries, url)


def _from_parts(feed: Mapping[str, Any], entries: Iterable[Any], url: str) -> ParsedFeed:
    return ParsedFeed(
        title=headline(_string(feed, "title")),
        ttl=_ttl(feed),
        hub=_related(feed, "hub", url),
        topic=_related(feed, "self", url),
        items=tuple(_from_entry(entry, url) for entry in entries),
    )


def _related(feed: Mapping[str, Any], rel: str, base: str) -> str:
    links = dict.get(feed, "links", ()) if isinstance(feed, dict) else ()
    return next((_absolute(base, link.get("href")) for link in links if link.get("rel") == rel), "")


def _is_broken(found: Mapping[str, Any]) -> bool:
    """Return whether the XML is not well-formed; a wrong content type or charset alone does no harm."""
    harmless = (feedparser.NonXMLContentType, feedparser.CharacterEncodingOverride)
    return bool(found.get("bozo")) and not isinstance(found.get("bozo_exception"), harmless)


def _from_entry(entry: Any, base: str) -> ParsedItem:
    title, summary = _string(entry, "title"), _string(entry, "summary")
    published, is_date = _published(entry)
    link = _link(entry)
    contents = [part.get("value") or "" for part in entry.get("content", ())]
    return ParsedItem(
        id=_identity(_string(entry, "id"), link, title, summary),
        url=_absolute(base, link),
        title=headline(title),
        summary=prose(summary),
        content=prose(max(contents, key=len, default="")),
        published=published,
        published_is_date=is_date,
        outlet=headline(_string(entry.get("source") or {}, "title"), limit=200),
    )


def _link(entry: Any) -> str:
    """Return the entry's link; feedparser also gives the guid for one, which only counts where it is an address."""
    link = _string(entry, "link").strip()
    return "" if link == _string(entry, "id").strip() and "://" not in link else link


def _string(values: Mapping[str, Any], key: str) -> str:
    """Return a text as it is there; feedparser's own look-up would fall back to other keys."""
    value = dict.get(values, key) if isinstance(values, dict) else None
    return value if isinstance(value, str) else ""


def _published(entry: Any) -> tuple[datetime | None, bool]:
    for key in ("published", "updated", "created"):
        moment = from_struct(dict.get(entry, f"{key}_parsed"))
        if moment is not None:
            return moment, not has_clock(_string(entry, key))
    return None, False


def _ttl(feed: Mapping[str, Any]) -> int | None:
    """Return the minutes between updates by `<ttl>`, else by the RSS syndication module."""
    ttl = _string(feed, "ttl").strip()
    if ttl.isascii() and ttl.isdigit():
        return int(ttl[:9])
    period = _PERIOD_MINUTES.get(_string(feed, "sy_updateperiod").strip().lower())
    often = _string(feed, "sy_updatefrequency").strip()
    return period // max(int(often[:6]), 1) if period and often.isascii() and often.isdigit() else period


# JSON Feed 1.x (jsonfeed.org/version/1.1) and news sitemaps


def _from_json(body: bytes, base: str) -> ParsedFeed:
    try:
        data = json.loads(body)
    except ValueError as error:
        raise FeedError("the answer is broken JSON, where a feed was expected") from error
    if not isinstance(data, dict) or "jsonfeed.org" not in _string(data, "version"):
        raise FeedError("the answer is JSON, but no JSON Feed")
    hubs = [hub for hub in _list(data, "hubs") if _string(hub, "type").lower() == "websub"]
    return ParsedFeed(
        title=headline(_string(data, "title")),
        hub=_absolute(base, _string(hubs[0], "url")) if hubs else "",
        topic=_absolute(base, _string(data, "feed_url")),
        items=tuple(_from_json_item(item, base) for item in _list(data, "items")),
    )


def _from_json_item(item: dict[str, Any], base: str) -> ParsedItem:
    link = _string(item, "url") or _string(item, "external_url")
    summary = _string(item, "summary")
    content = _string(item, "content_html") or _string(item, "content_text")
    published, is_date = from_iso(_string(item, "date_published") or _string(item, "date_modified"))
    given = item.get("id")
    return ParsedItem(
        id=_identity("" if given is None else str(given), link, _string(item, "title"), summary or content),
        url=_absolute(base, link),
        title=headline(_string(item, "title")),
        summary=prose(summary),
        content=prose(content),
        published=published,
        published_is_date=is_date,
    )


def _list(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    value = data.get(key)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _from_sitemap(entry: Mapping[str, str]) -> ParsedItem:
    published, is_date = from_iso(entry.get("publication_date", "") or entry.get("lastmod", ""))
    link, title = entry.get("loc", ""), entry.get("title", "")
    return ParsedItem(
        id=_identity("", link, title, ""),
        url=_absolute("", link),
        title=headline(title),
        published=published,
        published_is_date=is_date,
        outlet=headline(entry.get("name", ""), limit=200),
    )


# What all kinds share


def _absolute(base: str, link: str | None) -> str:
    """Return the link as an http(s) address, "" where it is none."""
    try:
        whole = urljoin(base, link.strip()) if link else ""
    except ValueError:
        return ""
    return whole if whole.lower().startswith(("http://", "https://")) else ""


def _identity(given: str, link: str, title: str, summary: str) -> str:
    key = given.strip() or link.strip() or fingerprint(title, summary)
    return key if len(key) <= LONGEST_ID and key.isprintable() else fingerprint(key, length=32)


def _newest(items: tuple[ParsedItem, ...]) -> tuple[ParsedItem, ...]:
    if len(items) <= MOST_ITEMS:
        return items
    first = datetime.min.replace(tzinfo=UTC)
    ranked = sorted(range(len(items)), key=lambda n: items[n].published or first, reverse=True)
    return tuple(items[n] for n in sorted(ranked[:MOST_ITEMS]))


def _unique(items: Iterable[ParsedItem]) -> tuple[ParsedItem, ...]:
    """Return the items without repeats; an id that stands for several links is no id, the links are used instead.

    Where there are no links either, the headlines tell them apart.
    """
    items = tuple(items)
    links = Counter(key for key, _ in {(item.id, item.url or item.title) for item in items})
    by_id: dict[str, ParsedItem] = {}
    for item in _identified(items, links):
        by_id.setdefault(item.id, item)
    return tuple(by_id.values())


def _identified(items: Iterable[ParsedItem], links: Mapping[str, int]) -> Iterator[ParsedItem]:
    for item in items:
        shared = links[item.id] > 1
        yield replace(item, id=_identity("", item.url, item.title, item.summary)) if shared else item
