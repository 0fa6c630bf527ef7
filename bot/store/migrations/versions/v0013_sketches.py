"""What of an article's text is compared with others; it is made when the next article is recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("items", sa.Column("sketch", sa.Text(), nullable=False, server_default=""))
