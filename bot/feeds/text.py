"""Plain text out of what feeds carry: markup, entities and control characters go, words and paragraphs stay."""

import re
from html.parser import HTMLParser

# fmt: off
_BLOCKS = frozenset({
    "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th",
    "tr", "ul",
})
# fmt: on
_HIDDEN = frozenset({"script", "style", "template", "iframe", "svg"})
# control and invisible formatting characters, and halves of surrogate pairs, which no database takes
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)


class _Stripper(HTMLParser):
    """Collects the visible text; blocks become line breaks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - inherited
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HIDDEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def strip_markup(text: str) -> str:
    """Return the text of an HTML fragment, blocks separated by line breaks; plain text comes back as it is."""
    if "<" not in text and "&" not in text:
        return text
    stripper = _Stripper()
    stripper.feed(text)
    stripper.close()
    return "".join(stripper.parts)


def one_line(text: str) -> str:
    """Return the text on one line: runs of white space are one space, invisible characters are gone."""
    joined = " ".join(text.split())
    return joined if joined.isprintable() else _INVISIBLE.sub("", joined).strip()


def paragraphs(text: str) -> str:
    """Return the lines of the text as paragraphs, separated by blank lines."""
    return "\n\n".join(line for line in map(one_line, text.splitlines()) if line)


def headline(markup: str, *, limit: int = 1000) -> str:
    """Return a title as plain text on one line, cut to `limit` characters."""
    return one_line(strip_markup(markup[: 4 * limit]))[:limit].rstrip()


def prose(markup: str, *, limit: int = 200_000) -> str:
    """Return a summary or an article as plain paragraphs, cut to `limit` characters."""
    return paragraphs(strip_markup(markup[: 4 * limit]))[:limit].rstrip()
