"""Stances that the article itself tells: demands, terms and aims, who act together, and what is under way."""

import pytest
from fakes.freedonia import stances

from bot.model import Stance

SUPPORT, OPPOSE, OPEN = Stance.SUPPORT, Stance.OPPOSE, Stance.NONCOMMITTAL
BOTH = {"freedonia": SUPPORT, "sylvania": SUPPORT}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # whose a demand is, and not who is to do it
        ("They fell out over Freedonia's demand that Sylvania accept a truce.", {"freedonia": SUPPORT}),
        ("They fell out over Freedonian demands that Sylvania accept a truce.", {"freedonia": SUPPORT}),
        ("They fell out over Freedonia's demands for Sylvania to accept a truce.", {"freedonia": SUPPORT}),
        ("Freedonia wants guarantees that Sylvania will never accept a truce.", {"freedonia": OPPOSE}),
        ("Freedonia drafted a plan under which Sylvania would accept a truce.", {"freedonia": SUPPORT}),
        ("A Freedonian offer of a truce was turned down by Sylvania.", {"freedonia": SUPPORT, "sylvania": OPPOSE}),
        ("Freedonia will not budge on its demand for a truce.", {"freedonia": SUPPORT}),
        ("Freedonia abandoned its insistence on a truce.", {"freedonia": OPEN}),
        ("Freedonia and Sylvania clashed over a truce.", {}),
        ("Freedonia no longer insists on a truce.", {"freedonia": OPEN}),
        ("Freedonia no longer supports a truce.", {"freedonia": OPPOSE}),
        ("Firefly pleaded with Trentino for a truce.", {"freedonia": SUPPORT}),
        ("Freedonia has refrained from accepting a truce.", {"freedonia": OPPOSE}),
        # who sets a term demands it
        ("Firefly gave Sylvania until Friday to accept a truce.", {"freedonia": SUPPORT}),
        ("Sylvania was given a week to accept a truce.", {}),
        ("Firefly gave Trentino no time to study the truce.", {}),
        # what somebody goes somewhere for, or does beside
        ("Firefly flew to Strelsau to press for a truce.", {"freedonia": SUPPORT}),
        ("Firefly was sent to Strelsau to press for a truce.", {}),
        ("Firefly met Tarlenheim while ruling out a truce.", {"freedonia": OPPOSE}),
        ("Firefly met Tarlenheim after rejecting a truce.", {"freedonia": OPPOSE}),
        ("Firefly met Tarlenheim before accepting a truce.", {}),
        # with what a thing meets, and whose aim it is
        ("The truce faces resistance from Freedonia.", {"freedonia": OPPOSE}),
        ("A truce remains Freedonia's goal.", {"freedonia": SUPPORT}),
        ("Sylvania's bid for a truce is a red line for Freedonia.", {"sylvania": SUPPORT, "freedonia": OPPOSE}),
        ("A truce is opposed by Freedonia.", {"freedonia": OPPOSE}),
        # several at once
        ("States such as Freedonia and Sylvania want a truce.", BOTH),
        ("Freedonia and Sylvania met. The two countries also backed a truce.", BOTH),
        ("Freedonia and Sylvania signed a paper in which they commit to a truce.", BOTH),
        ("Freedonia leaders met. It rained. Leaders backed a truce.", {"freedonia": SUPPORT}),
        ("Freedonia and Sylvania leaders met. It rained. Leaders backed a truce.", {}),
        ("Strelsau leaders met. Freedonia was away. Leaders backed a truce.", {"ruritania": SUPPORT}),
        # what is done, under way, or left undone
        ("Freedonia began the truce on Monday.", {}),
        ("Freedonia, which has halted the fighting, is glad.", {"freedonia": SUPPORT}),
        ("Freedonia is halting the fighting.", {"freedonia": SUPPORT}),
        ("Freedonia has started to halt the fighting.", {"freedonia": SUPPORT}),
        ("Freedonia does not recognise the truce.", {"freedonia": OPPOSE}),
        ("Freedonia wants the truce to protect farmers.", {"freedonia": SUPPORT}),
        ("Freedonia wants the truce to collapse.", {}),
        ("Freedonia put the very first truce on hold.", {"freedonia": OPPOSE}),
        ("Freedonia seeks a truce, a goal Sylvania opposes.", {"freedonia": SUPPORT}),
        # who held an office does not speak for it
        ("A former Freedonian minister wants a truce.", {}),
    ],
)
def test_the_article_tells_who_wants_what(text: str, expected: dict[str, Stance]) -> None:
    assert stances(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Freedonia began sanctions on Monday.", {"freedonia": SUPPORT}),
        ("Freedonia lifted the sanctions that it imposed on Sylvania.", {"freedonia": OPPOSE}),
        ("Freedonia eased restrictions on sanctions relief.", {"freedonia": OPPOSE}),
    ],
)
def test_what_is_done_about_sanctions_is_told_apart(text: str, expected: dict[str, Stance]) -> None:
    assert stances(text, topic="sanctions") == expected
