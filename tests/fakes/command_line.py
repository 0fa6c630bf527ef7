"""The command `parley` in a process of its own, with a configuration and a store of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from fakes.warm import warm

ROOT = Path(__file__).resolve().parents[2]
_INHERITED = ("PATH", "SYSTEMROOT", "TMPDIR", "HOME", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")


@dataclass(frozen=True, slots=True)
class CommandLine:
    """Runs `parley` in the folder `home`, where it finds nothing but what a test puts there."""

    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, stdin: str | bytes = b"", seconds: float = 120) -> "Done":
        """Run it to its end, in a fork of a process that has its modules loaded."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        status, out, err = warm().run(
            arguments, home=self.home, variables=self.all_variables(), given=given, seconds=seconds
        )
        return Done(status, out.decode(), err.decode())

    def anew(self, *arguments: str, seconds: float = 120) -> "Done":
        """Run it to its end in a new interpreter, which takes seconds and shares nothing with other runs."""
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "bot", *arguments], cwd=self.home, env=self.all_variables(), capture_output=True,
            stdin=subprocess.DEVNULL, timeout=seconds, check=False,
        )  # fmt: skip
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *arguments: str, into: BinaryIO | None = None) -> subprocess.Popen[bytes]:
        """Start it and leave it running, with pipes or with all that it says going into a file."""
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "bot", *arguments], cwd=self.home, env=self.all_variables(),
            stdin=subprocess.DEVNULL if into else subprocess.PIPE, stdout=into or subprocess.PIPE,
            stderr=into or subprocess.PIPE,
        )  # fmt: skip

    def all_variables(self) -> dict[str, str]:
        """Return the environment of the process."""
        kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        return kept | {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"} | dict(self.environment)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of it."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return the output as the JSON value that it is."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Return the output as the JSON Lines that it is."""
        return [json.loads(line) for line in self.out.splitlines()]

    def refused(self) -> str:
        """Return the one sentence it said, after checking that it is one and that the status is 1."""
        assert self.status == 1, (self.status, self.err)
        assert "Traceback" not in self.err
        (sentence,) = self.err.splitlines()
        assert sentence.startswith("parley: ")
        return sentence


def configuration(
    folder: Path, *, feeds: Mapping[str, str] | None = None, settings: str = "", dossier: str = ""
) -> Path:
    """Write a configuration with one small dossier of two parties, `talks`, and return its folder."""
    (folder / "dossiers").mkdir(parents=True)
    language = folder / "language"
    language.mkdir()
    for file in (ROOT / "config" / "language").iterdir():
        (language / file.name).write_bytes(file.read_bytes())
    (folder / "parley.yaml").write_text(
        f"dossiers: [talks]\npolling:\n  allow_hosts: [127.0.0.1]\n{settings}", "utf-8"
    )  # fmt: skip
    listed = "".join(
        f"  - {{id: {key}, name: {key.title()}, url: '{url}', country: GB, kind: paper, state_owned: false}}\n"
        for key, url in (feeds or {}).items()
    )
    text = dossier or _DOSSIER
    (folder / "dossiers" / "talks.yaml").write_text(text + (f"feeds:\n{listed}" if listed else ""), "utf-8")
    return folder


_DOSSIER = """\
id: talks
title: Talks of Norland and Sudland
about: Talks between Norland and Sudland on the war over the valley.
parties:
  - {id: norland, name: Norland, adjectives: [Norlandic], institutions: [Norlandic government]}
  - {id: sudland, name: Sudland, adjectives: [Sudlandic], institutions: [Sudlandic government]}
people:
  - {id: ann-arbor, name: Ann Arbor, speaks_for: norland, role: President of Norland, rank: principal}
  - {id: bo-berg, name: Bo Berg, speaks_for: norland, role: Foreign Minister of Norland, rank: minister}
  - {id: cid-cole, name: Cid Cole, speaks_for: sudland, role: President of Sudland, rank: principal}
topics:
  - id: ceasefire
    name: Ceasefire
    proposition: There should be a ceasefire now.
    terms: [ceasefire, truce]
  - {id: progress, name: How the talks go, kind: assessment, proposition: The talks make progress.}
frame: [Norland, Sudland, Norlandic, Sudlandic]
rounds:
  - {id: lisbon, name: Lisbon talks, place: Lisbon, first: 2025-12-20, last: 2025-12-21, parties: [norland, sudland]}
"""
