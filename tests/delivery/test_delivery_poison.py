"""A card that its platform can never take looks like an outage, until it is seen that the cards behind it pass."""

import pytest
from fakes.chat_platform import OUTAGE, ChatPlatform, tally
from fakes.deliveries import PACE, dead, deliver, queue, waiting
from fakes.platform_senders import DirectLine, PlatformSender
from fakes.timeless import simulated

from bot.delivery.platform import DETOUR_SECONDS
from bot.store.database import Store

HOUR = 3600
GIVEN_UP = "given up after 8 attempts"


def sender_to(platform: ChatPlatform) -> PlatformSender:
    """Return a sender to the platform, which answers soon."""
    return PlatformSender(DirectLine(platform), pace=PACE)


@pytest.mark.usefixtures("rarely_looking")
@pytest.mark.parametrize("channels", [1, 2, 5])
def test_card_that_no_channel_can_take_becomes_a_dead_letter_and_blocks_none(
    memory_store: Store, channels: int
) -> None:
    keys = queue(memory_store, 12 * channels, channels=channels)
    poison = {some[0] for some in keys.values()}
    platform = ChatPlatform(script=lambda post: OUTAGE if post.key in poison else None)
    seconds = simulated(deliver(memory_store, sender_to(platform), hours=5, every=60))
    assert waiting(memory_store) == []
    assert seconds < 1.5 * HOUR
    assert {key: why.partition(":")[0] for key, why in dead(memory_store).items()} == dict.fromkeys(poison, GIVEN_UP)
    assert dict(platform.shown) == {channel: some[1:] for channel, some in keys.items()}


@pytest.mark.usefixtures("rarely_looking")
@pytest.mark.parametrize("channels", [1, 3])
def test_outage_of_two_hours_makes_no_dead_letter_and_keeps_the_order(memory_store: Store, channels: int) -> None:
    keys = queue(memory_store, 12 * channels, channels=channels)
    platform = ChatPlatform(script=lambda post: OUTAGE if post.now < 2 * HOUR else None)
    simulated(deliver(memory_store, sender_to(platform), hours=5, every=60))
    found = tally(platform, keys)
    assert (found.sent, found.lost, found.twice, found.disordered) == (12 * channels, 0, 0, 0)
    assert dead(memory_store) == {}


@pytest.mark.usefixtures("rarely_looking")
def test_card_is_given_up_only_after_the_outage_in_which_it_failed_like_all_others(memory_store: Store) -> None:
    keys = queue(memory_store, 12, channels=1)
    platform = ChatPlatform(script=lambda post: OUTAGE if post.now < 1000 or post.key == "k00000" else None)
    seconds = simulated(deliver(memory_store, sender_to(platform), hours=5, every=60))
    assert seconds > 1000 + DETOUR_SECONDS
    assert dead(memory_store) == {"k00000": f"{GIVEN_UP}: chat:0: answered 503"}
    assert platform.shown["chat:0"] == keys["chat:0"][1:]


@pytest.mark.usefixtures("rarely_looking")
def test_card_with_nothing_behind_it_is_kept_until_something_can_be_told_by(memory_store: Store) -> None:
    queue(memory_store, 1, channels=1)
    platform = ChatPlatform(script=lambda post: OUTAGE if post.now < HOUR else None)
    seconds = simulated(deliver(memory_store, sender_to(platform), hours=3, every=60))
    assert platform.shown["chat:0"] == ["k00000"]
    assert seconds == pytest.approx(HOUR, abs=120)


@pytest.mark.usefixtures("rarely_looking")
def test_order_is_kept_where_a_card_fails_for_less_than_that(memory_store: Store) -> None:
    keys = queue(memory_store, 12, channels=1)
    ends = DETOUR_SECONDS - 60
    platform = ChatPlatform(script=lambda post: OUTAGE if post.key == "k00000" and post.now < ends else None)
    simulated(deliver(memory_store, sender_to(platform), hours=2, every=60))
    assert platform.shown == keys
