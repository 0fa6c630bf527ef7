"""Where parties stand, as it is kept: what is asked is answered as if it were made from all statements."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from fakes.corrections import set_right
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.values import NOON, at, make_item
from sqlalchemy import Connection, text, update

from bot.amend import amend
from bot.derive import cells_known, rebuild
from bot.model import Kept, Stance
from bot.pipeline import process_item
from bot.positions.brief import MOST, brief, kept
from bot.positions.fold import fold
from bot.settings import PositionRules, Settings
from bot.store import schema
from bot.store.database import Store
from bot.store.items import save_items
from bot.store.statements import save_statements, statements

SETTINGS = Settings()
RULES = SETTINGS.positions
LATER = NOON + timedelta(days=60)


def _record(conn: Connection, key: str, hours: float, *lines: str) -> None:
    item = make_item(key, text="\n".join(lines), published=at(hours), fetched=at(hours), full=True)
    save_items(conn, "d", [item])
    process_item(conn, item, reader=ScriptedReader(), dossier=DOSSIER, settings=SETTINGS, now=LATER)


def _fill(conn: Connection) -> None:
    for number in range(MOST + 2):
        words = f"The {number} of us say {number} times that we are for it, and it is {number} again."
        _record(conn, f"i{number}", 30 * number, says("north", "support", "ceasefire", "Ann", words))
    _record(conn, "turn", 1000, says("south", "oppose", "territory", "Bob", "We will never give up any of our land."))


def _known(conn: Connection, until: datetime = LATER, tenant: str = "") -> tuple[Kept, ...]:
    return cells_known(conn, "d", rules=RULES, until=until, today=until.date(), tenant=tenant)


def _anew(conn: Connection, until: datetime = LATER, tenant: str = "") -> tuple[Kept, ...]:
    return kept(statements(conn, "d", until=until, tenant=tenant), rules=RULES)


def _fresh(conn: Connection) -> set[tuple[str, str]]:
    rows = conn.execute(text("SELECT actor, topic FROM cells WHERE stamp <> ''"))
    return {(row.actor, row.topic) for row in rows}


def test_what_is_kept_is_what_follows_from_all_statements(store: Store) -> None:
    with store.write() as conn:
        _fill(conn)
        assert _known(conn) == _anew(conn)
        assert _fresh(conn) == {("north", "ceasefire"), ("south", "territory")}
        assert len(_known(conn)[0].position.statements) == MOST  # type: ignore[union-attr]


def test_a_past_day_is_answered_from_what_was_known_then(store: Store) -> None:
    with store.write() as conn:
        _fill(conn)
        for hours in (-1, 1, 200, 999, 1000):
            assert _known(conn, at(hours)) == _anew(conn, at(hours))


def test_other_rules_are_answered_by_them(store: Store) -> None:
    with store.write() as conn:
        _fill(conn)
        other = PositionRules(minimum_confidence=1.0, window_days=9)
        found = cells_known(conn, "d", rules=other, until=LATER, today=LATER.date())
        assert found == kept(statements(conn, "d"), rules=other)


def test_statements_that_nothing_was_derived_from_yet_are_answered_for(store: Store) -> None:
    with store.write() as conn:
        _fill(conn)
        said = next(one for one in statements(conn, "d", actor="south"))
        save_statements(conn, "d", "by-hand", [replace(said, id="hand", doc="by-hand", stance=Stance.SUPPORT)])
        assert _known(conn) == _anew(conn)
        assert _fresh(conn) == {("north", "ceasefire")}
        rebuild(conn, DOSSIER, rules=RULES)
        assert _known(conn) == _anew(conn)
        assert _fresh(conn) == {("north", "ceasefire"), ("south", "territory")}


@pytest.mark.parametrize("tenant", ["", "guild"])
def test_what_is_set_right_is_answered_as_it_is_right(store: Store, tenant: str) -> None:
    with store.write() as conn:
        _fill(conn)
        said = next(one for one in statements(conn, "d", actor="south"))
        right = replace(set_right(said, actor="north", topic="ceasefire", stance="oppose"), tenant=tenant)
        amend(conn, right, DOSSIER, rules=RULES)
        assert _known(conn, tenant=tenant) == _anew(conn, tenant=tenant)
        assert [one.actor for one in _known(conn, tenant=tenant)] == ["north"]
        assert _known(conn, tenant="another") == _anew(conn, tenant="another")
        amend(conn, right.undone(by="Jo", at=NOON), DOSSIER, rules=RULES)
        assert [one.actor for one in _known(conn, tenant=tenant)] == ["north", "south"]


def test_a_store_in_which_nothing_is_kept_yet_answers_as_ever(store: Store) -> None:
    with store.write() as conn:
        _fill(conn)
        before = _known(conn)
        conn.execute(update(schema.cells).values(stamp="", content="", known_until=None, said_until=None))
        assert _known(conn) == before
        _record(conn, "next", 1100, says("south", "support", "territory", "Bob", "Now we will give up some of it all."))
        assert _fresh(conn) == {("south", "territory")}
        assert _known(conn) == _anew(conn)


def test_a_brief_position_counts_what_it_leaves_out(store: Store) -> None:
    with store.write() as conn:
        _fill(conn)
        whole = fold(statements(conn, "d", actor="north"), rules=RULES)[0]
    short = brief(whole)
    assert short.tally is not None
    assert (short.tally.statements, len(short.statements)) == (len(whole.statements), MOST)
    assert (short.outlets, short.origins, short.lead) == (whole.outlets, whole.origins, whole.lead)


def test_a_question_of_before_a_statement_was_said_does_not_know_it(store: Store) -> None:
    with store.write() as conn:
        _fill(conn)
        early = cells_known(conn, "d", rules=RULES, until=LATER, today=date(2025, 12, 23))
        assert {one.actor for one in early} == {"north"}
        assert all(one.last <= date(2025, 12, 23) for one in early)
