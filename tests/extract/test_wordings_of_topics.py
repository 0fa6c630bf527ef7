"""What else a dossier's phrases are called: the language adds it, topics keep what is theirs, authors switch it off."""

from functools import cache
from typing import Any

import pytest
from fakes.freedonia import language, statements

from bot.dossier import Dossier
from bot.extract.phrases import words
from bot.extract.topics import TopicFinder, topic_wordings
from bot.extract.wording_lexicon import Wording, WordingExample
from bot.model import Stance

NORTH = {"id": "north", "name": "North", "metonyms": ["Northville", "Snow Palace"]}
EXAMPLES = [example for group in language().wordings.groups for example in group.examples]


def dossier(**topics: dict[str, Any]) -> Dossier:
    entries = [{"id": key, "name": key, "proposition": "p"} | value for key, value in topics.items()]
    return Dossier.model_validate({"id": "d", "title": "D", "about": "d", "parties": [NORTH], "topics": entries})


def added(**topics: dict[str, Any]) -> list[Wording]:
    found = topic_wordings(dossier(**topics), language().stem, language().wordings)
    return [one for one in found if one.by]


@cache
def texts(phrase: str, *, place: str = "terms") -> dict[str, str]:
    """Return the wordings of a single phrase, each with the list that it is in."""
    return {one.term.text: one.place for one in added(one={place: [phrase]})}


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{one.phrase}: {one.text}" for one in EXAMPLES])
def test_the_example_of_a_group_names_the_topic_by_another_wording(example: WordingExample) -> None:
    finder = TopicFinder(dossier(one={"terms": [example.phrase]}), language().stem, language().wordings)
    assert example.phrase in {hit.by for hit in finder.find(words(example.text), named=frozenset())}


@pytest.mark.parametrize(
    ("phrase", "wording"),
    [
        ("truce*", "cessation of ~ hostilities"),
        ("release of ~ hostages", "hostages be freed"),
        ("release* ~ hostages", "release of ~ captives"),
        ("talks with ~ RSF", "negotiate ~ with ~ RSF"),
        ("withdraw* ~ from Gaza", "pull out of ~ Gaza"),
        ("withdrawal of ~ troops", "soldiers to withdraw"),
        ("arms deliver*", "supply ~ weapons"),
        ("nuclear deal", "nuclear accord"),
        ("recognition of ~ Somaliland", "recogni* ~ Somaliland"),
        ("exchange of prisoners", "detainees swap*"),
        ("EU membership", "accession to ~ European Union"),
        ("talks with the North", "sit down with ~ the Snow Palace"),
        ("sanctions on Northville", "sanctions on North"),
    ],
)
def test_a_phrase_calls_for_the_others(phrase: str, wording: str) -> None:
    assert wording in texts(phrase)


@pytest.mark.parametrize(
    ("phrase", "wording"),
    [
        ("free economic zone", "release of ~ economic zone"),
        ("return of ~ hostages", "hostages be freed"),
        ("withdrawal from Gaza", "pullout of ~ from Gaza"),
        ("talks with the army", "talks with the weapons"),
        ("end of the war", "relief from ~ the war"),
        ("deal", "accord"),
    ],
)
def test_a_phrase_does_not_call_for_what_it_does_not_say(phrase: str, wording: str) -> None:
    assert wording not in texts(phrase)


def test_the_lists_follow_the_sense_of_the_phrase() -> None:
    assert texts("truce*")["keep fighting"] == "opposes"
    assert texts("lift ~ sanctions", place="opposes")["sanctions be lifted"] == "opposes"
    assert texts("sanctions", place="opposes")["relief from ~ sanctions"] == "supports"


def test_a_wording_that_a_topic_has_itself_is_its_own() -> None:
    both = added(truce={"terms": ["truce*", "ceasefire*"]}, victory={"terms": ["keep fighting", "halt to ~ fighting"]})
    assert {"keep fighting", "halt to ~ fighting"}.isdisjoint(one.term.text for one in both)
    assert "armistice*" in {one.term.text for one in both}


def test_what_two_topics_would_have_is_neithers_or_that_of_the_one_with_more_of_it() -> None:
    more = added(truce={"terms": ["truce*", "ceasefire*"]}, peace={"terms": ["end to ~ fighting"]})
    assert {one.topic for one in more if one.term.text == "armistice*"} == {"truce"}
    same = added(truce={"terms": ["truce*"]}, calm={"terms": ["ceasefire*"]})
    assert not [one for one in same if one.term.text == "armistice*"]


def test_guards_of_the_phrase_are_those_of_its_wordings() -> None:
    (one, *_) = added(aid={"terms": [{"text": "truce", "near": ["Sudan"], "unless": ["trade"], "context": True}]})
    assert (one.term.near, one.term.unless, one.term.context) == (("Sudan",), ("trade",), True)


def test_an_author_switches_off_one_wording_or_all() -> None:
    less = added(one={"terms": ["truce*"], "without": ["armistice*"]})
    assert "armistice*" not in {one.term.text for one in less}
    assert less
    assert not added(one={"terms": ["truce*"], "wordings": False})


def test_a_phrase_ends_where_the_topic_of_its_last_word_does_not_count() -> None:
    made = dossier(mediation={"terms": ["host ~ talks"]}, talks={"terms": ["talks"]})
    hits = TopicFinder(made, language().stem).find(words("host the talks, then hold talks"), named=frozenset())
    assert [hit.topic for hit in hits] == ["mediation", "talks"]


def test_the_longest_of_equal_hits_is_the_dossiers_own() -> None:
    finder = TopicFinder(
        dossier(one={"terms": [{"text": "halt to fighting", "context": True}, "truce"]}),
        language().stem,
        language().wordings,
    )
    (hit,) = finder.find(words("a halt to fighting"), named=frozenset({"one"}))
    assert hit.by == ""


def test_a_statement_by_another_wording_says_so_and_is_less_sure() -> None:
    (own,) = statements("Freedonia rejected a truce.")
    (other,) = statements("Freedonia rejected a suspension of hostilities.")
    assert (own.stance, other.stance) == (Stance.OPPOSE, Stance.OPPOSE)
    assert any("'suspension of hostilities' says " in rule for rule in other.rules)
    assert other.confidence < own.confidence
