"""What is in the fake Discord: one guild with channels, threads, posts and the messages in them."""

import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fakes.discord_limits import flaws_of_message

GUILD = "81384788765712384"
TEXT, FORUM, NEWS, ARCHIVE = "1001", "1002", "1003", "1004"
MEMBER = "2001"
BOT = {"id": "3001", "username": "parley", "discriminator": "0000", "avatar": None, "bot": True, "global_name": None}
APPLICATION = {
    "id": "3001",
    "name": "parley",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "0" * 64,
    "flags": 0,
    "team": None,
    "summary": "",
    "owner": {"id": "2000", "username": "owner", "discriminator": "0", "avatar": None},
}
PUBLIC_THREAD, FORUM_CHANNEL, DIRECT = 11, 15, 1
_EPOCH = 1_420_070_400_000
_COUNTER = itertools.count(1)


def snowflake(moment: float | None = None) -> str:
    """Return an id that tells its time, as Discord's do."""
    milliseconds = int((time.time() if moment is None else moment) * 1000)
    return str(((milliseconds - _EPOCH) << 22) | (next(_COUNTER) & 0x3FFFFF))


def refusal(status: int, code: int, message: str) -> tuple[int, dict[str, Any]]:
    """Return an answer of the API that refuses."""
    return status, {"message": message, "code": code}


@dataclass
class World:
    """The channels by id, the messages of each in order, and what is closed to the bot; `now` is when nonces count."""

    deduplicated: float = 300.0
    shift: float = 0.0
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    closed: dict[str, tuple[int, int]] = field(default_factory=dict)
    no_threads: bool = False
    commands: list[dict[str, Any]] = field(default_factory=list)
    synced: int = 0
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    _nonces: dict[tuple[str, str], tuple[float, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key, kind in ((TEXT, 0), (FORUM, FORUM_CHANNEL), (NEWS, 5), (ARCHIVE, 0)):
            self.add_channel(key, kind)

    def add_channel(self, key: str, kind: int = 0, **more: Any) -> None:
        """Add a channel of the guild."""
        self.channels[key] = {
            "id": key,
            "type": kind,
            "guild_id": GUILD,
            "name": f"channel-{key}",
            "position": 1,
            "parent_id": None,
            "permission_overwrites": [],
            "nsfw": False,
            "topic": None,
            "last_message_id": None,
            "rate_limit_per_user": 0,
            "flags": 0,
            **({"available_tags": []} if kind == FORUM_CHANNEL else {}),
            **more,
        }

    def guild(self) -> dict[str, Any]:
        """Return the guild as the gateway tells of it."""
        everyone = {
            "id": GUILD,
            "name": "@everyone",
            "permissions": "0",
            "position": 0,
            "color": 0,
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        threads = [one for one in self.channels.values() if one["type"] == PUBLIC_THREAD]
        return {
            "id": GUILD,
            "name": "Desk",
            "icon": None,
            "splash": None,
            "owner_id": "2000",
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "roles": [everyone],
            "emojis": [],
            "features": [],
            "mfa_level": 0,
            "system_channel_flags": 0,
            "premium_tier": 0,
            "preferred_locale": "en-US",
            "nsfw_level": 0,
            "premium_progress_bar_enabled": False,
            "stickers": [],
            "joined_at": "2025-01-01T00:00:00+00:00",
            "large": False,
            "member_count": 2,
            "voice_states": [],
            "members": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "channels": [one for one in self.channels.values() if one["type"] != PUBLIC_THREAD],
            "threads": threads,
        }

    def shown(self, channel: str) -> list[str]:
        """Return the titles of the messages of a channel, in order."""
        return [one["embeds"][0].get("title", "") for one in self.messages.get(channel, []) if one["embeds"]]

    def put_commands(self, body: Any) -> tuple[int, Any]:
        """Keep the commands, as Discord shows them afterwards."""
        self.synced += 1
        more = {"application_id": BOT["id"], "version": "1", "default_permission": True, "name_localizations": None}
        self.commands = [{"id": snowflake(), "nsfw": False, "options": [], **one, **more} for one in body]
        return 200, self.commands

    def route(
        self, method: str, path: str, body: Any, files: dict[str, bytes], query: dict[str, str]
    ) -> tuple[int, Any]:
        """Return status and JSON of the answer."""
        match [method, *path.strip("/").split("/")]:
            case ["GET", "guilds", _, "threads", "active"]:
                threads = [one for one in self.channels.values() if one["type"] == PUBLIC_THREAD]
                return 200, {"threads": threads, "members": []}
            case [_, "channels", key, *rest]:
                if key in self.closed:
                    return refusal(*self.closed[key], "Missing Access")
                if key not in self.channels:
                    return refusal(404, 10003, "Unknown Channel")
                return self._channel(method, key, rest, body, files, query)
            case _:
                return refusal(404, 0, "404: Not Found")

    def _channel(  # noqa: PLR0911 - a table of routes
        self, method: str, key: str, rest: list[str], body: Any, files: dict[str, bytes], query: dict[str, str]
    ) -> tuple[int, Any]:
        match [method, *rest]:
            case ["GET"]:
                return 200, self.channels[key]
            case ["GET", "messages"]:
                after = int(query.get("after", 0))
                seen = [one for one in self.messages.get(key, []) if int(one["id"]) > after]
                return 200, seen[::-1][: int(query.get("limit", 50))]
            case ["POST", "messages"]:
                return self.say(key, body, files)
            case ["POST", "threads"]:
                return self._post(key, body, files)
            case ["POST", "messages", message, "threads"]:
                return self._thread(key, message, body)
            case [("PATCH" | "DELETE") as verb, "messages", message]:
                return self._change(verb, key, message, body, files)
            case _:
                return refusal(404, 0, "404: Not Found")

    def say(self, key: str, body: Any, files: dict[str, bytes], **more: Any) -> tuple[int, Any]:
        """Add a message, or return the one of the same nonce."""
        flaws = flaws_of_message(body, files)
        if flaws:
            return refusal(400, 50035, "Invalid Form Body: " + "; ".join(flaws))
        if (body.get("allowed_mentions") or {}).get("parse") != []:
            return refusal(400, 50035, "mentions are allowed")
        if self.channels.get(key, {}).get("type") == FORUM_CHANNEL:
            return refusal(400, 50008, "Cannot send messages in a non-text channel")
        nonce = body.get("nonce")
        now = time.time() + self.shift
        known = self._nonces.get((key, str(nonce))) if nonce is not None and body.get("enforce_nonce") else None
        if known is not None and now - known[0] < self.deduplicated:
            same = [one for one in self.messages[key] if one["id"] == known[1]]
            return (200, same[0]) if same else refusal(404, 10008, "Unknown Message")
        made = self.message(key, body, files, **more)
        self.messages.setdefault(key, []).append(made)
        if nonce is not None:
            self._nonces[key, str(nonce)] = (now, made["id"])
        return 200, made

    def message(self, key: str, body: Any, files: dict[str, bytes], **more: Any) -> dict[str, Any]:
        """Return a message of the bot's as Discord shows it."""
        made = {
            "id": snowflake(),
            "channel_id": key,
            "author": BOT,
            "content": body.get("content") or "",
            "type": 0,
            "timestamp": datetime.now(UTC).isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "pinned": False,
            "flags": body.get("flags") or 0,
            "embeds": [dict(one) for one in body.get("embeds") or []],
            "components": body.get("components") or [],
            **more,
        }
        made["attachments"] = [
            {
                "id": snowflake(),
                "filename": name,
                "size": len(data),
                "url": f"https://cdn.test/{name}",
                "proxy_url": f"https://cdn.test/{name}",
            }
            for name, data in files.items()
        ]
        if "message_reference" in body:
            made["message_reference"] = body["message_reference"]
        self.files[made["id"]] = files
        return made

    def _new_thread(self, parent: str, key: str, name: str) -> dict[str, Any]:
        meta = {
            "archived": False,
            "auto_archive_duration": 1440,
            "locked": False,
            "archive_timestamp": datetime.now(UTC).isoformat(),
            "create_timestamp": datetime.now(UTC).isoformat(),
        }
        self.add_channel(
            key,
            PUBLIC_THREAD,
            parent_id=parent,
            name=name,
            owner_id=BOT["id"],
            thread_metadata=meta,
            message_count=0,
            member_count=1,
            total_message_sent=0,
        )
        return self.channels[key]

    def _thread(self, key: str, message: str, body: Any) -> tuple[int, Any]:
        if self.no_threads:
            return refusal(403, 50013, "Missing Permissions")
        if not any(one["id"] == message for one in self.messages.get(key, [])):
            return refusal(404, 10008, "Unknown Message")
        if message in self.channels:
            return refusal(400, 160004, "A thread has already been created for this message")
        if not 1 <= len(body["name"]) <= 100:
            return refusal(400, 50035, "Invalid Form Body: name")
        return 201, self._new_thread(key, message, body["name"])

    def _post(self, key: str, body: Any, files: dict[str, bytes]) -> tuple[int, Any]:
        if not 1 <= len(body["name"]) <= 100 or "message" not in body:
            return refusal(400, 50035, "Invalid Form Body: name")
        flaws = flaws_of_message(body["message"], files)
        if flaws:
            return refusal(400, 50035, "; ".join(flaws))
        made = self.message(key, body["message"], files)
        thread = self._new_thread(key, made["id"], body["name"])
        self.messages[made["id"]] = [made | {"channel_id": made["id"]}]
        return 201, thread | {"message": self.messages[made["id"]][0]}

    def _change(self, verb: str, key: str, message: str, body: Any, files: dict[str, bytes]) -> tuple[int, Any]:
        found = [one for one in self.messages.get(key, []) if one["id"] == message]
        if not found:
            return refusal(404, 10008, "Unknown Message")
        if verb == "DELETE":
            self.messages[key].remove(found[0])
            return 204, None
        flaws = flaws_of_message(found[0] | body, files)
        if flaws:
            return refusal(400, 50035, "; ".join(flaws))
        changed = {name: body[name] for name in ("content", "embeds", "components") if name in body}
        found[0].update(changed, edited_timestamp=datetime.now(UTC).isoformat())
        if "attachments" in body:
            self.files[message] = files
        return 200, found[0]
