"""Full text: a page as bytes goes in, its headline and text come out, or None where there is no article to read.

Pure, but not safe to run on hostile pages in a process that must live: `sandbox` runs it in one that may die. The
text is what evidence offsets refer to, so it is made once and kept: paragraphs separated by blank lines.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.feeds.dates import from_iso
from bot.feeds.text import one_line, paragraphs

SHORTEST = 200  # characters; less is a teaser, a notice or an empty shell that a script would fill
LONGEST = 200_000

# schema.org/isAccessibleForFree, which publishers set to false for search engines where readers have to pay
_PAID = re.compile(rb'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)
# Open Graph (ogp.me) and schema.org
_META_TIME = re.compile(
    rb"""<meta\s[^<>]{0,200}article:published_time["'][^<>]{0,200}?content=["'](?P<time>[^"'<>]{10,40})["']""", re.I
)
_LINKED_TIME = re.compile(rb'"datePublished"\s*:\s*"(?P<time>[^"]{10,40})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The text of an article, with its headline and the time that the page states in its metadata, where it does."""

    title: str
    text: str
    published: datetime | None = None
    published_is_date: bool = False


def extract_article(page: bytes, *, url: str = "") -> Article | None:
    """Return the article of an HTML page by trafilatura, None where there is none that everybody may read."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - a third of a second that feeds alone do not need

    if _PAID.search(page):
        return None
    found = bare_extraction(
        page, url=url or None, favor_precision=True, include_comments=False, include_tables=False, with_metadata=True
    )
    if found is None or isinstance(found, dict):
        return None
    title = one_line(found.title or "")
    text = paragraphs(found.text or "").removeprefix(f"{title}\n\n")[:LONGEST].rstrip()
    published, is_date = stated_time(page)
    if len(text) < SHORTEST:
        return None
    return Article(title=title, text=text, published=published, published_is_date=is_date)


def stated_time(page: bytes) -> tuple[datetime | None, bool]:
    """Return when the page says it was published, and whether that is only a date.

    Only what is declared counts; trafilatura's own date may be any date that the text mentions.
    """
    for stated in (_META_TIME, _LINKED_TIME):
        if found := stated.search(page):
            return from_iso(found["time"].decode("ascii", "replace"))
    return None, False
