"""What people do on Discord, answered: first a sign within a second, then the card.

Answers that only the asker needs are seen by nobody else, unless the asker shares them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import discord
import structlog
from discord import app_commands

from bot.chat.discord.askers import asker_of, author_of
from bot.chat.discord.codes import ACTION, PAGE, SHARE, Turn, code_of, read_code, typed, writes
from bot.chat.discord.forms import form, reason_of
from bot.chat.discord.limits import CHOICE, CHOICES, bare, units
from bot.chat.discord.render import Button, Message, answer_page, buttons_of
from bot.chat.discord.sender import nonce_of
from bot.chat.discord.tree import ASK
from bot.chat.discord.views import file_of, view_of
from bot.chat.once import DOUBLE_SECONDS, Once
from bot.commands.about import DOSSIER
from bot.commands.asker import Asker
from bot.commands.buttons import NEED_A_REASON, request_of
from bot.commands.buttons import read_code as read_action
from bot.commands.command import Request
from bot.commands.registry import COMMANDS, parse, refusal
from bot.counter import Counter
from bot.errors import InputError
from bot.escape import discord as escaped
from bot.model import Card
from digest.render import SHIPPED, Templates

log = structlog.get_logger("discord")

SUGGEST_SECONDS = 0.5
SHARED_SECONDS = 24 * 3600.0
KNOWN_SECONDS = 0.5
"""How long a click waits to know whether it is an echo before it is acknowledged; what is known later has no effect."""
_NO_MENTIONS = discord.AllowedMentions.none()
_DEFECT = refusal("this could not be answered; it is noted, and whoever runs the program can see why in the log")
_RIGHTS = refusal("only those who manage this channel may set right what was read; ask one of them")


class Answers:
    """Answers commands, suggestions, buttons, forms and mentions from the counter."""

    def __init__(self, counter: Counter, once: Once, templates: Templates = SHIPPED) -> None:
        self._counter = counter
        self._once = once
        self._templates = templates

    # commands

    async def command(self, interaction: discord.Interaction, name: str, options: Mapping[str, str]) -> None:
        """Answer a slash command."""
        private = name in COMMANDS and COMMANDS[name].only_asker
        question = options["question"] if name == ASK else typed(name, options)
        await interaction.response.defer(ephemeral=private, thinking=True)
        asker = asker_of(interaction)
        card = await self._card(
            lambda: (
                self._counter.respond(question, asker)
                if name == ASK
                else self._counter.answer(Request(command=name, options=options), asker)
            )
        )
        if card.kind == "refusal" and not private:
            await self._refuse(interaction, card)
        else:
            await self._show(interaction, card, "" if writes(name) else question, private=private)

    async def suggest(
        self, interaction: discord.Interaction, command: str, parameter: str, current: str
    ) -> list[app_commands.Choice[str]]:
        """Return what may be meant; nothing where that takes too long, since late suggestions are an error."""
        dossier = str(getattr(interaction.namespace, DOSSIER.name, None) or "")
        try:
            async with asyncio.timeout(SUGGEST_SECONDS):
                found = await self._counter.suggest(command, parameter, current, asker_of(interaction), dossier=dossier)
        except TimeoutError:
            return []
        fitting = [one for one in found if 0 < units(one.value) <= CHOICE and one.name.strip()]
        return [app_commands.Choice(name=bare(one.name, CHOICE), value=one.value) for one in fitting[:CHOICES]]

    # buttons and forms

    async def interaction(self, interaction: discord.Interaction) -> None:
        """Answer a button or a form; commands come by the tree."""
        data = cast("Mapping[str, Any]", interaction.data or {})
        code = str(data.get("custom_id", ""))
        if interaction.type is discord.InteractionType.component:
            await self._pressed(interaction, code)
        elif interaction.type is discord.InteractionType.modal_submit:
            reason = reason_of(data)
            where = interaction.message.id if interaction.message else 0
            await self._acted(interaction, code, ("form", where, code, interaction.user.id, reason), reason=reason)

    async def _pressed(self, interaction: discord.Interaction, code: str) -> None:
        message = interaction.message
        turn = read_code(code, _footer(message))
        what = ("click", message.id if message else 0, code, interaction.user.id)
        if turn is not None and turn.verb == SHARE:
            await self._share(interaction, turn)
        elif turn is not None:
            await self._turned(interaction, turn)
        elif code.partition(":")[0] in NEED_A_REASON:
            again = self._once.just_now(what, DOUBLE_SECONDS)
            await (interaction.response.defer() if again else self._ask_why(interaction, code))
        else:
            await self._acted(interaction, code, what)

    async def _ask_why(self, interaction: discord.Interaction, code: str) -> None:
        if asker_of(interaction).manages:
            await interaction.response.send_modal(form(code))
        else:
            shown, _ = answer_page(_RIGHTS, 0)
            await interaction.response.send_message(ephemeral=True, **_options(shown))

    async def _acted(
        self, interaction: discord.Interaction, code: str, what: tuple[object, ...], *, reason: str = ""
    ) -> None:
        """Do what a button or a form asks for; nothing where the same one came just now."""
        fresh = asyncio.create_task(self._once.first(what, DOUBLE_SECONDS))
        await asyncio.wait({fresh}, timeout=KNOWN_SECONDS)
        if fresh.done() and not fresh.result():
            await interaction.response.defer()
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        if not await fresh:
            await interaction.delete_original_response()
            return
        asker = asker_of(interaction)
        card = await self._card(lambda: self._counter.act(code, asker, reason=reason))
        question = f"{ACTION}{code}" if not reason and not _action_writes(code) else ""
        await self._show(interaction, card, question, private=True)

    async def _turned(self, interaction: discord.Interaction, turn: Turn) -> None:
        """Show another page in place of the one that is shown."""
        await interaction.response.defer()
        card = await self._again(turn.question, asker_of(interaction))
        private = bool(interaction.message and interaction.message.flags.ephemeral)
        await self._show(interaction, card, turn.question, private=private, page=turn.page)

    async def _share(self, interaction: discord.Interaction, turn: Turn) -> None:
        """Show everybody what only the asker saw."""
        left = [one for one in _buttons(interaction.message) if not one.code.startswith(f"{SHARE}:")]
        view = view_of((*left, Button(label="Shared", code="shared", disabled=True)))
        await interaction.response.edit_message(view=view)
        if not await self._once.first(("share", interaction.message.id if interaction.message else 0), SHARED_SECONDS):
            return
        card = await self._again(turn.question, asker_of(interaction))
        shown, count = answer_page(card, turn.page, footer=_told(turn.question), templates=self._templates)
        options = _options(shown, _page_buttons(turn.question, turn.page, count))
        who = escaped(bare(interaction.user.display_name, 80))
        await interaction.followup.send(f"Shared by {who}", **options)

    async def _again(self, question: str, asker: Asker) -> Card:
        """Return the answer to a question that was answered before; nothing is changed by turning a page."""
        code = question.removeprefix(ACTION)
        if _action_writes(code) if question.startswith(ACTION) else _changes(question):
            return refusal("this answer cannot be shown again; give the command anew")
        if question.startswith(ACTION):
            return await self._card(lambda: self._counter.act(code, asker))
        return await self._card(lambda: self._counter.respond(question, asker))

    # mentions and direct messages

    async def message(self, message: discord.Message, me: discord.ClientUser) -> None:
        """Answer what is written to the bot: in a direct message, or with a mention of it."""
        direct = message.guild is None
        if message.author.bot or not (direct or me in message.mentions):
            return
        question = " ".join(message.content.replace(f"<@{me.id}>", " ").replace(f"<@!{me.id}>", " ").split())
        asker = author_of(message)
        card = await self._card(lambda: self._counter.respond(question or "/help", asker))
        shown, count = answer_page(card, 0, footer=question, templates=self._templates)
        buttons = () if _changes(question) else _page_buttons(question, 0, count)
        await message.reply(nonce=nonce_of(str(message.id)), mention_author=False, **_options(shown, buttons))

    # showing

    async def _card(self, work: Callable[[], Awaitable[Card]]) -> Card:
        try:
            return await work()
        except Exception:
            log.exception("not answered")
            return _DEFECT

    async def _refuse(self, interaction: discord.Interaction, card: Card) -> None:
        """Tell only the asker, where everybody was to see the answer."""
        shown, _ = answer_page(card, 0)
        await interaction.delete_original_response()
        await interaction.followup.send(ephemeral=True, **_options(shown))

    async def _show(
        self, interaction: discord.Interaction, card: Card, question: str, *, private: bool, page: int = 0
    ) -> None:
        """Put the page into the message that was promised; without a question it cannot be turned or shared."""
        shown, count = answer_page(card, page, footer=_told(question), templates=self._templates)
        buttons = buttons_of(card.actions, card.dossier)
        if question:
            buttons += _page_buttons(question, min(page, count - 1), count)
            if private and card.kind != "refusal":
                buttons += (Button(label="Share", code=code_of(SHARE, min(page, count - 1), question)),)
        await interaction.edit_original_response(
            embed=discord.Embed.from_dict(shown.embed),
            attachments=[file_of(file) for file in shown.files],
            view=view_of(buttons),
            allowed_mentions=_NO_MENTIONS,
        )


def _told(question: str) -> str:
    """Return the question as it stands below its answer; a button's code says nothing to people."""
    return "" if question.startswith(ACTION) else question


def _page_buttons(question: str, page: int, count: int) -> tuple[Button, ...]:
    """Return the buttons that lead to the pages before and after."""
    if count < 2 or not question:
        return ()
    return (
        Button(label="◀ Back", code=code_of(PAGE, max(page - 1, 0), question), disabled=page <= 0),
        Button(label="More ▶", code=code_of(PAGE, page + 1, question), disabled=page >= count - 1),
    )


def _options(shown: Message, buttons: tuple[Button, ...] = ()) -> dict[str, Any]:
    """Return what discord.py is handed to show it."""
    return {
        "embed": discord.Embed.from_dict(shown.embed), "files": [file_of(file) for file in shown.files],
        "allowed_mentions": _NO_MENTIONS, **({"view": view_of(buttons)} if buttons else {}),
    }  # fmt: skip


def _buttons(message: discord.Message | None) -> list[Button]:
    """Return the buttons below a message."""
    rows = message.components if message else []
    return [
        Button(label=one.label or "…", code=one.custom_id, disabled=one.disabled)
        for row in rows
        for one in getattr(row, "children", ())
        if isinstance(one, discord.Button) and one.custom_id
    ]


def _footer(message: discord.Message | None) -> str:
    return (message.embeds[0].footer.text or "") if message and message.embeds else ""


def _changes(question: str) -> bool:
    """Return whether the question is a command that changes what is kept."""
    if not question.startswith("/"):
        return False
    try:
        return writes(parse(question).command)
    except InputError:
        return True


def _action_writes(code: str) -> bool:
    try:
        name, _, value = read_action(code)
    except InputError:
        return True
    return writes(request_of(name, value).command)
