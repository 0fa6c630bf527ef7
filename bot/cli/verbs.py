"""How a verb ends: what it raises becomes one sentence on standard error and an exit status, never a traceback."""

import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup

from bot.errors import ParleyError


class Verbs(TyperGroup):
    """The verbs of the command line by where they are, "module:name" in this package; loaded one by one."""

    places: ClassVar[Mapping[str, str]] = {}

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the same in every context
        """Return the names of the verbs, in the order in which they are told."""
        return list(self.places)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the same in every context
        """Return the verb of that name, None where there is none."""
        if cmd_name in self.places and cmd_name not in self.commands:
            self.commands[cmd_name] = _load(cmd_name, self.places[cmd_name])
        return self.commands.get(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the verb that the arguments begin with; what is none is compared with them all."""
        if args and args[0] not in self.places:
            for name in self.places:
                self.get_command(ctx, name)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; whoever reads its output may stop listening at any time, which is no error."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except ParleyError as error:
            raise _could_not(str(error)) from error
        except BrokenPipeError as error:
            hush()
            raise typer.Exit(0) from error
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise _could_not(f"{where}{error.strerror or error}; see whether it may be read or written") from error
        return result


def _load(name: str, place: str) -> Any:
    """Return the verb in a place: a function, or a group of verbs."""
    module, _, attribute = place.partition(":")
    found = getattr(importlib.import_module(f"bot.cli.{module}"), attribute)
    holder = typer.Typer(rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
    return typer.main.get_group(holder).commands[name]


def _could_not(message: str) -> typer.Exit:
    complain(message)
    return typer.Exit(1)


def complain(message: str) -> None:
    """Say in one line on standard error what could not be done."""
    sys.stderr.write(f"parley: {' '.join(message.split())}\n")


def hush() -> None:
    """Let nothing more be written to standard output, so that the end of the program does not fail on it."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):  # a stream that is no file needs no care
        return
