"""Who asks in Slack: ids that Slack's server handed in go in, an `Asker` with what Slack says of the person comes out.

Who manages a channel: an administrator or owner of the workspace, who made the channel, who is listed in the settings,
and everybody in the direct conversation with the app. Somebody of another workspace, in a shared channel, does not.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.slack.errors import FAILURES, name_of
from bot.chat.slack.places import Place, tenant_of
from bot.chat.slack.workspaces import Workspaces
from bot.commands.asker import Asker
from bot.errors import DeliveryError

log = structlog.get_logger("slack")

KEPT_SECONDS = 60.0
"""How long it is believed what Slack said of a person or a channel."""
_MOST = 5_000


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    may: bool


class Askers:
    """Asks Slack about people and channels, and remembers the answers for a minute.

    `managers` are those whom the settings name, as TEAM/USER.
    """

    def __init__(
        self,
        workspaces: Workspaces,
        *,
        managers: frozenset[str] = frozenset(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workspaces = workspaces
        self._managers = managers
        self._clock = clock
        self._known: dict[tuple[str, str, str], tuple[float, Any]] = {}

    async def asker(self, place: Place, user: str, name: str = "") -> Asker:
        """Return who asks; where Slack does not tell about the person, it is one who manages nothing."""
        person = await self._person(place.team, user)
        manages = (
            f"{place.team}/{user}" in self._managers
            or place.channel.startswith("D")
            or (person is not None and (person.may or await self._made(place) == user))
        )
        return Asker(
            tenant=tenant_of(place.team), channel=place.name, user=f"{tenant_of(place.team)}/{user}",
            name=(person.name if person else "") or name or user, manages=manages,
        )  # fmt: skip

    async def is_absent(self, place: Place) -> bool:
        """Return whether the app is surely not in the channel, so that nothing can be told there."""
        if place.channel[:1] not in {"C", "G"}:
            return False
        try:
            client = (await self._workspaces.access(place.team)).client
            told = (await client.conversations_info(channel=place.channel))["channel"]
        except (*FAILURES, DeliveryError) as error:
            return name_of(error) == "channel_not_found"  # a private one, to which it was not invited
        return told.get("is_member") is False

    async def _person(self, team: str, user: str) -> _Person | None:
        """Return what Slack says of the person; None for nothing, or for a stranger from another workspace."""

        async def ask(client: AsyncWebClient) -> _Person | None:
            said = (await client.users_info(user=user))["user"]
            if said.get("team_id", team) != team or said.get("is_bot"):
                return None
            profile = said.get("profile") or {}
            name = profile.get("display_name") or said.get("real_name") or said.get("name") or ""
            return _Person(str(name), any(said.get(role) for role in ("is_admin", "is_owner", "is_primary_owner")))

        found: _Person | None = await self._asked("user", team, user, ask)
        return found

    async def _made(self, place: Place) -> str:
        """Return who made the channel, "" where Slack does not say."""

        async def ask(client: AsyncWebClient) -> str:
            return str((await client.conversations_info(channel=place.channel))["channel"].get("creator") or "")

        return await self._asked("channel", place.team, place.channel, ask) or ""

    async def _asked(self, kind: str, team: str, key: str, ask: Callable[[AsyncWebClient], Any]) -> Any:
        """Return the answer to a question, from memory where it is new; None where Slack cannot be asked."""
        now = self._clock()
        at, known = self._known.get((kind, team, key), (float("-inf"), None))
        if now - at < KEPT_SECONDS:
            return known
        try:
            answer = await ask((await self._workspaces.access(team)).client)
        except (*FAILURES, DeliveryError) as error:
            log.warning("not told by Slack", about=kind, id=key, error=name_of(error) or str(error))
            return None
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[kind, team, key] = (now, answer)
        return answer
