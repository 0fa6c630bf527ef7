"""Texts of articles that are not kept for ever, and indexes of what waits to be read and of what still has its text."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_UNREAD = sa.text("read_at IS NULL")
_WITH_TEXT = sa.text("dropped = ''")


def upgrade() -> None:
    op.add_column("items", sa.Column("dropped", sa.String(length=64), nullable=False, server_default=""))
    op.drop_index("items_unread", "items")
    op.create_index(
        "items_unread", "items", ["dossier", "baseline", "known_at", "id"], sqlite_where=_UNREAD,
        postgresql_where=_UNREAD,
    )  # fmt: skip
    op.create_index(
        "items_with_text", "items", ["known_at"], sqlite_where=_WITH_TEXT, postgresql_where=_WITH_TEXT
    )  # fmt: skip
