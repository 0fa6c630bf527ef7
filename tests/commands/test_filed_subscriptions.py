"""Subscriptions of `config/parley.yaml` are kept as the file says, shown in their channel and changed in the file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

import pytest
from fakes.miami import DOSSIER, NOW

from bot.app import MEMORY, opened
from bot.chat.console import render_text
from bot.commands.asker import Asker
from bot.commands.book import StoredBook
from bot.commands.desk import Desk, Memory
from bot.commands.filed import filed, synchronise
from bot.commands.registry import respond
from bot.dossier import Dossier
from bot.errors import ConfigError
from bot.model import AlertKind, Rank
from bot.settings import DigestRules, FiledSubscription
from bot.store import channels as channel_rows
from bot.store.database import Store
from bot.store.subscriptions import subscriptions
from bot.subscriptions import Channel, Origin, Quiet, Subscription

LATER = NOW.replace(month=12, day=31)
DESK = FiledSubscription(
    channel="slack:C1", actors=("Moscow", "us"), topics=("truce", "territory")[1:], kinds=("shift",), rank="minister",
    origins=2, without=("CGTN",), filter="not outlet:RT", zone="Kyiv", quiet="22:00-07:00", digest=("07:00", "18:00"),
)  # fmt: skip
MAIL = FiledSubscription(channel="email:morning", kinds=())


@pytest.fixture
def store() -> Iterator[Store]:
    with opened(MEMORY) as kept:
        yield kept


def dossier(name: str | None) -> Dossier:
    """Return the dossier of the tests, as it is found by name."""
    if name not in {None, "ukraine"}:
        raise ConfigError(f"there is no dossier {name!r}")
    return DOSSIER


def sync(store: Store, *entries: FiledSubscription, now: datetime = NOW) -> list[Subscription]:
    """Let the file say so, and return what is kept."""
    with store.write() as conn:
        synchronise(conn, filed(entries, dossier, now=now), rules=DigestRules(), now=now)
        return subscriptions(conn)


def test_the_file_is_kept_as_it_is_at_each_start(store: Store) -> None:
    both = {one.channel: one for one in sync(store, DESK, MAIL)}
    desk = both["slack:C1"]
    assert (desk.actors, desk.topics, desk.kinds) == (("russia", "us"), ("territory",), (AlertKind.SHIFT,))
    assert (desk.minimum_rank, desk.minimum_origins, desk.excluded_outlets) == (Rank.MINISTER, 2, ("CGTN",))
    assert (desk.filter, desk.origin, desk.created) == ("not outlet:RT", Origin.FILE, NOW)
    assert both["email:morning"].kinds == ()
    with store.read() as conn:
        channel = channel_rows.channel(conn, "slack:C1")
    assert channel == Channel(
        id="slack:C1", zone="Europe/Kyiv", quiet=Quiet(time(22), time(7)), digest_times=("07:00", "18:00"),
        settled_at=NOW,
    )  # fmt: skip
    assert sync(store, DESK, MAIL, now=LATER) == sync(store, MAIL, DESK, now=LATER)
    assert {one.created for one in sync(store, DESK, MAIL, now=LATER)} == {NOW}
    assert [one.channel for one in sync(store, MAIL, now=LATER)] == ["email:morning"]
    assert [one.created for one in sync(store, DESK, now=LATER)] == [LATER]


def test_people_in_the_channel_see_it_and_cannot_remove_it(store: Store) -> None:
    (one,) = sync(store, DESK)
    asker = Asker(tenant="slack:T1", channel="slack:C1", user="u", name="Ann", manages=True)
    book = StoredBook(store=store, asker=asker, rules=DigestRules())
    desk = Desk(dossier=DOSSIER, now=NOW, archive=Memory(()), asker=asker, book=book)
    shown = " ".join(render_text(respond("/watch list", desk)).split())
    assert f"[{one.id}] Ukraine talks: shifts, about Russia and United States" in shown
    assert "from config/parley.yaml: it is changed there" in shown
    assert "take it out there" in render_text(respond(f"/watch remove {one.id}", desk))
    assert "quiet hours: 22:00-07:00" in shown.casefold()
    respond("/watch add russia", desk)
    assert len(sync(store, now=LATER)) == 1  # what was added in chat stays


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"actors": ("russa",)}, "subscriptions.0 (slack:C1): no party or person is called 'russa'"),
        ({"topics": ("ceasfire",)}, "nearest: Ceasefire"),
        ({"kinds": ("shfit",)}, "no kind is called 'shfit'; nearest: shift"),
        ({"dossier": "elsewhere"}, "there is no dossier 'elsewhere'"),
        ({"filter": "actor:"}, "has no value"),
        ({"zone": "Nowhere/Land"}, "is no time zone"),
        ({"quiet": "22"}, "write them as quiet:22:00-07:00"),
        ({"digest": ("7",)}, "is no time of day"),
        ({"rank": "king"}, "no rank is called 'king'"),
    ],
)
def test_what_means_nothing_is_told_with_its_place(change: dict[str, object], sentence: str, store: Store) -> None:
    entry = DESK.model_copy(update=change)
    with pytest.raises(ConfigError) as caught:
        sync(store, entry)
    assert sentence in str(caught.value)
    with store.read() as conn:
        assert subscriptions(conn) == []


def test_a_channel_that_the_file_settles_keeps_its_mute(store: Store) -> None:
    with store.write() as conn:
        channel_rows.save_channel(conn, Channel(id="slack:C1", tenant="slack:T1", zone="UTC", muted_until=LATER))
    sync(store, DESK)
    with store.read() as conn:
        channel = channel_rows.channel(conn, "slack:C1")
    assert channel is not None
    assert (channel.tenant, channel.muted_until, channel.zone) == ("slack:T1", LATER, "Europe/Kyiv")
    assert replace(channel, quiet=None).digest_times == ("07:00", "18:00")
