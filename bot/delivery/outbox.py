"""Make deliveries of cards: what is told once goes out once per channel, under a key that says what it is."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.model import Alert, Card, Delivery, Manner, fingerprint
from bot.store.serial import card_to_json


def delivery_key(channel: str, subject: str, version: str, kind: str) -> str:
    """Return the idempotency key: the same subject in the same version goes to a channel once per kind."""
    return fingerprint(channel, subject, version, kind, length=24)


def alert_deliveries(
    alerts: Iterable[Alert], channels: Sequence[str], *, now: datetime, published: datetime | None = None
) -> list[Delivery]:
    """Return one delivery per alert and channel, in the order of the alerts.

    The subject of an alert that updates another is that other one, so that a chat can find its message: what no longer
    holds takes its place, all else stands in the thread under it.
    """
    return [
        replace(
            card_delivery(
                alert.card, channel, subject=alert.updates or alert.id, version=alert.id, kind=alert.kind, now=now
            ),
            manner=_manner(alert),
            published=published,
        )
        for alert in alerts
        for channel in channels
    ]


def _manner(alert: Alert) -> Manner:
    if alert.updates is None:
        return Manner.NEW
    return Manner.EDIT if alert.card.struck else Manner.REPLY


def card_delivery(card: Card, channel: str, *, subject: str, kind: str, now: datetime, version: str = "") -> Delivery:
    """Return the card's delivery to the channel; without a version its content is the version."""
    version = version or fingerprint(card_to_json(card))
    key = delivery_key(channel, subject, version, kind)
    return Delivery(key=key, channel=channel, card=card, created=now, subject=subject, kind=kind)
