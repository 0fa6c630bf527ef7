"""What the buttons of cards mean: the action of a button goes in, the request that it stands for comes out.

A button is known by a short text that survives restarts, since it names what it is about: `evidence:DOSSIER:a1b2c3d4`.
"""

from collections.abc import Callable, Mapping

from bot.commands.command import Request
from bot.errors import InputError
from bot.model import Action

LONGEST = 100
"""Characters of a button's text that every platform carries: Discord's `custom_id` is the shortest."""

_REQUESTS: Mapping[str, Callable[[str, str], Request]] = {
    "evidence": lambda value, _: Request(command="why", options={"id": value}),
    "history": lambda value, _: Request(command="quotes", options=_cell(value)),
    "mute": lambda value, _: Request(command="mute", options={"topic": value, "for": "7d"}),
    "wrong": lambda value, reason: Request(
        command="correct", options={"id": value, "changes": "not a statement", "reason": reason}
    ),
}
NEED_A_REASON = frozenset({"wrong"})
"""The actions that ask why before they do anything."""


def code_of(action: Action, dossier: str) -> str:
    """Return the text that a button of the action carries; at most `LONGEST` characters.

    Raises ValueError for a value that is too long: cut what it names, not the text.
    """
    code = f"{action.name}:{dossier}:{action.value}"
    if len(code) > LONGEST:
        raise ValueError(f"{code[:40]!r}… has {len(code)} characters; a button carries {LONGEST}")
    return code


def read_code(code: str) -> tuple[str, str, str]:
    """Return action, dossier and value of a button's text; raises InputError for what is no such text."""
    name, *rest = code.split(":", 2)
    if name not in _REQUESTS or len(rest) != 2 or len(code) > LONGEST:
        raise InputError("this button is from another version; ask again with a command, /help lists them")
    return name, rest[0], rest[1]


def request_of(name: str, value: str, *, reason: str = "") -> Request:
    """Return what the button of the action asks for."""
    return _REQUESTS[name](value, reason)


def _cell(value: str) -> dict[str, str]:
    actor, _, topic = value.partition(" ")
    return {"actor": actor, "topic": topic}
