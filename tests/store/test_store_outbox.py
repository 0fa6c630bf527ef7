"""The outbox: in order per channel, one holder at a time, nothing forgotten."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from fakes.values import at, make_delivery

from bot.store import outbox
from bot.store.database import Store
from bot.store.outbox import Lease, QueueState

A, B = "console:a", "console:b"


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
        assert outbox.retry(conn, held, at=at(1), reason="busy", counts=True)
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
        outbox.retry(conn, held, at=at(1), reason="throttled", counts=False)
    assert _held(store, 1).delivery.attempts == 0


def test_expired_lease_is_taken_over_and_known_as_unsure(store: Store) -> None:
    _queue(store, "one")
    first = _held(store)
    assert _lease(store, 0.01) is None
    second = _held(store, 1)
    assert second.again
    assert second.delivery.key == "one"
    with store.write() as conn:  # the first holder wakes up: it may not take the row back
        assert not outbox.retry(conn, first, at=at(5), reason="late", counts=True)
        assert not outbox.dead(conn, first, at=at(5), reason="late")
        assert not outbox.release(conn, first)
        outbox.sent(conn, first, at=at(5))  # but what it sent is sent
    assert _lease(store, 9) is None


def test_sweep_ends_leases_that_ran_out(store: Store) -> None:
    _queue(store, "one")
    _queue(store, "two", channel=B)
    _held(store)
    _held(store, 1, channel=B)
    with store.write() as conn:
        assert outbox.sweep(conn, at(1)) == 1
        assert outbox.sweep(conn, at(1)) == 0
    assert _held(store, 1).again


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
