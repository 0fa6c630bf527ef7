"""What the verbs show: JSON for programs, plain lines where it is piped, tables and a bar on a terminal."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bot.escape import one_line
from bot.model import Card, Table
from digest.plain import table as plain_table

PATIENCE = 2.0
"""Seconds of work after which a bar appears."""


def say(text: str) -> None:
    """Write a line of the answer."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """Write a line about the work, which is no part of the answer."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


def say_json(value: Any) -> None:
    """Write a value as JSON, a lone surrogate as its escape."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    say(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def say_card(card: Card) -> None:
    """Write a card as a chat would show it."""
    from bot.chat.console import print_card  # noqa: PLC0415 - it takes a while to load, and few verbs show cards

    print_card(card, sys.stdout)


def say_table(value: Table) -> None:
    """Write a table: with rich on a terminal, else with aligned columns that are never cut."""
    if not sys.stdout.isatty():
        say(plain_table(value))
        return
    from rich.console import Console  # noqa: PLC0415 - only for terminals
    from rich.table import Table as RichTable  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    shown = RichTable(show_edge=False, pad_edge=False)
    for column in value.columns:
        shown.add_column(Text(one_line(column)), overflow="fold")
    for row in value.rows:
        shown.add_row(*(Text(one_line(cell)) for cell in row))
    Console(file=sys.stdout).print(shown)


@contextmanager
def progress(what: str, *, total: int | None = None, streams: bool = False) -> Iterator[Callable[[], None]]:
    """Yield a function to be called after every step of the work.

    A bar appears on standard error when the work has taken two seconds, if that is a terminal; not where the work
    `streams` its results to a terminal, which show how far it is.
    """
    if not sys.stderr.isatty() or (streams and sys.stdout.isatty()):
        yield lambda: None
        return
    bar = _Bar(what, total)
    try:
        yield bar.step
    finally:
        bar.stop()


class _Bar:
    """A bar that waits before it appears, and leaves no trace."""

    def __init__(self, what: str, total: int | None) -> None:
        from rich.console import Console  # noqa: PLC0415 - only for terminals
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task(what, total=total)
        self._begun = time.monotonic()
        self._shown = False

    def step(self) -> None:
        self._progress.advance(self._task)
        if not self._shown and time.monotonic() - self._begun > PATIENCE:
            self._progress.start()
            self._shown = True

    def stop(self) -> None:
        if self._shown:
            self._progress.stop()


def columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return the table of these columns and rows."""
    return Table(tuple(names), tuple(tuple(row) for row in rows))
