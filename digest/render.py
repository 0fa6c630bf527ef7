"""Rendering: a digest or a card in, one string per target out; the templates lay out, this module escapes for them.

Every value a template prints is escaped for its target unless a filter already did, so that a template cannot forget.
"""

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from pathlib import Path
from traceback import walk_tb
from typing import Any

import markupsafe
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from rich.cells import cell_len

from bot import escape
from bot.model import Block, Bullets, Card, Heading, Paragraph, Quote, Table
from digest import plain
from digest.page import Digest, Page, page_of_card, page_of_digest, page_of_digest_card


class Format(StrEnum):
    """A target a digest can be written for."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    SLACK = "slack"
    DISCORD = "discord"
    EMAIL = "email"
    JSON = "json"


_HTML = frozenset({Format.HTML, Format.EMAIL})
_ID = re.compile(r"\[([0-9a-f]{8})\]")


_KINDS: dict[type[Block], str] = {
    Heading: "heading", Paragraph: "paragraph", Quote: "quote", Table: "table", Bullets: "bullets",
}  # fmt: skip


Told = Callable[[str], None]
"""Who is told, in one sentence, that a template of the user's does not work."""


def _nobody(sentence: str) -> None:
    del sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """The templates to write with: a user's own from `folder` where there is one of the target's name, else ours.

    The user's run in a sandbox. One that does not work is told to `told`, and ours is taken in its place.
    """

    folder: Path | None = None
    told: Told = _nobody

    def own(self, target: Format) -> Path | None:
        """Return the user's template for the target, None where there is none."""
        file = self.folder / f"{target}.j2" if self.folder is not None else None
        return file if file is not None and file.is_file() else None

    def write(self, page: Page, target: Format, width: int | None = None) -> str:
        """Return the page written for the target, ending in one newline."""
        own = self._own_text(page, target, width)
        return _write(page, target, width, None) if own is None else own

    def digest(self, card: Card, target: Format) -> str | None:
        """Return a digest as the user's own template lays it out; None for another card, or where ours is to do it."""
        if card.kind != "digest":
            return None
        text = self._own_text(page_of_digest_card(card), target, None)
        if text is not None and not text.strip():
            self.told(f"{self.own(target)}: prints nothing; the shipped layout is used in its place")
            return None
        return text

    def _own_text(self, page: Page, target: Format, width: int | None) -> str | None:
        own = self.own(target)
        if own is None:
            return None
        try:
            return _write(page, target, width, own.parent)
        except Exception as error:  # whatever a template of somebody else's does
            self.told(f"{own}: {fault_of(error)}; the shipped template is used in its place")
            return None


SHIPPED = Templates()


def fault_of(error: Exception) -> str:
    """Return what is wrong with a template, with its line where that is known."""
    line = error.lineno if isinstance(error, TemplateSyntaxError) else _line_in_template(error)
    where = f"line {line}: " if line else ""
    return f"{where}{' '.join(str(error).split()) or type(error).__name__}"


def _line_in_template(error: Exception) -> int | None:
    """Return the line of the template in which the error was raised."""
    lines = [number for frame, number in walk_tb(error.__traceback__) if frame.f_code.co_filename.endswith(".j2")]
    return lines[-1] if lines else None


def render(digest: Digest, target: Format | str, *, width: int | None = None, templates: Templates = SHIPPED) -> str:
    """Return the digest written for `target`, ending in one newline; `width` (cells) wraps plain text only."""
    target = Format(target)
    if target is Format.JSON:
        return json.dumps(digest_data(digest), ensure_ascii=False, indent=2) + "\n"
    return templates.write(page_of_digest(digest), target, width)


def render_card(card: Card, target: Format | str, *, width: int | None = None) -> str:
    """Return the card written for `target`, by the templates that digests use."""
    target = Format(target)
    if target is Format.JSON:
        return json.dumps(card_data(card), ensure_ascii=False, indent=2) + "\n"
    return SHIPPED.write(page_of_card(card), target, width)


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
        "blocks": [block_data(block) for block in (*card.blocks, *card.stands)],
        "footer": card.footer,
    }


def block_data(block: Block) -> dict[str, Any]:
    """Return the block as JSON types; `type` tells which block it is."""
    return {"type": _KINDS[type(block)], **dataclasses.asdict(block)}


def _write(page: Page, target: Format, width: int | None, folder: Path | None) -> str:
    text = _environment(target, folder).get_template(f"{target}.j2").render(page=page, width=width)
    return text.strip("\n") + "\n"


@cache
def _environment(target: Format, folder: Path | None) -> Environment:
    """Return the environment of a target: whatever is printed is cleaned and escaped for it once.

    A folder of the user's is read anew whenever a file changes, and may include the shipped templates.
    """
    shipped = PackageLoader("digest")
    environment = ImmutableSandboxedEnvironment(
        loader=shipped if folder is None else ChoiceLoader([FileSystemLoader(folder), shipped]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=partial(_escaped, escape.ESCAPES[target], html=target in _HTML),
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
        "ids": lambda text, page: _ids(text, page, target),
    }


def _ids(text: str, page: Page, target: Format) -> Markup:
    """Return the line, for HTML, with each id in brackets leading to where the page's quote of it leads."""
    known = page.evidence()
    style = ' style="color:#005a8c;"' if target is Format.EMAIL else ""

    def shown(found: re.Match[str]) -> str:
        url = _link(known.get(found[1], ""), target)
        return f'[<a{style} href="{url}">{found[1]}</a>]' if url else found[0]

    line = str(markupsafe.escape(escape.ESCAPES[target](escape.one_line(text))))
    return Markup(_ID.sub(shown, line))  # noqa: S704  escaped before


def _link(url: str, target: Format) -> Markup:
    """Return a web address that needs no more escaping; "" for anything else."""
    safe = escape.link(url)
    if target in {*_HTML, Format.SLACK}:
        safe = safe.replace("&", "&amp;").replace("'", "%27")
    return Markup(safe)  # noqa: S704
