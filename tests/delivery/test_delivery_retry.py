"""When a failed delivery is tried again, as a table."""

import pytest

from bot.delivery.retry import Again, GiveUp, Lost, Refused, Retry, Verdict, Wait, unsure
from bot.errors import DeliveryError, Trouble
from bot.settings import DeliveryRules

RETRY = Retry(attempts=4, first_seconds=2, longest_seconds=10, probe_seconds=5)
BROKEN = DeliveryError("discord:1: 503")


@pytest.mark.parametrize(
    ("error", "failed", "verdict"),
    [
        (BROKEN, 0, Again(2, counts=True)),
        (BROKEN, 1, Again(4, counts=True)),
        (BROKEN, 2, Again(8, counts=True)),
        (BROKEN, 3, GiveUp("given up after 4 attempts: discord:1: 503")),
        (BROKEN, 99, GiveUp("given up after 100 attempts: discord:1: 503")),
        (DeliveryError("odd", trouble=Trouble.CARD), 0, GiveUp("odd")),
        (DeliveryError("odd", trouble=Trouble.CARD, retry_after=5), 0, GiveUp("odd")),
        (DeliveryError("archived", trouble=Trouble.CHANNEL), 99, Lost("archived")),
        (DeliveryError("401", trouble=Trouble.PLATFORM), 99, Refused("401")),
        (DeliveryError("slow", retry_after=0.5), 0, Wait(0.5)),
        (DeliveryError("slow", retry_after=1336, everywhere=True), 0, Wait(1336, everywhere=True)),
        (DeliveryError("slow", retry_after=3), 99, Wait(3)),
        (DeliveryError("slow", retry_after=-3), 0, Wait(0)),
        (ValueError("odd\n card"), 0, Again(2, counts=True)),
        (ValueError("odd\n card"), 3, GiveUp("given up after 4 attempts: ValueError: odd card")),
        (KeyError(), 3, GiveUp("given up after 4 attempts: KeyError")),
    ],
)
def test_verdict_follows_from_error_and_failures(error: Exception, failed: int, verdict: Verdict) -> None:
    assert RETRY.decide(error, failed=failed, passed=True) == verdict


@pytest.mark.parametrize("error", [BROKEN, ValueError("odd")])
@pytest.mark.parametrize("failed", [0, 3, 1000])
def test_failure_while_nothing_passes_is_no_attempt_and_never_the_last(error: Exception, failed: int) -> None:
    assert RETRY.decide(error, failed=failed, passed=False) == Again(None, counts=False)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (BROKEN, True),
        (ValueError("odd"), True),
        (DeliveryError("slow", retry_after=3), False),
        (DeliveryError("503, wait", retry_after=3, unsure=True), True),
        (DeliveryError("no connection", unsure=False), False),
        (DeliveryError("odd", trouble=Trouble.CARD), False),
        (DeliveryError("gone", trouble=Trouble.CHANNEL), False),
        (DeliveryError("401", trouble=Trouble.PLATFORM), False),
    ],
)
def test_card_may_be_there_unless_an_answer_said_that_it_is_not(error: Exception, expected: bool) -> None:
    assert unsure(error) is expected


@pytest.mark.parametrize(("failed", "seconds"), [(0, 2), (1, 4), (2, 8), (3, 10), (50, 10), (100_000, 10)])
def test_delay_doubles_up_to_the_longest(failed: int, seconds: float) -> None:
    assert RETRY.delay(failed) == seconds


@pytest.mark.parametrize(("failed", "seconds"), [(0, 2), (1, 4), (2, 5), (100_000, 5)])
def test_delay_is_shorter_while_nothing_passes(failed: int, seconds: float) -> None:
    assert RETRY.probe_delay(failed) == seconds


def test_settings_make_a_retry() -> None:
    rules = DeliveryRules(
        attempts=3, first_delay_seconds=1, longest_delay_seconds=5, longest_probe_seconds=4
    )  # fmt: skip
    assert Retry.of(rules) == Retry(attempts=3, first_seconds=1, longest_seconds=5, probe_seconds=4)
