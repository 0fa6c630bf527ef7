"""Corrections: what people set right is applied over what was read, found again after a new reading, and undone."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fakes.corrections import MORNING, set_right, struck
from fakes.talking import said
from hypothesis import given
from hypothesis import strategies as st

from bot.corrections import corrected, correction_of
from bot.model import Rank, Stance, Statement, Voice, statement_id

READ = said(1, "minister", "support", doc="d", text="We support the truce.")
BESIDE = said(1, "envoy", "oppose", doc="d", text="We oppose the truce.", topic="land")
ELSEWHERE = said(1, "minister", "support", doc="e", text="We support the truce.")


def reread(statement: Statement, stance: str) -> Statement:
    """Return the statement as a new reading has it: another stance, so another id."""
    key = statement_id(
        statement.doc, statement.actor, statement.speaker, statement.topic, Stance(stance), statement.voice
    )
    return replace(statement, id=key, stance=Stance(stance))


def test_fields_are_set_right_and_the_id_stays() -> None:
    right = set_right(READ, stance="oppose", voice="narrated", speaker=None, person=None, rank="body")
    (found, *others) = corrected([READ, BESIDE, ELSEWHERE], [right])
    assert (found.id, found.stance, found.voice, found.speaker) == (READ.id, Stance.OPPOSE, Voice.NARRATED, None)
    assert found.rank is Rank.BODY
    assert others == [BESIDE, ELSEWHERE]


def test_what_is_no_statement_is_left_out() -> None:
    assert corrected([BESIDE, READ, ELSEWHERE], [struck(READ)]) == [BESIDE, ELSEWHERE]


def test_a_correction_says_what_was_and_what_is_and_nothing_that_stays() -> None:
    made = set_right(READ, stance="oppose", topic=READ.topic)
    assert made.after == {"stance": "oppose"}
    assert (made.before["stance"], made.before["speaker"]) == ("support", READ.speaker)


@pytest.mark.parametrize("stance", ["conditional", "noncommittal"])
def test_a_correction_finds_its_statement_after_a_new_reading(stance: str) -> None:
    again = reread(READ, stance)
    assert again.id != READ.id
    (found, beside) = corrected([again, BESIDE], [set_right(READ, stance="oppose")])
    assert (found.stance, beside) == (Stance.OPPOSE, BESIDE)
    assert corrected([again, BESIDE], [struck(READ)]) == [BESIDE]


def test_a_correction_leaves_alone_what_only_looks_like_it() -> None:
    twin = reread(READ, "noncommittal")
    other_words = replace(twin, evidence=(replace(twin.evidence[0], text="Quite another sentence."),))
    correction = set_right(READ, stance="oppose")
    assert corrected([READ, twin], [correction])[1] == twin  # its own is there
    assert corrected([other_words], [correction]) == [other_words]
    assert corrected([ELSEWHERE], [correction]) == [ELSEWHERE]


def test_undone_corrections_bring_back_what_was_read() -> None:
    undone = set_right(READ, stance="oppose").undone(by="Jo", at=MORNING)
    assert not undone.active
    assert corrected([READ], [undone]) == [READ]


def test_later_corrections_go_over_earlier_ones_in_whatever_order_they_come() -> None:
    first, second = set_right(READ, stance="oppose"), set_right(READ, hours=1, stance="conditional", topic="land")
    for order in ([first, second], [second, first]):
        (found,) = corrected([READ], order)
        assert (found.stance, found.topic) == (Stance.CONDITIONAL, "land")
    assert corrected([READ], [struck(READ), replace(second, id="x")]) == []


def test_corrections_of_one_moment_have_ids_of_their_own() -> None:
    at = datetime(2025, 12, 23, tzinfo=UTC)
    made = [
        correction_of(READ, after, by="Mo", at=at, reason="misread")
        for after in (None, {"stance": "oppose"}, {"stance": "conditional"})
    ]
    assert len({one.id for one in made}) == 3


@given(st.permutations([READ, BESIDE, ELSEWHERE]))
def test_order_of_the_statements_stays(statements: list[Statement]) -> None:
    found = corrected(statements, [set_right(READ, stance="oppose"), set_right(BESIDE, topic="truce")])
    assert [one.id for one in found] == [one.id for one in statements]
