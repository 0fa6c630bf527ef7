"""The state of play in lines, and who says otherwise than a text does."""

import pytest
from fakes.miami import DMITRIEV, DOSSIER, NOW, PESKOV, STATEMENTS

from bot.chat.console import render_text
from bot.commands.command import Request
from bot.commands.desk import Desk, Memory
from bot.commands.registry import answer, respond
from bot.model import Card, Table

DESK = Desk(dossier=DOSSIER, now=NOW, archive=Memory(STATEMENTS))


def otherwise(text: str) -> Card:
    return answer(Request(command="otherwise", options={"text": text}), DESK)


def test_the_state_of_play_has_every_position_once() -> None:
    card = respond("/state", DESK)
    rows = [row for block in card.blocks if isinstance(block, Table) for row in block.rows]
    assert len(rows) == len(DESK.positions())
    assert all(one.lead.id in render_text(card) for one in DESK.positions())


def test_the_state_of_play_is_that_of_the_day_asked_for() -> None:
    assert "No position is known yet" in render_text(respond("/state as_of:2025-01-01", DESK))


def test_a_quoted_statement_is_set_against_what_differs_from_it() -> None:
    shown = render_text(otherwise(f"Kremlin: not a breakthrough [{PESKOV.id}]"))
    assert f"Otherwise than {DOSSIER.party_name('russia')}" in shown
    assert DMITRIEV.id in shown.partition("itself said otherwise")[2]


def test_every_other_party_that_differs_is_quoted() -> None:
    shown = render_text(otherwise(f"[{PESKOV.id}]"))
    for one in DESK.positions(topic=PESKOV.topic):
        differs = one.actor != PESKOV.actor and one.stance != PESKOV.stance
        assert (one.lead.id in shown) is (differs or one.actor == PESKOV.actor)


def test_a_text_that_names_a_topic_is_enough() -> None:
    card = otherwise("Russia wants no ceasefire without a treaty")
    assert card.title == f"{DOSSIER.topic_name('ceasefire')}: who says otherwise"
    assert card.kind == "answer"


def test_without_a_party_all_positions_are_shown() -> None:
    shown = render_text(otherwise("the ceasefire"))
    assert all(one.lead.id in shown for one in DESK.positions(topic="ceasefire"))


@pytest.mark.parametrize("text", ["", "lunch at noon", "[00000000]", "Russia", "<!channel>", "x" * 5_000])
def test_a_text_about_something_else_is_told_so(text: str) -> None:
    assert otherwise(text).kind == "refusal"
