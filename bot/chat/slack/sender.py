"""Bring cards to Slack's channels: a card goes out as one message or several, is edited, or follows in a thread.

Slack cannot be told to take a message once. So each message carries its outbox key as metadata, and where an earlier
try ended without an answer (`again`), the newest messages are looked through for it; nothing else reads them.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from slack_sdk.models.metadata import Metadata

from bot.chat.once import Once
from bot.chat.slack.errors import DEAD_TOKEN, FAILURES, delivery_error, name_of
from bot.chat.slack.files import attach
from bot.chat.slack.places import SCHEME, Place, place_of
from bot.chat.slack.render import Message, messages
from bot.chat.slack.workspaces import Access, Workspaces
from bot.delivery.pace import Pace, Rate
from bot.errors import DeliveryError, Trouble
from bot.model import Delivery, Manner, Outgoing
from digest.render import SHIPPED, Templates

log = structlog.get_logger("slack")

EVENT = "parley_card"
"""What the metadata of a card's messages is called."""
PAUSE = 1.01
"""Seconds after a channel took a message until the next one starts: chat.postMessage takes one a second.

Source: https://docs.slack.dev/apis/web-api/rate-limits
"""
TOLD_SECONDS = 30 * 24 * 3600.0
"""How long it is remembered that somebody was told of a lost channel, unless it is reached before."""
_CHANNELS = 10_000  # whose last message is remembered
_LOOKED_AT = 30  # newest messages that are looked through; restricted apps get 15 of them, other apps 999
_EARLIER = timedelta(minutes=10)  # how much before the delivery was made its message may be, as clocks differ
_MAY_NOT_LOOK = frozenset({"missing_scope", "not_allowed_token_type", "method_not_supported_for_channel_type"})
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"})


class _Turns:
    """Keeps the pause between two messages to one channel, also where a card is several or was held up on its way."""

    def __init__(self) -> None:
        self._last: dict[Place, float] = {}

    async def wait(self, place: Place) -> None:
        """Wait until the channel takes another message."""
        last = self._last.get(place)
        if last is not None:
            await asyncio.sleep(max(last + PAUSE - time.monotonic(), 0))

    def took(self, place: Place) -> None:
        """Note that the channel took a message."""
        if len(self._last) > _CHANNELS:
            self._last.clear()
        self._last[place] = time.monotonic()


@dataclass
class _Posting:
    """One card on its way: what is in the channel already, and where its first message is."""

    client: Any
    place: Place
    delivery: Delivery
    parts: tuple[Message, ...]
    turns: _Turns
    there: dict[int, str] = field(default_factory=dict)
    posted: int = 0

    async def post(self, number: int, thread: str) -> str:
        """Post a part where it is not there yet, in the thread if one is named, and return its time stamp."""
        if number in self.there:
            return self.there[number]
        await self.turns.wait(self.place)
        try:
            answer = await self.client.chat_postMessage(
                channel=self.place.channel, **self._body(number), thread_ts=thread or None,
                unfurl_links=False, unfurl_media=False,
            )  # fmt: skip
        finally:
            self.turns.took(self.place)  # what got no answer may have been taken, and counts then
        self.posted += 1
        return str(answer["ts"])

    async def edit(self, ts: str) -> str:
        """Put the first part in the place of a message."""
        await self.client.chat_update(channel=self.place.channel, ts=ts, **self._body(1))
        return ts

    def _body(self, number: int) -> dict[str, Any]:
        part = self.parts[number - 1]
        payload = {"key": self.delivery.key, "part": number}
        return {"text": part.text, "blocks": part.body(), "metadata": Metadata(EVENT, payload), "parse": "none"}


class Sender:
    """Sends cards; `workspaces` say with which token, `templates` lay out digests where the user has some."""

    name = SCHEME
    pace = Pace(channel=Rate(PAUSE))

    def __init__(self, workspaces: Workspaces, once: Once | None = None, *, templates: Templates = SHIPPED) -> None:
        self._workspaces = workspaces
        self._templates = templates
        self._once = once or Once(SCHEME)
        self._dead: dict[str, str] = {}
        self._reached: set[Place] = set()
        self._turns = _Turns()

    async def send(self, message: Outgoing) -> str:
        """Bring the card to its channel, and return the time stamp of its first message there.

        Raises DeliveryError; a workspace whose token is dead is asked once, and again when it has another token.
        """
        place = place_of(message.delivery.channel)
        access = await self._workspaces.access(place.team)
        self._check_alive(place, access)
        parts = await asyncio.to_thread(messages, message.delivery.card, templates=self._templates)
        posting = _Posting(access.client, place, message.delivery, parts, self._turns)
        try:
            receipt = await self._posted(posting, message)
        except FAILURES as error:
            raise await self._failure(error, place, access, unsure=message.again or posting.posted > 0) from error
        if place not in self._reached:  # once it is lost again, that is told again
            self._reached.add(place)
            await self._once.forget(("lost", place.name))
        return receipt

    async def _posted(self, posting: _Posting, message: Outgoing) -> str:
        if message.again:
            posting.there = await _found(posting, message)
        first = await _first(posting, message)
        thread = message.root if message.delivery.manner is Manner.REPLY and message.root else first
        for number in range(2, len(posting.parts) + 1):
            await posting.post(number, thread)
        if posting.posted:
            cut = posting.parts[-1].cut
            await attach(posting.client, posting.place.channel, thread, posting.delivery.card, cut=cut)
        return first

    def _check_alive(self, place: Place, access: Access) -> None:
        if self._dead.get(place.team) == access.client.token:
            raise self._dead_workspace(place)

    def _dead_workspace(self, place: Place) -> DeliveryError:
        trouble = Trouble.CHANNEL if self._workspaces.many else Trouble.PLATFORM
        return DeliveryError(f"{place.name}: Slack refused the token; install the app again", trouble=trouble)

    async def _failure(self, error: Exception, place: Place, access: Access, *, unsure: bool) -> DeliveryError:
        told = delivery_error(error, place.name, one_of_many=self._workspaces.many, begun=unsure)
        if name_of(error) in DEAD_TOKEN:
            self._dead[place.team] = str(access.client.token)
        elif told.trouble is Trouble.CHANNEL:
            self._reached.discard(place)
            if await self._once.first(("lost", place.name), TOLD_SECONDS):
                await _tell(access, told)
        return told


async def _first(posting: _Posting, message: Outgoing) -> str:
    """Bring the first part to its place, a message of its own where the root is gone, and return its time stamp."""
    manner = message.delivery.manner if message.root else Manner.NEW
    try:
        if manner is Manner.EDIT:
            return await posting.edit(message.root)
        return await posting.post(1, message.root if manner is Manner.REPLY else "")
    except FAILURES as error:
        if manner is Manner.NEW or name_of(error) not in _GONE:
            raise
    return await posting.post(1, "")


async def _found(posting: _Posting, message: Outgoing) -> dict[int, str]:
    """Return the parts of the card that are in the channel already; none where the app may not look."""
    try:
        if message.root and message.delivery.manner is not Manner.NEW:
            return await _in_thread(posting, message.root)
        return await _in_channel(posting)
    except FAILURES as error:
        if name_of(error) in _GONE:  # the thread; then the card is a message of its own
            return await _in_channel(posting)
        if name_of(error) not in _MAY_NOT_LOOK:
            raise
        log.warning("cannot look for an earlier try", channel=posting.place.name, error=name_of(error))
        return {}


async def _in_channel(posting: _Posting) -> dict[int, str]:
    found = _parts((await posting.client.conversations_history(**_newest(posting)))["messages"], posting)
    if 1 in found and len(posting.parts) > 1:
        found |= await _in_thread(posting, found[1])
    return found


async def _in_thread(posting: _Posting, root: str) -> dict[int, str]:
    return _parts((await posting.client.conversations_replies(ts=root, **_newest(posting)))["messages"], posting)


def _newest(posting: _Posting) -> dict[str, Any]:
    oldest = f"{(posting.delivery.created - _EARLIER).timestamp():.6f}"
    return {"channel": posting.place.channel, "include_all_metadata": True, "limit": _LOOKED_AT, "oldest": oldest}


def _parts(found: list[dict[str, Any]], posting: _Posting) -> dict[int, str]:
    """Return the time stamps of the card's parts among the messages."""
    tagged = [(one["metadata"].get("event_payload") or {}, one["ts"]) for one in found if one.get("metadata")]
    return {int(tag["part"]): str(ts) for tag, ts in tagged if tag.get("key") == posting.delivery.key and "part" in tag}


async def _tell(access: Access, trouble: DeliveryError) -> None:
    """Tell who installed the app, once, that a channel is lost; that this cannot be told either changes nothing."""
    if not access.installer:
        return
    text = f"{trouble}. What the channel subscribed to is kept, and goes on when the app is let in again."
    try:
        await access.client.chat_postMessage(
            channel=access.installer, text=text, unfurl_links=False, unfurl_media=False
        )
    except FAILURES as error:
        log.warning("installer not told", error=name_of(error) or str(error))
