"""When a failed delivery is tried again, as a table."""

import pytest

from bot.delivery.retry import Again, GiveUp, Retry
from bot.errors import DeliveryError, Trouble
from bot.settings import DeliveryRules

RETRY = Retry(attempts=4, first_seconds=2, longest_seconds=10)
BROKEN = DeliveryError("discord:1: 503")


@pytest.mark.parametrize(
    ("error", "failed", "verdict"),
    [
        (BROKEN, 0, Again(2, counts=True)),
        (BROKEN, 1, Again(4, counts=True)),
        (BROKEN, 2, Again(8, counts=True)),
        (BROKEN, 3, GiveUp("given up after 4 attempts: discord:1: 503")),
        (BROKEN, 99, GiveUp("given up after 100 attempts: discord:1: 503")),
        (DeliveryError("gone", trouble=Trouble.CARD), 0, GiveUp("gone")),
        (DeliveryError("gone", trouble=Trouble.CARD, retry_after=5), 0, GiveUp("gone")),
        (DeliveryError("slow", retry_after=0.5), 0, Again(0.5, counts=False)),
        (DeliveryError("slow", retry_after=1336), 0, Again(1336, counts=False)),
        (DeliveryError("slow", retry_after=3), 99, Again(3, counts=False)),
        (DeliveryError("slow", retry_after=-3), 0, Again(0, counts=False)),
        (ValueError("odd\n card"), 0, Again(2, counts=True)),
        (ValueError("odd\n card"), 3, GiveUp("given up after 4 attempts: ValueError: odd card")),
        (KeyError(), 3, GiveUp("given up after 4 attempts: KeyError")),
    ],
)
def test_verdict_follows_from_error_and_failures(error: Exception, failed: int, verdict: Again | GiveUp) -> None:
    assert RETRY.decide(error, failed=failed) == verdict


@pytest.mark.parametrize(("failed", "seconds"), [(0, 2), (1, 4), (2, 8), (3, 10), (50, 10), (100_000, 10)])
def test_delay_doubles_up_to_the_longest(failed: int, seconds: float) -> None:
    assert RETRY.delay(failed) == seconds


def test_settings_make_a_retry() -> None:
    rules = DeliveryRules(attempts=3, first_delay_seconds=1, longest_delay_seconds=5)
    assert Retry.of(rules) == Retry(attempts=3, first_seconds=1, longest_seconds=5)
