"""Headlines: their sources, labels and joint subjects, commands, and what somebody wants to come first."""

import pytest
from fakes.freedonia import CONFIG, article, dossier, stances, statements, told

from bot.dossier import Term
from bot.extract.reader import Reader
from bot.model import Stance, Voice
from bot.settings import ReadingRules

SUPPORT, OPPOSE, CONDITIONAL, OPEN = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL, Stance.NONCOMMITTAL


@pytest.mark.parametrize(
    ("title", "speaker", "stance"),
    [
        ("Firefly: Freedonia will never accept a truce", "Rufus Firefly", OPPOSE),
        ("Firefly to Trentino: accept the truce", "Rufus Firefly", SUPPORT),
        ("Freedonia prepared to accept a truce: Firefly", "Rufus Firefly", SUPPORT),
        ("Freedonia ready to accept a truce - Firefly", "Rufus Firefly", SUPPORT),
    ],
)
def test_a_headline_shows_its_source_by_a_mark(title: str, speaker: str, stance: Stance) -> None:
    (one,) = statements("", title=title)
    assert (one.speaker, one.actor, one.stance, one.voice) == (speaker, "freedonia", stance, Voice.OWN)


@pytest.mark.parametrize("label", ["War in Freedonia", "Freedonia crisis", "Sylvania"])
def test_a_label_before_a_colon_says_nothing(label: str) -> None:
    title = f"{label}: Freedonia rejects a truce"
    (one,) = statements("", title=title)
    assert (one.actor, one.stance, one.voice, one.speaker) == ("freedonia", OPPOSE, Voice.NARRATED, None)


def test_an_unknown_source_before_a_colon_speaks_for_nobody() -> None:
    assert stances("", title="Expert: Freedonia rejects a truce") == {}


@pytest.mark.parametrize("joined", ["Freedonia, Sylvania", "Freedonia and Sylvania"])
def test_parties_that_a_headline_joins_act_together(joined: str) -> None:
    both = {"freedonia": OPPOSE, "sylvania": OPPOSE}
    assert stances("", title=f"{joined} resist calls for a truce") == both


def test_a_headline_goes_on_with_its_subject_behind_a_comma() -> None:
    title = "Firefly says harvest is near, urges new truce"
    assert stances("", title=title) == {"freedonia": SUPPORT}


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("“Accept the truce,” Firefly told reporters in Fredville.", SUPPORT),
        ("“Do not accept a truce,” Firefly said.", OPPOSE),
        ("Firefly wants to leave rather than accept a truce.", None),
    ],
)
def test_a_command_shows_what_the_speaker_wants(text: str, stance: Stance | None) -> None:
    assert stances(text).get("freedonia") is stance


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Freedonia agreed to disarm before a truce.", None),
        ("Without a truce there can be no harvest, Firefly said.", SUPPORT),
        ("Freedonia will not sign a treaty without a truce.", SUPPORT),
        ("Freedonia refuses to rule out a truce.", OPEN),
        ("Freedonia denies that it rejected a truce.", OPEN),
        ("Freedonia refuses to lift the truce.", SUPPORT),
        ("Freedonia failed to agree on a truce.", None),
        ("Firefly said the truce was a target.", OPPOSE),
        ("A truce has to come first, Firefly said.", SUPPORT),
        ("Firefly said a truce could form the basis for peace.", SUPPORT),
        ("Firefly said a truce amounted to robbery.", OPPOSE),
        ("Firefly said a truce was out of the question.", OPPOSE),
        ("Firefly said a truce was not on the agenda.", OPEN),
        ("Firefly said a truce was on the agenda.", None),
        ("Freedonia does not doubt the truce.", SUPPORT),
        ("Freedonia has once again called for a truce.", SUPPORT),
        ("Freedonia will not accept a truce through the media.", None),
        ("Freedonia will not accept a truce under any circumstances.", OPPOSE),
    ],
)
def test_what_must_come_first_and_double_refusals_are_weighed(text: str, stance: Stance | None) -> None:
    assert stances(text).get("freedonia") is stance


def test_who_makes_no_progress_does_not_say_so() -> None:
    made = "Freedonia made no progress in the talks."
    assert stances(made, topic="talks-progress") == {} == told(made, topic="talks-progress")
    assert stances("Firefly said the talks made no progress.", topic="talks-progress") == {"freedonia": Stance.NEGATIVE}


def test_a_text_is_about_what_its_title_is_about() -> None:
    framed = dossier().model_copy(update={"frame": (Term(text="Freedonia"),)})
    found = Reader(framed, ReadingRules(), CONFIG).read(
        article("Ambrose Trentino wants a truce.", title="Freedonia at war")
    )
    assert [(one.actor, one.stance) for one in found.statements] == [("sylvania", SUPPORT)]


def test_a_role_with_another_country_is_not_whoever_spoke_before() -> None:
    text = "Robert Roland hailed the harvest. The Sylvanian leader told reporters he wanted a truce."
    assert stances(text) == {"sylvania": SUPPORT}


def test_a_label_before_a_quotation_stands_for_who_spoke_before() -> None:
    text = "Rufus Firefly said that rain was near.\n\nQuote: “We will never accept a truce.”"
    assert stances(text) == {"freedonia": OPPOSE}


@pytest.mark.parametrize(
    ("title", "stance"),
    [
        ("Firefly to Trentino: No truce for now", OPPOSE),
        ("Freedonia, Sylvania close to a truce", None),
        ("Freedonia rules out truce, says it will not leave", OPPOSE),
        ("Freedonia holds off on truce", OPEN),
    ],
)
def test_a_short_headline_is_read_as_it_is_meant(title: str, stance: Stance | None) -> None:
    assert stances("", title=title).get("freedonia") is stance


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Firefly praised the meeting on the truce.", None),
        ("As soon as Sylvania leaves, Freedonia will accept a truce.", CONDITIONAL),
        ("Firefly demanded that Sylvania drop its bid for a truce.", OPPOSE),
        ("Firefly said the truce had yet to be settled.", None),
        ("Firefly said the truce must not be used as a pretext.", None),
        ("Freedonia will not enter a truce.", OPPOSE),
    ],
)
def test_what_is_only_about_a_thing_and_how_it_is_done_is_weighed(text: str, stance: Stance | None) -> None:
    assert stances(text).get("freedonia") is stance


def test_readiness_that_somebody_misses_in_another_is_characterised() -> None:
    text = "Firefly sees no readiness from Sylvania for a truce."
    assert (stances(text), told(text)) == ({}, {"sylvania": OPPOSE})


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Firefly said he could not support a truce.", OPPOSE),
        ("Firefly is prepared to give up Freedonia's bid for a truce if Sylvania leaves.", CONDITIONAL),
        ("Freedonia would under no circumstances agree to a truce.", OPPOSE),
        ("If Sylvania wants peace, it must accept a truce, Firefly said.", SUPPORT),
        ("Firefly said Freedonia would not lift the truce until Sylvania leaves.", SUPPORT),
    ],
)
def test_a_refusal_in_other_words_is_one_and_what_is_kept_stays(text: str, stance: Stance) -> None:
    assert stances(text).get("freedonia") is stance
