"""Rendering: a digest or a card in, one string per target out; the templates lay out, this module escapes for them.

Every value a template prints is escaped for its target unless a filter already did, so that a template cannot forget.
"""

import dataclasses
import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from rich.cells import cell_len

from bot import escape
from bot.model import Block, Bullets, Card, Heading, Paragraph, Quote, Table
from digest import plain
from digest.page import Digest, Page, page_of_card, page_of_digest


class Format(StrEnum):
    """A target a digest can be written for."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    SLACK = "slack"
    DISCORD = "discord"
    JSON = "json"


_KINDS: dict[type[Block], str] = {
    Heading: "heading", Paragraph: "paragraph", Quote: "quote", Table: "table", Bullets: "bullets",
}  # fmt: skip


def render(digest: Digest, target: Format | str, *, width: int | None = None) -> str:
    """Return the digest written for `target`, ending in one newline; `width` (cells) wraps plain text only."""
    target = Format(target)
    if target is Format.JSON:
        return json.dumps(digest_data(digest), ensure_ascii=False, indent=2) + "\n"
    return _render(page_of_digest(digest), target, width)


def render_card(card: Card, target: Format | str, *, width: int | None = None) -> str:
    """Return the card written for `target`, by the templates that digests use."""
    target = Format(target)
    if target is Format.JSON:
        return json.dumps(card_data(card), ensure_ascii=False, indent=2) + "\n"
    return _render(page_of_card(card), target, width)


def digest_data(digest: Digest) -> dict[str, Any]:
    """Return the digest as JSON types: dossier, period, and per section its key, title and blocks."""
    return {
        "dossier": digest.dossier,
        "title": digest.title,
        "from": digest.window.since.isoformat(),
        "to": digest.window.until.isoformat(),
        "time_zone": digest.window.zone,
        "sections": [
            {"key": one.key, "title": one.title, "blocks": [block_data(block) for block in one.blocks]}
            for one in digest.sections
        ],
        "footer": digest.footer,
    }


def card_data(card: Card) -> dict[str, Any]:
    """Return the card as JSON types."""
    return {
        "kind": card.kind,
        "title": card.title,
        "url": card.url,
        "blocks": [block_data(block) for block in card.blocks],
        "footer": card.footer,
    }


def block_data(block: Block) -> dict[str, Any]:
    """Return the block as JSON types; `type` tells which block it is."""
    return {"type": _KINDS[type(block)], **dataclasses.asdict(block)}


def _render(page: Page, target: Format, width: int | None) -> str:
    text = _environment(target).get_template(f"{target}.j2").render(page=page, width=width)
    return text.strip("\n") + "\n"


@cache
def _environment(target: Format) -> Environment:
    """Return the environment of a target: whatever is printed is cleaned and escaped for it once."""
    environment = Environment(
        loader=PackageLoader("digest"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=partial(_escaped, escape.ESCAPES[target], html=target is Format.HTML),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= _filters(target)
    for kind, name in _KINDS.items():
        environment.tests[name] = _kind_test(kind)
    return environment


def _escaped(escaper: Callable[[str], str], value: object, *, html: bool) -> object:
    if value is None or hasattr(value, "__html__"):
        return "" if value is None else value
    text = escaper(str(value))
    return text if html else Markup(text)  # noqa: S704  escaped for its own target


def _kind_test(kind: type[Block]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kind)


def _filters(target: Format) -> Mapping[str, Callable[..., object]]:
    """Return what templates of the target may call; results are final text unless they are plain strings."""
    return {
        "wrap": lambda text, **options: Markup(plain.wrap(text, **options)),  # noqa: S704
        "grid": lambda value, width: Markup(plain.table(value, width=width)),  # noqa: S704
        "rule": lambda text, char: Markup(char * min(cell_len(escape.one_line(text)), 100)),  # noqa: S704
        "line": escape.one_line,
        "provenance": plain.provenance,
        "link": lambda url: _link(url, target),
    }


def _link(url: str, target: Format) -> Markup:
    """Return a web address that needs no more escaping; "" for anything else."""
    safe = escape.link(url)
    if target in {Format.HTML, Format.SLACK}:
        safe = safe.replace("&", "&amp;").replace("'", "%27")
    return Markup(safe)  # noqa: S704
