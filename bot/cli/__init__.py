"""The command line: one verb per thing a person does; every verb is told here, in the order of `parley --help`.

Standard output carries the answer, standard error what there is to say about the work. Exit status: 0 done, 1 could
not (one sentence says what, where and what to do), 2 wrong usage.
"""

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from bot.cli import (
    asking,
    configuring,
    database,
    exporting,
    keeping,
    measuring,
    operating,
    queueing,
    reading,
    running,
    watching,
)
from bot.cli.verbs import Verbs

__all__ = ["app"]

app = typer.Typer(
    name="parley",
    cls=Verbs,
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


app.command()(watching.demo)
app.command()(running.run)
app.command()(watching.poll)
app.command()(operating.status)
app.command()(reading.extract)
app.command()(reading.replay)
app.command()(asking.ask)
app.command()(asking.digest)
app.command()(configuring.check)
app.command()(measuring.number)
app.command()(measuring.evaluate)
app.command()(measuring.gaps)
app.command()(keeping.rebuild)
keeping.export.command("statements")(exporting.statements)
keeping.export.command("positions")(exporting.positions)
app.add_typer(keeping.export, name="export")
app.add_typer(configuring.feeds, name="feeds")
app.add_typer(queueing.outbox, name="outbox")
app.add_typer(database.db, name="db")
