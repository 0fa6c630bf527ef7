"""Full-text search over what statements rest on: FTS5 on SQLite, `tsvector` on PostgreSQL, asked in one way."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, delete, func, literal_column, select, text

from bot.model import Statement
from bot.store import schema
from bot.store.columns import insert_new

_TABLE = schema.sentences
_FORGET = delete(_TABLE).where(_TABLE.c.dossier == bindparam("of"), _TABLE.c.doc == bindparam("doc_of"))
_TERM = re.compile(r"[\"“”«»]([^\"“”«»]+)[\"“”«»]|(\w+)")
_WORD = re.compile(r"\w+")
_SHORTEST_BEGINNING = 4
"""Words of so many letters find longer ones that begin with them: "sanction" finds "sanctions"."""

Term = tuple[str, ...]
"""Words that must stand one behind the other, folded."""


def save_sentences(conn: Connection, dossier: str, doc: str, statements: Iterable[Statement]) -> None:
    """Keep what can be searched of the document's statements, in place of what was kept before."""
    conn.execute(_FORGET, {"of": dossier, "doc_of": doc})
    insert_new(
        conn, _TABLE, [{"dossier": dossier, "statement": s.id, "doc": doc, "words": words_of(s)} for s in statements]
    )


def words_of(statement: Statement) -> str:
    """Return what is searched of a statement: its article's title, its evidence and its speaker."""
    return "\n".join((statement.title, *(span.text for span in statement.evidence), statement.speaker or ""))


def terms_of(query: str) -> tuple[Term, ...]:
    """Return what is searched for: words, and phrases in quotation marks; all of them must be there."""
    found = [tuple(_WORD.findall(phrase or word)) for phrase, word in _TERM.findall(query.casefold())]
    return tuple(dict.fromkeys(one for one in found if one))


def matching(conn: Connection, dossier: str, terms: Sequence[Term], *, most: int) -> list[str]:
    """Return the ids of the statements whose words hold all terms, the newest said first, at most so many.

    Nothing matches no terms.
    """
    if not terms:
        return []
    known = schema.statements
    joined = (known.c.dossier == _TABLE.c.dossier) & (known.c.id == _TABLE.c.statement)
    query = (
        select(_TABLE.c.statement)
        .join(known, joined)
        .where(_TABLE.c.dossier == dossier, _found(conn, terms))
        .order_by(known.c.said_on.desc(), known.c.known_at.desc(), known.c.id)
        .limit(most)
    )
    return list(conn.scalars(query))


def _found(conn: Connection, terms: Sequence[Term]) -> ColumnElement[Any]:
    if conn.dialect.name == "sqlite":
        asked = " AND ".join(_fts5(one) for one in terms)
        rows: Select[Any] = select(literal_column("rowid")).select_from(text("sentences_fts"))
        return _TABLE.c.key.in_(rows.where(text("sentences_fts MATCH :asked").bindparams(asked=asked)))
    asked = " & ".join(_tsquery(one) for one in terms)
    return func.to_tsvector("simple", _TABLE.c.words).op("@@")(func.to_tsquery("simple", asked))


def _fts5(term: Term) -> str:
    """Return the term for FTS5, where a string in quotation marks is only words."""
    return f'"{" ".join(term)}"{"*" if _is_beginning(term) else ""}'


def _tsquery(term: Term) -> str:
    """Return the term for `to_tsquery`; it holds nothing but letters, digits and what is written here."""
    return f"({' <-> '.join(term)}{':*' if _is_beginning(term) else ''})"


def _is_beginning(term: Term) -> bool:
    return len(term[-1]) >= _SHORTEST_BEGINNING
