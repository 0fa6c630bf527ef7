"""What is remembered of each feed between two polls."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, Row, select

from bot.store import schema
from bot.store.columns import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """Where polling of one feed of one dossier stands; times are aware UTC.

    `etag` and `last_modified` are the validators of the last good answer. `primed` is true once the feed's first
    items, which were there before anybody watched, have been taken in; `gap` is true where items may have been
    missed, since none of the last poll's were in the feed any more, `last_gap` says when that was last so.

    `url` is the address in the dossier, `address` the one it moved to for good ("" for none), `moving_to` one that a
    permanent redirect led to once. `retired` says since when it is gone for good (410), `silent_since` when its
    newest item came, where that is too long ago for its `rhythm` (seconds, the longest usual pause). `reason` says
    why `next_check` is when it is, `ttl` are the minutes that the feed asks to be left alone, `digest` is that of the
    last body that was a feed.

    WebSub: `hub` pushes what is new at `topic`; `hub_secret` signs it, `hub_until` ends the lease, `hub_asked` is when
    it was last asked for one, `hub_told` when it last pushed, `hub_trusted` whether it told of all that came since.
    """

    dossier: str
    feed: str
    url: str
    etag: str = ""
    last_modified: str = ""
    next_check: datetime | None = None
    last_checked: datetime | None = None
    last_status: int | None = None
    last_error: str = ""
    failures: int = 0
    last_new_item: datetime | None = None
    primed: bool = False
    gap: bool = False
    last_gap: datetime | None = None
    address: str = ""
    moving_to: str = ""
    retired: datetime | None = None
    silent_since: datetime | None = None
    rhythm: int | None = None
    reason: str = ""
    ttl: int | None = None
    digest: str = ""
    hub: str = ""
    topic: str = ""
    hub_secret: str = ""
    hub_until: datetime | None = None
    hub_asked: datetime | None = None
    hub_told: datetime | None = None
    hub_trusted: bool = False

    @property
    def asked_at(self) -> str:
        """Return the address that is asked: where it moved to, else that of the dossier."""
        return self.address or self.url


_FIELDS = tuple(field.name for field in fields(FeedState))
_ALL = select(*(schema.feeds.c[name] for name in _FIELDS))


def feed_state(conn: Connection, dossier: str, feed: str) -> FeedState | None:
    """Return the state of the feed, or None where it was never polled."""
    table = schema.feeds
    row = conn.execute(_ALL.where(table.c.dossier == dossier, table.c.feed == feed)).one_or_none()
    return None if row is None else _state(row)


def feed_states(conn: Connection, dossier: str) -> list[FeedState]:
    """Return the states of all feeds of the dossier, by feed id."""
    table = schema.feeds
    return [_state(row) for row in conn.execute(_ALL.where(table.c.dossier == dossier).order_by(table.c.feed))]


def pushed_feeds(conn: Connection) -> list[FeedState]:
    """Return the states of all feeds, of any dossier, whose hub was asked to push."""
    table = schema.feeds
    query = _ALL.where(table.c.hub_secret != "").order_by(table.c.dossier, table.c.feed)
    return [_state(row) for row in conn.execute(query)]


def save_feed_state(conn: Connection, state: FeedState) -> None:
    """Keep the state, replacing the one before."""
    save_feed_states(conn, [state])


def save_feed_states(conn: Connection, states: Iterable[FeedState]) -> None:
    """Keep the states, each replacing the one before."""
    upsert(conn, schema.feeds, [{name: getattr(state, name) for name in _FIELDS} for state in states])


def _state(row: Row[tuple[object, ...]]) -> FeedState:
    return FeedState(**dict(zip(_FIELDS, row, strict=True)))  # type: ignore[arg-type]
