"""What holds for any history: order of arrival, prefixes and copies."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from fakes.histories import histories
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Position, Shift, Statement
from bot.positions.course import courses, positions_on
from bot.positions.fold import fold
from bot.positions.shifts import shifts
from bot.settings import PositionRules

pytestmark = pytest.mark.no_cover

RULES = PositionRules()


def told(statement: Statement) -> date:
    return statement.published.date() if statement.published else statement.said_on


@given(histories, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_any_order_of_arrival_ends_the_same(history: list[Statement], chance: Random) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)
    assert fold(shuffled, rules=RULES) == fold(history, rules=RULES)
    assert shifts(shuffled, rules=RULES) == shifts(history, rules=RULES)


@given(histories, st.integers(0, 32))
@settings(max_examples=300, deadline=None)
def test_a_prefix_of_the_stream_is_the_state_as_of_its_end(history: list[Statement], length: int) -> None:
    end = date(2025, 3, 1) + timedelta(days=length)
    prefix = [s for s in history if told(s) <= end]
    assert fold(prefix, rules=RULES) == fold(history, rules=RULES, as_of=end)


@given(histories)
@settings(max_examples=200, deadline=None)
def test_history_never_unsays_when_a_shift_was_signalled(history: list[Statement]) -> None:
    ends = sorted({told(s) for s in history})
    seen: dict[str, Shift] = {}
    for end in ends:
        now = {s.id: s for s in shifts([s for s in history if told(s) <= end], rules=RULES)}
        assert seen.keys() <= now.keys()
        assert all(now[key].signalled_at == seen[key].signalled_at for key in seen)
        seen = now


@given(histories.filter(bool), st.data())
@settings(max_examples=300, deadline=None)
def test_a_syndicated_copy_changes_no_position_and_no_shift(history: list[Statement], data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(history))
    out = original.published and original.published + timedelta(hours=data.draw(st.integers(1, 100)))
    copy = replace(original, id=f"{original.id}x", doc=f"{original.doc}x", outlet="mirror", published=out)
    assert [essence(p) for p in fold([*history, copy], rules=RULES)] == [essence(p) for p in fold(history, rules=RULES)]
    assert shifts([*history, copy], rules=RULES) == shifts(history, rules=RULES)


@given(histories)
@settings(max_examples=200, deadline=None)
def test_every_statement_has_one_place_and_leads_lead(history: list[Statement]) -> None:
    for p in fold(history, rules=RULES):
        places = (*p.statements, *p.dissent, *p.earlier, *p.characterisations)
        assert sorted(s.id for s in places) == sorted(s.id for s in history if (s.actor, s.topic) == (p.actor, p.topic))
        assert p.lead.counts
        assert all(s.stance is p.stance for s in p.statements)
        assert p.since <= p.last_said


@given(histories)
@settings(max_examples=100, deadline=None)
def test_others_never_change_a_position_or_a_shift(history: list[Statement]) -> None:
    own = [s for s in history if s.counts]
    assert [replace(p, characterisations=()) for p in fold(history, rules=RULES)] == list(fold(own, rules=RULES))
    assert shifts(history, rules=RULES) == shifts(own, rules=RULES)


@given(histories)
@settings(max_examples=100, deadline=None)
def test_assessments_never_shift(history: list[Statement]) -> None:
    assert all(s.topic != "talks" for s in shifts(history, rules=RULES))


@given(histories)
@settings(max_examples=100, deadline=None)
def test_a_course_ends_where_the_fold_stands(history: list[Statement]) -> None:
    ends = {
        (one.actor, one.topic): (one.stance, one.mixed, one.since, one.lead.id)
        for one in positions_on(courses(history, rules=RULES), [date.max])[date.max]
    }
    assert ends == {
        (one.actor, one.topic): (one.stance, one.mixed, one.since, one.lead.id) for one in fold(history, rules=RULES)
    }


def essence(position: Position) -> tuple[object, ...]:
    return (
        position.actor, position.topic, position.stance, position.since, position.last_said, position.lead,
        position.mixed, position.condition, position.commitment, position.origins,
        tuple(s.id for s in position.dissent if s.outlet != "mirror"),
    )  # fmt: skip
