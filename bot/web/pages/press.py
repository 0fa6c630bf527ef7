"""The press: makes pages off the event loop and keeps them; answers carry the headers that keep readers safe."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

from bot.commands.desk import Desk
from bot.errors import InputError, StoreError
from bot.model import Item
from bot.store import items as item_rows
from bot.store.database import Store
from bot.store.revision import revision
from bot.store.statements import statement as stored_statement
from bot.web.pages import views
from bot.web.pages.layout import written
from bot.web.pages.links import Links
from bot.web.pages.shelf import Shelf
from bot.web.pages.views import NotHereError, Shown, Visit

FRESH_SECONDS = 60
"""For how long an answer may be shown without asking again."""
MOST_KEPT = 256
"""Answers that are kept."""
LONGEST_QUERY = 2000
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
_ATOM = "application/atom+xml; charset=utf-8"
_HTML = "text/html; charset=utf-8"
_JSON = "application/json; charset=utf-8"

Desks = Callable[[str, datetime], Desk]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: status, body, its type and its tag."""

    status: int
    body: bytes
    type: str
    tag: str = ""


class Pages:
    """Makes pages off the event loop, two at a time, and keeps them until the store or the minute is another."""

    def __init__(
        self, desks: Desks, dossiers: Mapping[str, str], store: Store, *, clock: Callable[[], datetime], public_url: str
    ) -> None:
        self.dossiers = dossiers
        self.public_url = public_url.rstrip("/")
        self._desks = desks
        self._store = store
        self._clock = clock
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="pages")
        self._kept: OrderedDict[tuple[object, ...], Answer] = OrderedDict()
        self._shelves: dict[str, tuple[str, Shelf]] = {}
        self._lock = Lock()

    async def answer(self, request: Request, make: Callable[[datetime], Answer]) -> Response:
        """Return the answer to the request, made by `make` unless one is kept."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, self._kept_or_made, request, make)
        headers = HEADERS | {"Cache-Control": f"private, max-age={FRESH_SECONDS}", "Vary": "Authorization"}
        if not found.tag:
            return Response(
                found.body, found.status, headers | {"Content-Type": found.type, "Cache-Control": "no-store"}
            )
        headers["ETag"] = found.tag
        if found.tag in request.headers.get("if-none-match", "").replace("W/", "").split(", "):
            return Response(status_code=304, headers=headers)
        return Response(found.body, found.status, headers | {"Content-Type": found.type})

    def _kept_or_made(self, request: Request, make: Callable[[datetime], Answer]) -> Answer:
        now = self._clock().replace(second=0, microsecond=0)
        try:
            _short_enough(request.url.query)
            stamps = tuple(self._revision(name) for name in self.dossiers)
            key = (request.url.path, request.url.query, now, stamps)
            return self._recall(key) or self._keep(key, make(now))
        except NotHereError as error:
            return self._refusal(404, "Not here", str(error))
        except InputError as error:
            return self._refusal(400, "Not understood", str(error))
        except StoreError:
            return self._refusal(503, "Not now", "the store does not answer; try again in a minute")

    def _recall(self, key: tuple[object, ...]) -> Answer | None:
        with self._lock:
            return self._kept.get(key)

    def _keep(self, key: tuple[object, ...], answer: Answer) -> Answer:
        tagged = replace(answer, tag=f'"{sha256(answer.body).hexdigest()[:24]}"')
        with self._lock:
            self._kept[key] = tagged
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return tagged

    def _refusal(self, status: int, title: str, words: str) -> Answer:
        text = written("refusal.html", title=title, words=words, dossiers=self.dossiers, links=None, feeds=(), json="")
        return Answer(status, text.encode(), _HTML)

    # what pages are made from

    def _revision(self, dossier: str) -> str:
        with self._store.read() as conn:
            return revision(conn, dossier)

    def visit(self, request: Request, now: datetime) -> Visit:
        """Return what the request asks for; raises NotHereError for a dossier that is not watched."""
        name = request.path_params["dossier"]
        if name not in self.dossiers:
            raise NotHereError(f"no dossier {name[:60]!r} is watched here")
        day = day_of(request.path_params.get("day_of") or request.query_params.get("as_of") or "")
        desk = self._desks(name, now)
        desk = replace(desk, archive=self._shelf(name, desk)).as_of(day)
        known = frozenset(one.id for one in desk.statements())
        query = {key: request.query_params.getlist(key) for key in request.query_params}
        return Visit(desk=desk, links=Links(dossier=name, day=day, known=known), query=query)

    def _shelf(self, name: str, desk: Desk) -> Shelf:
        stamp = self._revision(name)
        with self._lock:
            kept = self._shelves.get(name)
            if kept is None or kept[0] != stamp:
                kept = self._shelves[name] = (stamp, Shelf(desk.archive))
            return kept[1]

    def item(self, visit: Visit, key: str) -> Item | None:
        """Return the article of a statement, None where it is not kept."""
        doc = views.statement_of(visit.desk, key).doc
        with self._store.read() as conn:
            return item_rows.item(conn, doc, dossier=visit.links.dossier)

    def dossier_of(self, key: str) -> str:
        """Return the dossier of a statement; raises NotHereError."""
        for name in self.dossiers:
            with self._store.read() as conn:
                if stored_statement(conn, key, dossier=name) is not None:
                    return name
        raise NotHereError(f"no statement has the id {key[:60]!r}")

    def html(self, visit: Visit, shown: Shown, request: Request) -> Answer:
        """Return the page."""
        links = visit.links
        text = written(
            f"{shown.template}.html", title=shown.title, links=links, dossiers=self.dossiers, json=_beside(request),
            about=visit.desk.dossier.title, feeds=(links.shifts_feed, links.digests_feed),
            as_of=visit.desk.today if links.day else None, **shown.values,
        )  # fmt: skip
        return Answer(200, text.encode("utf-8", "replace"), _HTML)

    def atom(self, request: Request, visit: Visit, title: str, entries: Sequence[views.Entry]) -> Answer:
        """Return an Atom feed (RFC 4287)."""
        base = self.public_url or str(request.base_url).rstrip("/")
        updated = max((one.updated for one in entries), default=datetime.fromisoformat("1970-01-01T00:00:00+00:00"))
        text = written(
            "feed.atom", title=f"{visit.desk.dossier.title}: {title}", base=base, path=request.url.path,
            entries=entries, updated=updated, links=visit.links, dossier=visit.links.dossier,
        )  # fmt: skip
        return Answer(200, text.encode("utf-8", "replace"), _ATOM)


def _beside(request: Request) -> str:
    """Return where the same page is as JSON."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path.rstrip('/')}.json{query}"


def _short_enough(query: str) -> None:
    if len(query) > LONGEST_QUERY:
        raise InputError(f"the address is too long; ask with at most {LONGEST_QUERY} characters")


def day_of(text: str) -> date | None:
    """Return the day that an address names, None for none; raises InputError for what is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InputError(f"{text[:40]!r} is no day; write one as 2025-12-21") from error


def as_json(shown: Shown) -> Answer:
    """Return the same as the page, for programs."""
    text = json.dumps(shown.data, ensure_ascii=False, indent=2, default=str)
    return Answer(200, text.encode("utf-8", "replace"), _JSON)
