"""Rows that a question brings along, as JSON, so that one query asks about any number of parties and topics."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Date, Integer, Label, Subquery, Text, bindparam, cast, func, select, type_coerce

from bot.store.columns import Moment

ROWS = "asked"
"""The name of the parameter that takes what `rows_of` returns."""
AT_ONCE = 20
"""Rows in one query: of many more PostgreSQL thinks that it had better go through the whole table."""

_TYPES = {str: Text, int: Integer, date: Date, datetime: Moment}


@cache
def asked(dialect: str, *columns: tuple[str, type]) -> Subquery:
    """Return what stands for the rows in a query, by the names and types of their columns.

    A table is to be joined by all that one of its indexes begins with: what is given beside the rows, SQLite may take
    to begin with.
    """
    given = bindparam(ROWS, type_=Text())
    if dialect == "sqlite":
        rows = func.json_each(given).table_valued("value")
        cells: list[Label[Any]] = [
            type_coerce(func.json_extract(rows.c.value, f"$[{place}]"), _TYPES[kind]).label(name)
            for place, (name, kind) in enumerate(columns)
        ]
        return select(*cells).subquery("asked")
    from sqlalchemy.dialects.postgresql import JSONB  # noqa: PLC0415 - one dialect is used

    elements = func.jsonb_array_elements(cast(given, JSONB)).table_valued("value")
    value = type_coerce(elements.c.value, JSONB)
    cells = [cast(value[place].astext, _TYPES[kind]).label(name) for place, (name, kind) in enumerate(columns)]
    # the limit tells the planner how few rows there are
    return select(*cells).limit(AT_ONCE).subquery("asked")


def rows_of(rows: Iterable[Sequence[Any]]) -> Iterator[dict[str, str]]:
    """Yield the parameter for some of the rows, until there was one for each."""
    rest = iter(rows)
    while part := list(islice(rest, AT_ONCE)):
        yield {ROWS: json.dumps(part, default=_written)}


def _written(value: date) -> str:
    """Return a day, or a time in UTC, as the databases compare them."""
    return value.isoformat(timespec="microseconds") if isinstance(value, datetime) else value.isoformat()
