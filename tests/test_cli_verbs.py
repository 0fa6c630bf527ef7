"""The command line as a whole: statuses, sentences, formats; each verb that needs no article."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.command_line import ROOT, CommandLine, configuration

from bot.cli import PLACES, output
from bot.cli.output import columns, progress, say_card, say_json, say_table
from bot.model import Card, Paragraph


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the small configuration."""
    home = tmp_path_factory.mktemp("verbs")
    configuration(home / "config", feeds={"wire": "http://127.0.0.1:9/feed"})
    return home


@pytest.fixture(scope="module")
def parley(home: Path) -> CommandLine:
    """Return the command in that folder, which finds `config/` there by itself."""
    return CommandLine(home)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Let both streams be one terminal from now on."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


def test_version_and_help(parley: CommandLine) -> None:
    assert parley("--version").out.startswith("parley 0.")
    shown = parley("--help").out
    for verb in ("demo", "run", "poll", "extract", "replay", "ask", "digest", "check", "feeds"):
        assert f"\n  {verb} " in shown


@pytest.mark.parametrize("wrong", [("fly",), ("ask",), ("digest", "--format", "pdf"), ("feeds", "eat"), ("replay",)])
def test_wrong_usage_is_status_2(parley: CommandLine, wrong: tuple[str, ...]) -> None:
    done = parley(*wrong)
    assert done.status == 2
    assert "Traceback" not in done.err
    assert done.out == ""


def test_right_configuration_has_nothing_to_complain_about(parley: CommandLine) -> None:
    done = parley("check")
    assert (done.status, done.out) == (0, "config: nothing to complain about (dossiers talks).\n")
    assert parley("check", "--json").json == []


def test_every_mistake_is_told_with_place_and_remedy(tmp_path: Path) -> None:
    config = configuration(tmp_path / "config")
    file = config / "dossiers" / "talks.yaml"
    file.write_text(file.read_text("utf-8").replace("rank: minister", "rank: ministre"), "utf-8")
    parley = CommandLine(tmp_path)
    done = parley("check")
    assert done.status == 1
    (line,) = done.out.splitlines()
    assert line.startswith("config/dossiers/talks.yaml:")
    assert "did you mean 'minister'?" in line
    (problem,) = parley("check", "--dossier", "talks", "--json").json
    assert (problem["key"], problem["line"]) == ("people[bo-berg].rank", 9)
    assert "ministre" in parley("ask", "/help").refused()


def test_language_file_that_is_wrong_is_said_by_whoever_reads(tmp_path: Path) -> None:
    config = configuration(tmp_path / "config")
    (config / "language" / "en.yaml").write_text("segmentation: [", "utf-8")
    parley = CommandLine(tmp_path)
    for verb in ("extract", "run"):
        assert "en.yaml" in parley(verb).refused()


def test_shipped_configuration_is_right() -> None:
    assert CommandLine(ROOT)("check").status == 0


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("PARLEY_CONFIG", "nowhere", "PARLEY_CONFIG: nowhere is not a folder"),
        ("DATABASE_URL", "nonsense", "DATABASE_URL"),
        ("DATABASE_URL", "mysql://host/name", "'mysql' is not supported"),
        ("DATABASE_URL", "sqlite:////nowhere/kept.db", "the folder /nowhere does not exist"),
    ],
)
def test_wrong_environment_is_said(home: Path, variable: str, value: str, sentence: str) -> None:
    assert sentence in CommandLine(home, {variable: value})("ask", "/help").refused()


def test_question_that_cannot_be_answered_says_why_and_what_is_near(parley: CommandLine) -> None:
    done = parley("ask", "/positions Norlund")
    assert done.status == 1
    assert "Norland" in done.out
    card = parley("ask", "/positions Norlund", "--json")
    assert (card.status, card.json["kind"]) == (1, "refusal")


def test_store_that_is_new_is_said_to_be(tmp_path: Path) -> None:
    configuration(tmp_path / "config")
    parley = CommandLine(tmp_path)
    first, second = (parley("ask", "/help") for _ in range(2))
    assert first.err.startswith("parley.db: there is nothing here yet;")
    assert (second.err, second.out) == ("", first.out)


def test_empty_store_is_answered_honestly(parley: CommandLine) -> None:
    assert "No position of Norland is known yet." in parley("ask", "/positions norland").out
    for target in ("text", "markdown", "html", "slack", "discord", "json"):
        done = parley("digest", "--date", "2025-12-22", "--format", target)
        assert done.status == 0, done.err
        assert "Nothing new" in done.out


def test_day_that_is_none_is_said(parley: CommandLine) -> None:
    assert "'soonish' is no day" in parley("digest", "--date", "soonish").refused()


def test_feeds_are_listed_for_people_and_programs(parley: CommandLine) -> None:
    lines = parley("feeds", "list").out.splitlines()
    assert lines[0].split()[:7] == ["Feed", "Outlet", "Country", "Language", "Kind", "Owner", "Every"]
    assert "http://127.0.0.1:9/feed" in lines[2]
    assert parley("feeds", "list", "--json").json[0]["id"] == "wire"
    assert "not asked yet" in parley("feeds", "health").out


def test_answers_need_no_language_model() -> None:
    heavy = {"spacy", "aiohttp", "feedparser", "trafilatura", "discord", "apscheduler"}
    modules = sorted({f"bot.cli.{place.partition(':')[0]}" for place in PLACES.values()})
    assert not heavy & loaded_with(*modules)


def test_reading_needs_no_store() -> None:
    assert not {"sqlalchemy", "alembic", "bot.store"} & loaded_with("bot.cli.extracting", "bot.extract.reader")


def loaded_with(*modules: str) -> set[str]:
    """Return the names of all modules that these load."""
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    return set(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split())  # noqa: S603


# on a terminal


def test_bar_appears_only_when_work_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    with progress("articles read", total=2) as step:
        step()
    assert terminal.getvalue() == ""
    monkeypatch.setattr(output, "PATIENCE", -1.0)
    with progress("articles read", total=2) as step:
        step()
        step()
    assert "articles read" in terminal.getvalue()


def test_no_bar_among_results_that_stream_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    monkeypatch.setattr(output, "PATIENCE", -1.0)
    with progress("documents read", streams=True) as step:
        step()
    assert terminal.getvalue() == ""


def test_tables_and_cards_are_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = on_terminal(monkeypatch)
    say_table(columns(("Feed", "Health"), [("wire[red]", "well")]))
    say_card(Card(title="A title", blocks=(Paragraph("Some words."),)))
    assert "wire[red]" in terminal.getvalue()
    assert "Some words." in terminal.getvalue()


def test_json_survives_what_is_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"odd": "\ud800", "name": "Київ"})
    out = capsys.readouterr().out
    assert "Київ" in out
    assert json.loads(out)["odd"] == "\ud800"
