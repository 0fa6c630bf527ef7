"""Digests by what is kept say the same as those by all statements, at every moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from fakes.miami import DOSSIER, EVERYTHING, ITEM

from bot.commands.archive import Memory, Stored
from bot.commands.desk import Desk
from bot.commands.digest import written
from bot.derive import rebuild
from bot.settings import PositionRules
from bot.store.database import Store
from bot.store.items import save_items
from bot.store.statements import save_statements
from digest.render import render
from digest.window import Window, day, days

NOW = datetime(2025, 12, 31, 6, tzinfo=UTC)
STORED = [one for one in EVERYTHING if one.published is not None]


@pytest.fixture
def full(store: Store) -> Store:
    with store.write() as conn:
        save_items(conn, DOSSIER.id, [ITEM])
        for doc in {one.doc for one in STORED}:
            save_statements(conn, DOSSIER.id, doc, [one for one in STORED if one.doc == doc])
        rebuild(conn, DOSSIER, rules=PositionRules())
    return store


def windows() -> list[Window]:
    zone = "Europe/Kyiv"
    ends = (date(2025, 12, 7), date(2025, 12, 22), date(2025, 12, 29), date(2025, 12, 30))
    return [*(day(one, zone) for one in ends), *(days(one - timedelta(days=20), one, zone) for one in ends)]


@pytest.mark.parametrize("window", windows(), ids=lambda one: one.label)
def test_a_digest_by_what_is_kept_says_what_all_statements_say(full: Store, window: Window) -> None:
    kept = Desk(dossier=DOSSIER, now=NOW, archive=Stored(full, DOSSIER.id))
    whole = Desk(dossier=DOSSIER, now=NOW, archive=Memory(kept=STORED, kept_items=[ITEM]))
    assert render(written(window, kept), "markdown") == render(written(window, whole), "markdown")
