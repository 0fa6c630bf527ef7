"""Questions as people ask them in Slack: slash commands, mentions, direct messages, a shortcut on a message.

Each is acknowledged first and answered afterwards: an acknowledgement has three seconds, an answer half an hour.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.slack.answers import Thread
from bot.chat.slack.follows import Follows, key_in
from bot.chat.slack.forms import Forms
from bot.chat.slack.front import Body, Front, channel_of, typed
from bot.chat.slack.mrkdwn import TALKS
from bot.chat.slack.places import Place
from bot.chat.slack.repeats import came_before
from bot.commands.command import Request
from bot.commands.registry import parse
from bot.errors import InputError

Ack = Callable[..., Awaitable[Any]]
_HELP = "/help"


class Questions:
    """Listeners for what people ask in words."""

    def __init__(self, front: Front, forms: Forms, follows: Follows) -> None:
        self._front = front
        self._forms = forms
        self._follows = follows

    async def command(self, ack: Ack, body: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Answer a slash command; one without any words opens a form."""
        await ack()
        question = question_of(str(body["command"]), str(body.get("text") or ""))
        if await self._opened(question, body, context, client):
            return
        question = question or _HELP
        if await came_before(context):
            return
        asker = await self._front.asker(body, team=context["team_id"])
        card = await self._front.counter.respond(question, asker)
        place = Place(context["team_id"], channel_of(body))
        told = await self._front.with_invitation(card, command_in(question), place)
        await self._front.reply(body, client)(told, again=question)

    async def _opened(self, question: str, body: Body, context: dict[str, Any], client: AsyncWebClient) -> bool:
        """Return whether the question is one that a form asks for more, and the form is open."""
        key = key_in(question)
        if key is not None:
            return await self._follows.open(client, body, context["team_id"], key=key)
        if not question or (" " not in question and self._forms.has(question)):
            return await self._forms.open(client, body, question.removeprefix("/"))
        return False

    async def mention(self, event: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Answer a mention in its thread, for all to see."""
        await self._answer(event, context, client, root=str(event.get("thread_ts") or event["ts"]))

    async def direct(self, event: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Answer a direct message."""
        if event.get("channel_type") == "im" and not event.get("subtype") and not event.get("bot_id"):
            await self._answer(event, context, client, root=str(event.get("thread_ts") or ""))

    async def otherwise(self, ack: Ack, body: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Answer who says otherwise than a message does."""
        await ack()
        if await came_before(context):
            return
        words = typed(str((body.get("message") or {}).get("text") or ""))
        asker = await self._front.asker(body, team=context["team_id"])
        card = await self._front.counter.answer(Request(command="otherwise", options={"text": words}), asker)
        await self._front.reply(body, client)(card)

    async def _answer(self, event: Body, context: dict[str, Any], client: AsyncWebClient, *, root: str) -> None:
        if await came_before(context):
            return
        question = typed(str(event.get("text") or ""), str(context.get("bot_user_id") or ""))
        place = Place(context["team_id"], channel_of(event))
        asker = await self._front.askers.asker(place, str(event["user"]))
        card = await self._front.counter.respond(question or _HELP, asker)
        await Thread(client, place.channel, root, templates=self._front.templates)(card)


def question_of(command: str, text: str) -> str:
    """Return the question that a slash command is: `/talks positions x` asks what `/positions x` does."""
    words = typed(text)
    if command == TALKS:
        return words
    return f"{command} {words}".strip()


def command_in(question: str) -> str:
    """Return the name of the command that the question is, "" for none."""
    try:
        return parse(question).command
    except InputError:
        return ""
