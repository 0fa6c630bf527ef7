"""Where WebSub hubs reach this program: they ask whether a lease is meant, and say that a feed has something new.

A push only makes its feed due, so that nobody can bring words in here; the poller asks the publisher for them.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import structlog
from aiohttp import web

from bot.feeds.websub import CALLBACK, denied, is_genuine, token, told, verified
from bot.settings import Polling
from bot.store.database import Store
from bot.store.feeds import FeedState, pushed_feeds, save_feed_state

LARGEST = 5 * 1024 * 1024
"""Bytes of a push; what a larger one tells of is found by polling."""

log = structlog.get_logger("websub")

Clock = Callable[[], datetime]


def websub_app(store: Store, *, clock: Clock) -> web.Application:
    """Return the application behind `polling.callback_url`; every answer is short and tells nothing."""

    async def confirm(request: web.Request) -> web.Response:
        challenge = await asyncio.to_thread(_confirm, store, request.match_info["token"], dict(request.query), clock())
        if challenge is None:
            raise web.HTTPNotFound
        return web.Response(text=challenge)

    async def push(request: web.Request) -> web.Response:
        body = await request.read()
        signature = request.headers.get("X-Hub-Signature", "")
        status = await asyncio.to_thread(_push, store, request.match_info["token"], body, signature, clock())
        return web.Response(status=status)

    app = web.Application(client_max_size=LARGEST)
    path = f"/{{prefix:.*}}{CALLBACK}/{{token:[0-9a-f]{{40}}}}"
    app.router.add_get(path, confirm)
    app.router.add_post(path, push)
    return app


def _confirm(store: Store, key: str, query: dict[str, str], now: datetime) -> str | None:
    """Keep what the hub says of the lease; returns what to answer it, None for what was not asked for."""
    with store.write() as conn:
        state = _known(pushed_feeds(conn), key)
        if state is None:
            return None
        refused = denied(state, query)
        if refused is not None:
            save_feed_state(conn, refused)
            log.warning("hub refuses", feed=state.feed, hub=state.hub, reason=query.get("hub.reason", "")[:200])
            return ""
        confirmed = verified(state, query, now)
        if confirmed is None:
            return None
        save_feed_state(conn, confirmed.state)
    return confirmed.challenge


def _push(store: Store, key: str, body: bytes, signature: str, now: datetime) -> int:
    """Make the feed due that the push is about; returns the status to answer: the same for right and wrong ones."""
    with store.read() as conn:
        state = _known(pushed_feeds(conn), key)
    if state is None:
        return 404
    if not is_genuine(body, signature, state.hub_secret):
        log.warning("push not signed by the hub", feed=state.feed, hub=state.hub)
        return 202
    with store.write() as conn:
        state = _known(pushed_feeds(conn), key)
        due = told(state, now) if state else None
        if due is None:
            return 410
        save_feed_state(conn, due)
    return 202


def _known(states: list[FeedState], key: str) -> FeedState | None:
    return next((state for state in states if token(state.hub_secret) == key), None)


@asynccontextmanager
async def listening(store: Store, polling: Polling, *, clock: Clock) -> AsyncIterator[int]:
    """Listen on the callback's port as long as it is held, and yield the port; 0 where no callback is configured."""
    if not polling.callback_url:
        yield 0
        return
    runner = web.AppRunner(websub_app(store, clock=clock), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, None, polling.callback_port).start()
        yield polling.callback_port
    finally:
        await runner.cleanup()
