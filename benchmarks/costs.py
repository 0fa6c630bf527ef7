"""What a piece of each kind of work takes of a processor: the figures that the sizes of docs/scaling.md are made from.

    uv run python benchmarks/costs.py FILE.jsonl.gz [--dossier NAME] [--most N]

Seconds of a processor say less of how long one waits than a clock does, and more where the machine has other work. They
are those of this process, and of PostgreSQL's where it is named. Articles are read and recorded one by one; 500 feeds
with 30 items each are asked for the first time and again, unchanged; cards go to 20 channels whose platform takes each
at once; jobs that do nothing are put on the queue in a transaction each, and done by one worker.
"""

import argparse
import asyncio
import gzip
import itertools
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]

from fakes.cluster import database, postgres  # noqa: E402 - after the path is set
from fakes.values import make_delivery  # noqa: E402
from polling import SERVER, by_parley  # noqa: E402

from bot.app import Setup, reader, set_up  # noqa: E402
from bot.delivery.dispatch import dispatch  # noqa: E402
from bot.documents import document  # noqa: E402
from bot.dossier import Dossier  # noqa: E402
from bot.model import Document, Item, Outgoing, Reading  # noqa: E402
from bot.pipeline import record  # noqa: E402
from bot.queue import Worker, carry, ensure  # noqa: E402
from bot.settings import DeliveryRules, QueueRules  # noqa: E402
from bot.store import items as item_rows  # noqa: E402
from bot.store import outbox  # noqa: E402
from bot.store.database import Store, open_store  # noqa: E402

FEEDS, FEED_ITEMS, CARDS, CHANNELS, JOBS = 500, 30, 400, 20, 400
TICKS = 100  # of a second, in /proc


def say(line: str) -> None:
    """Print the line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def of_server() -> float:
    """Return the seconds of a processor that the processes of PostgreSQL have taken."""
    spent = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "comm").read_text().strip() == "postgres":
                spent += sum(map(int, (entry / "stat").read_text().rpartition(")")[2].split()[11:15]))
        except OSError:  # it ended meanwhile
            continue
    return spent / TICKS


@contextmanager
def counted(what: str, number: int, *, server: bool = False) -> Iterator[None]:
    """Print what each of so many pieces took."""
    before, theirs, begun = time.process_time(), of_server(), time.perf_counter()
    yield
    own, took = time.process_time() - before, time.perf_counter() - begun
    there = f", PostgreSQL {(of_server() - theirs) / number * 1000:.2f} ms" if server else ""
    say(f"{what}: {own / number * 1000:.2f} ms of a processor{there} ({number} in {took:.1f} s by the clock)")


def documents(file: Path, most: int) -> list[Document]:
    """Return the articles of the file, so many at the most."""
    opener: Callable[..., Any] = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as lines:
        return [document(line, place=str(file)) for line in itertools.islice(lines, most)]


def item_of(number: int, one: Document) -> Item:
    """Return the article as an item, each with an id of its own."""
    return Item(
        id=f"{number:012}", feed="f", url=f"https://costs.test/{number}", title=one.title, text=one.text,
        outlet=one.source, published=one.published, fetched=datetime.now(UTC),
    )  # fmt: skip


def read_and_record(setup: Setup, dossier: Dossier, docs: list[Document], stores: dict[str, Store]) -> None:
    """Read the articles, and record them in each of the stores."""
    reading = reader(setup, dossier)
    reading.read(docs[0])
    found: list[Reading] = []
    with counted("reading an article", len(docs)):
        found += [reading.read(one) for one in docs]
    kept = [item_of(number, one) for number, one in enumerate(docs)]
    for name, store in stores.items():
        with counted(f"recording an article on {name}", len(docs), server=name == "PostgreSQL"):
            for item, one in zip(kept, found, strict=True):
                with store.write() as conn:
                    item_rows.save_items(conn, dossier.id, [item])
                    record(conn, item, one, dossier=dossier, settings=setup.settings, now=datetime.now(UTC))


class Taker:
    """A platform that takes each card at once."""

    async def send(self, message: Outgoing) -> str:
        """Take the card."""
        return message.delivery.key


async def deliver(stores: dict[str, Store]) -> None:
    """Send cards to channels from each of the stores."""
    for name, store in stores.items():
        with store.write() as conn:
            outbox.enqueue(conn, [make_delivery(f"k{n:05}", f"chat:{n % CHANNELS}") for n in range(CARDS)])
        with counted(f"sending a card from {name}", CARDS, server=name == "PostgreSQL"):
            await dispatch(store, {"chat": Taker()}, clock=lambda: datetime.now(UTC), rules=DeliveryRules())


async def carry_jobs(store: Store) -> None:
    """Put jobs on the queue and do them."""
    ensure(store)
    carry(store)
    done, all_done = 0, asyncio.Event()

    async def nothing(channel: str) -> None:
        del channel
        nonlocal done
        done += 1
        if done == JOBS:
            all_done.set()

    with counted("carrying a job", JOBS, server=True):
        for number in range(JOBS):
            with store.write() as conn:
                outbox.enqueue(conn, [make_delivery(f"j{number:05}", f"jobs:{number}")])
        stop = asyncio.Event()
        worker = Worker(
            address=store.address, queues=["deliver jobs"], handlers={"deliver": nothing}, at_once=20,
            rules=QueueRules(),
        )  # fmt: skip
        working = asyncio.create_task(worker.run(stop))
        await all_done.wait()
        stop.set()
        await working


def poll() -> None:
    """Ask feeds for the first time, and again when nothing has changed."""
    paths = [str(ROOT), str(ROOT / "tests"), str(Path(__file__).parent)]
    command = [sys.executable, "-c", SERVER, str(FEEDS), str(FEED_ITEMS), *paths]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as serving:  # noqa: S603
        if serving.stdout is None:
            raise SystemExit("no server")
        found = by_parley(int(serving.stdout.readline()), FEEDS, 2)
        serving.communicate()
    for what, about in (("cold", f"for the first time, {FEED_ITEMS} items"), ("unchanged", "unchanged")):
        say(f"asking a feed, {about}: {found[f'{what} cpu'] / FEEDS * 1000:.2f} ms of a processor")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="articles as JSON Lines, also as .gz")
    parser.add_argument("--dossier", default=None)
    parser.add_argument("--most", type=int, default=300)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    setup = set_up()
    dossier, docs = setup.dossier(given.dossier), documents(given.file, given.most)
    say(f"{len(docs)} articles of {sum(len(one.text.split()) for one in docs) / len(docs):.0f} words on average")
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory())
        server = held.enter_context(postgres(Path(folder)))
        file = held.enter_context(closing(open_store(f"sqlite:///{folder}/parley.db")))
        other = held.enter_context(closing(open_store(database(server))))
        read_and_record(setup, dossier, docs, {"SQLite": file, "PostgreSQL": other})
        asyncio.run(deliver({"SQLite": file, "PostgreSQL": other}))
        asyncio.run(carry_jobs(other))
    poll()


if __name__ == "__main__":
    main()
