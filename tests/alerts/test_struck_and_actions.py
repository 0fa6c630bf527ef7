"""A shift that is withdrawn is struck in place, with what took it back; alerts carry what a reader can do with them."""

from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.stores import memory_store
from fakes.values import at, make_item

from bot.chat.console import render_text
from bot.chat.discord.layout import lay_out
from bot.chat.slack.mrkdwn import texts
from bot.commands.buttons import code_of, read_code, request_of
from bot.commands.registry import COMMANDS
from bot.model import Alert, AlertKind, Manner, Quote
from bot.pipeline import process_item
from bot.settings import Settings
from bot.store import outbox
from bot.store.alerts import alerts
from bot.store.database import Store
from bot.store.items import save_items
from bot.store.serial import card_from_json, card_to_json
from bot.subscriptions import Subscription

__all__ = ["memory_store"]

YES = says("north", "support", "ceasefire", "Ann", "We want the guns to fall silent at once.")
NO = says("north", "oppose", "ceasefire", "Ann", "There will be no pause of any kind now.")
BACK = says("north", "support", "ceasefire", "Ann", "Of course we are for an end to the shooting, as ever.")
HERE = "console:a"


def withdrawn(store: Store) -> tuple[Alert, Alert]:
    """Let a shift be signalled and taken back; returns both of its alerts."""
    for number, line in enumerate((YES, NO, BACK)):
        item = make_item(f"n{number}", text=line, title=line[-25:], published=at(80 * number),
                         fetched=at(80 * number), full=True)  # fmt: skip
        with store.write() as conn:
            save_items(conn, "d", [item])
            process_item(conn, item, reader=ScriptedReader(), dossier=DOSSIER, settings=Settings(),
                         subscriptions=(Subscription(channel=HERE),), now=at(80 * number))  # fmt: skip
    with store.read() as conn:
        first, last = (one for one in alerts(conn, "d") if one.kind is AlertKind.SHIFT)
    return first, last


def test_a_withdrawn_shift_is_struck_in_place_with_what_took_it_back(memory_store: Store) -> None:
    first, last = withdrawn(memory_store)
    assert (last.updates, last.card.struck, first.card.struck) == (first.id, True, False)
    said = [one.text for one in first.card.blocks if isinstance(one, Quote)]
    assert [one.text for one in last.card.blocks if isinstance(one, Quote)] == said
    (by,) = [one for one in last.card.stands if isinstance(one, Quote)]
    assert (by.text, by.label) == (BACK.partition(": ")[2], "Withdrawn by: support")
    with memory_store.write() as conn:
        sent = []
        while (lease := outbox.lease(conn, HERE, at(500), 60)) is not None:
            outbox.sent(conn, lease, at=at(500), receipt=lease.delivery.key)
            sent.append(lease.delivery)
    edit = next(one for one in sent if one.card.struck)
    assert (edit.manner, edit.subject) == (Manner.EDIT, first.id)


def test_what_took_it_back_is_shown_everywhere_and_not_struck(memory_store: Store) -> None:
    _, last = withdrawn(memory_store)
    assert "Withdrawn: it was taken back." in render_text(last.card)
    for lines in ("\n".join(lay_out(last.card).pages).split("\n"), [one.mrkdwn for one in texts(last.card)]):
        (was,) = [one for one in lines if "no pause of any kind" in one]
        (by,) = [one for one in lines if "an end to the shooting" in one]
        assert "~" in was
        assert "~" not in by
    assert card_from_json(card_to_json(last.card)) == last.card


def test_alerts_carry_short_actions_that_are_commands(memory_store: Store) -> None:
    withdrawn(memory_store)
    with memory_store.read() as conn:
        told = alerts(conn, "d")
    assert {one.name for alert in told for one in alert.card.actions} == {"evidence", "history", "mute", "wrong"}
    for alert in told:
        assert alert.card.dossier == "d"
        for action in alert.card.actions:
            name, dossier, value = read_code(code_of(action, alert.card.dossier))
            assert (name, dossier, value) == (action.name, "d", action.value)
            request = request_of(name, value, reason="misread")
            known = {one.name for one in COMMANDS[request.command].parameters}
            assert set(request.options) <= known
    (mute,) = [one for one in told[0].card.actions if one.name == "mute"]
    assert mute.value == "ceasefire"
