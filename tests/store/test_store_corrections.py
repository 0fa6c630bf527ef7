"""Corrections in the store: kept, undone, and seen by everything that looks at statements."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fakes.corrections import MORNING, set_right, struck
from fakes.talking import day, said
from sqlalchemy import event

from bot.model import Stance, Statement, Voice
from bot.store.corrections import corrections, save_correction
from bot.store.database import Store
from bot.store.said import said_of_others
from bot.store.statements import (
    as_read,
    is_statement,
    pairs,
    save_statements,
    statements,
    statements_between,
    statements_by_id,
    statements_like,
    statements_of,
)

READ = replace(said(1, "minister", "support", doc="d", text="We support the truce."), story="s")
BESIDE = replace(said(2, "envoy", "oppose", doc="d", text="We oppose the truce.", topic="land"), story="s")
ELSEWHERE = said(3, "minister", "support", doc="e", text="We support the truce.")


@pytest.fixture
def kept(store: Store) -> Store:
    """Return a store with two documents."""
    with store.write() as conn:
        save_statements(conn, "talks", "d", [READ, BESIDE])
        save_statements(conn, "talks", "e", [ELSEWHERE])
    return store


def test_a_correction_comes_back_as_it_was_kept(kept: Store) -> None:
    made = [set_right(READ, stance="oppose", speaker=None), struck(BESIDE, hours=1)]
    with kept.write() as conn:
        for one in reversed(made):
            save_correction(conn, "talks", one)
        assert corrections(conn, "talks") == made
        assert corrections(conn, "talks", docs=["e"]) == []
        assert corrections(conn, "other") == []
        undone = made[0].undone(by="Jo", at=MORNING + timedelta(days=1))
        save_correction(conn, "talks", undone)
        assert corrections(conn, "talks") == [undone, made[1]]


def test_every_way_to_the_statements_shows_them_corrected(kept: Store) -> None:
    right = replace(READ, stance=Stance.OPPOSE, topic="land")
    with kept.write() as conn:
        save_correction(conn, "talks", set_right(READ, stance="oppose", topic="land"))
    with kept.read() as conn:
        assert statements(conn, "talks") == [right, BESIDE, ELSEWHERE]
        assert statements(conn, "talks", topic="land") == [right, BESIDE]
        assert statements(conn, "talks", actor="alba", topic="truce") == [ELSEWHERE]
        assert statements(conn, "talks", topic="land", since=day(2)) == [BESIDE]
        assert statements_between(conn, "talks", day(1), day(2)) == [right, BESIDE]
        assert statements_of(conn, "talks", "d") == [right, BESIDE]
        assert statements_like(conn, "talks", READ.id) == [right]
        assert statements_by_id(conn, "talks", [READ.id, BESIDE.id]) == {READ.id: right, BESIDE.id: BESIDE}
        assert pairs(conn, "talks") == [("alba", "land"), ("alba", "truce")]
        assert as_read(conn, "talks", ["d"]) == [READ, BESIDE]


def test_what_a_party_says_of_others_is_found_as_it_was_set_right(kept: Store) -> None:
    claim = replace(said(4, "minister", "oppose", doc="f", voice=Voice.OTHER), party="borduria")
    with kept.write() as conn:
        save_statements(conn, "talks", "f", [claim])
        assert said_of_others(conn, "talks", "borduria") == [claim]
        assert said_of_others(conn, "talks", "borduria", until=MORNING.replace(year=2020)) == []
        assert said_of_others(conn, "talks", "alba") == said_of_others(conn, "other", "borduria") == []
        save_correction(conn, "talks", set_right(ELSEWHERE, voice="other", party="borduria"))
        set_right_too = replace(ELSEWHERE, voice=Voice.OTHER, party="borduria")
        assert said_of_others(conn, "talks", "borduria") == [set_right_too, claim]
        save_correction(conn, "talks", set_right(claim, voice="own"))
        assert said_of_others(conn, "talks", "borduria") == [set_right_too]


def test_what_is_no_statement_is_nowhere_but_in_what_was_read(kept: Store) -> None:
    with kept.write() as conn:
        save_correction(conn, "talks", struck(READ))
    with kept.read() as conn:
        assert statements(conn, "talks", actor="alba") == [BESIDE, ELSEWHERE]
        assert statements_like(conn, "talks", READ.id) == []
        assert is_statement(conn, "talks", READ.id)
        assert statements_by_id(conn, "talks", [READ.id]) == {}
        assert as_read(conn, "talks", ["d"]) == [READ, BESIDE]


def test_a_correction_outlives_a_new_reading(kept: Store) -> None:
    again: Statement = replace(READ, id="another", stance=Stance.CONDITIONAL)
    with kept.write() as conn:
        save_correction(conn, "talks", set_right(READ, stance="oppose"))
        save_statements(conn, "talks", "d", [again, BESIDE])
        assert statements_of(conn, "talks", "d") == [replace(again, stance=Stance.OPPOSE), BESIDE]


def test_a_statement_that_was_set_right_is_asked_for_where_it_belongs_now(kept: Store) -> None:
    with kept.write() as conn:
        save_correction(conn, "talks", set_right(READ, topic="land"))
        assert [one.id for one in statements(conn, "talks", actor="alba", topic="land")] == [READ.id, BESIDE.id]
        assert statements(conn, "talks", topic="truce") == [ELSEWHERE]
        save_correction(conn, "talks", set_right(READ, topic="aid", hours=1))
        assert statements(conn, "talks", topic="land") == [BESIDE]
        assert [one.id for one in statements(conn, "talks", topic="aid")] == [READ.id]


@pytest.mark.parametrize("number", [1, 40])
def test_what_is_asked_of_the_database_does_not_grow_with_corrections_elsewhere(kept: Store, number: int) -> None:
    with kept.write() as conn:
        for n in range(number):
            other = said(4, "minister", "support", doc=f"x{n}", text="We want more of it.", topic="aid")
            save_statements(conn, "talks", other.doc, [other])
            save_correction(conn, "talks", set_right(other, stance="oppose"))
        fetched = []
        listen = event.listens_for(conn, "before_cursor_execute")
        listen(lambda *given: fetched.append(given[3]))
        assert statements(conn, "talks", actor="alba", topic="land") == [BESIDE]
        assert statements_of(conn, "talks", "d") == [READ, BESIDE]
    assert len(fetched) == 5
    assert not any(f"x{n}" in str(parameters) for parameters in fetched for n in range(number))
