"""One remark in two wordings is told from two remarks in like words: tables of both."""

from dataclasses import replace

import pytest
from fakes.wires import narrated, say

from bot.model import Stance
from bot.stories.utterance import same_utterance, same_words

SAME = [
    (
        "Discussions are being held constructively. They started and continue today and will also continue tomorrow",
        "Discussions are being conducted constructively. They began earlier and will continue today and also tomorrow",
    ),
    ("Discussions are being held constructively,", "Discussions are being conducted constructively."),
    (
        "If there is an opportunity for a temporary truce to free captives, we will be ready",
        "should there be an opportunity for a temporary truce to bring captives home, we are ready for it",
    ),
    ("We will never trade our land for promises", "We will never, ever trade our land for empty promises."),
    ("a nuclear plant is no bargaining chip", "A nuclear plant is not a bargaining chip in any negotiation,"),
    (
        "The sixth round of talks will take place in Geneva this Friday, June 13,",
        "The 6th round of the talks will take place in Geneva this Friday 13th June.",
    ),
    ("the root causes of the crisis must be removed", "The root causes of this crisis must be eliminated"),
    (
        "We are ready to sign tomorrow, without preconditions, and we have told our partners so. Now it is up to them.",
        "ready to sign tomorrow, without preconditions",
    ),
    ("The negotiations were very useful and substantive", "The talks were very useful and substantive."),
    ("Мы готовы к переговорам без предварительных условий", "мы готовы к переговорам без каких-либо условий"),
]
DIFFERENT = [
    ("We will hold talks with the American side tomorrow", "We will hold talks with the European side tomorrow"),
    ("We will meet in Miami again next Saturday morning", "We will meet in Geneva again next Sunday evening"),
    ("The plan has 28 points and is unacceptable to us", "The plan has 20 points and is acceptable to us"),
    ("Discussions are being held constructively", "The discussions will go on, but no date has been agreed yet"),
    ("We want peace, but a just and lasting peace", "We want guarantees, and they have to be binding guarantees"),
    ("No territory will be ceded", "Territory is the hardest question"),
    (
        "There is progress on the humanitarian track, prisoners will come home before Christmas",
        "There is no progress on the political track, the positions remain far apart",
    ),
    ("we still have a long way to go", "we have come a long way since last year and are proud of it"),
    ("it is difficult", "it is very difficult for everyone who has to decide these things"),
    ("", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_translations_paraphrases_and_cuts_are_the_same_words(one: str, other: str) -> None:
    assert same_words(one, other)
    assert same_words(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_remarks_in_like_words_stay_apart(one: str, other: str) -> None:
    assert not same_words(one, other)
    assert not same_words(other, one)


@pytest.mark.parametrize(("one", "other", "same"), [(*p, True) for p in SAME] + [(*p, False) for p in DIFFERENT])
def test_statements_of_one_stance_are_told_by_their_quotes(one: str, other: str, same: bool) -> None:
    assert same_utterance(say("a", one), say("b", other)) is same


def test_few_words_that_differ_in_one_are_enough_only_with_the_same_stance() -> None:
    one, other = "Discussions are being held constructively", "Discussions are being conducted constructively"
    assert same_words(one, other, alike=True)
    assert not same_words(one, other, alike=False)


def test_contrary_stances_on_one_topic_are_never_one_utterance() -> None:
    one = say("a", "We will accept the truce that was proposed on Sunday")
    other = replace(one, doc="b", stance=Stance.NEGATIVE)
    assert not same_utterance(one, other)


def test_one_quote_read_for_two_topics_is_one_utterance() -> None:
    one = say("a", "We will accept the truce and withdraw from the two regions")
    assert same_utterance(one, replace(one, doc="b", topic="territory", stance=Stance.SUPPORT))


def test_unquoted_statements_on_different_topics_are_not_compared() -> None:
    one = narrated("a", "The Kremlin supports an immediate ceasefire along the line of contact.")
    assert not same_utterance(one, replace(one, doc="b", topic="territory"))


@pytest.mark.parametrize(
    ("quote", "same"),
    [
        ("quite solid", True),
        ("a framework that is quite solid at this stage", True),
        ("solid", False),
        ("very solid", False),
    ],
)
def test_scare_quotes_need_the_same_phrase(quote: str, same: bool) -> None:
    assert same_utterance(say("a", "quite solid"), say("b", quote)) is same


def test_a_quote_is_found_in_a_sentence_that_reports_it_without_quotation_marks() -> None:
    quoted = say("a", "Discussions are being conducted constructively in Miami")
    reported = say(
        "b", sentence="Dmitriev said discussions are being conducted constructively in Miami, without details."
    )
    other = say("c", sentence="Dmitriev said he would fly home tonight.")
    assert same_utterance(quoted, reported)
    assert same_utterance(reported, quoted)
    assert not same_utterance(quoted, other)


def test_what_was_said_in_one_breath_and_quoted_in_two_parts_is_compared_whole() -> None:
    parts = say("a", "They started yesterday", "and will also go on tomorrow with everybody")
    whole = say("b", "They started yesterday and will also go on tomorrow with everybody")
    assert same_utterance(parts, whole)


ACT = "The government on Thursday rejected the truce proposal of the mediators as premature."


@pytest.mark.parametrize(
    ("sentence", "same"),
    [
        (ACT, True),
        (ACT.replace("as premature", "as far too premature"), True),
        ("On Thursday the government turned down as premature the truce proposal made by mediators.", False),
        (ACT.replace("Thursday", "Friday"), False),
    ],
)
def test_an_act_that_two_reporters_tell_by_themselves_has_two_origins(sentence: str, same: bool) -> None:
    assert same_utterance(narrated("a", ACT), narrated("b", sentence)) is same


def test_indirect_speech_of_a_named_speaker_is_compared_like_a_quote() -> None:
    one = say(
        "a", sentence="Dmitriev said the talks on a settlement had been constructive and would continue on Sunday."
    )
    other = say("b", sentence="The talks on a settlement were constructive and will continue on Sunday, Dmitriev said.")
    assert same_utterance(one, other)
