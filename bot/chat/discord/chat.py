"""Discord as a chat: cards to its channels, and a connection over which people ask."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import aiohttp
import discord
import structlog

from bot.chat.discord.answers import Answers
from bot.chat.discord.client import Client, point_to, until
from bot.chat.discord.pulse import Pulse
from bot.chat.discord.sender import Sender
from bot.chat.discord.tree import grow, sync
from bot.chat.discord.troubles import REFUSED
from bot.chat.once import Once
from bot.commands.registry import COMMANDS
from bot.counter import Counter
from bot.errors import DeliveryError, Trouble
from bot.model import Outgoing
from bot.store.database import Store
from digest.render import SHIPPED, Templates

log = structlog.get_logger("discord")

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
SECONDS_TO_LOG_IN = 20.0


class DiscordChat:
    """Discord, over one client at a time; `clock` returns the time in UTC, `store` keeps what was done once.

    `templates` lay out digests where the user has some.

    One that does not hear sends only, without a connection to the gateway: another process answers.
    """

    name = "discord"

    def __init__(
        self,
        token: str,
        counter: Counter,
        *,
        clock: Callable[[], datetime],
        shards: int = 1,
        api: str | None = None,
        gateway: str | None = None,
        store: Store | None = None,
        templates: Templates = SHIPPED,
        hears: bool = True,
    ) -> None:
        point_to(api, gateway)
        self._token = token
        self._once = Once(self.name, store)
        self._answers = Answers(counter, self._once, templates)
        self._templates = templates
        self._clock = clock
        self._shards = shards
        self._sender: Sender | None = None
        self._refused = ""
        self._pulse = Pulse()
        self._hears = hears

    async def send(self, message: Outgoing) -> str:
        """Bring the card to its channel, once per key; returns what Discord calls its messages."""
        channel = message.delivery.channel
        for _ in range(int(SECONDS_TO_LOG_IN * 10)):
            if self._refused:
                raise DeliveryError(self._refused, trouble=Trouble.PLATFORM)
            if self._sender is not None:
                return await self._sender.send(message)
            await asyncio.sleep(0.1)
        raise DeliveryError(f"{channel}: not connected to Discord yet; it is sent when it is", unsure=False)

    async def run(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop` is set; raises DeliveryError where Discord refuses the token."""
        try:
            await self._stay(stop)
        finally:
            await self._once.close()

    async def _stay(self, stop: asyncio.Event) -> None:
        pause = FIRST_PAUSE
        while not stop.is_set():
            started = self._clock()
            try:
                await self._session(stop)
            except (discord.LoginFailure, discord.PrivilegedIntentsRequired) as error:
                raise self._refuse(error) from error
            except discord.ConnectionClosed as error:
                if error.code in {4004, 4010, 4011, 4012, 4013, 4014}:
                    raise self._refuse(error) from error
                log.warning("connection closed", code=error.code)
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                log.warning("not connected", error=f"{type(error).__name__}: {error}")
            except Exception:
                log.exception("connection failed")
            if (self._clock() - started).total_seconds() > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            if await until(stop, pause):
                break
            pause = min(pause * 2, LONGEST_PAUSE)

    def trouble(self, now: datetime) -> str:
        """Return what is wrong with the connection, "" while Discord is heard from."""
        del now  # a connection's age is measured on a clock that is never set
        return self._refused or (self._pulse.trouble() if self._hears else "")

    def _refuse(self, error: Exception) -> DeliveryError:
        code = f" ({error})" if isinstance(error, discord.ConnectionClosed) else ""
        self._refused = f"{REFUSED}{code}"
        return DeliveryError(self._refused, trouble=Trouble.PLATFORM)

    async def _session(self, stop: asyncio.Event) -> None:
        """Hold one connection until it ends or `stop` is set."""
        client = Client(
            shards=self._shards, set_up=self._ready, hear=self._answers.interaction, read=self._answers.message
        )
        stopped = asyncio.create_task(stop.wait())
        async with client:
            connected = asyncio.create_task(self._connect(client, stop))
            watched = asyncio.create_task(self._pulse.watch(client))
            try:
                await asyncio.wait({stopped, connected}, return_when=asyncio.FIRST_COMPLETED)
                if connected.done():
                    await connected
            finally:
                sender, self._sender = self._sender, None
                for task in (stopped, watched):
                    task.cancel()
                await client.close()
                if sender is not None:
                    sender.close()
                await asyncio.gather(connected, watched, stopped, return_exceptions=True)

    async def _connect(self, client: Client, stop: asyncio.Event) -> None:
        if self._hears:
            await client.start(self._token)
        else:
            await client.login(self._token)
            await stop.wait()

    async def _ready(self, client: Client) -> None:
        """Bind the commands; where Discord does not take them now, those that it has go on working."""
        self._sender = Sender(client, clock=self._clock, templates=self._templates)
        if not self._hears:
            return
        grow(client.tree, COMMANDS, answer=self._answers.command, suggest=self._answers.suggest)
        try:
            await sync(client, client.tree)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.warning("commands not told", error=f"{type(error).__name__}: {error}")
