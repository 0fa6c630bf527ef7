"""Exports: columns that are documented, texts that compute nothing, networks that fit together."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fakes.command_line import ROOT, CommandLine, configuration
from fakes.miami import CEASEFIRE, DOSSIER, EVERYTHING, PESKOV

from bot.exports import POSITIONS, STATEMENTS, Column, Form, position_rows, statement_rows, write
from bot.model import Statement, in_order
from bot.positions.fold import fold
from bot.settings import PositionRules
from bot.store.database import Store, open_store
from bot.store.statements import save_statements, statements
from bot.store.stream import each_statement

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
KNOWN = tuple(in_order(EVERYTHING))
HOSTILE = (
    '=HYPERLINK("https://evil.example")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\tx",
    "\r=1",
    "＝1",
    'a,"b"\n=c',
    "<b>&",
    "x\x00",
)


def exported(form: Form, kept: tuple[Statement, ...] = KNOWN, columns: tuple[Column, ...] = STATEMENTS) -> str:
    stream = io.StringIO(newline="")
    if columns is STATEMENTS:
        rows = statement_rows(kept, DOSSIER)
    else:
        rows = position_rows(fold(kept, rules=PositionRules()), DOSSIER)
    write(rows, columns, form, stream, dossier=DOSSIER)
    return stream.getvalue()


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("columns", [STATEMENTS, POSITIONS])
def test_csv_and_json_lines_say_the_same(columns: tuple[Column, ...]) -> None:
    rows = table(exported(Form.CSV, columns=columns))
    objects = [json.loads(line) for line in exported(Form.JSONL, columns=columns).splitlines()]
    assert [list(one) for one in objects] == [[column.name for column in columns]] * len(objects)
    for row, one in zip(rows, objects, strict=True):
        shown = {name: json.dumps(v) if isinstance(v, bool) else "" if v is None else str(v) for name, v in one.items()}
        assert {name: value.removeprefix("'") for name, value in row.items()} == shown


def test_every_statement_has_its_row_and_its_evidence() -> None:
    rows = {row["id"]: row for row in table(exported(Form.CSV))}
    assert set(rows) == {one.id for one in KNOWN}
    row = rows[CEASEFIRE.id]
    assert (row["actor"], row["topic"], row["stance"], row["sign"], row["agreement"]) == (
        "russia", "ceasefire", "conditional", "0", "",
    )  # fmt: skip
    assert row["evidence"] == CEASEFIRE.evidence[0].text


@pytest.mark.parametrize("words", HOSTILE)
def test_no_cell_begins_a_formula_and_json_keeps_the_words(words: str) -> None:
    bad = replace(PESKOV, speaker=words, outlet=words, title=words, url=words, condition=words, rules=(words,))
    for row in table(exported(Form.CSV, (bad,))):
        assert [value for value in row.values() if value.startswith(("=", "+", "@", "\t", "\r", "＝"))] == []
        assert all(value[:1] != "-" or value in {"-1"} for value in row.values())
        assert row["speaker"].removeprefix("'") == words
    (line,) = exported(Form.JSONL, (bad,)).splitlines()
    assert json.loads(line)["speaker"] == words
    ET.fromstring(exported(Form.GRAPHML, (bad,)))  # noqa: S314 - our own


@pytest.mark.parametrize("columns", [STATEMENTS, POSITIONS])
def test_a_network_joins_actors_and_topics(columns: tuple[Column, ...]) -> None:
    root = ET.fromstring(exported(Form.GRAPHML, columns=columns))  # noqa: S314 - our own
    declared = {key.get("id"): key.get("attr.type") for key in root.iter(f"{GRAPHML}key")}
    assert {*declared.values()} <= {"boolean", "int", "long", "float", "double", "string"}
    assert {"node_label", "node_class", "node_r", "edge_weight"} <= declared.keys()
    nodes = [node.get("id") for node in root.iter(f"{GRAPHML}node")]
    edges = list(root.iter(f"{GRAPHML}edge"))
    assert len(nodes) == len(set(nodes)) == len(DOSSIER.parties) + len(DOSSIER.topics)
    assert len({edge.get("id") for edge in edges}) == len(edges) == len(table(exported(Form.CSV, columns=columns)))
    for edge in edges:
        assert (edge.get("source") or "").startswith("actor:")
        assert (edge.get("target") or "").startswith("topic:")
        assert {edge.get("source"), edge.get("target")} <= set(nodes)
        values = {data.get("key"): data.text or "" for data in edge.iter(f"{GRAPHML}data")}
        assert set(values) <= set(declared)
        assert int(values["edge_sign"]) in {-1, 0, 1}
        assert float(values["edge_weight"]) >= 1


def test_what_the_dossier_does_not_list_any_more_has_its_node() -> None:
    gone = replace(PESKOV, actor="atlantis", topic="bridges")
    root = ET.fromstring(exported(Form.GRAPHML, (gone,)))  # noqa: S314 - our own
    assert {"actor:atlantis", "topic:bridges"} <= {node.get("id") for node in root.iter(f"{GRAPHML}node")}


def test_the_order_does_not_depend_on_the_order_of_positions() -> None:
    positions = list(fold(KNOWN, rules=PositionRules()))
    first = list(position_rows(positions, DOSSIER))
    assert list(position_rows(positions[::-1], DOSSIER)) == first
    assert list(position_rows(positions[3:] + positions[:3], DOSSIER)) == first


@pytest.mark.parametrize("column", sorted({one.name for one in (*STATEMENTS, *POSITIONS)}))
def test_every_column_is_in_the_data_dictionary(column: str) -> None:
    assert f"`{column}`" in (ROOT / "docs" / "export.md").read_text("utf-8")


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("sqlite:///:memory:")
    with opened.write() as conn:
        for doc in sorted({one.doc for one in KNOWN}):
            save_statements(conn, DOSSIER.id, doc, [one for one in KNOWN if one.doc == doc])
    yield opened
    opened.close()


@pytest.mark.parametrize("until", [None, datetime(2025, 12, 22, 12, tzinfo=UTC)])
def test_a_day_at_a_time_gives_what_all_at_once_gives(until: datetime | None, store: Store) -> None:
    with store.read() as conn:
        assert list(each_statement(conn, DOSSIER.id, until=until)) == statements(conn, DOSSIER.id, until=until)


def test_the_verbs_write_to_standard_output(tmp_path: Path) -> None:
    parley = CommandLine(tmp_path)
    configuration(tmp_path / "config")
    empty = parley("export", "statements")
    assert (empty.status, empty.out.count("\n")) == (0, 1)
    assert "Nothing is known yet" in empty.err
    store = open_store(f"sqlite:///{tmp_path / 'parley.db'}")
    with store.write() as conn:
        save_statements(conn, "talks", "d", [replace(PESKOV, doc="d", actor="norland", topic="progress")])
    store.close()
    assert len(parley("export", "statements", "--format", "jsonl").lines) == 1
    assert len(parley("export", "positions", "--format", "jsonl").lines) == 1
    assert parley("export", "positions", "--format", "jsonl", "--as-of", "2025-12-01").lines == []
    ET.fromstring(parley("export", "positions", "--format", "graphml").out)  # noqa: S314 - our own
    assert parley("export", "statements", "--format", "xls").status == 2


def test_gephi_gets_the_colours_that_parties_have_in_pictures() -> None:
    stream = io.StringIO(newline="")
    coloured = DOSSIER.model_copy(
        update={"parties": tuple(one.model_copy(update={"color": "#0a10ff"}) for one in DOSSIER.parties)}
    )
    write(statement_rows(KNOWN[:1], coloured), STATEMENTS, Form.GRAPHML, stream, dossier=coloured)
    node = next(ET.fromstring(stream.getvalue()).iter(f"{GRAPHML}node"))  # noqa: S314 - our own
    values = {data.get("key"): data.text for data in node}
    assert [values[f"node_{part}"] for part in "rgb"] == ["10", "16", "255"]
    assert values["node_class"] == "organization"
