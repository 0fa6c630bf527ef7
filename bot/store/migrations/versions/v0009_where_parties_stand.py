"""Where each party stands on each topic is kept, and made from the statements when it is first needed."""

import json
from itertools import product

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Moment

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "cells",
        sa.Column("dossier", sa.String(length=64), primary_key=True),
        sa.Column("actor", sa.String(length=64), primary_key=True),
        sa.Column("topic", sa.String(length=64), primary_key=True),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("known_until", Moment()),
        sa.Column("said_until", sa.Date()),
        sa.Column("content", sa.Text(), nullable=False),
    )
    conn = op.get_bind()
    found = {tuple(row) for row in conn.execute(sa.text("SELECT DISTINCT dossier, actor, topic FROM statements"))}
    for row in conn.execute(sa.text("SELECT dossier, before, after FROM corrections")):
        named = [json.loads(row.before), json.loads(row.after) or {}]
        actors, topics = ({one[name] for one in named if name in one} for name in ("actor", "topic"))
        found |= set(product([row.dossier], actors, topics))
    insert = "INSERT INTO cells (dossier, actor, topic, stamp, content) VALUES (:dossier, :actor, :topic, '', '')"
    for dossier, actor, topic in sorted(found):
        conn.execute(sa.text(insert), {"dossier": dossier, "actor": actor, "topic": topic})
