"""Long tables as files: a table in, a CSV file for spreadsheets out."""

import csv
import io
from dataclasses import dataclass

from bot.escape import one_line
from bot.model import Table

MOST_ROWS = 20
"""Rows of a table that are shown in a message; a longer one is attached in full."""
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A file with a table."""

    name: str
    data: bytes


def sheet(table: Table, number: int = 1) -> Sheet:
    """Return the table as CSV (RFC 4180, UTF-8 with a byte order mark, since spreadsheets look for one).

    A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP: CSV injection).
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_cell(one) for one in row] for row in (table.columns, *table.rows))
    name = "table.csv" if number == 1 else f"table-{number}.csv"
    return Sheet(name=name, data=text.getvalue().encode("utf-8-sig"))


def _cell(text: str) -> str:
    line = one_line(text)
    return f"'{line}" if line.startswith(_FORMULA) else line
