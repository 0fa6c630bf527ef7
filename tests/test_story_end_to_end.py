"""The whole story through the command line: from feeds to alerts, answers and a digest; and what goes wrong."""

import asyncio
import signal
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from fakes.command_line import CommandLine, Done, configuration
from fakes.feed_server import RSS, Reply, entry, rss
from fakes.place import NO, YES, Place, place

__all__ = ["place"]


async def test_from_feed_to_alert_shift_answer_and_digest(place: Place) -> None:
    first = await place.parley("poll")
    assert first.status == 0, first.err
    assert "first contact" in first.out

    place.publish((1, YES, timedelta(days=3)))
    told = await place.parley("poll", "--all")
    assert told.status == 0, told.err
    for part in ("We support an immediate ceasefire", "Ann Arbor, President of Norland", "Wire", "/1.html"):
        assert part in told.out

    place.publish((2, NO, timedelta(hours=1)), (1, YES, timedelta(days=3)))
    shifted = await place.parley("poll", "--all", "--json")
    (alerts,) = (one["alerts"] for one in shifted.json)
    assert [one["kind"] for one in alerts if one["topic"] == "ceasefire"][:1] == ["shift"]

    answer = await place.parley("ask", "/positions", "norland")
    assert answer.status == 0, answer.err
    assert "We reject any ceasefire" in answer.out
    assert "/2.html" in answer.out

    card = (await place.parley("ask", "--json", "/positions norland")).json
    assert card["title"] == "Norland: positions"

    window = (await place.parley("digest", "--date", "today", "--format", "json")).json
    assert window["dossier"] == "talks"

    healthy = (await place.parley("feeds", "health", "--json")).json
    assert [(one["feed"], one["status"], one["failures"]) for one in healthy] == [("wire", 200, 0)]


async def test_what_is_wrong_with_feeds_and_pages_is_said_and_costs_nothing_else(place: Place) -> None:
    server = "http://{}:{}".format(*place.server.address)
    feeds = {name: f"{server}/{name}.rss" for name in ("wire", "broken", "void", "absent")}
    configuration(place.home / "other", feeds=feeds)
    place.server.put("/broken.rss", Reply(body=b"<rss><channel><title>cut o", headers=RSS))
    place.server.put("/void.rss", Reply(body=b"", headers=RSS))
    told = rss([entry(7, link=f"{server}/gone.html", description=YES)])
    line = CommandLine(place.home, {"PARLEY_CONFIG": str(place.home / "other"), "DATABASE_URL": place.database})

    place.server.put("/wire.rss", Reply(body=told, headers=RSS))
    done = await asyncio.to_thread(line, "poll", "--json")
    assert done.status == 0, done.err
    assert "Traceback" not in done.err
    (found,) = done.json
    said = {one["feed"]: one["error"] for one in found["feeds"]}
    assert said["wire"] is None
    assert "404" in said["absent"]
    assert "empty" in said["void"]
    assert "is not a feed, or a broken one" in said["broken"]
    assert [one["statements"] for one in found["items"]] == [1], "the summary is read where the page is missing"

    place.server.put("/wire.rss", Reply(status=500))
    refused = await asyncio.to_thread(line, "poll", "--all")
    assert refused.status == 1
    assert "none of 4 feeds could be had" in refused.err.splitlines()[-1]
    kept = await asyncio.to_thread(line, "ask", "/quotes norland")
    assert "We support an immediate ceasefire" in kept.out, "nothing is lost"


async def test_run_tells_stops_when_asked_and_tells_nothing_twice(place: Place) -> None:
    assert (await place.parley("poll")).status == 0
    place.publish((1, YES, timedelta(hours=5)))
    place.make_due()
    chats = {
        "PARLEY_SLACK_BOT_TOKEN": "xoxb-secret", "PARLEY_SLACK_APP_TOKEN": "xapp-secret",
        "PARLEY_DISCORD_TOKEN": "secret-token",
    }  # fmt: skip
    nowhere = {
        "PARLEY_SLACK_API_URL": "http://127.0.0.1:9/api/", "PARLEY_DISCORD_API_URL": "http://127.0.0.1:9/api/v10",
    }  # fmt: skip
    line = replace(place.line, environment={**place.line.environment, **chats, **nowhere})
    first = await _run_until(line, "We support an immediate ceasefire")
    assert first.status == 0
    assert "Slack cannot be reached" in first.err
    assert "not connected" in first.err, "Discord is tried again, and all else goes on"
    assert "secret" not in first.err + first.out
    assert "Stopped" in first.err
    assert "Traceback" not in first.err
    place.make_due()
    second = await _run_until(line, None)
    assert "We support an immediate ceasefire" not in second.out


async def _run_until(line: CommandLine, text: str | None) -> Done:
    """Let `parley run` go on until it has said the text (or for a few seconds), then ask it to stop."""
    return await asyncio.to_thread(_run, line, text)


def _run(line: CommandLine, text: str | None) -> Done:
    with line.start("run") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        out = b""
        watchdog = threading.Timer(90, running.kill)
        watchdog.start()
        started = running.stderr.readline() + running.stderr.readline()
        if text is None:
            time.sleep(3)
        while text is not None and text.encode() not in out:
            read = running.stdout.readline()
            assert read, "it ended by itself"
            out += read
        running.send_signal(signal.SIGTERM)
        rest, said = running.communicate(timeout=30)
        watchdog.cancel()
        return Done(running.returncode, (out + rest).decode(), (started + said).decode())


@pytest.mark.parametrize("verb", [("ask", "/help"), ("digest",), ("poll",), ("feeds", "health")])
async def test_database_that_is_none_is_said_and_left_as_it_is(place: Place, verb: tuple[str, ...]) -> None:
    notes = place.home / "notes.txt"
    notes.write_text("buy milk", "utf-8")
    line = CommandLine(place.home, {**place.line.environment, "DATABASE_URL": f"sqlite:///{notes}"})
    assert "notes.txt: is not a database" in (await asyncio.to_thread(line, *verb)).refused()
    assert notes.read_text("utf-8") == "buy milk"


async def test_database_that_is_damaged_is_said(place: Place) -> None:
    assert (await place.parley("poll")).status == 0
    file = place.home / "kept.db"
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\x5a" * (len(whole) - 4096))
    assert "kept.db: cannot be" in (await place.parley("ask", "/positions norland")).refused()
