"""Buttons at work: evidence, history, mute and *wrong?* under a card, and the button that shares an answer."""

from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.once import DOUBLE_SECONDS
from bot.chat.slack.answers import CODE, Reply, next_part
from bot.chat.slack.errors import FAILURES, name_of
from bot.chat.slack.front import Body, Front, channel_of
from bot.chat.slack.repeats import came_before
from bot.chat.slack.views import About, reason_view
from bot.commands.asker import Asker
from bot.commands.buttons import NEED_A_REASON
from bot.escape import one_line
from bot.model import Card

log = structlog.get_logger("slack")

Ack = Any


class Presses:
    """Listeners for buttons."""

    def __init__(self, front: Front) -> None:
        self._front = front

    async def pressed(self, ack: Ack, body: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Answer a button of a card, to the one who pressed it; one that needs a reason asks for it."""
        await ack()
        code = str(body["actions"][0].get("value") or "")
        asker = await self._front.asker(body, team=context["team_id"])
        if code.partition(":")[0] in NEED_A_REASON and asker.manages:
            if self._front.once.just_now(("asked why", *_click(body, context)), DOUBLE_SECONDS):
                return
            about = About(channel=channel_of(body), response_url=str(body.get("response_url") or ""), subject=code)
            await self._ask_why(client, str(body["trigger_id"]), about)
            return
        if not await self._is_first(body, context):
            return
        card = await self._front.counter.act(code, asker)
        await self._front.reply(body, client)(card, again=f"{CODE}{code}")

    async def share(self, ack: Ack, body: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Show an answer to the whole channel, as it is now."""
        await ack()
        if not await self._is_first(body, context):
            return
        value = str(body["actions"][0].get("value") or "")
        asker = await self._front.asker(body, team=context["team_id"])
        card = await self._again(value, asker)
        reply: Reply = self._front.reply(body, client, shared=card.kind != "refusal")
        await reply(card, again=value, by=f"Shared by {one_line(asker.name)}")

    async def more(self, ack: Ack, body: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Show who pressed it the parts of an answer after those that are shown."""
        await ack()
        if not await self._is_first(body, context):
            return
        number, value = next_part(str(body["actions"][0].get("value") or ""))
        card = await self._again(value, await self._front.asker(body, team=context["team_id"]))
        await self._front.reply(body, client)(card, again=value, first=number)

    async def _again(self, value: str, asker: Asker) -> Card:
        """Return the answer to what was asked with words or with a button."""
        if value.startswith(CODE):
            return await self._front.counter.act(value.removeprefix(CODE), asker)
        return await self._front.counter.respond(value, asker)

    async def _ask_why(self, client: AsyncWebClient, trigger: str, about: About) -> None:
        try:
            await client.views_open(trigger_id=trigger, view=reason_view(about))
        except FAILURES as error:
            log.warning("reason not asked for", error=name_of(error) or type(error).__name__)

    async def _is_first(self, body: Body, context: dict[str, Any]) -> bool:
        what = _click(body, context)
        return not await came_before(context) and await self._front.once.first(("click", *what), DOUBLE_SECONDS)


def _click(body: Body, context: dict[str, Any]) -> tuple[object, ...]:
    """Return what makes two clicks one: the same button of the same message, and the same person."""
    action, container = body["actions"][0], body.get("container") or {}
    where = container.get("message_ts") or container.get("view_id")
    user = (body.get("user") or {}).get("id")
    return (context["team_id"], channel_of(body), where, user, action.get("action_id"), action.get("value"))
