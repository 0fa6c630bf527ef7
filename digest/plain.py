"""Plain text layout: blocks in, lines out; what is long is wrapped between words, never cut.

A width of None wraps nothing, so that what is piped can be searched line by line.
"""

import textwrap
from collections.abc import Sequence

from rich.cells import cell_len

from bot.alerts.wording import NO_LINK, NO_OUTLET
from bot.escape import clean, link, one_line
from bot.model import Quote, Table

_NARROWEST = 8
_GAP = "  "


def wrap(text: str, *, width: int | None = None, first: str = "", rest: str | None = None) -> str:
    """Return the paragraphs of the text wrapped to `width` cells, with what each first and further line begins with."""
    rest = " " * cell_len(first) if rest is None else rest
    lines: list[str] = []
    for line in clean(text).split("\n"):
        begin = rest if lines else first
        lines += _wrapped(" ".join(line.split()), width=width, first=begin, rest=rest)
    return "\n".join(line.rstrip() for line in lines)


def _wrapped(line: str, *, width: int | None, first: str, rest: str) -> list[str]:
    if width is None or not line:
        return [first + line]
    room = max(width, len(rest) + _NARROWEST)
    return textwrap.wrap(
        line, room, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )


def provenance(quote: Quote) -> str:
    """Return who said it, where it is printed and when it was said: what stands behind every quote.

    `Jane Doe, foreign minister · The Courier, quoting Wire · said 22 Dec 2025 · [a1b2c3d4]`
    """
    outlet = quote.outlet or NO_OUTLET
    if quote.chain:
        outlet += f", quoting {', '.join(quote.chain)}"
    said = f"said {quote.said_on}" if quote.said_on else "day unknown"
    parts = [
        quote.speaker, outlet, said, f"[{quote.id}]" if quote.id else "", quote.note,
        "" if link(quote.url) else NO_LINK,
    ]  # fmt: skip
    return " · ".join(one_line(part) for part in parts if part)


def table(value: Table, *, width: int | None = None) -> str:
    """Return the table with aligned columns, or one record per row where `width` is too narrow for columns."""
    rows = [[one_line(cell) for cell in row] for row in (value.columns, *value.rows)]
    if not value.columns:
        return ""
    widths = _widths(rows, width)
    if widths is None:
        return "\n".join(_record(rows[0], row, width) for row in rows[1:])
    rule = ["-" * wide for wide in widths]
    return "\n".join(_row(row, widths) for row in (rows[0], rule, *rows[1:]))


def _widths(rows: Sequence[Sequence[str]], width: int | None) -> list[int] | None:
    """Return the columns' widths, the widest narrowed until all fit; None where they cannot."""
    widths = [max(cell_len(row[at]) for row in rows) for at in range(len(rows[0]))]
    floors = [max(cell_len(word) for row in rows for word in (row[at].split() or [""])) for at in range(len(rows[0]))]
    room = None if width is None else width - len(_GAP) * (len(widths) - 1)
    while room is not None and sum(widths) > room:
        widest = max(range(len(widths)), key=lambda at: (widths[at] - floors[at], -at))
        if widths[widest] <= floors[widest]:
            return None
        widths[widest] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    columns = [_folded(cell, wide) for cell, wide in zip(cells, widths, strict=True)]
    lines = []
    for at in range(max(len(column) for column in columns)):
        parts = [column[at] if at < len(column) else "" for column in columns]
        padded = (part + " " * (wide - cell_len(part)) for part, wide in zip(parts, widths, strict=True))
        lines.append(_GAP.join(padded).rstrip())
    return "\n".join(lines)


def _folded(cell: str, width: int) -> list[str]:
    """Break a cell between words by cells of a terminal, which are two for wide characters."""
    lines, line = [], ""
    for word in cell.split():
        longer = f"{line} {word}" if line else word
        if cell_len(longer) > width and line:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _record(columns: Sequence[str], row: Sequence[str], width: int | None) -> str:
    pairs = zip(columns, row, strict=True)
    return "\n".join(
        wrap(f"{column}: {cell}", width=width, first="- " if not at else "  ", rest="    ")
        for at, (column, cell) in enumerate(pairs)
    )
