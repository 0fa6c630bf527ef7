"""The command line: one verb per thing a person does; every verb is told here, in the order of `parley --help`.

Standard output carries the answer, standard error what there is to say about the work. Exit status: 0 done, 1 could
not (one sentence says what, where and what to do), 2 wrong usage.
"""

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from bot.cli.verbs import Verbs

__all__ = ["app"]

PLACES = {
    "demo": "watching:demo",
    "run": "running:run",
    "poll": "watching:poll",
    "status": "operating:status",
    "extract": "extracting:extract",
    "replay": "reading:replay",
    "ask": "asking:ask",
    "digest": "asking:digest",
    "check": "configuring:check",
    "number": "measuring:number",
    "evaluate": "measuring:evaluate",
    "gaps": "measuring:gaps",
    "wordings": "configuring:wordings",
    "rebuild": "keeping:rebuild",
    "export": "exporting:export",
    "feeds": "configuring:feeds",
    "outbox": "queueing:outbox",
    "db": "database:db",
}
"""Where each verb is: a module of this package, and in it a function or a group of verbs."""


class Parley(Verbs):
    """The verbs of `PLACES`; the module of one is loaded when it is asked for, since most need no other's."""

    places = PLACES


app = typer.Typer(
    name="parley",
    cls=Parley,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            typer.echo(f"parley {version('parley')}")
        except PackageNotFoundError:
            typer.echo("parley, not installed")
        raise typer.Exit


@app.callback()
def parley(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Follow diplomatic talks in the news: who holds which position, in whose words and by whose report."""
