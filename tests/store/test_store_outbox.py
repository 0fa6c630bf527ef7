"""The outbox: in order per channel, one holder at a time, nothing forgotten."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from fakes.values import at, make_delivery
from sqlalchemy import Connection

from bot.store import outbox
from bot.store.channels import found, lost
from bot.store.database import Store
from bot.store.outbox import Head, Lease, QueueState

A, B, C = "console:a", "console:b", "console:c"


def _queue(store: Store, *keys: str, channel: str = A) -> None:
    with store.write() as conn:
        outbox.enqueue(conn, [make_delivery(key, channel) for key in keys])


def _lease(store: Store, hours: float = 0, *, channel: str = A, seconds: float = 60) -> Lease | None:
    with store.write() as conn:
        return outbox.lease(conn, channel, at(hours), seconds)


def _held(store: Store, hours: float = 0, *, channel: str = A) -> Lease:
    lease = _lease(store, hours, channel=channel)
    assert lease is not None
    return lease


def _fail_until(conn: Connection, *, channel: str, hours: float) -> None:
    held = outbox.lease(conn, channel, at(0), 60)
    assert held is not None
    outbox.fail(conn, held, at=at(0), until=at(hours), reason="busy", counts=True, unsure=True)


def test_delivery_is_queued_once_by_its_key(store: Store) -> None:
    one, two = make_delivery("one"), make_delivery("two")
    with store.write() as conn:
        assert outbox.enqueue(conn, [one]) == 1
        assert outbox.enqueue(conn, [one, two, two]) == 1
        assert outbox.enqueue(conn, []) == 0
        assert outbox.queue_states(conn)[0].queued == 2


def test_leased_delivery_is_the_one_that_was_queued(store: Store) -> None:
    given = make_delivery("one", A, subject="tale")
    with store.write() as conn:
        outbox.enqueue(conn, [given])
    lease = _held(store)
    assert replace(lease.delivery, sequence=0) == given
    assert lease.until == at(60 / 3600)
    assert not lease.again


def test_only_the_first_of_a_channel_can_be_leased(store: Store) -> None:
    _queue(store, "one", "two")
    _queue(store, "three", channel=B)
    assert _held(store).delivery.key == "one"
    assert _lease(store) is None
    assert _held(store, channel=B).delivery.key == "three"


def test_next_follows_when_the_first_was_sent(store: Store) -> None:
    _queue(store, "one", "two")
    first = _held(store)
    with store.write() as conn:
        outbox.sent(conn, first, at=at(0), receipt="m1")
        assert outbox.waiting_channels(conn) == [A]
    second = _held(store)
    assert second.delivery.key == "two"
    with store.write() as conn:
        outbox.sent(conn, second, at=at(0))
        assert outbox.waiting_channels(conn) == []
        outbox.enqueue(conn, [make_delivery("one", A)])  # and what was sent is never queued again
        assert outbox.waiting_channels(conn) == []


def test_retry_holds_the_channel_until_its_time(store: Store) -> None:
    _queue(store, "one", "two")
    with store.write() as conn:
        held = outbox.lease(conn, A, at(0), 60)
        assert held is not None
        assert outbox.fail(conn, held, at=at(0), until=at(1), reason="busy", counts=True, unsure=False)
    assert _lease(store, 0.5) is None
    with store.read() as conn:
        assert outbox.due_at(conn, A) == at(1)
        assert outbox.due_at(conn, B) is None
    again = _held(store, 1)
    assert (again.delivery.key, again.delivery.attempts, again.again) == ("one", 1, False)


def test_wait_that_the_platform_asks_for_is_no_attempt(store: Store) -> None:
    _queue(store, "one")
    held = _held(store)
    with store.write() as conn:
        outbox.wait(conn, held, until=at(1), reason="throttled")
    again = _held(store, 1)
    assert (again.delivery.attempts, again.failed_at, again.again) == (0, None, False)


def test_expired_lease_is_taken_over_and_known_as_unsure(store: Store) -> None:
    _queue(store, "one")
    first = _held(store)
    assert _lease(store, 0.01) is None
    second = _held(store, 1)
    assert second.again
    assert second.delivery.key == "one"
    with store.write() as conn:  # the first holder wakes up: it may not take the row back
        assert not outbox.fail(conn, first, at=at(5), until=at(6), reason="late", counts=True, unsure=True)
        assert not outbox.wait(conn, first, until=at(6), reason="late")
        assert not outbox.dead(conn, first, at=at(5), reason="late")
        assert not outbox.release(conn, first)
        outbox.sent(conn, first, at=at(5))  # but what it sent is sent
    assert _lease(store, 9) is None


def test_card_that_may_be_there_is_known_as_such_however_often_it_fails_after_that(store: Store) -> None:
    _queue(store, "one")
    for unsure, known in ((False, False), (True, False), (False, True), (False, True)):
        held = _held(store)
        assert held.again is known
        with store.write() as conn:
            outbox.fail(conn, held, at=at(0), until=None, reason="busy", counts=False, unsure=unsure)
    assert _held(store).failed_at == at(0)


def test_heads_tell_from_when_each_channel_can_be_sent_to_and_which_are_lost(store: Store) -> None:
    _queue(store, "one", "two")
    _queue(store, "three", channel=B)
    _queue(store, "four", channel=C)
    _held(store)
    with store.write() as conn:
        lost(conn, B, at=at(1), reason="archived")
        lost(conn, B, at=at(2), reason="gone")
        assert outbox.heads(conn) == [
            Head(channel=A, due=at(60 / 3600)), Head(channel=B, lost_tried=at(2)), Head(channel=C),
        ]  # fmt: skip
        assert found(conn, B)
        assert not found(conn, B)
        assert outbox.heads(conn)[1] == Head(channel=B)


def test_platform_is_held_back_in_all_of_its_channels_that_are_free(store: Store) -> None:
    for number, channel in enumerate((A, B, C, "slack:d")):
        _queue(store, f"k{number}", channel=channel)
    _held(store)
    with store.write() as conn:
        _fail_until(conn, channel=B, hours=3)
        assert outbox.hold(conn, "console", until=at(2)) == 1
        due = {one.channel: one.due for one in outbox.heads(conn)}
    assert due == {A: at(60 / 3600), B: at(3), C: at(2), "slack:d": None}


def test_what_a_platform_took_since_is_known_by_platform_and_time(store: Store) -> None:
    _queue(store, "one")
    held = _held(store)
    with store.write() as conn:
        outbox.sent(conn, held, at=at(1))
        assert outbox.taken_since(conn, "console", at(0.5))
        assert not outbox.taken_since(conn, "console", at(1))
        assert not outbox.taken_since(conn, "slack", at(0.5))


def test_what_waits_too_long_for_a_lost_channel_is_given_up_and_nothing_else(store: Store) -> None:
    with store.write() as conn:
        for channel in (A, B):
            outbox.enqueue(conn, [make_delivery(f"{channel}-{hour}", channel, created=at(hour)) for hour in (0, 10)])
        lost(conn, A, at=at(1), reason="archived")
        assert outbox.expire(conn, before=at(5), at=at(6), reason="too long") == 1
        (letter,) = outbox.dead_letters(conn)
        assert (letter.delivery.key, letter.at, letter.reason) == (f"{A}-0", at(6), "too long")


def test_dropped_card_is_neither_sent_nor_queued_again(store: Store) -> None:
    _queue(store, "one", "two", "three")
    held = _held(store)
    with store.write() as conn:
        assert not outbox.drop(conn, "one", at=at(0)), "somebody is sending it"
        assert outbox.drop(conn, "two", at=at(0))
        assert not outbox.drop(conn, "two", at=at(0))
        outbox.dead(conn, held, at=at(0), reason="gone")
        assert outbox.drop(conn, "one", at=at(0))
        assert outbox.dead_letters(conn) == []
    _queue(store, "one", "two")
    assert _held(store).delivery.key == "three"
    with store.read() as conn:
        assert outbox.queue_states(conn) == [QueueState(channel=A, queued=1, oldest=at(0))]


def test_released_lease_can_be_taken_at_once(store: Store) -> None:
    _queue(store, "one")
    held = _held(store)
    with store.write() as conn:
        assert outbox.release(conn, held)
    assert _held(store).again


def test_dead_letter_is_kept_with_its_reason_and_lets_the_next_pass(store: Store) -> None:
    _queue(store, "one", "two")
    held = _held(store)
    with store.write() as conn:
        assert outbox.dead(conn, held, at=at(1), reason="gone")
        (letter,) = outbox.dead_letters(conn)
        assert (letter.delivery.key, letter.at, letter.reason) == ("one", at(1), "gone")
        assert outbox.dead_letters(conn, B) == []
        assert outbox.dead_letters(conn, A) == [letter]
    assert _held(store, 1).delivery.key == "two"


def test_dead_letter_can_be_queued_once_more(store: Store) -> None:
    _queue(store, "one")
    held = _held(store)
    with store.write() as conn:
        outbox.dead(conn, held, at=at(1), reason="gone")
        assert outbox.replay(conn, "one")
        assert not outbox.replay(conn, "one")
        assert not outbox.replay(conn, "unknown")
    assert _held(store, 2).delivery.attempts == 0


def test_queue_states_count_per_channel(store: Store) -> None:
    _queue(store, "one", "two", "three")
    _queue(store, "four", channel=B)
    with store.write() as conn:
        for outcome in (outbox.sent, outbox.dead):
            held = outbox.lease(conn, A, at(0), 60)
            assert held is not None
            options = {} if outcome is outbox.sent else {"reason": "gone"}
            outcome(conn, held, at=at(0), **options)
        assert outbox.queue_states(conn) == [
            QueueState(channel=A, queued=1, sent=1, dead=1, oldest=at(0)),
            QueueState(channel=B, queued=1, oldest=at(0)),
        ]


def test_newest_message_about_a_subject_is_found(store: Store) -> None:
    with store.write() as conn:
        outbox.enqueue(conn, [make_delivery("one", A, subject="tale"), make_delivery("two", A, subject="tale")])
        for name in ("m1", "m2"):
            held = outbox.lease(conn, A, at(0), 60)
            assert held is not None
            outbox.sent(conn, held, at=at(0), receipt=name)
        assert outbox.root(conn, A, "tale") == "m1"
        assert outbox.root(conn, B, "tale") == ""


@pytest.mark.parametrize("holders", [8])
def test_many_holders_share_one_channel_without_meeting(store: Store, holders: int) -> None:

    _queue(store, "one", "two")
    with ThreadPoolExecutor(holders) as pool:
        leases = list(pool.map(lambda _: _lease(store), range(holders)))
    assert [lease.delivery.key for lease in leases if lease is not None] == ["one"]
