"""The press: makes pages off the event loop and keeps them; answers carry the headers that keep readers safe."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from threading import Lock
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from bot.alerts.wording import day as day_words
from bot.commands.desk import Desk
from bot.errors import InputError, StoreError
from bot.model import Image, Item
from bot.store import items as item_rows
from bot.store.database import Store
from bot.store.figures import is_figure
from bot.store.revision import revision
from bot.store.statements import is_statement
from bot.web.pages import views
from bot.web.pages.layout import written
from bot.web.pages.links import Links
from bot.web.pages.shelf import Shelf, ShelfDesk
from bot.web.pages.visit import NotHereError, Shown, Visit

FRESH_SECONDS = 60
"""For how long an answer may be shown without asking again."""
STALE = timedelta(minutes=10)
"""For how long a page is shown though there is news, while it is made anew."""
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
_PNG = "image/png"
_JSON = "application/json; charset=utf-8"

T = TypeVar("T")
Desks = Callable[[str, datetime], Desk]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent: status, body, its type and its tag."""

    status: int
    body: bytes
    type: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, from which state of things it was made and when."""

    answer: Answer
    stamp: tuple[object, ...]
    made: datetime


class Pages:
    """Makes pages off the event loop, two at a time, each once, and keeps them until the store holds something else.

    Whoever asks for a page that was made not long ago gets that at once, while it is made anew for the next.
    """

    def __init__(
        self, desks: Desks, dossiers: Mapping[str, str], store: Store, *, clock: Callable[[], datetime], public_url: str
    ) -> None:
        self.dossiers = dossiers
        self.public_url = public_url.rstrip("/")
        self._desks = desks
        self._store = store
        self._clock = clock
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="pages")
        self._drawing = ThreadPoolExecutor(1, thread_name_prefix="pictures")  # pages do not wait for pictures
        self._kept: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self._making: dict[tuple[str, str], asyncio.Task[Answer]] = {}
        self._shelves: dict[str, tuple[str, Shelf]] = {}
        self._lock = Lock()
        self._drawing.submit(import_module, "digest.charts.matrix")  # takes a second, before the first page asks for it

    async def answer(self, request: Request, make: Callable[[datetime], Answer], *, drawn: bool = False) -> Response:
        """Return the answer, made by `make` unless one is kept; what is `drawn` keeps no page waiting."""
        found = await self._found(request, make, self._drawing if drawn else self._threads)
        headers = HEADERS | {"Cache-Control": f"private, max-age={FRESH_SECONDS}", "Vary": "Authorization"}
        if not found.tag:
            return Response(
                found.body, found.status, headers | {"Content-Type": found.type, "Cache-Control": "no-store"}
            )
        headers["ETag"] = found.tag
        if found.tag in request.headers.get("if-none-match", "").replace("W/", "").split(", "):
            return Response(status_code=304, headers=headers)
        return Response(found.body, found.status, headers | {"Content-Type": found.type})

    async def _found(self, request: Request, make: Callable[[datetime], Answer], threads: ThreadPoolExecutor) -> Answer:
        key, now = (request.url.path, request.url.query), self._clock()
        stamp = await self._off_loop(lambda: self._stamp(now))
        kept = self._kept.get(key)
        if kept is not None and stamp is not None and kept.stamp == stamp:
            return kept.answer
        if key not in self._making:
            self._making[key] = asyncio.create_task(self._make(key, stamp, now, make, threads))
        if kept is not None and now - kept.made < STALE:
            return kept.answer
        return await asyncio.shield(self._making[key])

    async def _make(
        self,
        key: tuple[str, str],
        stamp: tuple[object, ...] | None,
        now: datetime,
        make: Callable[[datetime], Answer],
        threads: ThreadPoolExecutor,
    ) -> Answer:
        try:
            made = await self._off_loop(lambda: self._made(key[1], now, make), threads)
        finally:
            del self._making[key]
        if made.tag and stamp is not None:
            self._kept[key] = Kept(made, stamp, now)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made

    async def _off_loop(self, work: Callable[[], T], threads: ThreadPoolExecutor | None = None) -> T:
        return await asyncio.get_running_loop().run_in_executor(threads or self._threads, work)

    def _made(self, query: str, now: datetime, make: Callable[[datetime], Answer]) -> Answer:
        try:
            _short_enough(query)
            answer = make(now.replace(second=0, microsecond=0))
            return replace(answer, tag=f'"{sha256(answer.body).hexdigest()[:24]}"')
        except NotHereError as error:
            return self._refusal(404, "Not here", str(error))
        except InputError as error:
            return self._refusal(400, "Not understood", str(error))
        except StoreError:
            return self._refusal(503, "Not now", "the store does not answer; try again in a minute")

    def _stamp(self, now: datetime) -> tuple[object, ...] | None:
        """Return what pages depend on: what is read, and roughly the time; None where the store does not answer."""
        try:
            return (int(now.timestamp() // STALE.total_seconds()), *map(self._revision, self.dossiers))
        except StoreError:
            return None

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
        desk = ShelfDesk.before(self._shelf(name, desk), desk).as_of(day)
        query = {key: request.query_params.getlist(key) for key in request.query_params}
        links = Links(dossier=name, day=day, known=desk.ids(), numbers=desk.figure_ids())
        return Visit(desk=desk, links=links, query=query)

    def _shelf(self, name: str, desk: Desk) -> Shelf:
        stamp = self._revision(name)
        with self._lock:
            kept = self._shelves.get(name)
            if kept is None or kept[0] != stamp:
                kept = self._shelves[name] = (stamp, Shelf(desk.archive))
            return kept[1]

    def item(self, visit: Visit, doc: str) -> Item | None:
        """Return an article, None where it is not kept."""
        with self._store.read() as conn:
            return item_rows.item(conn, doc, dossier=visit.links.dossier)

    def page_of(self, key: str) -> str:
        """Return where the page of a statement or number of any dossier is; raises NotHereError."""
        for name in self.dossiers:
            with self._store.read() as conn:
                if is_statement(conn, name, key):
                    return Links(dossier=name).statement(key)
                if is_figure(conn, name, key):
                    return Links(dossier=name).number(key)
        raise NotHereError(f"no statement or number has the id {key[:60]!r}")

    def html(self, visit: Visit, shown: Shown, request: Request) -> Answer:
        """Return the page."""
        links = visit.links
        text = written(
            f"{shown.template}.html", title=shown.title, links=links, dossiers=self.dossiers, json=_beside(request),
            about=visit.desk.dossier.title, feeds=(links.shifts_feed, links.digests_feed),
            as_of=visit.desk.today if links.day else None, as_of_words=day_words(visit.desk.today), **shown.values,
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


def as_picture(image: Image) -> Answer:
    """Return the picture."""
    return Answer(200, image.png, _PNG)


def as_json(shown: Shown) -> Answer:
    """Return the same as the page, for programs."""
    text = json.dumps(shown.data, ensure_ascii=False, indent=2, default=str)
    return Answer(200, text.encode("utf-8", "replace"), _JSON)
