"""Quotes that lead to the pages, where those can be reached."""

from datetime import UTC, datetime

from fakes.senders import ScriptedSender

from bot.delivery.linking import Linking, linked
from bot.model import Card, Delivery, Outgoing, Paragraph, Quote

ARTICLE = "https://news.example/1"


def quote(key: str) -> Quote:
    return Quote(text="Yes.", speaker="Ann", outlet="Courier", said_on="1 Jan 2026", url=ARTICLE, id=key)


CARD = Card(title="T", url=ARTICLE, blocks=(Paragraph("p"), quote("a1b2c3d4"), quote("")))


def test_quotes_lead_to_their_statements_and_all_else_stays() -> None:
    shown = linked(CARD, "https://desk.example/parley/")
    assert [block.url for block in shown.blocks if isinstance(block, Quote)] == [
        "https://desk.example/parley/s/a1b2c3d4", ARTICLE,
    ]  # fmt: skip
    assert (shown.url, shown.title, shown.blocks[0]) == (ARTICLE, "T", Paragraph("p"))


def test_what_took_a_struck_card_back_leads_to_the_pages_too() -> None:
    shown = linked(Card(title="T", struck=True, stands=(quote("a1b2c3d4"),)), "https://desk.example")
    assert [block.url for block in shown.stands if isinstance(block, Quote)] == ["https://desk.example/s/a1b2c3d4"]


async def test_a_linking_sender_is_the_sender_with_other_links() -> None:
    chat = Remembering()
    message = Outgoing(
        delivery=Delivery(key="k", channel="chat:1", card=CARD, created=datetime(2026, 1, 1, tzinfo=UTC))
    )
    sender = Linking(chat, "https://desk.example")
    assert await sender.send(message) == "m-k"
    assert chat.cards == [linked(CARD, "https://desk.example")]
    assert sender.shown is chat.shown


class Remembering(ScriptedSender):
    """A chat that remembers the cards."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[Card] = []

    async def send(self, message: Outgoing) -> str:
        """Remember the card, and accept it."""
        self.cards.append(message.delivery.card)
        return await super().send(message)
