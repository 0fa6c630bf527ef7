"""`parley run` with a Discord beside it: a server follows talks by command, is told, and looks behind it."""

import asyncio
import contextlib
import signal
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

from fakes.discord_interactions import MANAGE
from fakes.discord_server import DiscordServer, eventually
from fakes.discord_world import TEXT
from fakes.place import NO, YES, Place, place

__all__ = ["place"]


@contextlib.asynccontextmanager
async def running(place: Place, server: DiscordServer) -> AsyncIterator["subprocess.Popen[bytes]"]:
    """Hold `parley run` connected to the server; it is asked to stop at the end."""
    variables = {
        "PARLEY_DISCORD_TOKEN": server.token, "PARLEY_DISCORD_API_URL": server.url,
        "PARLEY_DISCORD_GATEWAY_URL": server.gateway_url,
    }  # fmt: skip
    line = replace(place.line, environment={**place.line.environment, **variables})
    with line.start("run") as process:
        try:
            before = server.gateway.identified
            await eventually(lambda: server.gateway.identified > before or process.poll() is not None, seconds=60)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            out, err = await asyncio.to_thread(process.communicate, timeout=30)
            assert process.returncode == 0
            assert server.token.encode() not in out + err
            assert b"Traceback" not in err


async def test_a_server_follows_talks_and_is_told_what_changes(place: Place) -> None:
    assert (await place.parley("poll")).status == 0
    async with DiscordServer() as server:
        async with running(place, server):
            asked = await server.interactions.command("watch add", permissions=MANAGE)
            added = await server.interactions.settled(asked)
            assert added.ephemeral
            assert "Talks of Norland and Sudland" in added.text
        place.publish((1, YES, timedelta(days=3)))
        assert (await place.parley("poll", "--all")).status == 0
        place.publish((2, NO, timedelta()), (1, YES, timedelta(days=3)))
        place.make_due()
        async with running(place, server):
            await eventually(lambda: bool(server.world.messages.get(TEXT)), seconds=60)
            await told_of_the_shift(server)
    assert server.flaws == []


async def told_of_the_shift(server: DiscordServer) -> None:
    """Check the alert, press its buttons, and ask as a reader would."""
    shift = next(one for one in server.world.messages[TEXT] if "support → oppose" in one["embeds"][0]["title"])
    assert "> Norlandic President Ann Arbor said in parliament" in shift["embeds"][0]["description"]
    buttons = {b["label"]: b["custom_id"] for row in shift["components"] for b in row["components"]}
    press = server.interactions.press
    evidence = await server.interactions.settled(await press(buttons["Evidence"], shift))
    assert evidence.text.startswith("Why: Norland")
    history = await server.interactions.settled(await press(buttons["History"], shift))
    assert "We support an immediate ceasefire" in history.text
    assert "is for moderators" in (await server.interactions.settled(await press(buttons["Mute topic"], shift))).text
    muted = await server.interactions.settled(
        await press(buttons["Mute topic"], shift, permissions=MANAGE, user="2002")
    )
    assert "muted" in muted.text.casefold()
    form = await server.interactions.settled(await press(buttons["Wrong?"], shift, permissions=MANAGE))
    assert form.kind == 9
    sent = await server.interactions.submit(buttons["Wrong?"], "She quotes a letter.", permissions=MANAGE)
    assert "She quotes a letter" in (await server.interactions.settled(sent)).text
    positions = await server.interactions.settled(await server.interactions.command("positions", actor="norland"))
    assert positions.text.startswith("Norland: positions")
