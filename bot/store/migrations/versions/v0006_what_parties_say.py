"""What a party says of others is found without looking through all statements."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_index("statements_by_party", "statements", ["dossier", "party", "voice"])
