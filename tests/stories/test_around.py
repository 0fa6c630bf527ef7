"""The items around several that one transaction records are those that are around each of them."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from fakes.stores import memory_store
from fakes.values import at, make_item

import bot.around
from bot.around import Around
from bot.store.database import Store
from bot.store.items import save_items, save_stories

__all__ = ["memory_store"]


@pytest.mark.parametrize("most", [1, 3, 500])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_around_an_item_does_not_depend_on_what_was_asked_before(
    memory_store: Store, monkeypatch: pytest.MonkeyPatch, most: int, seed: int
) -> None:
    monkeypatch.setattr(bot.around, "MOST", most)
    chance = Random(seed)  # noqa: S311
    hours = [chance.randrange(300) for _ in range(40)]
    items = [make_item(f"i{n:02}", published=at(hour), fetched=at(hour)) for n, hour in enumerate(hours)]
    with memory_store.write() as conn:
        save_items(conn, "d", items)
        save_stories(conn, "d", {one.id: one.id for one in items if chance.random() < 0.8})
        together = Around(conn, "d")
        for one in chance.sample(items, len(items)):
            near = together.of(one.id)
            assert [(e.item.id, e.item.story) for e in near] == [
                (e.item.id, e.item.story) for e in Around(conn, "d").of(one.id)
            ]
            assert all(abs(e.at - at(hours[int(one.id[1:])])) <= timedelta(days=3) for e in near)
            save_stories(conn, "d", {one.id: "new"})
            own = next(e for e in near if e.item.id == one.id)
            together.renew({one.id: "new"}, near, replace(own, item=replace(own.item, story="new")))
