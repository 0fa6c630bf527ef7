"""The first tables: feeds, items, statements, what is derived from them, alerts and the outbox."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment, Words

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("story", Words(), nullable=False),
        sa.Column("updates", sa.String(length=64)),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "id"),
    )
    op.create_index("alerts_by_story", "alerts", ["dossier", "story"])
    op.create_index("alerts_by_time", "alerts", ["dossier", "at"])
    op.create_table(
        "corrections",
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("statement", sa.String(length=64), nullable=False),
        sa.Column("doc", Words(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("by", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("undone_at", Moment()),
        sa.Column("undone_by", Words()),
        sa.PrimaryKeyConstraint("dossier", "id"),
    )
    op.create_table(
        "divergences",
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sides", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "id"),
    )
    op.create_index("divergences_by_round", "divergences", ["dossier", "round"])
    op.create_table(
        "extra_feeds",
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("feed", Words(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("added", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "feed"),
    )
    op.create_table(
        "feeds",
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("feed", Words(), nullable=False),
        sa.Column("url", Words(), nullable=False),
        sa.Column("etag", Words(), nullable=False),
        sa.Column("last_modified", Words(), nullable=False),
        sa.Column("next_check", Moment()),
        sa.Column("last_checked", Moment()),
        sa.Column("last_status", sa.Integer()),
        sa.Column("last_error", Words(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_new_item", Moment()),
        sa.Column("primed", sa.Boolean(), nullable=False),
        sa.Column("gap", sa.Boolean(), nullable=False),
        sa.Column("last_gap", Moment()),
        sa.Column("address", Words(), nullable=False),
        sa.Column("moving_to", Words(), nullable=False),
        sa.Column("retired", Moment()),
        sa.Column("silent_since", Moment()),
        sa.Column("rhythm", sa.Integer()),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("ttl", sa.Integer()),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hub", Words(), nullable=False),
        sa.Column("topic", Words(), nullable=False),
        sa.Column("hub_secret", sa.String(length=64), nullable=False),
        sa.Column("hub_until", Moment()),
        sa.Column("hub_asked", Moment()),
        sa.Column("hub_told", Moment()),
        sa.Column("hub_trusted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "feed"),
    )
    op.create_table(
        "items",
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("id", Words(), nullable=False),
        sa.Column("feed", Words(), nullable=False),
        sa.Column("url", Words(), nullable=False),
        sa.Column("title", Words(), nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.Column("outlet", Words(), nullable=False),
        sa.Column("published", Moment()),
        sa.Column("published_is_date", sa.Boolean(), nullable=False),
        sa.Column("fetched", Moment()),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("story", Words(), nullable=False),
        sa.Column("known_at", Moment(), nullable=False),
        sa.Column("baseline", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("read_at", Moment()),
        sa.PrimaryKeyConstraint("dossier", "id"),
    )
    op.create_index("items_by_time", "items", ["dossier", "known_at"])
    op.create_index("items_unread", "items", ["dossier", "read_at"])
    op.create_index("items_by_feed", "items", ["dossier", "feed"])
    op.create_table(
        "outbox",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("channel", Words(), nullable=False),
        sa.Column("subject", Words(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("expiries", sa.Integer(), nullable=False),
        sa.Column("not_before", Moment()),
        sa.Column("lease_until", Moment()),
        sa.Column("ended", Moment()),
        sa.Column("receipt", Words(), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("key", name="outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_by_channel", "outbox", ["state", "channel", "sequence"])
    op.create_table(
        "shifts",
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=False),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("signalled_at", Moment(), nullable=False),
        sa.Column("confirmed_at", Moment()),
        sa.Column("withdrawn_at", Moment()),
        sa.Column("withdrawn_by", sa.String(length=64)),
        sa.Column("before_statement", sa.String(length=64), nullable=False),
        sa.Column("statements", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "id"),
    )
    op.create_index("shifts_by_position", "shifts", ["dossier", "actor", "topic"])
    op.create_index("shifts_by_time", "shifts", ["dossier", "signalled_at"])
    op.create_table(
        "statements",
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("doc", Words(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("stance", sa.String(length=16), nullable=False),
        sa.Column("voice", sa.String(length=16), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("speaker", Words()),
        sa.Column("person", sa.String(length=64)),
        sa.Column("party", sa.String(length=64)),
        sa.Column("rank", sa.String(length=16), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("triggers", sa.Text(), nullable=False),
        sa.Column("quotes", sa.Text(), nullable=False),
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("condition", Words()),
        sa.Column("addressee", Words()),
        sa.Column("quantity", Words()),
        sa.Column("commitment", sa.String(length=16), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("old", sa.Boolean(), nullable=False),
        sa.Column("implements", sa.Boolean(), nullable=False),
        sa.Column("outlet", Words(), nullable=False),
        sa.Column("title", Words(), nullable=False),
        sa.Column("url", Words(), nullable=False),
        sa.Column("published", Moment()),
        sa.Column("origin", Words(), nullable=False),
        sa.Column("story", Words(), nullable=False),
        sa.Column("known_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "id"),
    )
    op.create_index("statements_by_day", "statements", ["dossier", "said_on"])
    op.create_index("statements_by_time", "statements", ["dossier", "known_at"])
    op.create_index("statements_by_document", "statements", ["dossier", "doc"])
    op.create_index("statements_by_story", "statements", ["dossier", "story"])
    op.create_index("statements_by_position", "statements", ["dossier", "actor", "topic", "said_on"])
