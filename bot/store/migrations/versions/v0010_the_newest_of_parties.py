"""The newest that a party says of others is found without looking through all that it says of them."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.drop_index("statements_by_party", "statements")
    op.create_index("statements_by_party", "statements", ["dossier", "party", "voice", "said_on"])
