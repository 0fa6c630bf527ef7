"""Modals at work: they are opened, change with the command that is chosen, suggest names, and are answered."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.slack.answers import Reply, Thread
from bot.chat.slack.errors import FAILURES, name_of
from bot.chat.slack.follow import blocks_of
from bot.chat.slack.front import Body, Front, channel_of
from bot.chat.slack.places import Place
from bot.chat.slack.repeats import came_before
from bot.chat.slack.views import (
    About,
    about_of,
    ask_view,
    choices,
    chosen_in,
    field_of,
    reason_in,
    request_from,
    value_in,
)
from bot.commands.about import DOSSIER
from bot.commands.asker import Asker
from bot.commands.command import Command, Kind, Request
from bot.commands.registry import COMMANDS, refusal
from bot.model import Card, Paragraph

log = structlog.get_logger("slack")

SUGGEST_SECONDS = 0.7
"""How long suggestions may take: Slack waits three seconds for them, somebody who types does not wait for one."""
CHECK_SECONDS = 0.6
"""How long a modal waits to be told what is wrong with it before it closes; Slack allows three seconds."""
FIRST = "positions"
"""The command that a modal begins with."""
Ack = Any


class Forms:
    """Listeners for modals."""

    def __init__(self, front: Front, commands: Mapping[str, Command] = COMMANDS) -> None:
        self._front = front
        self._commands = commands

    def has(self, question: str) -> bool:
        """Return whether the question is a command's name alone, and the command must be told something."""
        name = question.removeprefix("/").casefold()
        return name in self._commands and any(one.required for one in self._commands[name].parameters)

    async def open(self, client: AsyncWebClient, body: Body, name: str = "", *, channel: str = "") -> bool:
        """Open the modal with that command chosen; returns false where Slack does not let it be opened any more."""
        subject = next((one for one in (name, f"{name} add") if one in self._commands), FIRST)
        about = About(
            channel=channel or channel_of(body), response_url=str(body.get("response_url") or ""), subject=subject
        )
        try:
            await client.views_open(trigger_id=str(body["trigger_id"]), view=self._ask(about))
        except FAILURES as error:
            log.warning("form not opened", error=name_of(error) or type(error).__name__)
            return False
        return True

    def _ask(self, about: About) -> View:
        """Return the modal; it asks for a dossier where there are several."""
        several = len(self._front.counter.dossiers) > 1
        return ask_view(self._commands, about, (DOSSIER,) if several else ())

    async def chosen(self, ack: Ack, body: Body, client: AsyncWebClient) -> None:
        """Show the fields of the command that was chosen."""
        await ack()
        view = body["view"]
        about = about_of(view)
        changed = About(channel=about.channel, response_url=about.response_url, subject=chosen_in(view))
        if changed.subject not in self._commands:
            return
        try:
            await client.views_update(view_id=view["id"], hash=view.get("hash"), view=self._ask(changed))
        except FAILURES as error:  # it was closed, or changed once more meanwhile
            log.info("form not changed", error=name_of(error) or type(error).__name__)

    async def suggest(self, ack: Ack, body: Body, context: dict[str, Any]) -> None:
        """Suggest names for a field; none where they take too long, since Slack does not wait."""
        typed = str(body.get("value") or "")
        command, parameter = field_of(str(body.get("block_id") or ""))
        try:
            async with asyncio.timeout(SUGGEST_SECONDS):
                found = await self._suggested(command, parameter, typed, body, context)
        except TimeoutError:
            found = []
        if typed and self._is_free(command, parameter) and typed not in [value for _, value in found]:
            found = [(typed, typed), *found]
        await ack(options=choices(found))

    async def _suggested(
        self, command: str, parameter: str, typed: str, body: Body, context: dict[str, Any]
    ) -> list[tuple[str, str]]:
        asker = await self._asker(body, context)
        dossier = about_of(body["view"]).dossier or value_in(body["view"], f"{command}:{DOSSIER.name}")
        found = await self._front.counter.suggest(command, parameter, typed, asker, dossier=dossier)
        return [(one.name, one.value) for one in found]

    def _is_free(self, command: str, parameter: str) -> bool:
        """Return whether what is typed may be something that is not suggested: a date."""
        known = self._commands[command].parameters if command in self._commands else ()
        return any(one.name == parameter and one.kind is Kind.DATE for one in known)

    async def submitted(self, ack: Ack, body: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Answer the question that was filled in."""
        request = request_from(body["view"])
        if self._commands[request.command].check:
            await self.settle(request, ack, body, context, client)
            return
        await ack()
        if await came_before(context):
            return
        card = await self._front.counter.answer(request, await self._asker(body, context))
        await self._send(body, client)(card, again=_typed(request))

    async def settle(
        self, request: Request, ack: Ack, body: Body, context: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """Do what the modal asks for, and say what is wrong within it; what takes long is told where it was opened."""
        work = asyncio.create_task(self._tried(request, body, context))
        await asyncio.wait({work}, timeout=CHECK_SECONDS)
        if work.done() and work.result()[0]:
            await ack(response_action="errors", errors=blocks_of(work.result()[0], body["view"]))
            return
        await ack()
        flaws, card = await work
        if flaws:
            card = refusal(" ".join(flaws.values()))
        if card is not None:
            place = Place(context["team_id"], about_of(body["view"]).channel)
            await self._send(body, client)(await self._front.with_invitation(card, request.command, place))

    async def _tried(
        self, request: Request, body: Body, context: dict[str, Any]
    ) -> tuple[Mapping[str, str], Card | None]:
        """Return what is wrong by field, or the answer; neither for a request that came before."""
        asker = await self._asker(body, context)
        flaws = await self._front.counter.flaws(request, asker)
        if flaws or await came_before(context):
            return flaws, None
        card = await self._front.counter.answer(request, asker)
        told = " ".join(one.text for one in card.blocks if isinstance(one, Paragraph))
        return ({"": told}, None) if card.kind == "refusal" else ({}, card)

    async def reasoned(self, ack: Ack, body: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Do what the button asked for, with the reason that was typed."""
        await ack()
        if await came_before(context):
            return
        asker = await self._asker(body, context)
        about = about_of(body["view"])
        card = await self._front.counter.act(about.subject, asker, reason=reason_in(body["view"]))
        await self._send(body, client)(card)

    async def _asker(self, body: Body, context: dict[str, Any]) -> Asker:
        place = Place(context["team_id"], about_of(body["view"]).channel)
        user = body["user"]
        return await self._front.askers.asker(place, str(user["id"]), str(user.get("name") or ""))

    def _send(self, body: Body, client: AsyncWebClient) -> Reply | Thread:
        about = about_of(body["view"])
        if about.response_url:
            return Reply(
                webhook=self._front.clients.webhook(about.response_url), client=client, channel=about.channel,
                user=str(body["user"]["id"]), templates=self._front.templates,
            )  # fmt: skip
        return Thread(client, about.channel or str(body["user"]["id"]), templates=self._front.templates)


def _typed(request: Request) -> str:
    """Return the request as it would be typed, so that it can be asked once more."""
    parts: Sequence[str] = [
        f'{name}:"{value}"' if " " in value else f"{name}:{value}" for name, value in request.options.items()
    ]
    return " ".join((f"/{request.command}", *parts))
