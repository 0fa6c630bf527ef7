"""The tables: facts (items, statements), what is derived from them (shifts, divergences), and what was told.

Ids are only unique within a dossier, since two dossiers may watch one feed. Lists and cards are JSON text; nothing
queries into them. `REVISION` is the newest migration; the migrations and this module describe the same tables.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.columns import Moment, Words

REVISION = "0006"

metadata = MetaData()

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
    Index("items_by_time", "dossier", "known_at"),
    Index(
        "items_unread",
        "dossier",
        "baseline",
        "known_at",
        "id",
        sqlite_where=text("read_at IS NULL"),
        postgresql_where=text("read_at IS NULL"),
    ),
    Index("items_with_text", "known_at", sqlite_where=text("dropped = ''"), postgresql_where=text("dropped = ''")),
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
    Index("statements_by_party", "dossier", "party", "voice"),
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

shifts = Table(
    "shifts",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("actor", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("before", String(16), nullable=False),
    Column("after", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("signalled_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", String(64)),
    Column("before_statement", String(64), nullable=False),
    Column("statements", Text, nullable=False),
    Index("shifts_by_position", "dossier", "actor", "topic"),
    Index("shifts_by_time", "dossier", "signalled_at"),
)

divergences = Table(
    "divergences",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("round", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("sides", Text, nullable=False),
    Index("divergences_by_round", "dossier", "round"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("card", Text, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("story", Words, nullable=False),
    Column("updates", String(64)),
    Column("subjects", Text, nullable=False),
    Index("alerts_by_time", "dossier", "at"),
    Index("alerts_by_story", "dossier", "story"),
)

channels = Table(
    "channels",
    metadata,
    Column("channel", Words, primary_key=True),
    Column("tenant", Words, nullable=False),  # the guild or workspace that it belongs to
    Column("zone", String(64), nullable=False),
    Column("quiet", String(16), nullable=False),  # local times such as 22:00-07:00, "" for none
    Column("digest_times", Text, nullable=False),
    Column("settled_at", Moment),  # since when zone and digest times are so
    Column("muted_until", Moment),
    Column("lost_at", Moment),  # since when it cannot be reached
    Column("lost_reason", Words, nullable=False),
    Column("lost_tried", Moment),  # when it was last tried in vain
    Index("channels_by_tenant", "tenant"),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("channel", Words, nullable=False),
    Column("tenant", Words, nullable=False),
    Column("dossier", String(64), nullable=False),
    Column("wants", Text, nullable=False),  # JSON: actors, topics, kinds, filter and so on
    Column("origin", String(8), nullable=False),  # chat or file
    Column("by", Words, nullable=False),
    Column("created", Moment, nullable=False),
    Index("subscriptions_by_channel", "channel"),
    Index("subscriptions_by_tenant", "tenant"),
)

mutes = Table(
    "mutes",
    metadata,
    Column("channel", Words, primary_key=True),
    Column("dossier", String(64), primary_key=True),
    Column("topic", String(64), primary_key=True),
    Column("until", Moment, nullable=False),
    Column("by", Words, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("channel", Words, primary_key=True),
    Column("dossier", String(64), primary_key=True),
    Column("time", String(5), primary_key=True),  # local, such as 07:00
    Column("day", Date, nullable=False),  # the last local day that is done with
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("channel", Words, primary_key=True),
    Column("dossier", String(64), primary_key=True),
    Column("alert", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("outcome", String(8), nullable=False),  # told, held or left
    Column("reason", Words, nullable=False),
    Column("subscription", String(64), nullable=False),  # by which it is wanted
    Column("fresh", Boolean, nullable=False),  # whether it makes a message of its own
    Column("under", Words, nullable=False),  # the subject of the message in whose thread it is, "" for its own
    Column("until", Moment),  # of what is held
    Column("hold", String(16)),  # why: quiet or burst
    Index("verdicts_by_time", "channel", "at"),
    Index("verdicts_by_age", "at"),
)

held = Table(
    "held",
    metadata,
    Column("key", String(64), primary_key=True),  # of the delivery
    Column("channel", Words, nullable=False),
    Column("dossier", String(64), nullable=False),
    Column("alert", String(64), nullable=False),
    Column("subject", Words, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("manner", String(8), nullable=False),
    Column("under", Words, nullable=False),
    Column("card", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("published", Moment),
    Column("until", Moment, nullable=False),
    Column("why", String(16), nullable=False),  # quiet or burst
    Column("place", Integer, nullable=False),  # among what was held at one moment
    Index("held_by_end", "until"),
    Index("held_by_channel", "channel"),
)

looks = Table(
    "looks",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("tenant", Words, primary_key=True),
    Column("user", Words, primary_key=True),
    Column("at", Moment, nullable=False),
)

parts = Table(
    "parts",
    metadata,
    Column("part", Words, primary_key=True),  # feeds, reader, discord and so on
    Column("seen", Moment),  # when it last worked
    Column("error", Words, nullable=False),
    Column("error_at", Moment),
)

outbox = Table(
    "outbox",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("channel", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("manner", String(8), nullable=False),
    Column("under", Words, nullable=False),  # the subject in whose thread it stands, "" for its own
    Column("card", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("published", Moment),
    Column("state", String(8), nullable=False),  # queued, sent, dead or dropped
    Column("attempts", Integer, nullable=False),  # that failed while the platform took other cards
    Column("expiries", Integer, nullable=False),  # tries that ended without an answer: it may be in the channel
    Column("failed_at", Moment),  # when it was last tried in vain
    Column("not_before", Moment),
    Column("lease_until", Moment),
    Column("ended", Moment),  # when it was sent or given up
    Column("receipt", Words, nullable=False),  # what the platform calls the message
    Column("reason", Words, nullable=False),  # of the last failure
    UniqueConstraint("key", name="outbox_key"),
    Index("outbox_by_channel", "state", "channel", "sequence"),
    Index("outbox_by_subject", "channel", "subject", "sequence"),
    Index("outbox_by_end", "ended"),
    sqlite_autoincrement=True,
)


def _workspace() -> tuple[Column[Any], ...]:
    """Return the columns of a workspace that installed the Slack app, as slack_sdk's stores name and size them."""
    return (
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("client_id", String(32), nullable=False),
        Column("app_id", String(32), nullable=False),
        Column("enterprise_id", String(32)),
        Column("enterprise_name", String(200)),
        Column("team_id", String(32)),
        Column("team_name", String(200)),
        Column("bot_token", String(200)),
        Column("bot_id", String(32)),
        Column("bot_user_id", String(32)),
        Column("bot_scopes", String(1000)),
        Column("bot_refresh_token", String(200)),
        Column("bot_token_expires_at", DateTime),
        Column("is_enterprise_install", Boolean, nullable=False),
        Column("installed_at", DateTime, nullable=False),
    )


slack_installations = Table(
    "slack_installations",
    metadata,
    *_workspace(),
    Column("enterprise_url", String(200)),
    Column("user_id", String(32), nullable=False),
    Column("user_token", String(200)),
    Column("user_scopes", String(1000)),
    Column("user_refresh_token", String(200)),
    Column("user_token_expires_at", DateTime),
    Column("incoming_webhook_url", String(200)),
    Column("incoming_webhook_channel", String(200)),
    Column("incoming_webhook_channel_id", String(200)),
    Column("incoming_webhook_configuration_url", String(200)),
    Column("token_type", String(32)),
    Index("slack_installations_idx", "client_id", "enterprise_id", "team_id", "user_id", "installed_at"),
)

slack_bots = Table(
    "slack_bots",
    metadata,
    *_workspace(),
    Index("slack_bots_idx", "client_id", "enterprise_id", "team_id", "installed_at"),
)

slack_oauth_states = Table(
    "slack_oauth_states",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("state", String(200), nullable=False),
    Column("expire_at", DateTime, nullable=False),
)
