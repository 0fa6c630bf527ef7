"""Replay: what would have been said, and when, from documents in any order."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fakes.command_line import CommandLine, configuration
from fakes.scripted_reader import DOSSIER, ScriptedReader, says

from bot.app import MEMORY, opened
from bot.commands.desk import Desk, Stored
from bot.model import Document
from bot.replay import Replayed, in_order, replay, replay_data
from bot.settings import Settings

MONDAY = datetime(2025, 12, 22, 10, tzinfo=UTC)
YES = says("north", "support", "ceasefire", "Ann", "We want the guns to fall silent at once.")
NO = says("north", "oppose", "ceasefire", "Ann", "There will be no pause of any kind now.")
NO_TOO = says("north", "oppose", "ceasefire", "Bob", "Nobody on our side thinks of stopping here.")
SOUTH = says("south", "oppose", "ceasefire", "Cid", "They only want time to bring up more men.")


def article(key: str, text: str, days: float, source: str = "Wire") -> Document:
    """Return a document that was published so many days after Monday."""
    return Document(id=key, title=f"Report {key}", text=text, source=source, published=MONDAY + timedelta(days=days))


HISTORY = (
    article("d", NO_TOO, 7, source="Post"),
    article("a", YES, 0),
    article("c", NO, 6),
    article("b", SOUTH, 0.1, source="Post"),
)


def replayed(*documents: Document, as_of: datetime | None = None) -> Replayed:
    """Replay the documents by the scripted reader."""
    settings = Settings()
    with opened(MEMORY) as store:
        return replay(
            documents, store=store, dossier=DOSSIER, settings=settings, reader=ScriptedReader(), as_of=as_of,
            desk=lambda now: Desk(dossier=DOSSIER, now=now, archive=Stored(store, "d"), rules=settings.positions),
        )  # fmt: skip


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """Return the history replayed, as JSON types."""
    return replay_data(replayed(*HISTORY))


def test_object_has_the_keys_that_programs_rely_on(data: dict[str, Any]) -> None:
    keys = {
        "statements": "id doc actor speaker topic stance voice said_on origin evidence",
        "positions": "actor topic stance condition commitment since mixed statements outlets origins",
        "shifts": "actor topic before after kind status signalled_at confirmed_at statements",
        "divergences": "round topic kind sides",
        "alerts": "at kind actor topic story updates",
        "digests": "dossier from to markdown",
    }
    assert set(data) == set(keys)
    for name, needed in keys.items():
        assert data[name], name
        assert all(set(needed.split()) <= set(one) for one in data[name]), name


def test_shift_is_signalled_and_confirmed_when_it_was_published(data: dict[str, Any]) -> None:
    (shift,) = (one for one in data["shifts"] if one["actor"] == "north")
    assert (shift["before"], shift["after"], shift["status"]) == ("support", "oppose", "confirmed")
    assert shift["signalled_at"] == (MONDAY + timedelta(days=6)).isoformat()
    ids = {one["id"] for one in data["statements"]}
    assert set(shift["statements"]) <= ids


def test_alerts_come_at_the_time_of_publication(data: dict[str, Any]) -> None:
    times = [one["at"] for one in data["alerts"]]
    assert times == sorted(times)
    assert set(times) <= {one.published.isoformat() for one in HISTORY if one.published}


def test_a_digest_is_written_for_every_morning_that_had_news(data: dict[str, Any]) -> None:
    assert len(data["digests"]) == 3
    for one in data["digests"]:
        length = datetime.fromisoformat(one["to"]) - datetime.fromisoformat(one["from"])
        assert length == timedelta(days=1)
        assert one["markdown"].startswith("# Talks")


def test_order_of_the_file_does_not_matter_and_the_result_is_the_same_twice(data: dict[str, Any]) -> None:
    assert json.dumps(replay_data(replayed(*HISTORY[::-1]))) == json.dumps(data)


def test_as_of_leaves_out_what_was_not_known() -> None:
    early = replay_data(replayed(*HISTORY, as_of=MONDAY + timedelta(days=2)))
    assert early["shifts"] == []
    assert {one["doc"] for one in early["statements"]} == {"a", "b"}
    assert {one["stance"] for one in early["positions"] if one["actor"] == "north"} == {"support"}
    assert len(early["digests"]) == 1


def test_a_document_with_the_id_of_an_earlier_one_is_an_edit_of_it() -> None:
    edited = replace(HISTORY[2], text=YES.replace("at once", "today"), published=MONDAY + timedelta(days=6, hours=2))
    before, after = replay_data(replayed(*HISTORY)), replay_data(replayed(*HISTORY[1:], edited))
    assert [one["stance"] for one in before["statements"] if one["doc"] == "c"] == ["oppose"]
    assert [one["stance"] for one in after["statements"] if one["doc"] == "c"] == ["support"]
    assert [one for one in after["shifts"] if one["actor"] == "north"] == []
    assert after["alerts"][-1]["at"] == (MONDAY + timedelta(days=6, hours=2)).isoformat()


def test_nothing_gives_nothing() -> None:
    assert all(part == [] for part in replay_data(replayed()).values())


def test_document_without_a_time_comes_last() -> None:
    undated = replace(HISTORY[1], id="undated", published=None)
    assert [one.id for one in in_order([*HISTORY, undated])] == ["a", "b", "c", "d", "undated"]


def test_command_writes_one_object_or_the_cards_in_order(tmp_path: Path) -> None:
    line = CommandLine(tmp_path, {"PARLEY_CONFIG": str(configuration(tmp_path / "config"))})
    said = 'President Ann Arbor of Norland said: "We support an immediate ceasefire with Sudland."'
    (tmp_path / "news.jsonl").write_text(
        json.dumps({"id": "1", "text": said, "source": "Wire", "published": "2025-12-22T10:00:00+00:00"}) + "\n",
        "utf-8",
    )
    found = line("replay", "--dossier", "talks", "news.jsonl", "--json")
    assert found.status == 0, found.err
    assert [one["stance"] for one in found.json["positions"]] == ["support"]
    told = line("replay", "news.jsonl")
    assert told.out.startswith("2025-12-22 10:00 UTC\n")
    assert told.out.endswith("1 documents: 1 statements, 1 positions, 0 shifts, 1 alerts, 1 digests.\n")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "news.jsonl: is no file"),
        ("{]\n", "news.jsonl, line 1: is not JSON"),
        ('{"id": "1", "text": "x", "published": "soon"}\n', "news.jsonl, line 1: 'soon' is no time"),
    ],
)
def test_file_that_cannot_be_replayed_is_said(tmp_path: Path, content: str | None, sentence: str) -> None:
    line = CommandLine(tmp_path, {"PARLEY_CONFIG": str(configuration(tmp_path / "config"))})
    if content is not None:
        (tmp_path / "news.jsonl").write_text(content, "utf-8")
    assert sentence in line("replay", "news.jsonl").refused()
