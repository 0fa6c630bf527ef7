"""`parley extract`: documents on standard input, one line out per document, whatever the input is like."""

import json
from pathlib import Path

import pytest
from fakes.command_line import CommandLine, configuration

from bot.documents import document

SAYS = 'Norlandic President Ann Arbor said on Monday: "We support an immediate ceasefire with Sudland."'


@pytest.fixture(scope="module")
def parley(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """Return the command with the small dossier."""
    home = tmp_path_factory.mktemp("extract")
    return CommandLine(home, {"PARLEY_CONFIG": str(configuration(home / "config"))})


def a_line(**parts: object) -> str:
    """Return a document as a line."""
    return json.dumps({"id": "one", "text": SAYS, "published": "2025-12-22T10:00:00+00:00"} | parts) + "\n"


def test_statements_attributions_and_mentions_come_out_with_exact_spans(parley: CommandLine) -> None:
    done = parley("extract", "--dossier", "talks", stdin=a_line(title="Norland wants a ceasefire", source="Wire"))
    assert (done.status, done.err) == (0, "")
    (reading,) = done.lines
    assert list(reading) == sorted(reading) == ["attributions", "id", "mentions", "statements"]
    fields = {"title": "Norland wants a ceasefire", "text": SAYS}
    spans = [span for one in reading["statements"] for span in (*one["evidence"], *one["triggers"], *one["quotes"])]
    spans += [span for one in reading["attributions"] for span in (*one["content"], one["source"], one["cue"]) if span]
    spans += reading["mentions"]
    assert spans
    assert all(span["text"] == fields[span["field"]][span["start"] : span["end"]] for span in spans)
    told = {(one["actor"], one["speaker"], one["topic"], one["stance"], one["voice"]) for one in reading["statements"]}
    assert ("norland", "Ann Arbor", "ceasefire", "support", "own") in told
    needed = {"actor", "speaker", "topic", "stance", "voice", "evidence", "rules", "said_on", "chain", "condition",
              "addressee", "confidence"}  # fmt: skip
    assert all(needed <= set(one) for one in reading["statements"])
    assert {one["said_on"] for one in reading["statements"] if one["speaker"] == "Ann Arbor"} == {"2025-12-22"}
    assert {one["kind"] for one in reading["attributions"]} <= {"direct", "indirect", "mixed"}


def test_what_decided_that_a_word_reports_is_explained_on_request(parley: CommandLine) -> None:
    plain = parley("extract", "--dossier", "talks", stdin=a_line()).lines
    (reading,) = parley("extract", "--dossier", "talks", "--explain", stdin=a_line()).lines
    (attribution,) = reading["attributions"]
    reasons = attribution.pop("reasons")
    assert [reading] == plain
    assert reasons[0]["word"] == attribution["cue"]["text"] == SAYS[reasons[0]["start"] : reasons[0]["end"]]
    assert reasons[0]["weight"] == max(one["weight"] for one in reasons) > 0


def test_documents_come_out_in_order_and_wrong_lines_cost_nothing_else(parley: CommandLine) -> None:
    lines = [a_line(id="1"), "\n", "no json\n", a_line(id="2"), '["a list"]\n', '{"id": "3"}\n', a_line(id="4")]
    done = parley("extract", stdin="".join(lines))
    assert [reading["id"] for reading in done.lines] == ["1", "2", "4"]
    assert done.status == 1
    assert done.err.splitlines() == [
        "parley: standard input, line 3: is not JSON (Expecting value, character 1); write one object per line",
        'parley: standard input, line 5: is no JSON object; write {"id": "…", "text": "…"}',
        'parley: standard input, line 6: "text" is missing; write it as "text": "…"',
    ]


def test_input_that_is_something_else_is_given_up_early(parley: CommandLine) -> None:
    done = parley("extract", stdin=b"\xff\xfe\x00nothing\n" * 1000)
    assert done.status == 1
    assert done.out == ""
    assert len(done.err.splitlines()) == 21
    assert "is this JSON Lines at all?" in done.err.splitlines()[-1]


def test_nothing_in_nothing_out(parley: CommandLine) -> None:
    done = parley("extract", stdin="")
    assert (done.status, done.out, done.err) == (0, "", "")


def test_lone_surrogates_astral_characters_and_missing_fields_are_read(parley: CommandLine) -> None:
    odd = '{"id": "odd", "text": "\\ud800 \\ud83d\\ude00 Norland, said Ann Arbor.", "title": null, "published": ""}\n'
    done = parley("extract", stdin=odd)
    assert done.status == 0, done.err
    (reading,) = done.lines
    mention = next(one for one in reading["mentions"] if one["actor"] == "norland")
    assert (mention["start"], mention["text"]) == (4, "Norland")


@pytest.mark.parametrize(
    ("published", "day"),
    [
        ("2025-12-22T10:00:00+00:00", "2025-12-22"),
        ("2025-12-22T10:00:00", "2025-12-22"),
        ("2025-12-22 01:00:00+08:00", "2025-12-21"),
        ("2025-12-22", "2025-12-22"),
        ("Mon, 22 Dec 2025 10:00:00 GMT", "2025-12-22"),
        ("Mon, 22 Dec 2025 01:00:00 +0800", "2025-12-21"),
    ],
)
def test_published_may_be_iso_or_rfc_822(published: str, day: str) -> None:
    found = document(a_line(published=published).encode(), place="here").published
    assert found is not None
    assert found.utcoffset() is not None
    assert found.date().isoformat() == day


def test_output_is_flushed_document_by_document_and_a_reader_that_leaves_is_no_error(parley: CommandLine) -> None:
    running = parley.start("extract")
    assert running.stdin is not None
    assert running.stdout is not None
    assert running.stderr is not None
    for number in range(2):
        running.stdin.write(a_line(id=f"{number}").encode())
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["id"] == str(number)
    running.stdout.close()
    running.stdin.write(a_line().encode() * 50)
    running.stdin.close()
    assert running.wait(60) == 0
    assert running.stderr.read() == b""
    running.stderr.close()


def test_unknown_dossier_is_told_with_the_nearest(parley: CommandLine) -> None:
    assert "did you mean 'talks'?" in parley("extract", "--dossier", "talk", stdin=a_line()).refused()


def test_unknown_option_is_wrong_usage(parley: CommandLine) -> None:
    done = parley("extract", "--colour")
    assert done.status == 2
    assert "No such option" in done.err


def test_dossier_may_be_a_path(parley: CommandLine, tmp_path: Path) -> None:
    file = configuration(tmp_path / "elsewhere") / "dossiers" / "talks.yaml"
    assert parley("extract", "--dossier", str(file), stdin=a_line()).lines[0]["statements"]
