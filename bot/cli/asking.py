"""`ask` and `digest`: questions about what was read so far; spaCy is not needed and not loaded."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.app import desk, dossier_of, opened, set_up, templates
from bot.cli.options import AsJson, DossierName
from bot.cli.output import note, say_card, say_json
from bot.commands.about import about
from bot.commands.asker import operator
from bot.commands.desk import Desk
from bot.commands.digest import written
from bot.commands.registry import respond
from bot.commands.resolve import resolve_day
from bot.delivery.linking import linked_blocks
from bot.errors import InputError
from bot.model import Card
from bot.store.database import Store
from digest.page import Digest
from digest.render import Format, card_data, render
from digest.sample import sample
from digest.window import day, morning

Question = Annotated[
    list[str], typer.Argument(metavar="QUESTION", help='What a chat would be asked: "/positions PARTY"; see "/help".')
]
Picture = Annotated[
    Path | None, typer.Option("--picture", metavar="FILE", help="Keep the picture of the answer as a PNG.")
]
Day = Annotated[
    str | None,
    typer.Option("--date", metavar="DATE", help="A day such as 2025-12-21 or yesterday; by default the last morning."),
]
Preview = Annotated[
    bool, typer.Option("--preview", help="Show a made-up digest with everything in it, to try a template of your own.")
]
Target = Annotated[Format, typer.Option("--format", help="How the digest is written.")]


def ask(question: Question, dossier: DossierName = None, as_json: AsJson = False, picture: Picture = None) -> None:
    """Print what a chat would answer: `parley ask "/help"` lists the questions."""
    setup = set_up()
    asker = operator(_name())
    text, named = about(" ".join(question))
    known = (setup.dossier(dossier),) if dossier else setup.dossiers() or (setup.dossier(),)
    with _archive(setup.environment.database_url) as store:
        chosen = known[0] if dossier else dossier_of(known, store, asker, named)
        card = respond(text, desk(setup, chosen, store, now=datetime.now(UTC), asker=asker))
    if as_json:
        say_json(card_data(card))
    else:
        say_card(card)
    if picture is not None:
        _save(card, picture)
    if card.kind == "refusal":
        raise typer.Exit(1)


def _save(card: Card, file: Path) -> None:
    if card.image is None:
        raise InputError("the answer has no picture; /chart matrix and others of /chart have one")
    try:
        file.write_bytes(card.image.png)
    except OSError as error:
        raise InputError(f"{file}: cannot be written ({error.strerror}); name another file") from error
    note(f"{file}: the picture.")


def digest(
    dossier: DossierName = None, date: Day = None, target: Target = Format.TEXT, preview: Preview = False
) -> None:
    """Print the digest of a day, or of the 24 hours that ended this morning; with your own templates if there are."""
    setup = set_up()
    about = setup.dossier(dossier)
    faults: list[str] = []
    with_templates = templates(setup, faults.append)
    if preview:
        text = render(sample(), target, templates=with_templates)
    else:
        with _archive(setup.environment.database_url) as store:
            known = _digest(date, desk(setup, about, store, now=datetime.now(UTC)))
            known = _linked(known, setup.settings.web.public_url)
            text = render(known, target, templates=with_templates)
    sys.stdout.write(text)
    for fault in faults:
        note(fault)
    if preview:
        own = None if faults else with_templates.own(target)
        note(f"Written with {own or 'the shipped template'}; what it tells of is made up.")
        if faults:
            raise typer.Exit(1)


def _linked(digest: Digest, public_url: str) -> Digest:
    """Return the digest with its quotes leading to the pages, where those have a public address."""
    if not public_url:
        return digest
    sections = tuple(replace(one, blocks=linked_blocks(one.blocks, public_url)) for one in digest.sections)
    return replace(digest, sections=sections)


def _name() -> str:
    """Return the name under which corrections made here are kept: whoever may use the console is a moderator."""
    try:
        return f"{getpass.getuser()} (console)"
    except (KeyError, OSError, ImportError):  # a user whom the system does not know
        return "console"


@contextmanager
def _archive(url: str) -> Iterator[Store]:
    """Hold the store, and say so where it is new: whoever asks may be in another folder than the one that polls."""
    kind, _, name = url.partition(":///")
    new = kind == "sqlite" and not Path(name).exists()
    with opened(url) as store:
        if new:
            note(f"{name}: there is nothing here yet; `parley poll` or `parley run` in this folder fills it.")
        yield store


def _digest(date: str | None, at: Desk) -> Digest:
    zone = at.digest.time_zone
    window = morning(at.now, at=at.digest.time, zone=zone)
    if date is not None:
        window = day(resolve_day(date, today=at.today), zone)
    return written(window, replace(at, now=min(at.now, window.until)))
