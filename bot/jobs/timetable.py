"""What one process does that does everything: all jobs at their times, until the program is told to stop."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from apscheduler.triggers.interval import IntervalTrigger

from bot.delivery.dispatch import Sender
from bot.delivery.dispatcher import Dispatcher
from bot.feeds.fetch import Fetcher
from bot.feeds.poll import Parser
from bot.jobs.chores import POLL_SECONDS, Chores
from bot.jobs.clockwork import Row, keep
from bot.jobs.polling import Poller
from bot.jobs.reading import read_some
from bot.jobs.underway import STOP_SECONDS, UnderWay
from bot.jobs.watch import Clock, Watch, log
from bot.pipeline import Processed


async def run(
    watches: Sequence[Watch],
    *,
    fetcher: Fetcher,
    parser: Parser,
    senders: Mapping[str, Sender],
    clock: Clock,
    stop: asyncio.Event,
) -> None:
    """Do all jobs at their times until `stop` is set; then let what is under way end, or give it back."""
    first = watches[0]
    alive = partial(first.vitals.alive, "send")
    dispatcher = Dispatcher(first.store, senders, clock=clock, rules=first.settings.delivery, alive=alive)
    chores = Chores(watches, fetcher, clock, told=dispatcher.wake)
    work = _Work(watches, dispatcher, clock, UnderWay(first.vitals))
    rows = [*_rows(work, [_poller(work, watch, fetcher, parser) for watch in watches]), *chores.rows()]
    delivering = asyncio.create_task(dispatcher.run(stop, grace=STOP_SECONDS))
    try:
        await keep(rows, work.under_way, stop)
    finally:
        stop.set()
        await asyncio.gather(work.under_way.end(), delivering)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is read, and what then is sent."""

    watches: Sequence[Watch]
    dispatcher: Dispatcher
    clock: Clock
    under_way: UnderWay

    async def read(self) -> None:
        """Read what waits, a part of each dossier in turn, so that none waits for the backlog of another."""
        waiting: list[tuple[Watch, set[str]]] = [(watch, set()) for watch in self.watches]
        while waiting:
            waiting = [(watch, failed) for watch, failed in waiting if await self._read_some(watch, failed)]

    async def _read_some(self, watch: Watch, failed: set[str]) -> bool:
        done = await read_some(watch, failed, now=self.clock())
        if done:
            _log_read(watch, done)
            self.dispatcher.wake()
        return done is not None

    def start_read(self) -> None:
        self.under_way.start("read", self.read)


def _poller(work: _Work, watch: Watch, fetcher: Fetcher, parser: Parser) -> Poller:
    return Poller(
        watch, fetcher, parser, under_way=work.under_way, clock=work.clock, brought=work.start_read,
        told=work.dispatcher.wake,
    )  # fmt: skip


def _rows(work: _Work, pollers: Sequence[Poller]) -> list[Row]:
    async def look() -> None:
        for poller in pollers:
            await poller.look()

    often = IntervalTrigger(seconds=POLL_SECONDS)
    return [("look", often, look), ("read", often, work.read)]


def _log_read(watch: Watch, done: Sequence[Processed]) -> None:
    log.info(
        "read", dossier=watch.dossier.id, items=len(done), statements=sum(len(d.statements) for d in done),
        alerts=sum(len(d.alerts) for d in done),
    )  # fmt: skip
