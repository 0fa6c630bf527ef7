"""A card as Slack messages: a card goes in, Block Kit within all of Slack's limits comes out; pure.

A card that is too long for one message becomes several; the first of them carries the buttons and says how many follow.
Where only some of them are sent, the last one leads to those that follow.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, count, islice

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from bot import escape
from bot.chat.pieces import pieces
from bot.chat.slack.limits import BLOCKS, BUTTON_TEXT, BUTTONS, CONTEXT, FALLBACK, HEADER, TOGETHER, units
from bot.chat.slack.mrkdwn import ROOM, Text, anchor, fitting, spoken, texts
from bot.commands.buttons import code_of
from bot.model import Action, Bullets, Card, Paragraph, Quote
from bot.model import Block as CardBlock
from digest.render import SHIPPED, Format, Templates

MOST_MESSAGES = 10
"""Messages of one card; what goes beyond them is named as cut, and the sender attaches the whole as a file."""
PRESSED = "card"
"""What the ids of the buttons of cards begin with."""
_SPARE = 1_300  # characters of a message that are left for the number of the part, and for a link
_UNTITLED = "Parley"
_TAIL = 1_600  # characters of a message that are left for blocks that are not the card's own
_MOST_PARTS = 200


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its blocks, and the text for notifications and screen readers; `cut` where it ends too early."""

    blocks: tuple[Block, ...]
    text: str
    cut: bool = False

    def body(self) -> list[dict[str, object]]:
        """Return the blocks as Slack takes them; raises SlackObjectFormationError for what it would refuse."""
        return [block.to_dict() for block in self.blocks]


Onward = Callable[[int], Block]
"""Makes the block that leads to the part of that number and those after it."""


def messages(
    card: Card, *, first: int = 1, most: int = MOST_MESSAGES, tail: tuple[Block, ...] = (),
    onward: Onward | None = None, templates: Templates = SHIPPED,
) -> tuple[Message, ...]:  # fmt: skip
    """Return the card as at least one and at most so many messages, from the part of the number `first` on.

    `tail` are blocks below the text of part 1. Where parts are left, the last one says that it is cut, or what
    `onward` makes leads there. Which text is in which part depends on the card alone. `templates` may lay out digests.
    """
    below = (*_buttons(card.actions, card.dossier), *tail)
    pages = _parts(card, templates, spare=_TAIL if tail or onward else 0)
    first = min(max(first, 1), len(pages))
    last = min(first + most - 1, len(pages))
    left = last < len(pages)
    shown = len(pages) if onward else last
    text = fallback(card)
    made = []
    for number in range(first, last + 1):
        ends = left and number == last
        note = _cut(card, last) if ends and onward is None else _part(number, shown)
        more = (onward(number + 1),) if ends and onward else ()
        blocks = (*pages[number - 1], *note, *(below if number == 1 else ()), *more)
        said = text if number == 1 else f"{text} ({number})"
        made.append(Message(blocks=blocks or (_section("—"),), text=said, cut=ends))
    return tuple(made)


def _parts(card: Card, templates: Templates, *, spare: int) -> list[tuple[Block, ...]]:
    """Return what each message of the card holds beside its buttons, with room for what a caller adds."""
    own = templates.digest(card, Format.SLACK)
    if own is None:
        stream = chain(_title(card), _sections(texts(card)), _footer(card))
    else:
        stream = chain(map(_section, pieces(own.strip(), ROOM, units)), _footer(replace(card, footer="")))
    buttons = tuple(_buttons(card.actions, card.dossier))
    packed = _packed(stream, TOGETHER - _SPARE - spare - size(buttons), BLOCKS - 5)
    return list(islice(packed, _MOST_PARTS)) or [()]


def fallback(card: Card) -> str:
    """Return the card in a line: what a notification shows, and all that a reader gets where blocks are not shown."""
    title = escape.one_line(card.title) or _UNTITLED
    told = next(filter(None, map(_line, card.blocks)), "")
    whole = f"{title}: {told}" if told and not card.struck else title
    pieces = list(fitting(whole, FALLBACK))
    return "…".join((pieces[0], "")) if len(pieces) > 1 else pieces[0]


def _line(block: CardBlock) -> str:
    """Return what a block says first, in a line; commands as they are typed here, but in words from outside."""
    match block:
        case Quote():
            return escape.one_line(block.text)
        case Paragraph():
            return escape.one_line(spoken(block.text))
        case Bullets():
            return escape.one_line(spoken(block.items[0])) if block.items else ""
    return ""


def plain(text: str) -> PlainTextObject:
    """Return a plain text object, in which nothing is read as markup or emoji."""
    return PlainTextObject(text=plain_text(text), emoji=False)


def plain_text(text: str) -> str:
    """Return the text on one line with Slack's three entities."""
    return escape.one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut_to(text: str, room: int) -> str:
    """Return plain text that fits, a longer one with a mark where it ends; never an empty one."""
    pieces = list(fitting(escape.one_line(text), room, plain_text))
    if len(pieces) > 1:
        pieces = list(fitting(escape.one_line(text), room - 1, plain_text))
        return f"{pieces[0]}…"
    return pieces[0] if pieces else "—"


def context(mrkdwn: str) -> ContextBlock:
    """Return small print."""
    return ContextBlock(elements=[MarkdownTextObject(text=mrkdwn, verbatim=True)])


def button(action: Action, code: str, number: int) -> ButtonElement:
    """Return the button of an action; its id is unique within the message."""
    text = PlainTextObject(text=cut_to(action.label, BUTTON_TEXT), emoji=False)
    return ButtonElement(text=text, action_id=f"{PRESSED}:{number}:{action.name}"[:BUTTON_TEXT], value=code)


def size(blocks: Iterable[Block]) -> int:
    """Return what the blocks count towards the limit on all blocks of a message together."""
    return sum(units(json.dumps(block.to_dict(), ensure_ascii=False)) for block in blocks)


def _title(card: Card) -> Iterator[Block]:
    title = plain_text(card.title)
    if not title:
        return
    if units(title) <= HEADER and not card.struck:
        yield HeaderBlock(text=PlainTextObject(text=title, emoji=False))
        return
    for piece in fitting(escape.one_line(card.title), ROOM):
        yield _section(f"~*{piece}*~" if card.struck else f"*{piece}*")


def _sections(paragraphs: Iterable[Text]) -> Iterator[Block]:
    """Yield section blocks, each with as many paragraphs of one part of the card as fit."""
    held = ""
    for one in paragraphs:
        together = f"{held}\n\n{one.mrkdwn}" if one.apart else f"{held}\n{one.mrkdwn}"
        if held and (one.begins or units(together) > ROOM):
            yield _section(held)
            held = one.mrkdwn
        else:
            held = together if held else one.mrkdwn
    if held:
        yield _section(held)


def _section(mrkdwn: str) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=mrkdwn, verbatim=True), expand=True)


def _packed(blocks: Iterable[Block], room: int, most: int) -> Iterator[tuple[Block, ...]]:
    """Yield the blocks in messages that each keep to the room and the number of blocks."""
    held: list[Block] = []
    used = 0
    for block in blocks:
        needed = size((block,))
        if held and (used + needed > room or len(held) == most):
            yield tuple(held)
            held, used = [], 0
        held.append(block)
        used += needed
    if held:
        yield tuple(held)


def _cut(card: Card, part: int) -> Iterator[Block]:
    whole = anchor(card.url, "the article")
    yield context(f"[…] Cut here, after part {part}: it is too long for Slack. {whole}".strip())


def _part(number: int, of: int) -> Iterator[Block]:
    if of > 1:
        yield context(f"Part {number} of {of}" + ("; it goes on below." if number == 1 else "."))


def _footer(card: Card) -> Iterator[Block]:
    told = {escape.one_line(one.text) for one in card.blocks if isinstance(one, Paragraph)}
    picture = [f"Picture: {card.image.alt}"] if card.image and card.image.alt not in told else []
    for text in (*picture, spoken(card.footer)):
        for piece in fitting(escape.clean(text).strip(), CONTEXT):
            yield context(piece)


def _buttons(actions: tuple[Action, ...], dossier: str) -> Iterator[Block]:
    numbers = count()
    elements = [button(action, code, next(numbers)) for action in actions if (code := _code(action, dossier))]
    if elements:
        yield ActionsBlock(elements=elements[:BUTTONS])


def _code(action: Action, dossier: str) -> str:
    try:
        return code_of(action, dossier)
    except ValueError:  # a button that could not be read when it is pressed is left out
        return ""
