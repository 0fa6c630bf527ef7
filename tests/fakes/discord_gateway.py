"""The gateway of the fake Discord: sessions that resume, heartbeats, and every way to lose a connection."""

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web
from fakes.discord_world import BOT, GUILD

if TYPE_CHECKING:
    from fakes.discord_server import DiscordServer


class Gateway:
    """Connections of the bot; events that are dispatched while there is none are kept for the one that resumes."""

    def __init__(self, server: "DiscordServer", *, heartbeat: float) -> None:
        self._server = server
        self._heartbeat = heartbeat
        self.sockets: list[web.WebSocketResponse] = []
        self.identified = 0
        self.shards: set[tuple[int, int]] = set()
        self.resumed = 0
        self.heartbeats = 0
        self.intents = 0
        self.deaf: set[web.WebSocketResponse] = set()
        self.events: list[dict[str, Any]] = []
        self.refuse: int = 0

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Hold one connection."""
        socket = web.WebSocketResponse(autoclose=False)
        await socket.prepare(request)
        await socket.send_json(
            {"op": 10, "d": {"heartbeat_interval": int(self._heartbeat * 1000)}, "s": None, "t": None}
        )
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            if socket not in self.deaf:
                await self._answer(socket, json.loads(message.data))
        if socket in self.sockets:
            self.sockets.remove(socket)
        return socket

    async def _answer(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        match data["op"]:
            case 1:
                self.heartbeats += 1
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
            case 2 if data["d"]["token"] != self._server.token or self.refuse:
                await socket.close(code=self.refuse or 4004)
            case 2:
                await self._identify(socket, data["d"])
            case 6:
                await self._resume(socket, data["d"]["seq"] or 0)

    async def _identify(self, socket: web.WebSocketResponse, data: dict[str, Any]) -> None:
        self.identified += 1
        self.intents = data["intents"]
        first, count = data.get("shard", [0, 1])
        self.shards.add((first, count))
        self.events.clear()
        self.sockets.append(socket)
        ready = {
            "v": 10, "user": BOT, "guilds": [{"id": GUILD, "unavailable": True}], "session_id": f"s{self.identified}",
            "resume_gateway_url": self._server.gateway_url, "application": {"id": BOT["id"], "flags": 0},
            "shard": data.get("shard", [0, 1]),
        }  # fmt: skip
        await self.dispatch("READY", ready)
        await self.dispatch("GUILD_CREATE", self._server.world.guild())

    async def _resume(self, socket: web.WebSocketResponse, seen: int) -> None:
        self.resumed += 1
        self.sockets.append(socket)
        for event in self.events:
            if event["s"] > seen:
                await socket.send_json(event)
        await self.dispatch("RESUMED", {})

    async def dispatch(self, name: str, data: Any) -> None:
        """Tell the bot of an event."""
        event = {"op": 0, "t": name, "s": len(self.events) + 1, "d": data}
        self.events.append(event)
        for socket in tuple(self.sockets):
            if socket not in self.deaf:
                with contextlib.suppress(ConnectionError):
                    await socket.send_json(event)

    async def send(self, op: int, data: Any = None) -> None:
        """Send what is no event, such as op 7 (reconnect) or 9 (invalid session)."""
        for socket in tuple(self.sockets):
            with contextlib.suppress(ConnectionError):
                await socket.send_json({"op": op, "d": data, "s": None, "t": None})

    async def close(self, code: int = 1001) -> None:
        """Close all connections."""
        for socket in tuple(self.sockets):
            with contextlib.suppress(ConnectionError):
                async with asyncio.timeout(0.2):
                    await socket.close(code=code)

    def abort(self) -> None:
        """Drop all connections without a word."""
        for socket in tuple(self.sockets):
            request = socket._req
            assert request is not None
            assert request.transport is not None
            request.transport.abort()
            self.sockets.remove(socket)

    def fall_silent(self) -> None:
        """Take what comes over the present connections, and say nothing more."""
        self.deaf.update(self.sockets)
