"""Read what came in, on as many cores as there are readers, and record what follows, in the order of the items."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import takewhile
from time import perf_counter

from bot.around import Around
from bot.jobs.watch import Clock, Step, Watch, log, nothing
from bot.model import Item
from bot.pipeline import Processed, document_of, record
from bot.readers import Alone, Read, ReadsApart
from bot.store import items as item_rows
from bot.store.database import Connection
from bot.store.locks import recording

BATCH = 64
"""Items that are taken at once; then it is looked whether fresh ones, or those of another dossier, came meanwhile."""
TOGETHER = 16
"""Items that are recorded in one transaction at the most, so that nobody else waits long for the database."""


async def read_new(watch: Watch, *, now: datetime, step: Step = nothing) -> tuple[Processed, ...]:
    """Read every item that waits and record what follows; one that fails waits and stops no other."""
    failed: set[str] = set()
    done: list[Processed] = []
    while (found := await read_some(watch, failed, now=now, step=step)) is not None:
        done += found
    return tuple(done)


async def read_some(
    watch: Watch, failed: set[str], *, now: datetime, step: Step = nothing
) -> tuple[Processed, ...] | None:
    """Read the first items that wait and record what follows; None where nothing waits but what failed before.

    Fresh items come before those of a feed's first contact, which nobody is told of, and older ones before newer ones.
    They are recorded in that order, however many are read at a time. Those that fail wait, and are added to `failed`.
    Raises ConfigError where nothing can be read, since the reader's own files are wrong.
    """
    batch = await asyncio.to_thread(_unread, watch, failed)
    if not batch:
        return None
    apart = watch.crew or Alone(watch.reader)
    await apart.ready()
    found = await _read_batch(watch, apart, batch, now, step)
    failed |= {item.id for item, one in zip(batch, found, strict=True) if one is None or one.stale}
    return tuple(one for one in found if one is not None)


def _unread(watch: Watch, failed: Collection[str]) -> list[Item]:
    """Return what is to be read next, but for what was tried already."""
    with watch.store.read() as conn:
        waiting = item_rows.unread(conn, watch.dossier.id, limit=BATCH + len(failed))
    return [item for item in waiting if item.id not in failed][:BATCH]


async def read_item(watch: Watch, key: str, *, clock: Clock) -> Processed | None:
    """Read one item and record what follows; None where it does not wait to be read, or could not be."""
    item = await asyncio.to_thread(_waiting, watch, key)
    if item is None:
        return None
    apart = watch.crew or Alone(watch.reader)
    [done] = await _read_batch(watch, apart, [item], clock(), nothing)
    return done


def _waiting(watch: Watch, key: str) -> Item | None:
    with watch.store.read() as conn:
        return item_rows.item_unread(conn, watch.dossier.id, key)


async def _read_batch(
    watch: Watch, apart: ReadsApart, batch: Sequence[Item], now: datetime, step: Step
) -> list[Processed | None]:
    """Read the items side by side; record, in turn, each as soon as it and those before it are read."""
    readings = [asyncio.create_task(apart.read(watch.dossier.id, document_of(item))) for item in batch]
    done: list[Processed | None] = []
    try:
        while len(done) < len(batch):
            await asyncio.wait([readings[len(done)]])
            ready = list(takewhile(asyncio.Task.done, readings[len(done) : len(done) + TOGETHER]))
            items = batch[len(done) : len(done) + len(ready)]
            done += await _record_some(watch, items, ready, now, step)
    finally:
        for one in readings:
            one.cancel()
        await asyncio.gather(*readings, return_exceptions=True)
    return done


async def _record_some(
    watch: Watch, items: Sequence[Item], readings: "Sequence[asyncio.Task[Read]]", now: datetime, step: Step
) -> list[Processed | None]:
    """Record those that were read, and tell of those that failed, for which it returns None."""
    read = [(item, one.result()) for item, one in zip(items, readings, strict=True) if _failure(one) is None]
    begun = perf_counter()
    done = dict(zip((item.id for item, _ in read), await asyncio.to_thread(_record, watch, read, now), strict=True))
    seconds = (perf_counter() - begun) / max(len(read), 1)
    return [
        await _told(watch, item, one, done.get(item.id) or _failure(one), seconds, step)
        for item, one in zip(items, readings, strict=True)
    ]


def _failure(reading: "asyncio.Task[Read]") -> BaseException | None:
    """Return why it was not read; raises CancelledError where it was to be so no longer."""
    return reading.exception()


async def _told(
    watch: Watch, item: Item, reading: "asyncio.Task[Read]", done: Processed | BaseException | None, seconds: float,
    step: Step,
) -> Processed | None:  # fmt: skip
    """Report what became of the item."""
    step()
    if isinstance(done, Processed):
        kinds = [alert.kind for alert in done.alerts]
        watch.vitals.read(reading.result().seconds + seconds, statements=len(done.statements), alerts=kinds)
        await watch.vitals.worked("reader")
        return done
    log.error("item not read", dossier=watch.dossier.id, item=item.id, url=item.url, exc_info=done)
    watch.vitals.not_read()
    await watch.vitals.failed("reader", f"{item.id}: {type(done).__name__}: {done}")
    return None


def _record(watch: Watch, read: Sequence[tuple[Item, Read]], now: datetime) -> list[Processed | Exception]:
    """Record the items in one transaction; where that fails each in one of its own, so that one stops no other."""
    try:
        with watch.store.write() as conn:
            recording(conn, watch.dossier.id)
            around = Around(conn, watch.dossier.id)
            return [_record_one(conn, watch, item, one, around, now) for item, one in read]
    except Exception as error:
        return [error] if len(read) == 1 else [done for one in read for done in _record(watch, [one], now)]


def _record_one(
    conn: Connection, watch: Watch, item: Item, read: Read, around: Around, now: datetime
) -> Processed:  # fmt: skip
    if not item_rows.waits(conn, watch.dossier.id, item.id):
        return Processed(item=item, stale=True)
    return record(
        conn, item, read.reading, dossier=watch.dossier, settings=watch.settings,
        subscriptions=watch.subscriptions, around=around, now=now,
    )  # fmt: skip
