"""The modal of subscriptions at work: it opens filled in, follows the one that is chosen, saves or says why not."""

import asyncio
from typing import Any

import structlog
from slack_sdk.models.views import View
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.slack.errors import FAILURES, name_of
from bot.chat.slack.follow import chosen_form, follow_view, wanted
from bot.chat.slack.forms import Ack, Forms
from bot.chat.slack.front import Body, Front, channel_of
from bot.chat.slack.places import Place, tenant_of
from bot.chat.slack.views import About, about_of
from bot.commands.asker import Asker
from bot.commands.form import Form
from bot.errors import ParleyError

log = structlog.get_logger("slack")

OPEN_SECONDS = 1.5
"""How long the subscriptions are waited for before a blank modal opens: Slack lets one be opened for three seconds."""
WATCH = "watch"
"""The command that opens the modal, with nothing behind it or with edit and an id."""


class Follows:
    """Listeners for the modal of subscriptions."""

    def __init__(self, front: Front, forms: Forms) -> None:
        self._front = front
        self._forms = forms

    async def open(self, client: AsyncWebClient, body: Body, team: str, *, key: str = "", channel: str = "") -> bool:
        """Open the modal on that subscription, else on the first; false where Slack does not let it be opened."""
        about = About(channel=channel or channel_of(body), response_url=str(body.get("response_url") or ""), key=key)
        forms = await self._known(Place(team, about.channel))
        first = about if key else About(channel=about.channel, response_url=about.response_url, key=forms[0].id)
        try:
            await client.views_open(trigger_id=str(body["trigger_id"]), view=self._view(forms, first))
        except FAILURES as error:
            log.warning("form not opened", error=name_of(error) or type(error).__name__)
            return False
        return True

    async def chosen(self, ack: Ack, body: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Show the fields of the subscription that was chosen."""
        await ack()
        view, about = body["view"], about_of(body["view"])
        forms = await self._known(Place(context["team_id"], about.channel))
        now = About(channel=about.channel, response_url=about.response_url, key=chosen_form(view))
        try:
            await client.views_update(view_id=view["id"], hash=view.get("hash"), view=self._view(forms, now))
        except FAILURES as error:  # it was closed, or changed once more meanwhile
            log.info("form not changed", error=name_of(error) or type(error).__name__)

    async def saved(self, ack: Ack, body: Body, context: dict[str, Any], client: AsyncWebClient) -> None:
        """Keep what was filled in, or say in the modal what is wrong with it."""
        await self._forms.settle(wanted(body["view"], about_of(body["view"])), ack, body, context, client)

    def _view(self, forms: tuple[Form, ...], about: About) -> View:
        return follow_view(forms, about, dossiers=len(self._front.counter.dossiers) > 1)

    async def _known(self, place: Place) -> tuple[Form, ...]:
        """Return what the channel follows as forms; a blank one alone where the store is slow."""
        somebody = Asker(tenant=tenant_of(place.team), channel=place.name, user="", name="")
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                return await self._front.counter.forms(somebody)
        except (TimeoutError, ParleyError) as error:
            log.warning("subscriptions not shown", channel=place.name, error=type(error).__name__)
            return (Form(),)


def key_in(question: str) -> str | None:
    """Return the id that the question wants to change in the modal, "" for any, None where it asks something else."""
    match question.removeprefix("/").casefold().split():
        case ["watch"] | ["watch", "edit"]:
            return ""
        case ["watch", "edit", key] if ":" not in key:
            return key.strip("[]")
    return None
