"""`export statements` and `export positions`: what is known, for other programs."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.app import desk, opened, set_up
from bot.cli.keeping import export
from bot.cli.options import DossierName
from bot.cli.output import note
from bot.commands.resolve import resolve_day
from bot.exports import POSITIONS, STATEMENTS, Form, position_rows, statement_rows, write
from bot.store.stream import each_statement

Target = Annotated[Form, typer.Option("--format", help="csv, jsonl, or graphml for networks of actors and topics.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="What was known at the end of that day, as 2025-12-21.")
]


@export.command()
def statements(dossier: DossierName = None, target: Target = Form.CSV, as_of: AsOf = None) -> None:
    """Write every statement, as corrected, by the day it was said; docs/export.md explains the columns."""
    setup = set_up()
    about = setup.dossier(dossier)
    with opened(setup.environment.database_url) as store:
        at = desk(setup, about, store, now=datetime.now(UTC))
        at = at.as_of(resolve_day(as_of, today=at.today) if as_of else None)
        with store.read() as conn:
            known = (one for one in each_statement(conn, about.id, until=at.now) if one.said_on <= at.today)
            number = write(statement_rows(known, about), STATEMENTS, target, sys.stdout, dossier=about)
    _say_if_none(number)


@export.command()
def positions(dossier: DossierName = None, target: Target = Form.CSV, as_of: AsOf = None) -> None:
    """Write where every party stands on every topic; docs/export.md explains the columns."""
    setup = set_up()
    about = setup.dossier(dossier)
    with opened(setup.environment.database_url) as store:
        at = desk(setup, about, store, now=datetime.now(UTC))
        at = at.as_of(resolve_day(as_of, today=at.today) if as_of else None)
        number = write(position_rows(at.positions(), about), POSITIONS, target, sys.stdout, dossier=about)
    _say_if_none(number)


def _say_if_none(number: int) -> None:
    if not number:
        note("Nothing is known yet; `parley poll` or `parley run` in this folder fills it.")
