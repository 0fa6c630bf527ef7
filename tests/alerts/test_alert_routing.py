"""An alert reaches the channels that want it, and the others can be told why not."""

from dataclasses import replace
from typing import Any

import pytest
from fakes.values import make_alert, make_card
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.routing import routed, subscribers, why_not
from bot.model import AlertKind, Rank, Subject
from bot.subscriptions import Subscription

PESKOV = Subject(actor="russia", topic="ceasefire", rank=Rank.SPOKESPERSON, outlet="CGTN", origins=2)
TRUMP = Subject(actor="us", topic="territory", rank=Rank.PRINCIPAL, outlet="ANI", origins=1)
ALERT = make_alert(dossier="ukraine", subjects=(PESKOV, TRUMP))


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({}, None),
        ({"dossier": "ukraine"}, None),
        ({"dossier": "iran"}, "It belongs to the dossier ukraine; the channel follows iran."),
        ({"actors": ("us", "china")}, None),
        ({"actors": ("china",)}, "It is about russia; the channel follows china."),
        ({"actors": ("russia",), "topics": ("territory",)}, "It is about ceasefire; the channel follows territory."),
        ({"topics": ("territory",)}, None),
        ({"kinds": (AlertKind.SHIFT,)}, "It is of the kind statement; the channel follows shift."),
        ({"kinds": ()}, "It is of the kind statement; the channel follows nothing."),
        ({"minimum_rank": Rank.PRINCIPAL}, None),
        (
            {"minimum_rank": Rank.MINISTER, "actors": ("russia",)},
            "The speaker is spokesperson; the channel wants minister or higher.",
        ),
        ({"minimum_origins": 2}, None),
        ({"minimum_origins": 3}, "It has 2 independent origins; the channel wants 3."),
        ({"excluded_outlets": ("CGTN",)}, None),
        ({"excluded_outlets": ("CGTN", "ANI")}, "It is reported by CGTN, which the channel leaves out."),
    ],
)
def test_each_filter_explains_itself(wish: dict[str, Any], reason: str | None) -> None:
    assert why_not(ALERT, Subscription(channel="c", **wish)) == reason


def test_a_channel_with_several_subscriptions_gets_it_once_and_in_order() -> None:
    wishes = [Subscription(channel="b"), Subscription(channel="a"), Subscription(channel="b", actors=("us",))]
    assert subscribers(ALERT, wishes) == ("b", "a")
    assert subscribers(ALERT, [replace(wishes[0], actors=("china",)), wishes[2]]) == ("b",)


def test_coverage_is_only_for_those_who_ask() -> None:
    coverage = replace(ALERT, kind=AlertKind.COVERAGE)
    assert subscribers(coverage, [Subscription(channel="a"), Subscription(channel="b", kinds=tuple(AlertKind))]) == (
        "b",
    )


def test_a_notice_without_subjects_passes_filters_on_subjects() -> None:
    notice = make_alert(kind=AlertKind.NOTICE, dossier="")
    assert why_not(notice, Subscription(channel="c", dossier="x", actors=("us",), minimum_rank=Rank.PRINCIPAL)) is None


wishes = st.builds(
    Subscription,
    channel=st.sampled_from("abc"),
    actors=st.sampled_from([(), ("us",), ("china",)]),
    topics=st.sampled_from([(), ("territory",), ("elections",)]),
    minimum_origins=st.integers(1, 3),
    minimum_rank=st.sampled_from(Rank),
    excluded_outlets=st.sampled_from([(), ("ANI",), ("CGTN", "ANI")]),
)


@given(st.lists(wishes, max_size=5))
def test_a_channel_is_left_out_only_with_a_reason_for_each_of_its_subscriptions(
    given_wishes: list[Subscription],
) -> None:
    reached = subscribers(ALERT, given_wishes)
    for channel in "abc":
        reasons = [why_not(ALERT, s) for s in given_wishes if s.channel == channel]
        assert (channel in reached) is any(r is None for r in reasons)


def test_a_channel_that_gets_the_report_too_gets_the_shorter_card() -> None:
    report = make_alert("report")
    accounts = make_alert("accounts", kind=AlertKind.DIVERGENCE, beside=make_card("short"), quoted_in=("report",))
    wish = Subscription(channel="console:all")
    only = Subscription(channel="console:accounts", kinds=(AlertKind.DIVERGENCE,))
    told = [(one.card.title, channels) for one, channels in routed([report, accounts], [only, wish])]
    assert told == [
        ("report", ("console:all",)),
        ("short", ("console:all",)),
        ("accounts", ("console:accounts",)),
    ]
    alone = [(one.card.title, channels) for one, channels in routed([accounts], [wish])]
    assert alone == [("accounts", ("console:all",))]
    assert list(routed([accounts], [])) == [(accounts, ())]
