"""`parley outbox`: what waits and what was given up, sent after all or never."""

from pathlib import Path

import pytest
from fakes.command_line import CommandLine, configuration
from fakes.values import at, make_delivery

from bot.store import channels, outbox
from bot.store.database import open_store

KEYS = ("aa1" + "0" * 21, "aa2" + "0" * 21, "bb1" + "0" * 21, "cc1" + "0" * 21)


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """Return a command line whose outbox holds two dead letters, one card for a lost channel, one being sent."""
    url = f"sqlite:///{tmp_path / 'parley.db'}"
    store = open_store(url)
    with store.write() as conn:
        outbox.enqueue(conn, [make_delivery(KEYS[0], "discord:1"), make_delivery(KEYS[1], "slack:T/C")])
        for channel in ("discord:1", "slack:T/C"):
            held = outbox.lease(conn, channel, at(0), 60)
            assert held is not None
            outbox.dead(conn, held, at=at(1), reason=f"{channel}: refused")
        outbox.enqueue(conn, [make_delivery(KEYS[2], "discord:1"), make_delivery(KEYS[3], "console:main")])
        channels.lost(conn, "discord:1", at=at(2), reason="archived")
        outbox.lease(conn, "console:main", at(0), 60 * 60 * 24 * 365 * 10)
    store.close()
    configured = str(configuration(tmp_path / "config"))
    return CommandLine(tmp_path, {"PARLEY_CONFIG": configured, "DATABASE_URL": url})


def test_outbox_shows_queues_and_dead_letters_with_their_reasons(line: CommandLine) -> None:
    shown = line("outbox").out
    assert "cannot be reached since 2025-12-22 14:00 UTC: archived" in shown
    assert "slack:T/C: refused" in shown
    assert KEYS[0][:12] in shown
    told = line("outbox", "--json").json
    assert [(one["channel"], one["queued"], one["dead"]) for one in told["channels"]] == [
        ("console:main", 1, 0), ("discord:1", 1, 1), ("slack:T/C", 0, 1),
    ]  # fmt: skip
    assert [(one["key"], one["reason"]) for one in told["dead"]] == [
        (KEYS[0], "discord:1: refused"), (KEYS[1], "slack:T/C: refused"),
    ]  # fmt: skip
    only = line("outbox", "--channel", "slack:T/C", "--json").json
    assert [one["channel"] for one in only["channels"]] == ["slack:T/C"]
    assert [one["key"] for one in only["dead"]] == [KEYS[1]]


def test_dead_letter_is_queued_once_more_by_the_beginning_of_its_key(line: CommandLine) -> None:
    assert "2 keys begin so" in line("outbox", "replay", "aa").refused()
    assert "nothing was given up under this key" in line("outbox", "replay", "bb1").refused()
    assert line("outbox", "replay", "aa1").out == "1 queued once more.\n"
    assert [one["key"] for one in line("outbox", "--json").json["dead"]] == [KEYS[1]]


def test_all_dead_letters_of_a_channel_or_of_all_are_queued_once_more(line: CommandLine) -> None:
    assert "name one KEY, or all" in line("outbox", "replay").refused()
    assert line("outbox", "replay", "--all", "--channel", "slack:T/C").out == "1 queued once more.\n"
    assert line("outbox", "replay", "--all").out == "1 queued once more.\n"
    assert line("outbox", "replay", "--all").out == "Nothing was given up.\n"


def test_what_is_dropped_is_gone_and_what_is_being_sent_is_not(line: CommandLine) -> None:
    assert "is being sent right now" in line("outbox", "drop", "cc").refused()
    assert "nothing waits or was given up" in line("outbox", "drop", "zz").refused()
    for key in ("aa1", "aa2", "bb"):
        assert line("outbox", "drop", key).status == 0
    assert [one["channel"] for one in line("outbox", "--json").json["channels"]] == ["console:main", "discord:1"]
    assert line("outbox", "--json").json["dead"] == []


def test_empty_outbox_says_so(tmp_path: Path) -> None:
    line = CommandLine(tmp_path, {"PARLEY_CONFIG": str(configuration(tmp_path / "config"))})
    assert line("outbox").out == "Nothing waits, and nothing was given up.\n"
    assert line("outbox", "--json").json == {"channels": [], "dead": []}
