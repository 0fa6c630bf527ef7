"""Subscriptions, channels, mutes, verdicts, what is held back and digests come back from the store as they went in."""

from dataclasses import replace
from datetime import date, time

from fakes.values import NOON, at, make_delivery

from bot.model import AlertKind, Manner, Rank
from bot.store import channels as channel_rows
from bot.store import digests as digest_rows
from bot.store import verdicts as verdict_rows
from bot.store.database import Store
from bot.store.subscriptions import (
    add_subscription,
    followed,
    remove_subscription,
    save_subscription,
    subscriptions,
)
from bot.store.verdicts import Held
from bot.subscriptions import Channel, Hold, Mute, Origin, Outcome, Quiet, Subscription, Verdict

ONE = Subscription(
    id="s1", channel="discord:11", tenant="discord:1", dossier="d", actors=("north",), topics=("x", "y"),
    kinds=(AlertKind.SHIFT,), minimum_rank=Rank.ENVOY, minimum_origins=3, excluded_outlets=("R,T", "Ü"),
    filter='text:"a b"', origin=Origin.CHAT, by="Ann ☂", created=NOON,
)  # fmt: skip
CHANNEL = Channel(
    id="discord:11", tenant="discord:1", zone="Europe/Kyiv", quiet=Quiet(time(22), time(7, 30)),
    digest_times=("07:00", "18:00"), settled_at=NOON, muted_until=at(1), lost_at=at(2), lost_reason="gone",
)  # fmt: skip
VERDICT = Verdict(
    channel="discord:11", dossier="d", alert="a1", at=NOON, outcome=Outcome.HELD, reason="It is late.",
    subscription="s1", fresh=True, under="held:1", until=at(1), hold=Hold.BURST,
)  # fmt: skip


def test_subscriptions_come_back_by_channel_tenant_and_dossier(store: Store) -> None:
    other = replace(ONE, id="s0", channel="slack:C", tenant="slack:T", dossier="e", created=at(1))
    with store.write() as conn:
        add_subscription(conn, other)
        add_subscription(conn, ONE)
        add_subscription(conn, replace(ONE, by="somebody else"))
    with store.read() as conn:
        assert subscriptions(conn) == [ONE, other]
        assert subscriptions(conn, channel="slack:C") == subscriptions(conn, tenant="slack:T") == [other]
        assert subscriptions(conn, dossier="d") == [ONE]
        assert subscriptions(conn, channel="discord:11", tenant="slack:T") == []
        assert followed(conn, ["slack:C", "console:main"]) == {"slack:C"}
    with store.write() as conn:
        save_subscription(conn, replace(ONE, by="somebody else"))
        assert [one.by for one in subscriptions(conn, dossier="d")] == ["somebody else"]
        assert not remove_subscription(conn, "s1", channel="discord:11", tenant="slack:T")
        assert not remove_subscription(conn, "s1", channel="slack:C", tenant="discord:1")
        assert remove_subscription(conn, "s1", channel="discord:11", tenant="discord:1")
        assert subscriptions(conn) == [other]


def test_channels_and_mutes_come_back(store: Store) -> None:
    mutes = [Mute(channel="discord:11", dossier="d", topic=topic, until=at(5), by="Ann") for topic in ("a", "b")]
    with store.write() as conn:
        channel_rows.save_channel(conn, CHANNEL)
        channel_rows.save_channel(conn, Channel(id="slack:C"))
        for one in mutes:
            channel_rows.save_mute(conn, one)
    with store.read() as conn:
        assert channel_rows.channels(conn, ["discord:11", "slack:C", "x"]) == {
            "discord:11": CHANNEL, "slack:C": Channel(id="slack:C"),
        }  # fmt: skip
        assert channel_rows.mutes(conn, ["discord:11"], now=NOON) == mutes
        assert channel_rows.mutes(conn, ["discord:11"], now=at(5)) == []
        assert channel_rows.mutes(conn, ["slack:C"], now=NOON) == []
    with store.write() as conn:
        assert channel_rows.clear_mutes(conn, "discord:11") == 2
        assert channel_rows.found(conn, "discord:11")
        assert not channel_rows.found(conn, "discord:11")
        assert channel_rows.channel(conn, "discord:11") == replace(CHANNEL, lost_at=None, lost_reason="")


def test_verdicts_come_back_and_messages_are_counted(store: Store) -> None:
    told = replace(VERDICT, alert="a2", outcome=Outcome.TOLD, until=None, hold=None)
    with store.write() as conn:
        verdict_rows.save_verdicts(conn, [VERDICT, told, replace(told, alert="a3", fresh=False)])
        verdict_rows.save_verdicts(conn, [replace(told, alert="a4", channel="slack:C")])
    with store.read() as conn:
        assert verdict_rows.verdicts(conn, "d", ["a1", "a2"], channel="discord:11") == [VERDICT, told]
        assert verdict_rows.verdicts(conn, "e", ["a1", "a2"]) == []
        assert verdict_rows.recent(conn, ["discord:11", "slack:C", "x"], at(-1)) == {"discord:11": 1, "slack:C": 1}
        assert verdict_rows.recent(conn, ["discord:11"], NOON) == {}
    with store.write() as conn:
        verdict_rows.save_verdicts(conn, [replace(VERDICT, reason="It was late.")])
        assert [one.reason for one in verdict_rows.verdicts(conn, "d", ["a1"])] == ["It was late."]
        assert verdict_rows.forget_verdicts(conn, before=at(1), most=3) == 3
        assert verdict_rows.forget_verdicts(conn, before=at(1), most=3) == 1


def test_what_is_held_comes_back_in_order_and_ends_with_its_verdict(store: Store) -> None:
    delivery = make_delivery("k1", "discord:11", subject="a1", kind="shift", manner=Manner.REPLY, under="u",
                             published=NOON)  # fmt: skip
    held = Held(delivery=delivery, dossier="d", alert="a1", until=at(1), why=Hold.BURST)
    second = replace(held, delivery=replace(delivery, key="k0"), alert="a2", place=1)
    with store.write() as conn:
        verdict_rows.save_verdicts(conn, [VERDICT, replace(VERDICT, alert="a2")])
        verdict_rows.hold(conn, [second, held, held])
        assert verdict_rows.bursting(conn, ["discord:11", "x"], NOON) == {"discord:11": at(1)}
        assert verdict_rows.bursting(conn, ["discord:11"], at(1)) == {}
        assert verdict_rows.due(conn, at(0.9)) == []
        assert verdict_rows.due(conn, at(1)) == [held, second]
        verdict_rows.postpone(conn, ["k0"], until=at(9))
        verdict_rows.release(conn, ["k1"])
        verdict_rows.settle(conn, held, outcome=Outcome.TOLD, at=at(1), under="s")
        assert verdict_rows.due(conn, at(1)) == []
        (told,) = verdict_rows.verdicts(conn, "d", ["a1"])
        assert (told.outcome, told.at, told.under, told.reason) == (Outcome.TOLD, at(1), "s", "It is late.")
        verdict_rows.abandon(conn, "discord:11", at=at(2), reason="gone")
        assert verdict_rows.due(conn, at(10)) == []
        (left,) = verdict_rows.verdicts(conn, "d", ["a2"])
        assert (left.outcome, left.reason) == (Outcome.LEFT, "gone")


def test_a_digest_is_done_with_once(store: Store) -> None:
    with store.write() as conn:
        assert digest_rows.mark_done(conn, "d", "c", "07:00", date(2026, 1, 5))
        assert not digest_rows.mark_done(conn, "d", "c", "07:00", date(2026, 1, 5))
        assert not digest_rows.mark_done(conn, "d", "c", "07:00", date(2026, 1, 4))
        assert digest_rows.mark_done(conn, "d", "c", "07:00", date(2026, 1, 6))
        assert digest_rows.mark_done(conn, "e", "c", "07:00", date(2026, 1, 5))
        assert digest_rows.done_until(conn, "d") == {("c", "07:00"): date(2026, 1, 6)}
