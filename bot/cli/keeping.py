"""`rebuild` and `export`: what is kept in the store, derived anew, or written out for use elsewhere."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.app import LanguageWords, opened, set_up
from bot.cli.options import DossierName
from bot.cli.output import note, say
from bot.derive import rebuild as derive_anew
from bot.errors import InputError
from bot.model import Item, Statement
from bot.store import corrections as correction_rows
from bot.store import items as item_rows
from bot.store import statements as statement_rows
from bot.store.database import Connection
from bot.store.locks import recording

Spans = Sequence[tuple[int, int]]

export = typer.Typer(help="Write out what is kept, for use elsewhere.", no_args_is_help=True)


@export.callback()
def _export() -> None:
    """Write out what is kept, for use elsewhere."""


Documents = Annotated[
    Path | None,
    typer.Option("--docs", metavar="FILE", help="Write the documents too, as `parley evaluate` takes them."),
]
Whole = Annotated[
    bool, typer.Option("--whole", help="All statements of the corrected documents, for those who looked at them all.")
]


def rebuild(dossier: DossierName = None) -> None:
    """Derive shifts and divergences anew from the statements that are kept; the same come out, byte for byte.

    It is of use after a change of the settings of positions or of the rounds of a dossier. Nobody is alerted.
    """
    setup = set_up()
    about = setup.dossier(dossier)
    with opened(setup.environment.database_url) as store, store.write() as conn:
        recording(conn, about.id)
        shifts, divergences = derive_anew(conn, about, rules=setup.settings.positions)
    say(f"{about.title}: {shifts} shifts and {divergences} divergences derived anew.")


@export.command("corrections")
def corrections(dossier: DossierName = None, docs: Documents = None, whole: Whole = False) -> None:
    """Write the statements that moderators set right in the gold format, so that `parley evaluate` can hold them.

    What was held to be no statement has no row; with --docs its document is there, so that reading it again counts.
    """
    setup = set_up()
    about = setup.dossier(dossier)
    words = LanguageWords(setup.root / "language" / f"{setup.settings.reading.language}.yaml")
    with opened(setup.environment.database_url) as store, store.read() as conn:
        items, rows = _gold(conn, about.id, words, whole=whole)
    for row in rows:
        sys.stdout.write(_line(row))
    if docs is not None:
        try:
            docs.write_text("".join(_line(_document(one)) for one in items), "utf-8", "backslashreplace")
        except OSError as error:
            raise InputError(f"{docs}: cannot be written ({error.strerror}); name another file") from error
    if not items:
        note('Nothing was set right yet; `parley ask "/help"` shows how.')


def _gold(
    conn: Connection, dossier: str, words: LanguageWords, *, whole: bool
) -> tuple[list[Item], list[dict[str, Any]]]:
    active = [one for one in correction_rows.corrections(conn, dossier) if one.active and not one.of_number]
    kept = (item_rows.item(conn, doc, dossier=dossier) for doc in sorted({one.doc for one in active}))
    items = [one for one in kept if one is not None]
    rows: list[dict[str, Any]] = []
    for item in items:
        read = {one.id: one for one in statement_rows.as_read(conn, dossier, [item.id])}
        split = _sentences(item.text, words)
        found = statement_rows.statements_of(conn, dossier, item.id)
        rows += [_row(one, split) for one in found if whole or one != read[one.id]]
    return items, rows


def _sentences(text: str, words: LanguageWords) -> Spans:
    from bot.extract.segment import segment  # noqa: PLC0415 - other verbs do not cut text

    return [(s.start, s.end) for part in segment(text, words.segmentation) for s in part.sentences]


def _row(one: Statement, split: Spans) -> dict[str, Any]:
    numbers = {n for span in one.evidence for n in _numbers(span.field, span.start, span.end, split)}
    return {
        "doc": one.doc, "sents": sorted(numbers), "actor": one.actor, "speaker": one.speaker, "topic": one.topic,
        "stance": one.stance, "voice": one.voice, "condition": one.condition, "chain": list(one.chain),
    }  # fmt: skip


def _numbers(field: str, start: int, end: int, split: Spans) -> list[int]:
    """Return the numbers of the sentences that the span touches; 0 is the title."""
    if field == "title":
        return [0]
    return [number for number, (first, last) in enumerate(split, 1) if first < end and start < last]


def _document(item: Item) -> dict[str, Any]:
    published = item.published.isoformat() if item.published else ""
    return {
        "id": item.id, "title": item.title, "text": item.text, "url": item.url, "source": item.outlet,
        "published": published[:10] if item.published_is_date else published,
    }  # fmt: skip


def _line(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"
