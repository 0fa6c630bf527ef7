"""Laying pages out: a template and values in, HTML or Atom without anything live from outside out."""

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.escape import clean, link, one_line
from bot.model import Block, Bullets, Heading, Paragraph, Quote, Table
from bot.web.pages.links import Links
from digest.plain import provenance

_ID = re.compile(r"(?P<before>\[|/why )(?P<id>[0-9a-f]{8})(?P<after>\]|\b)")
_STATIC = ("style.css", "icon.svg")
_SIGNS = {
    "support": "+", "oppose": "−", "conditional": "◐", "noncommittal": "○", "positive": "▲", "guarded": "◆",
    "negative": "▼",
}  # fmt: skip
_KINDS: dict[str, type[Block]] = {
    "heading": Heading, "paragraph": Paragraph, "quote": Quote, "table": Table, "bullets": Bullets,
}  # fmt: skip


def written(template: str, **values: Any) -> str:
    """Return the template of that name with the values, cleaned and escaped."""
    return environment().get_template(template).render(**values)


@cache
def environment() -> Environment:
    """Return where templates are found; whatever they print is cleaned, and escaped as HTML once."""
    made = Environment(
        loader=PackageLoader("bot.web.pages"), autoescape=True, undefined=StrictUndefined, finalize=_clean,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {"line": one_line, "link": link, "provenance": provenance, "ids": _with_links}
    made.globals |= {"static": static_address, "sign": lambda stance: _SIGNS.get(str(stance), "")}
    for name, kind in _KINDS.items():
        made.tests[name] = lambda value, kind=kind: isinstance(value, kind)
    return made


def _clean(value: object) -> object:
    if value is None or hasattr(value, "__html__"):
        return "" if value is None else value
    return clean(str(value))


def _with_links(text: str, links: Links) -> Markup:
    """Return the line with each id of a statement or number, in brackets or behind `/why`, leading to it."""

    def shown(found: re.Match[str]) -> str:
        where = links.evidence(found["id"])
        words = f'{found["before"]}<a href="{escape(where)}">{found["id"]}</a>{found["after"]}'
        return f'<span class="id">{words}</span>' if where else found[0]

    return Markup(_ID.sub(shown, str(escape(one_line(text)))))  # noqa: S704 - escaped before links are put in


@cache
def static(name: str) -> bytes | None:
    """Return a file that pages need, None for any other."""
    return (files("bot.web.pages") / "static" / name).read_bytes() if name in _STATIC else None


@cache
def static_address(name: str) -> str:
    """Return where the file is; the address is another when the file is, so that it may be kept for ever."""
    body = static(name) or b""
    return f"/static/{name}?{sha256(body).hexdigest()[:12]}"
