"""Bring an answer to who asked: a card goes out over a `response_url`, into a thread, or to one person alone.

A `response_url` may be used five times within 30 minutes (https://docs.slack.dev/interactivity/handling-user-interaction).
"""

import asyncio
from dataclasses import dataclass

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

log = structlog.get_logger("slack")

USES = 5
"""How often a response_url may be used."""
SHARE = "share"
"""The id of the button that shows an answer to the whole channel."""
CODE = "code "
"""What the value of that button begins with where the answer came from another button."""
_LONGEST_VALUE = 2_000
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

    async def __call__(self, card: Card, *, again: str = "", by: str = "") -> None:
        """Send the answer; `again` is what brings it once more, for the button that shares it, `by` who shares it."""
        below: tuple[Block, ...] = (context(escape.slack(by)),) if by else ()
        if card.image and not self._is_for_all:
            handed = self.client is not None and await hand_over(self.client, self.user, card)
            below += (context(_HANDED_OVER if handed else _NO_PICTURE),)
        below += () if self.shared or card.kind == "refusal" else _share(again)
        parts = await asyncio.to_thread(messages, card, most=USES, tail=below)
        for part in parts:
            await self._send(part)
        if card.image and self._is_for_all and self.client is not None:
            await attach(self.client, self.channel, "", card)

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

    async def __call__(self, card: Card, *, again: str = "", by: str = "") -> None:
        """Send the answer; it is for all to see already."""
        del again, by
        root, parts = self.root, await asyncio.to_thread(messages, card)
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


def _share(again: str) -> tuple[Block, ...]:
    """Return the button that shows the answer to all; none for what cannot, or should not, be asked once more."""
    if not again or len(again) > _LONGEST_VALUE or _writes(again):
        return ()
    return (ActionsBlock(elements=[ButtonElement(text=plain("Share with the channel"), action_id=SHARE, value=again)]),)


def _writes(again: str) -> bool:
    """Return whether asking once more would do once more what a command or a button does."""
    try:
        name, _, value = read_code(again.removeprefix(CODE)) if again.startswith(CODE) else ("", "", "")
        command = request_of(name, value).command if name else parse(again).command
    except InputError:
        return False
    return command in COMMANDS and COMMANDS[command].writes
