"""Read what came in, one item after the other, and record what follows."""

import asyncio
from datetime import datetime
from time import perf_counter

from bot.jobs.watch import Step, Watch, log, nothing
from bot.model import Item
from bot.pipeline import Processed, read, record
from bot.store import items as item_rows


async def read_new(watch: Watch, *, now: datetime, step: Step = nothing) -> tuple[Processed, ...]:
    """Read every item that waits, oldest first, and record what follows; one that fails waits and stops no other.

    Raises ConfigError where nothing can be read, since the reader's own files are wrong.
    """
    waiting = await asyncio.to_thread(_unread, watch)
    if waiting:
        await asyncio.to_thread(watch.reader)
    done = [await _read_one(watch, item, now, step) for item in waiting]
    return tuple(one for one in done if one is not None)


def _unread(watch: Watch) -> list[Item]:
    with watch.store.read() as conn:
        return item_rows.unread(conn, watch.dossier.id)


async def _read_one(watch: Watch, item: Item, now: datetime, step: Step) -> Processed | None:
    begun = perf_counter()
    try:
        done = await asyncio.to_thread(_process, watch, item, now)
    except Exception as error:
        log.exception("item not read", dossier=watch.dossier.id, item=item.id, url=item.url)
        watch.vitals.not_read()
        await watch.vitals.failed("reader", f"{item.id}: {type(error).__name__}: {error}")
        return None
    finally:
        step()
    kinds = [alert.kind for alert in done.alerts]
    watch.vitals.read(perf_counter() - begun, statements=len(done.statements), alerts=kinds)
    await watch.vitals.worked("reader")
    return done


def _process(watch: Watch, item: Item, now: datetime) -> Processed:
    """Read first and then hold the database, since reading takes long."""
    reading = read(item, watch.reader())
    with watch.store.write() as conn:
        return record(
            conn, item, reading, dossier=watch.dossier, settings=watch.settings, subscriptions=watch.subscriptions,
            now=now,
        )  # fmt: skip
