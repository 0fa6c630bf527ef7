"""A Slack on loopback: Web API, Socket Mode and response_url; it can be told to throttle, break, be silent and lie."""

import asyncio
import json
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web
from fakes import slack_api
from fakes.slack_api import Refused
from fakes.slack_blocks import refusal
from fakes.slack_state import Team, make_team

APP_TOKEN = "xapp-1"
RESPONSES = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with a call: `accepted` tells whether Slack did what was asked nevertheless.

    `status` 0 drops the connection, `hang` waits so many seconds before it answers, `error` is Slack's own.
    """

    status: int = 500
    accepted: bool = False
    hang: float = 0
    error: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call that came in, and how it was answered: "ok", an error's name, or the status."""

    method: str
    args: dict[str, Any]
    team: str
    at: float
    result: str = ""


@dataclass
class Response:
    """Where an answer to a command can be sent to, so many times and for so long."""

    team: str
    channel: str
    user: str
    uses: int = 0
    until: float = field(default_factory=lambda: time.monotonic() + 1_800)


class FakeSlack:
    """The server; `teams` are workspaces, `calls` what was asked, `rates` seconds between two calls by method."""

    def __init__(self, *teams: Team) -> None:
        self.teams = {one.id: one for one in teams or (make_team(),)}
        self.calls: list[Call] = []
        self.rates: dict[str, float] = {}
        self.sockets: list[web.WebSocketResponse] = []
        self.acks: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.responses: dict[str, Response] = {}
        self.answers: list[dict[str, Any]] = []
        self.silent = False
        self.app_token = APP_TOKEN
        self.codes: dict[str, Team] = {}
        self._faults: dict[str, deque[Fault | None]] = defaultdict(deque)
        self._last: dict[tuple[str, str], float] = {}
        self._changed = asyncio.Event()

    @property
    def team(self) -> Team:
        """Return the first workspace."""
        return next(iter(self.teams.values()))

    @property
    def url(self) -> str:
        """Return the address that stands for https://slack.com/api/."""
        return f"{self.base}/api/"

    def plays(self, method: str, *faults: Fault | None) -> None:
        """Let the next calls of a method go wrong, each as said; None lets one go well."""
        self._faults[method].extend(faults)

    def count(self, *methods: str) -> Counter[str]:
        """Return how often each method was called, of those named where any is."""
        return Counter(one.method for one in self.calls if not methods or one.method in methods)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/response/{id}", self._respond)
        app.router.add_post("/upload/{team}/{number}", self._upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.drop()
        await self._runner.cleanup()

    # the Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, args = request.match_info["method"], await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or args.pop("token", "")
        team = next((one for one in self.teams.values() if one.token == token), None)
        if wait := self._too_soon(method, str(args.get("channel", token))):
            self.calls.append(Call(method, args, team.id if team else "", time.monotonic(), "429"))
            return _ratelimited(wait)
        fault = self._faults[method].popleft() if self._faults[method] else None
        if fault is None or fault.accepted:
            result = self._done(method, args, team, token)
        else:
            result = {"ok": False, "error": fault.error or str(fault.status)}
        self.calls.append(Call(method, args, team.id if team else "", time.monotonic(), result.get("error", "ok")))
        return await self._broken(request, fault) if fault else web.json_response(result)

    def _done(self, method: str, args: dict[str, Any], team: Team | None, token: str) -> dict[str, Any]:
        try:
            if method == "apps.connections.open":
                return self._opened(token)
            if method == "oauth.v2.access":
                return self._installed(args)
            found = slack_api.answer(team, method, args)
        except Refused as error:
            return {"ok": False, "error": str(error)}
        if "upload_url" in found:
            found["upload_url"] = found["upload_url"].replace("UPLOAD", f"{self.base}/upload")
        return found

    def _opened(self, token: str) -> dict[str, Any]:
        if token != self.app_token:
            raise Refused("invalid_auth")
        return {"ok": True, "url": f"{self.base.replace('http', 'ws')}/socket"}

    def _installed(self, args: dict[str, Any]) -> dict[str, Any]:
        if args.get("grant_type") == "refresh_token":
            team = next((one for one in self.teams.values() if args.get("refresh_token") == f"xoxe-{one.id}"), None)
            if team is not None:
                team.token, team.expires_in = f"xoxb-{team.id}-renewed", 43_200
        else:
            team = self.codes.pop(str(args.get("code")), None)
        if team is None:
            raise Refused("invalid_code")
        self.teams[team.id] = team
        rotates = {"refresh_token": f"xoxe-{team.id}", "expires_in": team.expires_in} if team.expires_in else {}
        of = (
            {"team": None, "enterprise": {"id": "E1", "name": "Org"}, "is_enterprise_install": True}
            if team.whole
            else {}
        )
        return rotates | {
            "ok": True, "access_token": team.token, "token_type": "bot", "scope": ",".join(sorted(team.scopes)),
            "bot_user_id": team.bot, "app_id": "A1", "team": {"id": team.id, "name": team.id}, "enterprise": None,
            "is_enterprise_install": False, "authed_user": {"id": "UADMIN"},
        } | of  # fmt: skip

    def _too_soon(self, method: str, scope: str) -> int:
        """Return the seconds to wait, 0 where the call keeps to the rate."""
        gap, now = self.rates.get(method, 0.0), time.monotonic()
        last = self._last.get((method, scope), float("-inf"))
        if gap and now - last < gap:
            return max(1, round(gap))
        self._last[method, scope] = now
        return 0

    async def _broken(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        await asyncio.sleep(fault.hang)
        if fault.status == 0:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.retry_after is not None:
            return _ratelimited(fault.retry_after)
        if fault.error:
            return web.json_response({"ok": False, "error": fault.error})
        return web.Response(status=fault.status, text="<html>upstream is down</html>", content_type="text/html")

    async def _upload(self, request: web.Request) -> web.Response:
        file = self.teams[request.match_info["team"]].files[int(request.match_info["number"])]
        file["data"] = await request.read()
        return web.Response(text="OK")

    # response_url

    def response_url(self, team: str, channel: str, user: str) -> str:
        """Return a new address for answers."""
        key = f"R{len(self.responses) + 1}"
        self.responses[key] = Response(team, channel, user)
        return f"{self.base}/response/{key}"

    async def _respond(self, request: web.Request) -> web.Response:
        response, body = self.responses[request.match_info["id"]], await request.json()
        response.uses += 1
        if response.uses > RESPONSES or time.monotonic() > response.until:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        if "blocks" in body and (error := refusal(body["blocks"])):
            return web.json_response({"ok": False, "error": error}, status=400)
        self.answers.append(
            {"team": response.team, "channel": response.channel, "user": response.user, "at": time.monotonic(), **body}
        )
        if body.get("response_type") == "in_channel":
            team = self.teams[response.team]
            team.channels[response.channel].messages.append({"ts": team.ts(), "user": team.bot, **body})
        return web.Response(text="ok")

    # Socket Mode

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self.sockets.append(socket)
        self._changed.set()
        if not self.silent:
            await socket.send_json({"type": "hello", "num_connections": len(self.sockets)})
        async for message in socket:
            if self.silent:
                continue
            if message.type is WSMsgType.PING:
                await socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acknowledged(json.loads(message.data))
        if socket in self.sockets:
            self.sockets.remove(socket)
        return socket

    def _acknowledged(self, ack: dict[str, Any]) -> None:
        waiting = self.acks.get(str(ack.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(ack.get("payload") or {})

    async def hand(self, kind: str, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Send an envelope over the newest connection, and return what acknowledged it; raises TimeoutError."""
        key = f"E{time.monotonic_ns()}"
        self.acks[key] = asyncio.get_running_loop().create_future()
        envelope = {"envelope_id": key, "type": kind, "payload": payload, "accepts_response_payload": True, **more}
        try:
            await self.sockets[-1].send_json(envelope)
            return await asyncio.wait_for(self.acks[key], 3)
        finally:
            self.acks.pop(key, None)

    async def connected(self, number: int = 1, *, within: float = 10) -> None:
        """Wait until so many connections are open."""
        async with asyncio.timeout(within):
            while len(self.sockets) < number:
                self._changed.clear()
                await self._changed.wait()

    async def disconnect(self) -> None:
        """Ask the client to take a new connection, as Slack does some times a day."""
        for socket in list(self.sockets):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def drop(self) -> None:
        """Close all connections."""
        for socket in list(self.sockets):
            await socket.close()


def _ratelimited(seconds: float) -> web.Response:
    headers = {"Retry-After": f"{seconds:g}"}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


async def _arguments(request: web.Request) -> dict[str, Any]:
    """Return the arguments of a call, however they were sent."""
    if request.content_type == "application/json":
        return dict(request.query) | dict(await request.json())
    given: dict[str, Any] = {**request.query, **{k: v for k, v in (await request.post()).items() if isinstance(v, str)}}
    return {name: _parsed(name, value) for name, value in given.items()}


def _parsed(name: str, value: str) -> Any:
    return json.loads(value) if name in {"blocks", "view", "metadata", "files"} else value


def told(messages: Iterable[dict[str, Any]]) -> list[str]:
    """Return the outbox keys that the messages carry, in order, once for each part of a card."""
    return [str(one["metadata"]["event_payload"]["key"]) for one in messages if "metadata" in one]
