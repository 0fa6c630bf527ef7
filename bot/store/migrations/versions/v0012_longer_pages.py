"""What was heard until a seal stands on few long pages; what a person said is found by the person.

Seals are made anew with the next article, or by `parley rebuild`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute("DELETE FROM seals")
    op.drop_table("pages")
    op.create_table(
        "pages",
        *(sa.Column(name, sa.String(length=64), primary_key=True) for name in ("dossier", "actor", "topic")),
        sa.Column("part", sa.String(length=16), primary_key=True),
        sa.Column("begin", sa.Integer(), primary_key=True),
        sa.Column("hashes", sa.Text(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
    )
    op.create_index("statements_by_person", "statements", ["dossier", "person", "said_on", "known_at"])
