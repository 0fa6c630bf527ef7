from dataclasses import replace

import pytest
from fakes.miami import DOSSIER, NOW
from fakes.place import Place, place
from fakes.stores import memory_store

from bot.commands.asker import operator
from bot.commands.desk import NOBODY, Desk, Memory, Moderator
from bot.commands.registry import respond
from bot.commands.shelf import FoundFeed, StoredShelf
from bot.errors import FeedError
from bot.escape import one_line
from bot.model import Bullets, Card, Paragraph
from bot.settings import PositionRules
from bot.store.database import Store
from bot.store.extra_feeds import with_extra_feeds

__all__ = ["memory_store", "place"]


def look(url: str) -> FoundFeed:
    if "gone" in url:
        raise FeedError(f"{url}: has no feed; give the address of the feed itself")
    return FoundFeed(url=f"{url}/rss", title="The Courier <b>", items=3)


def desk_of(store: Store, *, trusted: bool = True) -> Desk:
    editor = Moderator(store=store, dossier=DOSSIER, rules=PositionRules(), by="ann")
    desk = Desk(dossier=DOSSIER, now=NOW, archive=Memory(()), asker=operator("ann"), editor=editor)
    with store.read() as conn:
        dossier = with_extra_feeds(conn, DOSSIER)
    shelf = StoredShelf(store=store, dossier=DOSSIER.id, look=look) if trusted else None
    return replace(desk, dossier=dossier, shelf=shelf)


def words(card: Card) -> str:
    lines = [block.text for block in card.blocks if isinstance(block, Paragraph)]
    lines += [item for block in card.blocks if isinstance(block, Bullets) for item in block.items]
    return one_line("\n".join((card.title, *lines)))


def test_a_feed_is_added_listed_and_taken_out_again(memory_store: Store) -> None:
    added = words(respond("/feed add courier.test kind:agency country:gb", desk_of(memory_store)))
    assert "Added: The Courier <b> [the-courier-b]" in added
    assert "https://courier.test/rss is read from now on; what it holds now (3 items) is not alerted." in added
    again = words(respond("/feed add courier.test", desk_of(memory_store)))
    assert "is in Ukraine talks already, as the-courier-b" in again
    assert "[the-courier-b], added" in words(respond("/feed list", desk_of(memory_store)))
    (feed,) = desk_of(memory_store).shelf.added()  # type: ignore[union-attr]
    assert (feed.country, feed.kind) == ("GB", "agency")
    assert "Removed: the-courier-b" in words(respond("/feed remove [the-courier-b]", desk_of(memory_store)))
    assert "was not added" in words(respond("/feed remove the-courier-b", desk_of(memory_store)))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("/feed add https://gone.test", "has no feed"),
        ("/feed add courier.test kind:spaceship", "kind: "),
        ("/feed add courier.test country:Britain", "country: "),
    ],
)
def test_what_cannot_be_added_is_said(memory_store: Store, question: str, said: str) -> None:
    card = respond(question, desk_of(memory_store))
    assert card.kind == "refusal"
    assert said in words(card)


@pytest.mark.parametrize("question", ["/feed add courier.test", "/feed remove x"])
def test_feeds_are_changed_by_those_whom_the_settings_trust(memory_store: Store, question: str) -> None:
    desk = desk_of(memory_store, trusted=False)
    assert "tenants.trusted" in words(respond(question, desk))
    assert "is for moderators" in words(respond(question, replace(desk, editor=None, asker=NOBODY)))
    assert respond("/feed list", desk).kind == "answer"


async def test_a_feed_is_found_from_an_address_in_the_network(place: Place) -> None:
    url = "http://{}:{}/wire.rss".format(*place.server.address)
    assert "as wire" in (await place.parley("ask", f"/feed add {url}")).out
