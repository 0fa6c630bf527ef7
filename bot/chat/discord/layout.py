"""A card's blocks as pages of Discord Markdown: nothing is cut here, what is long goes on on the next page.

What belongs together (a quote with its label and source, a heading with what follows) stays on one page where it fits.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from bot.chat.discord.limits import TITLE, split, units
from bot.chat.discord.tables import MOST_ROWS, Sheet, sheet
from bot.escape import clean, discord, link, one_line
from bot.model import Block, Bullets, Card, Heading, Paragraph, Quote, Table
from digest.page import Page, page_of_card
from digest.plain import provenance

PAGE = 3_500
"""Units of a page: within an embed's description, and short enough to be read at once."""
LONGEST_LINK = 1_000
LONGEST_FIRST = 120
_LEAST = 200
"""Room that must be left on a page for a line to begin there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text from outside (`text`, cleaned, not escaped) with markup of ours around it.

    `begin` stands before it and before every part of it, `around` on both sides; `end` is markup that stays whole.
    """

    text: str
    begin: str = ""
    around: str = ""
    end: str = ""

    def shown(self, escaped: str, *, last: bool = True) -> str:
        """Return the line, or a part of it, as Markdown."""
        marked = f"{self.around}{escaped}{self.around}" if escaped else ""
        return f"{self.begin}{marked}{self.end if last else ''}"

    @property
    def whole(self) -> str:
        """Return the whole line as Markdown."""
        return self.shown(discord(self.text))

    def part(self, room: int) -> tuple[str, str]:
        """Return as much of the line as `room` units hold, and the text that is left."""
        inside = room - units(self.begin) - 2 * units(self.around)
        escaped, rest = split(self.text, inside - units(self.end))
        if rest and (more := split(self.text, inside))[1]:
            escaped, rest = more
        return self.shown(escaped, last=not rest), rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines that stay together where they fit on a page; a `tight` one stands right under what is before it."""

    lines: tuple[Line, ...]
    tight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A card laid out: pages of Markdown, and its long tables as files."""

    pages: tuple[str, ...]
    sheets: tuple[Sheet, ...] = ()


def lay_out(card: Card, *, room: int = PAGE) -> Layout:
    """Return the card's text on as many pages of `room` units as it needs; a card without text has one empty page."""
    tables = [block for block in card.blocks if isinstance(block, Table)]
    long = [table for table in tables if len(table.rows) > MOST_ROWS]
    sheets = tuple(sheet(table, number) for number, table in enumerate(long, start=1))
    names = {id(table): one.name for table, one in zip(long, sheets, strict=True)}
    groups = tuple(_groups(replace(card, stands=()), names))
    if card.struck:
        groups = tuple(replace(one, lines=tuple(replace(line, around="~~") for line in one.lines)) for one in groups)
    if card.stands:
        groups += tuple(_groups(Card(title="", blocks=card.stands), names))
    return Layout(pages=tuple(_pages(groups, room)) or ("",), sheets=sheets)


def _groups(card: Card, files: dict[int, str]) -> Iterator[Group]:
    page = page_of_card(card)
    if units(discord(one_line(card.title))) > TITLE:
        yield Group(lines=(Line(text=one_line(card.title), around="**"),))
    for section in page.sections:
        found = [
            group
            for block, following in zip_longest(section.blocks, section.blocks[1:])
            for group in _block(block, following, page, files)
        ]
        heading = (Line(text=one_line(section.title), begin="### "),) if one_line(section.title) else ()
        if heading and found:
            yield replace(found[0], lines=heading + found[0].lines, tight=False)
            yield from found[1:]
        else:
            yield from [Group(lines=heading)] if heading else found
    if footer := one_line(card.footer):
        yield Group(lines=(Line(text=footer, begin="-# "),))


def _block(block: Block, following: Block | None, page: Page, files: dict[int, str]) -> Iterator[Group]:
    match block:
        case Heading():
            yield from _lines([Line(text=one_line(block.text), begin="### ")])
        case Paragraph():
            lines = (Line(text=" ".join(line.split())) for line in clean(block.text).split("\n"))
            yield from _lines(line for line in lines if line.text)
        case Quote():
            yield from _lines(_quote(block, link(page.link_of(block, following))))
        case Table():
            yield from _list(_rows(block, files.get(id(block), "")))
        case Bullets():
            yield from _list(Line(text=one_line(item), begin="- ") for item in block.items if one_line(item))


def _lines(lines: Iterable[Line]) -> Iterator[Group]:
    if found := tuple(lines):
        yield Group(lines=found)


def _list(lines: Iterable[Line]) -> Iterator[Group]:
    for number, line in enumerate(lines):
        yield Group(lines=(line,), tight=number > 0)


def _quote(quote: Quote, address: str) -> Iterator[Line]:
    if label := one_line(quote.label):
        yield Line(text=label, around="**")
    if sentence := one_line(quote.text):
        yield Line(text=sentence, begin="> ")
    where = f" · [article]({address})" if address and len(address) <= LONGEST_LINK else ""
    long = " · address too long to be shown here" if address and not where else ""
    yield Line(text=one_line(provenance(quote)) + long, begin="— ", end=where)


def _rows(table: Table, file: str) -> Iterator[Line]:
    """Yield a line per row: the first cell, and what the columns say of it by their names where there are several."""
    for row in table.rows[:MOST_ROWS] if file else table.rows:
        first = discord(one_line(row[0])) if row else ""
        rest = one_line(" · ".join(_cells(table, row)))
        if first and units(first) <= LONGEST_FIRST:
            yield Line(text=rest, begin=f"- **{first}**{' · ' if rest else ''}")
        elif first or rest:
            yield Line(text=one_line(" · ".join(filter(None, (row[0], rest)))), begin="- ")
    if file:
        yield Line(text=f"[…] {len(table.rows) - MOST_ROWS} more rows: all {len(table.rows)} are in {file}", begin="- ")


def _cells(table: Table, row: Sequence[str]) -> Iterator[str]:
    named = len(table.columns) > 2
    for column, cell in zip(table.columns[1:], row[1:], strict=False):
        if one_line(cell):
            yield f"{column}: {cell}" if named else cell


def _pages(groups: Sequence[Group], room: int) -> Iterator[str]:
    page = ""
    for group in groups:
        joint = ("\n" if group.tight else "\n\n") if page else ""
        whole = "\n".join(line.whole for line in group.lines)
        if units(page) + len(joint) + units(whole) <= room:
            page += joint + whole
        elif units(whole) <= room:
            yield page
            page = whole
        else:
            *full, page = _flow(page, joint, group.lines, room)
            yield from full
    if page:
        yield page


def _flow(page: str, joint: str, lines: Sequence[Line], room: int) -> Iterator[str]:
    """Yield the pages that the lines fill, the first of them begun already; the last may have room left."""
    for line in lines:
        rest: str | None = line.text
        while rest is not None:
            part, left = replace(line, text=rest), room - units(page) - len(joint)
            if page and left < _LEAST and (len(rest) > left or left < units(part.whole)):
                yield page
                page, joint, left = "", "", room
            shown, remaining = part.part(left)
            page += joint + shown
            joint, rest = "\n", remaining or None
    yield page
