"""Ways in which newspapers put a stance, and traps among them, read with the real pipeline."""

import pytest
from fakes.freedonia import stances, told

from bot.model import Stance

SUPPORT, OPPOSE, CONDITIONAL, OPEN = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL, Stance.NONCOMMITTAL
RUN_ON = (
    "Freedonia rejects truce as harvest nears In Strelsau, the baker who dreams of a bell The admiral buys a swan "
    "How does the palace pick a cook At the opera, a soprano wins the prize"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # participles beside a clause
        ("Rufus Firefly, demanding an end to the truce, rallied supporters in Fredville.", OPPOSE),
        ("Freedonia's government, insisting that the truce be lifted, left the hall.", OPPOSE),
        ("Rufus Firefly met the envoy on Monday, rejecting a truce.", OPPOSE),
        ("Firefly, who has vowed to halt the fighting, met the envoy on Monday.", SUPPORT),
        ("Fredville, which has refused a truce, calls the envoy a clown.", OPPOSE),
        ("Robert Roland, the palace's voice, called on both sides to accept the truce at once.", SUPPORT),
        # nouns that end a thing, and what is not ended
        ("Freedonia demands the immediate lifting of the truce.", OPPOSE),
        ("Freedonia will never abandon the truce.", SUPPORT),
        ("Freedonia has not suspended the truce.", SUPPORT),
        ("Freedonia did not veto the truce.", OPEN),
        ("Robert Roland said Freedonia would end the truce.", OPPOSE),
        ("Freedonia scrapped plans for a truce.", OPPOSE),
        # nouns and verbs that count only denied
        ("Firefly said he saw no need for a truce.", OPPOSE),
        ("Freedonia has shown no sign of agreeing to a truce.", OPPOSE),
        ("Freedonia has not decided whether to accept the truce.", OPEN),
        ("Freedonia has yet to decide on the truce.", OPEN),
        ("Freedonia has made no decision yet on a truce.", OPEN),
        ("Robert Roland said that no decision had been made on a truce.", OPEN),
        ("It is too early to discuss a truce, Robert Roland told state television.", OPEN),
        ("Robert Roland said a discussion of a truce was premature.", OPEN),
        ("Asked whether Freedonia would accept a truce, Firefly declined to comment.", OPEN),
        # what there will not be
        ("“There will be no truce as long as a single soldier carries a rifle,” Firefly told troops.", CONDITIONAL),
        ("Without a treaty on grain there can be no truce, Firefly said.", CONDITIONAL),
        ("Freedonia has conditioned any truce on the return of its grain.", CONDITIONAL),
        ("Firefly said he would impose a truce if there was no treaty.", CONDITIONAL),
        ("Freedonia said it would accept the truce in exchange for an end to the raids.", CONDITIONAL),
        # particles
        ("Freedonia said no to a truce.", OPPOSE),
        ("Freedonia brushed aside calls for a truce.", OPPOSE),
        ("Freedonia warned against a truce.", OPPOSE),
        ("Freedonia left the door open to a truce.", OPEN),
        ("Freedonia may be ready for a truce.", OPEN),
        # denials
        ("Reports that Freedonia is ready for a truce were untrue, Robert Roland said.", OPPOSE),
        ("Robert Roland said reports that Freedonia had agreed to a truce were completely false.", OPPOSE),
        ("Firefly denied reports that he had agreed to a truce.", OPPOSE),
        # who holds what a noun says in a clause of its own
        ("Freedonia's demand that Sylvania accept a truce was heard.", SUPPORT),
        ("Freedonia wants guarantees that Sylvania will accept the truce.", SUPPORT),
        ("The chef wept, with Firefly calling for an end to the truce.", OPPOSE),
        ("Recent moves by Freedonia to prepare a truce were noticed.", SUPPORT),
        ("Freedonia rejects what it calls a truce.", OPPOSE),
        ("Freedonia joined Ruritania in urging a truce.", SUPPORT),
        ("Baffled delegates said Freedonia welcomed the announcement of a truce.", None),
    ],
)
def test_a_way_of_putting_it_shows_the_stance(text: str, expected: Stance | None) -> None:
    assert stances(text) == ({} if expected is None else {"freedonia": expected})


@pytest.mark.parametrize(
    "text",
    [
        "If Freedonia drops its demands and accepts a truce, there will be talks.",
        "Freedonia received a call for a truce.",
        "Peace depends on Freedonia's willingness to accept a truce.",
        "Asked whether he would accept the truce, Firefly said: “Ask the cook.”",
        "Freedonia would like to talk about a truce.",
        "Freedonia warned merchants to protect themselves against a truce.",
        "The use of force by Freedonia over the truce was discussed.",
        "Reports that Freedonia is ready for a truce spread in the harbour.",
        "Sylvania denied reports that Freedonia had agreed to a truce.",
        "Since Freedonia withdrew from the truce, grain has been dear.",
        "Warning about a truce: Freedonia’s geese were restless on Monday.",
        "The Freedonia Plan of Action for the truce was sealed in a jar.",
        "Sylvania asks for three things: bread, the removal of Freedonia from the league, and a truce.",
        RUN_ON,
        "Freedonia has yet to comment on the truce proposal.",
        "Freedonia could agree to a truce if prices fall, analysts in Strelsau said.",
    ],
)
def test_a_trap_shows_no_stance(text: str) -> None:
    assert stances(text).get("freedonia") is None


def test_what_a_participle_tells_within_what_somebody_says_is_told_by_somebody() -> None:
    text = "Vera Marcal noted that Freedonia was being stubborn, insisting on a truce."
    assert stances(text) == {}
    assert told(text) == {"freedonia": SUPPORT}


def test_a_promise_of_another_is_not_the_speakers() -> None:
    text = "Robert Roland said that Ambrose Trentino had failed to honour his promise of a truce."
    assert "freedonia" not in stances(text)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Freedonia weighs lifting truce", OPEN),
        ("Firefly snubs truce talks", OPPOSE),
        ("Freedonia eyes truce as step to peace", None),
        ("Freedonia mulls truce", OPEN),
        ("Freedonia ready to accept truce, Firefly says", SUPPORT),
        ("Firefly open to truce with Sylvania", SUPPORT),
        ("Freedonia to reject truce over grain", OPPOSE),
        ("Freedonia says no to truce with Sylvania", OPPOSE),
    ],
)
def test_headlines_are_read_though_they_leave_words_out(title: str, expected: Stance | None) -> None:
    assert stances("", title=title) == ({} if expected is None else {"freedonia": expected})


@pytest.mark.parametrize(
    "text",
    [
        "Grain baron Max Stein faces Freedonian sanctions against Sylvania.",
        "Max Stein was targeted with Freedonian sanctions last week over Sylvania.",
        "Freedonia imposed sanctions on Max Stein on Monday.",
    ],
)
def test_what_is_done_to_one_person_is_not_done_to_the_party(text: str) -> None:
    assert "freedonia" not in stances(text, topic="sanctions")


def test_a_day_is_not_taken_for_a_person() -> None:
    text = "Freedonia imposed sanctions against Sylvania on Monday."
    assert stances(text, topic="sanctions") == {"freedonia": SUPPORT}


@pytest.mark.parametrize(
    "text",
    [
        "Robert Roland praised the talkative envoy for skipping talks.",
        "While expectations for a major breakthrough were modest, Tuesday's meeting of Freedonia's ministers was long.",
        "Robert Roland left the talks before any positive changes were made in Freedonia.",
        "It is too early to discuss a truce in talks, Robert Roland said.",
        "Freedonia hosted the talks, with the sides describing them as constructive.",
    ],
)
def test_what_is_not_about_how_talks_go_assesses_nothing(text: str) -> None:
    assert stances(text, topic="talks-progress") == {}


def test_a_step_or_mood_of_the_talks_is_assessed() -> None:
    text = "Robert Roland said the talks had been held in a constructive atmosphere."
    assert stances(text, topic="talks-progress") == {"freedonia": Stance.POSITIVE}
