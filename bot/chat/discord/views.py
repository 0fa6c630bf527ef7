"""Buttons and files as discord.py has them."""

import io
from collections.abc import Sequence

import discord

from bot.chat.discord.render import Attachment, Button


def view_of(buttons: Sequence[Button]) -> discord.ui.View | None:
    """Return the buttons as a view, None for none.

    It is stopped at once, so that discord.py keeps none of them in memory: what they mean is in their `custom_id`.
    """
    if not buttons:
        return None
    view = discord.ui.View(timeout=None)
    for one in buttons:
        view.add_item(discord.ui.Button(label=one.label, custom_id=one.code, disabled=one.disabled))
    view.stop()
    return view


def file_of(attachment: Attachment) -> discord.File:
    """Return the file, to be sent once."""
    return discord.File(io.BytesIO(attachment.data), filename=attachment.name, description=attachment.alt or None)
