"""Facts: the feeds, the items that were read, the statements in them, and what people set right."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.columns import Moment, Words
from bot.store.schema.base import metadata

feeds = Table(
    "feeds",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("feed", Words, primary_key=True),
    Column("url", Words, nullable=False),
    Column("etag", Words, nullable=False),
    Column("last_modified", Words, nullable=False),
    Column("next_check", Moment),
    Column("last_checked", Moment),
    Column("last_status", Integer),
    Column("last_error", Words, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("last_new_item", Moment),
    Column("primed", Boolean, nullable=False),
    Column("gap", Boolean, nullable=False),
    Column("last_gap", Moment),
    Column("address", Words, nullable=False),  # where it moved to for good, "" where it did not
    Column("moving_to", Words, nullable=False),  # seen once at the end of a permanent redirect
    Column("retired", Moment),
    Column("silent_since", Moment),
    Column("rhythm", Integer),  # seconds
    Column("reason", Words, nullable=False),
    Column("ttl", Integer),  # minutes
    Column("digest", String(64), nullable=False),
    Column("hub", Words, nullable=False),
    Column("topic", Words, nullable=False),
    Column("hub_secret", String(64), nullable=False),
    Column("hub_until", Moment),
    Column("hub_asked", Moment),
    Column("hub_told", Moment),
    Column("hub_trusted", Boolean, nullable=False),
)

extra_feeds = Table(
    "extra_feeds",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("feed", Words, primary_key=True),
    Column("source", Text, nullable=False),  # as in a dossier's file
    Column("added", Moment, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("id", Words, primary_key=True),
    Column("feed", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("outlet", Words, nullable=False),
    Column("published", Moment),
    Column("published_is_date", Boolean, nullable=False),
    Column("fetched", Moment),
    Column("full", Boolean, nullable=False),
    Column("story", Words, nullable=False),
    Column("known_at", Moment, nullable=False),  # published, else fetched: when it could be known
    Column("baseline", Boolean, nullable=False),  # was there before anybody watched: read, but never told
    Column("revision", Integer, nullable=False),  # 1, and one more with every edit by its publisher
    Column("read_at", Moment),
    Column("dropped", String(64), nullable=False, server_default=""),  # the text's fingerprint once the text is gone
    Column("sketch", Text, nullable=False, server_default=""),  # of the text, where its reading is recorded
    Index("items_by_time", "dossier", "known_at"),
    Index(
        "items_unread",
        "dossier",
        "baseline",
        "known_at",
        "id",
        sqlite_where=text("read_at IS NULL"),
    ),
    Index("items_with_text", "known_at", sqlite_where=text("dropped = ''")),
    Index("items_by_feed", "dossier", "feed"),
)

statements = Table(
    "statements",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("doc", Words, nullable=False),
    Column("place", Integer, nullable=False),  # its place among the statements of the document
    Column("actor", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("stance", String(16), nullable=False),
    Column("voice", String(16), nullable=False),
    Column("said_on", Date, nullable=False),
    Column("speaker", Words),
    Column("person", String(64)),
    Column("party", String(64)),
    Column("rank", String(16), nullable=False),
    Column("rules", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("triggers", Text, nullable=False),
    Column("quotes", Text, nullable=False),
    Column("chain", Text, nullable=False),
    Column("condition", Words),
    Column("addressee", Words),
    Column("quantity", Words),
    Column("commitment", String(16), nullable=False),
    Column("confidence", Double, nullable=False),
    Column("old", Boolean, nullable=False),
    Column("implements", Boolean, nullable=False),
    Column("outlet", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("published", Moment),
    Column("origin", Words, nullable=False),
    Column("story", Words, nullable=False),
    Column("known_at", Moment, nullable=False),
    Index("statements_by_position", "dossier", "actor", "topic", "said_on"),
    Index("statements_by_day", "dossier", "said_on"),
    Index("statements_by_time", "dossier", "known_at"),
    Index("statements_by_document", "dossier", "doc"),
    Index("statements_by_story", "dossier", "story"),
    Index("statements_by_party", "dossier", "party", "voice", "said_on"),
    Index("statements_by_person", "dossier", "person", "said_on", "known_at"),
)

sentences = Table(
    "sentences",
    metadata,
    Column("key", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("dossier", String(64), nullable=False),
    Column("statement", String(64), nullable=False),
    Column("doc", Words, nullable=False),
    Column("words", Words, nullable=False),  # what is searched: title, evidence and speaker
    UniqueConstraint("dossier", "statement", name="sentences_of_statement"),
    Index("sentences_by_document", "dossier", "doc"),
    sqlite_autoincrement=True,
)
"""The full-text index over it, `sentences_fts`, is the database's own: FTS5 or GIN; see the migration that makes it."""

figures = Table(
    "figures",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("doc", Words, nullable=False),
    Column("topic", String(64), nullable=False),
    Column("said_on", Date, nullable=False),
    Column("published", Moment),
    Column("known_at", Moment, nullable=False),
    Column("figure", Text, nullable=False),  # all else of it, as JSON
    Index("figures_by_document", "dossier", "doc"),
    Index("figures_by_day", "dossier", "said_on"),
    Index("figures_by_time", "dossier", "known_at"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("tenant", Words, nullable=False),  # for whom it holds, "" for everybody
    Column("statement", String(64), nullable=False),
    Column("doc", Words, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", Words, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),  # JSON null where it is no statement at all
    Column("undone_at", Moment),
    Column("undone_by", Words),
    Index("corrections_by_document", "dossier", "doc"),
)
