import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from fakes.discord_server import DiscordServer, Whim, eventually

from bot.chat.discord import pulse
from bot.chat.discord.chat import DiscordChat
from bot.counter import Counter
from bot.errors import DeliveryError, Trouble

NOW = datetime(2025, 12, 30, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lose patience with a silent connection sooner than in earnest."""
    for constant, value in (("LOOK_SECONDS", 0.05), ("ASK_SECONDS", 0.5), ("DEAF_SECONDS", 2.0)):
        monkeypatch.setattr(pulse, constant, value)


async def answered(server: DiscordServer, *, seconds: float = 10.0) -> None:
    """Give commands until one is answered, as somebody does who is not answered."""
    async with asyncio.timeout(seconds):
        while True:
            asked = await server.interactions.command("positions", actor="russia")
            try:
                await server.interactions.settled(asked, seconds=0.5)
            except TimeoutError:
                continue
            return


Loss = Callable[[DiscordServer], Awaitable[object]]


async def _aborted(server: DiscordServer) -> None:
    server.gateway.abort()


async def _silent(server: DiscordServer) -> None:
    server.gateway.fall_silent()


LOSSES: dict[str, tuple[Loss, bool]] = {
    "a connection that is dropped": (_aborted, True),
    "a close of the network": (lambda server: server.gateway.close(1001), True),
    "close 4000": (lambda server: server.gateway.close(4000), True),
    "close 1000": (lambda server: server.gateway.close(1000), True),
    "op 7, reconnect": (lambda server: server.gateway.send(7), True),
    "op 9, resumable": (lambda server: server.gateway.send(9, True), True),
    "op 9, not resumable": (lambda server: server.gateway.send(9, False), False),
    "silence": (_silent, True),
}


@pytest.mark.parametrize("name", LOSSES)
async def test_commands_are_answered_again_after(name: str, server: DiscordServer, chat: DiscordChat) -> None:
    await answered(server)
    lose, resumes = LOSSES[name]
    await lose(server)
    await eventually(lambda: (server.gateway.resumed if resumes else server.gateway.identified - 1) == 1)
    await answered(server)
    assert server.gateway.identified == (1 if resumes else 2)
    assert chat.trouble(NOW) == ""


async def test_a_silent_connection_is_asked_and_goes_on_when_it_answers(
    server: DiscordServer, chat: DiscordChat
) -> None:
    before = server.gateway.heartbeats
    await eventually(lambda: server.gateway.heartbeats > before + 2)
    assert (server.gateway.identified, server.gateway.resumed) == (1, 0)
    assert chat.trouble(NOW) == ""


def test_silence_is_told_until_something_is_heard() -> None:
    time = [0.0]
    heart = pulse.Pulse(clock=lambda: time[0])
    assert heart.trouble() == "", "what was just begun may still connect"
    time[0] = 31.0
    assert heart.trouble() == "Nothing was heard from Discord for 31 seconds; it is connected to anew."
    heart._heard = {0: 30.0, 1: 0.5}
    assert heart.trouble() == "Nothing was heard from Discord for 30 seconds (shard 1); it is connected to anew."
    heart._heard[1] = 29.0
    assert heart.trouble() == ""


async def run_until(chat: DiscordChat, stop: asyncio.Event, seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        await chat.run(stop)


def chat_of(server: DiscordServer, token: str) -> DiscordChat:
    return DiscordChat(
        token, Counter(None), clock=lambda: datetime.now(UTC), api=server.url, gateway=server.gateway_url  # type: ignore[arg-type]
    )  # fmt: skip


async def test_a_token_that_is_refused_ends_it_and_is_told(server: DiscordServer) -> None:
    chat = chat_of(server, "wrong")
    with pytest.raises(DeliveryError) as caught:
        await run_until(chat, asyncio.Event())
    assert caught.value.trouble is Trouble.PLATFORM
    assert "PARLEY_DISCORD_TOKEN" in chat.trouble(NOW)
    assert "wrong" not in chat.trouble(NOW)
    server.gateway.refuse = 4004
    with pytest.raises(DeliveryError):
        await run_until(chat_of(server, server.token), asyncio.Event())


async def test_a_discord_that_is_down_is_tried_until_it_is_up(server: DiscordServer) -> None:
    server.whims.append(Whim(status=503, body={"message": "down", "code": 0}, path="/users/@me", method="GET"))
    server.whims.append(Whim(drop=True, path="/users/@me", method="GET"))
    chat, stop = chat_of(server, server.token), asyncio.Event()
    running = asyncio.create_task(run_until(chat, stop, 30))
    await eventually(lambda: server.gateway.identified == 1, seconds=20)
    assert not server.whims  # it was refused and cut off before
    stop.set()
    await running


async def test_commands_that_discord_does_not_take_now_stop_nothing(server: DiscordServer) -> None:
    server.whims.append(Whim(status=403, body={"message": "no", "code": 50001}, path="/commands", method="*"))
    chat, stop = chat_of(server, server.token), asyncio.Event()
    running = asyncio.create_task(run_until(chat, stop))
    await eventually(lambda: server.gateway.identified == 1)
    assert not running.done()
    stop.set()
    await running


async def test_several_shards_answer_side_by_side(server: DiscordServer) -> None:
    stop = asyncio.Event()
    chat = DiscordChat(
        server.token, Counter(None), clock=lambda: datetime.now(UTC), shards=2, api=server.url,  # type: ignore[arg-type]
        gateway=server.gateway_url,
    )  # fmt: skip
    running = asyncio.create_task(run_until(chat, stop, 30))
    await eventually(lambda: len(server.gateway.shards) == 2, seconds=20)
    assert server.gateway.shards == {(0, 2), (1, 2)}
    stop.set()
    await running
