"""The layout: layers that lint-imports guards, and documentation that knows every setting, variable and verb."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from fakes.command_line import ROOT
from pydantic import BaseModel
from typer.core import TyperGroup

from bot.cli import app
from bot.commands.registry import COMMANDS
from bot.settings import Environment, Settings

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run lint-imports in the folder."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what lint-imports looks at."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("bot", "digest"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_layers_hold(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("bot/positions/fold.py", "import bot.store.items", None),
        ("bot/model.py", "import bot.settings", "Imports point down the flow"),
        ("bot/alerts/rules.py", "import bot.stories.group", "Imports point down the flow"),
        ("bot/commands/help.py", "import discord", "Chat SDKs stay in chat"),
        ("bot/jobs/polling.py", "import spacy", "spaCy stays in extract"),
        ("bot/cli/asking.py", "import feedparser", "feedparser stays in feeds"),
        ("bot/positions/fold.py", "import sqlalchemy", "SQL stays in store"),
        ("bot/jobs/polling.py", "import procrastinate", "Procrastinate stays in queue"),
    ],
)
def test_forbidden_import_is_caught(copy: Path, module: str, line: str, contract: str | None) -> None:
    file = copy / module
    before = file.read_text("utf-8")
    file.write_text(f"{before}\n{line}\n", "utf-8")
    try:
        done = lint(copy)
    finally:
        file.write_text(before, "utf-8")
    if contract is None:
        assert done.returncode == 0, "what is below may be imported"
    else:
        assert done.returncode == 1
        assert f"{contract} BROKEN" in done.stdout


def test_every_module_has_a_layer() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = set(re.findall(r"bot\.\w+", text))
    modules = {f"bot.{path.stem}" for path in (ROOT / "bot").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert modules - {"bot.__init__", "bot.__pycache__", "bot._shipped"} <= listed


def test_no_module_knows_the_parties() -> None:
    known = re.compile("russia|ukrain|zelensk|kremlin|putin", re.IGNORECASE)
    files = [path for name in ("bot", "digest") for path in sorted((ROOT / name).rglob("*.py"))]
    assert [path for path in files if known.search(path.read_text("utf-8"))] == []


# documentation


def documented() -> str:
    """Return the text of every page."""
    return "\n".join(page.read_text("utf-8") for page in PAGES)


def settings_of(model: type[BaseModel], path: str = "") -> list[str]:
    """Return every key of the settings, sections as `section.key`."""
    names = []
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            names += settings_of(inner, f"{name}.")
        else:
            names.append(f"{path}{name}")
    return names


@pytest.mark.parametrize("name", settings_of(Settings))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in documented()


@pytest.mark.parametrize("name", [name.upper() for name in Environment.model_fields])
def test_every_variable_is_documented(name: str) -> None:
    assert f"`{name}`" in documented()
    assert name in (ROOT / ".env.example").read_text("utf-8")


def verbs() -> list[str]:
    """Return every verb of the command line."""
    top = typer.main.get_group(app)
    context = top.make_context("parley", [], resilient_parsing=True)
    found = [(name, top.get_command(context, name)) for name in top.list_commands(context)]
    groups = [(name, command) for name, command in found if isinstance(command, TyperGroup)]
    return [name for name, command in found if command not in [group for _, group in groups]] + [
        f"{name} {verb}" for name, group in groups for verb in group.list_commands(context)
    ]


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_is_documented(verb: str) -> None:
    assert f"`parley {verb}" in documented()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_question_is_documented(name: str) -> None:
    assert f"`/{name}" in documented()


def test_readme_shows_lines_that_the_demo_prints() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "http://seeds.localhost/" in readme
    assert "uv run parley demo" in readme
    assert "uv run pytest" in readme


def test_every_public_thing_of_the_command_line_has_one_home() -> None:
    for path in sorted((ROOT / "bot" / "cli").glob("*.py")):
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), path
