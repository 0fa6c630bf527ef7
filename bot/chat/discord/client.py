"""The connection to Discord: it stays up, answers what is asked, and tells when it is deaf."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.discord.troubles import trace
from bot.chat.discord.turns import Turns

log = structlog.get_logger("discord")

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it says nothing aloud

LONGEST_WAIT = 30.0
"""Seconds that discord.py may sleep for a limit; what takes longer is told, and tried again from the outbox."""
SILENCE = 50.0
"""Seconds without a word after which a connection is closed; Discord answers a heartbeat every 41."""


def point_to(api: str | None, gateway: str | None) -> None:
    """Let discord.py connect to other addresses; it keeps them for the whole process."""
    if api:
        Route.BASE = api.rstrip("/")
    if gateway:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)


class Tree(app_commands.CommandTree[discord.Client]):
    """The slash commands; what goes wrong with one is logged, and told where the command is not known any more."""

    async def on_error(
        self, interaction: discord.Interaction[discord.Client], error: app_commands.AppCommandError, /
    ) -> None:
        """Say that a command has changed since Discord's window was opened, log anything else."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            words = "This command has changed; reload Discord (Ctrl+R) and give it again."
            await interaction.response.send_message(words, ephemeral=True)
        else:
            log.error("command not answered", error=f"{type(error).__name__}: {error}")


class Client(discord.AutoShardedClient):
    """discord.py's client with the least intents; `hear` gets every interaction, `read` what mentions the bot."""

    def __init__(
        self,
        *,
        shards: int,
        set_up: Callable[["Client"], Awaitable[None]],
        hear: Callable[[discord.Interaction], Awaitable[None]],
        read: Callable[[discord.Message, discord.ClientUser], Awaitable[None]],
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            shard_count=shards or None,
            max_ratelimit_timeout=LONGEST_WAIT,
            heartbeat_timeout=SILENCE,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            http_trace=trace(Turns()),
        )
        self.tree = Tree(self)
        self._set_up = set_up
        self._hear = hear
        self._read = read

    async def setup_hook(self) -> None:
        """Do what is to be done between logging in and connecting."""
        await self._set_up(self)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hand on what somebody asked with a command, a button or a form."""
        await self._hear(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Hand on what somebody wrote to the bot."""
        if self.user is not None:
            await self._read(message, self.user)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what went wrong with one event; the others go on."""
        del args, kwargs
        log.exception("event not handled", event_name=event_method)


async def until(stop: asyncio.Event, seconds: float) -> bool:
    """Wait for so long, or until `stop` is set; returns whether it is."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
