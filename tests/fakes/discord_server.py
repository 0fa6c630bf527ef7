"""A Discord on loopback: REST, gateway and interactions, with its limits, its rate limits and its whims.

What a body must look like is checked against Discord's own description where it is there (`fakes.discord_schema`), and
always against `fakes.discord_limits`. Whatever is wrong is kept in `flaws`.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.multipart import BodyPartReader
from fakes import discord_schema
from fakes.discord_gateway import Gateway
from fakes.discord_interactions import Interactions
from fakes.discord_rates import Rates
from fakes.discord_world import APPLICATION, BOT, World, refusal

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAx.discord.test"


@dataclass
class Whim:
    """What happens to a request: an answer of its own, before or after it was done, or silence for so many seconds."""

    status: int = 0
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    seconds: float = 0.0
    drop: bool = False
    path: str = "/messages"
    method: str = "POST"


def limited(seconds: float, *, scope: str = "user") -> Whim:
    """Return an answer 429 that asks to wait so long."""
    headers = {"Retry-After": str(seconds), "X-RateLimit-Scope": scope, "Via": "1.1 google"}
    headers |= {"X-RateLimit-Global": "true"} if scope == "global" else {}
    body = {"message": "You are being rate limited.", "retry_after": seconds, "global": scope == "global"}
    return Whim(status=429, body=body, headers=headers)


def cloudflare(seconds: float) -> Whim:
    """Return an answer 429 of what stands before Discord: no JSON, and no Via."""
    return Whim(status=429, body="error code: 1015", headers={"Retry-After": str(seconds)})


def refused(status: int, code: int, message: str = "No") -> Whim:
    """Return a refusal of the API."""
    return Whim(status=status, body={"message": message, "code": code})


class DiscordServer:
    """The server; use it as a context manager. `world` is what is in it, `gateway` its connections."""

    def __init__(self, *, token: str = TOKEN, heartbeat: float = 41.25, deduplicated: float = 300.0) -> None:
        self.token = token
        self.world = World(deduplicated=deduplicated)
        self.rates = Rates()
        self.gateway = Gateway(self, heartbeat=heartbeat)
        self.interactions = Interactions(self)
        self.whims: deque[Whim] = deque()
        self.requests: list[tuple[str, str]] = []
        self.flaws: list[str] = []
        self.url = ""
        self.gateway_url = ""

    async def __aenter__(self) -> "DiscordServer":
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/gateway/", self.gateway.connect)
        app.router.add_route("*", "/api/v10/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url, self.gateway_url = f"http://127.0.0.1:{port}/api/v10", f"ws://127.0.0.1:{port}/gateway/"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.close()
        await self._runner.cleanup()

    # requests

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        self.requests.append((request.method, path))
        body, files = await _read(request)
        whim = self._whim(request.method, path)
        if whim is not None and not whim.after:
            return await _play(request, whim)
        answer = self._answer(request, path, body, files)
        return answer if whim is None else await _play(request, whim)

    def _whim(self, method: str, path: str) -> Whim | None:
        for whim in self.whims:
            if whim.path in path and whim.method in {method, "*"}:
                self.whims.remove(whim)
                return whim
        return None

    def _answer(self, request: web.Request, path: str, body: Any, files: dict[str, bytes]) -> web.Response:
        interaction = path.startswith(("/interactions/", "/webhooks/"))
        if not interaction and request.headers.get("Authorization") != f"Bot {self.token}":
            return respond(401, {"message": "401: Unauthorized", "code": 0})
        headers = {} if interaction else self.rates.take(request.method, path)
        if headers is None:
            self.flaws.append(f"429 {request.method} {path}")
            return respond(429, *self.rates.refusal())
        flaws = discord_schema.flaws(request.method, path, body)
        status, answer = self.route(request.method, path, body, files, dict(request.query))
        if flaws and status < 400:
            status, answer = refusal(400, 50035, "; ".join(flaws)[:500])
        if status in {400, 413}:
            self.flaws.append(f"{request.method} {path}: {answer['message']}")
        return respond(status, answer, headers)

    def route(  # noqa: PLR0911 - a table of routes
        self, method: str, path: str, body: Any, files: dict[str, bytes], query: dict[str, str]
    ) -> tuple[int, Any]:
        """Return status and JSON of the answer."""
        match [method, *path.strip("/").split("/")]:
            case ["GET", "users", "@me"]:
                return 200, BOT
            case ["GET", "oauth2", "applications", "@me"] | ["GET", "applications", "@me"]:
                return 200, APPLICATION
            case ["GET", "gateway", "bot"]:
                limits = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
                return 200, {"url": self.gateway_url, "shards": 1, "session_start_limit": limits}
            case ["GET", "applications", _, "commands"]:
                return 200, self.world.commands
            case ["PUT", "applications", _, "commands"]:
                return self.world.put_commands(body)
            case ["interactions" | "webhooks", *_] | [_, "interactions" | "webhooks", *_]:
                return self.interactions.route(method, path, body, files)
            case _:
                return self.world.route(method, path, body, files, query)


async def _read(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    if not request.content_type.startswith("multipart/"):
        text = await request.text()
        return (json.loads(text) if text else None), {}
    body: Any = None
    files: dict[str, bytes] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        data = bytes(await part.read())
        if part.name == "payload_json":
            body = json.loads(data)
        else:
            files[str(part.filename)] = data
    return body, files


async def _play(request: web.Request, whim: Whim) -> web.StreamResponse:
    if whim.seconds:
        await asyncio.sleep(whim.seconds)
    if whim.drop or not whim.status:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
    if isinstance(whim.body, str):
        return web.Response(status=whim.status, text=whim.body, headers=whim.headers, content_type="text/html")
    return respond(whim.status, whim.body, whim.headers)


def respond(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    """Return an answer as Discord gives it: a charset in its type would be no JSON to discord.py."""
    data = b"" if status == 204 else json.dumps(body).encode()
    kind = {} if status == 204 else {"Content-Type": "application/json"}
    return web.Response(status=status, body=data, headers={**kind, "Via": "1.1 google", **(headers or {})})


Check = Callable[[], bool]


async def eventually(check: Check, *, seconds: float = 10.0) -> None:
    """Wait until it holds; fails after so long."""
    async with asyncio.timeout(seconds):
        while not check():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
