"""`/mute` leaves a channel alone; `/why not` says what became of anything there."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.values import NOON, at, make_item

from bot.app import MEMORY, opened
from bot.chat.console import render_text
from bot.commands.asker import Asker
from bot.commands.book import StoredBook
from bot.commands.buttons import request_of
from bot.commands.desk import Desk, Stored
from bot.commands.record import StoredRecord
from bot.commands.registry import answer, respond
from bot.jobs.holding import release_held
from bot.model import Item
from bot.pipeline import process_item
from bot.settings import Settings
from bot.store import channels as channel_rows
from bot.store import outbox
from bot.store.database import Store
from bot.store.items import save_items
from bot.subscriptions import Quiet

ANN = Asker(tenant="discord:1", channel="discord:11", user="u1", name="Ann", manages=True)
SETTINGS = Settings()
YES = says("north", "support", "ceasefire", "Ann", "We want the guns to fall silent at once.")
NO = says("north", "oppose", "ceasefire", "Ann", "There will be no pause of any kind now.")
SOUTH = says("south", "support", "territory", "Cid", "They may have the valley and all that is in it.")


@pytest.fixture
def store() -> Iterator[Store]:
    with opened(MEMORY) as kept:
        yield kept


def desk_at(now: datetime, store: Store, asker: Asker = ANN) -> Desk:
    """Return the desk of somebody in a channel at that time."""
    return Desk(
        dossier=DOSSIER, now=now, archive=Stored(store, "d"), asker=asker,
        book=StoredBook(store=store, asker=asker, rules=SETTINGS.digest),
        record=StoredRecord(store=store, dossier="d", channel=asker.channel),
    )  # fmt: skip


def ask(question: str, desk: Desk) -> str:
    """Return the answer as text."""
    return " ".join(render_text(respond(question, desk)).split())


def read(store: Store, line: str, key: str, now: datetime, *, baseline: bool = False, **changes: object) -> str:
    """Take an article of one line through the pipeline as of its publication, and return its statement's id."""
    one: Item = replace(make_item(key, text=line, published=now, fetched=now, full=True), title=f"{key} {line[-30:]}")
    one = replace(one, **changes)  # type: ignore[arg-type]
    with store.write() as conn:
        save_items(conn, "d", [one], baseline=baseline)
        done = process_item(conn, one, reader=ScriptedReader(), dossier=DOSSIER, settings=SETTINGS, now=now)
    return done.statements[0].id


def send(store: Store, now: datetime) -> int:
    """Send all that waits, and return how much that was."""
    with store.write() as conn:
        number = 0
        while (lease := outbox.lease(conn, ANN.channel, now, 60)) is not None:
            outbox.sent(conn, lease, at=now, receipt="m")
            number += 1
        return number


def test_a_muted_channel_is_told_nothing_and_can_ask_why(store: Store) -> None:
    ask("/watch add zone:UTC", desk_at(at(-1), store))
    assert "until 22 Dec 2025 19:00 (UTC)" in ask("/mute", desk_at(at(-1), store))
    assert "Muted until 22 Dec 2025 19:00 (UTC)" in ask("/watch list", desk_at(NOON, store))
    key = read(store, YES, "one", NOON)
    assert send(store, NOON) == 0
    assert "The channel was muted until 22 Dec 2025 19:00 (UTC)." in ask(f"/why not {key}", desk_at(at(1), store))
    assert "This channel is told again." in ask("/mute off", desk_at(at(1), store))
    assert "Nothing was muted" in ask("/mute off", desk_at(at(1), store))
    read(store, SOUTH, "two", at(2))
    assert send(store, at(2)) == 1


@pytest.mark.parametrize("question", ["/mute ceasefire 7d", "/mute for:7d topic:ceasefire", "/mute ceasefire for:1w"])
def test_a_muted_topic_is_not_told_and_others_are(question: str, store: Store) -> None:
    ask("/watch add zone:UTC", desk_at(at(-1), store))
    assert "What is about Ceasefire alone is not told here until 29 Dec 2025 11:00" in ask(
        question, desk_at(at(-1), store)
    )
    assert "Ceasefire is muted until 29 Dec 2025 11:00 (UTC), by Ann" in ask("/watch list", desk_at(NOON, store))
    key = read(store, YES, "one", NOON)
    read(store, SOUTH, "two", at(0.1))
    assert send(store, at(1)) == 1
    assert "The topic ceasefire was muted until" in ask(f"/why not {key}", desk_at(at(1), store))


def test_the_button_mutes_a_topic_and_only_for_those_who_manage_the_channel(store: Store) -> None:
    desk = desk_at(NOON, store)
    pressed = answer(request_of("mute", "ceasefire"), replace(desk, asker=replace(ANN, manages=False)))
    assert pressed.kind == "refusal"
    assert answer(request_of("mute", "ceasefire"), desk).title == "Muted: Ceasefire"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("/mute for:soon", "'soon' is no time; write it as for:8h"),
        ("/mute for:2025-12-01", "is over already"),
        ("/mute for:400d", "at most a year"),
        ("/mute topic:ceasfire", "nearest: Ceasefire"),
        ("/mute 8x", "no topic is called '8x'"),
    ],
)
def test_what_is_no_mute_is_told_in_a_sentence(question: str, sentence: str, store: Store) -> None:
    assert sentence.casefold() in ask(question, desk_at(NOON, store)).casefold()


@pytest.mark.parametrize(
    ("question", "until"),
    [
        ("/mute 30m", "22 Dec 2025 14:30"),
        ("/mute for:2d", "24 Dec 2025 14:00"),
        ("/mute until tomorrow", "23 Dec 2025 00:00"),
        ("/mute for:2025-12-24", "24 Dec 2025 00:00"),
    ],
)
def test_a_mute_ends_in_the_channels_time(question: str, until: str, store: Store) -> None:
    assert f"until {until} (Europe/Kyiv)" in ask(question, desk_at(NOON, store))


def test_why_not_says_when_and_by_which_wish_it_was_told(store: Store) -> None:
    ask("/watch add north zone:UTC", desk_at(at(-1), store))
    key = read(store, YES, "one", NOON)
    told = ask(f"/why not {key[:5]}", desk_at(at(1), store))
    assert "Told here on 22 Dec 2025 12:00 (UTC). Wanted by [" in told
    assert "about North." in told
    assert "It waits to be sent." in told
    send(store, at(0.5))
    assert "It was sent on 22 Dec 2025 12:30 (UTC)." in ask(f"/why not {key}", desk_at(at(1), store))


def test_why_not_names_the_clause_that_left_it_out(store: Store) -> None:
    ask("/watch add filter:actor:north and not topic:ceasefire", desk_at(at(-1), store))
    ask("/watch add south", desk_at(at(-0.9), store))
    key = read(store, YES, "one", NOON)
    told = ask(f"/why not {key}", desk_at(at(1), store))
    assert "does not let it pass: not topic:ceasefire (it is ceasefire)." in told
    assert "It is about north; the channel follows south." in told


def test_why_not_tells_of_shifts_by_their_id(store: Store) -> None:
    ask("/watch add kinds:statement", desk_at(at(-1), store))
    read(store, YES, "one", NOON)
    read(store, NO, "two", at(30))
    (shift,) = desk_at(at(31), store).shifts()
    told = ask(f"/why not {shift.id}", desk_at(at(31), store))
    assert "It is of the kind shift; the channel follows statement." in told


def test_why_not_tells_of_what_came_before_the_channel_subscribed(store: Store) -> None:
    key = read(store, YES, "one", at(-3))
    assert "the channel followed nothing of Talks" in ask(f"/why not {key}", desk_at(at(-2), store))
    ask("/watch add", desk_at(at(-1), store))
    late = read(store, SOUTH, "two", at(-0.5), published=at(-2))
    assert "before the channel subscribed on 22 Dec 2025 11:00 UTC" in ask(f"/why not {late}", desk_at(NOON, store))


def test_why_not_tells_of_what_brought_no_news_and_of_what_was_there_before(store: Store) -> None:
    ask("/watch add", desk_at(at(-9), store))
    old = read(store, YES, "old", at(-5), baseline=True)
    assert "before anybody watched" in ask(f"/why not {old}", desk_at(NOON, store))
    assert "no statement, shift or alert has the id" in ask("/why not ffffffff", desk_at(NOON, store)).casefold()


def test_why_not_tells_of_what_is_held_back_and_that_it_was(store: Store) -> None:
    ask("/watch add zone:UTC quiet:11:30-13:00", desk_at(at(-1), store))
    key = read(store, YES, "one", NOON)
    held = ask(f"/why not {key}", desk_at(at(0.5), store))
    assert "Held back until 22 Dec 2025 13:00 (UTC): It fell into the quiet hours (11:30-13:00, UTC)." in held
    release_held(store, now=at(1))
    told = ask(f"/why not {key}", desk_at(at(2), store))
    assert "Told here on 22 Dec 2025 13:00 (UTC)." in told
    assert "It was held back first" in told


def test_why_not_tells_of_a_lost_channel(store: Store) -> None:
    ask("/watch add zone:UTC", desk_at(at(-1), store))
    with store.write() as conn:
        channel_rows.lost(conn, ANN.channel, at=at(-0.5), reason="the bot was removed")
    key = read(store, YES, "one", NOON)
    assert "could not be reached since 22 Dec 2025 11:30 (UTC): the bot was removed." in ask(
        f"/why not {key}", desk_at(at(1), store)
    )


def test_quiet_hours_are_kept_as_they_are_typed() -> None:
    assert str(Quiet(time(22), time(7))) == "22:00-07:00"
    assert Quiet(time(22), time(7)).until(NOON + timedelta(hours=11), "UTC") == NOON + timedelta(hours=19)
