"""Who asks, as Discord's server tells it with each interaction and message."""

import discord

from bot.commands.asker import Asker

MANAGE = discord.Permissions(manage_guild=True, manage_channels=True, administrator=True)
"""Each of these lets a member decide what a channel is told."""


def asker_of(interaction: discord.Interaction) -> Asker:
    """Return who gave the command or pressed the button, with the rights that Discord resolved for the channel.

    Where only the person has added the bot, and not the server, nobody manages anything.
    """
    manages = interaction.guild_id is not None and interaction.is_guild_integration()
    return _asker(
        interaction.user,
        guild=interaction.guild_id,
        channel=interaction.channel_id or 0,
        manages=manages and bool(interaction.permissions.value & MANAGE.value),
    )


def author_of(message: discord.Message) -> Asker:
    """Return who wrote the message; what is written in passing changes nothing, whoever writes it."""
    return _asker(message.author, guild=message.guild.id if message.guild else None, channel=message.channel.id)


def _asker(user: discord.User | discord.Member, *, guild: int | None, channel: int, manages: bool = False) -> Asker:
    """Return the asker; whoever writes to the bot directly is a tenant of their own."""
    return Asker(
        tenant=f"discord:{guild}" if guild else f"discord:@{user.id}",
        channel=f"discord:{channel}",
        user=f"discord:{user.id}",
        name=user.display_name,
        manages=manages,
    )
