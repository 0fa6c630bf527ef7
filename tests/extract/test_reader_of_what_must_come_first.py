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
