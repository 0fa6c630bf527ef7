"""A card as Discord messages: embeds, buttons and files within all limits, and nothing in them that does anything.

Every message has one embed, so that no two of a message share an address and collapse, and none comes near the limit
over all embeds. Colours tell kinds apart; the words say the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.discord.layout import PAGE, Layout, lay_out
from bot.chat.discord.limits import ALT, CUT, FILE_BYTES, LABEL, LINK, ROWS, bare, title, units
from bot.chat.pieces import pieces
from bot.commands.buttons import LONGEST, code_of
from bot.escape import link
from bot.model import Action, Card, Image
from digest.page import page_of_card
from digest.render import SHIPPED, Format, Templates, render_card

MOST_MESSAGES = 4
"""Messages that one card may become in a channel; what is longer is attached in full."""
WHOLE = "whole.txt"
_REST = f"**{CUT.strip()}** Cut here: all of it is in the attached {WHOLE}."
_COLORS = {
    "shift": 0xE67E22, "divergence": 0x9B59B6, "statement": 0x3498DB, "coverage": 0x95A5A6, "notice": 0xF1C40F,
    "digest": 0x1ABC9C, "answer": 0x607D8B, "refusal": 0xE74C3C,
}  # fmt: skip
_STRUCK = 0x747F8D


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button: what it says, and the text (`custom_id`) by which it is known, also after a restart."""

    label: str
    code: str
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of a message; `alt` says in words what a picture shows."""

    name: str
    data: bytes
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One Discord message: an embed as its API has it, buttons and files."""

    embed: Mapping[str, Any]
    buttons: tuple[Button, ...] = ()
    files: tuple[Attachment, ...] = ()


def messages(card: Card, *, most: int = MOST_MESSAGES, templates: Templates = SHIPPED) -> tuple[Message, ...]:
    """Return the messages that bring the card to a channel, at most so many; `templates` may lay out digests.

    Where it needs more, the last one says that it is cut, and the whole is attached to it.
    """
    card, laid = _laid(card, templates)
    shown = laid.pages[:most]
    tables = tuple(Attachment(name=one.name, data=one.data) for one in laid.sheets)
    made = []
    for number, text in enumerate(shown):
        last = number == len(shown) - 1
        footer = f"part {number + 1} of {len(shown)}" if len(shown) > 1 else ""
        files = (*_picture(card.image, first=number == 0), *(tables if last else ()))
        cut = last and len(shown) < len(laid.pages)
        made.append(
            Message(
                embed=embed(card, f"{text}\n\n{_REST}" if cut else text, footer=footer, first=number == 0),
                buttons=buttons_of(card.actions, card.dossier) if last else (),
                files=(*files, whole(card)) if cut else files,
            )
        )
    return tuple(made)


def answer_page(card: Card, number: int, *, footer: str = "", templates: Templates = SHIPPED) -> tuple[Message, int]:
    """Return one page of an answer (from 0; the last one for a higher number), and how many pages there are."""
    card, laid = _laid(card, templates)
    count = len(laid.pages)
    at = min(max(number, 0), count - 1)
    words = " · ".join(filter(None, (f"page {at + 1} of {count}" if count > 1 else "", footer)))
    files = (*_picture(card.image, first=at == 0), *(Attachment(name=s.name, data=s.data) for s in laid.sheets))
    return Message(embed=embed(card, laid.pages[at], footer=words, first=at == 0), files=files), count


def _laid(card: Card, templates: Templates) -> tuple[Card, Layout]:
    """Return the card laid out, by the user's own template where there is one; then it has no title beside that."""
    own = templates.digest(card, Format.DISCORD)
    if own is None:
        return card, lay_out(card)
    return replace(card, title=""), Layout(pages=tuple(pieces(own.strip(), PAGE, units)))


def embed(card: Card, text: str, *, footer: str = "", first: bool = True) -> dict[str, Any]:
    """Return the embed of one page of the card; the first has its address and picture."""
    made: dict[str, Any] = {"type": "rich", "color": _STRUCK if card.struck else _COLORS.get(card.kind, _STRUCK)}
    if heading := title(card.title, 252 if card.struck else 256):
        made["title"] = f"~~{heading}~~" if card.struck else heading
    if text:
        made["description"] = text
    if footer:
        made["footer"] = {"text": bare(footer, 700)}
    address = link(page_of_card(card).url)
    if first and address and len(address) <= LINK and heading:
        made["url"] = address
    if first and card.image is not None and len(card.image.png) <= FILE_BYTES:
        made["image"] = {"url": f"attachment://{_file_name(card.image.name)}"}
    if not made.keys() & {"title", "description", "image"}:
        made["description"] = "(nothing to show)"
    return made


def buttons_of(actions: tuple[Action, ...], dossier: str) -> tuple[Button, ...]:
    """Return a button for each action whose code a button carries, as many as fit below a message."""
    fitting = [one for one in actions if len(f"{one.name}:{dossier}:{one.value}") <= LONGEST]
    return tuple(
        Button(label=bare(one.label or one.name, LABEL) or one.name, code=code_of(one, dossier))
        for one in fitting[: ROWS * 5]
    )


def whole(card: Card) -> Attachment:
    """Return all that the card says as a text file."""
    return Attachment(name=WHOLE, data=render_card(card, Format.TEXT).encode("utf-8", "replace")[:FILE_BYTES])


def _picture(image: Image | None, *, first: bool) -> tuple[Attachment, ...]:
    if image is None or not first or len(image.png) > FILE_BYTES:
        return ()
    return (Attachment(name=_file_name(image.name), data=image.png, alt=bare(image.alt, ALT)),)


def _file_name(name: str) -> str:
    """Return a name that Discord keeps as it is, so that the embed finds the picture."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", name.rpartition("/")[2].removesuffix(".png")).strip("-_")[:60]
    return f"{stem or 'picture'}.png"
