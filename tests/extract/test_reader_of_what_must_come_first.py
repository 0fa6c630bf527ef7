"""What must come before a thing, what goes on as it is, and what is wanted done, beside what only looks like it."""

import pytest
from fakes.freedonia import stances

from bot.model import Stance

SUPPORT, OPPOSE, CONDITIONAL = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Firefly said that before a truce could be signed, Sylvania would have to withdraw.", CONDITIONAL),
        ("Freedonia says Sylvania must disarm before any truce.", CONDITIONAL),
        ("Firefly said the envoys must agree on a room before the truce on Friday.", None),
        ("Firefly said Sylvania withdrew before a truce was signed.", None),
        ("Firefly said any truce must be preceded by a withdrawal.", CONDITIONAL),
        # what goes on as it is
        ("Firefly said the truce will stay in place.", SUPPORT),
        ("Firefly said the truce did not stay in place.", None),
        # what somebody wants done, and what somebody only witnesses
        ("Freedonia wants to see a truce extended.", SUPPORT),
        ("Freedonia does not want to see a truce extended.", OPPOSE),
        ("Freedonia saw the truce end.", None),
        ("Freedonia saw calls for a truce.", None),
        ("Freedonia saw no need for a truce.", OPPOSE),
        # demands in the passive
        ("Chicolini repeated Freedonia's demand that the truce be lifted.", OPPOSE),
        # what nothing else will do
        ("Firefly reiterated that a truce was the only way to end the war.", SUPPORT),
        ("Firefly reiterated that a truce was a way to end the war.", None),
        # who does not think about it, and verbs whose particle belongs to something else
        ("Roland said Freedonia was not considering a truce.", OPPOSE),
        ("Firefly called the truce a recipe for chaos.", None),
        ("President Firefly called on Monday for a truce.", SUPPORT),
        ("Freedonia holds off on bread, still hopes for truce", None),
    ],
)
def test_a_way_of_putting_it_is_read(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what is out of the question
        ("Roland said talk of a truce was off the table.", OPPOSE),
        ("Roland said a truce was on the table.", None),
        ("Firefly said the truce will never be restored.", OPPOSE),
        ("Firefly said the truce was not restored.", None),
        ("Firefly said the truce will not be lifted.", SUPPORT),
        # what did not come about
        ("Freedonia failed to accept a truce.", None),
        ("Freedonia has not reached a truce.", None),
        ("Freedonia has reached a truce with Sylvania.", SUPPORT),
        ("Freedonia can reach a truce, Firefly said.", None),
        # what is not said, or not promised
        ("The Marble Palace would not say whether it would accept a truce.", Stance.NONCOMMITTAL),
        ("The Marble Palace said whether it would accept a truce.", None),
        ("Freedonia would not commit to a truce.", Stance.NONCOMMITTAL),
        ("Firefly vows no truce before Sylvania withdraws", CONDITIONAL),
        # what has to come
        ("Firefly says the truce needs to resume.", SUPPORT),
        ("Firefly ruled out the withdrawal of the truce.", SUPPORT),
    ],
)
def test_what_is_out_of_the_question_and_what_is_only_not_so_are_told_apart(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected
