"""Slack as a connected chat: it brings cards to channels and answers, over Socket Mode or HTTP."""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog

from bot.chat.once import Once
from bot.chat.slack.app import make_app
from bot.chat.slack.askers import Askers
from bot.chat.slack.front import Front
from bot.chat.slack.http import HttpMode
from bot.chat.slack.installations import ManyWorkspaces, OAuthSecrets
from bot.chat.slack.places import SCHEME
from bot.chat.slack.sender import Sender
from bot.chat.slack.socket import TOLD_SECONDS, SocketMode, clock_time, set_within
from bot.chat.slack.workspaces import Clients, OneWorkspace
from bot.counter import Counter
from bot.errors import DeliveryError, Trouble
from bot.model import Outgoing
from bot.settings import SlackRules
from bot.store.database import Store
from digest.render import SHIPPED, Templates

log = structlog.get_logger("slack")

_PAUSE = 10.0  # seconds between two tries to reach Slack at the start


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """The tokens of one workspace: the bot's, and for Socket Mode the app's or for HTTP the signing secret."""

    bot_token: str = ""
    app_token: str = ""
    signing_secret: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Many:
    """What it takes to be in many workspaces: the secrets of the app, and the database's engine for their tokens."""

    secrets: OAuthSecrets
    engine: Any


class _Mode(Protocol):
    async def run(self, stop: asyncio.Event) -> None: ...

    def trouble(self, now: datetime) -> str: ...


class Slack:
    """A chat with the workspace of the bot token or, where `many` is given, with all that installed the app.

    `store` keeps what was done once over a restart, `templates` lay out digests where the user has some. One that does
    not hear sends only: another process answers.
    """

    name = SCHEME
    pace = Sender.pace

    def __init__(
        self, secrets: Secrets, counter: Counter, *, rules: SlackRules, url: str = "", many: Many | None = None,
        store: Store | None = None, hears: bool = True, templates: Templates = SHIPPED,
    ) -> None:  # fmt: skip
        self._secrets = secrets
        self._rules = rules
        self._clients = Clients(url)
        self.workspaces = (
            OneWorkspace(secrets.bot_token, self._clients, installer=self._manager)
            if many is None
            else ManyWorkspaces(many.secrets, many.engine, self._clients)
        )
        self._once = Once(SCHEME, store)
        self._sender = Sender(self.workspaces, self._once, templates=templates)
        askers = Askers(self.workspaces, managers=frozenset(rules.managers))
        self._front = Front(
            counter=counter, askers=askers, clients=self._clients, once=self._once, templates=templates
        )  # fmt: skip
        self.mode: _Mode | None = None
        self._made = time.time()
        self._hears = hears

    async def send(self, message: Outgoing) -> str:
        """Bring the card to its channel in the manner asked for, and return the message's time stamp."""
        return await self._sender.send(message)

    async def run(self, stop: asyncio.Event) -> None:
        """Connect, and answer what is asked until `stop` is set.

        Raises DeliveryError with trouble `platform` where the credentials are refused.
        """
        try:
            if not self._hears:
                await stop.wait()
            elif await self._reached(stop):
                self.mode = self._make()
                await self.mode.run(stop)
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the connections, where it was not run."""
        await self._once.close()
        await self._clients.close()

    def trouble(self, now: datetime) -> str:
        """Return in one sentence what is wrong with the connection, "" while it is alive and heard from."""
        if self.mode:
            return self.mode.trouble(now)
        late = self._hears and now.timestamp() - self._made > TOLD_SECONDS
        return f"Slack has not been reached since {clock_time(self._made)}" if late else ""

    def _manager(self, team: str) -> str:
        """Return who is told of trouble in the workspace: the first whom the settings list, "" for nobody."""
        return next((one.partition("/")[2] for one in self._rules.managers if one.startswith(f"{team}/")), "")

    async def _reached(self, stop: asyncio.Event) -> bool:
        """Wait until Slack says whose token it is; returns false where `stop` is set before."""
        while not stop.is_set():
            if isinstance(self.workspaces, ManyWorkspaces):
                return True
            try:
                known = await self.workspaces.known()
            except DeliveryError as error:
                if error.trouble is Trouble.PLATFORM:
                    raise
                log.warning("not reached", error=str(error))
            else:
                log.info("workspace", team=known["team_id"])
                return True
            await set_within(stop, _PAUSE)
        return False

    def _make(self) -> _Mode:
        secret = "" if self._secrets.app_token else self._secrets.signing_secret
        app = make_app(self._front, self.workspaces, signing_secret=secret)
        if self._secrets.app_token:
            return SocketMode(app, self._secrets.app_token, self._clients)
        flow = self.workspaces.flow() if isinstance(self.workspaces, ManyWorkspaces) else None
        return HttpMode(app, self._rules.host, self._rules.port, flow)
