"""A site that is served on loopback, what a browser makes of its pages, and a crawler that follows every link."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
from starlette.routing import BaseRoute

from bot.web.server import serving
from bot.web.site import site

_VOID = {"meta", "link", "br", "input", "img", "hr"}


@dataclass(frozen=True, slots=True)
class Got:
    """An answer."""

    status: int
    text: str
    headers: Mapping[str, str]

    def header(self, name: str) -> str:
        """Return a header, "" where it is not there."""
        return self.headers.get(name, "")


class Site:
    """Asks the site."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self.base = base

    async def get(self, path: str, *, method: str = "GET", **headers: str) -> Got:
        """Ask for a path; redirects are not followed."""
        address = urljoin(self.base, path)
        async with self._session.request(method, address, headers=headers, allow_redirects=False) as response:
            return Got(response.status, await response.text(errors="replace"), response.headers)

    async def crawl(self, start: str = "/", *, most: int = 1000) -> dict[str, Got]:
        """Follow every link on this host from the start on, and return all answers by path."""
        found: dict[str, Got] = {}
        todo = [start]
        while todo and len(found) < most:
            path = todo.pop(0)
            if path in found:
                continue
            found[path] = got = await self.get(path)
            if got.header("Content-Type").startswith("text/html"):
                todo += [one for one in _here(Html.of(got.text).links, path) if one not in found]
        return found


def _here(links: Sequence[str], path: str) -> list[str]:
    joined = (urldefrag(urljoin(path, one))[0] for one in links if not urlsplit(one).netloc)
    return [one for one in joined if one.startswith("/")]


@dataclass
class Html(HTMLParser):
    """The elements of a page, in order, with their attributes; fails where they do not nest."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin."""
        super().__init__(convert_charrefs=True)

    @classmethod
    def of(cls, text: str) -> "Html":
        """Return the elements of the text."""
        page = cls()
        page.feed(text)
        page.close()
        assert page._open == [], page._open
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self._open.pop() == tag, (tag, self._open, self.getpos())

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data

    @property
    def links(self) -> list[str]:
        """Return where the page leads."""
        return [attrs["href"] for tag, attrs in self.elements if tag in {"a", "link"} and "href" in attrs]


@asynccontextmanager
async def served(routes: Sequence[BaseRoute], *, token: str = "") -> AsyncIterator[Site]:
    """Serve the routes as long as it is held."""
    async with serving(site(routes, token=token), host="127.0.0.1", port=0) as port, aiohttp.ClientSession() as session:
        yield Site(session, f"http://127.0.0.1:{port}")
