"""Quantities that articles give of topics: plans of so many points, truces of so many days."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment, Words

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "figures",
        sa.Column("dossier", sa.String(length=64), primary_key=True),
        sa.Column("id", sa.String(length=64), primary_key=True),
        sa.Column("doc", Words(), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("published", Moment()),
        sa.Column("known_at", Moment(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
    )
    op.create_index("figures_by_document", "figures", ["dossier", "doc"])
    op.create_index("figures_by_day", "figures", ["dossier", "said_on"])
    op.create_index("figures_by_time", "figures", ["dossier", "known_at"])
