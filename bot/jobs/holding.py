"""Tell what was held back, once it need not be any longer, and forget verdicts that nobody asks about."""

from datetime import datetime, timedelta

from bot.delivery.holding import release_due
from bot.store.database import Store
from bot.store.verdicts import due, forget_verdicts

KEPT = timedelta(days=90)
"""For how long a channel can ask why it was not told."""


def release_held(store: Store, *, now: datetime) -> int:
    """Queue what need not be held back any longer; returns how many deliveries that makes."""
    with store.read() as conn:
        if not due(conn, now):
            return 0
    with store.write() as conn:
        return release_due(conn, now=now)


def forget(store: Store, *, now: datetime) -> int:
    """Forget the verdicts that are older than anybody asks about; returns how many."""
    with store.write() as conn:
        return forget_verdicts(conn, now - KEPT)
