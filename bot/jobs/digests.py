"""Queue the digest of the morning for every channel."""

from dataclasses import replace
from datetime import datetime

from bot.commands.digest import written
from bot.delivery.outbox import card_delivery
from bot.jobs.watch import Watch
from bot.store import outbox
from digest.page import card_of_digest
from digest.window import morning


def write_digest(watch: Watch, *, now: datetime) -> int:
    """Queue the digest of the last complete morning for every channel; returns how many had not got it yet.

    Nothing is queued as long as nothing at all was read.
    """
    desk = watch.desk(now)
    rules = watch.settings.digest
    window = morning(now, at=rules.time, zone=rules.time_zone)
    if not any(one.published and one.published < window.until for one in desk.statements()):
        return 0
    card = card_of_digest(written(window, replace(desk, now=window.until)))
    subject = f"digest:{watch.dossier.id}"
    deliveries = [
        card_delivery(
            card, one.channel, subject=subject, kind="digest", version=window.until.isoformat(), now=now
        )
        for one in watch.subscriptions
    ]  # fmt: skip
    with watch.store.write() as conn:
        return outbox.enqueue(conn, deliveries)
