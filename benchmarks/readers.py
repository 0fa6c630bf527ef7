"""Reading with one reader and with more, as `parley run` reads: in processes, recorded in order, the event loop free.

    uv run python benchmarks/readers.py FILE.jsonl [--dossier NAME] [--readers N] [--most N] [--repeat N]

The documents are kept as items of a new store in a file, then read and recorded; the processes are loaded before. The
runs take turns, the fastest of each counts, and all must leave the same statements. `ratio` is the time with one reader
by that with N; "alone" is without processes of their own, in a thread. `own CPU` is what the program itself spent, on
recording above all; `loop` is how late the event loop came to a timer at the worst. Other programs make the ratio
worse: compare it with their load, which is shown.
"""

import argparse
import asyncio
import gzip
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bot.app import Setup, crew, opened, set_up, watch_of
from bot.documents import document
from bot.dossier import Dossier
from bot.jobs import read_new
from bot.model import Document, Item, fingerprint
from bot.readers import cores
from bot.store import items as item_rows
from bot.store.statements import statements

ALONE = 0
TICK = 0.01


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took, in seconds and processor seconds, how late the event loop was, and what it left."""

    seconds: float
    own: float
    late: float
    statements: str


def main() -> None:
    """Measure in turns and print a table, the ratio first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="documents as JSON Lines, .gz too")
    parser.add_argument("--dossier")
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--most", type=int, default=None, help="documents to read; default: all")
    parser.add_argument("--repeat", type=int, default=1)
    asked = parser.parse_args()
    documents = load(asked.file)[: asked.most]
    setup = set_up()
    numbers = (ALONE, 1, asked.readers)
    runs: dict[int, list[Run]] = {number: [] for number in numbers}
    load_before = os.getloadavg()[0]
    for _ in range(asked.repeat):
        for number in numbers:
            runs[number].append(asyncio.run(measure(setup, setup.dossier(asked.dossier), documents, number)))
    show({number: min(found, key=lambda one: one.seconds) for number, found in runs.items()}, len(documents))
    sys.stdout.write(f"{cores()} cores, load before {load_before:.1f}\n")


def load(path: Path) -> list[Document]:
    """Return the documents of the file."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    lines = enumerate(data.split(b"\n"), start=1)
    return [document(line, place=f"{path}, line {number}") for number, line in lines if line.strip()]


async def measure(setup: Setup, dossier: Dossier, documents: Sequence[Document], readers: int) -> Run:
    """Read the documents in a new store with so many readers."""
    async with AsyncExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory())
        store = held.enter_context(opened(f"sqlite:///{folder}/bench.db"))
        with store.write() as conn:
            item_rows.save_items(conn, dossier.id, [item(one) for one in documents])
        apart = None
        if readers:
            apart = await held.enter_async_context(crew(setup, [dossier], readers))
            await asyncio.gather(*(apart.read(dossier.id, documents[0]) for _ in range(readers)))
        watch = watch_of(setup, dossier, store, subscriptions=(), crew=apart)
        if apart is None:
            await asyncio.to_thread(watch.reader().read, documents[0])
        begun, spent = time.perf_counter(), time.process_time()
        reading = asyncio.create_task(read_new(watch, now=max(one.published for one in documents if one.published)))
        late = await lateness(reading)
        seconds, own = time.perf_counter() - begun, time.process_time() - spent
        if len(await reading) != len(documents):
            raise SystemExit("not every document was read")
        with store.read() as conn:
            return Run(seconds, own, late, fingerprint(*statements(conn, dossier.id)))


async def lateness(work: "asyncio.Task[object]") -> float:
    """Return how many seconds the event loop came late to a timer at the worst until the work was done."""
    worst = 0.0
    while not work.done():
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        worst = max(worst, time.perf_counter() - due)
    return worst


def item(one: Document) -> Item:
    """Return the document as an item in full."""
    return Item(
        id=one.id, feed="bench", url=one.url, title=one.title, text=one.text, outlet=one.source,
        published=one.published, published_is_date=one.published_is_date, fetched=one.published, full=True,
    )  # fmt: skip


def show(runs: dict[int, Run], documents: int) -> None:
    """Print the ratio, then the figures."""
    if len({one.statements for one in runs.values()}) > 1:
        raise SystemExit("the runs left different statements")
    most = max(runs)
    lines = [f"ratio   1 to {most} readers {runs[1].seconds / runs[most].seconds:.2f}"]
    lines.append(f"{'readers':8}{'seconds':>10}{'items/s':>10}{'own CPU s':>10}{'loop ms':>10}")
    for number, one in runs.items():
        name = str(number) if number else "alone"
        lines.append(
            f"{name:8}{one.seconds:10.1f}{documents / one.seconds:10.1f}{one.own:10.1f}{one.late * 1000:10.0f}"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
