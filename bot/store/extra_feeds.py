"""Feeds that were added to a dossier by command, beside those in its file."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from bot.dossier import Dossier, FeedSource
from bot.store import schema
from bot.store.columns import upsert


def extra_feeds(conn: Connection, dossier: str) -> tuple[FeedSource, ...]:
    """Return the feeds added to the dossier, by id."""
    table = schema.extra_feeds
    query = select(table.c.source).where(table.c.dossier == dossier).order_by(table.c.feed)
    return tuple(FeedSource.model_validate_json(text) for text in conn.scalars(query))


def save_extra_feed(conn: Connection, dossier: str, source: FeedSource, *, now: datetime) -> None:
    """Keep the feed, replacing one of the same id."""
    row = {"dossier": dossier, "feed": source.id, "source": source.model_dump_json(), "added": now}
    upsert(conn, schema.extra_feeds, [row])


def remove_extra_feed(conn: Connection, dossier: str, feed: str) -> bool:
    """Forget the feed; returns whether there was one. What was read from it stays."""
    table = schema.extra_feeds
    return conn.execute(delete(table).where(table.c.dossier == dossier, table.c.feed == feed)).rowcount > 0


def with_extra_feeds(conn: Connection, dossier: Dossier) -> Dossier:
    """Return the dossier with the added feeds after its own; one whose id or address is there already adds nothing."""
    ids, urls = {feed.id for feed in dossier.feeds}, {str(feed.url) for feed in dossier.feeds}
    added = tuple(one for one in extra_feeds(conn, dossier.id) if one.id not in ids and str(one.url) not in urls)
    if not added:
        return dossier
    copy = dossier.model_copy(update={"feeds": dossier.feeds + added})
    copy.__dict__.pop("feed_by_id", None)  # a cached map of the feeds before
    return copy
