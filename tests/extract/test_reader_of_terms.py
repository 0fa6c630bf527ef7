"""On what terms a thing would be so, told in clauses and in few words, beside what only looks like terms."""

import pytest
from fakes.freedonia import stances

from bot.model import Stance

SUPPORT, CONDITIONAL = Stance.SUPPORT, Stance.CONDITIONAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Freedonia will sign a truce provided Sylvania leaves the hills.", CONDITIONAL),
        ("Firefly said the truce could hold as long as Sylvania stays away.", CONDITIONAL),
        ("Freedonia would accept a truce the day Sylvania leaves.", CONDITIONAL),
        ("Should Sylvania leave the hills, Freedonia would accept a truce.", CONDITIONAL),
        ("Freedonia ties a truce to the return of its hens.", CONDITIONAL),
        ("Firefly said a truce hinges on the return of the hens.", CONDITIONAL),
        ("Firefly said a truce is contingent on Sylvania leaving.", CONDITIONAL),
        ("Freedonia said there would be no truce before the hens are back.", CONDITIONAL),
        ('"No hens, no truce," Firefly said.', CONDITIONAL),
        ('"First the hens must come back, then we can talk about a truce," Firefly said.', CONDITIONAL),
        ('"Leave the hills and we will accept a truce," Firefly said.', CONDITIONAL),
        # what only says when, how long, or what was
        ("Freedonia will sign a truce when the time is right.", SUPPORT),
        ("Freedonia accepted a truce when Sylvania left.", SUPPORT),
        ("Firefly said the truce hinges on Friday.", None),
        ("Freedonia said: “No truce before Friday.”", None),
        ("Freedonia fears a truce could collapse if Sylvania stays.", None),
        ("Freedonia would lose its hens if a truce were signed.", None),
        ("Firefly said first the hens were fed, then a truce was discussed.", None),
    ],
)
def test_terms_are_read(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected
