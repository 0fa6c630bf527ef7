"""Lists of feeds as OPML 2.0 (opml.org/spec2): bytes go in, addresses come out, and the other way round."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree  # type: ignore[import-untyped]

from bot.dossier import FeedSource
from bot.errors import FeedError
from bot.feeds.text import headline

LARGEST = 5 * 1024 * 1024
MOST = 5000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list: its address, and what it is called there, "" for nothing."""

    url: str
    title: str = ""


def read_opml(body: bytes, *, name: str = "the list") -> tuple[Outline, ...]:
    """Return the feeds of the list, each address once, in order; raises FeedError for what is no OPML.

    Nothing in the file can make anything else be read: no entity is expanded and no address in it is asked.
    """
    if len(body) > LARGEST:
        raise FeedError(f"{name}: is larger than {LARGEST} bytes; split it")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedError(f"{name}: is not OPML; export the list again") from error
    if root is None or _local(root) != "opml":
        raise FeedError(f"{name}: is not OPML; export the list again")
    found = (_outline(node) for node in root.iter("{*}outline"))
    by_url = {one.url: one for one in reversed([one for one in found if one is not None])}
    return tuple(reversed(by_url.values()))[:MOST]


def _local(node: Any) -> str:
    return str(etree.QName(node).localname).lower()


def _outline(node: Any) -> Outline | None:
    values = {str(name).lower(): str(value).strip() for name, value in node.attrib.items()}
    url = values.get("xmlurl", "")
    if not url.lower().startswith(("http://", "https://")):
        return None
    return Outline(url, headline(values.get("text") or values.get("title") or "", limit=200))


def write_opml(title: str, feeds: Iterable[FeedSource]) -> str:
    """Return the feeds as OPML, for other programs."""
    lines = [
        f"    <outline type={quoteattr('rss')} text={quoteattr(one.name)} xmlUrl={quoteattr(str(one.url))}/>"
        for one in feeds
    ]
    head = f"  <head><title>{escape(title)}</title></head>"
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', head, "  <body>", *lines, "  </body>",
         "</opml>", ""]
    )  # fmt: skip
