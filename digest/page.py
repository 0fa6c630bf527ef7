"""What the templates lay out: a page of titled sections of neutral blocks, made from a digest or from a card."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace

from bot.model import Block, Card, Heading, Quote
from digest.window import Window

TITLES = {
    "bottom-line": "Bottom line",
    "shifts": "Shifts",
    "tone": "Changes of tone",
    "mixed": "Mixed signals",
    "accounts": "Differing accounts",
    "voices": "Who spoke",
    "conditions": "Conditions and sequences on the table",
    "claims": "What others say, nobody's position",
    "silent": "Gone silent",
    "state": "State of play",
    "watch": "What to watch",
    "evidence": "Evidence for the state of play",
}
"""The sections of a digest by their keys, in the order in which a desk reads them."""
_BEFORE_PERIOD = ": "
_IDS = re.compile(r"\[([0-9a-f]{8})\]")
_KEYS = {"": "bottom-line"} | {title: key for key, title in TITLES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled part; `key` names it for templates ("shifts"), "" for what stands before the first heading."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A message as it is laid out; `article` is the address under its title where all its quotes stand there."""

    title: str
    sections: tuple[Section, ...]
    subtitle: str = ""
    url: str = ""
    footer: str = ""
    article: str = ""

    def evidence(self) -> dict[str, str]:
        """Return the address of each quote by its id, and by those that its label names beside."""
        found: dict[str, str] = {}
        for quote in (block for section in self.sections for block in section.blocks if isinstance(block, Quote)):
            found |= {key: quote.url for key in (*_IDS.findall(quote.label), quote.id) if quote.url}
        return found

    def link_of(self, quote: Quote, following: object) -> str:
        """Return the address to show below a quote: none where the title has it, or the quote after it has the same."""
        again = isinstance(following, Quote) and (following.url, following.outlet) == (quote.url, quote.outlet)
        return "" if again or quote.url == self.article else quote.url


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What is told of a period: the sections in the order a desk reads them, each line with its evidence."""

    dossier: str
    title: str
    window: Window
    sections: tuple[Section, ...]
    footer: str = ""

    def section(self, key: str) -> Section | None:
        """Return the section of that key, None where the period has nothing for it."""
        return next((one for one in self.sections if one.key == key), None)


def page_of_digest(digest: Digest) -> Page:
    """Return the page that shows a digest."""
    return Page(
        title=digest.title, subtitle=digest.window.label, sections=digest.sections, footer=digest.footer
    )  # fmt: skip


def page_of_card(card: Card) -> Page:
    """Return the page that shows a card: each of its headings begins a section.

    Its title says it of a struck card, for those who cannot strike through. The card's own address stands under the
    title, unless its quotes come from several articles and show it themselves.
    """
    quoted = {block.url for block in (*card.blocks, *card.stands) if isinstance(block, Quote)}
    url = card.url if card.url not in quoted or quoted == {card.url} else ""
    article = url if quoted == {url} else ""
    title = f"No longer so: {card.title}" if card.struck else card.title
    return Page(title=title, sections=tuple(_sections(card)), url=url, footer=card.footer, article=article)


def page_of_digest_card(card: Card) -> Page:
    """Return the page that shows a digest which was made a card: the same as that of the digest itself."""
    page = page_of_card(card)
    title, found, period = page.title.rpartition(_BEFORE_PERIOD)
    sections = tuple(replace(one, key=_KEYS[one.title]) for one in _sections(card, _KEYS))
    return replace(page, sections=sections, **({"title": title, "subtitle": period} if found else {}))


def card_of_digest(digest: Digest) -> Card:
    """Return the digest as a card, for chats."""
    blocks: list[Block] = []
    for section in digest.sections:
        blocks += [Heading(section.title)] if section.title else []
        blocks += section.blocks
    title = f"{digest.title}{_BEFORE_PERIOD}{digest.window.label}"
    return Card(title=title, blocks=tuple(blocks), footer=digest.footer, kind="digest")


def _sections(card: Card, titles: Container[str] | None = None) -> Iterator[Section]:
    """Yield the card's sections; only headings with one of the titles begin one, where any are given."""
    title, blocks = "", list[Block]()
    for block in (*card.blocks, *card.stands):
        if isinstance(block, Heading) and (titles is None or block.text in titles):
            if title or blocks:
                yield Section(key="", title=title, blocks=tuple(blocks))
            title, blocks = block.text, []
        else:
            blocks.append(block)
    if title or blocks:
        yield Section(key="", title=title, blocks=tuple(blocks))
