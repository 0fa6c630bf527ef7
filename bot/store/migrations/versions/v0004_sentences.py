"""What can be searched: the words of every statement, with the full-text index of either database."""

import json

import sqlalchemy as sa
from alembic import op

from bot.store.columns import Words

revision = "0004"
down_revision = "0003"

_ADD = "INSERT INTO sentences_fts (rowid, words) VALUES (new.key, new.words);"
_REMOVE = "INSERT INTO sentences_fts (sentences_fts, rowid, words) VALUES ('delete', old.key, old.words);"
_OPTIONS = "words, content='sentences', content_rowid='key', tokenize='unicode61 remove_diacritics 0'"
_FTS5 = (  # https://www.sqlite.org/fts5.html#external_content_tables
    f"CREATE VIRTUAL TABLE sentences_fts USING fts5({_OPTIONS})",
    f"CREATE TRIGGER sentences_added AFTER INSERT ON sentences BEGIN {_ADD} END",
    f"CREATE TRIGGER sentences_removed AFTER DELETE ON sentences BEGIN {_REMOVE} END",
    f"CREATE TRIGGER sentences_changed AFTER UPDATE ON sentences BEGIN {_REMOVE} {_ADD} END",
)
_GIN = "CREATE INDEX sentences_fts ON sentences USING gin (to_tsvector('simple', words))"


def upgrade() -> None:
    op.create_table(
        "sentences",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("statement", sa.String(length=64), nullable=False),
        sa.Column("doc", Words(), nullable=False),
        sa.Column("words", Words(), nullable=False),
        sa.UniqueConstraint("dossier", "statement", name="sentences_of_statement"),
        sqlite_autoincrement=True,
    )
    op.create_index("sentences_by_document", "sentences", ["dossier", "doc"])
    conn = op.get_bind()
    for statement in _FTS5 if conn.dialect.name == "sqlite" else (_GIN,):
        op.execute(statement)
    _fill(conn)


def _fill(conn: sa.Connection) -> None:
    """Take in the statements that are kept already."""
    known = conn.execute(sa.text("SELECT dossier, id, doc, title, speaker, evidence FROM statements")).all()
    rows = [
        {"dossier": row.dossier, "statement": row.id, "doc": row.doc,
         "words": "\n".join((row.title, *(span[3] for span in json.loads(row.evidence)), row.speaker or ""))}
        for row in known
    ]  # fmt: skip
    if rows:
        insert = "INSERT INTO sentences (dossier, statement, doc, words) VALUES (:dossier, :statement, :doc, :words)"
        conn.execute(sa.text(insert), rows)
