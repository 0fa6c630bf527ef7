"""Bring an answer to who asked: a card goes out over a `response_url`, into a thread, or to one person alone.

A `response_url` may be used five times within 30 minutes (https://docs.slack.dev/interactivity/handling-user-interaction);
what is longer goes on with a button, whose click brings another one.
"""

import asyncio
from dataclasses import dataclass
from functools import partial

import structlog
from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot import escape
from bot.chat.slack.errors import FAILURES, name_of
from bot.chat.slack.files import attach, hand_over
from bot.chat.slack.render import Message, context, messages, plain
from bot.commands.buttons import read_code, request_of
from bot.commands.registry import COMMANDS, parse
from bot.errors import InputError
from bot.model import Card
from digest.render import SHIPPED, Templates

log = structlog.get_logger("slack")

USES = 5
"""How often a response_url may be used."""
AT_ONCE = 3
"""Messages of an answer that come at once where a button brings the others."""
MORE = "more"
"""The id of the button that brings the parts after those that are shown; its value is the next one and the question."""
SHARE = "share"
"""The id of the button that shows an answer to the whole channel."""
CODE = "code "
"""What the value of that button begins with where the answer came from another button."""
_LONGEST_VALUE = 500
_HANDED_OVER = "The picture is in your direct messages with Parley."
_NO_PICTURE = "The picture could not be attached: Parley may not write files here. The words say the same."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Where an answer goes: a response_url, seen by the asker alone or, where `shared`, by the channel.

    A picture cannot go there; with a `client` it goes to the `user` directly, or into the channel where it is shared.
    """

    webhook: AsyncWebhookClient
    client: AsyncWebClient | None = None
    channel: str = ""
    user: str = ""
    shared: bool = False
    templates: Templates = SHIPPED

    async def __call__(self, card: Card, *, again: str = "", by: str = "", first: int = 1) -> None:
        """Send the answer from the part of the number `first` on.

        `again` is what brings it once more, for the buttons that share it and that go on; `by` is who shares it.
        """
        below: tuple[Block, ...] = (context(escape.slack(by)),) if by else ()
        again = _askable(again)
        if first == 1:
            below += await self._handed(card)
        if again and not self.shared and card.kind != "refusal":
            below += (_button("Share with the channel", SHARE, again),)
        onward = partial(_more, again) if again else None
        most = AT_ONCE if onward else USES
        parts = await asyncio.to_thread(
            messages, card, first=first, most=most, tail=below, onward=onward, templates=self.templates
        )
        for part in parts:
            await self._send(part)
        if card.image and self._is_for_all and self.client is not None and first == 1:
            await attach(self.client, self.channel, "", card)

    async def _handed(self, card: Card) -> tuple[Block, ...]:
        """Bring a picture to the one who asks, where not all may see it, and return where it is."""
        if not card.image or self._is_for_all:
            return ()
        handed = self.client is not None and await hand_over(self.client, self.user, card)
        return (context(_HANDED_OVER if handed else _NO_PICTURE),)

    @property
    def _is_for_all(self) -> bool:
        """Return whether all who see the channel may see the picture."""
        return self.shared or self.channel.startswith("D")

    async def _send(self, part: Message) -> None:
        kind = "in_channel" if self.shared else "ephemeral"
        try:
            answer = await self.webhook.send(
                text=part.text, blocks=part.body(), response_type=kind, replace_original=False, unfurl_links=False,
                unfurl_media=False,
            )  # fmt: skip
        except FAILURES as error:
            log.warning("answer not sent", error=type(error).__name__)
            return
        if answer.status_code != 200:
            log.warning("answer not sent", status=answer.status_code, said=answer.body[:200])


@dataclass(frozen=True, slots=True)
class Thread:
    """Where an answer goes: a channel, in the thread of a message where one is named."""

    client: AsyncWebClient
    channel: str
    root: str = ""
    templates: Templates = SHIPPED

    async def __call__(self, card: Card, *, again: str = "", by: str = "") -> None:
        """Send the answer; it is for all to see already."""
        del again, by
        root, parts = self.root, await asyncio.to_thread(messages, card, templates=self.templates)
        for part in parts:
            try:
                answer = await self.client.chat_postMessage(
                    channel=self.channel, text=part.text, blocks=part.body(), thread_ts=root or None, parse="none",
                    unfurl_links=False, unfurl_media=False,
                )  # fmt: skip
            except FAILURES as error:
                log.warning("answer not sent", channel=self.channel, error=name_of(error) or type(error).__name__)
                return
            root = root or str(answer["ts"])
        await attach(self.client, self.channel, root, card, cut=parts[-1].cut)


def next_part(value: str) -> tuple[int, str]:
    """Return which part the button that goes on brings, and of the answer to what."""
    number, _, again = value.partition(" ")
    return (int(number) if number.isdecimal() and len(number) < 5 else 1), again


def _more(again: str, number: int) -> Block:
    return _button(f"More: part {number} and on", MORE, f"{number} {again}")


def _button(label: str, name: str, value: str) -> Block:
    return ActionsBlock(elements=[ButtonElement(text=plain(label), action_id=name, value=value)])


def _askable(again: str) -> str:
    """Return what brings an answer once more; "" for what cannot, or should not, be asked again."""
    return "" if len(again) > _LONGEST_VALUE or _writes(again) else again


def _writes(again: str) -> bool:
    """Return whether asking once more would do once more what a command or a button does."""
    try:
        name, _, value = read_code(again.removeprefix(CODE)) if again.startswith(CODE) else ("", "", "")
        command = request_of(name, value).command if name else parse(again).command
    except InputError:
        return False
    return command in COMMANDS and COMMANDS[command].writes
