"""Known phrases are found by their words, whatever their case, marks, endings and script."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract.phrases import PhraseIndex, Stemmer, fold, words


def found(text: str, *phrases: str, stem: Stemmer | None = None) -> list[str]:
    index: PhraseIndex[str] = PhraseIndex(stem)
    for phrase in phrases:
        index.add(phrase, phrase)
    hits = list(index.find(words(text)))
    assert all(hit.start < hit.end for hit in hits)
    return [text[hit.start : hit.end] for hit in hits]


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("Truce", "truce"),
        ("Özgür", "ozgur"),
        ("Marçal", "marcal"),
        ("ŁÓDŹ", "lodz"),
        ("Straße", fold("strase")),
        ("U.S.", "us"),
        ("Перемирие", "перемирие"),
        ("Київ", fold("КИЇВ")),
        ("Ælfred", fold("alfred")),
    ],
)
def test_words_are_compared_without_case_marks_and_dots(word: str, key: str) -> None:
    assert fold(word) == key


def test_composed_and_decomposed_letters_are_one_word() -> None:
    assert found("Vera Marc\u0327al spoke", "Marçal") == found("Vera Marc\u0327al spoke", "Marc\u0327al")
    assert fold("Marc\u0327al") == fold("Mar\u00e7al")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Freedonia’s well-known truce.", ["Freedonia", "s", "well", "known", "truce"]),
        ("the U.S. and U.K. said", ["the", "U.S.", "and", "U.K.", "said"]),
        ("a_b 20-point", ["a", "b", "20", "point"]),
        ("Сильвания, Фридония!", ["Сильвания", "Фридония"]),
        ("", []),
        ("… — “”", []),
    ],
)
def test_words_are_letters_and_digits_and_dotted_abbreviations(text: str, parts: list[str]) -> None:
    assert [word.raw for word in words(text)] == parts


def test_every_word_knows_its_place() -> None:
    text = "The U.S. side, Marçal’s and Файрфлай's"
    assert all(text[word.start : word.end] == word.raw for word in words(text))


@pytest.mark.parametrize(
    ("text", "phrase", "hits"),
    [
        ("A TRUCE now", "truce", ["TRUCE"]),
        ("two truces", "truce", []),
        ("two truces", "truce*", ["truces"]),
        ("the ceasefire-like lull", "ceasefire*", ["ceasefire"]),
        ("halt the fighting", "halt ~ fighting", ["halt the fighting"]),
        ("halt fighting", "halt ~ fighting", ["halt fighting"]),
        ("halt all the bitter fighting", "halt ~ fighting", ["halt all the bitter fighting"]),
        ("halt all of the bitter fighting", "halt ~ fighting", []),
        ("halt the fight", "halt ~ fighting", []),
        ("halt", "halt ~ fighting", []),
        ("U.S. troops", "U.S.", ["U.S."]),
        ("US troops", "U.S.", ["US"]),
        ("U.S. troops", "US troops", ["U.S. troops"]),
        ("о перемирии и мире", "перемири*", ["перемирии"]),
        ("ПЕРЕМИРИЕ", "перемирие", ["ПЕРЕМИРИЕ"]),
        ("security, guarantees", "security guarantee*", ["security, guarantees"]),
        ("the security of a guarantee", "security guarantee*", []),
    ],
)
def test_a_phrase_is_found_by_its_words(text: str, phrase: str, hits: list[str]) -> None:
    assert found(text, phrase) == hits


def test_a_beginning_is_looked_for_in_the_whole_word_not_in_its_stem() -> None:
    assert found("negotiating", "negotiati*", stem=Stemmer(["ating"])) == ["negotiating"]


def test_longer_phrases_come_first_where_several_begin() -> None:
    assert found("the border along the river", "border", "border along the river") == [
        "border along the river",
        "border",
    ]


def test_beginnings_of_several_lengths_are_all_found() -> None:
    assert found("sanctioned", "sanction*", "sanct*", "sa*") == ["sanctioned"] * 3


@pytest.mark.parametrize("phrase", ["", "~", "~ truce", "—", "*"])
def test_a_phrase_that_does_not_begin_with_a_word_never_matches(phrase: str) -> None:
    assert found("a truce — now", phrase) == []


@pytest.mark.parametrize(
    ("key", "stem"), [("halting", "halt"), ("halts", "halt"), ("halted", "halt"), ("halt", "halt"), ("king", "king")]
)
def test_a_stemmer_cuts_the_longest_ending_and_leaves_short_words(key: str, stem: str) -> None:
    stemmer = Stemmer(["ing", "s", "ed", "d"])
    assert stemmer(key) == stem
    assert stemmer(key) == stem


def test_a_stemmer_puts_a_letter_instead_of_an_ending_so_that_armies_are_no_arms() -> None:
    stemmer = Stemmer(["s", "es", "ed", "ies=y", "ied=y"])
    assert [stemmer(key) for key in ("army", "armies", "arms", "allied", "ally")] == [
        "army",
        "army",
        "arm",
        "ally",
        "ally",
    ]


def test_stems_match_each_others_forms() -> None:
    assert found("halting the fights", "halt ~ fight", stem=Stemmer(["ing", "s"])) == ["halting the fights"]


def test_a_form_that_no_ending_tells_is_that_of_its_word() -> None:
    stem = Stemmer(["ed"], {"withdraw": ["withdrew"], "stop": ["stopped"]})
    assert found("it withdrew", "withdraw", "withdraw*", "withdrew", "with*", stem=stem) == ["withdrew"] * 4
    assert found("fighting stopped", "fighting stop", "fighting stop*", stem=stem) == ["fighting stopped"] * 2


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=12), max_size=4))
def test_any_text_and_any_phrases_give_hits_that_lie_in_the_text(text: str, phrases: list[str]) -> None:
    assert all(part in text for part in found(text, *phrases))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)
