"""Two channels of two tenants say what they want, days of scripted items go by, and each gets just that."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.values import make_item

from bot.app import MEMORY, Setup, desk, opened
from bot.chat.console import render_text
from bot.commands.asker import Asker
from bot.commands.registry import respond
from bot.jobs.digests import write_digests
from bot.jobs.holding import release_held
from bot.jobs.watch import Watch
from bot.model import Item
from bot.pipeline import process_item
from bot.settings import Environment, Settings, shipped
from bot.store import outbox
from bot.store.database import Store
from bot.store.items import save_items

SETUP = Setup(root=shipped() / "config", settings=Settings(), environment=Environment())
ANN = Asker(tenant="discord:1", channel="discord:11", user="u1", name="Ann", manages=True)
EVE = Asker(tenant="slack:T2", channel="slack:C2", user="u2", name="Eve", manages=True)
WORDS = {
    "yes": says("north", "support", "ceasefire", "Ann", "We want the guns to fall silent at once."),
    "valley": says("south", "support", "territory", "Cid", "They may have the valley and all that is in it."),
    "slow": says("north", "negative", "progress", "Bob", "These weeks at the table have led to nothing at all."),
    "land": says("north", "oppose", "territory", "Dan", "Not a single village will ever be handed to anybody."),
    "no": says("north", "oppose", "ceasefire", "Ann", "There will be no pause of any kind now."),
    "again": says("north", "support", "ceasefire", "Ann", "Of course we are for an end to the shooting, as ever."),
}


def when(day: int, hour: int) -> datetime:
    """Return the hour of a day after 22 December 2025, in UTC."""
    return datetime(2025, 12, 22, hour, tzinfo=UTC) + timedelta(days=day)


class World:
    """The store, the clock and what each channel got, as (day, hour, how, title)."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = when(0, 0)
        self.got: dict[str, list[tuple[int, int, str, str]]] = {"discord:11": [], "slack:C2": []}
        self.threads: dict[str, str] = {}

    def ask(self, question: str, asker: Asker) -> str:
        """Return the answer to somebody in a channel, on one line."""
        card = respond(question, desk(SETUP, DOSSIER, self.store, now=self.now, asker=asker))
        return " ".join(render_text(card).split())

    def until(self, moment: datetime) -> None:
        """Let the hours go by: what is held is told when it may be, digests are written, all of it is sent."""
        while self.now < moment:
            self.now += timedelta(hours=1)
            release_held(self.store, now=self.now)
            write_digests(self._watch(), now=self.now)
            self._send()

    def read(self, key: str, *, copy_of: str = "", outlet: str = "Wire") -> str:
        """Take an article through the pipeline now, and return its statement's id."""
        line = WORDS[copy_of or key]
        item: Item = make_item(
            key, text=line, title=f"{key} {line[-30:]}", published=self.now, fetched=self.now, full=True, outlet=outlet
        )
        item = replace(item, url=f"https://wire.test/{copy_of or key}")
        with self.store.write() as conn:
            save_items(conn, "d", [item])
            done = process_item(
                conn, item, reader=ScriptedReader(), dossier=DOSSIER, settings=SETUP.settings, now=self.now
            )  # fmt: skip
        self._send()
        return done.statements[0].id

    def _send(self) -> None:
        for channel, got in self.got.items():
            with self.store.write() as conn:
                while (lease := outbox.lease(conn, channel, self.now, 60)) is not None:
                    one = lease.delivery
                    outbox.sent(conn, lease, at=self.now, receipt=one.key)
                    how = f"{one.manner}{' below the summary' if one.under else ''}"
                    got.append(((self.now - when(0, 0)).days, self.now.hour, how, one.card.title))

    def _watch(self) -> Watch:
        return Watch(
            dossier=DOSSIER, settings=SETUP.settings, store=self.store, reader=ScriptedReader,
            desk=lambda now: desk(SETUP, DOSSIER, self.store, now=now),
        )  # fmt: skip


@pytest.fixture
def world() -> Iterator[World]:
    """Return a world in which some days have gone by."""
    with opened(MEMORY) as store:
        lived = World(store)
        live(lived)
        yield lived


def live(world: World) -> None:
    """Let the days go by."""
    world.now = when(0, 7)
    world.read("yes")  # before anybody follows anything
    world.until(when(0, 8))
    world.ask("/watch add actors:north zone:UTC quiet:20:00-07:00 digest:07:00", ANN)
    world.ask("/watch add kinds:shift zone:America/New_York digest:off filter:topic:ceasefire", EVE)
    world.until(when(0, 10))
    world.read("valley")
    world.until(when(0, 12))
    world.read("slow")
    world.until(when(0, 13))
    world.read("slow2", copy_of="slow", outlet="Post")
    world.until(when(0, 21))
    world.read("land")
    world.read("slow3", copy_of="slow", outlet="Radio")
    world.until(when(4, 9))
    world.read("no")
    world.ask("/mute ceasefire 7d", ANN)
    world.until(when(6, 22))
    world.read("again")
    world.until(when(7, 8))


def test_each_channel_gets_what_it_asked_for_and_nothing_else(world: World) -> None:
    north = [one for one in world.got["discord:11"] if "Talks: " not in one[3]]
    assert north == [
        (0, 12, "new", "North: progress negative"),
        (0, 13, "reply", "Also reported by Post: North: progress negative"),
        (1, 7, "new", "2 alerts in the quiet hours"),
        (1, 7, "reply below the summary", "North: territory opposed"),
        (1, 7, "reply below the summary", "Territory: North opposes, South supports (Lisbon)"),
        (1, 7, "reply", "Also reported by Radio: North: progress negative"),
        (4, 9, "new", "North: ceasefire support → oppose (signalled shift)"),
        (6, 22, "edit", "North: ceasefire support → oppose (withdrawn shift)"),
    ]
    assert world.got["slack:C2"] == [
        (4, 9, "new", "North: ceasefire support → oppose (signalled shift)"),
        (6, 22, "edit", "North: ceasefire support → oppose (withdrawn shift)"),
    ]


def test_the_channel_with_digests_gets_one_each_morning_also_while_a_topic_is_muted(world: World) -> None:
    digests = [one for one in world.got["discord:11"] if "Talks: " in one[3]]
    assert [(day, hour, how) for day, hour, how, _ in digests] == [(day, 7, "new") for day in range(1, 8)]


def test_each_channel_can_ask_why_not(world: World) -> None:
    archive = desk(SETUP, DOSSIER, world.store, now=world.now).archive
    ids = {doc: archive.as_read(doc)[0].id for doc in ("yes", "valley", "slow", "land")}
    assert "followed nothing of Talks" in world.ask(f"/why not {ids['yes']}", ANN)
    assert "It is about south; the channel follows north." in world.ask(f"/why not {ids['valley']}", ANN)
    assert "It is of the kind statement; the channel follows shift." in world.ask(f"/why not {ids['slow']}", EVE)
    held = world.ask(f"/why not {ids['land']}", ANN)
    assert "Told here on 23 Dec 2025 07:00 (UTC). Wanted by [" in held
    assert "It was held back first: It fell into the quiet hours (20:00-07:00, UTC)." in held
