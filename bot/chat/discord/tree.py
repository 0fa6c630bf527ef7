"""The slash commands: the neutral registry in, discord.py's tree of commands out; Discord is told what has changed.

A command of two words becomes one of a group (`watch add`), or is joined where the first word is a command by itself
(`why-not`), since Discord knows no group that is a command.
"""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from keyword import iskeyword
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.chat.discord.limits import OPTION_SUMMARY, bare
from bot.commands.about import DOSSIER
from bot.commands.command import Command, Parameter

log = structlog.get_logger("discord")

ASK = "ask"
Reading = Mapping[str, str]
Answer = Callable[[discord.Interaction, str, Reading], Awaitable[None]]
Suggest = Callable[[discord.Interaction, str, str, str], Awaitable[list[app_commands.Choice[str]]]]

_ANYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
_ANYBODY = app_commands.AppInstallationType(guild=True, user=True)
_SERVER = app_commands.AppInstallationType(guild=True, user=False)
_MANAGE = discord.Permissions(manage_guild=True)


def name_of(command: Command, known: Iterable[str]) -> str:
    """Return what the command is called on Discord; with a blank for one of a group."""
    first, blank, _ = command.name.partition(" ")
    return command.name.replace(" ", "-") if blank and first in set(known) else command.name


def grow(
    tree: "app_commands.CommandTree[Any]", commands: Mapping[str, Command], *, answer: Answer, suggest: Suggest
) -> None:
    """Add all commands to the tree, and `/ask` for questions in words; those that write are for server managers."""
    groups: dict[str, list[Command]] = {}
    for command in commands.values():
        name = name_of(command, commands)
        if " " in name:
            groups.setdefault(name.partition(" ")[0], []).append(command)
        else:
            tree.add_command(_bound(command, name, answer, suggest, **_scope(command.writes)))
    for name, inner in groups.items():
        tree.add_command(_group(name, inner, answer, suggest))
    tree.add_command(_asking(answer))


def _group(name: str, commands: list[Command], answer: Answer, suggest: Suggest) -> app_commands.Group:
    summary = f"{name}: {', '.join(one.name.partition(' ')[2] for one in commands)}"
    writes = any(one.writes for one in commands)
    group = app_commands.Group(name=name, description=bare(summary, OPTION_SUMMARY), **_scope(writes))
    group.default_permissions = _MANAGE if writes else None
    for one in commands:
        group.add_command(_bound(one, one.name.partition(" ")[2], answer, suggest))
    return group


def _scope(writes: bool) -> dict[str, Any]:  # noqa: FBT001 - what a command is
    """Return where a command can be given."""
    return {
        "allowed_contexts": _SERVERS if writes else _ANYWHERE, "allowed_installs": _SERVER if writes else _ANYBODY,
    }  # fmt: skip


def _bound(
    command: Command, name: str, answer: Answer, suggest: Suggest, **scope: Any
) -> "app_commands.Command[Any, ..., None]":
    names = {_python_name(one.name): one for one in (*command.parameters, DOSSIER)}

    async def call(interaction: discord.Interaction, **given: str | None) -> None:
        options = {names[key].name: value for key, value in given.items() if value}
        await answer(interaction, command.name, options)

    call.__signature__ = _signature(names)  # type: ignore[attr-defined]
    call.__discord_app_commands_param_rename__ = {key: one.name for key, one in names.items() if key != one.name}  # type: ignore[attr-defined]
    app_commands.describe(**{key: bare(one.summary, OPTION_SUMMARY) for key, one in names.items()})(call)
    made: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=name, description=bare(command.summary, OPTION_SUMMARY), callback=call, auto_locale_strings=False, **scope
    )
    made.default_permissions = _MANAGE if command.writes else None
    for key, one in names.items():
        if one.is_suggested:
            made.autocomplete(one.name if one.name == key else key)(_suggesting(command.name, one.name, suggest))
    return made


def _python_name(name: str) -> str:
    return f"{name}_" if iskeyword(name) else name


def _signature(names: Mapping[str, Parameter]) -> inspect.Signature:
    """Return the signature by which discord.py knows the options, those that are required first."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    options = [
        inspect.Parameter(key, kind, annotation=str)
        if one.required
        else inspect.Parameter(key, kind, annotation=str | None, default=None)
        for key, one in sorted(names.items(), key=lambda pair: not pair[1].required)
    ]
    return inspect.Signature([inspect.Parameter("interaction", kind, annotation=discord.Interaction), *options])


def _suggesting(command: str, parameter: str, suggest: Suggest) -> Any:
    async def suggested(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await suggest(interaction, command, parameter, current)

    return suggested


def _asking(answer: Answer) -> "app_commands.Command[Any, ..., None]":
    async def ask(interaction: discord.Interaction, question: str) -> None:
        await answer(interaction, ASK, {"question": question})

    app_commands.describe(question="in words: what does a party say about a topic, what changed since Monday")(ask)
    return app_commands.Command(
        name=ASK, description="ask in words", callback=ask, auto_locale_strings=False, **_scope(writes=False)
    )


async def sync(client: discord.Client, tree: "app_commands.CommandTree[Any]") -> bool:
    """Tell Discord the commands if they are not those it has already; returns whether they were told."""
    application = client.application_id
    if application is None:
        return False
    ours = [command.to_dict(tree) for command in tree.get_commands()]
    theirs = await client.http.get_global_commands(application)
    if _all(ours) == _all(theirs):
        return False
    await client.http.bulk_upsert_global_commands(application, payload=ours)
    log.info("commands told", count=len(ours))
    return True


def _all(commands: Iterable[Mapping[str, Any]]) -> list[object]:
    return sorted((_plain(one) for one in commands), key=str)


def _plain(command: Mapping[str, Any]) -> object:
    """Return what of a command or option makes a difference; Discord adds ids and leaves out what is usual."""
    return (
        command["name"], command.get("description"), command.get("type", 1), bool(command.get("required")),
        bool(command.get("autocomplete")), str(command.get("default_member_permissions") or ""),
        sorted(command.get("contexts") or ()), sorted(command.get("integration_types") or ()),
        [_plain(one) for one in command.get("options") or ()],
    )  # fmt: skip
