"""Many workspaces: who installs the app by themselves, and the token that their installation gave.

slack_sdk's SQLAlchemy stores keep both in Parley's database, off the event loop. An installation is of one workspace,
also within an Enterprise Grid; tokens that expire are renewed before they do.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

from bot.chat.slack.errors import FAILURES, delivery_error
from bot.chat.slack.places import tenant_of
from bot.chat.slack.workspaces import Access, Clients
from bot.errors import DeliveryError, Trouble

log = structlog.get_logger("slack")

SCOPES = (
    "app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:write", "groups:history",
    "groups:read", "im:history", "users:read",
)  # fmt: skip
"""What a workspace is asked for; the manifest says what each is for."""
INSTALL, CALLBACK = "/slack/install", "/slack/oauth_redirect"
"""Where somebody installs the app, and where Slack sends them back to."""
WHOLE = (
    "Parley cannot be installed for a whole organisation at once, since each workspace decides for itself what its "
    "channels are told. Open this address again and choose one workspace; install it in the others in the same way."
)
_STATE_SECONDS = 600
_KEPT_SECONDS = 60.0
_RENEW_MINUTES = 120


class WholeOrganisationError(BoltError):
    """An installation for all workspaces of an Enterprise Grid at once."""


@dataclass(frozen=True, slots=True, repr=False)
class OAuthSecrets:
    """What proves to Slack that it is this app that is installed."""

    client_id: str
    client_secret: str


class Installations(AsyncInstallationStore):
    """slack_sdk's store of installations, each call in a thread."""

    def __init__(self, store: SQLAlchemyInstallationStore, changed: Callable[[str], None] = lambda _: None) -> None:
        self._store = store
        self._changed = changed

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation, as one of its workspace alone; raises WholeOrganisationError where it has none."""
        if installation.is_enterprise_install or not installation.team_id:
            log.warning("not installed", enterprise=installation.enterprise_id, by=installation.user_id)
            raise WholeOrganisationError(WHOLE)
        installation.enterprise_id = None
        await asyncio.to_thread(self._store.save, installation)
        self._changed(str(installation.team_id))
        log.info("installed", team=installation.team_id, by=installation.user_id)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a bot's new tokens."""
        await asyncio.to_thread(self._store.save_bot, bot)

    async def bot(self, team: str) -> Bot | None:
        """Return the bot of a workspace."""
        return await asyncio.to_thread(self._store.find_bot, enterprise_id=None, team_id=team)

    async def installer(self, team: str) -> str:
        """Return who installed the app there last, "" for nobody."""
        found = await asyncio.to_thread(self._store.find_installation, enterprise_id=None, team_id=team)
        return str(found.user_id) if found else ""

    async def forget(self, team: str) -> None:
        """Take out all installations of a workspace."""
        await asyncio.to_thread(self._store.delete_installation, enterprise_id=None, team_id=team)
        await asyncio.to_thread(self._store.delete_bot, enterprise_id=None, team_id=team)
        self._changed(team)
        log.info("uninstalled", team=team)


class States(AsyncOAuthStateStore):
    """slack_sdk's store of states, which prove that who comes back from Slack set out here; each call in a thread."""

    def __init__(self, store: SQLAlchemyOAuthStateStore) -> None:
        self._store = store

    async def async_issue(self, *args: Any, **options: Any) -> str:
        """Return a new state."""
        return await asyncio.to_thread(self._store.issue, *args, **options)

    async def async_consume(self, state: str) -> bool:
        """Return whether the state is one of ours that was not used yet."""
        return await asyncio.to_thread(self._store.consume, state)


class ManyWorkspaces:
    """Access to every workspace that installed the app; what the database says is believed for a minute."""

    many = True

    def __init__(self, secrets: OAuthSecrets, engine: Any, clients: Clients) -> None:
        self._secrets = secrets
        self._clients = clients
        self._known: dict[str, tuple[float, Access]] = {}
        store = SQLAlchemyInstallationStore(client_id=secrets.client_id, engine=engine)
        self._installations = Installations(store, lambda team: self._known.pop(team, None) and None)
        self._states = States(SQLAlchemyOAuthStateStore(_STATE_SECONDS, engine))

    async def access(self, team: str) -> Access:
        """Return access to the workspace; raises DeliveryError where the app is not, or no longer, installed in it."""
        at, known = self._known.get(team, (float("-inf"), None))
        if known is not None and time.monotonic() - at < _KEPT_SECONDS:
            return known
        bot = await self._installations.bot(team)
        if bot is None:
            raise DeliveryError(
                f"{tenant_of(team)}: the app is not installed there; install it again", trouble=Trouble.CHANNEL
            )
        bot = await self._renewed(bot, team)
        installer = await self._installations.installer(team)
        access = Access(self._clients.client(bot.bot_token), installer, bot.bot_id, bot.bot_user_id)
        self._known[team] = (time.monotonic(), access)
        return access

    async def left(self, team: str) -> None:
        """Forget a workspace that took the app out."""
        await self._installations.forget(team)

    def flow(self) -> AsyncOAuthFlow:
        """Return the pages on which somebody installs the app."""
        settings = AsyncOAuthSettings(
            client_id=self._secrets.client_id, client_secret=self._secrets.client_secret, scopes=SCOPES, user_scopes=[],
            installation_store=self._installations, state_store=self._states, install_path=INSTALL,
            redirect_uri_path=CALLBACK, state_expiration_seconds=_STATE_SECONDS,
            callback_options=AsyncCallbackOptions(success=_installed, failure=_not_installed),
        )  # fmt: skip
        return AsyncOAuthFlow(settings=settings, client=self._clients.client())

    async def _renewed(self, bot: Bot, team: str) -> Bot:
        """Return the bot with a token that stays good for a while."""
        if bot.bot_refresh_token is None:
            return bot
        rotator = AsyncTokenRotator(
            client=self._clients.client(), client_id=self._secrets.client_id, client_secret=self._secrets.client_secret
        )
        try:
            renewed = await rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=_RENEW_MINUTES)
        except SlackTokenRotationError as error:
            raise delivery_error(error.api_error, tenant_of(team), one_of_many=True) from error
        except FAILURES as error:
            raise delivery_error(error, tenant_of(team), one_of_many=True) from error
        if renewed is None:
            return bot
        await self._installations.async_save_bot(renewed)
        return renewed


async def _installed(args: AsyncSuccessArgs) -> BoltResponse:
    return await args.default.success(args)


async def _not_installed(args: AsyncFailureArgs) -> BoltResponse:
    """Say in words why a whole organisation is refused; all else is said by slack-bolt's own page."""
    if isinstance(args.error, WholeOrganisationError):
        return BoltResponse(status=403, body=str(args.error), headers={"Content-Type": "text/plain; charset=utf-8"})
    return await args.default.failure(args)
