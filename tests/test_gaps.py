"""Gaps of a dossier, counted over surveys written by hand, and the YAML that tells them."""

import pytest
import yaml
from fakes.freedonia import dossier

from bot.cli.pasting import gaps_yaml, scalar
from bot.extract.survey import Heard, Passage, Survey
from bot.gaps.company import log_likelihood
from bot.gaps.find import find_gaps
from bot.gaps.values import Gaps
from bot.model import Span

FUNCTION_WORDS = {"the", "a", "an", "of", "to", "was"}


def a_span(text: str) -> Span:
    """Return the text as a span of an article."""
    return Span("text", 0, len(text), text)


def heard(name: str, *roles: str, text: str = "", party: str | None = None) -> Heard:
    """Return somebody who is heard."""
    return Heard(name=name, roles=roles, party=party, evidence=a_span(text or f"“Yes,” said {name}."))


def passage(text: str, *topics: str, names: tuple[str, ...] = ()) -> Passage:
    """Return a sentence, all of whose words stand side by side."""
    run = tuple((word.lower().rstrip("s"), word, word.lower() in FUNCTION_WORDS) for word in text.strip(".").split())
    return Passage(span=a_span(text), topics=topics, runs=(run,), names=names)


def a_survey(doc: str, *parts: Heard | Passage, outlet: str = "") -> Survey:
    """Return the survey of an article with these parts."""
    return Survey(
        doc=doc, outlet=outlet or f"Outlet {doc}", concerns=True,
        heard=tuple(one for one in parts if isinstance(one, Heard)),
        passages=tuple(one for one in parts if isinstance(one, Passage)),
    )  # fmt: skip


def gaps(*surveys: Survey, at_least: int = 2) -> Gaps:
    """Return the gaps of the invented dossier."""
    return find_gaps(surveys, dossier(), at_least=at_least)


# people


def test_people_are_counted_over_articles_and_outlets_with_what_they_are_called() -> None:
    found = gaps(
        a_survey("1", heard("Otto Hase", "chancellor"), heard("Otto Hase", "chancellor", party="ruritania")),
        a_survey("2", heard("Otto Hase", "premier"), outlet="Outlet 1"),
        a_survey("3", heard("Ida Lampe")),
    )
    (one,) = found.people
    assert (one.name, one.times, one.articles, one.outlets, one.party) == ("Otto Hase", 3, 2, 1, "ruritania")
    assert one.roles == ("chancellor", "premier")


def test_a_surname_joins_the_one_full_name_that_ends_with_it() -> None:
    joined = gaps(a_survey("1", heard("Hase"), heard("Otto Hase")), a_survey("2", heard("Hase")))
    assert [(one.name, one.times) for one in joined.people] == [("Otto Hase", 3)]
    apart = gaps(a_survey("1", heard("Hase"), heard("Otto Hase"), heard("Ida Hase")), a_survey("2", heard("Hase")))
    assert [(one.name, one.times) for one in apart.people] == [("Hase", 2)]


def test_the_example_is_a_sentence_with_the_name() -> None:
    found = gaps(a_survey("1", heard("Otto Hase", text="“Yes,” he said."), heard("Otto Hase"), heard("Otto Hase")))
    assert found.people[0].example.text == "“Yes,” said Otto Hase."


def test_the_most_frequent_come_first_and_no_more_than_asked() -> None:
    surveys = [a_survey(str(n), heard("Otto Hase"), *[heard("Ida Lampe")] * 2) for n in range(3)]
    assert [one.name for one in find_gaps(surveys, dossier(), most=1).people] == ["Ida Lampe"]


# spellings


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("Rufus Fireflay", "firefly"),
        ("Ambroze Trentino", "trentino"),
        ("Trentyno", "trentino"),
        ("Sylvanija", "sylvania"),
        ("Рюфус Файрфлай", "firefly"),
        ("Rufus Firefly", None),  # known
        ("Ambrose Fireflay", None),  # another first name
        ("Mufus Firefly", None),  # begins otherwise
        ("Otto Hase", None),
        ("Fire", None),
        ("Rufus", None),
    ],
)
def test_spellings_close_to_a_name_are_told(name: str, owner: str | None) -> None:
    found = gaps(a_survey("1", passage("It is so.", names=(name,))), a_survey("2", passage("So it is.", names=(name,))))
    assert [one.owner for one in found.spellings] == ([owner] if owner else [])


def test_a_spelling_is_told_with_its_counts_and_the_name_that_it_is_like() -> None:
    (one,) = gaps(*[a_survey(doc, passage(f"{doc} it.", names=("Rufus Fireflay",))) for doc in "123"]).spellings
    assert (one.section, one.alias, one.times, one.articles) == ("people", "Rufus Firefly", 3, 3)
    assert 85 <= one.likeness < 100
    assert one.example.text == "1 it."


def test_a_word_that_is_also_written_small_is_no_name() -> None:
    sentences = [passage("Trentinos here", names=("Trentinos",)), passage("the trentinos there", names=("Trentinos",))]
    assert gaps(a_survey("1", *sentences)).spellings == ()


# terms


def company(*, outside: int) -> Gaps:
    """Return the gaps over articles where "armed pause" keeps company with the truce, and stands without it."""
    inside = [a_survey(f"in {n}", passage(f"the armed pause of day{n}", "truce")) for n in range(4)]
    without = [a_survey(f"out {n}", passage(f"an armed pause on eve{n}")) for n in range(outside)]
    rest = [a_survey(f"rest {n}", passage(f"the rain fell on field{n}")) for n in range(40)]
    return gaps(*inside, *without, *rest)


def test_phrases_that_keep_company_with_a_topic_are_told_with_a_sentence_that_it_misses() -> None:
    (one,) = company(outside=2).terms
    assert (one.topic, one.phrase, one.inside, one.outside, one.articles) == ("truce", "armed pause", 4, 2, 4)
    assert one.likelihood > 10.83
    assert one.example.text == "an armed pause on eve0"


def test_a_phrase_that_finds_nothing_new_or_is_everywhere_is_left_out() -> None:
    assert company(outside=0).terms == ()
    assert company(outside=30).terms == ()


def test_a_sentence_counts_once_however_many_articles_have_it() -> None:
    copies = [
        a_survey(f"{n}", passage("the armed pause of today", "truce"), passage("an armed pause")) for n in range(9)
    ]
    rest = [a_survey(f"rest {n}", passage(f"the rain fell on field{n}")) for n in range(40)]
    assert gaps(*copies, *rest).terms == ()


@pytest.mark.parametrize(
    ("cells", "ratio"),
    [
        ((10, 100, 10, 100), 0.0),
        ((0, 100, 10, 100), 0.0),
        ((5, 0, 1, 9), 0.0),
        ((10, 10, 0, 10), 27.73),
        ((4, 4, 2, 42), 19.54),
    ],
)
def test_log_likelihood(cells: tuple[int, int, int, int], ratio: float) -> None:
    assert log_likelihood(*cells) == pytest.approx(ratio, abs=0.01)


# as YAML


def test_the_gaps_are_yaml_to_paste() -> None:
    found = gaps(
        *[
            a_survey(doc, heard("Otto Hase", "chancellor", "premier: acting", party="ruritania"), heard("Jo Trentino"))
            for doc in "12"
        ],
        *[a_survey(doc, passage(f"{doc} it.", names=("Rufus Fireflay",))) for doc in "34"],
    )
    text = gaps_yaml(found, dossier())
    people = yaml.safe_load(text.partition("# Spelled")[0])["people"]
    assert people == [
        {"id": "jo-trentino", "name": "Jo Trentino", "role": "unknown"},
        {"id": "hase", "name": "Otto Hase", "role": "chancellor"},
    ]
    assert "# 2 times in 2 articles of 2 outlets; ““Yes,” said Otto Hase.” (Outlet 1)" in text
    assert "# also called: premier: acting" in text
    assert "# speaks_for: ruritania" in text
    assert "# people, firefly:\n    aliases: [Rufus Fireflay]" in text


def test_terms_are_yaml_to_paste() -> None:
    text = gaps_yaml(company(outside=2), dossier())
    assert "# topics, truce:\n    terms:\n      # 4 sentences with the topic in 4 articles, 2 without it;" in text
    assert text.endswith("- armed pause")


def test_a_party_that_is_spelled_otherwise_gets_a_name() -> None:
    text = gaps_yaml(gaps(*[a_survey(doc, passage(f"{doc}", names=("Sylvanija",))) for doc in "12"]), dossier())
    assert "# parties, sylvania:\n    names: [Sylvanija]" in text


def test_nothing_missing_is_said() -> None:
    text = gaps_yaml(gaps(a_survey("1"), Survey(doc="2", outlet="")), dossier())
    assert text.splitlines() == [
        "# 1 of 2 documents are about Talks between Freedonia and Sylvania.", "# Nothing seems to be missing.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["Otto", "von der Hase", "no", "O'Hase", "a: b", "# x", "- x", "'x'", '"x"', "12", "{x}", "x #y", "Ż ł"]
)
def test_any_text_is_a_scalar(text: str) -> None:
    assert yaml.safe_load(f"key: [{scalar(text)}, x]") == {"key": [text, "x"]}
    assert yaml.safe_load(f"key: {scalar(text)}") == {"key": text}
