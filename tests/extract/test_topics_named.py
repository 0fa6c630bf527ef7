"""Topics are found by their terms, and kept where the terms' guards allow."""

from typing import Any

import pytest
from fakes.freedonia import dossier, language
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier import Dossier
from bot.extract.phrases import words
from bot.extract.topics import TopicFinder, TopicHit

NOBODY: frozenset[str] = frozenset()


def finder(*topics: dict[str, Any], frame: tuple[str, ...] = ()) -> TopicFinder:
    made = Dossier.model_validate(
        {
            "id": "d", "title": "D", "about": "d", "frame": list(frame), "parties": [{"id": "north", "name": "North"}],
            "topics": [{"name": topic["id"], "proposition": "p"} | topic for topic in topics],
        }
    )  # fmt: skip
    return TopicFinder(made, language().stem)


@pytest.fixture(scope="module")
def freedonia() -> TopicFinder:
    return TopicFinder(dossier(), language().stem)


def found(topics: TopicFinder, text: str, named: frozenset[str] = NOBODY, around: str = "") -> list[tuple[str, str]]:
    hits = topics.find(words(text), named=named, around=words(around))
    return [(hit.topic, text[hit.start : hit.end]) for hit in hits]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("A truce and two ceasefires.", [("truce", "truce"), ("truce", "ceasefires")]),
        ("TRUCE NOW", [("truce", "TRUCE")]),
        ("о перемирии", [("truce", "перемирии")]),
        ("halt the bitter fighting", [("truce", "halt the bitter fighting")]),
        ("halting all fighting", [("truce", "halting all fighting")]),
        ("sanctions and a truce", [("sanctions", "sanctions"), ("truce", "truce")]),
        ("nothing of the kind", []),
        ("", []),
    ],
)
def test_topics_are_found_in_text_order(freedonia: TopicFinder, text: str, hits: list[tuple[str, str]]) -> None:
    assert found(freedonia, text) == hits


def test_a_hit_knows_its_place_in_the_whole_text_and_its_sense(freedonia: TopicFinder) -> None:
    text = "A line before. They keep fighting under the embargo."
    fight, embargo = freedonia.find(words(text)[3:], named=NOBODY)
    assert (fight.topic, fight.sign, fight.plain) == ("truce", -1, False)
    assert text[fight.start : fight.end] == "keep fighting"
    assert (embargo.topic, embargo.sign, embargo.plain, set(embargo.owned)) == ("sanctions", 1, True, {"sanctions"})
    assert isinstance(fight, TopicHit)


@pytest.mark.parametrize(
    ("text", "around", "counts"),
    [
        ("the border at the river", "", True),
        ("the new border", "", False),
        ("the new border", "It follows the river.", True),
        ("the border guard at the river", "", False),
        ("the border guards at the river", "", False),
        ("the border at the river", "A border guard slept.", True),
    ],
)
def test_near_looks_around_and_unless_only_at_the_sentence(
    freedonia: TopicFinder, text: str, around: str, counts: bool
) -> None:
    assert bool(found(freedonia, text, around=f"{text} {around}" if around else "")) is counts


def test_a_general_term_counts_where_the_article_names_the_topic_elsewhere(freedonia: TopicFinder) -> None:
    assert found(freedonia, "a guarantee") == []
    assert found(freedonia, "a guarantee", named=frozenset({"guarantees"})) == [("guarantees", "guarantee")]
    assert found(freedonia, "a guarantee", named=frozenset({"truce"})) == []


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("security guarantees", {"guarantees"}),
        ("a guarantee", set()),
        ("the border at the river", set()),
        ("a river border and a truce", {"border", "truce"}),
    ],
)
def test_only_terms_without_a_guard_name_a_topic_surely(freedonia: TopicFinder, text: str, sure: set[str]) -> None:
    assert freedonia.sure(words(text)) == sure


def test_a_longer_phrase_displaces_what_it_covers() -> None:
    topics = finder(
        {"id": "plan", "terms": ["peace plan", "plan"]}, {"id": "peace", "terms": ["peace", "peace plan b"]}
    )
    assert found(topics, "the peace plan") == [("plan", "peace plan")]
    assert found(topics, "the peace plan b") == [("peace", "peace plan b")]
    assert found(topics, "peace and a plan") == [("peace", "peace"), ("plan", "plan")]


def test_phrases_of_two_topics_that_only_touch_both_count() -> None:
    topics = finder({"id": "arms", "terms": ["army size"]}, {"id": "limits", "terms": ["size limit"]})
    assert found(topics, "army size limit") == [("arms", "army size"), ("limits", "size limit")]


def test_overlapping_phrases_of_one_topic_are_one_hit() -> None:
    topics = finder({"id": "arms", "terms": ["army size", "size limit rules"]})
    assert found(topics, "army size limit rules") == [("arms", "size limit rules")]


def test_the_contrary_displaces_the_topic_that_it_names(freedonia: TopicFinder) -> None:
    (hit,) = freedonia.find(words("sanctions relief"), named=NOBODY)
    assert (hit.topic, hit.sign) == ("sanctions", -1)


def test_an_assessment_has_no_terms() -> None:
    topics = finder({"id": "talks", "kind": "assessment", "terms": ["talks"]}, {"id": "truce", "terms": ["truce"]})
    assert found(topics, "talks on a truce") == [("truce", "truce")]


@pytest.mark.parametrize(("text", "concerned"), [("The Northern lights", True), ("Elsewhere", False), ("", False)])
def test_an_article_concerns_the_dossier_where_it_names_its_frame(text: str, concerned: bool) -> None:
    assert finder({"id": "t", "terms": ["t"]}, frame=("north*",)).concerns(words(text)) is concerned


def test_without_a_frame_every_article_concerns_the_dossier() -> None:
    assert finder({"id": "t", "terms": ["t"]}).concerns(words(""))


GAPS = finder(
    {"id": "one", "terms": ["peace ~ talks ~ end", {"text": "talks", "near": ["peace"]}], "opposes": ["end* ~ talks"]},
    frame=("peace ~ end", "talks"),
)


@given(st.lists(st.sampled_from(["peace", "talks", "ends", "of"]), max_size=24), st.integers(0, 99), st.integers(0, 99))
def test_a_stretch_of_a_text_names_what_it_would_name_alone(parts: list[str], one: int, other: int) -> None:
    tokens, start, end = words(" ".join(parts)), min(one, other), max(one, other)
    here, text = [word for word in tokens if start <= word.start < end], GAPS.over(tokens)
    assert text.find(start, end, named=NOBODY) == GAPS.find(here, named=NOBODY)
    assert text.concerns(start, end) == GAPS.concerns(here)
    assert text.sure == GAPS.sure(tokens)


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("deploy", "deployed"), ("deploy", "deploys"), ("supply", "supplied"), ("supply", "supplying"),
        ("convoy", "convoys"), ("discuss", "discussed"), ("access", "accesses"), ("crossing", "cross"),
        ("withdraw*", "withdrew"), ("stop", "stopped"), ("send", "sent"), ("leave", "left"), ("free", "freeing"),
        ("ship", "shipped"), ("truce", "truces"), ("verify", "verified"),
    ],
)  # fmt: skip
def test_the_forms_of_a_word_are_the_same(word: str, form: str) -> None:
    (hit,) = finder({"id": "one", "terms": [f"{word} canal"]}).find(words(f"They {form} canal"), named=NOBODY)
    assert hit.topic == "one"


def test_every_form_that_the_language_lists_is_one_of_its_word() -> None:
    for base, forms in language().forms.items():
        found = finder({"id": "one", "terms": [f"{base}* canal"]})
        assert all(found.find(words(f"They {form} canal"), named=NOBODY) for form in forms), base
