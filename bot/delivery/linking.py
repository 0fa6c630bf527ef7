"""Quotes in messages that lead to the pages, where those can be reached, rather than to the articles."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.model import Block, Card, Outgoing, Quote

if TYPE_CHECKING:
    from bot.delivery.courier import Sender

SHORT = "s"
"""Where the pages take the id of a statement of any dossier."""


def linked(card: Card, public_url: str) -> Card:
    """Return the card with each quote that has an id leading to the page of its statement."""
    return replace(
        card, blocks=linked_blocks(card.blocks, public_url), stands=linked_blocks(card.stands, public_url)
    )  # fmt: skip


def linked_blocks(blocks: Iterable[Block], public_url: str) -> tuple[Block, ...]:
    """Return the blocks with each quote that has an id leading to the page of its statement."""
    base = f"{public_url.rstrip('/')}/{SHORT}/"
    return tuple(
        replace(block, url=base + block.id) if isinstance(block, Quote) and block.id else block for block in blocks
    )


class Linking:
    """A sender whose cards lead to the pages at `public_url`; what else it does is what the sender does."""

    def __init__(self, sender: "Sender", public_url: str) -> None:
        self._sender = sender
        self._public_url = public_url

    def __getattr__(self, name: str) -> Any:
        """Return what else the sender has, such as its pace."""
        return getattr(self._sender, name)

    async def send(self, message: Outgoing) -> str:
        """Send the card with its quotes leading to the pages."""
        card = linked(message.delivery.card, self._public_url)
        return await self._sender.send(replace(message, delivery=replace(message.delivery, card=card)))
