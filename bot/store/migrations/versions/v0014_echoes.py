"""Which hashes of words were heard at all is kept beside the pages on which they stand.

Seals are made anew with the next article, or by `parley rebuild`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute("DELETE FROM seals")
    op.execute("DELETE FROM pages")
    op.create_table(
        "echoes",
        *(sa.Column(name, sa.String(length=64), primary_key=True) for name in ("dossier", "actor", "topic")),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("hashes", sa.Text(), nullable=False),
    )
