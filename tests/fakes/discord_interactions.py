"""What people do in the fake Discord: commands, suggestions, buttons and forms; and how the bot answers them."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fakes.discord_limits import flaws_of_choices, flaws_of_message, flaws_of_modal
from fakes.discord_world import APPLICATION, BOT, GUILD, MEMBER, TEXT, refusal, snowflake

if TYPE_CHECKING:
    from fakes.discord_server import DiscordServer

COMMAND, BUTTON, SUGGEST, FORM = 2, 3, 4, 5
MANAGE, NOTHING = "32", "2147483648"
EPHEMERAL = 64


@dataclass
class Asked:
    """One interaction: when it was made and acknowledged, the first answer, and the messages that came of it."""

    data: dict[str, Any]
    at: float = field(default_factory=time.perf_counter)
    acknowledged: float | None = None
    kind: int = 0
    answer: dict[str, Any] = field(default_factory=dict)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Return how long the first acknowledgement took."""
        assert self.acknowledged is not None, "never acknowledged"
        return self.acknowledged - self.at

    @property
    def ephemeral(self) -> bool:
        """Return whether only who asked sees the first message."""
        return bool(self.shown.get("flags", 0) & EPHEMERAL)

    @property
    def shown(self) -> dict[str, Any]:
        """Return the first message that is shown, {} for none yet."""
        return next(iter(self.messages.values()), {})

    @property
    def text(self) -> str:
        """Return title and description of its first embed."""
        embed = (self.shown.get("embeds") or [{}])[0]
        return f"{embed.get('title', '')}\n{embed.get('description', '')}"

    def buttons(self) -> dict[str, str]:
        """Return the codes of the buttons of the first message by their labels, those that can be pressed."""
        rows = self.shown.get("components") or []
        return {b["label"]: b["custom_id"] for row in rows for b in row["components"] if not b.get("disabled")}


class Interactions:
    """Makes interactions and takes the answers to them."""

    def __init__(self, server: "DiscordServer") -> None:
        self._server = server
        self._by_token: dict[str, Asked] = {}

    # what people do

    async def command(self, line: str, *, permissions: str = NOTHING, **options: str) -> Asked:
        """Give a command such as "watch add" with options."""
        return await self._make(COMMAND, self._named(line, options), permissions)

    async def suggest(self, line: str, focused: str, *, permissions: str = NOTHING, **options: str) -> Asked:
        """Type in the option named `focused`."""
        return await self._make(SUGGEST, self._named(line, options, focused), permissions)

    async def press(
        self, code: str, message: dict[str, Any], *, permissions: str = NOTHING, user: str = MEMBER
    ) -> Asked:
        """Press the button of that code below a message."""
        return await self._make(
            BUTTON, {"component_type": 2, "custom_id": code}, permissions, message=message, user=user
        )

    async def submit(
        self, code: str, value: str, message: dict[str, Any] | None = None, *, permissions: str = NOTHING
    ) -> Asked:
        """Send off a form with one field."""
        form = self._field(code, value)
        return await self._make(FORM, form, permissions, message=message)

    def _field(self, code: str, value: str) -> dict[str, Any]:
        modal = next(one.answer["data"] for one in reversed(self._by_token.values()) if one.kind == 9)
        assert modal["custom_id"] == code
        row = modal["components"][0]
        if row["type"] == 18:
            inner = {"type": 4, "id": 2, "custom_id": row["component"]["custom_id"], "value": value}
            return {"custom_id": code, "components": [{"type": 18, "id": 1, "component": inner}]}
        inner = {"type": 4, "id": 2, "custom_id": row["components"][0]["custom_id"], "value": value}
        return {"custom_id": code, "components": [{"type": 1, "id": 1, "components": [inner]}]}

    def _named(self, line: str, options: dict[str, str], focused: str = "") -> dict[str, Any]:
        name, _, inner = line.partition(" ")
        found = next((one for one in self._server.world.commands if one["name"] == name), None)
        assert found is not None, f"no command is called {name}"
        given: list[dict[str, Any]] = [
            {"type": 3, "name": key.rstrip("_"), "value": value, **({"focused": True} if key == focused else {})}
            for key, value in options.items()
        ]
        known = found
        if inner:
            known = next(one for one in found["options"] if one["name"] == inner)
        names = {one["name"] for one in known.get("options") or []}
        assert {one["name"] for one in given} <= names, f"{given} of {names}"
        if inner:
            given = [{"type": 1, "name": inner, "options": given}]
        return {"id": found["id"], "name": name, "type": 1, "options": given}

    async def _make(
        self, kind: int, data: dict[str, Any], permissions: str, *, message: dict[str, Any] | None = None,
        user: str = MEMBER,
    ) -> Asked:  # fmt: skip
        token = f"token-{snowflake()}"
        who = {"id": user, "username": "ann", "discriminator": "0", "avatar": None, "global_name": "Ann Reader"}
        member = {"user": who, "roles": [], "joined_at": "2025-01-01T00:00:00+00:00", "deaf": False, "mute": False,
                  "flags": 0, "permissions": permissions, "nick": None, "avatar": None}  # fmt: skip
        event: dict[str, Any] = {
            "id": snowflake(), "application_id": APPLICATION["id"], "type": kind, "data": data, "guild_id": GUILD,
            "channel_id": TEXT, "channel": self._server.world.channels[TEXT] | {"permissions": permissions},
            "member": member, "token": token, "version": 1, "app_permissions": "2147600384", "locale": "en-US",
            "guild_locale": "en-US", "guild": {"id": GUILD, "locale": "en-US", "features": []}, "entitlements": [],
            "authorizing_integration_owners": {"0": GUILD}, "context": 0, "attachment_size_limit": 10485760,
            **({"message": message} if message else {}),
        }  # fmt: skip
        asked = self._by_token[token] = Asked(event)
        await self._server.gateway.dispatch("INTERACTION_CREATE", event)
        return asked

    # how the bot answers

    def route(self, method: str, path: str, body: Any, files: dict[str, bytes]) -> tuple[int, Any]:
        """Return status and JSON of the answer to an answer."""
        match [method, *path.strip("/").split("/")]:
            case ["POST", "interactions", _, token, "callback"]:
                return self._first(self._by_token[token], body, files)
            case ["POST", "webhooks", _, token]:
                return self._follow(self._by_token[token], body, files)
            case [verb, "webhooks", _, token, "messages", key]:
                return self._change(verb, self._by_token[token], key, body, files)
        return refusal(404, 0, "404: Not Found")

    def _first(self, asked: Asked, body: Any, files: dict[str, bytes]) -> tuple[int, Any]:
        if asked.kind:
            return refusal(400, 40060, "Interaction has already been acknowledged.")
        data = body.get("data") or {}
        flaws = {4: lambda: flaws_of_message(data, files), 8: lambda: flaws_of_choices(data["choices"]),
                 9: lambda: flaws_of_modal(data)}.get(body["type"], list)()  # fmt: skip
        if flaws:
            return refusal(400, 50035, "; ".join(flaws))
        if time.perf_counter() - asked.at > 3:
            return refusal(404, 10062, "Unknown interaction")
        asked.kind, asked.answer, asked.acknowledged = body["type"], body, time.perf_counter()
        if body["type"] in {4, 5}:
            made = self._server.world.message(TEXT, data, files)
            asked.messages["@original"] = made | {"flags": data.get("flags", 0) | (128 if body["type"] == 5 else 0)}
        elif body["type"] in {6, 7}:
            asked.messages["@original"] = asked.data["message"]
            asked.data["message"].update({key: data[key] for key in ("embeds", "components") if key in data})
        return 200, self._callback(asked)

    def _callback(self, asked: Asked) -> dict[str, Any]:
        made = asked.messages.get("@original")
        known = {"id": asked.data["id"], "type": asked.data["type"], "response_message_loading": asked.kind == 5,
                 "response_message_ephemeral": bool(made and made["flags"] & EPHEMERAL)}  # fmt: skip
        known |= {"response_message_id": made["id"]} if made else {}
        resource = {"type": asked.kind, **({"message": made} if made and asked.kind in {4, 7} else {})}
        return {"interaction": known, "resource": resource}

    def _follow(self, asked: Asked, body: Any, files: dict[str, bytes]) -> tuple[int, Any]:
        if not asked.kind:
            return refusal(404, 10015, "Unknown Webhook")
        flaws = flaws_of_message(body, files)
        if flaws:
            return refusal(400, 50035, "; ".join(flaws))
        made = self._server.world.message(TEXT, body, files)
        asked.messages[made["id"]] = made
        return 200, made

    def _change(self, verb: str, asked: Asked, key: str, body: Any, files: dict[str, bytes]) -> tuple[int, Any]:
        if key not in asked.messages:
            return refusal(404, 10008, "Unknown Message")
        found = asked.messages[key]
        if verb == "GET":
            return 200, found
        if verb == "DELETE":
            asked.deleted.append(asked.messages.pop(key)["id"])
            return 204, None
        flaws = flaws_of_message(found | body, files)
        if flaws:
            return refusal(400, 50035, "; ".join(flaws))
        found.update({name: body[name] for name in ("content", "embeds", "components") if name in body})
        found["flags"] = found["flags"] & ~128
        self._server.world.files[found["id"]] = files
        return 200, found

    async def settled(self, asked: Asked, *, seconds: float = 10.0) -> Asked:
        """Wait until the answer is shown, not only promised."""
        async with asyncio.timeout(seconds):
            while not asked.kind or (asked.kind in {5} and asked.shown.get("flags", 128) & 128):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        return asked


__all__ = ["BOT", "Asked", "Interactions"]
