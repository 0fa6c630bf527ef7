"""The book of a channel: what it wants to be told and how, as commands read and change it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar

from bot.commands.asker import Asker
from bot.errors import InputError
from bot.settings import DigestRules
from bot.store import channels as channel_rows
from bot.store import subscriptions as subscription_rows
from bot.store import verdicts as verdict_rows
from bot.store.database import Connection, Store
from bot.subscriptions import Channel, Mute, Origin, Subscription

T = TypeVar("T")


class Book(Protocol):
    """What one channel wants; nobody reaches another channel's through it."""

    def channel(self) -> Channel:
        """Return how the channel is told, by default as the settings say."""
        ...

    def subscriptions(self) -> Sequence[Subscription]:
        """Return what the channel wants, the oldest first; the default where it says nothing."""
        ...

    def add(self, one: Subscription) -> None:
        """Keep a subscription of the channel."""
        ...

    def change(self, one: Subscription) -> bool:
        """Keep what a subscription of the channel asks for now; false where it has none of that id."""
        ...

    def remove(self, key: str, now: datetime) -> bool:
        """Remove a subscription of the channel; false where it has none of that id."""
        ...

    def settle(self, channel: Channel) -> None:
        """Keep how the channel is told."""
        ...

    def mutes(self, now: datetime) -> Sequence[Mute]:
        """Return the topics that the channel does not want to hear of now."""
        ...

    def mute(self, topic: str, dossier: str, until: datetime) -> None:
        """Keep that the channel does not want to hear of the topic until then."""
        ...

    def unmute(self) -> None:
        """End every mute of the channel."""
        ...

    def found(self) -> bool:
        """Note that the channel can be reached, since somebody acts in it; false where it was not lost."""
        ...


def settled(channel: Channel | None, key: str, tenant: str, rules: DigestRules) -> Channel:
    """Return how a channel is told, where it says nothing of it itself by the settings."""
    known = channel or Channel(id=key)
    if known.zone:
        return known
    return replace(known, tenant=tenant, zone=rules.time_zone, digest_times=(rules.time,))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBook:
    """The book of the channel that somebody asks in, in the store; `default` is what it gets as long as it is empty."""

    store: Store
    asker: Asker
    rules: DigestRules
    default: Subscription | None = None

    def channel(self) -> Channel:
        """Return how the channel is told, by default as the settings say; raises InputError for another tenant's."""
        return self._read(self._channel)

    def subscriptions(self) -> Sequence[Subscription]:
        """Return what the channel wants, the oldest first; the default where it says nothing."""
        here = self._read(lambda conn: subscription_rows.subscriptions(conn, channel=self.asker.channel))
        kept = [one for one in here if one.tenant == self.asker.tenant or one.origin is Origin.FILE]
        return kept or ([self.default] if self.default else [])

    def add(self, one: Subscription) -> None:
        """Keep a subscription of the channel."""
        mine = replace(one, channel=self.asker.channel, tenant=self.asker.tenant, by=self.asker.name)
        self._write(lambda conn: subscription_rows.add_subscription(conn, mine))

    def change(self, one: Subscription) -> bool:
        """Keep what a subscription of the channel asks for now; false where it has none of that id."""
        mine = replace(one, channel=self.asker.channel, tenant=self.asker.tenant)
        return self._write(lambda conn: subscription_rows.change_subscription(conn, mine))

    def remove(self, key: str, now: datetime) -> bool:
        """Remove a subscription of the channel, and after the last all that is held back; false for an unknown id."""
        here = self.asker.channel

        def take(conn: Connection) -> bool:
            done = subscription_rows.remove_subscription(conn, key, channel=here, tenant=self.asker.tenant)
            if done and not subscription_rows.followed(conn, [here]):
                verdict_rows.abandon(conn, here, at=now, reason="It was held back, and the channel unsubscribed.")
            return done

        return self._write(take)

    def settle(self, channel: Channel) -> None:
        """Keep how the channel is told."""

        def keep(conn: Connection) -> None:
            self._channel(conn)
            channel_rows.save_channel(conn, replace(channel, id=self.asker.channel, tenant=self.asker.tenant))

        self._write(keep)

    def mutes(self, now: datetime) -> Sequence[Mute]:
        """Return the topics that the channel does not want to hear of now."""
        return self._read(lambda conn: channel_rows.mutes(conn, [self.asker.channel], now=now))

    def mute(self, topic: str, dossier: str, until: datetime) -> None:
        """Keep that the channel does not want to hear of the topic until then."""
        one = Mute(channel=self.asker.channel, dossier=dossier, topic=topic, until=until, by=self.asker.name)

        def keep(conn: Connection) -> None:
            self._channel(conn)
            channel_rows.save_mute(conn, one)

        self._write(keep)

    def unmute(self) -> None:
        """End every mute of the channel."""

        def end(conn: Connection) -> None:
            channel_rows.save_channel(conn, replace(self._channel(conn), muted_until=None))
            channel_rows.clear_mutes(conn, self.asker.channel)

        self._write(end)

    def found(self) -> bool:
        """Note that the channel can be reached, since somebody acts in it; false where it was not lost."""
        if self._read(self._channel).lost_at is None:
            return False
        return self._write(lambda conn: channel_rows.found(conn, self.asker.channel))

    def _channel(self, conn: Connection) -> Channel:
        kept = channel_rows.channel(conn, self.asker.channel)
        if kept is not None and kept.tenant not in {"", self.asker.tenant}:
            raise InputError("this channel belongs to another server")
        return settled(kept, self.asker.channel, self.asker.tenant, self.rules)

    def _read(self, ask: Callable[[Connection], T]) -> T:
        with self.store.read() as conn:
            return ask(conn)

    def _write(self, change: Callable[[Connection], T]) -> T:
        with self.store.write() as conn:
            return change(conn)


def is_removable(one: Subscription) -> bool:
    """Return whether a subscription may be removed from chat."""
    return one.origin is Origin.CHAT
