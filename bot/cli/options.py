"""Options that several verbs share."""

from enum import StrEnum
from typing import Annotated

import typer

DossierName = Annotated[
    str | None,
    typer.Option(
        "--dossier",
        metavar="NAME",
        help="A file of config/dossiers/, or a path to one; by default what the settings name.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
Readers = Annotated[
    int | None,
    typer.Option("--readers", min=1, max=64, metavar="N", help="Processes that read; default: one per core."),
]


class Role(StrEnum):
    """A part of the work, which processes of their own can do."""

    ALL = "all"
    SCHEDULER = "scheduler"
    POLL = "poll"
    READ = "read"
    DELIVER = "deliver"
    CHAT = "chat"
    WEB = "web"


Roles = Annotated[
    list[Role] | None,
    typer.Option(
        "--role", help="Do this part only, beside other processes on the same PostgreSQL; may be given several times."
    ),
]
