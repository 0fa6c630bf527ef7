"""Whole sentences become statements as the codebook says, read with the real pipeline."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from fakes.freedonia import article, read, reader, stances, statements, told

from bot.model import QuoteKind, Rank, Stance, Statement, Voice

SUPPORT, OPPOSE, CONDITIONAL, OPEN = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL, Stance.NONCOMMITTAL
POSITIVE, GUARDED, NEGATIVE = Stance.POSITIVE, Stance.GUARDED, Stance.NEGATIVE
BOTH_FOR = {"freedonia": SUPPORT, "sylvania": SUPPORT}


def only(text: str, **where: Any) -> Statement:
    """Return the one statement of the text for which the given values hold."""
    (found,) = [s for s in statements(text) if all(getattr(s, name) == value for name, value in where.items())]
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # negation
        ("Freedonia does not want a truce.", OPPOSE),
        ("Freedonia will never accept a truce.", OPPOSE),
        ("Freedonia no longer wants a truce.", OPPOSE),
        ("Freedonia not only wants a truce but demands one.", SUPPORT),
        ("Freedonia is not ready for a truce.", OPPOSE),
        ("Freedonia did not rule out a truce.", OPEN),
        ("Freedonia has not rejected a truce.", OPEN),
        # conditions
        ("Freedonia will accept a truce if Sylvania withdraws its troops.", CONDITIONAL),
        ("Freedonia will not accept a truce unless Sylvania withdraws its troops.", CONDITIONAL),
        ("Freedonia would agree to a truce only after a withdrawal of troops.", CONDITIONAL),
        ("Freedonia would accept a truce in exchange for grain.", CONDITIONAL),
        ("Freedonia maintains its position: first security guarantees, then a truce.", CONDITIONAL),
        # threats and what may come
        ("Freedonia threatened to reject a truce.", CONDITIONAL),
        ("Freedonia could reject a truce.", CONDITIONAL),
        ("Freedonia could accept a truce.", OPEN),
        ("Freedonia is considering a truce.", OPEN),
        # judging
        ("Freedonia considers a truce essential.", SUPPORT),
        ("Freedonia considers a truce to be unacceptable.", OPPOSE),
        ("A truce is unacceptable to Freedonia.", OPPOSE),
        # phrases that speak for themselves, or against
        ("Freedonia agreed to halt the fighting.", SUPPORT),
        ("Freedonia refused to stop shooting.", OPPOSE),
        ("Freedonia wants to continue the fighting.", OPPOSE),
        # names
        ("Fredville wants a truce.", SUPPORT),
        ("The Marble Palace rejected a truce.", OPPOSE),
        ("Freedonia's government rejected a truce.", OPPOSE),
        ("Freedonia's foreign minister rejected a truce.", OPPOSE),
        ("Freedonian officials are ready for a truce.", SUPPORT),
        ("President Firefly rejected a truce.", OPPOSE),
        ("The Freedonian leader wants a truce.", SUPPORT),
    ],
)
def test_a_sentence_shows_the_stance_of_a_party(text: str, expected: Stance) -> None:
    assert stances(text) == {"freedonia": expected}


@pytest.mark.parametrize(
    "text",
    [
        "The sides discussed a truce between Freedonia and Sylvania.",
        "A truce between Freedonia and Sylvania was rejected.",
        "90 percent of the proposals for a truce have been incorporated, and Freedonia was there.",
        "Freedonia bombed the town during the truce.",
        "Freedonia previously demanded a truce.",
        "Freedonia used to demand a truce.",
        "If Freedonia wants a truce, there will be talks.",
        "Freedonia asked whether there was a truce.",
        "Talks on a truce were held in Fredville.",
        "Delegates flew to Fredville for a truce.",
        "Freedonian apples ripened after the truce.",
        "Freedonia criticised the authors of the truce.",
        "Otto Nobody asked Freedonia about the truce.",
    ],
)
def test_what_shows_no_stance_gives_no_statement(text: str) -> None:
    assert [(s.actor, s.stance) for s in statements(text) if s.topic == "truce" and s.stance is not OPEN] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Freedonia and Ruritania called for a truce.", {"freedonia": SUPPORT, "ruritania": SUPPORT}),
        ("In a joint statement, Freedonia and Sylvania said they wanted a truce.", BOTH_FOR),
        ("Freedonia and Sylvania agreed to a truce.", BOTH_FOR),
        ("After talks between Freedonia and Sylvania, both sides want a truce.", BOTH_FOR),
        ("Freedonia wants a truce, but Sylvania rejects a ceasefire.", {"freedonia": SUPPORT, "sylvania": OPPOSE}),
        ("Freedonia proposed a truce, but Sylvania spurned that offer.", {"freedonia": SUPPORT, "sylvania": OPPOSE}),
        ("Freedonia proposed a truce. Sylvania rejected that proposal.", {"freedonia": SUPPORT, "sylvania": OPPOSE}),
        ("A truce proposed by Ruritania was rejected by Sylvania.", {"ruritania": SUPPORT, "sylvania": OPPOSE}),
    ],
)
def test_a_text_may_show_the_stances_of_several_parties(text: str, expected: dict[str, Stance]) -> None:
    assert stances(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The US wants a truce.", {"utopia": SUPPORT}),
        ("Robert Roland said that the US wants a truce.", {}),
        ("Ivory House officials said that the US wants a truce.", {"utopia": SUPPORT}),
        ("A truce was proposed by the U.S. on Monday.", {"utopia": SUPPORT}),
        ("“They gave us a truce,” Robert Roland said of Sylvania.", {}),
    ],
)
def test_a_state_whose_name_is_spelled_like_a_pronoun_is_a_state(text: str, expected: dict[str, Stance]) -> None:
    assert stances(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Robert Roland said that Freedonia wants a truce.", {"freedonia": SUPPORT}),
        ("“We want a truce,” said Robert Roland, the Marble Palace spokesman.", {"freedonia": SUPPORT}),
        ("“We will never accept a truce,” Rufus Firefly told reporters.", {"freedonia": OPPOSE}),
        ("“Our country rejects a truce,” President Trentino said.", {"sylvania": OPPOSE}),
        ("President Trentino said his country would accept a truce.", {"sylvania": SUPPORT}),
        ("“I am against a truce,” Ambrose Trentino said.", {"sylvania": OPPOSE}),
        ("“A truce is necessary,” Vera Marcal said on Monday.", {"sylvania": SUPPORT}),
        ("“There must be a truce at once,” Robert Roland said on Monday.", {"freedonia": SUPPORT}),
        ("Robert Roland said that Sylvania must accept a truce.", {"freedonia": SUPPORT}),
        ("“Sylvania must halt the fighting,” Robert Roland said.", {"freedonia": SUPPORT}),
        ("Rufus Firefly urged Sylvania to accept a truce.", {"freedonia": SUPPORT}),
        ("Vera Marcal thanked Ruritania for the truce.", {"sylvania": SUPPORT}),
    ],
)
def test_what_a_party_says_is_its_own_stance(text: str, expected: dict[str, Stance]) -> None:
    assert stances(text) == expected
    assert {s.voice for s in statements(text) if s.topic == "truce" and s.counts} == {Voice.OWN}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Robert Roland said that Sylvania wants a truce.", {"sylvania": SUPPORT}),
        ("Vera Marcal said that Freedonia would not accept a truce.", {"freedonia": OPPOSE}),
        ("Rufus Firefly said he believed that Sylvania wanted a truce.", {"sylvania": SUPPORT}),
        ("Robert Roland believes that Sylvania wants a truce.", {"sylvania": SUPPORT}),
        ("Analyst Max Stein said that Freedonia wants a truce.", {"freedonia": SUPPORT}),
        ("Experts noted Sylvania's rejection of a truce.", {"sylvania": OPPOSE}),
        ("Gloria Teasdale, a member of parliament, said that Freedonia wants a truce.", {"freedonia": SUPPORT}),
        ("Freedonia accused Sylvania of rejecting a truce.", {"sylvania": OPPOSE}),
        ("Robert Roland said that Vera Marcal had told him that Sylvania wanted a truce.", {"sylvania": SUPPORT}),
    ],
)
def test_what_others_say_of_a_party_never_counts_as_its_stance(text: str, expected: dict[str, Stance]) -> None:
    assert told(text) == expected
    assert stances(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "“We want a truce,” said Gloria Teasdale, a member of parliament.",
        "“We want a truce,” said Freedonian lawmaker Otto Nobody.",
        "Gloria Teasdale called for a truce with Sylvania.",
        "“We demand a truce,” said Bert Kalman, a former foreign minister.",
        "Former Freedonian foreign minister Otto Nobody rejected a truce.",
        "Freedonian analyst Max Stein called for a truce.",
        "“We need a truce,” a retired Freedonian general said.",
        "Oskar Zander called for a truce with Sylvania.",
        "Freedonian opposition leader Otto Nobody demanded a truce.",
        "Otto Nobody, an expert on Freedonia, demanded a truce.",
    ],
)
def test_who_does_not_speak_for_a_party_never_becomes_its_voice(text: str) -> None:
    assert stances(text) == {}


def test_a_person_speaks_for_the_party_while_in_office() -> None:
    text = "Oskar Zander called for a truce with Sylvania."
    then = reader().read(article(text, published=datetime(2024, 5, 3, tzinfo=UTC))).statements
    assert [(s.actor, s.person) for s in then if s.counts] == [("freedonia", "zander")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Freedonian sanctions against Sylvania hurt.", {"freedonia": SUPPORT}),
        ("US sanctions against Sylvania remain.", {"utopia": SUPPORT}),
        ("Freedonia imposed new sanctions on Sylvania.", {"freedonia": SUPPORT}),
        ("Freedonia threatened to impose sanctions on Sylvania.", {"freedonia": CONDITIONAL}),
        ("Vera Marcal demanded that Freedonia lift the sanctions.", {"sylvania": OPPOSE}),
        ("Sylvania criticised Freedonia for its sanctions.", {"sylvania": OPPOSE}),
        ("Possible Freedonian sanctions against Sylvania were discussed.", {}),
        ("Sylvania insists on sanctions relief.", {"sylvania": OPPOSE}),
        ("Freedonia rejects sanctions relief for Sylvania.", {"freedonia": SUPPORT}),
    ],
)
def test_sanctions_are_for_who_has_them_and_wants_them(text: str, expected: dict[str, Stance]) -> None:
    found = stances(text, topic="sanctions")
    assert {actor: stance for actor, stance in found.items() if actor in expected or not expected} == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Freedonia rejects a truce with Sylvania", {"freedonia": OPPOSE}),
        ("Freedonia Rejects A Truce With Sylvania", {"freedonia": OPPOSE}),
        ("President Trentino Calls For Truce With Freedonia", {"sylvania": SUPPORT}),
        ("Freedonia Will Never Accept A Truce, Firefly Says", {"freedonia": OPPOSE}),
        ("Trentino: Sylvania Will Never Accept A Truce", {"sylvania": OPPOSE}),
    ],
)
def test_headlines_count_like_any_sentence_whatever_their_capitals(title: str, expected: dict[str, Stance]) -> None:
    assert stances("", title=title) == expected
    assert {span.field for s in statements("", title=title) for span in s.evidence} == {"title"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Robert Roland said the talks were constructive.", {"freedonia": POSITIVE}),
        ("“It was a very good meeting,” Rufus Firefly said.", {"freedonia": POSITIVE}),
        ("Rufus Firefly called the talks constructive.", {"freedonia": POSITIVE}),
        ("Robert Roland described the talks as productive.", {"freedonia": POSITIVE}),
        ("Rufus Firefly called the conversation “very good and productive.”", {"freedonia": POSITIVE}),
        ("Rufus Firefly called the visit “timely” and “very useful”.", {"freedonia": POSITIVE}),
        ("The envoys left what Freedonia called a very useful meeting.", {"freedonia": POSITIVE}),
        ("Robert Roland hailed a “great meeting” with the envoys.", {"freedonia": POSITIVE}),
        ("“The talks were not constructive,” Vera Marcal said.", {"sylvania": NEGATIVE}),
        ("Freedonian officials said that the talks had stalled.", {"freedonia": NEGATIVE}),
        ("There was no breakthrough in the talks, Vera Marcal said.", {"sylvania": NEGATIVE}),
        ("Robert Roland said there was progress, but still a long way to go in the talks.", {"freedonia": GUARDED}),
        ("Vera Marcal hopes that the talks will be constructive.", {}),
        ("Vera Marcal called for constructive talks.", {}),
        ("Vera Marcal said she hoped for progress in the talks.", {}),
        ("After the talks Rufus Firefly revealed no breakthrough to the press.", {}),
        ("Rufus Firefly said after the talks that a deal would be good for Freedonia.", {}),
        ("Rufus Firefly said the talks were good for Freedonia.", {}),
        ("Robert Roland said the talks should be productive.", {}),
        ("The talks were constructive, analyst Max Stein said.", {}),
        ("The talks were constructive.", {}),
    ],
)
def test_assessments_of_the_talks_have_their_own_scale(text: str, expected: dict[str, Stance]) -> None:
    assert stances(text, topic="talks-progress") == expected


def test_an_assessment_is_never_read_as_support() -> None:
    found = statements("Robert Roland said the talks on a truce were constructive.")
    assert [s for s in found if s.topic == "truce"] == []


@pytest.mark.parametrize("name", ["Gazette", "Fredville Gazette", "Strelsau Wire"])
def test_what_an_outlet_reports_keeps_the_voice_of_the_article(name: str) -> None:
    text = f"The {name} reported that Freedonia rejected a truce with Sylvania."
    assert stances(text) == {"freedonia": OPPOSE}


def test_the_outlet_that_reported_is_in_the_chain() -> None:
    text = "“We want a truce with Sylvania,” Rufus Firefly said, as reported by the Strelsau Wire."
    assert only(text, topic="truce").chain == ("Strelsau Wire",)


def test_a_statement_tells_its_speaker_words_and_day() -> None:
    text = "“We want a truce with Sylvania at last,” Marble Palace spokesman Robert Roland said on Saturday."
    found = only(text, topic="truce")
    assert (found.actor, found.speaker, found.person, found.party) == (
        "freedonia", "Robert Roland", "roland", "freedonia",
    )  # fmt: skip
    assert found.rank is Rank.SPOKESPERSON
    assert [span.text for span in found.quotes] == ["We want a truce with Sylvania at last,"]
    assert found.direct
    assert found.evidence[0].text == text
    assert found.said_on == date(2025, 12, 20)
    assert found.id


def test_a_condition_is_told_in_the_words_of_the_text() -> None:
    found = only("Freedonia will accept a truce if Sylvania withdraws its troops.", topic="truce")
    assert found.condition == "if Sylvania withdraws its troops"


def test_an_order_of_topics_names_the_earlier_one_as_the_condition() -> None:
    found = only("Freedonia maintains its position: first security guarantees, then a truce.", topic="truce")
    assert found.condition is not None
    assert "security guarantees" in found.condition


def test_capitals_are_mentioned_where_they_act_not_where_they_are_places() -> None:
    reading = read("Talks in Fredville failed. Fredville rejected a truce.")
    assert [(m.actor, m.span.start) for m in reading.mentions] == [("freedonia", 27)]


def test_attributions_are_told_of_untracked_speakers_too() -> None:
    reading = read("“It will rain tomorrow,” said Otto Nobody, a farmer.")
    (found,) = reading.attributions
    assert found.kind is QuoteKind.DIRECT
    assert found.resolved == "Otto Nobody"
    assert reading.statements == ()


def test_nothing_is_read_where_nothing_is_written() -> None:
    reading = read("")
    assert (reading.mentions, reading.attributions, reading.statements) == ((), (), ())


def test_without_a_day_of_publication_nothing_is_old_and_no_day_is_made_up() -> None:
    found = reader().read(article("Freedonia wanted a truce on Monday.", published=None)).statements
    assert all(not s.old and s.published is None for s in found)


def test_captions_and_related_links_hold_no_statement() -> None:
    text = "Freedonia wants a truce with Sylvania.\n\nRELATED STORIES\n\nRead more: Sylvania rejects a truce"
    assert stances(text) == {"freedonia": SUPPORT}
