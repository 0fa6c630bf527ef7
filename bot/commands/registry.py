"""The commands a person can give, and how what is typed becomes one: text in, a card out.

`/positions PARTY truce as_of:2025-12-21`: words fill the parameters in order, `name:value` fills one by name,
quotation marks keep words together. Chats that know the parameters hand in a `Request` with options instead of text.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.commands import (
    accounts,
    chart,
    compare,
    correct,
    digest,
    feed,
    help,  # noqa: A004
    mute,
    otherwise,
    positions,
    quotes,
    search,
    shifts,
    sources,
    state,
    status,
    topic,
    uncorrect,
    watch,
    why,
    why_not,
)
from bot.commands.bind import bind
from bot.commands.command import Command, Request
from bot.commands.desk import Desk
from bot.commands.resolve import nearest
from bot.commands.wording import understand
from bot.errors import InputError
from bot.escape import one_line
from bot.model import Bullets, Card, Paragraph

__all__ = ["COMMANDS", "Command", "Request", "answer", "flaws", "parse", "refusal", "respond"]

LONGEST = 500
_TOKEN = re.compile(r"""(?:(\w+):)?(?:"([^"]*)"?|“([^”]*)”?|«([^»]*)»?|(\S+))""")
_ASKED = (
    positions.COMMAND, topic.COMMAND, state.COMMAND, compare.COMMAND, shifts.COMMAND, accounts.COMMAND, quotes.COMMAND,
    search.COMMAND, digest.COMMAND, chart.COMMAND, sources.COMMAND, status.COMMAND, why.COMMAND, otherwise.COMMAND,
    correct.COMMAND, uncorrect.COMMAND, watch.ADD, watch.EDIT, watch.LIST, watch.REMOVE, mute.MUTE, mute.OFF,
    why_not.COMMAND, feed.ADD, feed.LIST, feed.REMOVE,
)  # fmt: skip
COMMANDS: dict[str, Command] = {one.name: one for one in (*_ASKED, help.command(_ASKED))}


def parse(text: str) -> Request:
    """Return the request that `text` is; raises InputError for what cannot be one."""
    line = one_line(text)
    if len(line) > LONGEST:
        raise InputError(f"the question has {len(line)} characters; ask it in at most {LONGEST}")
    name, rest = _name(line.removeprefix("/").strip())
    words: list[str] = []
    rest, options = _last_option(name, rest)
    for option, *values in _TOKEN.findall(rest):
        value = next((one for one in values if one), "").strip()
        if option and not value.startswith("//"):
            options[option.casefold()] = value
        elif option or value:
            words.append(f"{option}:{value}" if option else value)
    return Request(command=name, words=tuple(words), options=options)


def _name(line: str) -> tuple[str, str]:
    """Return the command's name, of two words where a command is called so (`watch add`), and the rest."""
    first, _, rest = line.partition(" ")
    second, _, after = rest.strip().partition(" ")
    both = f"{first} {second}".casefold()
    return (both, after) if both in COMMANDS else (first.casefold(), rest)


def _last_option(name: str, text: str) -> tuple[str, dict[str, str]]:
    """Return the text before the option that takes all the rest, and that option, where the command has one."""
    option = COMMANDS[name].rest if name in COMMANDS else ""
    found = re.search(rf"(?:^|\s){option}:\s*(.*)$", text, re.IGNORECASE) if option else None
    if found is None:
        return text, {}
    return text[: found.start()], {option: _unquoted(found[1].strip())}


def _unquoted(text: str) -> str:
    """Return the text without the one pair of quotation marks around it; marks within it stay."""
    inner = text[1:].rstrip('"”»') if text[:1] in {'"', "“", "«"} else text
    return text if re.search(r'["“”«»]', inner) else inner.strip()


def respond(text: str, desk: Desk) -> Card:
    """Answer what somebody typed; whatever it is, the answer is a card."""
    line = one_line(text).strip()
    try:
        if line.startswith("/") or not line:
            return answer(parse(text), desk)
        typed = answer(parse(text), desk) if _is_command(line) else None
        certain = typed is not None and (typed.kind != "refusal" or _is_surely_meant(_name(line)[0]))
        return typed if typed is not None and certain else _in_words(line, desk)
    except InputError as error:
        return refusal(str(error))


def _is_surely_meant(name: str) -> bool:
    """Return whether words that begin so are that command, even where it refuses them."""
    return " " in name or COMMANDS[name].writes


def _is_command(line: str) -> bool:
    """Return whether the line is a command without its slash rather than a question in words."""
    name, rest = _name(line)
    reason = name in {"why", "why not"} and len(rest.split()) != 1
    return name in COMMANDS and not line.endswith("?") and not reason


def _in_words(text: str, desk: Desk) -> Card:
    """Answer a question in words, and say how it was understood."""
    if len(text) > LONGEST:
        raise InputError(f"the question has {len(text)} characters; ask it in at most {LONGEST}")
    found = understand(text, desk)
    card = answer(found.request, desk)
    return replace(card, blocks=(Paragraph(found.words), *card.blocks))


def answer(request: Request, desk: Desk) -> Card:
    """Answer a request; what is wrong with it is said in a card of kind "refusal"."""
    try:
        command = _command(request.command, desk)
        return command.answer(bind(command, request, desk), present(desk))
    except InputError as error:
        return refusal(str(error), hint=_usage(request.command))


def flaws(request: Request, desk: Desk) -> Mapping[str, str]:
    """Return what is wrong with each option of a request, and under "" what is wrong with all of it; {} for nothing."""
    try:
        check = _command(request.command, desk).check
    except InputError as error:
        return {"": str(error)}
    return check(request, desk) if check else {}


def present(desk: Desk) -> Desk:
    """Return the desk once the channel, if it was lost, is known to be there again: somebody acts in it."""
    if desk.book is None:
        return desk
    before = desk.book.channel()
    return replace(desk, given_back=before) if before.lost_at and desk.book.found() else desk


def refusal(message: str, *, hint: str = "") -> Card:
    """Return the card that says what could not be answered and why."""
    blocks = [Paragraph(f"{message[:1].upper()}{message[1:]}.")] + ([Bullets((hint,))] if hint else [])
    return Card(title="Not answered", blocks=tuple(blocks), kind="refusal")


def _command(name: str, desk: Desk) -> Command:
    if name in COMMANDS and COMMANDS[name].writes and not desk.asker.manages:
        raise InputError(f"/{name} changes what is kept and is for moderators; ask one of them")
    if name in COMMANDS:
        return COMMANDS[name]
    close = nearest(name, ((one, f"/{one}") for one in COMMANDS)) if name else ()
    hint = f"nearest: {', '.join(close)}; " if close else ""
    called = f"no command is called {name[:40]!r}" if name else "a question begins with a command"
    raise InputError(f"{called}; {hint}/help lists them all")


def _usage(name: str) -> str:
    return f"{COMMANDS[name].usage}: {COMMANDS[name].summary}" if name in COMMANDS else ""
