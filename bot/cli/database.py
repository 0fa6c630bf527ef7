"""`db`: look after the database: bring it to the newest schema, check it, take it to another one."""

from typing import Annotated

import typer

from bot.app import opened, set_up
from bot.cli.output import columns, note, say, say_table
from bot.errors import InputError
from bot.store.schema import REVISION
from bot.store.soundness import flaws
from bot.store.transfer import content, copy, tables

db = typer.Typer(help="Look after the database.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(help="A database address, such as sqlite:///parley.db or postgresql://…")]


@db.callback()
def _db() -> None:
    """Look after the database."""


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database of DATABASE_URL to the newest schema; what is new already stays as it is."""
    with opened(set_up().environment.database_url) as store:
        say(f"The {store.dialect} database has the newest schema, {REVISION}.")


@db.command("check")
def check() -> None:
    """Look for damage, and print what every table holds; the exit status is 1 where something is wrong."""
    with opened(set_up().environment.database_url) as store:
        with store.read() as conn:
            found = flaws(conn)
            held = [(table.name, content(conn, table)) for table in tables()]
        say_table(columns(("Table", "Rows", "Checksum"), [(name, f"{c.rows:,}", c.checksum[:16]) for name, c in held]))
        for flaw in found:
            say(flaw)
        say(f"{store.dialect}, schema {REVISION}: {'nothing to complain about' if not found else 'not sound'}.")
    if found:
        raise typer.Exit(1)


@db.command("copy")
def copy_all(source: Address, target: Address) -> None:
    """Copy everything from one database into another, empty one, and compare both; begun again, it goes on.

    Stop `parley run` first: what comes in while it copies is left behind.
    """
    if source == target:
        raise InputError("both addresses are the same; name the database to copy from, then the one to copy to")

    def step(name: str, rows: int) -> None:
        note(f"{name}: {rows:,} rows")

    with opened(source) as old, opened(target) as new:
        done = copy(old, new, step=step)
    rows = sum(one.rows for one in done.values())
    say(f"{rows:,} rows in {len(done)} tables are the same in both, by count and checksum.")
