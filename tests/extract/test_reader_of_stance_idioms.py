"""What news idioms say of a thing, and the grammar by which a stance reaches it, beside what only looks like them."""

import pytest
from fakes.freedonia import stances

from bot.model import Stance

SUPPORT, OPPOSE, CONDITIONAL, OPEN = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL, Stance.NONCOMMITTAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # for and against it
        ("Firefly begged Trentino for a truce.", SUPPORT),
        ("Freedonia came out in favour of a truce.", SUPPORT),
        ("Freedonia gave the green light to a truce.", SUPPORT),
        ("Firefly pressed his case for a truce.", SUPPORT),
        ("Firefly pressed his trousers for a walk during the truce.", None),
        ("Freedonia has nothing against a truce.", SUPPORT),
        ("Freedonia has no objections to a truce.", SUPPORT),
        ("Freedonia voiced its objections to a truce.", OPPOSE),
        ("Firefly said there was no alternative to a truce.", SUPPORT),
        ("Firefly said there was no need for a truce.", OPPOSE),
        ("Firefly said there was no sign of a truce.", None),
        ("Firefly said there was no point in a truce until Sylvania is disarmed.", CONDITIONAL),
        ("Freedonia hit out at the truce.", OPPOSE),
        ("Freedonia softened its opposition to a truce.", OPEN),
        ("Firefly wants the truce to be rewritten.", CONDITIONAL),
        # what is said of it in several words
        ("Firefly called a truce a red line.", OPPOSE),
        ("A truce is a red line for Freedonia.", OPPOSE),
        ("A truce is a must, Firefly said.", SUPPORT),
        ("Firefly said the truce was under review.", OPEN),
        ("Firefly said a truce was not on Freedonia's agenda.", OPEN),
        ("Firefly denied that a truce was on the table.", OPEN),
        ("Firefly said a truce was on the table.", None),
        ("Firefly said a truce was imperative for any talks.", SUPPORT),
        # leaving it open
        ("The Marble Palace declined to be drawn on whether it would accept the truce.", OPEN),
        ("Firefly would not be drawn on whether he would accept the truce.", OPEN),
        ("Firefly cast doubt on a truce.", OPEN),
        ("Firefly is in no hurry to accept a truce.", OPEN),
        ("Firefly said it was premature to talk of a truce.", OPEN),
        ("It is too early to say whether there will be a truce, Firefly said.", OPEN),
        # in what state it is wanted
        ("Freedonia wants the truce lifted.", OPPOSE),
        ("Freedonia wants the truce extended.", SUPPORT),
        ("Freedonia wants the truce rewritten.", CONDITIONAL),
        ("Freedonia insists that truces remain in place.", SUPPORT),
        ("Freedonia reiterated that truces were discussed.", None),
        # each of what is joined
        ("Freedonia wants neither a dialogue nor a truce.", OPPOSE),
        ("Freedonia wants both bread and a truce.", SUPPORT),
        ("Freedonia turned down calls to accept the truce.", OPPOSE),
        ("Freedonia urged Sylvania to drop its demand for a truce.", OPPOSE),
        ("Freedonia dropped its demand for a truce.", OPEN),
        # when it is due
        ("Now is the time for a truce, Firefly said.", SUPPORT),
        ("It is time to accept a truce, Firefly said.", SUPPORT),
        ("It is not the time for a truce, Firefly said.", OPPOSE),
        ("The time of the truce was short, Firefly said.", None),
        ("Firefly said the truce needs work.", CONDITIONAL),
        ("Firefly said a truce comes first.", SUPPORT),
        # what it is given for, and what it takes
        ("Freedonia offered to free the hens in exchange for a truce.", SUPPORT),
        ("Freedonia will free the hens in return for an end to the truce.", OPPOSE),
        ("Freedonia demanded hens in exchange for a truce.", None),
        ("Freedonia refused to free the hens in exchange for a truce.", None),
        ("A condition for a truce is bread, Firefly said.", CONDITIONAL),
        ("A condition for peace is a truce, Firefly said.", SUPPORT),
        ("Freedonia made a truce a condition for talks.", SUPPORT),
        ("Should Sylvania leave, Freedonia would accept a truce.", CONDITIONAL),
        ("Should Freedonia accept a truce, bread will be cheap.", None),
        ("Firefly said a truce could come only as part of a treaty.", CONDITIONAL),
        # how soon is no condition
        ("Firefly wants a truce as soon as possible.", SUPPORT),
        ("Firefly wants a truce as soon as Sylvania leaves.", CONDITIONAL),
        ("Freedonia will not sign a truce till Sylvania leaves.", CONDITIONAL),
    ],
)
def test_a_stance_is_read(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected
