"""Scripted news, read for good: a replay must find the shifts of each sequence, and nothing at all in the traps."""

import json
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest
import yaml
from fakes.command_line import ROOT

from bot.app import MEMORY, Setup, desk, opened, reader
from bot.documents import document
from bot.model import AlertKind, Document
from bot.pipeline import Reads
from bot.replay import replay, replay_data
from bot.settings import Environment, load_settings
from bot.store.database import Store
from bot.store.schema import metadata

pytestmark = pytest.mark.no_cover

_KEPT = ExitStack()

SEQUENCES: list[dict[str, Any]] = [
    one
    for path in sorted((ROOT / "tests" / "data" / "replay").glob("*.yaml"))
    for one in yaml.safe_load(path.read_text("utf-8"))
]


@cache
def _setup() -> Setup:
    root = ROOT / "config"
    return Setup(root=root, settings=load_settings(root), environment=Environment(_env_file=None))


@cache
def _reader(dossier: str) -> Reads:
    return reader(_setup(), _setup().dossier(dossier))


def dossier_of(sequence: dict[str, Any]) -> str:
    """Return the name of the sequence's dossier, or the path to it."""
    name = str(sequence.get("dossier", "ukraine"))
    return str(ROOT / name) if name.endswith(".yaml") else name


def articles(sequence: dict[str, Any]) -> list[Document]:
    """Return the sequence as the documents that a file of JSON Lines would hold."""
    lines = (
        {
            "id": key[0] if key else f"a{n}",
            "source": outlet,
            "published": time and f"{time}Z",
            "title": title,
            "text": text,
        }
        for n, (outlet, time, title, text, *key) in enumerate(sequence["articles"])
    )
    return [document(json.dumps(line).encode(), place=sequence["name"]) for line in lines]


def replayed(documents: list[Document], dossier: str = "ukraine") -> dict[str, Any]:
    """Return what `parley replay --json` writes."""
    setup, store = _setup(), _empty_store()
    about = setup.dossier(dossier)
    found = replay(
        documents, store=store, dossier=about, settings=setup.settings, reader=_reader(dossier),
        desk=lambda now: desk(setup, about, store, now=now),
    )  # fmt: skip
    return replay_data(found)


@cache
def _store() -> Store:
    return _KEPT.enter_context(opened(MEMORY))


def _empty_store() -> Store:
    """Return the one store of all sequences with nothing in it: to make one takes as long as to replay a sequence."""
    with _store().write() as conn:
        for table in reversed(metadata.sorted_tables):
            conn.execute(table.delete())
    return _store()


def _cases() -> list[Any]:
    return [
        pytest.param(one, id=one["name"], marks=[pytest.mark.xfail(reason=one["pending"])] if "pending" in one else [])
        for one in SEQUENCES
    ]


@pytest.mark.parametrize("sequence", _cases())
def test_sequence_gives_its_shifts_and_a_trap_none(sequence: dict[str, Any]) -> None:
    found = replayed(articles(sequence), dossier_of(sequence))
    got = [f"{s['actor']} {s['topic']} {s['before']} {s['after']} {s['status']}" for s in found["shifts"]]
    assert sorted(got) == sorted(sequence.get("shifts", []))
    told = [one for one in found["alerts"] if one["kind"] == AlertKind.SHIFT]
    assert bool(told) is bool(sequence.get("shifts"))


def test_sequences_are_as_many_as_they_should_be() -> None:
    assert len({one["name"] for one in SEQUENCES}) == len(SEQUENCES) >= 95
    assert sum("trap" in one for one in SEQUENCES) >= 55
    assert all(("trap" in one) is not bool(one.get("shifts")) for one in SEQUENCES)


def test_a_file_in_any_order_gives_the_same_bytes() -> None:
    documents = articles(next(one for one in SEQUENCES if one["name"].startswith("two reversals")))
    forth, back = (json.dumps(replayed(docs)) for docs in (documents, documents[::-1]))
    assert forth == back
