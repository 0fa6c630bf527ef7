"""The state of parties on topics is sealed at times, so that history is not gone through from its beginning."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "seals",
        *_cell(),
        sa.Column("on", sa.Date(), primary_key=True),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("known_until", Moment(), nullable=False),
        sa.Column("said_until", sa.Date(), nullable=False),
        sa.Column("ledger", sa.Text(), nullable=False),
        sa.Column("history", sa.Text(), nullable=False),
    )
    op.create_table(
        "pages",
        *_cell(),
        sa.Column("part", sa.String(length=16), primary_key=True),
        sa.Column("on", sa.Date(), primary_key=True),
        sa.Column("hashes", sa.Text(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
    )


def _cell() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length=64), primary_key=True) for name in ("dossier", "actor", "topic")]
