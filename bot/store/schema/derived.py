"""What follows from the statements, and can be made anew from them at any time."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text

from bot.store.columns import Moment
from bot.store.schema.base import metadata


def _of_cell() -> list[Column[str]]:
    """Return the columns that name a party on a topic."""
    return [Column(name, String(64), primary_key=True) for name in ("dossier", "actor", "topic")]


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

cells = Table(
    "cells",
    metadata,
    *_of_cell(),
    Column("stamp", String(64), nullable=False),  # of the rules it was made by, "" where its statements changed since
    Column("known_until", Moment),  # since when all of its statements are known
    Column("said_until", Date),
    Column("content", Text, nullable=False),  # JSON: bot.store.cells
)
"""There is a row for every party and topic of which there are statements, and what it holds is never out of date."""

seals = Table(
    "seals",
    metadata,
    *_of_cell(),
    Column("on", Date, primary_key=True),
    Column("stamp", String(64), nullable=False),  # of the rules it was made by
    Column("known_until", Moment, nullable=False),  # since when all of its statements are known
    Column("said_until", Date, nullable=False),
    Column("ledger", Text, nullable=False),  # JSON: bot.positions.ledger
    Column("history", Text, nullable=False),  # JSON: bot.positions.shifts
)
"""The state of a party on a topic after a day; what is said or known until then is no other since."""

pages = Table(
    "pages",
    metadata,
    *_of_cell(),
    Column("part", String(16), primary_key=True),
    Column("begin", Integer, primary_key=True),  # how many entries there are on the pages before
    Column("hashes", Text, nullable=False),  # hexadecimal: 32-bit words, little-endian, six for each entry
    Column("entries", Text, nullable=False),  # lines of JSON: bot.store.seals
)
"""What was heard for the first time until the last seal, in its order; what is behind that is void."""

echoes = Table(
    "echoes",
    metadata,
    *_of_cell(),
    Column("number", Integer, primary_key=True),  # of the row among those of the cell, 0 first
    Column("hashes", Text, nullable=False),  # hexadecimal: 32-bit words, little-endian, sorted
)
"""Which hashes are on the pages of a cell, of either part; some may be void."""
