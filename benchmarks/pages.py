"""Processor time to the first byte of pages over a store of many statements: made anew, and kept from before.

    uv run python benchmarks/pages.py [NUMBER] [--days N] [--serve PORT]    (default: 10000 statements, 100 days)

The statements are those of `fold_scaling.py`, spread over the days, so that each morning has a digest. `--serve` keeps
serving afterwards, to be looked at in a browser.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import aiohttp

sys.path.insert(0, str(Path(__file__).parent))

from digest_speed import dossier
from fold_scaling import statements

from bot.commands.desk import Desk, Stored
from bot.derive import rebuild
from bot.model import Item, Statement
from bot.settings import PositionRules
from bot.store.database import Store, open_store
from bot.store.items import mark_read, save_items
from bot.store.statements import save_statements
from bot.web.pages import page_routes
from bot.web.server import serving
from bot.web.site import site

BASE = datetime(2026, 1, 1, tzinfo=UTC)


def spread(number: int, days: int) -> list[Statement]:
    """Return so many statements of so many days, each in an article of its own."""
    step = timedelta(days=days) / number
    return [
        replace(one, doc=f"d{n}", published=BASE + n * step, said_on=(BASE + n * step).date())
        for n, one in enumerate(statements(number))
    ]


def fill(store: Store, kept: Sequence[Statement]) -> None:
    """Keep the statements and their articles."""
    with store.write() as conn:
        for one in kept:
            text = " ".join(span.text for span in one.evidence)
            item = Item(id=one.doc, feed="f", url=one.url, title=one.title, text=text, published=one.published)
            save_items(conn, "bench", [item])
            save_statements(conn, "bench", one.doc, [one])
            mark_read(conn, one.doc, dossier="bench", at=BASE)
        rebuild(conn, dossier(), rules=PositionRules())


async def first_byte(session: aiohttp.ClientSession, address: str) -> tuple[float, int]:
    """Return the processor time of server and client until the first byte, and the size of the answer.

    Processor time, since it depends less on what else the machine does.
    """
    begun = time.process_time()
    async with session.get(address) as response:
        first = await response.content.readany()
        seconds = time.process_time() - begun
        response.raise_for_status()
        return seconds, len(first) + len(await response.content.read())


async def measure(store: Store, last: Statement, days: int, serve: int) -> None:
    """Print the times of every kind of page."""
    now = BASE + timedelta(days=days, hours=12)
    about = dossier()
    routes = page_routes(
        lambda _, at: Desk(dossier=about, now=at, archive=Stored(store, "bench")), {"bench": "Bench"}, store,
        clock=lambda: now,
    )  # fmt: skip
    day = (now - timedelta(days=1)).date()
    paths = [
        "/bench", "/bench/shifts", f"/bench/actor/{last.actor}", f"/bench/topic/{last.topic}",
        f"/bench/statement/{last.id}", "/bench/digests", f"/bench/digest/{day}", f"/bench/as-of/{day}",
        "/bench/shifts.atom", "/bench/digests.atom",
    ]  # fmt: skip
    async with serving(site(routes), host="127.0.0.1", port=serve) as port, aiohttp.ClientSession() as session:
        print(f"{'page':40} {'anew, s':>8} {'kept, s':>8} {'kB':>8}")  # noqa: T201
        for path in paths:
            anew, size = await first_byte(session, f"http://127.0.0.1:{port}{path}")
            kept = min([(await first_byte(session, f"http://127.0.0.1:{port}{path}"))[0] for _ in range(5)])
            print(f"{path:40} {anew:8.3f} {kept:8.4f} {size / 1000:8.1f}", flush=True)  # noqa: T201
        if serve:
            await asyncio.Event().wait()


def main() -> None:
    """Print the times; what pictures need is loaded before, as the program does when it starts."""
    import_module("digest.charts.matrix")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int, nargs="?", default=10_000)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--serve", type=int, default=0, metavar="PORT")
    given = parser.parse_args()
    kept = spread(given.number, given.days)
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/bench.db")
        fill(store, kept)
        asyncio.run(measure(store, kept[-1], given.days, given.serve))
        store.close()


if __name__ == "__main__":
    main()
