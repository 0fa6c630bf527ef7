"""HTTP mode: Slack calls Parley, behind a proxy that speaks TLS; slack-bolt checks who calls and answers."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp

from bot.errors import DeliveryError, Trouble

log = structlog.get_logger("slack")

PATH = "/slack/events"
"""The one path that Slack calls, for commands, buttons, forms and events."""
INSTALL, CALLBACK = "/slack/install", "/slack/oauth_redirect"
"""Where somebody installs the app in one more workspace, and where Slack sends them back to."""
_CLOSE_SECONDS = 5.0
_STAMP = re.compile(r"[0-9]{1,12}")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class HttpMode:
    """Serves until it is told to stop."""

    app: AsyncApp
    host: str
    port: int
    address: tuple[str, int] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set; raises DeliveryError where the port is taken."""
        served = self.app.server(port=self.port, path=PATH).web_app
        served.middlewares.append(refuse_nonsense)
        runner = web.AppRunner(served, access_log=None, shutdown_timeout=_CLOSE_SECONDS)
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

    def trouble(self, now: datetime) -> str:
        """Return what is wrong: nothing that can be known, since Slack connects anew for each request."""
        del now
        return "" if self.address else "Slack cannot call yet: nothing listens"


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
