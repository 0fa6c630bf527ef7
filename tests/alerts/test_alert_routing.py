"""An alert reaches the channels that want it, and the others can be told why not."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from fakes.values import NOON, make_alert, make_card
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.routing import Standing, route, why_not
from bot.model import Alert, AlertKind, Rank, Subject
from bot.settings import AlertRules
from bot.subscriptions import Channel, Hold, Mute, Outcome, Quiet, Subscription, Verdict

PESKOV = Subject(actor="russia", topic="ceasefire", rank=Rank.SPOKESPERSON, outlet="CGTN", origins=2, person="peskov")
TRUMP = Subject(actor="us", topic="territory", rank=Rank.PRINCIPAL, outlet="ANI", origins=1)
ALERT = make_alert(dossier="ukraine", subjects=(PESKOV, TRUMP))


def standings(wishes: list[Subscription], **state: Any) -> dict[str, Standing]:
    """Return channels of the wishes that stand as ever, but for what is given."""
    channel = state.pop("channel", Channel(id=""))
    return {one.channel: Standing(channel=replace(channel, id=one.channel), **state) for one in wishes}


def verdicts(alerts: list[Alert], wishes: list[Subscription], **state: Any) -> list[Verdict]:
    """Return what becomes of the alerts of noon."""
    now = state.pop("now", NOON)
    return route(alerts, wishes, standings(wishes, **state), published=NOON, now=now, rules=AlertRules())


def told(alert: Alert, wishes: list[Subscription]) -> list[str]:
    """Return the channels that are told."""
    return [one.channel for one in verdicts([alert], wishes) if one.outcome is Outcome.TOLD]


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
        ({"actors": ("peskov",)}, None),
        (
            {"filter": "actor:russia and rank>=minister"},
            "The filter actor:russia and rank>=minister does not let it pass: rank>=minister (it is spokesperson).",
        ),
        ({"filter": "topic:territory"}, None),
        ({"excluded_outlets": ("cgtn", "ANI")}, "It is reported by CGTN, which the channel leaves out."),
    ],
)
def test_each_filter_explains_itself(wish: dict[str, Any], reason: str | None) -> None:
    assert why_not(ALERT, Subscription(channel="c", **wish)) == reason


def test_a_channel_with_several_subscriptions_gets_it_once_and_in_order() -> None:
    wishes = [Subscription(channel="b"), Subscription(channel="a"), Subscription(channel="b", actors=("us",))]
    assert told(ALERT, wishes) == ["b", "a"]
    assert told(ALERT, [replace(wishes[0], actors=("china",)), wishes[2]]) == ["b"]


def test_coverage_is_only_for_those_who_ask() -> None:
    coverage = replace(ALERT, kind=AlertKind.COVERAGE)
    assert told(coverage, [Subscription(channel="a"), Subscription(channel="b", kinds=tuple(AlertKind))]) == ["b"]


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
    reached = told(ALERT, given_wishes)
    for channel in "abc":
        reasons = [why_not(ALERT, s) for s in given_wishes if s.channel == channel]
        assert (channel in reached) is any(r is None for r in reasons)


def test_a_channel_that_gets_the_report_too_gets_the_shorter_card() -> None:
    report = make_alert("report")
    accounts = make_alert("accounts", kind=AlertKind.DIVERGENCE, beside=make_card("short"), quoted_in=("report",))
    wish = Subscription(channel="console:all")
    only = Subscription(channel="console:accounts", kinds=(AlertKind.DIVERGENCE,))
    found = [(one.alert, one.channel, one.beside) for one in verdicts([report, accounts], [only, wish])]
    assert found == [
        ("report", "console:accounts", False),
        ("report", "console:all", False),
        ("accounts", "console:accounts", False),
        ("accounts", "console:all", True),
    ]
    (alone,) = verdicts([accounts], [wish])
    assert not alone.beside
    assert verdicts([accounts], []) == []


def test_what_was_published_before_the_channel_subscribed_is_not_told() -> None:
    wish = Subscription(channel="a", created=NOON + timedelta(minutes=1))
    (verdict,) = verdicts([ALERT], [wish])
    assert verdict.outcome is Outcome.LEFT
    assert verdict.reason == (
        "It was published on 22 Dec 2025 12:00 UTC, before the channel subscribed on 22 Dec 2025 12:01 UTC."
    )
    assert verdicts([ALERT], [replace(wish, created=NOON)])[0].outcome is Outcome.TOLD


KYIV = Channel(id="", zone="Europe/Kyiv")
NIGHT = replace(KYIV, quiet=Quiet(time(13, 0), time(15, 30)))
WISH = Subscription(channel="a", id="s1")
UPDATE = replace(ALERT, id="a2", updates="a1")
STRUCK = replace(UPDATE, card=replace(ALERT.card, struck=True))


@pytest.mark.parametrize(
    ("channel", "reason"),
    [
        (replace(KYIV, lost_at=NOON, lost_reason="no access"),
         "The channel could not be reached since 22 Dec 2025 14:00 (Europe/Kyiv): no access."),
        (replace(KYIV, muted_until=NOON + timedelta(hours=1)),
         "The channel was muted until 22 Dec 2025 15:00 (Europe/Kyiv)."),
        (replace(KYIV, muted_until=NOON), ""),
    ],
)  # fmt: skip
def test_a_channel_that_is_lost_or_muted_is_not_told(channel: Channel, reason: str) -> None:
    (verdict,) = verdicts([ALERT], [WISH], channel=channel)
    assert verdict.reason == reason
    assert (verdict.outcome is Outcome.LEFT) is bool(reason)


def test_a_muted_topic_is_not_told_unless_the_alert_has_another_that_is_wanted() -> None:
    mute = Mute(channel="a", dossier="ukraine", topic="ceasefire", until=NOON + timedelta(days=7), by="Ann")
    only = replace(ALERT, subjects=(PESKOV,))
    (verdict,) = verdicts([only], [WISH], mutes=(mute,))
    assert verdict.reason == "The topic ceasefire was muted until 29 Dec 2025 12:00 (UTC) by Ann."
    assert verdicts([ALERT], [WISH], mutes=(mute,))[0].outcome is Outcome.TOLD
    assert verdicts([ALERT], [replace(WISH, topics=("ceasefire",))], mutes=(mute,))[0].outcome is Outcome.LEFT
    assert verdicts([only], [WISH], mutes=(replace(mute, dossier="iran"),))[0].outcome is Outcome.TOLD
    assert verdicts([only], [WISH], mutes=(replace(mute, until=NOON),))[0].outcome is Outcome.TOLD


def test_quiet_hours_hold_back_until_they_end_and_updates_join() -> None:
    first, second = verdicts([ALERT, UPDATE], [WISH], channel=NIGHT)
    end = datetime(2025, 12, 22, 13, 30, tzinfo=UTC)
    assert (first.outcome, first.until, first.hold, first.fresh) == (Outcome.HELD, end, Hold.QUIET, True)
    assert (second.outcome, second.until, second.hold) == (Outcome.HELD, end, Hold.QUIET)
    (after,) = verdicts([UPDATE], [WISH], channel=NIGHT, now=end, known={"a1": first})
    assert (after.outcome, after.until) == (Outcome.HELD, end)


def test_what_strikes_passes_at_once_but_only_where_it_was_told() -> None:
    (first,) = verdicts([ALERT], [WISH])
    muted = replace(NIGHT, muted_until=NOON + timedelta(days=1))
    (struck,) = verdicts([STRUCK], [WISH], channel=muted, known={"a1": first})
    assert (struck.outcome, struck.fresh) == (Outcome.TOLD, False)
    (unknown,) = verdicts([STRUCK], [WISH])
    assert (unknown.outcome, unknown.reason) == (Outcome.LEFT, "It withdraws what this channel was not told.")


def test_a_burst_is_held_back_and_updates_of_what_was_told_go_on() -> None:
    many = [replace(ALERT, id=f"n{number}") for number in range(10)]
    told_or_held = verdicts([*many, replace(UPDATE, updates="n0"), replace(UPDATE, id="a3", updates="n9")], [WISH])
    outcomes = [one.outcome for one in told_or_held]
    assert outcomes[:8] == [Outcome.TOLD] * 8
    assert outcomes[8:10] == [Outcome.HELD] * 2
    assert outcomes[10:] == [Outcome.TOLD, Outcome.HELD]
    held = [one for one in told_or_held if one.outcome is Outcome.HELD]
    assert {(one.until, one.hold) for one in held} == {(NOON + timedelta(minutes=10), Hold.BURST)}
    assert verdicts([ALERT], [WISH], recent=8)[0].outcome is Outcome.HELD
    assert verdicts([ALERT], [WISH], bursting=NOON + timedelta(minutes=1))[0].until == NOON + timedelta(minutes=1)


def test_an_update_of_what_a_channel_did_not_want_is_its_first_message() -> None:
    two = replace(WISH, minimum_origins=2)
    once = replace(ALERT, subjects=(replace(PESKOV, origins=1),))
    left, root, update = verdicts([once, replace(UPDATE, subjects=(PESKOV,))], [two])
    assert left.outcome is Outcome.LEFT
    assert (root.alert, root.outcome, root.fresh) == ("a1", Outcome.TOLD, False)
    assert (update.alert, update.outcome, update.fresh) == ("a2", Outcome.TOLD, True)


@pytest.mark.parametrize(
    ("quiet", "now", "end"),
    [
        ("22:00-07:00", "2026-03-28T22:30+00:00", "2026-03-29T04:00+00:00"),  # clocks go forward that night
        ("22:00-07:00", "2026-10-24T20:00+00:00", "2026-10-25T05:00+00:00"),  # and back that night
        ("22:00-07:00", "2026-01-10T12:00+00:00", None),
        ("22:00-07:00", "2026-01-10T05:00+00:00", None),
        ("22:00-07:00", "2026-01-10T04:59+00:00", "2026-01-10T05:00+00:00"),
        ("09:00-17:00", "2026-01-10T07:00+00:00", "2026-01-10T15:00+00:00"),
    ],
)
def test_quiet_hours_are_local_over_clock_changes(quiet: str, now: str, end: str | None) -> None:
    hours = Quiet(*map(time.fromisoformat, quiet.split("-")))
    found = hours.until(datetime.fromisoformat(now), "Europe/Kyiv")
    assert found == (None if end is None else datetime.fromisoformat(end))
