"""Tell channels: alerts go in; what each channel gets, by its subscriptions, goes to the outbox or is held back.

It works in the transaction that decided the alerts, so that all processes agree on whom they are for; every verdict is
kept, so that a channel can be told why not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.alerts.cards import quoted_on
from bot.alerts.routing import Standing, route
from bot.delivery.outbox import alert_deliveries
from bot.model import Alert, Delivery, Item, Manner
from bot.settings import AlertRules
from bot.store import alerts as alert_rows
from bot.store import channels as channel_rows
from bot.store import outbox
from bot.store import subscriptions as subscription_rows
from bot.store import verdicts as verdict_rows
from bot.store.database import Connection
from bot.store.verdicts import Held
from bot.subscriptions import Channel, Outcome, Subscription, Verdict


def tell(
    conn: Connection, alerts: Sequence[Alert], dossier: str, *, item: Item, defaults: Sequence[Subscription],
    rules: AlertRules, now: datetime,
) -> int:  # fmt: skip
    """Queue, or hold back, the alerts on an item for the channels that want them; returns how many that makes."""
    if not alerts:
        return 0
    wanted = subscribed(conn, dossier, defaults)
    standings = _standings(conn, dossier, alerts, wanted, rules, now)
    verdicts = route(alerts, wanted, standings, published=published_at(item), now=now, rules=rules)
    verdict_rows.save_verdicts(conn, verdicts)
    by_id = {alert.id: alert for alert in alerts}
    made = [
        (verdict, alert, delivery)
        for verdict in verdicts
        if verdict.reaches and verdict.alert in by_id
        for alert in _with_root(conn, by_id[verdict.alert], verdict)
        for delivery in _deliveries(alert, verdict, item, now)
    ]
    verdict_rows.hold(
        conn,
        [
            _held(verdict, alert, delivery, place)
            for place, (verdict, alert, delivery) in enumerate(made)
            if verdict.outcome is Outcome.HELD
        ],
    )
    queued = outbox.enqueue(conn, [delivery for verdict, _, delivery in made if verdict.outcome is Outcome.TOLD])
    return queued + sum(verdict.outcome is Outcome.HELD for verdict, _, _ in made)


def published_at(item: Item) -> datetime | None:
    """Return since when the item is out; one whose day alone is known is out since it was fetched."""
    return item.fetched if item.published is None or item.published_is_date else item.published


def subscribed(conn: Connection, dossier: str, defaults: Sequence[Subscription]) -> list[Subscription]:
    """Return what channels want of the dossier; a default holds for a channel that has no subscription at all."""
    own = subscription_rows.followed(conn, [one.channel for one in defaults])
    kept = subscription_rows.subscriptions(conn, dossier=dossier)
    return [*kept, *(one for one in defaults if one.channel not in own)]


def _standings(
    conn: Connection, dossier: str, alerts: Sequence[Alert], wanted: Sequence[Subscription], rules: AlertRules,
    now: datetime,
) -> dict[str, Standing]:  # fmt: skip
    """Return how each of the channels stands, as of now."""
    keys = list(dict.fromkeys(one.channel for one in wanted))
    channels = channel_rows.channels(conn, keys)
    recent = verdict_rows.recent(conn, keys, now - timedelta(minutes=rules.burst_minutes))
    bursting = verdict_rows.bursting(conn, keys, now)
    standings = {
        key: Standing(channel=channels.get(key, Channel(id=key)), recent=recent.get(key, 0), bursting=bursting.get(key))
        for key in keys
    }
    for mute in channel_rows.mutes(conn, keys, now=now):
        standings[mute.channel].mutes = (*standings[mute.channel].mutes, mute)
    earlier = {key for one in alerts for key in (one.updates, *one.quoted_in) if key}
    for verdict in verdict_rows.verdicts(conn, dossier, earlier):
        if verdict.channel in standings:
            standings[verdict.channel].known[verdict.alert] = verdict
    return standings


def _with_root(conn: Connection, alert: Alert, verdict: Verdict) -> Iterable[Alert]:
    """Yield the alert, and before it the one that it adds to where the channel did not get that and it proves nothing.

    So a channel that waits for a second origin gets the whole report when that comes.
    """
    if alert.updates and verdict.fresh and not quoted_on(alert.card):
        root = alert_rows.alert(conn, alert.updates, dossier=alert.dossier)
        if root is not None:
            yield root
    yield alert


def _deliveries(alert: Alert, verdict: Verdict, item: Item, now: datetime) -> list[Delivery]:
    shown = replace(alert, card=alert.beside) if verdict.beside and alert.beside else alert
    exact = None if item.published_is_date else item.published  # a day has no lag
    made = alert_deliveries([shown], [verdict.channel], now=now, published=exact)
    return [replace(one, under=verdict.under if one.manner is Manner.REPLY else "") for one in made]


def _held(verdict: Verdict, alert: Alert, delivery: Delivery, place: int) -> Held:
    if verdict.until is None or verdict.hold is None:
        raise ValueError(f"{verdict.alert}: is held back without an end")
    return Held(
        delivery=delivery, dossier=verdict.dossier, alert=alert.id, until=verdict.until, why=verdict.hold, place=place
    )
