"""Keep what asking feeds brought: items, headlines that were changed, where each feed stands, what to say of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.delivery.outbox import card_delivery
from bot.feeds.poll import PollResult
from bot.feeds.websub import merged
from bot.jobs.watch import Watch
from bot.model import Card, Delivery, Item
from bot.store import items as item_rows
from bot.store import outbox
from bot.store.database import Connection
from bot.store.feeds import FeedState, feed_state, save_feed_states
from bot.store.together import Batches


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What asking one feed brought, as it is to be kept: `before` is what was known of it, `card` what to tell."""

    result: PollResult
    before: FeedState | None
    card: Card | None
    now: datetime


Keeping = Batches[Brought, int]
"""Keeps together what feeds bring while the database is busy; of each it returns how many items are to be read."""


def keeping(watch: Watch) -> Keeping:
    """Return what keeps for the watch."""
    return Batches(watch.store, partial(_keep, watch=watch))


def _keep(conn: Connection, brought: Sequence[Brought], *, watch: Watch) -> list[int]:
    dossier = watch.dossier.id
    fresh = [
        item
        for first in (True, False)
        for item in item_rows.save_items(conn, dossier, _items(brought, first=first), baseline=first)
    ]
    titles = {key: title for one in brought for key, title in one.result.headlines if title}
    fresh += item_rows.save_items(conn, dossier, item_rows.retitled(conn, dossier, titles))
    save_feed_states(conn, [_state(conn, one) for one in brought])
    outbox.enqueue(conn, [_to_operator(watch, one, one.card) for one in brought if one.card is not None])
    counts = Counter(item.feed for item in fresh)
    return [counts[one.result.state.feed] for one in brought]


def _items(brought: Sequence[Brought], *, first: bool) -> list[Item]:
    return [item for one in brought if one.result.first_contact is first for item in one.result.items]


def _state(conn: Connection, one: Brought) -> FeedState:
    """Return what to keep of the feed: what the poll says, and what its hub said meanwhile."""
    state = one.result.state
    return merged(state, one.before, feed_state(conn, state.dossier, state.feed) if state.hub else None)


def _to_operator(watch: Watch, one: Brought, card: Card) -> Delivery:
    subject = f"feed:{watch.dossier.id}:{one.result.state.feed}"
    return card_delivery(card, watch.operator, subject=subject, kind="notice", version=one.now.isoformat(), now=one.now)
