"""Further ways to be for, against or silent on a thing, each beside one that looks like it and is none."""

import pytest
from fakes.freedonia import stances, told

from bot.model import Stance

SUPPORT, OPPOSE, CONDITIONAL, OPEN = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL, Stance.NONCOMMITTAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what somebody else is wanted, or not wanted, to do
        ("Freedonia ruled out Sylvania accepting a truce.", OPPOSE),
        ("Freedonia opposed Sylvania accepting a truce.", OPPOSE),
        ("Firefly met Trentino, accepting a truce.", SUPPORT),
        ("Freedonia wants the truce to hold.", SUPPORT),
        ("Freedonia wants the truce to end.", OPPOSE),
        ("Freedonia does not want the truce to last.", OPPOSE),
        ("Freedonia said it would begin allowing a truce.", SUPPORT),
        ("Ruritania appeals for Freedonia to allow a truce.", None),
        ("Freedonia appeals for Sylvania to allow a truce.", SUPPORT),
        # saying nothing, and saying less
        ("The Marble Palace declined to say whether it would accept the truce.", OPEN),
        ("Freedonia asked Sylvania to say whether it would accept the truce.", None),
        ("Chicolini stopped short of endorsing a truce.", OPEN),
        ("Freedonia stopped the truce.", OPPOSE),
        # conditions behind a predicate
        ("Roland said a truce was possible only after the border is drawn.", CONDITIONAL),
        ("Roland said a truce was possible.", SUPPORT),
        ("Freedonia will not accept a truce before Sylvania is disarmed.", CONDITIONAL),
        ("Freedonia accepted a truce before Sylvania was disarmed.", SUPPORT),
        # verbs with their particles
        ("Chicolini poured scorn on the truce.", OPPOSE),
        ("Chicolini poured tea on the truce.", None),
        ("Freedonia turned its back on the truce.", OPPOSE),
        ("Freedonia threw its weight behind the truce.", SUPPORT),
        ("Firefly has long argued for a truce.", SUPPORT),
        ("Firefly vowed to get Freedonia out of the truce.", OPPOSE),
        # whom a thing helps
        ("Firefly said a truce would help.", SUPPORT),
        ("Firefly said a truce would only help Sylvania to rearm.", None),
        ("Firefly said a truce would help Sylvania.", None),
        # readiness as an adjective of a body, and where somebody is neutral
        ("“I am prepared for a truce,” Firefly said.", SUPPORT),
        ("Firefly promised to be neutral in a truce.", None),
        ("Freedonia is in favour of a truce.", SUPPORT),
        ("Freedonia acted in the spirit of a truce.", None),
        ("Freedonia called a truce a moral duty.", SUPPORT),
    ],
)
def test_a_way_of_putting_it_is_read(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected


def test_who_is_known_as_the_ally_or_critic_of_somebody_speaks_for_nobody() -> None:
    assert stances("Rufus Firefly said Freedonia wanted a truce.") == {"freedonia": SUPPORT}
    ally = "A Firefly ally said Freedonia wanted a truce."
    assert (stances(ally), told(ally)) == ({}, {"freedonia": SUPPORT})


def test_talks_that_led_nowhere_are_going_badly() -> None:
    text = "Chicolini said the talks had led nowhere."
    assert stances(text, topic="talks-progress") == {"freedonia": Stance.NEGATIVE}
    assert stances("Chicolini said the road had led nowhere.", topic="talks-progress") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Freedonian proposal calls for a truce.", {"freedonia": SUPPORT}),
        ("Freedonia's memorandum demands a truce.", {"freedonia": SUPPORT}),
        ("A statement by Freedonia urged a truce.", {"freedonia": SUPPORT}),
        ("The memorandum that Freedonia presented demands a truce.", {"freedonia": SUPPORT}),
        # a paper that is about somebody, or goes to somebody, is not theirs
        ("The Freedonia plan demands a truce.", {}),
        ("A letter to Freedonia demanded a truce.", {}),
        ("Analyst Max Stein said the Freedonian proposal calls for a truce.", {}),
    ],
)
def test_what_a_party_has_written_speaks_for_it(text: str, expected: dict[str, Stance]) -> None:
    assert stances(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Freedonia has ruled out accepting a truce.", OPPOSE),
        ("Freedonia on Tuesday ruled out signing a truce.", OPPOSE),
        ("It is not true that Freedonia rejects a truce, Robert Roland said.", None),
        ("Robert Roland said it would be wrong to conclude that Freedonia rejected a truce.", None),
        ("It is true that Freedonia rejects a truce, Robert Roland said.", OPPOSE),
        ("Freedonia urged a truce as soon as possible.", SUPPORT),
        # what was done about a thing of a year is over
        ("Firefly, whose envoys had led the talks, backed the 2015 truce.", None),
        ("Freedonia signed the 2015 truce.", None),
        ("Freedonia wants to revive the 2015 truce.", SUPPORT),
        # half taken back, what somebody is made to do, and who is meant in what somebody is accused of
        ("Firefly is ready for a truce, but only on terms that the palace draws up.", CONDITIONAL),
        ("Freedonia wants a truce, but only if the raids end.", CONDITIONAL),
        ("Sylvania showed a plan that would have Freedonia accept a truce.", None),
        ("Freedonia accused Sylvania of stalling because it wanted to reject a truce.", None),
        # what has to end, and what goes on some day
        ("The truce must end, Firefly said.", OPPOSE),
        ("The truce talks will continue on Friday, Firefly said.", None),
        # who takes a stance, and what one cannot think of or rejects with it
        ("Freedonia, a fierce opponent of a truce, left early.", OPPOSE),
        ("Supporters of a truce met in Freedonia.", None),
        ("Firefly said he could not imagine the next meeting taking place without a truce.", SUPPORT),
        ("Freedonia rejects any scenario involving a truce.", OPPOSE),
    ],
)
def test_what_is_ruled_out_or_called_untrue_is_not_taken_for_itself(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected


def test_reports_of_how_talks_go_that_are_dismissed_assess_nothing() -> None:
    assert stances("Freedonia dismissed reports that the talks had collapsed.", topic="talks-progress") == {}
