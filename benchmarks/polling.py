"""Poll the same feeds with Parley and with the `reader` library, and compare: the ratio first.

    python -m venv other && other/bin/pip install reader
    uv run python benchmarks/polling.py other/bin/python

500 feeds of 30 items with the whole text in them are served on loopback. Each library polls all of them into an empty
SQLite file (cold), and again when nothing has changed (unchanged: 304). The server does as little as it can, so that it
is not what is measured. Both use what they offer for many feeds: `reader` its worker threads, Parley its event loop and
parsing processes. The two take turns, and the median of the rounds counts. "cpu" is the same by seconds of a processor,
all processes together: it says less of how long one waits, and more where the machine has other work.
"""

import argparse
import asyncio
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

NOW = datetime(2025, 12, 23, 12, tzinfo=UTC)
WORDS = "The delegations met for a third day and described the talks as constructive. "

READER = """
import json, sys, time
from reader import make_reader
path, port, feeds, workers = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
reader = make_reader(path)
for n in range(feeds):
    reader.add_feed(f"http://127.0.{n // 200}.{n % 200 + 1}:{port}/{n}")
times, used = [], []
for _ in range(2):
    start, before = time.perf_counter(), time.process_time()
    reader.update_feeds(workers=workers, scheduled=False)
    times.append(time.perf_counter() - start)
    used.append(time.process_time() - before)
count = reader.get_entry_counts().total
failed = sum(1 for feed in reader.get_feeds() if feed.last_exception)
told = {"cold": times[0], "unchanged": times[1], "cold cpu": used[0], "unchanged cpu": used[1]}
print(json.dumps(told | {"items": count, "failed": failed}))
"""

SERVER = """
import asyncio, re, sys
sys.path[:0] = sys.argv[3:]
from polling import body
HEAD = "HTTP/1.1 {}\\r\\nETag: {}\\r\\nContent-Type: application/rss+xml\\r\\nContent-Length: {}\\r\\n\\r\\n"
ASKED = re.compile(rb"GET /([0-9]+) ")
feeds = []
for n in range(int(sys.argv[1])):
    content = body(n, int(sys.argv[2]))
    tag = f'"{n}"'
    whole = HEAD.format("200 OK", tag, len(content)).encode() + content
    unchanged = HEAD.format("304 Not Modified", tag, 0).replace("Content-Length: 0\\r\\n", "").encode()
    feeds.append((b"if-none-match: " + tag.encode(), whole, unchanged))
class Serving(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.got = transport, b""
    def data_received(self, data):
        self.got += data
        while b"\\r\\n\\r\\n" in self.got:
            head, _, self.got = self.got.partition(b"\\r\\n\\r\\n")
            tag, whole, unchanged = feeds[int(ASKED.match(head)[1])]
            self.transport.write(unchanged if tag in head.lower() else whole)
async def main():
    server = await asyncio.get_running_loop().create_server(Serving, "0.0.0.0", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
asyncio.run(main())
"""


def body(feed: int, items: int) -> bytes:
    """Return the feed: RSS 2.0 whose items carry their text, so that neither library has a reason to ask for more."""
    from fakes.feed_server import entry, rss  # noqa: PLC0415

    text = f"<![CDATA[<p>{WORDS * 30}</p>]]>"
    whole = f"<content:encoded>{text}</content:encoded>"
    return rss(
        [
            entry(n, guid=f"{feed}-{n}", link=f"http://feed.test/{feed}/{n}", title=f"Report {n} of wire {feed}")
            + whole
            for n in range(items)
        ]
    )


def address(feed: int) -> str:
    """Return the loopback address that serves the feed: one of its own, as feeds mostly have hosts of their own."""
    return f"127.0.{feed // 200}.{feed % 200 + 1}"


def by_reader(python: str, port: int, feeds: int, workers: int) -> dict[str, float]:
    """Return the seconds that `reader` took, and those of a processor."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603
            [python, "-c", READER, f"{folder}/reader.sqlite", str(port), str(feeds), str(workers)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"reader failed: {done.stderr[-500:]}")
    return dict(json.loads(done.stdout))


def by_parley(port: int, feeds: int, workers: int) -> dict[str, float]:
    """Return the seconds that Parley took, and those of a processor; only what is new is parsed, in processes."""
    before = children()
    found = asyncio.run(_by_parley(port, feeds, workers))
    return found | {"cold cpu": found["cold cpu"] + children() - before}


def children() -> float:
    """Return the seconds of a processor that the processes took that were started from here and have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


async def _by_parley(port: int, feeds: int, workers: int) -> dict[str, float]:
    from bot.checking import load_dossier  # noqa: PLC0415
    from bot.dossier import FeedSource  # noqa: PLC0415
    from bot.feeds.fetch import Fetcher  # noqa: PLC0415
    from bot.feeds.sandbox import Parser  # noqa: PLC0415
    from bot.jobs import Watch, poll  # noqa: PLC0415
    from bot.jobs.settling import settle  # noqa: PLC0415
    from bot.settings import Polling, Settings  # noqa: PLC0415
    from bot.store import items as item_rows  # noqa: PLC0415
    from bot.store.database import open_store  # noqa: PLC0415

    polling = Polling(allow_hosts=tuple(address(n) for n in range(feeds)))
    about = {"country": "XX", "kind": "agency", "state_owned": False}
    sources = tuple(
        FeedSource.model_validate({"id": f"f{n}", "name": f"F{n}", "url": f"http://{address(n)}:{port}/{n}", **about})
        for n in range(feeds)
    )
    dossier = load_dossier(ROOT / "tests/data/extract/freedonia.yaml", ROOT / "config")
    none: Callable[..., Any] = lambda *_: None  # noqa: E731
    times, used = [], []
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/parley.db")
        watch = Watch(dossier=dossier.model_copy(update={"feeds": sources}), settings=Settings(), store=store,
                      reader=none, desk=none)  # fmt: skip
        async with Fetcher(polling) as fetcher, Parser(workers=workers) as parser:
            settle()  # as `parley run` does
            for hours in (0, 24):
                start, before = time.perf_counter(), time.process_time()
                asked = await poll(watch, fetcher, parser, now=NOW + timedelta(hours=hours))
                times.append(time.perf_counter() - start)
                used.append(time.process_time() - before)
        with store.read() as conn:
            count = len(item_rows.unread(conn, dossier.id))
        store.close()
    failed = sum(one.result.error is not None for one in asked)
    told = {"cold": times[0], "unchanged": times[1], "cold cpu": used[0], "unchanged cpu": used[1]}
    return told | {"items": count, "failed": failed}


def compared(
    what: str, ours: list[dict[str, float]], theirs: list[list[dict[str, float]]], feeds: int
) -> str:  # fmt: skip
    """Return the median of the ratios, round by round, their range, and the medians they are made of."""
    mine = [one[what] for one in ours]
    other = [min(one[what] for one in pair) for pair in theirs]
    ratios = sorted(b / a for a, b in zip(mine, other, strict=True))
    return (
        f"{median(ratios):.2f} times as fast as reader ({ratios[0]:.2f} to {ratios[-1]:.2f} in {len(ratios)} "
        f"rounds; {feeds / median(mine):.0f} against {feeds / median(other):.0f} feeds in a second)"
    )


def main() -> None:
    """Print the ratios and what they are made of."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", help="an interpreter that has `reader`")
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--items", type=int, default=30)
    parser.add_argument(
        "--workers", type=int, default=2, help="of Parley; the best of 1 and 8 threads counts of reader"
    )
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    paths = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]
    serving = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", SERVER, str(given.feeds), str(given.items), *paths],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    if serving.stdout is None:
        raise SystemExit("no server")
    port = int(serving.stdout.readline())
    try:
        ours, theirs = [], []
        for turn in range(given.rounds):
            gc.collect()
            for mine in (True, False) if turn % 2 == 0 else (False, True):
                if mine:
                    ours.append(by_parley(port, given.feeds, given.workers))
                else:
                    theirs.append([by_reader(given.python, port, given.feeds, workers) for workers in (1, 8)])
    finally:
        serving.communicate()
    for what in ("cold", "unchanged", "cold cpu", "unchanged cpu"):
        print(f"{what}: {compared(what, ours, theirs, given.feeds)}")  # noqa: T201
    for name, runs in (("parley", ours), ("reader", [one for pair in theirs for one in pair])):
        print(f"{name}: items {[int(one['items']) for one in runs]}, failed {[int(one['failed']) for one in runs]}")  # noqa: T201


if __name__ == "__main__":
    main()
