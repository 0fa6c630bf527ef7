from dataclasses import replace

from fakes.values import make_alert, make_card

from bot.alerts.actions import with_actions
from bot.commands.buttons import code_of, read_code, request_of
from bot.commands.registry import COMMANDS
from bot.model import Card, Quote

QUOTE = Quote(text="So.", speaker="Ann", outlet="Wire", said_on="", url="", id="a1b2c3d4")
ALERT = make_alert(actor="north", topic="ceasefire", card=Card(title="T", blocks=(QUOTE,)))


def test_every_action_of_an_alert_stands_for_a_command_that_there_is() -> None:
    card = with_actions(ALERT).card
    assert [one.label for one in card.actions] == ["Evidence", "History", "Mute topic", "Wrong?"]
    for action in card.actions:
        name, dossier, value = read_code(code_of(action, card.dossier))
        request = request_of(name, value, reason="he only recalls it")
        assert dossier == "d"
        assert set(request.options) <= {one.name for one in COMMANDS[request.command].parameters}


def test_an_alert_without_a_quote_or_a_subject_offers_what_is_left() -> None:
    bare = replace(ALERT, card=make_card(), beside=Card(title="beside", blocks=(QUOTE,)))
    acted = with_actions(bare)
    assert [one.name for one in acted.card.actions] == ["history", "mute"]
    assert acted.beside is not None
    assert [one.name for one in acted.beside.actions] == ["evidence", "history", "mute", "wrong"]
    assert with_actions(replace(ALERT, actor="", topic="", card=make_card())).card.actions == ()
