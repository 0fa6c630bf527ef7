"""Queue digests: for every channel at its times in its zone, once per local day, also over restarts and clock changes.

One that was missed is written within six hours; later it is left out, and the operator is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.commands.book import settled
from bot.commands.chart import matrix_image
from bot.commands.desk import Desk, Stored
from bot.commands.digest import written
from bot.delivery.outbox import card_delivery
from bot.delivery.telling import subscribed
from bot.jobs.watch import Watch, log
from bot.model import Card, Delivery, Paragraph
from bot.store import channels as channel_rows
from bot.store import digests as digest_rows
from bot.store import outbox
from bot.store.corrections import correcting
from bot.subscriptions import Channel, Subscription
from digest.due import LATE, Due, due
from digest.page import card_of_digest
from digest.window import Window

_WORDS_ALONE = "console:"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A digest that a channel is due, and the day until which that time was done with, None where it never was."""

    channel: Channel
    due: Due
    done: date | None
    since: datetime | None

    @property
    def is_new(self) -> bool:
        """Return whether it is due since before the channel asked for it."""
        return self.since is not None and self.due.at < self.since


def write_digests(watch: Watch, *, now: datetime) -> int:
    """Queue the digests that are due; returns how many. Nothing is queued as long as nothing at all was read."""
    pages = _Pages(watch, now)
    return sum(_settle(watch, one, pages, now) for one in _wanted(watch, now))


def _wanted(watch: Watch, now: datetime) -> list[_Wanted]:
    """Return the digests that are due and not done with, by channel."""
    with watch.store.read() as conn:
        wishes = subscribed(conn, watch.dossier.id, watch.subscriptions)
        known = channel_rows.channels(conn, {one.channel for one in wishes})
        done = digest_rows.done_until(conn, watch.dossier.id)
    first: dict[str, Subscription] = {}
    for wish in wishes:
        first.setdefault(wish.channel, wish)
    return [
        _Wanted(channel, one, done.get((key, one.time)), _since(channel, wish))
        for key, wish in first.items()
        for channel in (settled(known.get(key), key, wish.tenant, watch.settings.digest),)
        for one in due(now, channel.digest_times, channel.zone)
        if not _is_done(one, done.get((key, one.time)))
    ]


def _is_done(one: Due, done: date | None) -> bool:
    return done is not None and one.day <= done


def _since(channel: Channel, first: Subscription) -> datetime | None:
    """Return since when the channel asks for digests at these times, None for ever."""
    return max((one for one in (first.created, channel.settled_at) if one is not None), default=None)


def _settle(watch: Watch, wanted: _Wanted, pages: "_Pages", now: datetime) -> int:
    """Queue the digest, or leave it out, and note that it is done with, all in one transaction."""
    channel, one = wanted.channel, wanted.due
    silent = wanted.is_new or channel.lost_at is not None or bool(channel.muted_until and now < channel.muted_until)
    late = one.is_late(now) and not silent
    card = None if silent or late else pages.card(one.window, channel)
    made = [] if card is None else [_delivery(watch, channel.id, one, card, now)]
    if late and wanted.done is not None:
        log.warning("digest left out", channel=channel.id, dossier=watch.dossier.id, due=one.at.isoformat())
        made += _note(watch, channel, one, now)
    with watch.store.write() as conn:
        if not digest_rows.mark_done(conn, watch.dossier.id, channel.id, one.time, one.day):
            return 0
        outbox.enqueue(conn, made)
    return 0 if card is None else 1


def _delivery(watch: Watch, channel: str, one: Due, card: Card, now: datetime) -> Delivery:
    version = f"{one.day.isoformat()} {one.time}"
    return card_delivery(card, channel, subject=f"digest:{watch.dossier.id}", kind="digest", version=version, now=now)


def _note(watch: Watch, channel: Channel, one: Due, now: datetime) -> Iterable[Delivery]:
    """Yield what tells the operator that a digest was left out."""
    if not watch.operator:
        return
    words = (
        f"{watch.dossier.title}: the digest for {channel.id} of {one.day} {one.time} ({channel.zone}) was due while "
        f"nothing ran, more than {LATE.seconds // 3600} hours ago. /digest {one.day} shows that day."
    )
    card = Card(title="A digest was left out", blocks=(Paragraph(words),), kind="notice")
    subject = f"digest:{watch.dossier.id}:{channel.id}"
    version = f"{one.day.isoformat()} {one.time}"
    yield card_delivery(card, watch.operator, subject=subject, kind="notice", version=version, now=now)


class _Pages:
    """The digests of one run, each composed once: channels of one time and zone get the same, but for corrections."""

    def __init__(self, watch: Watch, now: datetime) -> None:
        self._watch = watch
        self._now = now
        self._made: dict[tuple[Window, str, bool], Card | None] = {}
        self._own: Sequence[str] | None = None

    def card(self, window: Window, channel: Channel) -> Card | None:
        """Return the digest of the period as the tenant's corrections have it, None where nothing was read yet.

        It comes with the matrix of positions, but to the console, which shows words alone.
        """
        tenant = channel.tenant if self._corrects(channel.tenant) else ""
        key = (window, tenant, not channel.id.startswith(_WORDS_ALONE))
        if key not in self._made:
            self._made[key] = self._compose(window, tenant, pictured=key[2])
        return self._made[key]

    def _corrects(self, tenant: str) -> bool:
        if self._own is None:
            with self._watch.store.read() as conn:
                self._own = tuple(correcting(conn, self._watch.dossier.id))
        return self._watch.settings.tenants.corrects_for(tenant) in self._own

    def _compose(self, window: Window, tenant: str, *, pictured: bool) -> Card | None:
        desk = replace(self._desk(window, tenant), now=window.until)
        if not desk.cells():
            return None
        card = card_of_digest(written(window, desk))
        return replace(card, image=matrix_image(desk, since=window.first_day)) if pictured else card

    def _desk(self, window: Window, tenant: str) -> Desk:
        desk = self._watch.desk(self._now)
        rules = desk.digest.model_copy(update={"time_zone": window.zone})
        archive = Stored(self._watch.store, self._watch.dossier.id, tenant)
        return replace(desk, digest=rules, archive=archive)
