"""How a verb ends: what it raises becomes one sentence on standard error and an exit status, never a traceback."""

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from bot.errors import ParleyError


class Verbs(TyperGroup):
    """The verbs of the command line."""

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
