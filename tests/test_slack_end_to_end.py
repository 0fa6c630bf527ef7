"""`parley run` with a Slack beside it: a channel follows talks by command, is told, and looks behind it."""

import asyncio
import contextlib
import signal
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from fakes.place import NO, YES, Place, place
from fakes.slack_blocks import shown
from fakes.slack_people import Person, over_socket
from fakes.slack_server import APP_TOKEN, FakeSlack
from fakes.waiting import eventually

__all__ = ["place"]


@contextlib.asynccontextmanager
async def running(place: Place, slack: FakeSlack) -> AsyncIterator["subprocess.Popen[bytes]"]:
    """Hold `parley run` connected to the Slack; it is asked to stop at the end."""
    variables = {
        "PARLEY_SLACK_BOT_TOKEN": slack.team.token, "PARLEY_SLACK_APP_TOKEN": APP_TOKEN,
        "PARLEY_SLACK_API_URL": slack.url,
    }  # fmt: skip
    line = replace(place.line, environment={**place.line.environment, **variables})
    with line.start("run") as process:
        try:
            await eventually(lambda: slack.sockets or process.poll() is not None, within=60)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            out, err = await asyncio.to_thread(process.communicate, timeout=30)
            assert process.returncode == 0
            assert slack.team.token.encode() not in out + err
            assert APP_TOKEN.encode() not in out + err
            assert b"Traceback" not in err


def everything(slack: FakeSlack) -> str:
    """Return all that the channel shows."""
    return "\n".join(shown(one["blocks"]) for one in slack.team.sent())


async def said(slack: FakeSlack, act: Any) -> str:
    """Do what somebody does, and return the answer as it is read."""
    before = len(slack.answers)
    await act
    await eventually(lambda: len(slack.answers) > before, within=20)
    return shown(slack.answers[before]["blocks"])


async def test_a_channel_follows_talks_and_is_told_what_changes(place: Place) -> None:
    assert (await place.parley("poll")).status == 0
    async with FakeSlack() as slack:
        admin = Person(slack, over_socket(slack), user="UADMIN")
        async with running(place, slack):
            slack.team.channels["C1"].closed = "not_in_channel"
            added = await said(slack, admin.command("/talks", "watch add kinds:all"))
            assert "Talks of Norland and Sudland" in added
            assert "/invite @Parley" in added
            slack.team.channels["C1"].closed = ""
            assert "/invite" not in await said(slack, admin.command("/talks", "watch add kinds:all"))
        place.publish((1, YES, timedelta(days=3)))
        assert (await place.parley("poll", "--all")).status == 0
        place.publish((2, NO, timedelta()), (1, YES, timedelta(days=3)))
        place.make_due()
        async with running(place, slack):
            await eventually(
                lambda: any("support → oppose" in shown(one["blocks"]) for one in slack.team.sent()), within=60
            )
            await told_of_the_shift(slack, admin)


async def told_of_the_shift(slack: FakeSlack, admin: Person) -> None:
    """Check the alert, press its buttons, and ask as a reader would."""
    shift = next(one for one in slack.team.sent() if "support → oppose" in shown(one["blocks"]))
    assert "> Norlandic President Ann Arbor said in parliament" in shown(shift["blocks"])
    (row,) = [one for one in shift["blocks"] if one["type"] == "actions"]
    buttons = {one["text"]["text"]: (one["action_id"], one["value"]) for one in row["elements"]}
    member = admin.as_("UMEMBER")
    assert "Why: Norland" in await said(slack, member.presses(*buttons["Evidence"]))
    assert "We support an immediate ceasefire" in await said(slack, member.presses(*buttons["History"]))
    assert "is for moderators" in await said(slack, member.presses(*buttons["Mute topic"]))
    assert "muted" in (await said(slack, admin.presses(*buttons["Mute topic"]))).casefold()
    await admin.presses(*buttons["Wrong?"])
    await eventually(lambda: slack.team.views)
    reason = {"reason": {"text": {"type": "plain_text_input", "value": "She quotes a letter."}}}
    assert "She quotes a letter" in await said(slack, admin.submits(slack.team.views[-1], reason))
    assert "Norland: positions" in await said(slack, member.command("/positions", "norland"))
