"""Corrections in the store: kept, undone, and seen by everything that looks at statements."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fakes.corrections import MORNING, set_right, struck
from fakes.talking import day, said

from bot.model import Stance, Statement
from bot.store.corrections import corrections, save_correction
from bot.store.database import Store
from bot.store.statements import (
    as_read,
    pairs,
    save_statements,
    statement,
    statements,
    statements_between,
    statements_by_id,
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
        assert statement(conn, READ.id) == statement(conn, READ.id, dossier="talks") == right
        assert statements_by_id(conn, "talks", [READ.id, BESIDE.id]) == {READ.id: right, BESIDE.id: BESIDE}
        assert pairs(conn, "talks") == [("alba", "land"), ("alba", "truce")]
        assert as_read(conn, "talks", ["d"]) == [READ, BESIDE]


def test_what_is_no_statement_is_nowhere_but_in_what_was_read(kept: Store) -> None:
    with kept.write() as conn:
        save_correction(conn, "talks", struck(READ))
    with kept.read() as conn:
        assert statements(conn, "talks", actor="alba") == [BESIDE, ELSEWHERE]
        assert statement(conn, READ.id) is None
        assert statements_by_id(conn, "talks", [READ.id]) == {}
        assert as_read(conn, "talks", ["d"]) == [READ, BESIDE]


def test_a_correction_outlives_a_new_reading(kept: Store) -> None:
    again: Statement = replace(READ, id="another", stance=Stance.CONDITIONAL)
    with kept.write() as conn:
        save_correction(conn, "talks", set_right(READ, stance="oppose"))
        save_statements(conn, "talks", "d", [again, BESIDE])
        assert statements_of(conn, "talks", "d") == [replace(again, stance=Stance.OPPOSE), BESIDE]
