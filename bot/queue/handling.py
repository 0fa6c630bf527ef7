"""What a worker does with each kind of job: the very functions that one process calls by itself."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.delivery.dispatcher import Dispatcher
from bot.feeds.fetch import Fetcher
from bot.feeds.poll import Parser
from bot.jobs.keeping import keeping
from bot.jobs.polling import ask_if_due
from bot.jobs.reading import read_item
from bot.jobs.watch import Clock, Watch
from bot.queue.working import Handler
from bot.vitals import Vitals

WAIT_SECONDS = 5.0
"""For what is due so soon a job waits itself; for what is due later another one is made when it is."""

log = structlog.get_logger("queue")


def polls(watches: Sequence[Watch], fetcher: Fetcher, parser: Parser, *, clock: Clock) -> Handler:
    """Return what asks a feed of the dossiers."""
    keeps = {one.dossier.id: keeping(one) for one in watches}

    async def poll(dossier: str, feed: str) -> None:
        if watch := _watch(watches, dossier):
            await ask_if_due(watch, feed, fetcher, parser, keeps[dossier], clock=clock)

    return _observed("poll", poll, watches[0].vitals)


def readings(watches: Sequence[Watch], *, clock: Clock) -> Handler:
    """Return what reads an item of the dossiers."""

    async def read(dossier: str, item: str) -> None:
        if watch := _watch(watches, dossier):
            await read_item(watch, item, clock=clock)

    return _observed("read", read, watches[0].vitals)


def deliveries(dispatcher: Dispatcher, vitals: Vitals) -> Handler:
    """Return what sends to a channel."""

    async def deliver(channel: str) -> None:
        while (seconds := await dispatcher.deliver(channel)) is not None and seconds <= WAIT_SECONDS:
            vitals.alive("send")
            await asyncio.sleep(seconds)

    return _observed("deliver", deliver, vitals)


def _watch(watches: Sequence[Watch], dossier: str) -> Watch | None:
    found = next((one for one in watches if one.dossier.id == dossier), None)
    if found is None:
        log.warning("not watched here; all roles need the same settings", dossier=dossier)
    return found


def _observed(name: str, handler: Handler, vitals: Vitals) -> Handler:
    """Return the handler, whose failures are logged and told as those of jobs are."""

    async def observed(**about: str) -> None:
        try:
            await handler(**about)
        except Exception as error:
            log.exception("job failed", job=name, about=about)
            await vitals.job_failed(name, error)
            raise

    return observed
