"""How much one feed that hangs delays 499 others: the delay first.

    uv run python benchmarks/hanging.py [--rounds 9]

The feeds of `polling.py` are polled into an empty store, in turn with and without one more that takes the connection
and never says a word. Measured is when the last of the others was kept, on a machine that has nothing else to do; the
medians of the rounds count. Asked for is 5 % at most.
"""

import argparse
import asyncio
import gc
import logging
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]

import structlog  # noqa: E402
from polling import NOW, SERVER, address  # noqa: E402

from bot.checking import load_dossier  # noqa: E402
from bot.dossier import FeedSource  # noqa: E402
from bot.feeds.fetch import Fetcher  # noqa: E402
from bot.feeds.sandbox import Parser  # noqa: E402
from bot.jobs import Watch, poll  # noqa: E402
from bot.jobs.settling import settle  # noqa: E402
from bot.settings import Polling, Settings  # noqa: E402
from bot.store.database import open_store  # noqa: E402

SILENT = "127.0.9.9"
ABOUT = {"country": "XX", "kind": "agency", "state_owned": False}


@contextmanager
def silence() -> Iterator[str]:
    """Yield the address of a feed that takes connections and never answers."""
    with socket.create_server((SILENT, 0), backlog=8) as listening:
        yield f"http://{SILENT}:{listening.getsockname()[1]}/feed"


def sources(urls: list[str]) -> tuple[FeedSource, ...]:
    """Return the feeds at the addresses."""
    return tuple(FeedSource.model_validate({"id": f"f{n}", "name": f"F{n}", "url": url, **ABOUT})
                 for n, url in enumerate(urls))  # fmt: skip


async def seconds(urls: list[str], others: int) -> float:
    """Return after how many seconds so many of the feeds were kept."""
    dossier = load_dossier(ROOT / "tests/data/extract/freedonia.yaml", ROOT / "config")
    none: Callable[..., Any] = lambda *_: None  # noqa: E731
    hosts = (SILENT, *(address(n) for n in range(others)))
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/parley.db")
        watch = Watch(dossier=dossier.model_copy(update={"feeds": sources(urls)}), settings=Settings(), store=store,
                      reader=none, desk=none)  # fmt: skip
        enough, kept = asyncio.Event(), [0]

        def step() -> None:
            kept[0] += 1
            if kept[0] == others:
                enough.set()

        async with Fetcher(Polling(allow_hosts=hosts)) as fetcher, Parser() as parser:
            settle()
            begun = time.perf_counter()
            polling = asyncio.create_task(poll(watch, fetcher, parser, now=NOW, step=step))
            await enough.wait()
            took = time.perf_counter() - begun
            polling.cancel()
            with suppress(asyncio.CancelledError):
                await polling
        store.close()
    return took


def main() -> None:
    """Print the delay and what it is made of."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    others = given.feeds - 1
    paths = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]
    serving = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", SERVER, str(others), "5", *paths],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if serving.stdout is None:
        raise SystemExit("no server")
    port = int(serving.stdout.readline())
    urls = [f"http://{address(n)}:{port}/{n}" for n in range(others)]
    alone, beside = list[float](), list[float]()
    try:
        with silence() as hanging:
            for turn in range(given.rounds):
                for hangs in (True, False) if turn % 2 else (False, True):
                    gc.collect()
                    found = asyncio.run(seconds([hanging, *urls] if hangs else urls, others))
                    (beside if hangs else alone).append(found)
    finally:
        serving.communicate()
    delays = sorted(b / a - 1 for a, b in zip(alone, beside, strict=True))
    print(  # noqa: T201
        f"one hanging feed delays {others} others by {median(beside) / median(alone) - 1:+.1%} ({delays[0]:+.1%} to "
        f"{delays[-1]:+.1%} in {given.rounds} rounds; {median(alone):.2f} s without, {median(beside):.2f} s with it)"
    )


if __name__ == "__main__":
    main()
