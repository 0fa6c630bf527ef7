"""`run --role`: the parts of `run` in processes of their own, on one PostgreSQL, with a queue between them."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.app import Setup, connected, counter, crew, email, follow_files, senders, vitals_of, watch_of
from bot.chat.console import ConsoleChat
from bot.chat.protocol import Chat, Connected
from bot.cli.options import Role
from bot.cli.output import note
from bot.cli.serving import now, stay_connected, web
from bot.delivery.dispatcher import Dispatcher
from bot.dossier import Dossier
from bot.errors import InputError
from bot.feeds.fetch import Fetcher
from bot.feeds.sandbox import Parser
from bot.jobs import Watch
from bot.jobs.settling import settle
from bot.queue import (
    DELIVER,
    POLL,
    READ,
    Handler,
    Worker,
    carry,
    deliveries,
    delivery_queue,
    ensure,
    lead,
    polls,
    readings,
    schedule,
)
from bot.readers import cores
from bot.store.database import Store
from bot.vitals import Vitals
from bot.web.websub import listening

if TYPE_CHECKING:
    from bot.readers import ReadsApart


@dataclass(frozen=True, slots=True)
class _Place:
    """One process, and what its roles share; `connections` are those that it holds to chats."""

    setup: Setup
    dossiers: Sequence[Dossier]
    store: Store
    vitals: Vitals
    connections: Sequence[Connected]
    readers: int
    stop: asyncio.Event

    def watches(self, crew: "ReadsApart | None" = None) -> list[Watch]:
        """Return what the jobs work on."""
        return [watch_of(self.setup, one, self.store, vitals=self.vitals, crew=crew) for one in self.dossiers]

    async def take(self, task: str, handler: Handler, *, queues: Sequence[str], at_once: int) -> None:
        """Do the jobs of the queues until the process is told to stop."""
        worker = Worker(
            address=self.store.address, queues=queues, handlers={task: handler}, at_once=at_once,
            rules=self.setup.settings.queue, alive=lambda: self.vitals.alive("send" if task == DELIVER else task),
        )  # fmt: skip
        await worker.run(self.stop)


def check(roles: frozenset[Role], setup: Setup, store: Store, dossier: str | None) -> None:
    """Raise InputError where the roles cannot be split so."""
    if store.dialect != "postgresql":
        raise InputError(
            f"--role {min(roles)}: processes share their work over PostgreSQL, and DATABASE_URL names SQLite; "
            "set DATABASE_URL=postgresql://… or leave --role out"
        )
    if dossier:
        raise InputError("--dossier: all roles watch the dossiers that config/parley.yaml lists; leave it out")
    if Role.WEB in roles and not setup.settings.web.port:
        raise InputError("--role web: no port is set; name one under web.port of config/parley.yaml")


async def work(
    setup: Setup, dossiers: Sequence[Dossier], store: Store, roles: frozenset[Role], readers: int | None,
    stop: asyncio.Event,
) -> None:  # fmt: skip
    """Do the roles until `stop` is set."""
    await asyncio.to_thread(ensure, store)
    carry(store)
    follow_files(setup, store, now=now())
    async with AsyncExitStack() as held:
        connections: tuple[Connected, ...] = ()
        if roles & {Role.CHAT, Role.DELIVER}:
            asked = held.enter_context(closing(counter(setup, dossiers, store, clock=now)))
            connections = connected(setup, asked, store, clock=now, told=note, hears=Role.CHAT in roles)
        names = [one.name for one in (ConsoleChat(), *connections)]
        vitals = vitals_of(setup, dossiers, store, platforms=names, connected=connections)
        vitals.can_read = vitals.looked = True  # that is for others, who tell the store
        await held.enter_async_context(vitals.observed())
        place = _Place(
            setup, dossiers, store, vitals, connections, readers or setup.settings.reading.readers or cores(), stop
        )
        note(f"Here: {', '.join(sorted(roles))}, for {', '.join(one.title for one in dossiers)}; Ctrl-C stops.")
        settle()
        async with asyncio.TaskGroup() as group:
            for chat in connections:
                group.create_task(stay_connected(chat, stop))
            for role in sorted(roles):
                group.create_task(_PARTS[role](place), name=role)


async def _poll(place: _Place) -> None:
    async with Fetcher(place.setup.settings.polling) as fetcher, Parser() as parser:
        handler = polls(place.watches(), fetcher, parser, clock=now)
        await place.take(POLL, handler, queues=[POLL], at_once=place.setup.settings.queue.polls_at_once)


async def _read(place: _Place) -> None:
    async with crew(place.setup, place.dossiers, place.readers) as reading:
        await reading.ready()
        handler = readings(place.watches(reading), clock=now)
        await place.take(READ, handler, queues=[READ], at_once=place.readers + 1)  # one is recorded meanwhile


async def _deliver(place: _Place) -> None:
    rules, setup = place.setup.settings, place.setup
    chats: tuple[Chat, ...] = (ConsoleChat(), *email(setup, note), *place.connections)
    sending = senders(*chats, vitals=place.vitals, public_url=rules.web.public_url)
    dispatcher = Dispatcher(place.store, sending, clock=now, rules=rules.delivery)
    handler = deliveries(dispatcher, place.vitals)
    queues = [delivery_queue(one) for one in sending]
    await place.take(DELIVER, handler, queues=queues, at_once=rules.queue.channels_at_once)


async def _schedule(place: _Place) -> None:
    async with Fetcher(place.setup.settings.polling) as fetcher:
        await lead(place.store, lambda ended: schedule(place.watches(), fetcher, clock=now, stop=ended), place.stop)


async def _chat(place: _Place) -> None:
    if not place.connections:
        note("No chat has its tokens in the environment, so that nobody can ask anything here; see .env.example.")
    await place.stop.wait()


async def _web(place: _Place) -> None:
    setup, store = place.setup, place.store
    async with web(setup, place.dossiers, place.vitals, store), listening(store, setup.settings.polling, clock=now):
        await place.stop.wait()


_PARTS: Mapping[Role, Callable[[_Place], Coroutine[Any, Any, None]]] = {
    Role.SCHEDULER: _schedule, Role.POLL: _poll, Role.READ: _read, Role.DELIVER: _deliver, Role.CHAT: _chat,
    Role.WEB: _web,
}  # fmt: skip
