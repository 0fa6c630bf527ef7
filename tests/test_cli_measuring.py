"""`number`, `evaluate` and `gaps` as commands: over two seed articles, a small gold of its own and a small dossier."""

import gzip
import json
from pathlib import Path

import pytest
import yaml
from fakes.command_line import ROOT, CommandLine, configuration

from bot.model import Item
from bot.seeds import load_seeds
from bot.store.database import open_store
from bot.store.items import save_items

MARKED = ("seed-000", "seed-003")
GOLD = ROOT / "tests" / "data" / "gold" / "seeds.jsonl"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the shipped configuration's dossier, and two seeds with their marks."""
    home = tmp_path_factory.mktemp("measuring")
    shipped = (ROOT / "config" / "dossiers" / "ukraine.yaml").read_text("utf-8")
    (configuration(home / "config") / "dossiers" / "seeds.yaml").write_text(shipped, "utf-8")
    seeds = [one for one in load_seeds(ROOT / "seeds") if one.id in MARKED]
    rows = [{"id": one.id, "text": one.text(), "published": str(one.published)} for one in seeds]
    (home / "mine.docs.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (home / "mine.jsonl").write_bytes(GOLD.read_bytes())
    return home


@pytest.fixture(scope="module")
def parley(home: Path) -> CommandLine:
    """Return the command in that folder."""
    return CommandLine(home)


def test_sentences_are_numbered_from_1_and_the_title_is_0(parley: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "two.jsonl"
    file.write_text(
        '{"id": "a", "title": "On a truce", "text": "It holds. It does."}\n{"id": "b", "text": ""}\n', "utf-8"
    )
    done = parley("number", str(file))
    assert done.out.splitlines() == ["a", "  0  On a truce", "  1  It holds.", "  2  It does.", "b", "  0  "]
    assert parley("number", str(file), "--json").json == {"spans": {"a": [[0, 9], [10, 18]], "b": []}}


def test_a_gold_is_measured_with_the_documents_beside_it(parley: CommandLine) -> None:
    found = parley("evaluate", "mine.jsonl", "--dossier", "seeds", "--json").json
    assert found["documents"] == 2
    assert found["triples"]["fn"] >= 1, "one row is wrong on purpose"
    assert found["triples"]["tp"] >= 3
    assert found["topics"]["ceasefire"] | {"fp": 0} == {"precision": 1, "recall": 1, "f1": 1, "tp": 1, "fp": 0, "fn": 0}
    assert found["evidence"]["right"] == found["evidence"]["of"] == found["triples"]["tp"]
    assert found["other_reported"] == {"share": 0, "right": 0, "of": 1}


def test_spans_that_were_saved_give_the_same_figures(parley: CommandLine, home: Path, tmp_path: Path) -> None:
    spans = tmp_path / "saved.json"
    spans.write_text(parley("number", "mine.docs.jsonl", "--json").out, "utf-8")
    options = ("evaluate", "mine.jsonl", "--dossier", "seeds", "--json")
    assert parley(*options, "--spans", str(spans)).json == parley(*options).json
    packed = tmp_path / "packed.jsonl.gz"
    packed.write_bytes(gzip.compress((home / "mine.docs.jsonl").read_bytes()))
    assert parley(*options, "--docs", str(packed)).json == parley(*options).json


def test_the_table_and_the_details_are_shown(parley: CommandLine) -> None:
    done = parley("evaluate", "mine.jsonl", "--dossier", "seeds", "--details")
    assert done.status == 0, done.err
    assert done.out.startswith("2 documents\n")
    for line in ("(actor, topic, stance)", "triples only others say", "\nceasefire  ", "\nrussia "):
        assert line in done.out
    assert "\nseed-000: missed: us, settlement, noncommittal\n  > Over the weekend, U.S. officials held" in done.out
    told = parley("evaluate", "mine.jsonl", "--dossier", "seeds", "--details", "--json").json["differences"]
    assert {"doc", "actor", "topic", "stance", "missed", "places"} == set(told[0])


def test_names_that_the_dossier_lacks_are_told_and_counted_as_missed(parley: CommandLine) -> None:
    done = parley("evaluate", "mine.jsonl", "--dossier", "talks", "--json")
    assert done.json["triples"]["tp"] == 0
    assert "mine.jsonl: the dossier has no actor 'russia', so 3 rows are counted as missed" in done.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("evaluate", "none.jsonl"), "none.jsonl: is no file; name one with a marked statement per line"),
        (("evaluate", "mine.jsonl", "--docs", "none"), "none: is no file; name the documents that were marked"),
        (("evaluate", "mine.jsonl", "--spans", "none"), "none: is no file; name a spans file"),
        (("evaluate", "mine.docs.jsonl", "--docs", "mine.docs.jsonl"), 'line 1: has no "doc"'),
        (("evaluate", "mine.jsonl", "--docs", "mine.jsonl"), 'line 1: "text" is missing'),
        (("evaluate", "mine.jsonl", "--docs", "no.gz"), "no.gz: is no gzip file, or was cut off"),
        (("number", "none.jsonl"), "none.jsonl: is no file"),
        (("gaps", "none.jsonl"), "none.jsonl: is no file; name one with a document per line"),
    ],
)
def test_what_cannot_be_measured_is_told(
    parley: CommandLine, home: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    (home / "no.gz").write_bytes(b"no")
    assert sentence in parley(*arguments).refused()


def test_gaps_of_a_file_are_yaml_to_paste(parley: CommandLine, tmp_path: Path) -> None:
    said = "“Norland must accept a truce,” said Otto Hase, an analyst in Lisbon."
    file = tmp_path / "heard.jsonl"
    file.write_text(
        "".join(json.dumps({"id": str(n), "text": said, "source": "Wire"}) + "\n" for n in range(3)), "utf-8"
    )
    done = parley("gaps", str(file), "--dossier", "talks")
    assert done.out.startswith("# 3 of 3 documents are about Talks of Norland and Sudland.\n")
    assert yaml.safe_load(done.out) == {"people": [{"id": "hase", "name": "Otto Hase", "role": "analyst in Lisbon"}]}
    (one,) = parley("gaps", str(file), "--dossier", "talks", "--json").json["people"]
    assert (one["times"], one["example"]["outlet"]) == (3, "Wire")
    assert "Nothing seems to be missing" in parley("gaps", str(file), "--at-least", "4", "--dossier", "talks").out


def test_gaps_of_what_is_stored(tmp_path: Path) -> None:
    configuration(tmp_path / "config")
    parley = CommandLine(tmp_path)
    done = parley("gaps")
    assert "There are no documents; `parley poll` fills the store" in done.err
    assert "# 0 of 0 documents" in done.out
    store = open_store(f"sqlite:///{tmp_path / 'parley.db'}")
    said = "“Sudland wants a truce,” said Ida Lampe."
    with store.write() as conn:
        save_items(conn, "talks", [Item(id=str(n), feed="wire", url="", title="", text=said) for n in range(3)])
    store.close()
    assert [one["name"] for one in parley("gaps", "--json").json["people"]] == ["Ida Lampe"]
