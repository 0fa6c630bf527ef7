"""A delivery as a row of the outbox, and back."""

from typing import Any

from sqlalchemy import Row

from bot.model import Delivery, Manner
from bot.store.serial import card_from_json, card_to_json


def row_of(delivery: Delivery) -> dict[str, Any]:
    """Return the row of a delivery that waits from now on."""
    return {
        "key": delivery.key,
        "channel": delivery.channel,
        "subject": delivery.subject,
        "kind": delivery.kind,
        "manner": delivery.manner,
        "under": delivery.under,
        "card": card_to_json(delivery.card),
        "created": delivery.created,
        "published": delivery.published,
        "state": "queued",
        "attempts": delivery.attempts,
        "expiries": 0,
        "receipt": "",
        "reason": "",
    }


def delivery_of(row: Row[Any]) -> Delivery:
    """Return the delivery of a row."""
    return Delivery(
        key=row.key,
        channel=row.channel,
        card=card_from_json(row.card),
        created=row.created,
        subject=row.subject,
        kind=row.kind,
        manner=Manner(row.manner),
        under=row.under,
        published=row.published,
        attempts=row.attempts,
        sequence=row.sequence,
    )
