"""`extract`: documents go in as JSON Lines, what was read in them comes out; the store and the chats are not loaded."""

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from bot.app import Setup, explainer, reader, set_up
from bot.cli.options import DossierName, Readers
from bot.cli.output import note, progress
from bot.cli.verbs import complain
from bot.documents import document, lines, reading_line
from bot.dossier import Dossier
from bot.errors import InputError
from bot.model import Document
from bot.readers import cores, read_all

MOST_FLAWS = 20
"""Wrong lines after which the input is taken for something else."""


class Given:
    """The documents on standard input; counts the lines that are none."""

    def __init__(self) -> None:
        self.flaws = 0

    def documents(self) -> Iterator[Document]:
        """Yield the documents, complaining of every line that is none, of twenty at the most."""
        for number, line in lines(sys.stdin.buffer):
            try:
                yield document(line, place=f"standard input, line {number}")
            except InputError as error:
                complain(str(error))
                self.flaws += 1
                if self.flaws == MOST_FLAWS:
                    complain(
                        f"standard input: {self.flaws} lines are no documents; stopped, is this JSON Lines at all?"
                    )
                    return


Explain = Annotated[
    bool,
    typer.Option("--explain", help="Say of every attribution what decided its cue; slow, on one core."),
]


def extract(dossier: DossierName = None, readers: Readers = None, explain: Explain = False) -> None:
    """Read documents (JSON Lines on standard input) and write what each says, one line per document, in order.

    A document is {"id", "title", "text", "url", "source", "published"}; only id and text are needed. A line that is no
    document is told on standard error with its number and left out; the others are read, and the exit status is 1.
    """
    setup = set_up()
    about = setup.dossier(dossier)
    if sys.stdin.isatty():
        note("Reading documents from the terminal, one JSON object per line; Ctrl-D ends.")
    given = Given()
    with progress("documents read", streams=True) as step:
        for line in _lines(setup, about, given.documents(), readers=None if explain else readers or cores()):
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
            step()
    flaws = given.flaws
    if flaws:
        raise typer.Exit(1)


def _lines(setup: Setup, about: Dossier, documents: Iterator[Document], *, readers: int | None) -> Iterator[bytes]:
    """Yield the line of each document, as so many processes read it; None for one that says what decided."""
    if readers is not None:
        yield from read_all(documents, reader(setup, about), reading_line, readers=readers)
        return
    explains = explainer(setup, about)
    yield from (reading_line(*explains(document)) for document in documents)
