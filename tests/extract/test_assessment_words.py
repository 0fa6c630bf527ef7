"""Assessments of talks are found on their scale, near words for talks or alone."""

import pytest
from fakes.freedonia import language

from bot.extract.assessment import NEAR, Assessor
from bot.model import Stance


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(language().assessment)


def found(assessor: Assessor, text: str) -> list[tuple[str, Stance]]:
    return [(text[one.start : one.end], one.stance) for one in assessor.find(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The talks were constructive.", Stance.POSITIVE),
        ("The meeting was PRODUCTIVE.", Stance.POSITIVE),
        ("It was a very good  meeting.", Stance.POSITIVE),
        ("There is still a long way to go in the talks.", Stance.GUARDED),
        ("The talks are part of a working process.", Stance.GUARDED),
        ("The negotiations have stalled.", Stance.NEGATIVE),
        ("The talks brought no breakthrough.", Stance.NEGATIVE),
        ("The talks are in deadlock.", Stance.NEGATIVE),
        ("The talks are moving in the right direction.", Stance.POSITIVE),
        ("The atmosphere was upbeat.", Stance.POSITIVE),
        ("We are closer than ever to a lasting deal.", Stance.POSITIVE),
        ("The process is moving, but slowly.", Stance.GUARDED),
        ("The meeting brought no tangible results.", Stance.NEGATIVE),
        ("The talks made no real progress.", Stance.NEGATIVE),
    ],
)
def test_each_value_of_the_scale_has_its_words(assessor: Assessor, text: str, stance: Stance) -> None:
    assert {value for _, value in found(assessor, text)} == {stance}


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The talks were not constructive.", Stance.NEGATIVE),
        ("The talks weren't very productive.", Stance.NEGATIVE),
        ("The talks weren’t productive.", Stance.NEGATIVE),
        ("The talks were never useful.", Stance.NEGATIVE),
        ("The talks have not stalled.", Stance.GUARDED),
        ("They did not agree, yet the talks on all sides were constructive.", Stance.POSITIVE),
    ],
)
def test_a_negation_right_before_turns_the_value(assessor: Assessor, text: str, stance: Stance) -> None:
    assert {value for _, value in found(assessor, text)} == {stance}


@pytest.mark.parametrize(
    "text", ["The soup was constructive.", "A positive test.", "Deconstructive talks", "The talks were held.", ""]
)
def test_what_is_not_said_of_talks_assesses_nothing(assessor: Assessor, text: str) -> None:
    assert found(assessor, text) == []


def test_some_phrases_need_no_talks_beside_them(assessor: Assessor) -> None:
    assert [value for _, value in found(assessor, "Difficult issues remain.")] == [Stance.GUARDED]


def test_talks_far_away_are_not_assessed(assessor: Assessor) -> None:
    near = "The talks " + "x" * (NEAR - 10) + " were constructive."
    far = "The talks " + "x" * (NEAR + 10) + " were constructive."
    assert found(assessor, near)
    assert not found(assessor, far)


def test_places_of_talks_can_be_given(assessor: Assessor) -> None:
    text = "It was constructive."
    assert not assessor.find(text, 0, len(text))
    assert assessor.find(text, 0, len(text), about=[(0, 2)])


def test_only_the_given_stretch_is_read(assessor: Assessor) -> None:
    text = "Not so. The talks were constructive. The talks had stalled."
    (one,) = assessor.find(text, 8, 36)
    assert (text[one.start : one.end], one.stance) == ("constructive", Stance.POSITIVE)


def test_the_longest_of_overlapping_phrases_counts(assessor: Assessor) -> None:
    assert found(assessor, "There was cautious optimism about the talks.") == [("cautious optimism", Stance.GUARDED)]


def test_words_of_hope_and_doubt_make_an_assessment_unreal(assessor: Assessor) -> None:
    assert assessor.is_unreal("hope")
    assert assessor.is_unreal("would")
    assert not assessor.is_unreal("say")


def test_progress_may_go_on_about_talks_named_just_before(assessor: Assessor) -> None:
    text = "The envoys ended their talks. There was progress."
    far = "The envoys ended their talks. " + "They left. " * 40 + "There was progress."
    assert [one.stance for one in assessor.find(text, 30, len(text))] == [Stance.POSITIVE]
    assert assessor.find(far, len(far) - 19, len(far)) == []


def test_a_plain_word_is_told_apart_as_it_must_be_said_of_talks(assessor: Assessor) -> None:
    (one,) = assessor.find("The call was good.", 0, 18)
    assert one.plain
    (one,) = assessor.find("The call was useful.", 0, 20)
    assert not one.plain


def test_call_makes_an_assessment_unreal_only_with_for(assessor: Assessor) -> None:
    assert assessor.is_unreal("call", ["for"])
    assert not assessor.is_unreal("call", ["the"])
