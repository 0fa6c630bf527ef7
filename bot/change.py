"""What an item changes of what is kept: its reading goes in; stories, statements and origins are kept as they are now.

The item may be the first of a story whose copies came before it, or the first to name the agency that others had it
from; so its neighbours' stories and origins are renewed with it, each as a function of what is near it and not of the
order in which items came (`bot.stories`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self

from bot.alerts.news import SAME_REMARK_DAYS
from bot.around import Around, save_stories
from bot.dossier import Dossier
from bot.model import Figure, Item, Reading, Shift, Statement, in_order
from bot.resume import Resumed, resumed
from bot.settings import PositionRules
from bot.store import figures as figure_rows
from bot.store import shifts as shift_rows
from bot.store import statements as statement_rows
from bot.store.database import Connection
from bot.store.seals import Cell
from bot.stories.origin import REACH_DAYS, renewed_origins
from bot.stories.people import Speakers

_NEAR = timedelta(days=2 * REACH_DAYS)
_BESIDE = timedelta(days=SAME_REMARK_DAYS + 1)
"""News are compared with what was said so long before."""


@dataclass(frozen=True, slots=True)
class Change:
    """What recording an item changed of the statements: its own now and before, and known ones with another origin.

    `item` has its story. `cells` is what follows now from all statements of the touched cells, `shifts` are those of
    the cells before, as far as they may be others now; `figures` the item's own now and before. `origins` are the
    former ones of those known ones, by id; `docs` are the documents whose statements are, or may be, others.
    """

    item: Item
    made: tuple[Statement, ...]
    former: tuple[Statement, ...]
    revised: tuple[Statement, ...]
    origins: Mapping[str, str]
    cells: Mapping[Cell, Resumed]
    shifts: tuple[Shift, ...]
    figures: tuple[Figure, ...] = ()
    docs: frozenset[str] = frozenset()

    @classmethod
    def of_none(cls, item: Item, figures: tuple[Figure, ...]) -> Self:
        """Return what an item changes that makes and made no statement, and moved no other into its story."""
        return cls(item, (), (), (), {}, {}, (), figures)

    @property
    def touched(self) -> tuple[Statement, ...]:
        """Return every statement that is new, gone or another."""
        return (*self.made, *self.former, *self.revised)

    @property
    def news(self) -> tuple[Statement, ...]:
        """Return the item's statements where it makes one that it did not make before, else none."""
        former = {s.id for s in self.former}
        return self.made if any(s.id not in former for s in self.made) else ()

    def before(self, cell: Cell, statements: Iterable[Statement]) -> list[Statement]:
        """Return statements of the cell as they were, given as they are now."""
        others = (s for s in statements if s.doc != self.item.id)
        kept = [replace(s, origin=self.origins[s.id]) if s.id in self.origins else s for s in others]
        return in_order([*kept, *(s for s in self.former if (s.actor, s.topic) == cell)])


def make_change(
    conn: Connection, item: Item, reading: Reading, dossier: Dossier, *, around: Around, rules: PositionRules,
    now: datetime,
) -> Change:  # fmt: skip
    """Keep what was read out of the item, in place of what was before, with where it was found and first published."""
    known_at = item.fetched or now
    stories = save_stories(conn, item, reading, dossier.id, around=around)
    item = replace(item, story=stories[item.id])
    figures = _replace_figures(conn, item, reading, dossier.id, known_at=known_at)
    if len(stories) == 1 and not reading.statements and not statement_rows.as_read(conn, dossier.id, [item.id]):
        return Change.of_none(item, figures)  # as most are
    former = tuple(statement_rows.statements_of(conn, dossier.id, item.id))
    origins = _replace_statements(conn, item, reading.statements, stories, dossier, known_at=known_at)
    made = tuple(statement_rows.statements_of(conn, dossier.id, item.id))
    revised = tuple(s for s in statement_rows.statements_by_id(conn, dossier.id, origins).values() if s.doc != item.id)
    cells = _cells(conn, dossier.id, (*made, *former, *revised), rules)
    shifts = [shift for one in cells.values() for shift in _shifts(conn, dossier.id, one, former)]
    docs = frozenset([item.id, *(one.doc for one in revised)])
    return Change(item, made, former, revised, origins, cells, tuple(shifts), figures, docs)


def _cells(conn: Connection, dossier: str, changed: Iterable[Statement], rules: PositionRules) -> dict[Cell, Resumed]:
    """Return what follows from all statements of the cells of the changed ones, and those said beside them."""
    days: dict[Cell, date] = {}
    for one in changed:
        cell = (one.actor, one.topic)
        days[cell] = min(days.get(cell, date.max), one.said_on)
    return resumed(
        conn, dossier, days, rules=rules, before={cell: first - _BESIDE for cell, first in days.items()}
    )  # fmt: skip


def _shifts(conn: Connection, dossier: str, cell: Resumed, former: Iterable[Statement]) -> list[Shift]:
    """Return the shifts that are kept of the cell and may be others now; they may name statements that are gone."""
    actor, topic = cell.cell
    opened = [shift.id for shift in cell.shifts if cell.since and shift.signalled_at < cell.since]
    gone = {one.id: one for one in former}
    return shift_rows.shifts(conn, dossier, actor=actor, topic=topic, since=cell.since, also=opened, gone=gone)


# statements and their origins


def _replace_statements(
    conn: Connection,
    item: Item,
    read_out: Iterable[Statement],
    stories: Mapping[str, str],
    dossier: Dossier,
    *,
    known_at: datetime,
) -> dict[str, str]:
    """Keep the item's statements; returns the former origins of all statements that have another one now, by id."""
    gone = statement_rows.as_read(conn, dossier.id, stories)
    concerned = {*stories.values(), *(s.story for s in gone)} - {""}
    firsts = statement_rows.first_outlets(conn, dossier.id, concerned)
    found = [
        replace(s, outlet=item.outlet, title=item.title, url=item.url, published=item.published, story=item.story)
        for s in read_out
    ]
    statement_rows.save_statements(conn, dossier.id, item.id, found, known_at=known_at)
    statement_rows.save_stories(conn, dossier.id, {doc: one for doc, one in stories.items() if doc != item.id})
    touched = statement_rows.as_read(conn, dossier.id, stories)
    if len(stories) > 1 or firsts != statement_rows.first_outlets(conn, dossier.id, concerned):
        others = statement_rows.as_read_in_stories(conn, dossier.id, concerned)
        touched += [s for s in others if s.doc not in stories]
    return _renew(conn, touched, gone, dossier)


def _replace_figures(
    conn: Connection, item: Item, reading: Reading, dossier: str, *, known_at: datetime
) -> tuple[Figure, ...]:
    """Keep the item's figures; returns them and those that it had before."""
    former = figure_rows.figures_of(conn, dossier, item.id)
    found = [replace(one, outlet=item.outlet, title=item.title, url=item.url) for one in reading.figures]
    if not former and not found:
        return ()
    figure_rows.save_figures(conn, dossier, item.id, found, known_at=known_at)
    return (*former, *found)


def _renew(
    conn: Connection, touched: Sequence[Statement], gone: Sequence[Statement], dossier: Dossier
) -> dict[str, str]:
    """Keep the origins that are others now; returns the former ones by id."""
    ids = {s.id for s in touched}
    known = [s for s in _near(conn, [*touched, *gone], dossier) if s.id not in ids]
    stories = {s.story for s in (*touched, *known)} - {""}
    firsts = statement_rows.first_outlets(conn, dossier.id, stories)
    renewed = renewed_origins(touched, gone, known, firsts, dossier)
    statement_rows.save_origins(conn, dossier.id, renewed)
    former = {s.id: s.origin for s in (*touched, *known)}
    return {s.id: former[s.id] for s in renewed}


def _near(conn: Connection, seeds: Iterable[Statement], dossier: Dossier) -> list[Statement]:
    """Return what the seeds' speakers said around the days of the seeds, as it was read."""
    speakers = Speakers.of(dossier)
    days: dict[str, set[date]] = {}
    persons: dict[str, set[str]] = {}
    for one in seeds:
        party, person = speakers.of_statement(one)
        days.setdefault(party, set()).add(one.said_on)
        persons.setdefault(party, set()).add(person)
    found: dict[str, Statement] = {}
    for party, theirs in days.items():
        for first, last in _spans(theirs):
            for one in statement_rows.as_read_of(conn, dossier.id, party, persons[party], first, last):
                found[one.id] = one
    return list(found.values())


def _spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return the periods around the days, those that overlap as one."""
    spans: list[tuple[date, date]] = []
    for day in sorted(days):
        if spans and day - _NEAR <= spans[-1][1]:
            spans[-1] = (spans[-1][0], day + _NEAR)
        else:
            spans.append((day - _NEAR, day + _NEAR))
    return spans
