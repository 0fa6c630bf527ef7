"""A tenant sees and touches its own alone: subscriptions, mutes, channels, corrections, what was told."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.values import NOON, at, make_item

from bot.app import MEMORY, Setup, dossier_of, opened
from bot.app import desk as desk_of
from bot.chat.console import render_text
from bot.commands.asker import Asker, operator
from bot.commands.buttons import code_of
from bot.commands.command import Request
from bot.commands.desk import Desk
from bot.commands.registry import COMMANDS, answer, respond
from bot.corrections import Correction
from bot.counter import Counter
from bot.errors import InputError
from bot.model import Action, Card, Stance
from bot.pipeline import process_item
from bot.settings import Environment, Settings, TenantRules, shipped
from bot.store import channels as channel_rows
from bot.store import corrections as correction_rows
from bot.store import shifts as shift_rows
from bot.store.database import Connection, Store
from bot.store.items import save_items
from bot.store.subscriptions import subscriptions

ANN = Asker(tenant="discord:1", channel="discord:11", user="u1", name="Ann", manages=True)
EVE = Asker(tenant="slack:T2", channel="slack:C2", user="u2", name="Eve", manages=True)
OP = operator("Op (console)")
SETUP = Setup(root=shipped() / "config", settings=Settings(), environment=Environment())
LINES = (
    ("one", 0, says("north", "support", "ceasefire", "Ann", "We want the guns to fall silent at once.")),
    ("two", 72, says("north", "oppose", "ceasefire", "Ann", "There will be no pause of any kind now.")),
)


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a store in which two channels of two tenants subscribed before two articles came."""
    with opened(MEMORY) as kept:
        ask("/watch add north quiet:22:00-07:00 zone:UTC", ANN, kept, hours=-1)
        ask("/watch add south digest:09:00 zone:Asia/Kathmandu", EVE, kept, hours=-1)
        for key, hours, line in LINES:
            item = make_item(key, text=line, published=at(hours), fetched=at(hours), full=True)
            with kept.write() as conn:
                save_items(conn, "d", [item])
                process_item(
                    conn, item, reader=ScriptedReader(), dossier=DOSSIER, settings=SETUP.settings, now=at(hours)
                )  # fmt: skip
        yield kept


def desk(asker: Asker, store: Store, *, hours: float = 100, setup: Setup = SETUP) -> Desk:
    return desk_of(setup, DOSSIER, store, now=at(hours), asker=asker)


def ask(question: str, asker: Asker, store: Store, *, hours: float = 100, setup: Setup = SETUP) -> str:
    """Return the answer as text on one line."""
    return " ".join(render_text(respond(question, desk(asker, store, hours=hours, setup=setup))).split())


def stance(asker: Asker, store: Store) -> set[Stance]:
    """Return where North stands on the ceasefire for whoever asks."""
    return {one.stance for one in desk(asker, store).positions(actor="north", topic="ceasefire")}


def statement_of(doc: str, store: Store) -> str:
    return desk(OP, store).archive.as_read(doc)[0].id


def test_a_tenants_correction_holds_for_its_own_answers_only(store: Store) -> None:
    key = statement_of("two", store)
    ask(f"/correct {key} stance=support reason:misread", ANN, store)
    assert stance(ANN, store) == {Stance.SUPPORT}
    assert desk(ANN, store).shifts() == ()
    assert stance(EVE, store) == stance(OP, store) == {Stance.OPPOSE}
    assert len(desk(EVE, store).shifts()) == 1
    with store.read() as conn:
        assert len(shift_rows.shifts(conn, "d")) == 1
    assert "misread" in ask(f"/why {key}", ANN, store)
    assert "misread" not in ask(f"/why {key}", EVE, store)
    assert "misread" not in ask(f"/why {key}", OP, store)


def test_the_operators_correction_holds_for_all_and_a_tenant_has_the_last_word_for_itself(store: Store) -> None:
    key = statement_of("two", store)
    ask(f"/correct {key} stance=noncommittal reason:misread", OP, store)
    ask(f"/correct {key} stance=support reason:they say so", ANN, store)
    assert (stance(ANN, store), stance(EVE, store)) == ({Stance.SUPPORT}, {Stance.NONCOMMITTAL})
    assert "only who runs the program can undo it" in ask(f"/uncorrect {key}", EVE, store)
    assert "Undone" in ask(f"/uncorrect {key}", ANN, store)
    assert stance(ANN, store) == {Stance.NONCOMMITTAL}
    assert "only who runs the program" in ask(f"/uncorrect {key}", ANN, store)
    assert "Undone" in ask(f"/uncorrect {key}", OP, store)
    assert stance(EVE, store) == {Stance.OPPOSE}


def test_what_a_trusted_tenant_sets_right_holds_for_all(store: Store) -> None:
    trusting = replace(SETUP, settings=Settings(tenants=TenantRules(trusted=("discord:1",))))
    assert trusting.settings.tenants.corrects_for("discord:1") == ""
    ask(f"/correct {statement_of('two', store)} stance=support reason:misread", ANN, store, setup=trusting)
    assert stance(EVE, store) == {Stance.SUPPORT}
    with store.read() as conn:
        assert shift_rows.shifts(conn, "d") == []


def test_the_same_correction_by_namesakes_of_two_tenants_is_two(store: Store) -> None:
    key = statement_of("two", store)
    for asker in (ANN, replace(EVE, name="Ann")):
        assert "Corrected" in ask(f"/correct {key} stance=support reason:misread", asker, store)
    with store.read() as conn:
        known = [one for tenant in ("discord:1", "slack:T2") for one in corrections_of(conn, tenant)]
    assert len({one.id for one in known}) == 2
    stolen = replace(known[0], tenant="slack:T2")
    with pytest.raises(InputError, match="belongs to another server"), store.write() as conn:
        correction_rows.save_correction(conn, "d", stolen)


def corrections_of(conn: Connection, tenant: str) -> list[Correction]:
    return correction_rows.corrections(conn, "d", tenant=tenant)


def state(store: Store) -> list[object]:
    """Return all that Ann's tenant has, as it is kept."""
    with store.read() as conn:
        return [
            subscriptions(conn, tenant="discord:1"),
            channel_rows.channel(conn, "discord:11"),
            channel_rows.mutes(conn, ["discord:11"], now=NOON),
            correction_rows.corrections(conn, "d", tenant="discord:1"),
        ]


def test_five_hundred_guesses_reach_nothing_of_another_tenant(store: Store) -> None:
    ask(f"/correct {statement_of('two', store)} stance=support reason:a secret reason", ANN, store)
    ask("/mute territory 30d", ANN, store)
    with store.read() as conn:
        mine = [one.id for one in subscriptions(conn, tenant="discord:1")]
        mine += [one.id for one in correction_rows.corrections(conn, "d", tenant="discord:1")]
    assert "a secret reason" in ask(f"/why {statement_of('two', store)}", ANN, store)
    before = state(store)
    dice = random.Random(7)  # noqa: S311 - guesses of a test
    counter = Counter(lambda asker, dossier="": desk(asker, store))
    attempts = 0
    for _ in range(100):
        key = dice.choice(
            [*mine, *mine, f"{dice.getrandbits(32):08x}", "discord:11", "discord:1", "%", "*", "' OR 1=1"]
        )
        for request in (
            Request(command="watch remove", options={"id": key}),
            Request(command="uncorrect", options={"id": key}),
            Request(command="correct", options={"id": key, "changes": "stance=support", "reason": "mine"}),
            Request(command="why not", options={"id": key}),
        ):
            card = answer(request, desk(EVE, store))
            assert_nothing_of_ann(card)
            attempts += 1
        button = Action(name=dice.choice(["mute", "wrong", "evidence"]), label="", value=key)
        card = asyncio.run(counter.act(code_of(button, "d"), EVE, reason="mine"))
        assert_nothing_of_ann(card)
        attempts += 1
    assert attempts == 500
    for question in ("/watch list", "/mute off", "/watch add channel:discord:11", "/status", "/sources"):
        assert_nothing_of_ann(respond(question, desk(EVE, store)))
    assert state(store) == before


def assert_nothing_of_ann(card: Card) -> None:
    shown = render_text(card)
    assert not any(word in shown for word in ("secret", "Ann (", "22:00-07:00", "about North", "by Ann,"))


def test_an_asker_of_another_tenant_in_the_very_channel_is_refused(store: Store) -> None:
    before = state(store)
    thief = replace(EVE, channel="discord:11")
    for question in ("/watch add", "/mute 8h", "/mute off", "/watch list", "/mute ceasefire"):
        assert "belongs to another server" in ask(question, thief, store)
    assert state(store) == before


@pytest.mark.parametrize("name", sorted(name for name, one in COMMANDS.items() if one.writes))
def test_what_writes_is_refused_to_who_does_not_manage_the_channel_whatever_way_it_comes(
    name: str, store: Store
) -> None:
    reader = replace(ANN, manages=False)
    before = state(store)
    for card in (
        answer(Request(command=name), desk(reader, store)),
        respond(f"/{name} x", desk(reader, store)),
        respond(f"{name} x", desk(reader, store)),
    ):
        assert card.kind == "refusal"
    assert state(store) == before


def test_a_channel_is_answered_about_the_dossier_that_it_followed_first_or_names(store: Store) -> None:
    other = DOSSIER.model_copy(update={"id": "other", "title": "Other talks"})
    assert dossier_of((other, DOSSIER), store, ANN).id == "d"
    assert dossier_of((other, DOSSIER), store, replace(ANN, tenant="discord:9")).id == "other"
    assert dossier_of((other, DOSSIER), store, ANN, "Other").id == "other"
    with pytest.raises(InputError, match="no dossier 'othr' is watched here; nearest: other; there are other, d"):
        dossier_of((other, DOSSIER), store, ANN, "othr")


def test_the_counter_hands_on_the_dossier_that_a_question_names(store: Store) -> None:
    asked: list[str] = []

    def desks(asker: Asker, dossier: str = "") -> Desk:
        asked.append(dossier)
        return desk(asker, store)

    counter = Counter(desks)
    for question in ("/positions north dossier:d", "/positions dossier:d north", 'where does dossier:"d" north stand?'):
        assert asyncio.run(counter.respond(question, ANN)).kind != "refusal"
    options = {"actor": "north", "dossier": "d"}
    assert asyncio.run(counter.answer(Request(command="positions", options=options), ANN)).kind != "refusal"
    assert asked == ["d"] * 4
    counter.close()
