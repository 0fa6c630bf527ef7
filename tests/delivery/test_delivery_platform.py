"""How a platform fares: which channel may be sent to now, as outcomes come in."""

from bot.delivery.pace import Pace
from bot.delivery.platform import FRESH_SECONDS, OUTAGE, Platform
from bot.delivery.retry import Retry

NOW, EVER, NEVER = 100.0, float("-inf"), float("inf")
NAMES = [f"chat:{number}" for number in range(OUTAGE)]


def platform() -> Platform:
    """Return a platform of which nothing is known yet."""
    return Platform(pace=Pace(), retry=Retry(first_seconds=2, longest_seconds=900, probe_seconds=30))


def down() -> Platform:
    """Return a platform on which as many channels failed as make an outage."""
    made = platform()
    assert [made.failed(name, NOW) for name in NAMES] == [False] * (OUTAGE - 1) + [True]
    return made


def test_channel_that_fails_alone_waits_longer_each_time_and_no_other_does() -> None:
    made = platform()
    pauses = []
    for _ in range(6):
        made.failed("chat:0", NOW)
        pauses.append(made.open_at("chat:0") - NOW)
    assert pauses == [2, 4, 8, 16, 30, 30]
    assert made.open_at("chat:1") == EVER
    assert not made.took("chat:0")
    assert made.open_at("chat:0") == EVER


def test_in_an_outage_one_message_at_a_time_is_tried_after_growing_pauses() -> None:
    made, now = down(), NOW
    for pause in (2, 4, 8, 16, 30, 30):
        assert {made.open_at(name) for name in NAMES} == {now + pause}
        now += pause
        first, *others = sorted(NAMES, key=made.turn)
        made.begin(first, now)
        assert made.open_at(first) == EVER
        assert {made.open_at(name) for name in others} == {NEVER}
        assert not made.failed(first, now)
        made.end(first)
        assert sorted(NAMES, key=made.turn)[-1] == first, "the next in turn is tried then"


def test_channel_that_has_not_failed_is_tried_soon_in_an_outage_and_ends_it() -> None:
    made = down()
    made.begin("chat:a", NOW + 1)
    assert made.open_at("chat:a") == EVER
    assert made.open_at("chat:b") == NOW + 1 + FRESH_SECONDS
    assert made.took("chat:a")
    assert {made.open_at(name) for name in (*NAMES, "chat:b")} == {EVER}


def test_wait_of_the_platform_and_refusal_hold_for_every_channel() -> None:
    made = platform()
    made.wait(NOW + 50)
    made.wait(NOW + 20)
    assert made.open_at("chat:0") == NOW + 50
    made.refused = "401"
    assert made.open_at("chat:0") == NEVER
