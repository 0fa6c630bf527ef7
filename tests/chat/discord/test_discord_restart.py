"""What is clicked twice around a restart is done once, since the store knows that it was done."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from fakes.discord_interactions import MANAGE, Asked
from fakes.discord_server import DiscordServer, eventually
from fakes.discord_world import TEXT

from bot.chat.discord.chat import DiscordChat

EVIDENCE, WRONG = "evidence:ukraine:e8c89a0d", "wrong:ukraine:e8c89a0d"
Connected = Callable[..., AbstractAsyncContextManager[DiscordChat]]


async def pressed(server: DiscordServer, code: str, message: dict[str, Any], **more: str) -> Asked:
    return await server.interactions.settled(await server.interactions.press(code, message, **more))


async def test_a_second_click_after_a_restart_is_an_echo(server: DiscordServer, connected: Connected) -> None:
    message = server.world.message(TEXT, {}, {})
    async with connected():
        assert (await pressed(server, EVIDENCE, message)).text.startswith("Why: Russia")
    async with connected():
        assert (await pressed(server, EVIDENCE, message)).kind == 6, "acknowledged, and nothing said"
        other = await pressed(server, EVIDENCE, message, user="88")
        assert other.text.startswith("Why: Russia"), "somebody else's click is no echo"


async def test_an_answer_shared_before_a_restart_is_not_shared_again(
    server: DiscordServer, connected: Connected
) -> None:
    async with connected():
        asked = await server.interactions.settled(await server.interactions.command("help"))
        code, message = asked.buttons()["Share"], dict(asked.shown)
        first = await server.interactions.press(code, message)
        await eventually(lambda: len(first.messages) > 1)
    async with connected():
        again = await pressed(server, code, message)
        await asyncio.sleep(0.2)
    assert [key for key in again.messages if key != "@original"] == []


async def test_a_form_sent_twice_is_taken_once(server: DiscordServer, connected: Connected) -> None:
    async def sent() -> Asked:
        return await server.interactions.settled(
            await server.interactions.submit(WRONG, "Others said it.", permissions=MANAGE)
        )

    async with connected():
        await pressed(server, WRONG, server.world.message(TEXT, {}, {}), permissions=MANAGE)
        assert "Only moderators may set right" in (await sent()).text
    async with connected():
        assert (await sent()).kind == 6


async def test_a_slow_store_holds_up_no_sign_and_the_echo_still_has_no_effect(
    server: DiscordServer, connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.discord.answers.KNOWN_SECONDS", 0.1)
    message = server.world.message(TEXT, {}, {})
    async with connected():
        await pressed(server, EVIDENCE, message)
    async with connected() as chat:
        known = chat._once._known

        async def later(*given: Any) -> set[str]:
            await asyncio.sleep(0.3)
            return await known(*given)

        monkeypatch.setattr(chat._once, "_known", later)
        echo = await server.interactions.press(EVIDENCE, message)
        await eventually(lambda: len(echo.deleted) == 1)
    assert echo.kind == 5, "promised, since nothing was known yet"
    assert echo.text.strip() == ""
