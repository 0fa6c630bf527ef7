"""Release what was held back: after quiet hours or a burst, one summary with the single alerts in its thread.

All of it is one transaction, and the keys say what is told: whatever is released goes out once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from bot.alerts.routing import local
from bot.alerts.wording import count
from bot.delivery.outbox import card_delivery
from bot.model import Bullets, Card, Delivery, Manner, Paragraph, fingerprint
from bot.store import channels as channel_rows
from bot.store import outbox
from bot.store import verdicts as verdict_rows
from bot.store.database import Connection
from bot.store.verdicts import Held
from bot.subscriptions import Channel, Hold, Outcome

MOST_NAMED = 25
"""Alerts that a summary names; it counts the others."""


def release_due(conn: Connection, *, now: datetime) -> int:
    """Queue what need not be held back any longer; returns how many deliveries that makes.

    A channel that is muted or lost by then is not told, and its verdicts say so; one in its quiet hours is told later.
    """
    found = verdict_rows.due(conn, now)
    channels = channel_rows.channels(conn, {one.delivery.channel for one in found})
    queued = 0
    for key, group in groupby(found, key=lambda one: one.delivery.channel):
        held, channel = list(group), channels.get(key, Channel(id=key))
        keys = [one.delivery.key for one in held]
        if channel.quiet and (end := channel.quiet.until(now, channel.zone)):
            verdict_rows.postpone(conn, keys, until=end)
            continue
        silence = _silence(channel, now)
        told = [] if silence else [replace(one, created=now) for one in _released(conn, held, now)]
        queued += outbox.enqueue(conn, told)
        for one in held if silence else ():
            verdict_rows.settle(conn, one, outcome=Outcome.LEFT, at=now, reason=silence)
        verdict_rows.release(conn, keys)
    return queued


def _silence(channel: Channel, now: datetime) -> str:
    """Return why the channel is not told any more, "" where it is."""
    if channel.lost_at is not None:
        return f"It was held back, and the channel could not be reached since {local(channel.lost_at, channel)}."
    if channel.muted_until is not None and now < channel.muted_until:
        return f"It was held back, and the channel was muted until {local(channel.muted_until, channel)}."
    return ""


def _released(conn: Connection, held: Sequence[Held], now: datetime) -> list[Delivery]:
    """Return the deliveries of one channel: what adds to earlier messages goes to them, what is new makes a summary.

    News on one subject need no summary.
    """
    begun = {one.delivery.subject for one in held if one.delivery.manner is Manner.NEW}
    news = [one for one in _standing(held) if one.delivery.subject in begun]
    summary = _summary(news, now) if len(begun) > 1 else None
    under = summary.subject if summary else ""
    for one in held:
        new = one.delivery.subject in begun
        verdict_rows.settle(conn, one, outcome=Outcome.TOLD, at=now, under=under if new else one.delivery.under)
    return [
        *([summary] if summary else ()),
        *(_under(one.delivery, under) if summary else one.delivery for one in news),
        *(one.delivery for one in _standing(held) if one.delivery.subject not in begun),
    ]


def _standing(held: Sequence[Held]) -> list[Held]:
    """Return what is still to be told: what was struck while it was held is told as struck, and not before that."""
    struck = {one.delivery.subject for one in held if one.delivery.manner is Manner.EDIT}
    return [one for one in held if one.delivery.subject not in struck or one.delivery.manner is Manner.EDIT]


def _under(delivery: Delivery, subject: str) -> Delivery:
    return replace(delivery, manner=Manner.REPLY, under=subject)


def _summary(held: Sequence[Held], now: datetime) -> Delivery:
    """Return the card that names what was held back."""
    first = held[0].delivery
    subject = f"held:{fingerprint(first.channel, *(one.delivery.key for one in held))}"
    stories = {one.delivery.subject: one.delivery.card.title for one in reversed(held)}
    titles = list(reversed(stories.values()))
    more = len(titles) - MOST_NAMED
    lines = (*titles[:MOST_NAMED], *((f"and {more} more",) if more > 0 else ()))
    quiet = any(one.why is Hold.QUIET for one in held)
    when = "in the quiet hours" if quiet else "in a short time"
    card = Card(
        title=f"{count(len(titles), 'alert')} {when}",
        blocks=(Bullets(lines), Paragraph("Each is told in full in the thread under this.")),
        kind="summary",
    )
    made = card_delivery(card, first.channel, subject=subject, kind="summary", now=now)
    return replace(made, published=_newest(held))


def _newest(held: Iterable[Held]) -> datetime | None:
    return max((one.delivery.published for one in held if one.delivery.published), default=None)
