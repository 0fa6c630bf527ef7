"""What every listener works with: where questions are handed in, who asks, and where answers go."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.once import Once
from bot.chat.slack.answers import Reply
from bot.chat.slack.askers import Askers
from bot.chat.slack.places import Place
from bot.chat.slack.workspaces import Clients
from bot.commands.asker import Asker
from bot.counter import Counter
from bot.model import Card, Paragraph
from digest.render import SHIPPED, Templates

Body = Mapping[str, Any]
"""A payload as Slack sent it."""

FOLLOWS = "watch add"
"""The command after which a channel is to be written to."""
_INVITE = "Parley is not in this channel yet and cannot write here. Invite it first: /invite @Parley"
_NAMED = re.compile(r"<[^<>|]*\|([^<>]*)>")
_BARE = re.compile(r"<([^<>|]*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The parts that answers are made with."""

    counter: Counter
    askers: Askers
    clients: Clients
    once: Once
    templates: Templates = SHIPPED

    async def asker(self, body: Body, *, team: str) -> Asker:
        """Return who sent the payload, in the channel that it came from."""
        user = body.get("user") or {"id": body["user_id"], "name": body.get("user_name")}
        return await self.askers.asker(Place(team, channel_of(body)), str(user["id"]), str(user.get("name") or ""))

    async def with_invitation(self, card: Card, command: str, place: Place) -> Card:
        """Return the answer to a command; where the channel cannot be told what it follows now, it says so first."""
        if command != FOLLOWS or card.kind == "refusal" or not await self.askers.is_absent(place):
            return card
        return replace(card, blocks=(Paragraph(_INVITE), *card.blocks))

    def reply(self, body: Body, client: AsyncWebClient, *, shared: bool = False) -> Reply:
        """Return where an answer to the payload goes."""
        user = (body.get("user") or {}).get("id") or body.get("user_id")
        return Reply(
            webhook=self.clients.webhook(str(body["response_url"])), client=client, channel=channel_of(body),
            user=str(user), shared=shared, templates=self.templates,
        )  # fmt: skip


def channel_of(body: Body) -> str:
    """Return the channel that a payload came from; a direct conversation is named by the user where none is."""
    channel = body.get("channel") or {}
    named = channel.get("id") if isinstance(channel, Mapping) else channel
    container = body.get("container") or {}
    return str(named or body.get("channel_id") or container.get("channel_id") or "")


def typed(text: str, bot_user: str = "") -> str:
    """Return what somebody typed: without the mention of the app, links and mentions as the words that are shown."""
    text = text.replace(f"<@{bot_user}>", " ") if bot_user else text
    text = _BARE.sub(r"\1", _NAMED.sub(r"\1", text))
    return " ".join(html.unescape(text).split())
