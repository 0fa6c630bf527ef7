"""Bring cards to Discord's channels: an `Outgoing` in, what Discord calls the messages out; each key is shown once.

A message's nonce follows from the delivery's key, so that Discord itself refuses to show it twice within minutes. After
a longer time, and for posts in forums, which take no nonce, what was sent is looked for in the channel.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.chat.discord.limits import NONCE, THREAD_NAME, bare
from bot.chat.discord.places import Place, Places, Talk, channel_id, talk
from bot.chat.discord.render import Message, messages
from bot.chat.discord.troubles import UNKNOWN_MESSAGE, delivery_error, listening
from bot.chat.discord.views import file_of, view_of
from bot.model import Manner, Outgoing, fingerprint
from digest.render import SHIPPED, Templates

REFUSED_TWICE = timedelta(minutes=2)
"""How long Discord surely refuses to show a nonce twice ("in the past few minutes", its page on messages says)."""
CLOCKS_APART = timedelta(minutes=1)
LOOKED_AT = 100
"""Messages of a channel among which one is looked for."""


def nonce_of(key: str, part: int = 0) -> str:
    """Return the nonce of one message of a delivery."""
    return fingerprint(key, part, length=NONCE)


class Sender:
    """Sends over one connected client; what is under way for a key is waited for rather than begun anew.

    A request is never cancelled: discord.py 2.7 would let all later ones wait for ever, were it asleep for a limit.
    """

    def __init__(
        self, client: discord.Client, *, clock: Callable[[], datetime], templates: Templates = SHIPPED
    ) -> None:
        self._client = client
        self._clock = clock
        self._places = Places(client)
        self._templates = templates
        self._under_way: dict[str, asyncio.Task[str]] = {}

    async def send(self, message: Outgoing) -> str:
        """Bring the card to its channel; returns the ids of the messages, the first one first, joined by "+"."""
        key = message.delivery.key
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._told(message))
            task.add_done_callback(lambda done: self._ended(key, done))
        return await asyncio.shield(task)

    def close(self) -> None:
        """Give up what is under way."""
        for task in tuple(self._under_way.values()):
            task.cancel()

    def _ended(self, key: str, task: "asyncio.Task[str]") -> None:
        self._under_way.pop(key, None)
        if not task.cancelled():
            task.exception()  # it counts as seen, also where nobody waits for it any more

    async def _told(self, message: Outgoing) -> str:
        channel = message.delivery.channel
        with listening() as heard:
            try:
                return await self._bring(message)
            except Exception as error:
                if isinstance(error, discord.Forbidden | discord.NotFound):
                    self._places.forget(channel_id(channel))
                raise delivery_error(channel, error, heard) from error

    async def _bring(self, message: Outgoing) -> str:
        delivery = message.delivery
        place = await self._places.find(channel_id(delivery.channel))
        root = int(message.root.partition("+")[0] or 0)
        if root and delivery.manner is Manner.EDIT:
            return await self._edit(place, message)
        made = messages(delivery.card, templates=self._templates)
        if root and delivery.manner is Manner.REPLY:
            under = await self._places.under(place, root, delivery.card)
            return await self._say(talk(under), made, message, answers=root if under is place else 0)
        if isinstance(place, discord.ForumChannel):
            return await self._post(place, made, message)
        return await self._say(place, made, message)

    async def _post(self, forum: discord.ForumChannel, made: tuple[Message, ...], message: Outgoing) -> str:
        """Return the ids of the messages of a new post; one that may be there already is looked for."""
        card, since = message.delivery.card, message.delivery.created - CLOCKS_APART
        name = bare(card.title, THREAD_NAME) or "…"
        post = await self._places.post(forum, name, since) if _again(message) else 0
        if not post:
            done = await forum.create_thread(name=name, **_options(made[0]))
            post = done.thread.id
        if len(made) == 1:
            return str(post)
        return await self._say(talk(await self._places.find(post)), made, message, sent=[post])

    async def _say(
        self,
        place: Talk,
        made: tuple[Message, ...],
        message: Outgoing,
        *,
        answers: int = 0,
        sent: list[int] | None = None,
    ) -> str:
        """Return the ids of the messages, those that are not there yet sent in order."""
        sent = (sent or []) + await self._found(place, made[len(sent or []) :], message)
        for number, one in enumerate(made[len(sent) :], start=len(sent)):
            sent.append(await self._one(place, one, nonce_of(message.delivery.key, number), answers))
        return "+".join(map(str, sent))

    async def _one(self, place: Talk, one: Message, nonce: str, answers: int) -> int:
        options = _options(one)
        if answers:
            options["reference"] = discord.MessageReference(
                message_id=answers, channel_id=place.id, fail_if_not_exists=False
            )
        try:
            shown = await place.send(nonce=nonce, **options)
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            return 0  # it was sent before, and somebody has deleted it since
        return int(shown.id)

    async def _found(self, place: Talk, made: tuple[Message, ...], message: Outgoing) -> list[int]:
        """Return the ids of the messages that are in the channel already, where Discord does not know the nonce."""
        age = self._clock() - message.delivery.created
        if not made or not _again(message) or age < REFUSED_TWICE:
            return []
        try:
            since = message.delivery.created - CLOCKS_APART
            seen = [one async for one in place.history(limit=LOOKED_AT, after=since, oldest_first=False)]
        except discord.Forbidden:
            return []
        mine = self._client.user.id if self._client.user else 0
        known = {_words(one.embeds[0].to_dict()): one.id for one in seen if one.author.id == mine and one.embeds}
        ids = [known.get(_words(one.embed), 0) for one in made]
        return ids[: ids.index(0)] if 0 in ids else ids

    async def _edit(self, place: Place, message: Outgoing) -> str:
        """Change the first message, or as many as there were, in place; where it is gone, it is told anew."""
        delivery = message.delivery
        ids = [int(one) for one in message.root.split("+")]
        where = talk(await self._places.find(ids[0]) if isinstance(place, discord.ForumChannel) else place)
        made = messages(delivery.card, most=len(ids), templates=self._templates)
        try:
            for key, one in zip(ids, made, strict=False):
                await where.get_partial_message(key).edit(
                    embed=discord.Embed.from_dict(one.embed),
                    attachments=[file_of(file) for file in one.files],
                    view=view_of(one.buttons),
                    allowed_mentions=discord.AllowedMentions.none(),
                )
            for key in ids[len(made) :]:
                await where.get_partial_message(key).delete()
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            return await self._say(where, made, message)
        return message.root


def _again(message: Outgoing) -> bool:
    return message.again or message.delivery.attempts > 0


def _options(message: Message) -> dict[str, Any]:
    """Return what discord.py is handed to send the message."""
    return {
        "embed": discord.Embed.from_dict(message.embed),
        "files": [file_of(file) for file in message.files],
        "allowed_mentions": discord.AllowedMentions.none(),
        **({"view": view_of(message.buttons)} if message.buttons else {}),
    }


def _words(embed: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what tells one embed from another, as Discord keeps it."""
    texts = (embed.get("title"), embed.get("description"), embed.get("footer", {}).get("text"))
    return tuple((text or "").strip() for text in texts)
