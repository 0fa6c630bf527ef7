"""What the parser sees of a sentence, and the way back to the text."""

from functools import cache

import pytest
from fakes.freedonia import language
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.extract.syntax import LONGEST, MASKED, Prepared, Syntax, decapitalise, mask
from bot.settings import ReadingRules


@cache
def syntax() -> Syntax:
    return Syntax(ReadingRules().pipeline)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("“We want a truce,” he said.", "We want a truce, he said."),
        ("He said 'never' to Freedonia's truce", "He said never to Freedonia's truce"),
        ("Freedonia’s truce", "Freedonia's truce"),
        ("the sides’ truce", "the sides' truce"),
        ("a  truce\u00a0\n now", "a truce now"),
        ("[a] {truce} <now>", "a truce now"),
        ("\u202ea\u200b truce\ufeff", "a truce"),
        ("", ""),
    ],
)
def test_quotation_marks_brackets_and_the_invisible_are_masked(text: str, seen: str) -> None:
    assert mask(text, 0, len(text))[0] == seen


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.integers(0, 40))
def test_every_character_that_is_seen_knows_its_place(text: str, start: int) -> None:
    start = min(start, len(text))
    seen, places = mask(text, start, len(text))
    assert len(seen) == len(places)
    assert list(places) == sorted(set(places))
    for char, place in zip(seen, places, strict=True):
        assert start <= place < len(text)
        assert char == text[place] or (char == " " and text[place].isspace()) or char == "'"
    assert not MASKED & set(seen)


@pytest.mark.parametrize(
    ("text", "names", "lowered"),
    [
        ("Freedonia Rejects Every Truce", [(0, 9)], "Freedonia rejects every truce"),
        ("Sides Meet In Old Fredville", [(18, 27)], "Sides meet in old Fredville"),
        ("US Envoys Meet", [(0, 2)], "US envoys meet"),
        ("Envoys Meet UN And NATO", [], "Envoys meet UN and NATO"),
    ],
)
def test_a_headlines_capitals_are_lowered_outside_names(text: str, names: list[tuple[int, int]], lowered: str) -> None:
    assert decapitalise(text, 0, len(text), names) == lowered


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(categories=["Lu", "Ll", "Lt", "Zs", "Po"]), max_size=60))
def test_lowering_keeps_every_offset(text: str) -> None:
    lowered = decapitalise(text, 0, len(text), [])
    assert len(lowered) == len(text)
    assert lowered.casefold() == text.casefold() or any(c.lower().casefold() != c.casefold() for c in text)


def test_only_the_sentence_is_lowered() -> None:
    text = "Old Sides. New Sides Meet. Old Sides."
    assert decapitalise(text, 11, 26, []) == "Old Sides. New sides meet. Old Sides."


def test_a_pipeline_that_is_not_installed_is_told_with_its_setting() -> None:
    with pytest.raises(ConfigError, match=r"reading\.pipeline: 'no_such_pipeline' is not an installed"):
        Syntax("no_such_pipeline")


def test_tokens_of_a_parse_know_their_characters_in_the_text() -> None:
    text = "Yes. “We want,” he said, “a lasting truce.” No."
    (one,) = syntax().parse([Prepared(text, 5, 43)])
    assert [text[slice(*one.span(t, t))] for t in one.doc if t.is_alpha] == [
        "We",
        "want",
        "he",
        "said",
        "a",
        "lasting",
        "truce",
    ]
    at = text.index("lasting")
    assert [t.text for t in one.tokens_within(at, at + len("lasting truce"))] == ["lasting", "truce"]
    assert one.tokens_within(0, 4) == []


def test_of_a_very_long_sentence_the_beginning_is_parsed() -> None:
    text = "truce " * LONGEST
    (one,) = syntax().parse([Prepared(text, 0, len(text))])
    assert len(one.doc.text) <= LONGEST
    assert one.end == len(text)


def test_forms_that_are_taken_for_another_verb_have_their_own_lemma() -> None:
    text = "Firefly hopes for a truce, hoped for it and goes on hoping."
    (parsed,) = Syntax(ReadingRules().pipeline, language().lemmas).parse([Prepared(text, 0, len(text))])
    assert [t.lemma_ for t in parsed.doc if t.text.startswith("hop")] == ["hope", "hope", "hope"]
