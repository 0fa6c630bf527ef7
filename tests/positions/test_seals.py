"""Seals: history that is gone on with from any day ends where a pass over the whole of it does."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from fakes.histories import LINES
from fakes.talking import PEOPLE, said
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Kept, Shift, Statement, Voice
from bot.positions.brief import kept
from bot.positions.memory import Remembered, concerned
from bot.positions.seals import Seal, Start, cuts, history_of, ledger_of, named
from bot.positions.shifts import shifts
from bot.positions.voices import UnsealedError, day_of, known_on
from bot.settings import PositionRules

pytestmark = pytest.mark.no_cover

RULES = PositionRules(fresh_days=9)
STANCES = ["support", "oppose", "conditional", "noncommittal"]
NAMES = [*PEOPLE, "article", "article", "the Ministry", "Peskenko", "Melnik"]
chances = st.builds(Random, st.integers(0, 10**9))  # many times as fast as to let hypothesis draw each word


def history_by(chance: Random, *, most: int = 70) -> list[Statement]:
    """Return what is said on one topic for some weeks, by a stance that is mostly shared and changes now and then."""
    found: dict[str, Statement] = {}
    for _ in range(chance.randrange(most)):
        on = chance.randint(1, 60)
        one = _statement(on, chance)
        found[one.id] = one
        if chance.random() < 0.2:
            copy = replace(one, id=f"{one.id}c", outlet="mirror", doc=f"{one.doc}c")
            found[copy.id] = _told_on(copy, chance.choice([0, 0, 1, 30]))
        if chance.random() < 0.1:
            beside = replace(_statement(on - chance.randrange(3), chance), doc=one.doc, published=one.published)
            found[beside.id] = beside
    return sorted(found.values(), key=lambda one: one.id)


def _told_on(one: Statement, days: int) -> Statement:
    return replace(one, published=one.published and one.published + timedelta(days=days))


def _statement(on: int, chance: Random) -> Statement:
    who = chance.choice(NAMES)
    stance = STANCES[on // 20 % 4] if chance.random() < 0.7 else chance.choice(STANCES)
    return said(
        on, who, stance, chance.choice(["reuters", "afp", "tass", ""]), out=on + chance.choice([0, 0, 0, 0, 1, 5, 20]),
        hour=chance.randint(6, 20), quote=chance.choice(["", *LINES]) if who in PEOPLE else "",
        text=chance.choice(["", *LINES]), voice=chance.choice([None] * 8 + [Voice.OTHER]),
        old=chance.random() < 0.1, confidence=chance.choice([1.0, 1.0, 1.0, 0.3]),
        act=who == "article" and chance.random() < 0.2, undated=chance.random() < 0.1,
        condition=chance.choice([None, None, "if asked"]),
    )  # fmt: skip


def started(seals: Sequence[Seal], number: int, statements: Sequence[Statement], part: str) -> Start:
    """Return from where the part goes on after so many seals, written down and read again."""
    known = {one.id: one for one in statements}
    remembered = [one for seal in seals[:number] for one in (seal.said if part == "ledger" else seal.known)]
    on = seals[number - 1].on
    plain: Mapping[str, Any] = json.loads(json.dumps(getattr(seals[number - 1], part)))
    later = [one for one in statements if max(day_of(one), known_on(one)) > on]
    past: list[Remembered] = concerned(remembered, later)
    ids = named(plain) | {one.statement for one in past}
    return Start(on=on, plain=plain, past=past, named={key: known[key] for key in ids})


def sealed(statements: Sequence[Statement], every: int) -> tuple[Kept, tuple[Shift, ...], list[Seal]]:
    """Return what a pass over the whole history ends with, and its seals."""
    ledger, seals = ledger_of(statements, rules=RULES, cuts=cuts(statements, every=every, lag=timedelta(days=6)))
    history, whole = history_of(statements, rules=RULES, seals=seals)
    return ledger.kept("alba", "truce"), tuple(history.shifts), whole


@given(chances, st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_a_history_with_seals_ends_as_one_without(chance: Random, every: int) -> None:
    statements = history_by(chance)
    if statements:
        found, moved, _ = sealed(statements, every)
        assert (found,) == kept(statements, rules=RULES)
        assert moved == shifts(statements, rules=RULES)


@given(chances, st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_going_on_from_a_seal_ends_as_the_whole(chance: Random, every: int) -> None:
    statements = history_by(chance)
    if not statements:
        return
    found, moved, seals = sealed(statements, every)
    for number in range(1, len(seals) + 1):
        start = started(seals, number, statements, "ledger")
        ledger, later = ledger_of(statements, rules=RULES, start=start, cuts=[one.on for one in seals[number:]])
        assert ledger.kept("alba", "truce") == found
        begin = started(seals, number, statements, "history")
        history, whole = history_of(statements, rules=RULES, start=begin, seals=later)
        assert history.shifts == [*moved[len(moved) - len(history.shifts) :]]
        assert json.dumps([one.ledger for one in whole]) == json.dumps([one.ledger for one in seals[number:]])
        assert json.dumps([one.history for one in whole]) == json.dumps([one.history for one in seals[number:]])
        assert [(one.said, one.known) for one in whole] == [(one.said, one.known) for one in seals[number:]]


@given(chances, st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_what_comes_after_a_seal_is_told_as_by_the_whole_or_sends_back_to_it(chance: Random, every: int) -> None:
    statements = history_by(chance)
    if not statements:
        return
    last = max(map(known_on, statements))
    early = [one for one in statements if max(day_of(one), known_on(one)) <= last - timedelta(days=15)]
    _, _, seals = sealed(early, every) if early else (None, (), [])
    late = [one for one in statements if one not in early]
    for number in range(1, len(seals) + 1):
        on = seals[number - 1].on
        docs = {one.doc for one in early if min(day_of(one), known_on(one)) <= on}
        whole = [*early, *(one for one in late if min(day_of(one), known_on(one)) > on and one.doc not in docs)]
        try:
            ledger, _ = ledger_of(whole, rules=RULES, start=started(seals, number, whole, "ledger"))
            history, _ = history_of(whole, rules=RULES, start=started(seals, number, whole, "history"))
        except UnsealedError:
            continue
        assert (ledger.kept("alba", "truce"),) == kept(whole, rules=RULES)
        moved = shifts(whole, rules=RULES)
        assert history.shifts == [*moved[len(moved) - len(history.shifts) :]]


def test_a_name_that_becomes_another_persons_sends_back_to_the_whole() -> None:
    before = [said(1, "Peskenko", "support"), said(3, "minister", "support")]
    ledger, seals = ledger_of([*before, said(30, "minister", "support")], rules=RULES, cuts=[date(2025, 3, 5)])
    assert ledger.number == 3
    now = [*before, said(30, "minister", "support"), said(31, "spokesman", "oppose")]
    with pytest.raises(UnsealedError):
        ledger_of(now, rules=RULES, start=started(seals, 1, now, "ledger"))
