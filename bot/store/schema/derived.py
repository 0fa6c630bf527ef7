"""What follows from the statements, and can be made anew from them at any time."""

from sqlalchemy import Column, Index, String, Table, Text

from bot.store.columns import Moment
from bot.store.schema.base import metadata

shifts = Table(
    "shifts",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("actor", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("before", String(16), nullable=False),
    Column("after", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("signalled_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", String(64)),
    Column("before_statement", String(64), nullable=False),
    Column("statements", Text, nullable=False),
    Index("shifts_by_position", "dossier", "actor", "topic"),
    Index("shifts_by_time", "dossier", "signalled_at"),
)

divergences = Table(
    "divergences",
    metadata,
    Column("dossier", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("round", String(64), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("sides", Text, nullable=False),
    Index("divergences_by_round", "dossier", "round"),
)
