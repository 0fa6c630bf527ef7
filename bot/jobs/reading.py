"""Read what came in, on as many cores as there are readers, and record what follows, one item after the other."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from time import perf_counter

from bot.jobs.watch import Clock, Step, Watch, log, nothing
from bot.model import Item
from bot.pipeline import Processed, document_of, record
from bot.readers import Alone, Read, ReadsApart
from bot.store import items as item_rows
from bot.store.locks import recording

BATCH = 32
"""Items that are taken at once; then it is looked whether fresh ones, or those of another dossier, came meanwhile."""


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
    reading = asyncio.create_task(apart.read(watch.dossier.id, document_of(item)))
    try:
        return await _record_one(watch, item, reading, clock(), nothing)
    finally:
        reading.cancel()


def _waiting(watch: Watch, key: str) -> Item | None:
    with watch.store.read() as conn:
        return item_rows.item_unread(conn, watch.dossier.id, key)


async def _read_batch(
    watch: Watch, apart: ReadsApart, batch: Sequence[Item], now: datetime, step: Step
) -> list[Processed | None]:
    """Read the items side by side and record each as soon as it and those before it are read."""
    readings = [asyncio.create_task(apart.read(watch.dossier.id, document_of(item))) for item in batch]
    try:
        return [
            await _record_one(watch, item, reading, now, step) for item, reading in zip(batch, readings, strict=True)
        ]
    finally:
        for one in readings:
            one.cancel()
        await asyncio.gather(*readings, return_exceptions=True)


async def _record_one(
    watch: Watch, item: Item, reading: "asyncio.Task[Read]", now: datetime, step: Step
) -> Processed | None:
    try:
        read = await reading
        begun = perf_counter()
        done = await asyncio.to_thread(_record, watch, item, read, now)
    except Exception as error:
        log.exception("item not read", dossier=watch.dossier.id, item=item.id, url=item.url)
        watch.vitals.not_read()
        await watch.vitals.failed("reader", f"{item.id}: {type(error).__name__}: {error}")
        return None
    finally:
        step()
    kinds = [alert.kind for alert in done.alerts]
    seconds = read.seconds + perf_counter() - begun
    watch.vitals.read(seconds, statements=len(done.statements), alerts=kinds)
    await watch.vitals.worked("reader")
    return done


def _record(watch: Watch, item: Item, read: Read, now: datetime) -> Processed:
    with watch.store.write() as conn:
        recording(conn, watch.dossier.id)
        if not item_rows.waits(conn, watch.dossier.id, item.id):
            return Processed(item=item, stale=True)
        return record(
            conn, item, read.reading, dossier=watch.dossier, settings=watch.settings,
            subscriptions=watch.subscriptions, now=now,
        )  # fmt: skip
