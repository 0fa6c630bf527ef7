"""What the buttons below answers mean, told by their `custom_id` alone, so that they work after a restart.

A button names the question that the answer answers. One too long for that stands in the message's footer, which only
the bot writes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.chat.discord.limits import CUSTOM_ID
from bot.commands.registry import COMMANDS

PAGE, SHARE = "page", "share"
ACTION = "!"
"""Begins a question that is a button's code rather than text."""
_PAGES = re.compile(r"^page \d+ of \d+ · ")
_CODE = re.compile(rf"({PAGE}|{SHARE}):(\d{{1,4}}):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A page of the answer to a question: text as it is typed, or `!` and the code of a button."""

    verb: str
    page: int
    question: str


def code_of(verb: str, page: int, question: str) -> str:
    """Return the `custom_id` that leads to the page of the answer."""
    code = f"{verb}:{page}:{question}"
    return code if len(code) <= CUSTOM_ID else f"{verb}:{page}:"


def read_code(code: str, footer: str = "") -> Turn | None:
    """Return what the button means, with the footer of its message; None where it belongs to no answer."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    return Turn(verb=found[1], page=int(found[2]), question=found[3] or _PAGES.sub("", footer))


def typed(command: str, options: Mapping[str, str]) -> str:
    """Return the command as it would be typed: /positions actor:norland topic:"peace treaty"."""
    parts = [f"{name}:{_value(value)}" for name, value in options.items() if value]
    return " ".join((f"/{command}", *parts))


def _value(value: str) -> str:
    plain = " ".join(value.replace('"', "'").split())
    return f'"{plain}"' if " " in plain or not plain else plain


def writes(command: str) -> bool:
    """Return whether the command changes what is kept."""
    return command in COMMANDS and COMMANDS[command].writes
