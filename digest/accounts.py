"""Differing accounts of the latest round of talks."""

from collections.abc import Iterable

from bot.alerts.cards import divergence_card
from bot.model import Block, Heading, Paragraph
from digest.facts import Facts
from digest.told import Told

_PER_SIDE = 1


def accounts(facts: Facts, told: Told) -> Iterable[Block]:
    """Write in what the accounts differ, each side with the quote that shows it."""
    for divergence in facts.divergences:
        card = divergence_card(divergence, facts.dossier)
        yield Heading(card.title)
        yield from (block for block in card.blocks if isinstance(block, Paragraph))
        headings = [block.text for block in card.blocks if isinstance(block, Heading)]
        for heading, side in zip(headings, divergence.sides, strict=True):
            yield Paragraph(heading)
            yield from told.quotes(side.statements[:_PER_SIDE])
