"""Time of `/positions` and of recording an item, by how many statements are kept already.

    uv run python benchmarks/positions_scaling.py [NUMBER ...] [--store URL]        (default: 10000 100000)

The statements are those of `fold_scaling.py`, in an SQLite file or in the database that is named, which must be an
empty one for each number. `/positions` is asked once for every party; items of three statements each are recorded
after the newest. The last columns are ratios to the first number: both should stay near 1.
"""

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).parent))

from digest_speed import dossier
from fold_scaling import PARTIES, statements

from bot.commands.desk import Desk, Stored
from bot.commands.registry import respond
from bot.model import Item, Reading, Statement
from bot.pipeline import record
from bot.settings import Settings
from bot.store.database import Store, open_store
from bot.store.statements import save_statements

ITEMS = 40
PER_ITEM = 3
PER_TRANSACTION = 5000


def fill(store: Store, known: list[Statement]) -> None:
    """Keep the statements."""
    docs = [list(group) for _, group in itertools.groupby(known, key=lambda one: one.doc)]
    for start in range(0, len(docs), PER_TRANSACTION):
        with store.write() as conn:
            for group in docs[start : start + PER_TRANSACTION]:
                save_statements(conn, "bench", group[0].doc, group)


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def asked(store: Store, now: datetime) -> Iterator[float]:
    """Yield how long each party's positions take."""
    for party in PARTIES:
        desk = Desk(dossier=dossier(), now=now, archive=Stored(store, "bench"))
        yield seconds(lambda desk=desk, party=party: respond(f"/positions {party}", desk))  # type: ignore[misc]


def recorded(store: Store, later: list[Statement], now: datetime) -> Iterator[float]:
    """Yield how long recording each new item takes."""
    for i in range(ITEMS):
        theirs = later[i * PER_ITEM : (i + 1) * PER_ITEM]
        at = max(one.published for one in theirs if one.published)
        item = Item(id=f"new-{i}", feed="f", url="", title="New", text=f"New {i}", outlet="Wire", published=at)
        reading = Reading(doc=item.id, statements=tuple(replace(one, doc=item.id, id=f"n{one.id}") for one in theirs))

        def once(item: Item = item, reading: Reading = reading) -> None:
            with store.write() as conn:
                record(conn, item, reading, dossier=dossier(), settings=Settings(), now=now)

        yield seconds(once)


def measure(number: int, url: str) -> tuple[float, float, float, float]:
    """Return p50 and p95 of the answers, and of recording, in milliseconds."""
    made = statements(number + ITEMS * PER_ITEM)
    known, later = made[:number], made[number:]
    now = max(one.published for one in made if one.published) + timedelta(days=1)
    store = open_store(url)
    try:
        fill(store, known)
        return (*_spread(list(asked(store, now))), *_spread(list(recorded(store, later, now))))
    finally:
        store.close()


def _spread(found: list[float]) -> tuple[float, float]:
    cuts = quantiles(found, n=20, method="inclusive")
    return cuts[9] * 1000, cuts[18] * 1000


def main() -> None:
    """Print a line for each number."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("numbers", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--store", help="an empty database, by its address; {} in it becomes the number")
    given = parser.parse_args()
    print("statements  ask p50  ask p95  record p50  record p95 (ms)   ratios: ask  record")  # noqa: T201
    first: tuple[float, ...] = ()
    for number in given.numbers:
        with tempfile.TemporaryDirectory() as folder:
            url = given.store.format(number) if given.store else f"sqlite:///{folder}/bench.db"
            found = measure(number, url)
        first = first or found
        print(  # noqa: T201
            f"{number:>10,} {found[0]:>8.0f} {found[1]:>8.0f} {found[2]:>11.0f} {found[3]:>11.0f}        "
            f"{found[0] / first[0]:>12.1f} {found[2] / first[2]:>7.1f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
