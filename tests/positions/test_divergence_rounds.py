"""Accounts of a round of talks side by side, and where they cannot all be true."""

import pytest
from fakes.talking import day, noon, other, said

from bot.dossier import Dossier, Party, Round, Term, Topic
from bot.model import Divergence, DivergenceKind, Figure, Span, Statement, TopicKind, fingerprint
from bot.positions.divergence import divergences
from bot.positions.naming import topics_named
from bot.positions.rounds import accounts
from bot.settings import PositionRules

TALKS = Round(id="first", name="First round", place="Lisbon", first=day(10), last=day(11), parties=("bora", "alba"))
NEXT = Round(id="second", name="Second round", place="Lisbon", first=day(13), last=day(13), parties=("bora", "alba"))


def dossier(*rounds: Round) -> Dossier:
    return Dossier(
        id="d",
        title="Talks",
        about="Talks",
        parties=(Party(id="alba", name="Alba"), Party(id="bora", name="Bora"), Party(id="ceda", name="Ceda")),
        topics=(
            Topic(id="truce", name="Truce", proposition="A truce now.", terms=(Term(text="ceasefire*"),)),
            Topic(
                id="treaty",
                name="Treaty",
                proposition="A treaty.",
                aliases=("peace deal",),
                terms=(Term(text="peace agreement*"), Term(text="end ~ war"), Term(text="deal", context=True)),
            ),
            Topic(id="plan", name="Plan", proposition="The plan is a basis."),
            Topic(id="talks", name="Talks", kind=TopicKind.ASSESSMENT, proposition="How the talks go."),
        ),
        rounds=rounds or (TALKS,),
    )


def sides(found: Divergence) -> list[str]:
    return [f"{side.actor} {side.stance} {len(side.statements)}" for side in found.sides]


def summary(*statements: Statement, claims: bool = False) -> list[tuple[str, str, list[str]]]:
    found = divergences(statements, TALKS, dossier(), claims=claims)
    return [(d.kind.value, d.topic, sides(d)) for d in found]


def test_parties_assess_the_talks_differently_and_so_do_officials_of_one() -> None:
    found = summary(
        said(11, "minister", "positive", topic="talks"),
        said(12, "spokesman", "guarded", topic="talks", actor="bora"),
        said(10, "envoy", "positive", "tass", topic="talks", actor="bora"),
        said(12, "minister", "negative", topic="talks", actor="ceda"),
    )
    assert found == [
        ("assessment", "talks", ["bora positive 1", "bora guarded 1", "alba positive 1", "ceda negative 1"])
    ]


def test_one_assessment_is_no_divergence() -> None:
    assert summary(*(said(11, "minister", "positive", topic="talks", actor=a) for a in ("alba", "bora"))) == []


def test_two_officials_of_one_party_diverge_by_themselves() -> None:
    found = summary(said(10, "minister", "positive", topic="talks"), said(11, "envoy", "negative", topic="talks"))
    assert found == [("assessment", "talks", ["alba positive 1", "alba negative 1"])]


def test_opposite_stances_within_the_round() -> None:
    found = summary(
        said(10, "minister", "support"),
        said(11, "minister", "oppose", actor="bora"),
        said(11, "minister", "noncommittal", actor="ceda"),
    )
    assert found == [("stance", "truce", ["bora oppose 1", "alba support 1"])]


@pytest.mark.parametrize("on", [9, 15])
def test_what_is_said_outside_the_round_is_not_of_it(on: int) -> None:
    assert summary(said(10, "minister", "support"), said(on, "minister", "oppose", actor="bora")) == []


def test_the_next_round_ends_the_time_of_the_one_before() -> None:
    statements = [said(10, "minister", "support"), said(13, "minister", "oppose", actor="bora")]
    assert divergences(statements, TALKS, dossier(TALKS, NEXT)) == ()
    assert len(divergences(statements, TALKS, dossier())) == 1


def test_truce_first_against_treaty_first() -> None:
    found = summary(
        said(1, "minister", "support", actor="bora"),
        said(11, "minister", "conditional", condition="only after a peace agreement"),
    )
    assert found == [("order", "truce", ["bora support 1", "alba conditional 1"])]


def test_each_wants_its_own_thing_first() -> None:
    found = summary(
        said(11, "minister", "conditional", condition="first an end to the war, then a truce: end the long war"),
        said(11, "minister", "conditional", topic="treaty", condition="only after a ceasefire", actor="bora"),
    )
    assert found == [
        ("order", "treaty", ["bora conditional 1", "alba conditional 1"]),
        ("order", "truce", ["bora conditional 1", "alba conditional 1"]),
    ]


DEAL = "only after a peace deal"


@pytest.mark.parametrize(
    ("condition", "theirs"),
    [
        ("if the shelling stops", said(11, "envoy", "support", actor="bora")),
        (None, said(11, "envoy", "support", actor="bora")),
        ("only after a ceasefire", said(11, "envoy", "support", actor="bora")),
        (DEAL, said(11, "envoy", "oppose", actor="bora")),
        (DEAL, said(11, "envoy", "support", topic="treaty", actor="bora")),
        (DEAL, said(11, "envoy", "support", topic="plan")),
        (DEAL, said(-100, "envoy", "support", actor="bora")),
    ],
)
def test_no_conflict_of_order(condition: str | None, theirs: Statement) -> None:
    assert summary(said(11, "minister", "conditional", condition=condition), theirs) == []


@pytest.mark.parametrize(
    ("condition", "kind"),
    [
        ("only after a peace deal", "order"),
        ("a peace agreement first", "order"),
        ("not before there is a peace deal", "order"),
        ("none until a peace deal is signed", "order"),
        ("once a peace deal is signed", "order"),
        ("if a peace deal is signed", "condition"),
        ("none that lacks a peace deal", "condition"),
        ("only as part of a peace deal", "condition"),
        ("provided that the peace deal holds after the winter is over", "condition"),
    ],
)
def test_order_is_said_only_where_it_is_expressed(condition: str, kind: str) -> None:
    found = summary(
        said(1, "minister", "support", actor="bora"), said(11, "minister", "conditional", condition=condition)
    )
    assert found == [(kind, "truce", ["bora support 1", "alba conditional 1"])]


def test_one_who_names_order_and_one_who_names_a_condition_are_told_apart() -> None:
    found = summary(
        said(11, "minister", "support", actor="bora"),
        said(11, "minister", "conditional", condition=DEAL),
        said(11, "minister", "conditional", condition="if there is a peace deal", actor="ceda"),
    )
    assert found == [
        ("order", "truce", ["bora support 1", "alba conditional 1"]),
        ("condition", "truce", ["bora support 1", "ceda conditional 1"]),
    ]


def test_a_conflict_of_order_of_which_nothing_is_said_in_the_round_is_not_of_it() -> None:
    assert summary(said(1, "minister", "conditional", condition=DEAL), said(1, "envoy", "support", actor="bora")) == []


def test_others_words_make_a_side_only_when_asked_for() -> None:
    statements = (
        said(11, "minister", "conditional", condition="after a peace deal"),
        other(11, "a rival", "support", actor="bora"),
        other(10, "an analyst", "oppose", actor="bora"),
    )
    assert summary(*statements) == []
    assert summary(*statements, claims=True) == [("order", "truce", ["bora support 1", "alba conditional 1"])]


def given(
    number: str,
    *,
    on: int = 10,
    unit: str = "point",
    holder: str = "",
    changed: bool = False,
    out: int | None = None,
    statements: tuple[str, ...] = (),
) -> Figure:
    text = f"{number} {unit}"
    return Figure(
        id=fingerprint(number, str(on), unit, holder, str(out)), doc="d", topic="plan", number=number, unit=unit,
        at=Span("text", 0, len(text), text), evidence=Span("text", 0, len(text), text), said_on=day(on),
        rule="a number before it", changed=changed, actor=holder, published=noon(on if out is None else out),
        statements=statements,
    )  # fmt: skip


def numbers(*figures: Figure, statements: tuple[Statement, ...] = ()) -> list[list[str]]:
    found = divergences(statements, TALKS, dossier(), figures=figures)
    assert all(one.kind is DivergenceKind.QUANTITY and one.topic == "plan" for one in found)
    return [[f"{s.actor} {s.stance} {len(s.statements)} {s.figures[0].number}" for s in one.sides] for one in found]


def test_numbers_of_the_same_thing_that_differ_the_earliest_first() -> None:
    plan = said(10, "minister", "support", topic="plan", actor="bora")
    found = numbers(
        given("20", on=11, holder="bora", statements=(plan.id, "struck out since")),
        given("20", changed=True),
        given("20", on=11),
        given("28"),
        given("90", unit="percent of demand", holder="bora"),
        given("12", on=1),
        statements=(plan,),
    )
    assert found == [[" None 0 28", " None 0 20", "bora support 1 20"]]


def test_an_old_number_published_in_the_round_belongs_to_it() -> None:
    assert numbers(given("28", on=1, out=11), given("20")) == [[" None 0 28", " None 0 20"]]


@pytest.mark.parametrize("other", [given("20", on=11), given("28", unit="page"), given("28", on=2)])
def test_equal_numbers_those_of_other_things_and_of_other_days_are_no_divergence(other: Figure) -> None:
    assert numbers(given("20"), other) == []


def test_a_copy_keeps_the_id_and_a_new_side_changes_it() -> None:
    two = [
        said(10, "minister", "positive", topic="talks"),
        said(10, "minister", "negative", topic="talks", actor="bora"),
    ]
    copy = said(10, "minister", "positive", "mirror", origin="reuters", topic="talks")
    third = said(10, "minister", "guarded", topic="talks", actor="ceda")
    ids = [divergences(s, TALKS, dossier())[0].id for s in (two, [*two, copy], [copy, *two[::-1]], [*two, third])]
    assert ids[0] == ids[1] == ids[2] != ids[3]


def test_divergences_are_sorted_by_kind() -> None:
    found = divergences(
        [
            said(10, "minister", "support"),
            said(10, "minister", "oppose", actor="bora"),
            said(10, "minister", "positive", topic="talks"),
            said(10, "minister", "negative", topic="talks", actor="bora"),
            said(10, "envoy", "conditional", condition="once a peace deal is signed", actor="ceda"),
            said(10, "envoy", "conditional", condition="if there is a peace deal", actor="zeta"),
        ],
        TALKS,
        dossier(),
        rules=PositionRules(window_days=1),
        figures=[given("28"), given("20")],
    )
    assert [d.kind for d in found] == list(DivergenceKind)
    assert {d.round for d in found} == {"first"}


def test_accounts_stand_side_by_side() -> None:
    statements = [
        said(11, "minister", "positive", topic="talks"),
        said(11, "minister", "support"),
        said(11, "minister", "conditional", topic="treaty"),
        said(11, "minister", "oppose", topic="plan"),
        said(2, "minister", "oppose", actor="bora"),
        other(11, "Ceda's premier", "support", actor="bora", party="ceda"),
    ]
    found = {a.actor: a for a in accounts(statements, TALKS, dossier())}
    assert list(found) == ["bora", "alba", "ceda"]
    alba = found["alba"]
    parts = (alba.assessments, alba.agreed, alba.open, alba.refused)
    assert [[p.topic for p in part] for part in parts] == [["talks"], ["truce"], ["treaty"], ["plan"]]
    assert found["bora"].positions == ()
    assert found["bora"].characterisations == found["ceda"].claims == (statements[5],)


def test_accounts_name_unknown_parties_last() -> None:
    statements = [said(11, "minister", "support", actor=a) for a in ("ceda", "zeta", "alba")]
    assert [a.actor for a in accounts(statements, TALKS, dossier())] == ["alba", "ceda", "zeta"]


@pytest.mark.parametrize(
    ("phrase", "topics"),
    [
        ("only after a peace agreement", ("treaty",)),
        ("Peace Agreements first", ("treaty",)),
        ("once they end this long war", ("treaty",)),
        ("after an end to it", ()),
        ("a truce and a treaty", ("truce", "treaty")),
        ("if the ceasefires hold", ("truce",)),
        ("a deal", ()),
        ("truculent", ()),
    ],
)
def test_conditions_name_topics(phrase: str, topics: tuple[str, ...]) -> None:
    assert topics_named(phrase, dossier()) == topics
