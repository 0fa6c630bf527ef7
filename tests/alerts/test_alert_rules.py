"""What is worth telling is told once, on one card per story; what is not is not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fakes.wires import DAY, DOSSIER, NOON, item, narrated, say
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.rules import decide
from bot.model import (
    Alert,
    AlertKind,
    Bullets,
    Divergence,
    DivergenceKind,
    Heading,
    Item,
    Quote,
    Rank,
    Shift,
    ShiftKind,
    ShiftStatus,
    Side,
    Span,
    Stance,
    Statement,
    Voice,
)
from bot.positions.fold import fold
from bot.settings import PositionRules

RULES = PositionRules()


def tell(
    of: Item,
    new: Sequence[Statement],
    *,
    known: Sequence[Statement] = (),
    shifts: tuple[Sequence[Shift], Sequence[Shift]] = ((), ()),
    divergences: Sequence[Divergence] = (),
    earlier: Sequence[Alert] = (),
) -> tuple[Alert, ...]:
    """Decide on an item with the positions that follow from what was known and what is new."""
    return decide(
        item=of, new=new, positions_before=fold(known, rules=RULES), positions_after=fold([*known, *new], rules=RULES),
        shifts_before=shifts[0], shifts_after=shifts[1], divergences_new=divergences, dossier=DOSSIER, at=NOON,
        earlier=earlier,
    )  # fmt: skip


def notes(alert: Alert) -> list[str]:
    return [b.note for b in alert.card.blocks if isinstance(b, Quote)]


def ids(alert: Alert) -> list[str]:
    return [b.id for b in alert.card.blocks if isinstance(b, Quote)]


FIRST = say("a", "Discussions are being held constructively", origin="tass")
PESKOV = say(
    "b", "no breakthrough yet", stance=Stance.GUARDED, person="peskov", speaker="Dmitry Peskov", rank=Rank.SPOKESPERSON,
    said_on=DAY + timedelta(days=2), published=NOON + timedelta(days=2), origin="izvestia",
)  # fmt: skip
PUTIN = say(
    "c", "The talks went well indeed", person="putin", speaker="Vladimir Putin", rank=Rank.PRINCIPAL, origin="kremlin",
    said_on=DAY + timedelta(days=1), published=NOON + timedelta(days=1),
)  # fmt: skip
ORBAN = say(
    "a", sentence="Orban said Russia wants a ceasefire.", topic="ceasefire", stance=Stance.SUPPORT, voice=Voice.OTHER,
    party="hungary", person="orban", speaker="Viktor Orban",
)  # fmt: skip


def test_a_first_statement_on_a_topic_is_told() -> None:
    [alert] = tell(item("a"), [FIRST])
    assert (alert.kind, alert.actor, alert.topic, alert.story) == (AlertKind.STATEMENT, "russia", "talks-progress", "a")
    assert (alert.updates, alert.dossier, alert.at) == (None, "talks", NOON)
    assert notes(alert) == ["first on this topic"]
    assert alert.beside is None
    assert [(s.rank, s.outlet, s.origins) for s in alert.subjects] == [(Rank.ENVOY, "CGTN", 1)]


def test_another_stance_of_the_party_is_told_with_what_it_was_before() -> None:
    [alert] = tell(item("b"), [PESKOV], known=[FIRST])
    assert notes(alert) == ["mixed signals; before this: positive (Kirill Dmitriev, 20 Dec 2025)"]
    later = replace(PESKOV, said_on=DAY + timedelta(days=9), published=NOON + timedelta(days=9))
    [alert] = tell(item("b"), [later], known=[FIRST])
    assert notes(alert) == ["before this: positive (Kirill Dmitriev, 20 Dec 2025)"]


def test_a_principal_is_told_even_where_nothing_changes() -> None:
    [alert] = tell(item("c"), [PUTIN], known=[FIRST])
    assert (alert.kind, notes(alert)) == (AlertKind.STATEMENT, ["as before, since 20 Dec 2025"])


def test_the_opposite_said_by_the_same_speaker_on_the_same_day_is_told() -> None:
    morning = say("m", "We back a truce now.", topic="ceasefire", stance=Stance.SUPPORT, person="putin",
                  speaker="Vladimir Putin", rank=Rank.PRINCIPAL, origin="wire")  # fmt: skip
    evening = say("e", "We reject any truce.", topic="ceasefire", stance=Stance.OPPOSE, person="putin",
                  speaker="Vladimir Putin", rank=Rank.PRINCIPAL, origin="post", published=NOON + timedelta(hours=5),
                  said_on=morning.said_on)  # fmt: skip
    (alert,) = tell(item("e"), [evening], known=[morning])
    assert alert.kind is AlertKind.STATEMENT
    assert ids(alert) == [evening.id]
    assert any(note.startswith("on the same day: support (Vladimir Putin") for note in notes(alert))
    hedged = replace(evening, id="hedged00", stance=Stance.CONDITIONAL)
    (other,) = tell(item("e"), [hedged], known=[morning])
    assert other.kind is AlertKind.COVERAGE


def test_a_principal_who_said_it_before_is_told_since_then() -> None:
    later = say("l", "The talks went well, we think", person="putin", speaker="Vladimir Putin", rank=Rank.PRINCIPAL,
                origin="other", said_on=DAY + timedelta(days=4), published=NOON + timedelta(days=4))  # fmt: skip
    (alert,) = tell(item("c"), [PUTIN], known=[later])
    assert notes(alert) == ["as before, since 21 Dec 2025"]


def test_several_statements_of_one_item_are_one_alert_the_most_important_first() -> None:
    new = [
        replace(s, doc="d", story="d") for s in (narrated("d", "Russia wants territory.", topic="territory"), PESKOV)
    ]
    act = replace(
        narrated("d", "Russia also wants a truce."), evidence=(Span("text", 80, 106, "Russia also wants a truce."),)
    )
    [alert] = tell(item("d"), [*new, act, replace(ORBAN, doc="d")], known=[FIRST])
    assert ids(alert) == [new[1].id, new[0].id, act.id, ORBAN.id]
    assert alert.card.blocks[-2] == Heading("What others say")
    assert len(alert.subjects) == 3


def test_a_story_that_repeats_what_is_known_is_coverage_that_says_no_change() -> None:
    repeat = replace(FIRST, id="r", doc="r", story="r", said_on=DAY + timedelta(days=5), origin="ani")
    [alert] = tell(item("r"), [repeat], known=[FIRST])
    assert alert.kind is AlertKind.COVERAGE
    assert alert.card.title == "No change: Russia: talks progress positive"
    assert alert.subjects[0].origins == 2


def test_the_same_remark_in_another_report_is_no_news() -> None:
    copy = replace(PUTIN, id="k", doc="k", story="k", outlet="ANI")
    [alert] = tell(item("k"), [copy], known=[PUTIN])
    assert (alert.kind, notes(alert)) == (AlertKind.COVERAGE, ["the same remark as in CGTN"])
    [alert] = tell(item("k"), [copy], known=[replace(PUTIN, outlet="")])
    assert notes(alert) == [""]


def test_a_copy_in_the_same_story_is_no_news_before_its_origin_is_known_to_be_the_same() -> None:
    [first] = tell(item("c"), [PUTIN])
    copy = replace(PUTIN, id="k", doc="k", story="c", outlet="ANI", origin="ani")
    [update] = tell(item("k", story="c", outlet="ANI"), [copy], known=[PUTIN], earlier=[first])
    assert update.card.title == "Also reported by ANI: Russia: talks progress positive"


def test_what_others_say_alone_is_coverage() -> None:
    [alert] = tell(item("a"), [ORBAN])
    assert (alert.kind, notes(alert)) == (AlertKind.COVERAGE, [""])


@pytest.mark.parametrize("changes", [{"old": True}, {"confidence": 0.1}, {"said_on": DAY - timedelta(days=30)}])
def test_old_unsure_and_superseded_remarks_are_no_news(changes: dict[str, Any]) -> None:
    [alert] = tell(item("b"), [replace(PESKOV, **changes)], known=[FIRST])
    assert alert.kind is AlertKind.COVERAGE


def test_an_item_without_statements_is_not_told() -> None:
    assert tell(item("x"), []) == ()


def test_ten_copies_of_a_story_are_one_alert_with_an_update_for_each_further_outlet() -> None:
    told: list[Alert] = []
    known: list[Statement] = []
    for n, outlet in enumerate(["CGTN", "ANI", "ANI", "", "CGTN", "TASS", "TASS", "ANI", "", "TASS"]):
        copy = replace(FIRST, id=f"s{n}", doc=f"i{n}", story="s", outlet=outlet)
        told += tell(item(f"i{n}", outlet=outlet, story="s"), [copy], known=known, earlier=told)
        known.append(copy)
    first, *updates = told
    assert [a.card.title for a in updates] == [
        f"Also reported by {outlet}: Russia: talks progress positive" for outlet in ("ANI", "TASS")
    ]
    assert {a.updates for a in updates} == {first.id}
    assert {a.kind for a in told} == {AlertKind.STATEMENT}
    assert len({a.id for a in told}) == 3


def test_what_a_later_copy_adds_updates_the_story() -> None:
    [first] = tell(item("a"), [FIRST])
    added = narrated("b", "Russia wants a truce.", story="a")
    [update] = tell(item("b", story="a"), [added], known=[FIRST], earlier=[first])
    assert (update.kind, update.updates, update.story) == (AlertKind.STATEMENT, first.id, "a")
    assert update.id != first.id
    assert update.card.title.startswith("Update: ")
    assert tell(item("b", story="a"), [added], known=[FIRST], earlier=[first]) == (update,)


def test_a_statement_that_is_no_longer_news_is_listed_with_the_rest() -> None:
    repeat = replace(FIRST, id="r", doc="b", said_on=DAY + timedelta(days=5))
    [alert] = tell(item("b"), [narrated("b", "Russia wants a truce."), repeat], known=[FIRST])
    assert isinstance(alert.card.blocks[-1], Bullets)
    assert "[r]" in alert.card.blocks[-1].items[0]


def shift(*statements: Statement, status: ShiftStatus = ShiftStatus.SIGNALLED) -> Shift:
    before = narrated("z", "Russia rejects a ceasefire.", stance=Stance.OPPOSE)
    return Shift(
        id="s1", actor="russia", topic="ceasefire", before=Stance.OPPOSE, after=Stance.SUPPORT, kind=ShiftKind.REVERSAL,
        status=status, signalled_at=NOON, statements=statements, before_statement=before,
    )  # fmt: skip


TURN = narrated("t", "Russia accepted a ceasefire.", origin="tass", rank=Rank.PRINCIPAL)
AGAIN = replace(TURN, id="u", doc="u", origin="ani", outlet="ANI")


def test_a_shift_is_told_and_its_statement_not_a_second_time() -> None:
    [alert] = tell(item("t"), [TURN], shifts=((), [shift(TURN)]))
    assert (alert.kind, alert.actor, alert.topic, alert.updates) == (AlertKind.SHIFT, "russia", "ceasefire", None)
    assert alert.story == "t"


def test_other_news_beside_a_shift_is_told_too() -> None:
    kinds = [a.kind for a in tell(item("t"), [TURN, replace(FIRST, doc="t")], shifts=((), [shift(TURN)]))]
    assert kinds == [AlertKind.SHIFT, AlertKind.STATEMENT]


def test_confirmation_and_withdrawal_update_the_alert_of_the_shift() -> None:
    [first] = tell(item("t"), [TURN], shifts=((), [shift(TURN)]))
    confirmed = shift(TURN, AGAIN, status=ShiftStatus.CONFIRMED)
    [second] = tell(item("u"), [AGAIN], known=[TURN], shifts=([shift(TURN)], [confirmed]))
    withdrawn = shift(TURN, status=ShiftStatus.WITHDRAWN)
    [third] = tell(item("v"), [], known=[TURN], shifts=([shift(TURN)], [withdrawn]))
    assert second.updates == third.updates == first.id
    assert len({first.id, second.id, third.id}) == 3
    assert second.subjects[0].origins == 2
    assert third.card.title.endswith("(withdrawn shift)")


def test_a_shift_that_did_not_change_is_not_told_again() -> None:
    assert tell(item("x"), [], shifts=([shift(TURN)], [shift(TURN, AGAIN)])) == ()


def test_a_shift_that_is_gone_is_withdrawn_and_one_that_was_never_told_is_not() -> None:
    [alert] = tell(item("x"), [], shifts=([shift(TURN)], []))
    assert alert.card.title.endswith("(withdrawn shift)")
    gone = shift(TURN, status=ShiftStatus.WITHDRAWN)
    assert tell(item("x"), [], shifts=((), [gone])) == ()
    assert tell(item("x"), [], shifts=([gone], [])) == ()


US = say("e", "productive", actor="us", party="us", person=None, speaker="A US envoy")
HUNGARY = say("h", "went badly", actor="hungary", party="hungary", person="orban", speaker="Viktor Orban")


def divergence(key: str, *said: Statement) -> Divergence:
    sides = tuple(Side(actor=s.actor, stance=s.stance, statements=(s,)) for s in said or (US, PESKOV))
    return Divergence(id=key, round="miami", topic="talks-progress", kind=DivergenceKind.ASSESSMENT, sides=sides)


def test_accounts_that_differ_are_told_once_and_updated_when_a_side_joins() -> None:
    [first] = tell(item("x"), [], divergences=[divergence("d1")])
    assert (first.kind, [s.actor for s in first.subjects]) == (AlertKind.DIVERGENCE, ["us", "russia"])
    joined = divergence("d2", US, PESKOV, HUNGARY)
    [update] = tell(item("y"), [], divergences=[joined], earlier=[first])
    assert update.updates == first.id
    assert ids(update) == [HUNGARY.id]
    assert tell(item("y"), [], divergences=[joined], earlier=[first, update]) == ()
    both = tell(item("x"), [], divergences=[joined, divergence("d1")])
    assert [a.updates for a in both] == [None, first.id]
    assert both[0].id == first.id


def test_accounts_that_only_lose_a_side_or_gain_a_report_are_not_told_again() -> None:
    earlier = tell(item("x"), [], divergences=[divergence("d1", US, PESKOV, HUNGARY)])
    assert tell(item("y"), [], divergences=[divergence("d2")], earlier=earlier) == ()
    again = replace(PESKOV, id="again", doc="k", outlet="ANI")
    side = Side(actor="russia", stance=Stance.GUARDED, statements=(again, PESKOV))
    further = replace(divergence("d3"), sides=(divergence("d3").sides[0], side))
    assert tell(item("y"), [], divergences=[further], earlier=earlier) == ()


def test_the_report_is_told_before_the_accounts_that_it_quotes() -> None:
    report, accounts = tell(item("b"), [PESKOV], known=[FIRST], divergences=[divergence("d1")])
    assert (report.kind, accounts.kind) == (AlertKind.STATEMENT, AlertKind.DIVERGENCE)
    assert ids(accounts) == [US.id, PESKOV.id], "it is complete for those who get nothing else"
    assert accounts.beside is not None
    assert accounts.quoted_in == (report.id,)
    assert [b.id for b in accounts.beside.blocks if isinstance(b, Quote)] == [US.id]
    assert PESKOV.id in repr(accounts.beside)


@given(st.lists(st.sampled_from([FIRST, PESKOV, PUTIN, TURN, ORBAN]), unique=True), st.randoms(use_true_random=False))
def test_the_order_of_statements_and_shifts_does_not_matter(new: list[Statement], random: Any) -> None:
    shuffled = random.sample(new, len(new))
    assert tell(item("x"), new, known=[AGAIN]) == tell(item("x"), shuffled, known=[AGAIN])


@given(st.lists(st.sampled_from([FIRST, PESKOV, PUTIN, TURN, ORBAN]), unique=True, min_size=1))
def test_every_statement_of_an_item_is_on_a_card_of_it(new: list[Statement]) -> None:
    [alert] = tell(item("x"), new)
    assert all(s.id in repr(alert.card) for s in new)
