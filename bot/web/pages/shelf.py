"""The archive as pages read it: what was read from the store is kept until the store holds something else."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Self, TypeVar

from bot.commands.archive import Archive
from bot.commands.desk import Desk
from bot.commands.followed import Followed, Following
from bot.corrections import Correction
from bot.model import Figure, Item, Kept, Shift, Statement
from bot.positions.course import Course
from bot.settings import PositionRules
from bot.store.feeds import FeedState
from bot.store.said import Source
from bot.store.seals import Cell
from bot.store.sentences import Term

Result = TypeVar("Result")


FEW = 4
"""Moments of which what was worked out is kept."""


class _Few(dict[tuple[datetime, date], Result]):
    """What was worked out for moments."""

    def of(self, moment: tuple[datetime, date], make: Callable[[], Result]) -> Result:
        """Return what there is of a moment, made where it is not there; where there are enough, they are let go of."""
        found = self.get(moment)
        if found is None:
            found = make()
            if len(self) >= FEW:
                self.clear()
            self[moment] = found
        return found


class Shelf:
    """An archive of one revision of the store, which does not change: what many pages ask for is worked out once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._cells = _Few[tuple[Kept, ...]]()
        self._shifts = _Few[tuple[Shift, ...]]()
        self._ids = _Few[frozenset[str]]()
        self._numbers = _Few[frozenset[str]]()

    def shifts(self, desk: Desk) -> tuple[Shift, ...]:
        """Return every shift until the desk's moment; those of one set of statements are worked out once."""
        return self._shifts.of(
            (desk.now, desk.today),
            lambda: tuple(self._archive.moved(until=desk.now, today=desk.today, rules=desk.rules)),
        )

    def statements(
        self, *, actor: str | None = None, topic: str | None = None, until: datetime | None = None
    ) -> Sequence[Statement]:
        """Return the statements known at `until`, in `model.in_order`."""
        return self._archive.statements(actor=actor, topic=topic, until=until)

    def between(self, first: date, last: date, *, until: datetime | None = None) -> Sequence[Statement]:
        """Return the statements said, or known, from the first day to the last, and known at `until`."""
        return self._archive.between(first, last, until=until)

    def like(self, key: str, *, until: datetime | None = None) -> Sequence[Statement]:
        """Return the statement of that id, else some of those whose ids begin so."""
        return self._archive.like(key, until=until)

    def ids(self, *, until: datetime, today: date) -> frozenset[str]:
        """Return the ids of the statements known at `until`, said no later than `today`."""
        return self._ids.of((until, today), lambda: self._archive.ids(until=until, today=today))

    def newest_of(self, cells: Collection[Cell], *, until: datetime, today: date, most: int) -> Sequence[Statement]:
        """Return what counts of the parties on the topics, about so many of each, the newest said."""
        return self._archive.newest_of(cells, until=until, today=today, most=most)

    def by_person(
        self, person: str, *, topic: str | None = None, until: datetime, today: date, most: int
    ) -> tuple[int, Sequence[Statement]]:
        """Return how many statements there are of a person, and about so many of them, the newest said."""
        return self._archive.by_person(person, topic=topic, until=until, today=today, most=most)

    def sources(self, *, until: datetime, today: date) -> Mapping[Source, int]:
        """Return how many statements each outlet carries from each origin."""
        return self._archive.sources(until=until, today=today)

    def published(self, since: datetime, until: datetime, *, today: date) -> Sequence[datetime]:
        """Return when each of the statements said until `today` was published, in a time that ends before `until`."""
        return self._archive.published(since, until, today=today)

    def first_published(self) -> datetime | None:
        """Return when the first of the statements was published that say when they were."""
        return self._archive.first_published()

    def said_of_others(
        self, party: str, *, topic: str | None = None, until: datetime | None = None, today: date | None = None,
        most: int | None = None,
    ) -> Sequence[Statement]:  # fmt: skip
        """Return what the party's speakers say of other actors' stances, known at `until`."""
        return self._archive.said_of_others(party, topic=topic, until=until, today=today, most=most)

    def cells(
        self, *, until: datetime, today: date, rules: PositionRules, actor: str | None = None, topic: str | None = None
    ) -> Sequence[Kept]:
        """Return what is known at `until` of each party on each topic, said no later than `today`, by both."""
        found = self._cells.of(
            (until, today), lambda: tuple(self._archive.cells(until=until, today=today, rules=rules))
        )
        return [one for one in found if actor in {None, one.actor} and topic in {None, one.topic}]

    def figures(
        self, *, topic: str | None = None, between: tuple[date, date] | None = None, until: datetime | None = None
    ) -> Sequence[Figure]:
        """Return the quantities that articles known at `until` give of topics."""
        return self._archive.figures(topic=topic, between=between, until=until)

    def figures_like(self, key: str, *, until: datetime | None = None) -> Sequence[Figure]:
        """Return the quantity of that id, else some of those whose ids begin so."""
        return self._archive.figures_like(key, until=until)

    def figure_ids(self, *, until: datetime, today: date) -> frozenset[str]:
        """Return the ids of the quantities known at `until`, given no later than `today`."""
        return self._numbers.of((until, today), lambda: self._archive.figure_ids(until=until, today=today))

    def courses(
        self, first: date, *, until: datetime, today: date, rules: PositionRules,
        actor: str | None = None, topic: str | None = None,
    ) -> Sequence[Course]:  # fmt: skip
        """Return how positions went from the day on, by what is known at `until` and said until `today`."""
        return self._archive.courses(first, until=until, today=today, rules=rules, actor=actor, topic=topic)

    def moved(self, *, until: datetime, today: date, rules: PositionRules, topic: str | None = None) -> Sequence[Shift]:
        """Return every shift known at `until`, from what was said no later than `today`, by when it was signalled."""
        return self._archive.moved(until=until, today=today, rules=rules, topic=topic)

    def followed(self, asked: Following) -> Followed | None:
        """Return what a digest is made from."""
        return self._archive.followed(asked)

    def search(self, terms: Sequence[Term], *, until: datetime, most: int) -> Sequence[Statement]:
        """Return the statements known at `until` whose words hold all terms, the newest said first."""
        return self._archive.search(terms, until=until, most=most)

    def feeds(self) -> Sequence[FeedState]:
        """Return where polling of each feed stands."""
        return self._archive.feeds()

    def items(self, *, since: datetime, until: datetime) -> Sequence[Item]:
        """Return the items published in the period."""
        return self._archive.items(since=since, until=until)

    def corrections(self) -> Sequence[Correction]:
        """Return what people set right."""
        return self._archive.corrections()

    def as_read(self, doc: str) -> Sequence[Statement]:
        """Return the statements of a document as they were read."""
        return self._archive.as_read(doc)

    def figures_as_read(self, doc: str) -> Sequence[Figure]:
        """Return the quantities that a document gives of topics, as they were read."""
        return self._archive.figures_as_read(doc)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfDesk(Desk):
    """A desk before a shelf: what takes long to work out is worked out once."""

    kept: Shelf

    @classmethod
    def before(cls, shelf: Shelf, desk: Desk) -> Self:
        """Return the desk, which reads from the shelf."""
        values = {one.name: getattr(desk, one.name) for one in fields(desk)}
        return cls(**values | {"archive": shelf, "kept": shelf})

    def shifts(self, *, topic: str | None = None) -> tuple[Shift, ...]:
        """Return every shift until now, on a topic where one is named."""
        return tuple(one for one in self.kept.shifts(self) if topic in {None, one.topic})
