"""Articles: an address goes in, headline and text come out, or None where the article cannot be had.

Forbidden by robots.txt, missing, behind a payment or a consent page: then the feed's summary is read instead.
"""

import re
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from bot.errors import FeedError
from bot.feeds.fetch import PAGE_TYPES, Fetcher
from bot.feeds.fulltext import Article

_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_CONSENT = re.compile(r"(^|[./-])(consent|cookiewall|gdpr|privacy-?gate)([./-]|$)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def clean_link(url: str) -> str:
    """Return the address without what only tracks readers (campaign parameters), in one normal form."""
    if "?" not in url and "#" not in url:
        return url
    from courlan import normalize_url  # noqa: PLC0415 - a fifth of a second that only new items need

    try:
        return str(normalize_url(url))
    except ValueError:
        return url


class Extractor(Protocol):
    """Takes the article out of a page, somewhere safe (`sandbox.Parser`)."""

    async def extract(self, page: bytes, *, url: str) -> Article | None:
        """Return the article in the page, None where there is none."""
        ...


def is_consent_page(asked: str, answered: str) -> bool:
    """Return whether a redirect from `asked` led to a page that asks for consent instead."""
    there = urlsplit(answered)
    return asked != answered and bool(_CONSENT.search(f"{there.hostname}{there.path}"))


async def fetch_article(url: str, *, fetcher: Fetcher, parser: Extractor) -> Article | None:
    """Return the article at `url`, None where it cannot be had: forbidden, missing, paid for, or no article.

    Raises FeedError when there is no answer at all, or one that cannot be taken in.
    """
    if not await fetcher.allowed(url):
        return None
    response = await fetcher.get(url, accept=PAGE_TYPES)
    is_page = response.content_type.lower().startswith(_PAGE_TYPES)
    if response.status != 200 or not is_page or is_consent_page(url, response.final_url):
        return None
    try:
        return await parser.extract(response.body, url=response.final_url)
    except FeedError as error:
        raise FeedError(f"{url}: {error}") from error
