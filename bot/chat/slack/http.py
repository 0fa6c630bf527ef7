"""HTTP mode: Slack calls Parley, behind a proxy that speaks TLS; slack-bolt checks who calls and answers."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.chat.slack.socket import TOLD_SECONDS
from bot.errors import DeliveryError, Trouble

log = structlog.get_logger("slack")

PATH = "/slack/events"
"""The one path that Slack calls, for commands, buttons, forms and events."""
_CLOSE_SECONDS = 5.0
_STAMP = re.compile(r"[0-9]{1,12}")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class HttpMode:
    """Serves until it is told to stop."""

    app: AsyncApp
    host: str
    port: int
    flow: AsyncOAuthFlow | None = None
    address: tuple[str, int] | None = None
    _since: float = field(default_factory=time.time)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; raises DeliveryError where the port is taken."""
        runner = web.AppRunner(self._served(), access_log=None, shutdown_timeout=_CLOSE_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.port).start()
            self.address = runner.addresses[0][:2]
            log.info("listening", host=self.address[0], port=self.address[1])
            await stop.wait()
        except OSError as error:
            told = f"slack.port: {self.host}:{self.port} cannot be listened on ({error.strerror}); choose another port"
            raise DeliveryError(told, trouble=Trouble.PLATFORM) from error
        finally:
            await runner.cleanup()

    def _served(self) -> web.Application:
        served = web.Application(middlewares=[refuse_nonsense])
        served.router.add_post(PATH, _handler(self.app.async_dispatch))
        if self.flow is not None:
            served.router.add_get(self.flow.install_path, _handler(self.flow.handle_installation))
            served.router.add_get(self.flow.redirect_uri_path, _handler(self.flow.handle_callback))
        return served

    def trouble(self, now: datetime) -> str:
        """Return what is wrong: nothing that can be known, since Slack connects anew for each request."""
        late = now.timestamp() - self._since > TOLD_SECONDS
        return "Slack cannot call: nothing listens" if late and not self.address else ""


def _handler(answer: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await answer(await to_bolt_request(request)))

    return handle


@web.middleware
async def refuse_nonsense(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what cannot be from Slack before bolt reads it, and would stumble over it."""
    stamp = request.headers.get("X-Slack-Request-Timestamp", "")
    signature = request.headers.get("X-Slack-Signature", "")
    if request.method == "POST" and not (_STAMP.fullmatch(stamp) and signature.isascii()):
        return web.Response(status=401)
    try:
        return await handler(request)
    except (ValueError, LookupError) as error:  # a body that is no JSON, or in no encoding
        log.warning("request not read", error=type(error).__name__)
        return web.Response(status=400)
