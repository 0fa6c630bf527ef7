"""What was said by whom: counted, and the newest of it, without going through all that was said.

What was set right is looked at by its documents, which are few; all else is as it was read.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, select

from bot.corrections import Correction
from bot.model import Statement, Voice, in_order
from bot.store import schema
from bot.store.columns import chunks, unindexed
from bot.store.corrections import corrected_docs, corrections
from bot.store.seals import Cell
from bot.store.serial import texts_from_json
from bot.store.statements import decoded, every, shown

_TABLE = schema.statements
_IDS = select(_TABLE.c.id).where(
    _TABLE.c.dossier == bindparam("of"), _TABLE.c.known_at <= bindparam("until"), _TABLE.c.said_on <= bindparam("last")
)
_NEWEST = (_TABLE.c.said_on.desc(), _TABLE.c.topic, _TABLE.c.actor, _TABLE.c.id)

Source = tuple[str, str, tuple[str, ...]]
"""An outlet, an origin, and the outlets in between."""


def ids(conn: Connection, dossier: str, *, until: datetime, last: date, tenant: str = "") -> frozenset[str]:
    """Return the ids of the statements known at a time and said until a day, but for those that were struck out."""
    found = conn.scalars(_IDS, {"of": dossier, "until": until, "last": last})
    return frozenset(found) - _struck(conn, dossier, tenant)


def newest_of(
    conn: Connection, dossier: str, cells: Collection[Cell], *, until: datetime, last: date, most: int, tenant: str = ""
) -> list[Statement]:
    """Return what counts of each party on each topic, at most about so many of each, the newest said."""
    found: list[Statement] = []
    within = _within(dossier, until, last)
    set_right = _of_docs(conn, within, corrected_docs(conn, dossier, tenant))
    for actor, topic in cells:
        own = (_TABLE.c.actor == actor, _TABLE.c.topic == topic, _TABLE.c.voice != Voice.OTHER)
        found += map(decoded, conn.execute(within.where(*own).order_by(*_NEWEST).limit(most)))
    wanted = set(cells)
    both = {one.id: one for one in (*found, *set_right)}.values()
    return [one for one in shown(conn, dossier, both, tenant) if one.counts and (one.actor, one.topic) in wanted]


def said_of_others(
    conn: Connection,
    dossier: str,
    party: str,
    *,
    topic: str | None = None,
    until: datetime | None = None,
    today: date | None = None,
    most: int | None = None,
    tenant: str = "",
) -> list[Statement]:
    """Return what the party's speakers say of other actors' stances, in `model.in_order`, as corrected.

    `until` leaves out what was not known then, `today` what was said later. With `most` about so many, the newest said.
    """
    query = every(dossier)
    if until is not None:
        query = query.where(unindexed(_TABLE.c.known_at) <= until)
    if today is not None:
        query = query.where(_TABLE.c.said_on <= today)
    theirs = query.where(_TABLE.c.party == party, _TABLE.c.voice == Voice.OTHER)
    if topic is not None:
        theirs = theirs.where(_TABLE.c.topic == topic)
    rows = list(conn.execute(theirs.order_by(*_NEWEST).limit(most)))
    set_right = sorted({one.doc for one in corrections(conn, dossier, tenant=tenant) if _concerns(one, party)})
    rows += [row for part in chunks(set_right) for row in conn.execute(query.where(_TABLE.c.doc.in_(part)))]
    found = shown(conn, dossier, map(decoded, {row.id: row for row in rows}.values()), tenant)
    meant = (s for s in found if topic in {None, s.topic})
    return in_order(s for s in meant if s.party == party and s.actor != party and not s.counts)


def _concerns(correction: Correction, party: str) -> bool:
    """Return whether somebody who speaks for the party may say something else of others by what was set right."""
    after = correction.after or {}
    return correction.active and bool(after) and party in {correction.before.get("party"), after.get("party")}


def by_person(
    conn: Connection, dossier: str, person: str, *,
    topic: str | None, until: datetime, last: date, most: int, tenant: str = "",
) -> tuple[int, list[Statement]]:  # fmt: skip
    """Return how many statements there are of a person, and about so many of them, the newest said."""
    within = _within(dossier, until, last)
    theirs = [_TABLE.c.person == person] + ([_TABLE.c.topic == topic] if topic is not None else [])
    read = _of_docs(conn, within, corrected_docs(conn, dossier, tenant))
    newest = [*map(decoded, conn.execute(within.where(*theirs).order_by(*_NEWEST).limit(most)))]
    right = shown(conn, dossier, {one.id: one for one in (*newest, *read)}.values(), tenant)
    counted = within.with_only_columns(func.count()).where(*theirs)
    docs = {one.doc for one in read}
    number = conn.execute(counted).scalar_one() - sum(_is_by(one, person, topic) for one in read)
    number += sum(_is_by(one, person, topic) for one in right if one.doc in docs)
    return number, [one for one in right if _is_by(one, person, topic)]


def sources(conn: Connection, dossier: str, *, until: datetime, last: date, tenant: str = "") -> Counter[Source]:
    """Return how many statements each outlet carries from each origin."""
    columns = (_TABLE.c.outlet, _TABLE.c.origin, _TABLE.c.chain)
    within = _within(dossier, until, last)
    counted = within.with_only_columns(*columns, func.count().label("number")).group_by(*columns)
    found: Counter[Source] = Counter()
    for row in conn.execute(counted):
        found[row.outlet, row.origin, texts_from_json(row.chain)] += row.number
    read = _of_docs(conn, within, corrected_docs(conn, dossier, tenant))
    found.subtract(_source(one) for one in read)
    found.update(_source(one) for one in shown(conn, dossier, read, tenant))
    return +found


def published(
    conn: Connection, dossier: str, since: datetime, until: datetime, *, last: date, tenant: str = ""
) -> list[datetime]:
    """Return when each of the statements said until a day was published, from a time on and before another one."""
    query = select(_TABLE.c.id, _TABLE.c.published).where(
        _TABLE.c.dossier == dossier, _TABLE.c.known_at >= since, _TABLE.c.known_at < until,
        _TABLE.c.published.is_not(None), _TABLE.c.said_on <= last,
    )  # fmt: skip
    gone = _struck(conn, dossier, tenant)
    return [row.published for row in conn.execute(query) if row.id not in gone]


def first_published(conn: Connection, dossier: str) -> datetime | None:
    """Return when the first of the statements was published that say when they were."""
    given = (_TABLE.c.dossier == dossier, _TABLE.c.published.is_not(None))
    return conn.execute(select(_TABLE.c.published).where(*given).order_by(_TABLE.c.known_at).limit(1)).scalar()


def _struck(conn: Connection, dossier: str, tenant: str) -> set[str]:
    """Return the ids of what was struck out."""
    read = _of_docs(conn, every(dossier), corrected_docs(conn, dossier, tenant))
    return {one.id for one in read} - {one.id for one in shown(conn, dossier, read, tenant)}


def _within(dossier: str, until: datetime, last: date) -> Select[tuple[object, ...]]:
    return every(dossier).where(unindexed(_TABLE.c.known_at) <= until, unindexed(_TABLE.c.said_on) <= last)


def _of_docs(conn: Connection, query: Select[tuple[object, ...]], docs: Iterable[str]) -> Sequence[Statement]:
    parts: Iterable[ColumnElement[bool]] = (_TABLE.c.doc.in_(part) for part in chunks(sorted(docs)))
    return [decoded(row) for part in parts for row in conn.execute(query.where(part))]


def _is_by(one: Statement, person: str, topic: str | None) -> bool:
    return one.person == person and topic in {None, one.topic}


def _source(one: Statement) -> Source:
    return (one.outlet, one.origin, one.chain)
