"""The form that asks why: its code goes in; later what was written into it comes out."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.chat.discord.limits import MODAL_TITLE, bare

LONGEST = 300
_FIELD = "reason"


def form(code: str) -> discord.ui.Modal:
    """Return the form for the button of that code; it is stopped at once, so that nothing is kept of it in memory."""
    made = discord.ui.Modal(title=bare("What is wrong with it?", MODAL_TITLE), custom_id=code, timeout=None)
    field: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id=_FIELD, style=discord.TextStyle.paragraph, min_length=1, max_length=LONGEST,
        placeholder="It is no statement: the speaker only recalls what others said.",
    )  # fmt: skip
    made.add_item(discord.ui.Label(text="Why is this not what was said?", component=field))
    made.stop()
    return made


def reason_of(data: Mapping[str, Any]) -> str:
    """Return what was written into the form; "" for nothing."""
    for row in data.get("components", ()):
        for field in [*row.get("components", ()), row.get("component", {})]:
            if field.get("custom_id") == _FIELD:
                return str(field.get("value", "")).strip()
    return ""
