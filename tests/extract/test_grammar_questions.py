"""Small questions to a parse, asked of parses written by hand."""

import pytest
from fakes.parses import parse, texts, tokens

from bot.extract import grammar

ACTIVE = "Freedonia/NNP/nsubj>4 and/CC/cc>1 Ruritania/NNP/conj>1 want/VBP/ROOT>0 a/DT/det>6 truce/NN/dobj>4"
PASSIVE = (
    "A/DT/det>2 truce/NN/nsubjpass>4 was=be/VBD/auxpass>4 rejected=reject/VBN/ROOT>0 by/IN/agent>4 Sylvania/NNP/pobj>5"
)
RELATIVE = "A/DT/det>2 truce/NN/ROOT>0 which/WDT/nsubjpass>5 was=be/VBD/auxpass>5 rejected=reject/VBN/relcl>2"


def test_the_root_is_governed_by_nothing() -> None:
    want, truce = tokens(parse(ACTIVE), "want", "truce")
    assert grammar.is_root(want)
    assert not grammar.is_root(truce)


def test_subjects_are_active_and_no_relative_pronouns() -> None:
    (want,) = tokens(parse(ACTIVE), "want")
    assert texts(grammar.subjects(want)) == ["Freedonia"]
    rejected, passive = tokens(parse(PASSIVE), "rejected")[0], tokens(parse(RELATIVE), "rejected")[0]
    assert grammar.subjects(rejected) == []
    assert texts(grammar.passive_subjects(rejected)) == ["truce"]
    assert grammar.has_relative_subject(passive)
    assert not grammar.has_relative_subject(rejected)


def test_there_is_no_subject_and_one_under_the_auxiliary_is() -> None:
    there = parse("There/EX/nsubj>2 is=be/VBZ/ROOT>0 peace/NN/attr>2")
    assert grammar.subjects(there[1]) == []
    asked = parse("Would/MD/aux>3 Freedonia/NNP/nsubj>1 agree/VB/ROOT>0")
    assert texts(grammar.subjects(asked[2])) == ["Freedonia"]


def test_agents_do_what_a_passive_says() -> None:
    (rejected,) = tokens(parse(PASSIVE), "rejected")
    assert texts(grammar.agents(rejected)) == ["Sylvania"]
    assert grammar.auxiliaries(rejected) == {"be"}


@pytest.mark.parametrize(
    ("table", "owner"),
    [
        ("Freedonia/NNP/poss>3 's/POS/case>1 call/NN/ROOT>0", ["Freedonia"]),
        ("the/DT/det>2 call/NN/ROOT>0 by/IN/prep>2 Freedonia/NNP/pobj>3", ["Freedonia"]),
        ("the/DT/det>2 call/NN/ROOT>0 from/IN/prep>2 Freedonia/NNP/pobj>3", ["Freedonia"]),
        ("the/DT/det>3 Freedonian/JJ/amod>3 call/NN/ROOT>0", ["Freedonian"]),
        ("the/DT/det>3 loud/JJ/amod>3 call/NN/ROOT>0", []),
        ("the/DT/det>2 call/NN/ROOT>0 for/IN/prep>2 peace/NN/pobj>3", []),
    ],
)
def test_owners_hold_what_a_noun_says(table: str, owner: list[str]) -> None:
    (call,) = tokens(parse(table), "call")
    assert texts(grammar.owners(call)) == owner


def test_what_is_joined_by_and_comes_along_in_order() -> None:
    doc = parse(ACTIVE)
    assert texts(grammar.with_conjuncts([doc[2]])) == ["Freedonia", "Ruritania"]
    assert texts(grammar.with_conjuncts([doc[5], doc[0]])) == ["Freedonia", "Ruritania", "truce"]
    assert grammar.with_conjuncts([]) == ()


def test_a_token_is_within_what_it_hangs_below() -> None:
    doc = parse(ACTIVE)
    assert grammar.within(doc[2], [doc[0]])
    assert grammar.within(doc[0], [doc[0]])
    assert not grammar.within(doc[0], [doc[5]])
    assert not grammar.within(doc[0], [])
