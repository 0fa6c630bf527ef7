"""What people do in Slack: each act becomes the payload that Slack would send, over Socket Mode or signed over HTTP."""

import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any
from urllib.parse import urlencode

import aiohttp
from fakes.slack_server import FakeSlack

Payload = dict[str, Any]
Carrier = Callable[[str, Payload], Awaitable[Payload]]
_numbers = count(1)


def over_socket(slack: FakeSlack) -> Carrier:
    """Return what carries payloads over Socket Mode, and returns what acknowledged them."""

    async def carry(kind: str, payload: Payload) -> Payload:
        return await slack.hand(kind, payload)

    return carry


@dataclass
class OverHttp:
    """Carries payloads as signed requests; `status` are the answers' statuses, `tampered` changes what is signed."""

    url: str
    secret: str = "s3cret"
    now: Callable[[], float] = time.time
    tampered: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)

    async def __call__(self, kind: str, payload: Payload) -> Payload:
        """Send the payload as Slack does, and return what was answered."""
        body, content = encoded(kind, payload)
        return await self.send(body, content, signed(body, self.secret, self.now()))

    async def send(self, body: str, content: str, headers: dict[str, str]) -> Payload:
        """Send a body with its headers."""
        if self.tampered:
            body += " "
        given = {"Content-Type": content, **headers, **self.headers}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, data=body.encode(), headers=given) as answer,
        ):
            self.statuses.append(answer.status)
            text = await answer.text()
        return dict(json.loads(text)) if text.startswith("{") else {}


def encoded(kind: str, payload: Payload) -> tuple[str, str]:
    """Return body and content type as Slack sends them."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


def signed(body: str, secret: str, now: float) -> dict[str, str]:
    """Return the headers with which Slack signs a body."""
    stamp = str(int(now))
    mac = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}


@dataclass(frozen=True)
class Person:
    """Somebody in a channel, who asks and clicks."""

    slack: FakeSlack
    carry: Carrier
    user: str = "UMEMBER"
    channel: str = "C1"
    team: str = "T1"

    def as_(self, user: str, *, channel: str = "", team: str = "") -> "Person":
        """Return somebody else, there or somewhere else."""
        return replace(self, user=user, channel=channel or self.channel, team=team or self.team)

    async def command(self, command: str, text: str = "") -> Payload:
        """Type a slash command; returns what acknowledged it."""
        return await self.carry("slash_commands", self.command_payload(command, text))

    def command_payload(self, command: str, text: str = "") -> Payload:
        """Return the payload of a slash command."""
        return {
            "token": "t", "api_app_id": "A1", "team_id": self.team, "team_domain": "d", "channel_id": self.channel,
            "channel_name": "n", "user_id": self.user, "user_name": "handle", "command": command, "text": text,
            "response_url": self._response_url(), "trigger_id": f"trigger{next(_numbers)}",
            "is_enterprise_install": "false",
        }  # fmt: skip

    async def says(self, event: Payload, *, event_id: str = "") -> Payload:
        """Let an event happen."""
        return await self.carry("events_api", self.event_payload(event, event_id=event_id))

    def event_payload(self, event: Payload, *, event_id: str = "") -> Payload:
        """Return the payload of an event."""
        return {
            "token": "t", "team_id": self.team, "api_app_id": "A1", "type": "event_callback",
            "event_id": event_id or f"Ev{next(_numbers)}", "event_time": 1, "event": {"user": self.user, **event},
            "authorizations": [{"team_id": self.team, "user_id": f"UBOT{self.team}", "is_bot": True}],
        }  # fmt: skip

    async def mentions(self, text: str, *, event_id: str = "", **more: Any) -> Payload:
        """Mention the app."""
        event = {
            "type": "app_mention",
            "text": f"<@UBOT{self.team}> {text}",
            "channel": self.channel,
            "ts": self.write(text),
        }
        return await self.says(event | more, event_id=event_id)

    def write(self, text: str) -> str:
        """Write a message that is nobody's business, and return its time stamp."""
        team = self.slack.teams[self.team]
        ts = team.ts()
        team.channels[self.channel].messages.append({"ts": ts, "user": self.user, "text": text})
        return ts

    async def tells(self, text: str, **more: Any) -> Payload:
        """Write to the app directly."""
        event = {"type": "message", "channel": "D1", "channel_type": "im", "text": text, "ts": "1.000001"}
        return await self.says(event | more)

    async def opens_home(self) -> Payload:
        """Open App Home."""
        return await self.says({"type": "app_home_opened", "tab": "home", "channel": "D1"})

    async def presses(self, action_id: str, value: str, **more: Any) -> Payload:
        """Press a button of a message."""
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1.1"}
        container = {"type": "message", "message_ts": "1.000001", "channel_id": self.channel, "is_ephemeral": False}
        message = {"type": "message", "ts": "1.000001", "text": "x"}
        payload = self._interaction("block_actions") | {
            "container": container, "channel": {"id": self.channel, "name": "n"}, "message": message,
            "response_url": self._response_url(), "actions": [action],
        }  # fmt: skip
        return await self.carry("interactive", payload | more)

    async def points_at(self, text: str, callback: str = "otherwise") -> Payload:
        """Use the shortcut on a message."""
        payload = self._interaction("message_action") | {
            "callback_id": callback, "message_ts": "1.1", "action_ts": "1.1", "response_url": self._response_url(),
            "message": {"type": "message", "user": "UOTHER", "ts": "1.1", "text": text},
            "channel": {"id": self.channel, "name": "n"},
        }  # fmt: skip
        return await self.carry("interactive", payload)

    async def chooses(self, view: Payload, command: str) -> Payload:
        """Choose another command in a modal."""
        return await self.picks(view, "command", command)

    async def picks(self, view: Payload, block: str, value: str) -> Payload:
        """Choose something else in a field of a modal that changes it."""
        option = {"text": {"type": "plain_text", "text": value}, "value": value}
        state = {"values": {block: {block: {"type": "static_select", "selected_option": option}}}}
        action = {"type": "static_select", "action_id": block, "block_id": block, "selected_option": option}
        payload = self._interaction("block_actions") | {
            "container": {"type": "view", "view_id": view["id"]}, "view": view | {"state": state}, "actions": [action],
        }  # fmt: skip
        return await self.carry("interactive", payload)

    async def types(self, view: Payload, block_id: str, typed: str) -> list[Payload]:
        """Type into a field of a modal, and return the options that are suggested."""
        payload = self._interaction("block_suggestion") | {
            "container": {"type": "view", "view_id": view["id"]}, "view": view, "block_id": block_id,
            "action_id": "option", "value": typed,
        }  # fmt: skip
        return list((await self.carry("interactive", payload)).get("options", []))

    async def submits(self, view: Payload, values: Payload) -> Payload:
        """Send a modal with its fields filled in."""
        payload = self._interaction("view_submission") | {
            "view": view | {"state": {"values": values}},
            "response_urls": [],
        }
        return await self.carry("interactive", payload)

    def _interaction(self, kind: str) -> Payload:
        return {
            "type": kind, "token": "t", "api_app_id": "A1", "team": {"id": self.team, "domain": "d"},
            "user": {"id": self.user, "name": "handle", "username": "handle", "team_id": self.team},
            "trigger_id": f"trigger{next(_numbers)}", "is_enterprise_install": False, "enterprise": None,
        }  # fmt: skip

    def _response_url(self) -> str:
        return self.slack.response_url(self.team, self.channel, self.user)


def as_shown(view: Payload, **changes: Any) -> Payload:
    """Return the state of a modal as it is shown, but for the fields that are changed: a text, or a list of values."""
    return {
        block["block_id"]: {block["element"]["action_id"]: _state(block["element"], changes.get(_named(block)))}
        for block in view["blocks"]
        if block["type"] == "input"
    }


def _named(block: Payload) -> str:
    return str((*block["block_id"].split(":"), "")[1])


def _state(element: Payload, value: Any) -> Payload:
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": element.get("initial_value") if value is None else value or None}
    if "multi" in kind:
        options = element.get("initial_options", []) if value is None else [{"value": one} for one in value]
        return {"type": kind, "selected_options": options}
    return {"type": kind, "selected_option": element.get("initial_option") if value is None else {"value": value}}


def filled(command: str, **values: str) -> Payload:
    """Return the state of a modal in which a command is chosen and its fields are filled in."""
    option = {"text": {"type": "plain_text", "text": command}, "value": command}
    fields = {
        f"{command}:{name}": {"option": {"type": "external_select", "selected_option": {"value": value}}}
        for name, value in values.items()
    }
    return {"command": {"command": {"type": "static_select", "selected_option": option}}, **fields}
