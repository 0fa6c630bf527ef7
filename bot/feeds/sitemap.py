"""News sitemaps: what search engines are told of a paper's newest articles (Google's sitemap-news schema 0.9)."""

import re
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from bot.errors import FeedError

_START = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex)\b")


def is_sitemap(body: bytes) -> bool:
    """Return whether the bytes begin as a sitemap does."""
    return bool(_START.search(body[:4096]))


def sitemap_entries(body: bytes) -> list[dict[str, str]]:
    """Return the leaves of each `<url>` by their local names; raises FeedError for what lists no articles."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(body, parser)
    if root is None or (parser.error_log and not len(root)):
        raise FeedError("the sitemap cannot be understood")
    if etree.QName(root).localname != "urlset":
        raise FeedError("the answer lists other sitemaps; use the address of the news sitemap among them")
    return [_leaves(entry) for entry in root.iterchildren("{*}url")]


def _leaves(entry: Any) -> dict[str, str]:
    leaves = [(etree.QName(leaf), leaf.text or "") for leaf in entry.iter("{*}*")]
    return {name.localname: text for name, text in leaves if text.strip() and not _is_media(name.namespace)}


def _is_media(namespace: str | None) -> bool:
    """Return whether the element belongs to a picture or a video, which have titles of their own."""
    return (namespace or "").endswith(("sitemap-image/1.1", "sitemap-video/1.1"))
