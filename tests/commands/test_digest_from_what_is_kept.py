"""A digest from what is kept is the one that all statements make."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from fakes.corrections import struck
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.values import NOON, at, make_item
from sqlalchemy import update

from bot.amend import amend
from bot.commands.desk import Desk, Memory, Stored
from bot.commands.digest import written
from bot.derive import rebuild
from bot.model import Item
from bot.pipeline import process_item
from bot.settings import Settings
from bot.store import schema
from bot.store.database import Store, open_store
from bot.store.items import save_items
from bot.store.statements import statements
from digest.window import Window, day

SETTINGS = Settings()
NOW = NOON + timedelta(days=40)
STANCES = {
    "ceasefire": ["support", "oppose", "conditional", "noncommittal"], "progress": ["positive", "guarded", "negative"]
}  # fmt: skip
WORDS = [
    "We have said often enough in the capital what can be had and what cannot.",
    "Nobody who knows the country can want anything else than what we have put on the table.",
    "It is for the other side to make the next step, and we have told them so again.",
    "There is a plan on the table, it has many points, and each of them is to be talked about.",
    "What was agreed last year holds, and whoever says otherwise has not read what was signed.",
]


def _items(seed: int) -> Iterator[Item]:
    chance = Random(seed)  # noqa: S311
    for number in range(24):
        hours = chance.choice([*range(-60, 30 * 24, 7)])
        lines = []
        for _ in range(chance.randrange(1, 3)):
            topic = chance.choice([*STANCES])
            who, speaker = chance.choice(["north", "south"]), chance.choice(["Ann", "Bob"])
            lines.append(says(who, chance.choice(STANCES[topic]), topic, speaker, chance.choice(WORDS)))
        outlet = chance.choice(["Wire", "Post", ""])
        yield make_item(
            f"i{number}", text="\n".join(lines), outlet=outlet, published=at(hours), fetched=at(hours), full=True
        )


@pytest.fixture(scope="module", params=[1, 2], name="read")
def _read(request: pytest.FixtureRequest) -> Iterator[Store]:
    opened = open_store("sqlite:///:memory:")
    with opened.write() as conn:
        for one in _items(request.param):
            save_items(conn, "d", [one])
            process_item(conn, one, reader=ScriptedReader(), dossier=DOSSIER, settings=SETTINGS, now=NOW)
        amend(conn, struck(statements(conn, "d")[3]), DOSSIER, rules=SETTINGS.positions)
    yield opened
    opened.close()


def _windows() -> list[Window]:
    days = [NOON.date() + timedelta(days=step) for step in range(-3, 31, 3)]
    return [*(day(one, "Europe/Kyiv") for one in days), Window(since=at(-80), until=NOW, zone="UTC")]


@pytest.mark.parametrize("kept", [True, False])
def test_a_digest_from_what_is_kept_is_the_one_that_all_statements_make(read: Store, kept: bool) -> None:
    if not kept:  # as in a store of an earlier version
        with read.write() as conn:
            conn.execute(update(schema.cells).values(stamp="", content="", known_until=None, said_until=None))
    with read.read() as conn:
        memory = Memory(statements(conn, "d"))
        items = conn.execute(schema.items.select()).all()
    assert items
    for window in _windows():
        stored = written(window, Desk(dossier=DOSSIER, now=NOW, archive=Stored(read, "d")))
        told = written(window, Desk(dossier=DOSSIER, now=NOW, archive=memory))
        assert stored.sections == told.sections
        assert stored.footer == told.footer


@pytest.mark.parametrize("days", [3, 12, 40])
def test_shifts_that_are_kept_are_those_that_all_statements_make(read: Store, days: int) -> None:
    with read.write() as conn:
        rebuild(conn, DOSSIER, rules=SETTINGS.positions)
        memory = Memory(statements(conn, "d"))
    now = NOON + timedelta(days=days)
    found = Desk(dossier=DOSSIER, now=now, archive=Stored(read, "d")).shifts()
    assert found == Desk(dossier=DOSSIER, now=now, archive=memory).shifts()
