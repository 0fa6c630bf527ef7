"""The statements read out of the items: facts, kept for good, in one order for every consumer.

They are kept as they were read, and shown as people have corrected them (`bot.corrections`), but for `as_read`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, or_, select, update

from bot.corrections import corrected
from bot.model import Commitment, Rank, Stance, Statement, Voice, in_order
from bot.store import schema
from bot.store.columns import ALWAYS, among, chunks, insert_new, unindexed
from bot.store.corrections import corrected_docs, corrections, moved_docs
from bot.store.seals import Cell
from bot.store.sentences import Term, matching, save_sentences
from bot.store.serial import spans_from_json, spans_to_json, texts_from_json, texts_to_json
from bot.store.touched import first_day, touch, touched

_TABLE = schema.statements
_FIELDS = tuple(field.name for field in fields(Statement))
_SPANS = ("evidence", "triggers", "quotes")
_TEXTS = ("rules", "chain")
_FEW = 20
_HEX = re.compile("[0-9a-f]+")  # which every database puts in the same order
_REMEMBERED = 8192
COLUMNS = tuple(_TABLE.c[name] for name in _FIELDS)
_ALL = select(*COLUMNS)
_HERE = _TABLE.c.dossier == bindparam("of")
_EVERY = _ALL.where(_HERE)
_OF_DOCS = _EVERY.where(among(_TABLE.c.doc, "docs")).order_by(_TABLE.c.doc, _TABLE.c.place)
_BY_ID = _EVERY.where(among(_TABLE.c.id, "ids"))
_IN_STORIES = _EVERY.where(among(_TABLE.c.story, "stories"))
_OUTLETS = select(_TABLE.c.story, _TABLE.c.outlet, _TABLE.c.published, _TABLE.c.id).where(
    _HERE, _TABLE.c.outlet != "", among(_TABLE.c.story, "stories")
)
_OF_SPEAKERS = _EVERY.where(
    _TABLE.c.said_on.between(bindparam("first"), bindparam("last")),
    func.coalesce(func.nullif(_TABLE.c.party, ""), _TABLE.c.actor) == bindparam("party_of"),
    or_(_TABLE.c.person.is_(None), among(_TABLE.c.person, "persons")),
)
_FORGET = delete(_TABLE).where(_HERE, _TABLE.c.doc == bindparam("doc_of"))
_ORIGIN = update(_TABLE).where(_HERE, _TABLE.c.id == bindparam("key")).values(origin=bindparam("origin_now"))
_STORY = update(_TABLE).where(_HERE, _TABLE.c.doc == bindparam("doc_of")).values(story=bindparam("story_now"))
"""Queries are made once, since to make one takes longer than to ask it."""
_NAMED = {"stance": Stance, "voice": Voice, "rank": Rank, "commitment": Commitment}
_DECODERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(_SPANS, spans_from_json),
    **dict.fromkeys(_TEXTS, texts_from_json),
    **{name: {one.value: one for one in kind}.__getitem__ for name, kind in _NAMED.items()},
}
_DECODED = tuple((_FIELDS.index(name), decode) for name, decode in _DECODERS.items())


def save_statements(
    conn: Connection, dossier: str, doc: str, statements: Iterable[Statement], *, known_at: datetime | None = None
) -> None:
    """Keep the statements of document `doc` in place of those kept of it before.

    `known_at` is when they could be known where their article gives no time of publication.
    """
    kept = list(statements)
    touch(conn, dossier, touched(conn, dossier, [doc]))
    conn.execute(_FORGET, {"of": dossier, "doc_of": doc})
    insert_statements(conn, dossier, kept, known_at=known_at)
    save_sentences(conn, dossier, doc, kept)


def insert_statements(
    conn: Connection, dossier: str, statements: Iterable[Statement], *, known_at: datetime | None = None
) -> None:
    """Keep the statements beside those that are there, those of one document in text order; they cannot be searched."""
    rows, places = [], Counter[str]()
    for one in statements:
        place = {"place": places[one.doc], "known_at": one.published or known_at or ALWAYS}
        rows.append(_row(one) | place | {"dossier": dossier})
        places[one.doc] += 1
    days: dict[Cell, date] = {}
    for row in rows:
        cell = (row["actor"], row["topic"])
        days[cell] = min(days.get(cell, date.max), first_day(row["said_on"], row["published"]))
    touch(conn, dossier, days)
    insert_new(conn, _TABLE, rows)


def save_origins(conn: Connection, dossier: str, statements: Iterable[Statement]) -> None:
    """Note the origins of the statements, which are kept already; nothing else of them is changed."""
    changed = list(statements)
    touch(conn, dossier, touched(conn, dossier, {one.doc for one in changed}))
    if changed:
        conn.execute(_ORIGIN, [{"of": dossier, "key": one.id, "origin_now": one.origin} for one in changed])


def save_stories(conn: Connection, dossier: str, stories: Mapping[str, str]) -> None:
    """Note to which story the statements of each document belong."""
    if stories:
        rows = [{"of": dossier, "doc_of": doc, "story_now": story} for doc, story in stories.items()]
        conn.execute(_STORY, rows)


def statements(
    conn: Connection,
    dossier: str,
    *,
    actor: str | None = None,
    topic: str | None = None,
    until: datetime | None = None,
    since: date | None = None,
    before: date | None = None,
    tenant: str = "",
) -> list[Statement]:
    """Return the statements in `model.in_order`, as corrected for everybody and by the tenant.

    `until` leaves out what could not be known at that time; `since` and `before` bound the day said, both included.
    """
    query = every(dossier)
    if until is not None:
        query = query.where(_TABLE.c.known_at <= until)
    if since is not None:
        query = query.where(_TABLE.c.said_on >= since)
    if before is not None:
        query = query.where(_TABLE.c.said_on <= before)
    found = shown(conn, dossier, map(decoded, _about(conn, query, dossier, actor, topic, tenant)), tenant)
    return in_order(s for s in found if actor in {None, s.actor} and topic in {None, s.topic})


def statements_between(
    conn: Connection, dossier: str, first: date, last: date, *, until: datetime | None = None, tenant: str = ""
) -> list[Statement]:
    """Return the statements said, or known, from the first day to the last, both included, in `model.in_order`.

    `until` leaves out what could not be known at that time.
    """
    begin = datetime.combine(first, time(), UTC)
    end = datetime.combine(last, time(), UTC) + timedelta(days=1)
    said = _TABLE.c.said_on.between(first, last)
    known = (_TABLE.c.known_at >= begin) & (_TABLE.c.known_at < end)
    query = every(dossier)
    if until is not None:
        query = query.where(_TABLE.c.known_at <= until)
    # two queries, since each has an index of its own
    rows = {row.id: row for part in (said, known) for row in conn.execute(query.where(part))}
    return in_order(shown(conn, dossier, map(decoded, rows.values()), tenant))


def newest_statement(conn: Connection, dossier: str, *, until: datetime, tenant: str = "") -> Statement | None:
    """Return the statement that became known last until that time, as corrected; None where there is none."""
    query = every(dossier).where(_TABLE.c.known_at <= until).order_by(_TABLE.c.known_at.desc(), _TABLE.c.id.desc())
    for part in conn.execute(query).partitions(_FEW):
        if found := shown(conn, dossier, map(decoded, part), tenant):
            return found[0]
    return None


def is_statement(conn: Connection, dossier: str, key: str) -> bool:
    """Return whether a statement of that id was read, corrected or not."""
    return conn.scalar(select(_TABLE.c.id).where(_TABLE.c.dossier == dossier, _TABLE.c.id == key)) is not None


def statements_like(
    conn: Connection, dossier: str, key: str, *, until: datetime | None = None, tenant: str = ""
) -> list[Statement]:
    """Return the statement of that id, else some of those whose ids begin so, by id."""
    query = every(dossier) if until is None else every(dossier).where(unindexed(_TABLE.c.known_at) <= until)
    begins = (
        _TABLE.c.id.between(key, f"{key}g") if _HEX.fullmatch(key) else _TABLE.c.id.startswith(key, autoescape=True)
    )
    for wanted in (_TABLE.c.id == key, begins):
        rows = conn.execute(query.where(wanted).order_by(_TABLE.c.id).limit(_FEW))
        if found := shown(conn, dossier, map(decoded, rows), tenant):
            return found
    return []


def statements_of(conn: Connection, dossier: str, doc: str) -> list[Statement]:
    """Return the statements of one document, in text order."""
    return shown(conn, dossier, as_read(conn, dossier, [doc]))


def as_read(conn: Connection, dossier: str, docs: Iterable[str]) -> list[Statement]:
    """Return the statements of the documents as they were read, those that were corrected too, in text order."""
    return [
        decoded(row)
        for part in chunks(sorted(set(docs)))
        for row in conn.execute(_OF_DOCS, {"of": dossier, "docs": part})
    ]


def as_read_in_stories(conn: Connection, dossier: str, stories: Iterable[str]) -> list[Statement]:
    """Return the statements of all items of the stories as they were read, in `model.in_order`."""
    asked = ({"of": dossier, "stories": part} for part in chunks(sorted(set(stories))))
    return in_order(decoded(row) for each in asked for row in conn.execute(_IN_STORIES, each))


def as_read_of(
    conn: Connection, dossier: str, party: str, persons: Iterable[str], first: date, last: date
) -> list[Statement]:
    """Return, as it was read, what the persons, or people whom nobody knew, said for a party from first to last day."""
    asked = {"of": dossier, "party_of": party, "persons": sorted(persons), "first": first, "last": last}
    return in_order(map(decoded, conn.execute(_OF_SPEAKERS, asked)))


def first_outlets(conn: Connection, dossier: str, stories: Iterable[str]) -> dict[str, str]:
    """Map each of the stories to the known outlet that published it first."""
    asked = ({"of": dossier, "stories": part} for part in chunks(sorted(set(stories))))
    rows = [row for each in asked for row in conn.execute(_OUTLETS, each)]
    rows.sort(key=lambda row: (row.published is None, row.published or ALWAYS, row.id), reverse=True)
    return {row.story: row.outlet for row in rows}


def statements_with(
    conn: Connection, dossier: str, terms: Sequence[Term], *, until: datetime, most: int, tenant: str = ""
) -> list[Statement]:
    """Return the statements whose sentences hold all the terms, the newest said first, at most about so many."""
    ids = matching(conn, dossier, terms, most=most)
    rows = [
        row
        for part in chunks(ids)
        for row in conn.execute(every(dossier).where(_TABLE.c.id.in_(part), _TABLE.c.known_at <= until))
    ]
    place = {key: number for number, key in enumerate(ids)}
    return shown(conn, dossier, sorted(map(decoded, rows), key=lambda one: place[one.id]), tenant)


def statements_by_id(conn: Connection, dossier: str, ids: Iterable[str]) -> dict[str, Statement]:
    """Return those of the statements that are kept, by id."""
    found = [
        decoded(row) for part in chunks(sorted(set(ids))) for row in conn.execute(_BY_ID, {"of": dossier, "ids": part})
    ]
    return {one.id: one for one in shown(conn, dossier, found)}


def pairs(conn: Connection, dossier: str) -> list[tuple[str, str]]:
    """Return every (actor, topic) there are statements about, sorted; those that corrections emptied too."""
    query = select(_TABLE.c.actor, _TABLE.c.topic).where(_TABLE.c.dossier == dossier).distinct()
    set_right = shown(conn, dossier, as_read(conn, dossier, moved_docs(conn, dossier)))
    return sorted({(row.actor, row.topic) for row in conn.execute(query)} | {(s.actor, s.topic) for s in set_right})


# as people have corrected them


def shown(conn: Connection, dossier: str, statements: Iterable[Statement], tenant: str = "") -> list[Statement]:
    """Return the statements, in the order given, as corrected, without what is no statement."""
    found = list(statements)
    concerned = corrected_docs(conn, dossier, tenant) & {one.doc for one in found}
    known = [one for one in corrections(conn, dossier, docs=concerned, tenant=tenant) if one.active]
    if not known:
        return found
    read = as_read(conn, dossier, (one.doc for one in known))
    view: dict[str, Statement | None] = {one.id: None for one in read} | {s.id: s for s in corrected(read, known)}
    return [right for one in found if (right := view.get(one.id, one)) is not None]


def every(dossier: str) -> Select[Any]:
    """Return the query for all statements of the dossier, whose rows can be `decoded`."""
    return _ALL.where(_TABLE.c.dossier == dossier)


def _about(
    conn: Connection, query: Select[Any], dossier: str, actor: str | None, topic: str | None, tenant: str
) -> Iterable[Row[Any]]:
    """Return the rows of what was read about the actor and topic, and of what corrections may have made about them."""
    named = [
        column == value for column, value in ((_TABLE.c.actor, actor), (_TABLE.c.topic, topic)) if value is not None
    ]
    rows = list(conn.execute(query.where(*named)))
    if not named:
        return rows
    moved = moved_docs(conn, dossier, actor=actor, topic=topic, tenant=tenant)
    rows += [row for part in chunks(sorted(moved)) for row in conn.execute(query.where(_TABLE.c.doc.in_(part)))]
    return {row.id: row for row in rows}.values()


def _row(statement: Statement) -> dict[str, Any]:
    values = {name: getattr(statement, name) for name in _FIELDS}
    values |= {name: spans_to_json(values[name]) for name in _SPANS}
    return values | {name: texts_to_json(values[name]) for name in _TEXTS}


@lru_cache(maxsize=_REMEMBERED)
def decoded(row: Row[Any]) -> Statement:
    """Return the statement of a row; what one item touches is mostly what the one before it touched."""
    values = list(row)
    for place, decode in _DECODED:
        values[place] = decode(values[place])
    return Statement(**dict(zip(_FIELDS, values, strict=True)))
