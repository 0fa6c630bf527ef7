"""`rebuild` and `export corrections`: what is kept, derived anew or written out for evaluation."""

import json
import sqlite3
from pathlib import Path

import pytest
from fakes.command_line import CommandLine, configuration


@pytest.fixture
def line(tmp_path: Path) -> CommandLine:
    """Return a command line whose store holds one article that was read."""
    return CommandLine(tmp_path, {"PARLEY_CONFIG": str(configuration(tmp_path / "config"))})


def derived(folder: Path) -> list[object]:
    """Return the rows of the derived tables."""
    with sqlite3.connect(folder / "demo.db") as conn:
        return [sorted(conn.execute(f"SELECT * FROM {name}"), key=repr) for name in ("shifts", "divergences")]  # noqa: S608


def test_rebuild_of_the_demo_derives_the_same_rows_and_corrections_feed_evaluation(tmp_path: Path) -> None:
    line = CommandLine(tmp_path, {"DATABASE_URL": f"sqlite:///{tmp_path / 'demo.db'}"})
    assert line("demo", "--keep", "demo.db").status == 0
    before = derived(tmp_path)
    done = line("rebuild")
    assert (done.status, done.err) == (0, "")
    assert "derived anew" in done.out
    assert derived(tmp_path) == before

    shown = line("ask", "/positions russia", "--json").out
    key = json.loads(line("ask", "/quotes russia", "--json").out)
    ids = [block["id"] for block in key["blocks"] if block.get("id")]
    assert ids, shown
    first, second = ids[0], ids[-1]
    assert line("ask", f"/correct {first} speaker=nobody voice=narrated reason: the article says so").status == 0
    assert line("ask", f"/correct {second} not a statement reason: a caption").status == 0
    exported = line("export", "corrections", "--docs", "gold.docs.jsonl")
    assert exported.status == 0, exported.err
    (row,) = exported.lines
    assert list(row) == ["doc", "sents", "actor", "speaker", "topic", "stance", "voice", "condition", "chain"]
    assert (row["speaker"], row["voice"]) == (None, "narrated")
    assert all(isinstance(number, int) for number in row["sents"])
    assert row["sents"]
    documents = {json.loads(one)["id"] for one in (tmp_path / "gold.docs.jsonl").read_text("utf-8").splitlines()}
    assert row["doc"] in documents
    assert len(line("export", "corrections", "--whole").lines) > 1
    (tmp_path / "gold.jsonl").write_text(exported.out, "utf-8")
    assert line("evaluate", "gold.jsonl").status == 0
    refused = line("export", "corrections", "--docs", "no/such/folder/file")
    assert (refused.status, refused.err.count("\n")) == (1, 1)


def test_nothing_corrected_is_nothing_written(line: CommandLine) -> None:
    done = line("export", "corrections")
    assert (done.status, done.out) == (0, "")
    assert "Nothing was set right yet" in done.err
