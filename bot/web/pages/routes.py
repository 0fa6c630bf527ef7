"""The routes of the pages, each as HTML and as JSON beside it; the feeds; short addresses; what pages look like."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.errors import StoreError
from bot.model import Image
from bot.store.database import Store
from bot.web.pages import number, pictures, views
from bot.web.pages.layout import static, written
from bot.web.pages.press import HEADERS, Answer, Desks, Pages, as_json, as_picture, day_of
from bot.web.pages.visit import NotHereError, Shown, Visit

_HTML = "text/html; charset=utf-8"

Endpoint = Callable[[Request], Awaitable[Response]]
View = Callable[[Visit, Request], Shown]


def page_routes(
    desks: Desks, dossiers: Mapping[str, str], store: Store, *, clock: Callable[[], datetime], public_url: str = ""
) -> list[BaseRoute]:
    """Return the routes of the pages of the dossiers, which are given by id with their titles."""
    pages = Pages(desks, dossiers, store, clock=clock, public_url=public_url)

    def route(path: str, view: View) -> list[BaseRoute]:
        return [
            Route(f"{path}.json", _endpoint(pages, view, plain=True)), Route(path, _endpoint(pages, view)),
        ]  # fmt: skip

    day = "{day_of:str}"
    return [
        Route("/", _home(pages)),
        Route("/static/{name}", _static),
        Route("/s/{key}", _short(pages)),
        Route("/{dossier}/shifts.atom", _feed(pages, "shifts", views.shift_entries)),
        Route("/{dossier}/digests.atom", _feed(pages, "digests", views.digest_entries)),
        Route("/{dossier}/picture/{key}.png", _picture(pages, pictures.drawn)),
        Route("/{dossier}/timeline/{key}.png", _picture(pages, pictures.drawn_timeline)),
        *route("/{dossier}/pictures", lambda visit, _: pictures.pictures(visit)),
        *route("/{dossier}/shifts", lambda visit, _: views.shifts_page(visit)),
        *route("/{dossier}/digests", lambda visit, _: views.archive(visit)),
        *route("/{dossier}/digest/{key}", lambda visit, request: views.digest(visit, _needed_day(_key(request)))),
        *route("/{dossier}/actor/{key}", lambda visit, request: views.actor(visit, _key(request))),
        *route("/{dossier}/topic/{key}", lambda visit, request: views.topic_page(visit, _key(request))),
        *route("/{dossier}/statement/{key}", lambda visit, request: _statement(pages, visit, _key(request))),
        *route("/{dossier}/number/{key}", lambda visit, request: _number(pages, visit, _key(request))),
        *route(f"/{{dossier}}/as-of/{day}", lambda visit, _: views.state(visit)),
        *route("/{dossier}", lambda visit, _: views.state(visit)),
        Route("/{rest:path}", _missing(pages)),
    ]


def _key(request: Request) -> str:
    return str(request.path_params["key"])


def _needed_day(text: str) -> date:
    day = day_of(text)
    if day is None:
        raise NotHereError("a digest is asked for by its day")
    return day


def _statement(pages: Pages, visit: Visit, key: str) -> Shown:
    return views.statement(visit, key, pages.item(visit, views.statement_of(visit.desk, key).doc))


def _number(pages: Pages, visit: Visit, key: str) -> Shown:
    return number.shown(visit, key, pages.item(visit, number.figure_of(visit.desk, key).doc))


def _endpoint(pages: Pages, view: View, *, plain: bool = False) -> Endpoint:
    async def show(request: Request) -> Response:
        def make(now: datetime) -> Answer:
            visit = pages.visit(request, now)
            shown = view(visit, request)
            return as_json(shown) if plain else pages.html(visit, shown, request)

        return await pages.answer(request, make)

    return show


def _picture(pages: Pages, draw: Callable[[Visit, str], Image]) -> Endpoint:
    async def show(request: Request) -> Response:
        def make(now: datetime) -> Answer:
            return as_picture(draw(pages.visit(request, now), _key(request)))

        return await pages.answer(request, make, drawn=True)

    return show


def _feed(pages: Pages, title: str, entries: Callable[[Visit], list[views.Entry]]) -> Endpoint:
    async def show(request: Request) -> Response:
        def make(now: datetime) -> Answer:
            visit = pages.visit(request, now)
            return pages.atom(request, visit, title, entries(visit))

        return await pages.answer(request, make)

    return show


def _home(pages: Pages) -> Endpoint:
    async def show(request: Request) -> Response:
        def make(_now: datetime) -> Answer:
            text = written("home.html", title="Parley", dossiers=pages.dossiers, links=None, feeds=(), json="")
            return Answer(200, text.encode(), _HTML)

        return await pages.answer(request, make)

    return show


def _short(pages: Pages) -> Endpoint:
    """Lead from the short address of a statement or number, which messages carry, to its page."""

    async def show(request: Request) -> Response:
        key = _key(request)
        try:
            where = await asyncio.to_thread(pages.page_of, key)
        except (NotHereError, StoreError):
            return await _missing(pages)(request)
        return RedirectResponse(where, 307, HEADERS)

    return show


def _missing(pages: Pages) -> Endpoint:
    async def show(request: Request) -> Response:
        def make(_now: datetime) -> Answer:
            raise NotHereError("there is no such page")

        return await pages.answer(request, make)

    return show


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    body = static(name)
    if body is None:
        return Response("There is no such file.\n", 404, HEADERS)
    kind = "text/css; charset=utf-8" if name.endswith(".css") else "image/svg+xml"
    kept = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Type": kind}
    return Response(body, 200, HEADERS | kept)
