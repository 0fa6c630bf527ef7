"""To a platform that cannot tell what was sent twice one card is sent after the other, over all of its channels."""

from fakes.chat_platform import SILENT, ChatPlatform, Reply, tally
from fakes.deliveries import deliver, queue
from fakes.platform_senders import DirectLine, PlatformSender
from fakes.timeless import simulated

from bot.store.database import Store


class Counting(DirectLine):
    """Counts how many posts are on their way at once."""

    now = 0
    most = 0

    async def post(self, channel: str, key: str) -> Reply:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await super().post(channel, key)
        finally:
            self.now -= 1


def test_forgetful_platform_gets_one_card_at_a_time_and_others_as_many_as_there_are_channels(
    memory_store: Store,
) -> None:
    for name, forgetful, most in (("a", True, 1), ("b", False, 5)):
        platform = ChatPlatform()
        keys = queue(memory_store, 50, channels=5, name=name)
        line = Counting(platform)
        simulated(deliver(memory_store, PlatformSender(line, forgetful=forgetful)))
        assert tally(platform, keys).sent == 50
        assert line.most == most


def test_channel_that_hangs_delays_the_others_of_a_forgetful_platform_by_a_second_at_most(memory_store: Store) -> None:
    platform = ChatPlatform(script=lambda post: SILENT if post.channel == "chat:0" else None)
    queue(memory_store, 30)

    simulated(deliver(memory_store, PlatformSender(DirectLine(platform), forgetful=True), hours=0.02))
    last = max(one for channel in ("chat:1", "chat:2") for one in platform.times[channel])
    assert last <= 20 * 0.05 + 1.0
