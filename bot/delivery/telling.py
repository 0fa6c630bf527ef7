"""Tell channels: alerts go in; what each channel gets, as its subscriptions say now, goes to the outbox.

It works in the transaction that decided the alerts, so that all processes agree on whom they are for.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.alerts.routing import routed
from bot.delivery.outbox import alert_deliveries
from bot.model import Alert, Item
from bot.store import outbox
from bot.store import subscriptions as subscription_rows
from bot.store.database import Connection
from bot.subscriptions import Subscription


def tell(
    conn: Connection, alerts: Sequence[Alert], dossier: str, *, item: Item, defaults: Sequence[Subscription],
    now: datetime,
) -> int:  # fmt: skip
    """Queue the alerts on an item for the channels that want them; returns how many deliveries that makes."""
    if not alerts:
        return 0
    wanted = subscribed(conn, dossier, defaults)
    return outbox.enqueue(
        conn,
        [
            delivery
            for alert, channels in routed(alerts, wanted)
            for delivery in alert_deliveries([alert], channels, now=now, published=item.published)
        ],
    )


def subscribed(conn: Connection, dossier: str, defaults: Sequence[Subscription]) -> list[Subscription]:
    """Return what channels want of the dossier; a default holds for a channel that has no subscription at all."""
    own = subscription_rows.followed(conn, [one.channel for one in defaults])
    kept = subscription_rows.subscriptions(conn, dossier=dossier)
    return [*kept, *(one for one in defaults if one.channel not in own)]
