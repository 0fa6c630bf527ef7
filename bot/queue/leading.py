"""Of any number of schedulers one works and the others stand by, until it ends or loses the database."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.errors import StoreError
from bot.store.database import Store
from bot.store.locks import Office

LOOK_SECONDS = 2.0
"""How often those who stand by ask for the office, and who holds it whether it still does."""

log = structlog.get_logger("queue")


async def lead(store: Store, work: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do the work whenever it is this process's turn, until `stop` is set; the work ends when its event is set."""
    office = Office(store, "scheduler")
    while not stop.is_set():
        if await _taken(office):
            log.info("scheduling here")
            try:
                await _while_held(office, work, stop)
            finally:
                await asyncio.to_thread(office.give)
        await _set_within(stop, LOOK_SECONDS)


async def _taken(office: Office) -> bool:
    try:
        return await asyncio.to_thread(office.take)
    except StoreError as error:
        log.warning("nobody is asked who schedules", error=str(error))
        return False


async def _while_held(office: Office, work: Callable[[asyncio.Event], Awaitable[None]], stop: asyncio.Event) -> None:
    ended = asyncio.Event()
    working = asyncio.ensure_future(work(ended))
    try:
        while not stop.is_set() and not working.done() and await asyncio.to_thread(office.holds):
            await _set_within(stop, LOOK_SECONDS)
    finally:
        ended.set()
        await working


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
