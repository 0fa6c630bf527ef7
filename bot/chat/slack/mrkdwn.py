"""A card's text as Slack's mrkdwn: a card goes in, paragraphs come out that each fit a section; nothing is cut.

What is too long for one paragraph goes on in the next. Every word from outside is escaped by `bot.escape`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from bot import escape
from bot.chat.slack.limits import LINK, SECTION, units
from bot.commands.registry import COMMANDS
from bot.model import Block, Bullets, Card, Heading, Paragraph, Quote, Table
from digest.page import Page, page_of_card
from digest.plain import provenance

ROOM = SECTION - 500
"""Characters of a paragraph, so that four of the longest fit a message."""
TALKS = "/talks"
"""The slash command for everything; slash commands share one namespace, so there are few."""
OWN = "positions"
"""The one command that has a slash command of its own."""
_NAMES = sorted({name.partition(" ")[0] for name in COMMANDS} - {OWN})
_COMMAND = re.compile(rf"(?<![\w/.:<-])/({'|'.join(_NAMES)})\b(?![/\w-])")
_DECORATED = 20  # marks of a quote, of bold and struck text


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in mrkdwn; a part of the card `begins` with it, or a blank line goes before it (`apart`)."""

    mrkdwn: str
    begins: bool = False
    apart: bool = False


def spoken(text: str) -> str:
    """Return words of ours with commands as they are typed in Slack, where /why is /talks why."""
    return _COMMAND.sub(rf"{TALKS} \1", text)


def texts(card: Card) -> Iterator[Text]:
    """Yield the card's text below its title, in order; struck through where the card is, but for what stands."""
    yield from _texts(replace(card, stands=()), _struck if card.struck else str)
    if card.stands:
        yield from _texts(Card(title="", blocks=card.stands), str)


def _texts(card: Card, mark: Callable[[str], str]) -> Iterator[Text]:
    page = page_of_card(card)
    columns: tuple[str, ...] = ()  # of the table before, which need not be named again
    if address := anchor(page.url, "article"):
        yield Text(address)
    for section in page.sections:
        begins = True
        if section.title:
            yield from _all(_bold(section.title, mark), begins=True)
            begins = False
        for block, following in zip_longest(section.blocks, section.blocks[1:]):
            if isinstance(block, Table):
                again, columns = block.columns == columns, block.columns
                yield from _all(_table(block, mark, named=not again), begins=begins)
            else:
                yield from _all(_lines(block, following, page, mark), begins=begins, apart=isinstance(block, Quote))
            begins = False


def anchor(url: str, words: str) -> str:
    """Return the link in mrkdwn, "" for what is no web address or is too long for Slack; the words are ours."""
    address = escape.link(url).replace("&", "&amp;")
    return f"<{address}|{words}>" if address and units(address) <= LINK else ""


def fitting(text: str, room: int, escaper: Callable[[str], str] = escape.slack) -> Iterator[str]:
    """Yield the text escaped, in pieces of at most `room` characters, broken between words where there are any."""
    while text:
        end = _end(text, room, escaper)
        if piece := escaper(text[:end].strip()):
            yield piece
        text = text[end:].lstrip()


def _all(lines: Iterator[str], *, begins: bool, apart: bool = False) -> Iterator[Text]:
    for line in lines:
        yield Text(line, begins=begins, apart=apart)
        begins = apart = False


def _end(text: str, room: int, escaper: Callable[[str], str]) -> int:
    """Return where the first piece of the text ends."""
    end = min(len(text), room)
    while end > 1 and (size := units(escaper(text[:end]))) > room:
        end = max(1, min(end - 1, end * room // size))
    if end == len(text):
        return end
    if (blank := max(text.rfind(" ", 0, end), text.rfind("\n", 0, end))) > 0:
        return blank
    while end > 1 and _joined(text, end):
        end -= 1
    return end


def _joined(text: str, at: int) -> bool:
    """Tell whether what stands before and after the place is one character to a reader."""
    return "\u200d" in text[at - 1 : at + 1] or unicodedata.combining(text[at]) > 0 or text[at] == "\ufe0f"


def _bold(text: str, mark: Callable[[str], str]) -> Iterator[str]:
    for piece in fitting(escape.one_line(text), ROOM - _DECORATED):
        yield mark(f"*{piece}*")


def _struck(lines: str) -> str:
    """Return the lines struck through, each for itself, since no mark goes over a line's end."""
    return "\n".join(f"~{line.strip()}~" if line.strip() else line for line in lines.split("\n"))


def _lines(block: Block, following: Block | None, page: Page, mark: Callable[[str], str]) -> Iterator[str]:
    match block:
        case Heading():
            yield from _bold(block.text, mark)
        case Paragraph():
            yield from map(mark, fitting(spoken(escape.clean(block.text).strip()), ROOM))
        case Quote():
            yield from _quote(block, page.link_of(block, following), mark)
        case Bullets():
            yield from joined(_bulleted([spoken(escape.one_line(item)) for item in block.items], mark))


def _quote(quote: Quote, address: str, mark: Callable[[str], str]) -> Iterator[str]:
    """Yield the quote in one piece where it fits: what it proves, the sentence, who said it where."""
    parts = list(_bold(quote.label, mark)) if quote.label else []
    parts += [f"> {mark(piece)}" for piece in fitting(escape.one_line(quote.text), ROOM - _DECORATED)]
    below = [f"— {piece}" for piece in fitting(spoken(provenance(quote)), ROOM - LINK - _DECORATED)]
    if link := anchor(address, "article"):
        below[-1] += f" · {link}"
    yield from joined(parts + below)


def _table(table: Table, mark: Callable[[str], str], *, named: bool) -> Iterator[str]:
    """Yield what the columns are, in italics where they are to be named, and a line per row."""
    columns = _row(table.columns) if named else ""
    head = [mark(f"_{piece}_") for piece in fitting(columns, ROOM - _DECORATED)]
    yield from joined([*head, *_bulleted([_row(row) for row in table.rows], mark)])


def _row(cells: tuple[str, ...]) -> str:
    return spoken(" · ".join(escape.one_line(cell) for cell in cells if cell.strip()))


def _bulleted(items: list[str], mark: Callable[[str], str]) -> list[str]:
    return [mark(f"• {piece}") for item in items for piece in fitting(item, ROOM - _DECORATED)]


def joined(lines: list[str]) -> Iterator[str]:
    """Yield the lines, as many together as fit a paragraph."""
    held: list[str] = []
    for line in lines:
        if held and units("\n".join((*held, line))) > ROOM:
            yield "\n".join(held)
            held = []
        held.append(line)
    if held:
        yield "\n".join(held)
