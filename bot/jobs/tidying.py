"""Let go of what is of no use any longer, a little at a time, so that nobody else waits long to write."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.jobs.watch import log
from bot.settings import StoreRules
from bot.store.database import Connection, Store
from bot.store.items import drop_texts
from bot.store.once import forget_marks
from bot.store.outbox import forget_sent
from bot.store.verdicts import forget_verdicts

BATCH = 200
"""Rows that are changed in one transaction."""
PAUSE = 0.05
"""Seconds between two of them, in which others write."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many texts of articles went, how many deliveries, verdicts, and marks of what is done once."""

    texts: int = 0
    sent: int = 0
    verdicts: int = 0
    marks: int = 0


async def tidy(store: Store, rules: StoreRules, *, now: datetime) -> Tidied:
    """Let go of what is older than the rules have it; cancelling it leaves what is done done."""
    sent = now - timedelta(days=rules.keep_sent_days)
    done = Tidied(
        texts=await _all(store, partial(drop_texts, before=now - timedelta(days=rules.keep_days), most=BATCH))
        if rules.keep_days
        else 0,
        sent=await _all(store, partial(forget_sent, before=sent, most=BATCH)),
        verdicts=await _all(store, partial(forget_verdicts, before=sent, most=BATCH)),
        marks=await _all(store, partial(forget_marks, before=now, most=BATCH)),
    )
    await asyncio.to_thread(store.optimize)
    if done != Tidied():
        log.info("tidied", texts=done.texts, sent=done.sent, verdicts=done.verdicts, marks=done.marks)
    return done


async def _all(store: Store, work: Callable[[Connection], int]) -> int:
    """Do the work until it finds less than a batch to do; returns how much that was."""
    total = 0
    while (done := await asyncio.to_thread(_once, store, work)) == BATCH:
        total += done
        await asyncio.sleep(PAUSE)
    return total + done


def _once(store: Store, work: Callable[[Connection], int]) -> int:
    with store.write() as conn:
        return work(conn)
