"""Who is told what: channels, subscriptions, mutes, what is held back; corrections by tenant; how the parts fare."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment, Words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("channel", Words(), nullable=False),
        sa.Column("tenant", Words(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("quiet", sa.String(length=16), nullable=False),
        sa.Column("digest_times", sa.Text(), nullable=False),
        sa.Column("settled_at", Moment()),
        sa.Column("muted_until", Moment()),
        sa.Column("lost_at", Moment()),
        sa.Column("lost_reason", Words(), nullable=False),
        sa.Column("lost_tried", Moment()),
        sa.PrimaryKeyConstraint("channel"),
    )
    op.create_index("channels_by_tenant", "channels", ["tenant"])
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("channel", Words(), nullable=False),
        sa.Column("tenant", Words(), nullable=False),
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("wants", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=8), nullable=False),
        sa.Column("by", Words(), nullable=False),
        sa.Column("created", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("subscriptions_by_channel", "subscriptions", ["channel"])
    op.create_index("subscriptions_by_tenant", "subscriptions", ["tenant"])
    op.create_table(
        "mutes",
        sa.Column("channel", Words(), nullable=False),
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("by", Words(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "dossier", "topic"),
    )
    op.create_table(
        "digests",
        sa.Column("channel", Words(), nullable=False),
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("time", sa.String(length=5), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "dossier", "time"),
    )
    op.create_table(
        "verdicts",
        sa.Column("channel", Words(), nullable=False),
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("alert", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("subscription", sa.String(length=64), nullable=False),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.Column("under", Words(), nullable=False),
        sa.Column("until", Moment()),
        sa.Column("hold", sa.String(length=16)),
        sa.PrimaryKeyConstraint("channel", "dossier", "alert"),
    )
    op.create_index("verdicts_by_time", "verdicts", ["channel", "at"])
    op.create_index("verdicts_by_age", "verdicts", ["at"])
    op.create_table(
        "held",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("channel", Words(), nullable=False),
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("alert", sa.String(length=64), nullable=False),
        sa.Column("subject", Words(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("manner", sa.String(length=8), nullable=False),
        sa.Column("under", Words(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("published", Moment()),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("held_by_end", "held", ["until"])
    op.create_index("held_by_channel", "held", ["channel"])
    op.create_table(
        "looks",
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("tenant", Words(), nullable=False),
        sa.Column("user", Words(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("dossier", "tenant", "user"),
    )
    op.create_table(
        "parts",
        sa.Column("part", Words(), nullable=False),
        sa.Column("seen", Moment()),
        sa.Column("error", Words(), nullable=False),
        sa.Column("error_at", Moment()),
        sa.PrimaryKeyConstraint("part"),
    )
    with op.batch_alter_table("corrections") as table:
        table.add_column(sa.Column("tenant", Words(), nullable=False, server_default=""))
    op.create_index("corrections_by_document", "corrections", ["dossier", "doc"])
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("kind", sa.String(length=16), nullable=False, server_default=""))
        table.add_column(sa.Column("manner", sa.String(length=8), nullable=False, server_default="new"))
        table.add_column(sa.Column("under", Words(), nullable=False, server_default=""))
        table.add_column(sa.Column("published", Moment()))
        table.add_column(sa.Column("failed_at", Moment()))
    op.create_index("outbox_by_subject", "outbox", ["channel", "subject", "sequence"])
    op.create_index("outbox_by_end", "outbox", ["ended"])
