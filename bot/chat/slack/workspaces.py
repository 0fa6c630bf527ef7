"""The workspaces that the app is in, and the client for each: a tenant goes in, a client with its token comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import aiohttp
import structlog
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.chat.slack.errors import FAILURES, delivery_error
from bot.errors import DeliveryError, Trouble

log = structlog.get_logger("slack")

SECONDS = 20.0
"""How long one call of Slack may take."""
PATIENCE = 5
"""Seconds that a call waits by itself where Slack asks to; what is longer is the outbox's to wait."""
API = "https://slack.com/api/"


class ShortWaits(AsyncRateLimitErrorRetryHandler):
    """Repeats a call after a short Retry-After; a long one would outlast the lease of the card."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        del state, request, error
        if response is None or response.status_code != 429:
            return False
        given = [
            value for name, values in response.headers.items() if name.lower() == "retry-after" for value in values
        ]
        return any(value.isdigit() and int(value) <= PATIENCE for value in given[:1])


class Clients:
    """Makes clients that share one HTTP session.

    They repeat nothing but what Slack asked to repeat: the SDK's own handler sends a message again after a connection
    that broke, although it may have been taken.
    """

    def __init__(self, url: str = "") -> None:
        self._url = url or API
        self._session: aiohttp.ClientSession | None = None

    def client(self, token: str | None = None) -> AsyncWebClient:
        """Return a client with the token; must be called on the event loop."""
        handlers: list[AsyncRetryHandler] = [ShortWaits(max_retry_count=2)]
        return AsyncWebClient(
            token=token, base_url=self._url, timeout=int(SECONDS), session=self._shared(), retry_handlers=handlers,
            trust_env_in_session=True,
        )  # fmt: skip

    def webhook(self, url: str) -> AsyncWebhookClient:
        """Return a client for a response_url."""
        handlers: list[AsyncRetryHandler] = [ShortWaits(max_retry_count=2)]
        return AsyncWebhookClient(url, timeout=int(SECONDS), session=self._shared(), retry_handlers=handlers)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _shared(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), trust_env=True)
        return self._session


@dataclass(frozen=True, slots=True)
class Access:
    """How a workspace is reached: a client with its token, the app's ids there, and who is to be told of trouble."""

    client: AsyncWebClient
    installer: str = ""
    bot: str = ""
    bot_user: str = ""


class Workspaces(Protocol):
    """Where access to a workspace comes from."""

    @property
    def many(self) -> bool:
        """Return whether the app may be in several workspaces, each with a token of its own."""
        ...

    async def access(self, team: str) -> Access:
        """Return access to the workspace; raises DeliveryError where the app is not in it."""
        ...

    async def left(self, team: str) -> None:
        """Note that a workspace took the app out, or its token back."""
        ...


class OneWorkspace:
    """The workspace of the bot token in the environment; which it is, Slack says when it is asked first."""

    many = False

    def __init__(self, token: str, clients: Clients, *, installer: Callable[[str], str] = lambda _: "") -> None:
        self._token = token
        self._clients = clients
        self._installer = installer
        self._known: Mapping[str, str] = {}

    async def access(self, team: str) -> Access:
        """Return access to the workspace; raises DeliveryError for another one, or where the token is refused."""
        own = (await self.known())["team_id"]
        if team != own:
            raise DeliveryError(
                f"slack:{team}: the bot token is of another workspace, {own}; name that one, or set up many",
                trouble=Trouble.CHANNEL,
            )
        client = self._clients.client(self._token)
        return Access(client, self._installer(team), self._known["bot_id"], self._known["user_id"])

    async def left(self, team: str) -> None:
        """Note that the workspace took the app out: its token is dead, as the next send will find."""
        log.warning("the app was taken out; install it again and set the new token", team=team)

    async def known(self) -> Mapping[str, str]:
        """Return what Slack says of the token: the workspace and the app's ids there; raises DeliveryError."""
        if not self._known:
            try:
                answer = await self._clients.client(self._token).auth_test()
            except FAILURES as error:
                raise delivery_error(error, "Slack") from error
            self._known = {name: str(answer.get(name, "")) for name in ("team_id", "bot_id", "user_id")}
        return self._known
