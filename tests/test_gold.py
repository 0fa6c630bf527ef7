"""Gold files: marked sentences become labels with exact places; what is wrong is told with line and remedy."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.errors import InputError
from bot.gold import Spans, gather, read_gold, read_spans, unknown_names
from bot.model import Document, Stance, Voice

TEXT = "Norland wants a truce. Sudland does not."
DOCUMENT = Document(id="1", title="A truce", text=TEXT)
ROW = {"doc": "1", "sents": [1], "actor": "norland", "topic": "truce", "stance": "support", "voice": "narrated"}


def halves(text: str) -> Spans:
    """Return the two sentences of the text."""
    cut = text.index(".") + 1
    return [(0, cut), (cut + 1, len(text))]


def gold(folder: Path, *rows: object) -> Path:
    """Write a gold file."""
    path = folder / "mine.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def test_rows_become_marks_without_regard_to_case_and_other_keys(tmp_path: Path) -> None:
    row = ROW | {"doc": 1, "actor": " NORLAND", "speaker": None, "condition": "x", "chain": ["AFP"], "note": "mine"}
    (mark,) = read_gold(gold(tmp_path, "", row))
    assert mark.place.endswith("mine.jsonl, line 2")
    assert (mark.doc, mark.actor, mark.stance, mark.voice) == ("1", "norland", Stance.SUPPORT, Voice.NARRATED)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("{", "is not JSON"),
        ([], 'is no JSON object; write {"doc": "…", "sents": [1]'),
        (ROW | {"doc": None}, 'has no "doc"; write the id of its document'),
        (ROW | {"doc": True}, 'has no "doc"'),
        (ROW | {"sents": "1"}, '"sents" is no list of sentence numbers; write it as [3, 4]; 0 is the title'),
        (ROW | {"sents": []}, '"sents" is no list'),
        (ROW | {"sents": [True]}, '"sents" is no list'),
        (ROW | {"actor": ""}, '"actor" is no text; write an id of the dossier'),
        ({key: ROW[key] for key in ROW if key != "topic"}, '"topic" is missing; write an id of the dossier'),
        (
            ROW | {"stance": "suport"},
            "there is no stance 'suport'; did you mean 'support'? known are: support, oppose,",
        ),
        (ROW | {"voice": "????"}, "there is no voice '????'; known are: own, narrated, other"),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_line(tmp_path: Path, row: object, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read_gold(gold(tmp_path, ROW, row))
    assert "mine.jsonl, line 2: " in str(caught.value)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[]", "is no spans file"),
        ("{}", 'has no "spans"; `parley number FILE.jsonl --json` writes such a file'),
        ('{"spans": []}', 'has no "spans"'),
        ('{"spans": {"1": 3}}', "document '1', sentence 1: is no [start, end]"),
        ('{"spans": {"1": [[0, 3], [5]]}}', "document '1', sentence 2: is no [start, end]"),
        ('{"spans": {"1": [[3, 3]]}}', "sentence 1: is no [start, end]; write two offsets, the smaller first"),
        ('{"spans": {"1": [[-1, 3]]}}', "sentence 1: is no [start, end]"),
        ('{"spans": {"1": [[0, true]]}}', "sentence 1: is no [start, end]"),
    ],
)
def test_a_file_that_holds_no_spans_is_told(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "mine.spans.json"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError) as caught:
        read_spans(path)
    assert str(path) in str(caught.value)
    assert sentence in str(caught.value)


def test_spans_are_read_over_many_lines(tmp_path: Path) -> None:
    path = tmp_path / "mine.spans.json"
    path.write_text(json.dumps({"spans": {"1": [[0, 22], [23, 40]], "2": []}}, indent=2), "utf-8")
    assert read_spans(path) == {"1": [(0, 22), (23, 40)], "2": []}


def test_labels_stand_where_their_sentences_do(tmp_path: Path) -> None:
    marks = read_gold(gold(tmp_path, ROW | {"sents": [0, 2]}))
    (found,) = gather(marks, [DOCUMENT], split=halves)
    assert found.document is DOCUMENT
    assert found.labels[0].places == (("title", 0, 7), ("text", 23, 40))


def test_with_spans_their_documents_are_those_that_were_marked(tmp_path: Path) -> None:
    documents = [DOCUMENT, Document(id="2", title="", text=TEXT), Document(id="3", title="", text=TEXT)]
    marks = read_gold(gold(tmp_path, ROW))
    assert [(one.document.id, len(one.labels)) for one in gather(marks, documents, split=halves)] == [
        ("1", 1), ("2", 0), ("3", 0),
    ]  # fmt: skip
    found = gather(marks, documents, split=halves, spans={"3": [], "1": [(0, 7)]})
    assert [(one.document.id, len(one.labels)) for one in found] == [("3", 0), ("1", 1)]
    assert found[1].labels[0].places == (("text", 0, 7),)


@pytest.mark.parametrize(
    ("row", "spans", "sentence"),
    [
        (ROW | {"doc": "9"}, None, "mine.jsonl, line 1: there is no document '9'"),
        (ROW, {}, "line 1: there is no document '1'; give it in the documents (and in the spans file"),
        (ROW | {"sents": [3]}, None, "line 1: document '1' has no sentence 3; number its sentences from 1 to 2"),
        (ROW | {"sents": [-1]}, None, "has no sentence -1"),
        (ROW, {"1": [(0, 99)]}, "document '1': is shorter than its spans say"),
        (ROW, {"7": []}, "there is no document '7', which the spans file names"),
    ],
)
def test_marks_of_nothing_are_told(
    tmp_path: Path, row: Mapping[str, object], spans: dict[str, Spans] | None, sentence: str
) -> None:
    with pytest.raises(InputError) as caught:
        gather(read_gold(gold(tmp_path, row)), [DOCUMENT], split=halves, spans=spans)
    assert sentence in str(caught.value)


def test_names_that_the_dossier_does_not_have_are_told(tmp_path: Path) -> None:
    marks = read_gold(gold(tmp_path, ROW, ROW | {"actor": "norlend"}, ROW | {"topic": "zzz"}, ROW | {"topic": "zzz"}))
    assert unknown_names(marks, actors=["norland"], topics=["truce"]) == [
        "the dossier has no actor 'norlend', so one row is counted as missed; did you mean 'norland'?",
        "the dossier has no topic 'zzz', so 2 rows are counted as missed",
    ]
