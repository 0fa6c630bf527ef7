"""`/digest new`: what came since the same person last asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes.miami import DOSSIER, STATEMENTS

from bot.commands.asker import Asker
from bot.commands.desk import Desk, Looks, Memory
from bot.commands.registry import respond
from bot.store.database import Store

ANN = Asker(tenant="discord:1", channel="discord:2", user="discord:3", name="Ann")
FIRST = datetime(2025, 12, 22, 12, tzinfo=UTC)


def ask(store: Store, now: datetime, asker: Asker = ANN) -> tuple[str, str]:
    """Return title and text of the answer."""
    looks = Looks(store=store, dossier=DOSSIER.id, asker=asker)
    desk = Desk(dossier=DOSSIER, now=now, archive=Memory(kept=STATEMENTS), asker=asker, looks=looks)
    card = respond("/digest new", desk)
    return card.title, str(card.blocks)


def test_the_first_time_it_is_the_last_day_and_then_what_came_since(store: Store) -> None:
    title, text = ask(store, FIRST)
    assert "21 Dec 2025 14:00 to 22 Dec 2025 14:00" in title
    assert "first time" in text
    title, text = ask(store, FIRST + timedelta(days=7))
    assert "22 Dec 2025 14:00 to 29 Dec 2025 14:00" in title
    assert "Since you last asked" in text
    title, text = ask(store, FIRST + timedelta(days=7, minutes=5))
    assert "29 Dec 2025 14:00 to 29 Dec 2025 14:05" in title


@pytest.mark.parametrize("other", [replace(ANN, user="discord:4"), replace(ANN, tenant="discord:9")])
def test_others_have_a_time_of_their_own(other: Asker, store: Store) -> None:
    ask(store, FIRST)
    assert "first time" in ask(store, FIRST + timedelta(days=1), other)[1]


def test_where_nobody_is_known_a_day_is_asked_for() -> None:
    card = respond("/digest new", Desk(dossier=DOSSIER, now=FIRST, archive=Memory(kept=STATEMENTS)))
    assert card.kind == "refusal"
