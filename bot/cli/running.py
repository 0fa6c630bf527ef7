"""`run`: from feeds to alerts for good, with health, metrics and a graceful end."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack, closing
from typing import TYPE_CHECKING

from bot.app import (
    Setup,
    connected,
    counter,
    crew,
    email,
    follow_files,
    log_on,
    opened,
    senders,
    set_up,
    vitals_of,
    watch_of,
)
from bot.chat.console import ConsoleChat
from bot.chat.protocol import Chat
from bot.cli.options import DossierName, Readers, Role, Roles
from bot.cli.output import note
from bot.cli.serving import now, stay_connected, web
from bot.cli.stopping import stopping
from bot.dossier import Dossier
from bot.store.database import Store

if TYPE_CHECKING:
    from bot.readers import Crew

# aiohttp, the parsers, the scheduler and the server load with the verb that needs them
# ruff: noqa: PLC0415


def run(dossier: DossierName = None, readers: Readers = None, role: Roles = None) -> None:
    """Poll, read and alert until stopped (Ctrl-C or SIGTERM); alerts and digests appear here.

    Articles are read in processes of their own, so that answers never wait for them. With --role, processes on many
    machines share the work over PostgreSQL: see docs/scaling.md.
    """
    roles = frozenset(role or ())
    setup = set_up()
    dossiers = setup.dossiers((dossier,) if dossier else ())
    log_on(sys.stderr, setup)
    asyncio.run(_until_stopped(setup, dossiers, readers, frozenset() if Role.ALL in roles else roles, dossier))


async def _until_stopped(
    setup: Setup, dossiers: Sequence[Dossier], readers: int | None, roles: frozenset[Role], dossier: str | None
) -> None:
    with stopping() as stop, opened(setup.environment.database_url) as store:
        if roles:
            from bot.cli import roles as split

            split.check(roles, setup, store, dossier)
            await split.work(setup, dossiers, store, roles, readers, stop)
        else:
            async with crew(setup, dossiers, readers) as reading:
                await _work(setup, dossiers, store, reading, stop)
    note("Stopped; nothing is lost, the next start goes on from here.")


async def _work(
    setup: Setup, dossiers: Sequence[Dossier], store: Store, reading: "Crew", stop: asyncio.Event
) -> None:  # fmt: skip
    loading = asyncio.create_task(reading.ready())  # by another process, while this one loads all else
    await asyncio.sleep(0)
    from bot.feeds.fetch import Fetcher
    from bot.feeds.sandbox import Parser
    from bot.jobs import run as run_jobs
    from bot.jobs.settling import settle
    from bot.web.websub import listening

    async with AsyncExitStack() as held:
        held.callback(loading.cancel)
        asked = held.enter_context(closing(counter(setup, dossiers, store, clock=now)))
        connections = connected(setup, asked, store, clock=now, told=note)
        chats: tuple[Chat, ...] = (ConsoleChat(), *email(setup, note), *connections)
        vitals = vitals_of(
            setup, dossiers, store, platforms=[one.name for one in chats], connected=connections
        )  # fmt: skip
        await held.enter_async_context(vitals.observed())
        await held.enter_async_context(web(setup, dossiers, vitals, store))
        follow_files(setup, store, now=now())
        watches = [watch_of(setup, one, store, vitals=vitals, crew=reading) for one in dossiers]
        await loading  # so that what is wrong with its files is said now, not with each item
        vitals.can_read = True
        note(
            f"Watching {', '.join(one.title for one in dossiers)}; alerts appear here, Ctrl-C stops. What a feed "
            "holds when it is asked for the first time is read, which takes a while, and not alerted."
        )
        await held.enter_async_context(listening(store, setup.settings.polling, clock=now))
        fetcher = await held.enter_async_context(Fetcher(setup.settings.polling))
        parser = await held.enter_async_context(Parser())
        settle()
        async with asyncio.TaskGroup() as group:
            for chat in connections:
                group.create_task(stay_connected(chat, stop))
            await run_jobs(
                watches, fetcher=fetcher, parser=parser, clock=now, stop=stop,
                senders=senders(*chats, vitals=vitals, public_url=setup.settings.web.public_url),
            )  # fmt: skip
