"""Subscriptions written into `config/parley.yaml`: settings go in, what the store keeps of them comes out.

They are synchronised when the program starts, and are changed in the file alone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.commands.book import settled
from bot.commands.wishes import channel_of, subscription_of
from bot.dossier import Dossier
from bot.errors import ConfigError, InputError
from bot.model import fingerprint
from bot.settings import DigestRules, FiledSubscription
from bot.store import channels as channel_rows
from bot.store.database import Connection
from bot.store.subscriptions import remove_subscription, save_subscription, subscriptions
from bot.subscriptions import Channel, Origin, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A subscription of the file, and how its channel is to be told."""

    subscription: Subscription
    wishes: dict[str, str]


def filed(
    entries: Iterable[FiledSubscription], dossier: Callable[[str | None], Dossier], *, now: datetime
) -> Iterator[Filed]:
    """Yield the entries as subscriptions; raises ConfigError, which names the entry, for one that means nothing."""
    for number, entry in enumerate(entries):
        wishes = _wishes(entry)
        try:
            about = dossier(entry.dossier or None)
            made = subscription_of(wishes, entry.channel, about, today=now.date())
            channel_of(wishes, Channel(id=entry.channel))
        except (InputError, ConfigError) as error:
            raise ConfigError(f"subscriptions.{number} ({entry.channel}): {error}") from error
        key = fingerprint("filed", made.wants, length=8)
        yield Filed(subscription=replace(made, id=key, origin=Origin.FILE, created=now), wishes=wishes)


def _wishes(entry: FiledSubscription) -> dict[str, str]:
    """Return the entry as it would be typed behind `/watch add`."""
    lists = {"actors": entry.actors, "topics": entry.topics, "without": entry.without}
    wishes = {name: ", ".join(values) for name, values in lists.items() if values}
    if entry.kinds is not None:
        wishes["kinds"] = ", ".join(entry.kinds) or "none"
    if entry.digest is not None:
        wishes["digest"] = ", ".join(entry.digest) or "off"
    plain = {"rank": entry.rank, "filter": entry.filter, "zone": entry.zone, "quiet": entry.quiet}
    plain["origins"] = str(entry.origins) if entry.origins > 1 else ""
    return wishes | {name: value for name, value in plain.items() if value}


def synchronise(conn: Connection, found: Iterable[Filed], *, rules: DigestRules, now: datetime) -> None:
    """Keep what the file says: what is new in it from now on, what is no longer in it not at all."""
    kept = {one.id: one for one in subscriptions(conn) if one.origin is Origin.FILE}
    wanted = {one.subscription.id: one for one in found}
    for key in kept.keys() - wanted.keys():
        remove_subscription(conn, key, channel=kept[key].channel, tenant=kept[key].tenant)
    for key, one in wanted.items():
        if key not in kept:
            save_subscription(conn, one.subscription)
        _settle(conn, one, rules, now)


def _settle(conn: Connection, one: Filed, rules: DigestRules, now: datetime) -> None:
    key = one.subscription.channel
    known = channel_rows.channel(conn, key)
    before = settled(known, key, known.tenant if known else "", rules)
    after = channel_of(one.wishes, before)
    if (after.zone, after.digest_times) != (before.zone, before.digest_times):
        after = replace(after, settled_at=now)
    if after != before:
        channel_rows.save_channel(conn, after)
