"""Buttons that outlive a restart, and what may follow while somebody types."""

import asyncio
import threading
from dataclasses import replace

import pytest
from fakes.miami import DOSSIER
from fakes.values import NOON

from bot.commands.asker import Asker
from bot.commands.buttons import LONGEST, code_of, read_code, request_of
from bot.commands.command import Kind, Request
from bot.commands.desk import Desk, Memory
from bot.commands.suggest import MOST, suggest
from bot.counter import Counter
from bot.errors import InputError, StoreError
from bot.model import Action

DESK = Desk(dossier=DOSSIER, now=NOON, archive=Memory())
ASKER = Asker(tenant="discord:1", channel="discord:2", user="discord:3", name="Ann")


@pytest.mark.parametrize("name", ["evidence", "history", "mute", "wrong"])
def test_a_button_is_read_as_it_was_written(name: str) -> None:
    code = code_of(Action(name=name, label="Press", value="russia ceasefire"), "ukraine")
    assert read_code(code) == (name, "ukraine", "russia ceasefire")


def test_a_button_says_what_it_asks_for() -> None:
    assert request_of("evidence", "a1b2c3d4").get("id") == "a1b2c3d4"
    assert request_of("history", "russia ceasefire").options == {"actor": "russia", "topic": "ceasefire"}
    assert request_of("wrong", "a1b2c3d4", reason="no").get("reason") == "no"


@pytest.mark.parametrize("code", ["", "evidence", "evidence:ukraine", "eval:ukraine:x", "evidence:ukraine:" + "x" * 90])
def test_a_button_nobody_wrote_is_refused(code: str) -> None:
    with pytest.raises(InputError, match="another version"):
        read_code(code)


def test_a_button_that_platforms_cannot_carry_is_not_made() -> None:
    with pytest.raises(ValueError, match="carries 100"):
        code_of(Action(name="evidence", label="Press", value="x" * LONGEST), "ukraine")


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.ACTOR, "", "russia"),
        (Kind.ACTOR, "rus", "russia"),
        (Kind.ACTOR, "Мос", "russia"),
        (Kind.ACTOR, "песков", "peskov"),
        (Kind.ACTOR, "Zelenskij", "zelensky"),
        (Kind.TOPIC, "перем", "ceasefire"),
        (Kind.TOPIC, "truc", "ceasefire"),
        (Kind.DATE, "yes", "yesterday"),
    ],
)
def test_what_is_typed_finds_what_is_meant(kind: Kind, typed: str, value: str) -> None:
    found = suggest(kind, typed, DESK)
    assert value in [one.value for one in found[:3]]
    assert len(found) <= MOST


def test_no_choice_is_offered_twice() -> None:
    for typed in ("", "a", "z", "o"):
        values = [one.value for one in suggest(Kind.ACTOR, typed, DESK)]
        assert len(values) == len(set(values))


def test_nothing_is_suggested_for_free_text() -> None:
    assert suggest(Kind.TEXT, "rus", DESK) == ()


async def test_questions_do_not_hold_up_the_loop() -> None:
    release = threading.Event()

    def slow(asker: Asker, dossier: str = "") -> Desk:
        del dossier
        release.wait(10)
        return replace(DESK, asker=asker)

    counter = Counter(slow)
    asked = asyncio.create_task(counter.answer(Request(command="help"), ASKER))
    await asyncio.sleep(0)
    assert not asked.done()
    release.set()
    assert "what can be asked" in (await asked).title
    counter.close()


async def test_whatever_is_asked_the_answer_is_a_card() -> None:
    def broken(asker: Asker, dossier: str = "") -> Desk:
        raise StoreError("parley.db: is held by another process")

    counter = Counter(broken)
    card = await counter.respond("/positions russia", ASKER)
    assert card.kind == "refusal"
    assert (await counter.act("nonsense", ASKER)).kind == "refusal"
    counter.close()


async def test_dossiers_are_suggested_and_names_come_from_the_one_that_is_named() -> None:
    asked: list[str] = []

    def desks(asker: Asker, dossier: str = "") -> Desk:
        asked.append(dossier)
        if dossier == "nowhere":
            raise InputError("no dossier 'nowhere' is watched here")
        return replace(DESK, asker=asker)

    counter = Counter(desks, {"ukraine": "Ukraine talks", "iran": "Iran's nuclear programme"})
    assert [one.value for one in await counter.suggest("shifts", "dossier", "", ASKER)] == ["ukraine", "iran"]
    assert [one.value for one in await counter.suggest("shifts", "dossier", "nucl", ASKER)] == ["iran"]
    assert asked == [], "titles are known without a desk"
    assert await counter.suggest("positions", "actor", "rus", ASKER, dossier="nowhere") == ()
    assert (await counter.suggest("positions", "actor", "rus", ASKER, dossier="ukraine"))[0].value == "russia"
    assert asked == ["nowhere", "ukraine"]
    counter.close()


@pytest.mark.parametrize(
    ("command", "parameter", "typed", "value"),
    [("digest", "date", "we", "week"), ("digest", "date", "", "new"), ("chart", "picture", "time", "timeline")],
)
async def test_a_commands_own_words_are_suggested(command: str, parameter: str, typed: str, value: str) -> None:
    counter = Counter(lambda asker, dossier="": DESK)
    assert value in [one.value for one in await counter.suggest(command, parameter, typed, ASKER)]
    counter.close()


async def test_who_asks_is_handed_to_the_desk() -> None:
    seen: list[tuple[Asker, str]] = []

    def desks(asker: Asker, dossier: str = "") -> Desk:
        seen.append((asker, dossier))
        return replace(DESK, asker=asker)

    counter = Counter(desks)
    assert [one.value for one in await counter.suggest("positions", "actor", "kreml", ASKER)][:1] == ["russia"]
    assert await counter.suggest("positions", "nothing", "x", ASKER) == ()
    assert await counter.suggest("positions", "topic", "nothing like it", ASKER) == ()
    await counter.act("evidence:ukraine:a1b2c3d4", ASKER)
    assert seen == [(ASKER, ""), (ASKER, "ukraine")]  # while one types, the desk of a moment ago will do
    counter.close()
