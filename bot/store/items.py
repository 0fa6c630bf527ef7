"""The items of the feeds: saved when fetched or edited, unread until their reading is recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, exists, literal_column, or_, select, update

from bot.model import Item, fingerprint
from bot.store import errands, schema
from bot.store.columns import ALWAYS, Moment, among, chunks, storable, upsert

_FIELDS = tuple(field.name for field in fields(Item))
_TABLE = schema.items
_CORRECTIONS = schema.corrections
_OF_DOSSIER = _TABLE.c.dossier == bindparam("of")
_HERE = and_(_OF_DOSSIER, _TABLE.c.id == bindparam("key"))
_DROP = update(_TABLE).where(_HERE).values(text="", sketch="", dropped=bindparam("print"))
_READ = update(_TABLE).where(_HERE).values(read_at=bindparam("at"))
_ITEM, _WAITS = select(_TABLE).where(_HERE), select(_TABLE.c.read_at).where(_HERE).with_for_update()
_AMONG = select(_TABLE.c.id).where(_OF_DOSSIER, among(_TABLE.c.id, "keys"))
_ADDRESSED = select(_TABLE.c.url).where(
    _OF_DOSSIER, _TABLE.c.feed == bindparam("feed_is"), among(_TABLE.c.url, "urls")
)  # fmt: skip
_IS_BASELINE = select(_TABLE.c.baseline).where(_HERE)
_STORY = update(_TABLE).where(_HERE).values(story=bindparam("story_now"))
_SKETCH = update(_TABLE).where(_HERE).values(sketch=bindparam("sketch_now"))
_TEXT = select(_TABLE.c.text).where(_HERE)
_TIME, _AT = _TABLE.c.known_at, bindparam("at", type_=Moment())
_WITHOUT_TEXT = case((_TABLE.c.sketch == "", _TABLE.c.text), else_="").label("text")
_COMPARED = (_TIME, _TABLE.c.sketch, *(_WITHOUT_TEXT if name == "text" else _TABLE.c[name] for name in _FIELDS))
_SKETCHED = select(*_COMPARED).where(_HERE)
_IN_STORIES = select(*_COMPARED).where(_OF_DOSSIER, _TABLE.c.story != literal_column("''")).limit(bindparam("most"))
_BEFORE = _IN_STORIES.where(
    _TIME.between(bindparam("first", type_=Moment()), _AT),
    or_(_TIME < _AT, and_(_TIME == _AT, _TABLE.c.id < bindparam("key"))),
).order_by(_TIME.desc(), _TABLE.c.id.desc())
_AFTER = _IN_STORIES.where(
    _TIME.between(_AT, bindparam("last", type_=Moment())),
    or_(_TIME > _AT, and_(_TIME == _AT, _TABLE.c.id > bindparam("key"))),
).order_by(_TIME, _TABLE.c.id)
"""Queries are made once, since to make one takes longer than to ask it."""

Compared = tuple[datetime, Item, str]
"""An item with the time since when it is known and the sketch of its text; where there is one, without the text."""


def save_items(conn: Connection, dossier: str, items: Iterable[Item], *, baseline: bool = False) -> list[Item]:
    """Keep the items and return those to be read: new ones, and known ones with another title or text.

    `baseline` marks items that a feed already held when it was first seen: they are read, and never told. A feed's
    summary does not replace a full text, and the time of publication is the first that was given.
    """
    items = list(items)
    if len({item.id for item in items}) < len(items):  # each is compared with what the one before it left
        found = [one for item in items for one in save_items(conn, dossier, [item], baseline=baseline)]
        return list({item.id: item for item in found}.values())
    rows = _rows(conn, dossier, [item.id for item in items], held=True)
    fresh: list[Item] = []
    written: list[dict[str, Any]] = []
    for item in items:
        offered = _storable(item)
        row = rows.get(item.id)
        kept, changed = _merged(_item(row), offered) if row is not None else (offered, True)
        if row is None or kept != _item(row):
            written.append(_row(dossier, kept, row, baseline=baseline, changed=changed))
        if changed:
            fresh.append(kept)
            errands.note(conn, errands.Unread(dossier, kept.id, urgent=not baseline))
    upsert(conn, _TABLE, written)
    return fresh


def _storable(item: Item) -> Item:
    title, text = storable(item.title), storable(item.text)
    return item if title is item.title and text is item.text else replace(item, title=title, text=text)


def item(conn: Connection, key: str, *, dossier: str | None = None) -> Item | None:
    """Return the item, of whichever dossier comes first unless one is named; None where there is none."""
    query = select(_TABLE).where(_TABLE.c.id == key).order_by(_TABLE.c.dossier).limit(1) if dossier is None else _ITEM
    row = conn.execute(query, {} if dossier is None else {"of": dossier, "key": key}).one_or_none()
    return None if row is None else _item(row)


def items(
    conn: Connection,
    dossier: str,
    since: datetime | None = None,
    until: datetime | None = None,
    *,
    limit: int | None = None,
) -> list[Item]:
    """Return the items that could be known from `since` to `until`, both included, by that time and id.

    With `limit` only so many, the newest ones.
    """
    query = select(_TABLE).where(_TABLE.c.dossier == dossier).order_by(_TABLE.c.known_at.desc(), _TABLE.c.id.desc())
    if since is not None:
        query = query.where(_TABLE.c.known_at >= since)
    if until is not None:
        query = query.where(_TABLE.c.known_at <= until)
    return [_item(row) for row in conn.execute(query.limit(limit))][::-1]


def compared(conn: Connection, dossier: str, key: str) -> Compared:
    """Return the item as it is compared with others."""
    return _compared(conn.execute(_SKETCHED, {"of": dossier, "key": key}).one())


def before(
    conn: Connection, dossier: str, place: tuple[datetime, str], since: datetime, most: int
) -> list[Compared]:  # fmt: skip
    """Return, in order, so many items of stories at the most that were known before that time and id, since then."""
    asked = {"of": dossier, "at": place[0], "key": place[1], "first": since, "most": most}
    return [_compared(row) for row in conn.execute(_BEFORE, asked)][::-1]


def after(
    conn: Connection, dossier: str, place: tuple[datetime, str], until: datetime, most: int
) -> list[Compared]:  # fmt: skip
    """Return, in order, so many items of stories at the most that were known after that time and id, until then."""
    asked = {"of": dossier, "at": place[0], "key": place[1], "last": until, "most": most}
    return [_compared(row) for row in conn.execute(_AFTER, asked)]


def _compared(row: Row[Any]) -> Compared:
    at, sketch, *values = tuple(row)
    return at, Item(**dict(zip(_FIELDS, values, strict=True))), sketch


def text_of(conn: Connection, dossier: str, key: str) -> str:
    """Return the text of the item."""
    return str(conn.execute(_TEXT, {"of": dossier, "key": key}).scalar_one())


def unread(conn: Connection, dossier: str, *, limit: int | None = None) -> list[Item]:
    """Return the items that wait to be read, those of the baseline last, else oldest first."""
    query = select(_TABLE).where(_TABLE.c.dossier == dossier, _TABLE.c.read_at.is_(None))
    order = (_TABLE.c.baseline, _TABLE.c.known_at, _TABLE.c.id)
    return [_item(row) for row in conn.execute(query.order_by(*order).limit(limit))]


def item_unread(conn: Connection, dossier: str, key: str) -> Item | None:
    """Return the item, None where it does not wait to be read."""
    query = select(_TABLE).where(_TABLE.c.dossier == dossier, _TABLE.c.id == key, _TABLE.c.read_at.is_(None))
    row = conn.execute(query).one_or_none()
    return None if row is None else _item(row)


def waits(conn: Connection, dossier: str, key: str) -> bool:
    """Return whether the item waits to be read; until the transaction ends nobody else changes it."""
    row = conn.execute(_WAITS, {"of": dossier, "key": key}).one_or_none()
    return row is not None and row.read_at is None


def unread_ids(conn: Connection, dossier: str, *, limit: int) -> list[str]:
    """Return the ids of so many items at the most that wait to be read, those that are read first in front."""
    query = select(_TABLE.c.id).where(_TABLE.c.dossier == dossier, _TABLE.c.read_at.is_(None))
    return list(conn.scalars(query.order_by(_TABLE.c.baseline, _TABLE.c.known_at, _TABLE.c.id).limit(limit)))


def known(conn: Connection, dossier: str, ids: Iterable[str]) -> dict[str, Item]:
    """Return those of the items that are kept already, by id."""
    return {key: _item(row) for key, row in _rows(conn, dossier, ids).items()}


def retitled(conn: Connection, dossier: str, titles: Mapping[str, str]) -> list[Item]:
    """Return those of the items that are kept under another title, with the one that they have now."""
    kept = select(_TABLE.c.id, _TABLE.c.title).where(_TABLE.c.dossier == dossier)
    changed = [
        row.id
        for part in chunks(titles)
        for row in conn.execute(kept.where(_TABLE.c.id.in_(part)))
        if row.title != storable(titles[row.id])
    ]
    return [replace(one, title=titles[key]) for key, one in known(conn, dossier, changed).items()]


def listed(
    conn: Connection, dossier: str, feed: str, ids: Iterable[str], urls: Iterable[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return those of the ids that are kept, and those of the addresses that items of the feed have that are kept."""
    kept = {
        key
        for part in chunks(ids)
        for key in conn.scalars(_AMONG, {"of": dossier, "keys": part})
    }  # fmt: skip
    found = {
        url
        for part in chunks(sorted({*urls} - {""}))
        for url in conn.scalars(_ADDRESSED, {"of": dossier, "feed_is": feed, "urls": part})
    }
    return frozenset(kept), frozenset(found)


def is_baseline(conn: Connection, dossier: str, key: str) -> bool:
    """Return whether the item was there before anybody watched its feed."""
    return bool(conn.execute(_IS_BASELINE, {"of": dossier, "key": key}).scalar())


def mark_read(conn: Connection, key: str, *, dossier: str, at: datetime) -> None:
    """Note that the reading of the item, as it is kept now, is recorded."""
    conn.execute(_READ, {"of": dossier, "key": key, "at": at})


def save_stories(conn: Connection, dossier: str, stories: Mapping[str, str]) -> None:
    """Note to which story each of the items belongs; "" for one that is part of none."""
    if stories:
        conn.execute(_STORY, [{"of": dossier, "key": key, "story_now": story} for key, story in stories.items()])


def save_sketch(conn: Connection, dossier: str, key: str, sketch: str) -> None:
    """Keep what of the item's text is compared with others; it is void when another text is kept."""
    conn.execute(_SKETCH, {"of": dossier, "key": key, "sketch_now": sketch})


def text_print(text: str) -> str:
    """Return by what a text is known again."""
    return fingerprint(text, length=24)


def drop_texts(conn: Connection, *, before: datetime, most: int) -> int:
    """Drop the texts of that many items at the most that were read and known before then; returns of how many.

    What moderators corrected keeps its text, which `parley export corrections` writes out.
    """
    kept = exists().where(_CORRECTIONS.c.dossier == _TABLE.c.dossier, _CORRECTIONS.c.doc == _TABLE.c.id)
    query = select(_TABLE.c.dossier, _TABLE.c.id, _TABLE.c.text).where(
        _TABLE.c.dropped == literal_column("''"),  # as the index has it
        _TABLE.c.known_at < before,
        _TABLE.c.read_at.is_not(None),
        ~kept,
    )
    rows = conn.execute(query.order_by(_TABLE.c.known_at).limit(most)).all()
    if rows:
        conn.execute(_DROP, [{"of": row.dossier, "key": row.id, "print": text_print(row.text)} for row in rows])
    return len(rows)


def _rows(conn: Connection, dossier: str, ids: Iterable[str], *, held: bool = False) -> dict[str, Row[Any]]:
    """Return the rows by id; `held` ones nobody else changes until the transaction ends."""
    query = select(_TABLE).where(_TABLE.c.dossier == dossier).order_by(_TABLE.c.id)
    query = query.with_for_update() if held else query
    return {row.id: row for part in chunks(ids) for row in conn.execute(query.where(_TABLE.c.id.in_(part)))}


def _merged(old: Item, new: Item) -> tuple[Item, bool]:
    """Return what to keep of both, and whether that must be read again.

    Of an item whose text is gone only another text is news: without one there would be nothing to read.
    """
    if old.dropped and (not new.text or (old.full and not new.full) or text_print(new.text) == old.dropped):
        return old, False
    text = old.text if old.full and not new.full else new.text
    kept = replace(
        old,
        url=new.url or old.url,
        title=new.title,
        text=text,
        outlet=new.outlet or old.outlet,
        published=old.published or new.published,
        published_is_date=old.published_is_date if old.published else new.published_is_date,
        full=old.full or new.full,
        dropped="",
    )
    changed = (kept.title, kept.text) != (old.title, old.text)
    return (replace(kept, fetched=new.fetched) if changed else kept), changed


def _row(dossier: str, kept: Item, before: Row[Any] | None, *, baseline: bool, changed: bool) -> dict[str, Any]:
    values = {name: getattr(kept, name) for name in _FIELDS}
    return values | {
        "dossier": dossier,
        "known_at": kept.published or (before.known_at if before else kept.fetched) or ALWAYS,
        "baseline": baseline if changed or before is None else before.baseline,
        "revision": 1 if before is None else before.revision + int(changed),
        "read_at": None if changed or before is None else before.read_at,
        "sketch": "" if changed or before is None else before.sketch,
    }


def _item(row: Row[Any]) -> Item:
    values = row._mapping
    return Item(**{name: values[name] for name in _FIELDS})
