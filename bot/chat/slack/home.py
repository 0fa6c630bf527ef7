"""App Home: the state of play, what one is told, and the digest as it would be now; made anew whenever it is opened."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import structlog
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, DividerBlock
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.slack.errors import FAILURES, name_of
from bot.chat.slack.follows import WATCH, Follows
from bot.chat.slack.forms import Forms
from bot.chat.slack.front import Body, Front, channel_of
from bot.chat.slack.limits import VIEW_BLOCKS
from bot.chat.slack.places import Place
from bot.chat.slack.render import context, messages, plain
from bot.chat.slack.views import About, about_of
from bot.commands.command import Request
from bot.model import Card

log = structlog.get_logger("slack")

BUTTON = "home"
"""What the ids of the buttons of App Home begin with; the command that one opens follows."""
_PARTS = (Request(command="state"), Request(command="watch list"), Request(command="digest"))
_SPARE = 10  # blocks that are left for buttons, dividers and what says that a part is cut


def home_view(cards: tuple[Card, ...], about: About) -> View:
    """Return App Home with a part for each card, cut with a mark where Slack has no room; pure.

    `about` names the direct conversation with the app, which is what it follows there.
    """
    room = (VIEW_BLOCKS - _SPARE) // max(len(cards), 1)
    blocks: list[Block] = [_buttons()]
    for card in cards:
        blocks += [DividerBlock(), *_part(card, room)]
    return View(type="home", blocks=blocks, private_metadata=about.written())


def _part(card: Card, room: int) -> Iterator[Block]:
    (message,) = messages(replace(card, actions=(), image=None), most=1)
    yield from message.blocks[:room]
    if len(message.blocks) > room:
        yield context("[…] Cut here; ask with /talks for the whole.")


def _buttons() -> ActionsBlock:
    named = (("positions", "Ask"), (WATCH, "What I am told"), ("watch remove", "Stop following"), ("why", "Why?"))
    return ActionsBlock(
        elements=[ButtonElement(text=plain(label), action_id=f"{BUTTON}:{name}", value=name) for name, label in named]
    )


class Home:
    """Listeners for App Home."""

    def __init__(self, front: Front, forms: Forms, follows: Follows) -> None:
        self._front = front
        self._forms = forms
        self._follows = follows

    async def opened(self, event: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Show App Home; what is told there is what the direct conversation with the app is told."""
        if event.get("tab") != "home":
            return
        user, about = str(event["user"]), About(channel=channel_of(event))
        asker = await self._front.askers.asker(Place(context["team_id"], about.channel), user)
        cards = await asyncio.gather(*(self._front.counter.answer(one, asker) for one in _PARTS))
        try:
            await client.views_publish(user_id=user, view=await asyncio.to_thread(home_view, tuple(cards), about))
        except FAILURES as error:
            log.warning("home not shown", error=name_of(error) or type(error).__name__)

    async def pressed(self, ack: Any, body: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Open the form that a button of App Home stands for; the answer comes as a direct message."""
        await ack()
        name = str(body["actions"][0].get("value") or "")
        channel = about_of(body.get("view") or {}).channel or str(body["user"]["id"])
        if name == WATCH:
            await self._follows.open(client, body, context["team_id"], channel=channel)
        else:
            await self._forms.open(client, body, name, channel=channel)
