"""What the scheduler does while it is its turn: look round for the queue, and the chores of all dossiers."""

import asyncio
from collections.abc import Sequence

import structlog
from procrastinate.exceptions import ConnectorException

from bot.feeds.fetch import Fetcher
from bot.jobs.chores import Chores
from bot.jobs.clockwork import keep
from bot.jobs.underway import UnderWay
from bot.jobs.watch import Clock, Watch, nothing
from bot.queue.connecting import connected
from bot.queue.sweeping import Sweeper

log = structlog.get_logger("queue")

AGAIN_SECONDS = 2.0
"""Pause before the queue is asked for again where the database does not answer."""


async def schedule(watches: Sequence[Watch], fetcher: Fetcher, *, clock: Clock, stop: asyncio.Event) -> None:
    """Start everything at its times until `stop` is set; then let what is under way end."""
    first = watches[0]
    chores = Chores(watches, fetcher, clock, told=nothing)
    while not stop.is_set():
        try:
            async with connected(first.store.address) as (app, _):
                sweeper = Sweeper(app, watches, first.settings.queue, clock)
                under_way = UnderWay(first.vitals)
                await keep([*sweeper.rows(), *chores.rows()], under_way, stop)
                await under_way.end()
        except (ConnectorException, OSError, TimeoutError) as error:
            log.warning("queue not reached", error=f"{type(error).__name__}: {error}")
            await asyncio.sleep(AGAIN_SECONDS)
