"""The page on writing dossiers: every key, rank, kind and verb that an author needs is told, and its examples hold."""

import re
from pathlib import Path

import pytest
import yaml
from fakes.command_line import ROOT
from pydantic import BaseModel

from bot import dossier
from bot.checking import check_dossier
from bot.dossier import FeedKind
from bot.model import Rank, Stance, TopicKind, Voice

PAGE = (ROOT / "docs" / "dossiers.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def keys() -> list[str]:
    """Return every key of every part of a dossier, as `Part.key`."""
    parts = [
        part
        for part in vars(dossier).values()
        if isinstance(part, type) and issubclass(part, BaseModel) and part.__module__ == dossier.__name__
    ]
    return [f"{part.__name__}.{name}" for part in parts for name in part.model_fields]


@pytest.mark.parametrize("key", keys())
def test_every_key_is_documented(key: str) -> None:
    name = key.partition(".")[2]
    assert re.search(rf"`{name}[`:]|^ *(?:- )?{{?{name}:|[{{,] ?{name}: ", PAGE, re.MULTILINE), key


def test_keys_are_those_of_all_parts() -> None:
    assert {"Party.metonyms", "Term.unless", "Dossier.frame", "Post.since", "Round.note"} <= set(keys())


@pytest.mark.parametrize("choice", [*Rank, *TopicKind, *Stance, *Voice, *FeedKind])
def test_every_choice_is_documented(choice: str) -> None:
    assert re.search(rf"[`*]{choice}[`*]|: {choice}\b|[, ]{choice}\b", PAGE)


def test_the_first_example_is_a_whole_dossier(tmp_path: Path) -> None:
    file = tmp_path / "first.yaml"
    file.write_text(BLOCKS[0], "utf-8")
    assert check_dossier(file) == []


@pytest.mark.parametrize("block", BLOCKS)
def test_examples_are_yaml(block: str) -> None:
    assert yaml.safe_load(block)


def test_the_examples_together_are_a_dossier(tmp_path: Path) -> None:
    whole = yaml.safe_load(BLOCKS[0])
    found = [yaml.safe_load(block) for block in BLOCKS[1:]]
    entries = [entry for block in found if isinstance(block, list) for entry in block]
    whole["parties"] += [{"id": key, "name": key.upper()} for key in ("us", "qatar", "egypt", "un")]
    whole["parties"][0] = next(one for one in entries if one["id"] == "israel")
    whole["people"] = [one for one in entries if "role" in one]
    whole["topics"] += [one for one in entries if "proposition" in one]
    for block in found:
        whole |= {key: value for key, value in block.items() if key in {"feeds", "outlets", "rounds"}} if (
            isinstance(block, dict)
        ) else {}  # fmt: skip
    file = tmp_path / "whole.yaml"
    file.write_text(yaml.safe_dump(whole, allow_unicode=True), "utf-8")
    assert check_dossier(file) == []
    assert {one["id"] for one in whole["people"]} == {"witkoff", "lapid"}
    assert {"feeds", "outlets", "rounds"} <= set(whole)
