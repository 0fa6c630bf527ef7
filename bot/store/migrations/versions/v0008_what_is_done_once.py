"""What is done once is known also after a restart."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "once",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("mark"),
    )
    op.create_index("once_by_end", "once", ["until"])
