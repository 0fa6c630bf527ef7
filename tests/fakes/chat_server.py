"""The fake platform over HTTP on loopback, and a process that sends to it and can be killed at any point."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, Self

import aiohttp
import structlog
from aiohttp import web
from fakes.chat_platform import ChatPlatform, Reply
from fakes.platform_senders import PlatformSender

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.pace import Pace
from bot.settings import DeliveryRules
from bot.store.database import open_store

Stage = str
"""Where a request is: "come", "shown" (accepted and not answered yet) or "answered"."""
AT_STAGE = ("come", "shown", "answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a sending process is told: its store, the platform's address, whether it looks for what it sends again.

    `forgetful` says that the platform can neither be searched nor deduplicate.
    """

    database: str
    address: str
    looks: bool
    forgetful: bool
    rules: dict[str, float]


@asynccontextmanager
async def serving(platform: ChatPlatform, watch: Callable[[Stage], None] = lambda _: None) -> AsyncIterator[str]:
    """Serve the platform and yield its address; `watch` is called at every stage of a post."""
    loop = asyncio.get_running_loop()

    async def post(request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        watch("come")
        reply = platform.post(asked["channel"], asked["nonce"], loop.time())
        watch("shown")
        answer = await _answer(request, reply)
        loop.call_soon(watch, "answered")
        return answer

    async def find(request: web.Request) -> web.StreamResponse:
        return await _answer(request, platform.find(request.query["channel"], request.query["key"]))

    app = web.Application()
    app.add_routes([web.post("/messages", post), web.get("/messages", find)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/messages"
    finally:
        await runner.cleanup()


async def _answer(request: web.Request, reply: Reply) -> web.StreamResponse:
    if reply.silent:
        await asyncio.sleep(3600)
    if reply.dropped and request.transport is not None:
        request.transport.abort()
    told = {"id": reply.id, "retry_after": reply.seconds, "global": reply.everywhere}
    return web.json_response(told, status=reply.status)


class HttpLine:
    """A way to the platform over HTTP."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self._session = session
        self._address = address

    async def post(self, channel: str, key: str) -> Reply:
        """Ask for a message to be shown."""
        return await self._reply("POST", json={"channel": channel, "nonce": key})

    async def find(self, channel: str, key: str) -> Reply:
        """Ask for the message of a key."""
        return await self._reply("GET", params={"channel": channel, "key": key})

    async def _reply(self, method: str, **what: Any) -> Reply:
        try:
            async with self._session.request(method, self._address, **what) as answer:
                told = await answer.json()
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error) or "connection lost") from error
        return Reply(answer.status, told["id"], seconds=told["retry_after"], everywhere=told["global"])


def send_all(orders: Orders) -> None:
    """Send what the store holds, as a process of its own, until it is killed."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    asyncio.run(_send_all(orders))


async def _send_all(orders: Orders) -> None:
    store = open_store(orders.database)
    async with aiohttp.ClientSession() as session:
        line = HttpLine(session, orders.address)
        sender = PlatformSender(line, looks=orders.looks, forgetful=orders.forgetful, pace=Pace())
        dispatcher = Dispatcher(
            store, {"chat": sender}, clock=lambda: datetime.now(UTC), rules=DeliveryRules.model_validate(orders.rules)
        )
        await dispatcher.run(asyncio.Event())
    store.close()


class Nursery:
    """A process that has loaded everything and forks the sending ones, so that each of them starts at once.

    `module` is where their `send_all` and `Orders` stand.
    """

    def __init__(self, module: str = __name__) -> None:
        self._module = module

    def __enter__(self) -> Self:
        code = f"import sys; sys.path[:0] = {sys.path!r}; from fakes.chat_server import nurse; nurse({self._module!r})"
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def start(self, orders: Any) -> int:
        """Start a sending process and return its id."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(orders)) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def nurse(module: str) -> None:
    """Fork a sending process for every line of orders, and say its id."""
    home = import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            home.send_all(home.Orders(**json.loads(line)))
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


async def kill(pid: int) -> None:
    """Kill it as the kernel does, without a word, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    for _ in range(1000):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        await asyncio.sleep(0.005)
    raise TimeoutError(f"{pid} does not end")
