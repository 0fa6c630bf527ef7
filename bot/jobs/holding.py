"""Tell what was held back, once it need not be any longer."""

from datetime import datetime

from bot.delivery.holding import release_due
from bot.store.database import Store
from bot.store.verdicts import due


def release_held(store: Store, *, now: datetime) -> int:
    """Queue what need not be held back any longer; returns how many deliveries that makes."""
    with store.read() as conn:
        if not due(conn, now):
            return 0
    with store.write() as conn:
        return release_due(conn, now=now)
