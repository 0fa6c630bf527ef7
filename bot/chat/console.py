"""The console as a chat: a card in, text on a stream out; rich on a terminal, plain where it is piped."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import TextIO

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table as RichTable
from rich.text import Text

from bot.escape import clean, link, one_line
from bot.model import Block, Bullets, Card, Heading, Outgoing, Paragraph, Quote, Table
from digest.page import page_of_card
from digest.plain import provenance, wrap
from digest.render import Format, render_card


def render_text(card: Card, width: int | None = None) -> str:
    """Return the card as plain text, ending in a newline; wrapped to `width` cells, or not at all."""
    return render_card(card, Format.TEXT, width=width)


def render_rich(card: Card) -> RenderableType:
    """Return the card for a terminal; text from outside is never read as markup."""
    page = page_of_card(card)
    parts: list[RenderableType] = [Text(one_line(page.title), style="bold"), Rule(style="dim")]
    if address := link(page.url):
        parts.append(_address(address))
    for section in page.sections:
        if section.title:
            parts.append(Text(f"\n{one_line(section.title)}", style="bold"))
        for number, (block, following) in enumerate(zip_longest(section.blocks, section.blocks[1:])):
            parts += [Text()] if number else []
            parts += _shown(block, page.link_of(block, following) if isinstance(block, Quote) else "")
    if page.footer:
        parts.append(Text(clean(page.footer), style="dim"))
    return Group(*parts, Text())


def _shown(block: Block, address: str) -> Iterator[RenderableType]:
    match block:
        case Heading():
            yield Text(f"\n{one_line(block.text)}", style="bold")
        case Paragraph():
            yield Text(clean(block.text))
        case Quote():
            yield Padding(_quote(block, address), (0, 0, 0, 2))
        case Table():
            yield _table(block)
        case Bullets():
            yield _bullets(block)


def _quote(quote: Quote, address: str) -> RenderableType:
    lines: list[RenderableType] = [Text(one_line(quote.label), style="bold")] if quote.label else []
    lines += [_Evidence(one_line(quote.text))] if quote.text else []
    below = [Text(f"— {provenance(quote)}", style="dim")]
    if shown := link(address):
        below.append(_address(shown))
    return Group(*lines, Padding(Group(*below), (0, 0, 0, 2)))


@dataclass(frozen=True, slots=True)
class _Evidence:
    """A sentence set off as a quote on every line that it takes."""

    sentence: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        shown = wrap(self.sentence, width=options.max_width, first="> ", rest="> ")
        yield Text(shown, style="italic", overflow="fold")


def _address(address: str) -> Text:
    return Text(address, style="dim", overflow="fold")


def _table(value: Table) -> RichTable:
    table = RichTable(show_edge=False, pad_edge=False)
    for column in value.columns:
        table.add_column(Text(one_line(column)), overflow="fold")
    for row in value.rows:
        table.add_row(*(Text(one_line(cell)) for cell in row))
    return table


def _bullets(value: Bullets) -> RichTable:
    grid = RichTable.grid(padding=(0, 1, 0, 0))
    for item in value.items:
        grid.add_row(Text(" •"), Text(one_line(item)))
    return grid


class ConsoleChat:
    """Prints cards to a stream in the order they are sent; the message's id is the delivery's key."""

    name = "console"
    forgetful = True

    def __init__(self, stream: TextIO | None = None, *, width: int | None = None) -> None:
        self._stream = stream
        self._width = width

    async def send(self, message: Outgoing) -> str:
        """Print the card below what was printed before; every channel of a console is the same stream."""
        print_card(message.delivery.card, self._stream or sys.stdout, width=self._width)
        return message.delivery.key


def print_card(card: Card, stream: TextIO, *, width: int | None = None) -> None:
    """Print the card: with rich where the stream is a terminal, else as plain text followed by an empty line."""
    if stream.isatty():
        Console(file=stream, width=width).print(render_rich(card), soft_wrap=False)
    else:
        stream.write(render_text(card, width) + "\n")
    stream.flush()
