"""Where cards go on Discord: a channel, a thread under a message, a post of a forum; each is looked up once."""

from datetime import datetime
from typing import cast

import discord

from bot.chat.discord.limits import THREAD_NAME, bare
from bot.chat.discord.troubles import THREAD_EXISTS, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE
from bot.errors import DeliveryError, Trouble
from bot.model import Card

Talk = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread | discord.DMChannel
"""A place where messages stand one below the other."""
Place = Talk | discord.ForumChannel
_MISSING_PERMISSIONS = frozenset({50001, 50013})
_FEW = 1_000


def channel_id(channel: str) -> int:
    """Return Discord's id of `discord:ID`; raises DeliveryError for what is none."""
    _, _, key = channel.partition(":")
    if not (key.isascii() and key.isdigit()):
        raise DeliveryError(f"{channel}: is no Discord channel; write discord: and its id", trouble=Trouble.CHANNEL)
    return int(key)


class Places:
    """The channels and threads that were looked up."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._known: dict[int, Place] = {}

    def forget(self, key: int) -> None:
        """Look the channel up anew the next time."""
        self._known.pop(key, None)

    async def find(self, key: int) -> Place:
        """Return the channel or thread; raises DeliveryError for one that takes no messages."""
        known = self._known.get(key) or self._client.get_channel(key)
        if known is None:
            known = await self._client.fetch_channel(key)
        if not isinstance(known, Place):
            raise DeliveryError(f"discord:{key}: a {type(known).__name__} takes no messages", trouble=Trouble.CHANNEL)
        if len(self._known) >= _FEW:
            self._known.clear()
        self._known[key] = known
        return known

    async def under(self, place: Place, root: int, card: Card) -> Place:
        """Return the thread under the message, made where there is none; the place itself where none can be made."""
        if isinstance(place, discord.ForumChannel):
            return await self.find(root)  # a post has the id of its first message
        if not isinstance(place, discord.TextChannel):
            return place
        try:
            return await self.find(root)  # so has a thread that was made from a message
        except discord.NotFound as error:
            if error.code != UNKNOWN_CHANNEL:
                raise
        return await self._made(place, root, card)

    async def _made(self, place: discord.TextChannel, root: int, card: Card) -> Place:
        try:
            name = bare(card.title, THREAD_NAME) or "…"
            thread = await place.get_partial_message(root).create_thread(name=name)
        except discord.HTTPException as error:
            if error.code == THREAD_EXISTS:
                return await self.find(root)
            if error.code == UNKNOWN_MESSAGE or error.code in _MISSING_PERMISSIONS:
                return place
            raise
        self._known[root] = thread
        return thread

    async def post(self, forum: discord.ForumChannel, title: str, created: datetime) -> int:
        """Return the id of our post of that title made since then, 0 for none."""
        mine = self._client.user
        for thread in await forum.guild.active_threads():
            ours = mine is not None and thread.owner_id == mine.id and thread.parent_id == forum.id
            if ours and thread.name == title and (thread.created_at or created) >= created:
                return thread.id
        return 0


def talk(place: Place) -> Talk:
    """Return the place, which is no forum."""
    return cast("Talk", place)
