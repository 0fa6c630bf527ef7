"""What a position is folded from: who decides, what is set beside, and what each statement is for."""

from dataclasses import replace
from datetime import date

import pytest
from fakes.talking import day, other, said

from bot.model import Commitment, Position, Rank, Statement
from bot.positions.fold import characterisations, fold
from bot.settings import PositionRules

RULES = PositionRules()
READY = "We are ready to lay down our arms this very week without any conditions"


def one(*statements: Statement, as_of: date | None = None) -> Position:
    (position,) = fold(statements, rules=RULES, as_of=as_of)
    return position


def test_positions_are_sorted_by_actor_and_topic() -> None:
    made = [said(1, "envoy", "support", actor=a, topic=t) for a in ("b", "a") for t in ("z", "y")]
    assert [(p.actor, p.topic) for p in fold(made, rules=RULES)] == [("a", "y"), ("a", "z"), ("b", "y"), ("b", "z")]


def test_what_was_said_last_counts_not_what_was_published_last() -> None:
    late = said(2, "minister", "oppose", out=20)
    position = one(said(10, "minister", "support"), late)
    assert position.stance == "support"
    assert position.earlier == (late,)


def test_since_is_the_first_day_of_the_unbroken_run() -> None:
    run = [
        said(n, "minister", stance) for n, stance in ((1, "support"), (8, "oppose"), (15, "support"), (30, "support"))
    ]
    position = one(*run)
    assert (position.since, position.last_said) == (day(15), day(30))
    assert position.statements == (run[3], run[2])
    assert position.earlier == (run[1], run[0])


def test_others_words_are_listed_and_decide_nothing() -> None:
    claims = (other(9, "a rival", "support"), other(3, "an analyst", "support"))
    position = one(said(1, "minister", "oppose"), *claims)
    assert position.stance == "oppose"
    assert position.characterisations == claims


def test_a_party_of_whom_only_others_speak_has_no_position() -> None:
    claims = [other(3, "an analyst", "support"), other(9, "a rival", "oppose")]
    assert fold(claims, rules=RULES) == ()
    assert characterisations(claims) == {("alba", "truce"): (claims[1], claims[0])}


def test_characterisations_are_only_of_those_who_are_silent() -> None:
    assert characterisations([said(1, "minister", "oppose"), other(2, "a rival", "support")]) == {}
    assert characterisations([other(9, "a rival", "support")], as_of=day(8)) == {}


def test_officials_who_differ_are_mixed_with_dissent() -> None:
    peace, war = said(10, "minister", "support"), said(11, "envoy", "oppose")
    position = one(peace, war)
    assert position.mixed
    assert (position.stance, position.dissent) == ("oppose", (peace,))


def test_assessments_are_mixed_as_well() -> None:
    muted = said(22, "spokesman", "guarded", topic="talks")
    keen = said(20, "envoy", "positive", topic="talks", quote="Discussions are being held constructively")
    position = one(muted, keen)
    assert (position.stance, position.mixed, position.dissent) == ("guarded", True, (keen,))


def test_beyond_the_window_the_newer_official_stands_alone() -> None:
    before = said(10, "minister", "support")
    position = one(before, said(14, "envoy", "oppose"))
    assert (position.stance, position.mixed, position.dissent, position.earlier) == ("oppose", False, (), (before,))


@pytest.mark.parametrize(
    ("statements", "stance"),
    [
        ([said(10, "president", "support"), said(12, "minister", "oppose")], "support"),
        ([said(10, "minister", "support"), said(12, "official", "oppose")], "support"),
        ([said(10, "official", "support"), said(12, "the Ministry", "oppose")], "support"),
        ([said(10, "article", "support", act=True), said(12, "minister", "oppose")], "support"),
        ([said(10, "minister", "support"), said(10, "envoy", "support"), said(12, "spokesman", "oppose")], "support"),
        ([said(10, "envoy", "support"), said(12, "spokesman", "oppose")], "oppose"),
        ([said(10, "envoy", "oppose", quote=READY), said(10, "spokesman", "support")], "oppose"),
        ([said(10, "minister", "oppose"), said(10, "spokesman", "support")], "oppose"),
    ],
)
def test_the_weightiest_leads_where_officials_differ(statements: list[Statement], stance: str) -> None:
    position = one(*statements)
    assert (position.stance, position.mixed) == (stance, True)


def test_who_changed_his_mind_is_not_mixed() -> None:
    position = one(said(10, "minister", "support"), said(11, "minister", "oppose"))
    assert (position.stance, position.mixed, position.dissent) == ("oppose", False, ())


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("Volodymyr Zelenskyy", "President Zelenskiy"),
        ("Volodymyr Zelenskyy", "Zelenskyj"),
        ("Andrii Hnatov", "General Khnatov"),
        ("Olha Stefanishyna", "Olga Stefanishina"),
        ("Steve Witkoff", "Mr. Witkov"),
        ("Li Yi", "Li Yi"),
    ],
)
def test_spellings_of_a_name_are_one_speaker(name: str, variant: str) -> None:
    known = said(10, "x", "support", person="someone", speaker=name)
    unknown = said(11, "x", "oppose", person=None, speaker=variant)
    position = one(known, unknown)
    assert (position.stance, position.mixed) == ("oppose", False)


def test_an_act_outdoes_words_said_before_it() -> None:
    position = one(said(10, "president", "oppose"), said(11, "article", "support", act=True))
    assert (position.stance, position.mixed) == ("support", False)


def test_the_articles_own_words_give_way_to_named_speakers() -> None:
    summary, word = said(11, "article", "oppose"), said(10, "official", "support", "afp")
    position = one(summary, word)
    assert (position.stance, position.mixed, position.dissent) == ("support", False, (summary,))


def test_the_articles_own_words_are_heard_when_two_origins_agree() -> None:
    position = one(
        said(11, "article", "oppose"), said(11, "article", "oppose", "afp"), said(10, "official", "support", "dpa")
    )
    assert (position.stance, position.mixed) == ("support", True)


def test_the_articles_own_words_decide_where_nobody_is_named() -> None:
    assert one(said(1, "article", "support"), said(20, "article", "oppose")).stance == "oppose"


def test_one_articles_own_words_do_not_outdo_anothers_of_the_same_days() -> None:
    first, second = said(10, "article", "support"), said(11, "article", "oppose", "afp")
    assert one(first, second).stance == "support"
    assert one(first, second, said(11, "article", "oppose", "dpa")).stance == "oppose"


def test_articles_that_differ_on_one_day_are_weighed_by_their_number() -> None:
    articles = [said(10, "article", "oppose", via) for via in ("dpa", "")]
    assert one(said(10, "article", "support", "afp", hour=8), *articles).stance == "oppose"


@pytest.mark.parametrize("stance", ["support", "oppose", "noncommittal"])
@pytest.mark.parametrize("who", ["article", "minister"])
def test_a_condition_goes_before_what_else_the_same_article_has(who: str, stance: str) -> None:
    for doc in "abcdef":
        assert one(said(9, who, "conditional", doc=doc), said(9, who, stance, doc=doc)).stance == "conditional"


def test_a_copy_of_the_next_day_does_not_refresh() -> None:
    assert one(said(1, "minister", "support", "tass"), said(2, "minister", "support", "tass")).last_said == day(1)
    assert one(said(1, "minister", "support", "tass"), said(3, "minister", "support", "tass")).last_said == day(3)
    assert one(said(1, "minister", "support", "tass"), said(2, "minister", "support", "afp")).last_said == day(2)


def test_an_old_remark_that_resurfaces_in_quotation_marks_does_not_refresh() -> None:
    quoted = said(60, "minister", "support", "afp", quote=READY)
    position = one(said(1, "minister", "support", text=READY), quoted)
    assert (position.last_said, position.lead) == (day(1), quoted)


def test_sentences_that_share_some_words_are_two_utterances() -> None:
    first = "They must leave our land first, and we shall put our name under whatever is fair and just"
    other_words = "Nobody has asked us about this yet but they will never sign whatever is fair and just"
    position = one(said(1, "minister", "support", quote=first), said(9, "minister", "support", quote=other_words))
    assert position.last_said == day(9)


def test_articles_that_differ_with_two_origins_each_are_mixed() -> None:
    articles = [said(10, "article", s, via) for s, via in zip(["support", "oppose"] * 2, "abcd", strict=True)]
    assert one(*articles).mixed


def test_old_quotes_neither_decide_nor_refresh() -> None:
    old = said(20, "president", "oppose", old=True)
    position = one(said(1, "minister", "support"), old)
    assert (position.stance, position.last_said, position.earlier) == ("support", day(1), (old,))


def test_a_quote_that_resurfaces_word_by_word_does_not_refresh() -> None:
    again = said(60, "minister", "support", "afp", quote=READY)
    position = one(said(1, "minister", "support", quote=READY), again)
    assert position.last_said == day(1)
    assert position.outlets == ("afp", "reuters")


def test_old_or_unsure_statements_decide_where_there_is_nothing_else() -> None:
    assert one(said(1, "minister", "support", old=True)).stance == "support"
    assert one(said(1, "minister", "support", confidence=0.1)).stance == "support"


def test_a_copy_adds_an_outlet_and_no_origin() -> None:
    first = said(1, "minister", "support", "tass", quote=READY)
    copy = said(1, "minister", "support", "mirror", quote=READY, origin="tass", out=2)
    position = one(copy, first)
    assert position.lead == first
    assert (position.outlets, position.origins) == (("mirror", "tass"), ("tass",))


def test_the_direct_quote_leads_over_the_newer_report() -> None:
    quoted, newer = said(9, "minister", "support", quote=READY), said(10, "envoy", "support")
    assert one(newer, quoted).statements == (quoted, newer)


def test_condition_and_commitment_come_from_who_decides() -> None:
    position = one(
        said(9, "president", "conditional", condition="after a treaty", commitment=Commitment.FIRM),
        said(10, "envoy", "conditional", condition="if they withdraw"),
    )
    assert (position.condition, position.commitment) == ("after a treaty", "firm")


def test_the_condition_of_another_speaker_stands_in() -> None:
    position = one(said(9, "president", "conditional"), said(10, "envoy", "conditional", condition="if they withdraw"))
    assert position.condition == "if they withdraw"


def test_as_of_knows_only_what_was_said_and_published_by_then() -> None:
    statements = [said(1, "minister", "oppose"), said(5, "minister", "support", out=9)]
    assert one(*statements, as_of=day(8)).stance == "oppose"
    assert one(*statements, as_of=day(9)).stance == "support"
    assert fold(statements, rules=RULES, as_of=day(0)) == ()
    assert one(said(5, "minister", "support", undated=True), as_of=day(5)).stance == "support"


def test_a_day_after_publication_is_a_mistake_and_does_not_rule_for_ever() -> None:
    assert one(said(300, "minister", "oppose", out=1), said(9, "minister", "support")).stance == "support"


def test_every_statement_has_one_place() -> None:
    statements = [
        said(1, "minister", "oppose"), said(10, "minister", "support"), said(11, "envoy", "oppose"),
        said(12, "president", "support", "afp", quote=READY), said(12, "article", "oppose", "dpa"),
        said(9, "official", "noncommittal", confidence=0.2), other(12, "a rival", "oppose"),
    ]  # fmt: skip
    position = one(*statements)
    places = (position.statements, position.dissent, position.earlier, position.characterisations)
    assert sorted(s.id for place in places for s in place) == sorted(s.id for s in statements)


def test_support_gives_way_to_the_condition_that_the_speaker_sets_beside_it() -> None:
    plain = said(9, "president", "support", quote=READY, doc="d")
    position = one(plain, said(9, "president", "conditional", doc="d", condition="if they withdraw"))
    assert (position.stance, position.condition, position.mixed) == ("conditional", "if they withdraw", False)
    assert position.earlier == (plain,)


def test_what_an_article_says_of_a_principal_weighs_as_the_articles_word() -> None:
    about = replace(said(9, "article", "support"), rank=Rank.PRINCIPAL)
    assert one(about, said(9, "official", "oppose")).stance == "oppose"
    assert one(about, said(9, "official", "support")).lead.rank is Rank.OFFICIAL
