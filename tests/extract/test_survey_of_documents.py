"""What is seen of a document where a dossier may have gaps: who is heard, what is named, what stands beside it."""

import pytest
from fakes.freedonia import CONFIG, article, dossier, reader

from bot.extract.reader import Reader
from bot.extract.survey import Survey
from bot.settings import ReadingRules


def survey(text: str, *, title: str = "") -> Survey:
    """Return the survey of an article."""
    return reader().survey(article(text, title=title))


def test_who_is_heard_and_not_known_is_told_with_the_role_beside_the_name() -> None:
    found = survey(
        '"A truce is near," said Ruritanian chancellor Otto Hase. Otto Hase, the chancellor of Ruritania, left.'
    )
    (heard,) = found.heard
    assert (heard.name, heard.party) == ("Otto Hase", "ruritania")
    assert "Ruritanian chancellor" in heard.roles
    assert heard.evidence.text.endswith("said Ruritanian chancellor Otto Hase.")
    assert (found.doc, found.outlet, found.concerns) == ("d1", "Fredville Gazette", True)


@pytest.mark.parametrize(
    "text",
    [
        'Rufus Firefly said: "We want a truce."',
        'Freedonian officials said: "We want a truce."',
        'The Marble Palace said: "We want a truce."',
        'The Strelsau Wire reported that the truce was over.',
        'He said: "We want a truce."',
        "Otto Hase met Freedonian officials to discuss a truce.",
    ],
)  # fmt: skip
def test_who_is_known_or_nobody_is_not_told(text: str) -> None:
    assert survey(text).heard == ()


def test_an_apposition_is_a_role_and_a_relative_clause_is_none() -> None:
    found = survey(
        '"It will not last," said Otto Hase, an analyst at the Institute of Peace. '
        '"It never did," said Ida Lampe, who was there.'
    )
    assert {heard.name: heard.roles for heard in found.heard} == {
        "Otto Hase": ("analyst at the Institute of Peace",),
        "Ida Lampe": (),
    }


def test_sentences_are_told_with_the_topics_and_the_words_beside_them() -> None:
    found = survey("Freedonia wants a truce at once. The harvest was good.")
    first, second = found.passages
    assert (first.topics, second.topics) == (("truce",), ())
    written = [[word for _, word, _ in run] for run in first.runs]
    assert ["at", "once"] in written
    assert not {"truce", "Freedonia"} & {word for run in written for word in run}
    marks = {word: is_function_word for run in second.runs for _, word, is_function_word in run}
    assert marks == {"The": True, "harvest": False, "was": True, "good": False}


def test_punctuation_parts_words_and_a_hyphen_does_not() -> None:
    (passage,) = survey("A long-term truce, lasting peace; rain").passages
    assert [[word for _, word, _ in run] for run in passage.runs] == [
        ["A", "long", "term"],
        ["lasting", "peace"],
        ["rain"],
    ]


def test_capitalised_words_that_are_linked_to_nobody_are_names() -> None:
    (passage,) = survey("A truce was refused by Rufuss Fireflie's men, Freedonia and Otto von Hase.").passages
    assert passage.names == ("A", "Rufuss Fireflie", "Otto", "Hase")


def test_what_is_about_something_else_is_not_looked_at() -> None:
    framed = dossier().model_copy(update={"frame": dossier().topics[0].terms})
    found = Reader(framed, ReadingRules(), CONFIG).survey(article('"It rains," said Otto Hase.'))
    assert found == Survey(doc="d1", outlet="Fredville Gazette")


@pytest.mark.parametrize("text", ["", " \n", "\ud800 “", "x" * 5000, '"" said A B'])
def test_any_text_is_surveyed(text: str) -> None:
    assert survey(text, title=text).concerns
