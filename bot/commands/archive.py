"""Where answers are read from: one dossier in the store, or values in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from bot.commands.followed import Followed, Following, followed
from bot.corrections import Correction
from bot.derive import cells_known, courses_known, shifts_known
from bot.model import Figure, Item, Kept, Shift, Statement
from bot.positions.course import Course
from bot.settings import PositionRules
from bot.store import corrections as correction_rows
from bot.store import feeds as feed_rows
from bot.store import figures as figure_rows
from bot.store import items as item_rows
from bot.store import statements as statement_rows
from bot.store.database import Store
from bot.store.feeds import FeedState
from bot.store.said import (
    Source,
    by_person,
    first_published,
    ids,
    newest_of,
    published,
    said_of_others,
    sources,
)
from bot.store.seals import Cell
from bot.store.sentences import Term


class Archive(Protocol):
    """Where a desk reads: the store, or values in memory."""

    def statements(
        self, *, actor: str | None = None, topic: str | None = None, until: datetime | None = None
    ) -> Sequence[Statement]:
        """Return the statements known at `until`, in `model.in_order`."""
        ...

    def between(self, first: date, last: date, *, until: datetime | None = None) -> Sequence[Statement]:
        """Return the statements said, or known, from the first day to the last, and known at `until`, in order."""
        ...

    def like(self, key: str, *, until: datetime | None = None) -> Sequence[Statement]:
        """Return the statement of that id, else some of those whose ids begin so, by id."""
        ...

    def ids(self, *, until: datetime, today: date) -> frozenset[str]:
        """Return the ids of the statements known at `until`, said no later than `today`."""
        ...

    def newest_of(self, cells: Collection[Cell], *, until: datetime, today: date, most: int) -> Sequence[Statement]:
        """Return what counts of the parties on the topics, about so many of each, the newest said."""
        ...

    def by_person(
        self, person: str, *, topic: str | None = None, until: datetime, today: date, most: int
    ) -> tuple[int, Sequence[Statement]]:
        """Return how many statements there are of a person, and about so many of them, the newest said."""
        ...

    def sources(self, *, until: datetime, today: date) -> Mapping[Source, int]:
        """Return how many statements each outlet carries from each origin."""
        ...

    def published(self, since: datetime, until: datetime, *, today: date) -> Sequence[datetime]:
        """Return when each of the statements said until `today` was published, in a time that ends before `until`."""
        ...

    def first_published(self) -> datetime | None:
        """Return when the first of the statements was published that say when they were."""
        ...

    def said_of_others(
        self, party: str, *, topic: str | None = None, until: datetime | None = None, today: date | None = None,
        most: int | None = None,
    ) -> Sequence[Statement]:  # fmt: skip
        """Return what the party's speakers say of other actors' stances, known at `until`, in `model.in_order`.

        With `most` about so many, the newest said.
        """
        ...

    def figures(
        self, *, topic: str | None = None, between: tuple[date, date] | None = None, until: datetime | None = None
    ) -> Sequence[Figure]:
        """Return the quantities that articles known at `until` give of topics, the earliest said first.

        They are of the topic, where one is named, and were given, or known, from the first day to the last.
        """
        ...

    def figures_like(self, key: str, *, until: datetime | None = None) -> Sequence[Figure]:
        """Return the quantity of that id, else some of those whose ids begin so, by id."""
        ...

    def figure_ids(self, *, until: datetime, today: date) -> frozenset[str]:
        """Return the ids of the quantities known at `until`, given no later than `today`."""
        ...

    def cells(
        self, *, until: datetime, today: date, rules: PositionRules, actor: str | None = None, topic: str | None = None
    ) -> Sequence[Kept]:
        """Return what is known at `until` of each party on each topic, said no later than `today`, by both."""
        ...

    def courses(
        self, first: date, *, until: datetime, today: date, rules: PositionRules,
        actor: str | None = None, topic: str | None = None,
    ) -> Sequence[Course]:  # fmt: skip
        """Return how positions went from the day on, by what is known at `until` and said until `today`."""
        ...

    def moved(self, *, until: datetime, today: date, rules: PositionRules, topic: str | None = None) -> Sequence[Shift]:
        """Return every shift known at `until`, from what was said no later than `today`, by when it was signalled."""
        ...

    def followed(self, asked: Following) -> Followed | None:
        """Return what a digest is made from, None where nothing is kept beside the statements."""
        ...

    def search(self, terms: Sequence[Term], *, until: datetime, most: int) -> Sequence[Statement]:
        """Return the statements known at `until` whose words hold all terms, the newest said first."""
        ...

    def feeds(self) -> Sequence[FeedState]:
        """Return where polling of each feed stands."""
        ...

    def items(self, *, since: datetime, until: datetime) -> Sequence[Item]:
        """Return the items published in the period."""
        ...

    def corrections(self) -> Sequence[Correction]:
        """Return what people set right, undone corrections too, the oldest first."""
        ...

    def as_read(self, doc: str) -> Sequence[Statement]:
        """Return the statements of a document as they were read, in text order."""
        ...

    def figures_as_read(self, doc: str) -> Sequence[Figure]:
        """Return the quantities that a document gives of topics, as they were read."""
        ...


@dataclass(frozen=True, slots=True)
class Stored:
    """The archive of one dossier in the store, as corrected for all and by the tenant; each question is one read."""

    store: Store
    dossier: str
    tenant: str = ""

    def statements(
        self, *, actor: str | None = None, topic: str | None = None, until: datetime | None = None
    ) -> Sequence[Statement]:
        """Return the statements known at `until`, in `model.in_order`."""
        with self.store.read() as conn:
            return statement_rows.statements(
                conn, self.dossier, actor=actor, topic=topic, until=until, tenant=self.tenant
            )

    def between(self, first: date, last: date, *, until: datetime | None = None) -> Sequence[Statement]:
        """Return the statements said, or known, from the first day to the last, and known at `until`."""
        with self.store.read() as conn:
            return statement_rows.statements_between(conn, self.dossier, first, last, until=until, tenant=self.tenant)

    def like(self, key: str, *, until: datetime | None = None) -> Sequence[Statement]:
        """Return the statement of that id, else some of those whose ids begin so."""
        with self.store.read() as conn:
            return statement_rows.statements_like(conn, self.dossier, key, until=until, tenant=self.tenant)

    def cells(
        self, *, until: datetime, today: date, rules: PositionRules, actor: str | None = None, topic: str | None = None
    ) -> Sequence[Kept]:
        """Return what is known at `until` of each party on each topic, said no later than `today`, by both."""
        with self.store.read() as conn:
            return cells_known(
                conn, self.dossier, rules=rules, until=until, today=today, actor=actor, topic=topic, tenant=self.tenant
            )

    def ids(self, *, until: datetime, today: date) -> frozenset[str]:
        """Return the ids of the statements known at `until`, said no later than `today`."""
        with self.store.read() as conn:
            return ids(conn, self.dossier, until=until, last=today, tenant=self.tenant)

    def newest_of(self, cells: Collection[Cell], *, until: datetime, today: date, most: int) -> Sequence[Statement]:
        """Return what counts of the parties on the topics, about so many of each, the newest said."""
        with self.store.read() as conn:
            return newest_of(conn, self.dossier, cells, until=until, last=today, most=most, tenant=self.tenant)

    def by_person(
        self, person: str, *, topic: str | None = None, until: datetime, today: date, most: int
    ) -> tuple[int, Sequence[Statement]]:
        """Return how many statements there are of a person, and about so many of them, the newest said."""
        with self.store.read() as conn:
            return by_person(
                conn, self.dossier, person, topic=topic, until=until, last=today, most=most, tenant=self.tenant
            )

    def sources(self, *, until: datetime, today: date) -> Mapping[Source, int]:
        """Return how many statements each outlet carries from each origin."""
        with self.store.read() as conn:
            return sources(conn, self.dossier, until=until, last=today, tenant=self.tenant)

    def published(self, since: datetime, until: datetime, *, today: date) -> Sequence[datetime]:
        """Return when each of the statements said until `today` was published, in a time that ends before `until`."""
        with self.store.read() as conn:
            return published(conn, self.dossier, since, until, last=today, tenant=self.tenant)

    def first_published(self) -> datetime | None:
        """Return when the first of the statements was published that say when they were."""
        with self.store.read() as conn:
            return first_published(conn, self.dossier)

    def said_of_others(
        self, party: str, *, topic: str | None = None, until: datetime | None = None, today: date | None = None,
        most: int | None = None,
    ) -> Sequence[Statement]:  # fmt: skip
        """Return what the party's speakers say of other actors' stances, known at `until`."""
        with self.store.read() as conn:
            return said_of_others(
                conn, self.dossier, party, topic=topic, until=until, today=today, most=most, tenant=self.tenant
            )

    def figures(
        self, *, topic: str | None = None, between: tuple[date, date] | None = None, until: datetime | None = None
    ) -> Sequence[Figure]:
        """Return the quantities that articles known at `until` give of topics, the earliest said first.

        They are of the topic, where one is named, and were given, or known, from the first day to the last.
        """
        with self.store.read() as conn:
            return figure_rows.figures(
                conn, self.dossier, topic=topic, between=between, until=until, tenant=self.tenant
            )

    def figures_like(self, key: str, *, until: datetime | None = None) -> Sequence[Figure]:
        """Return the quantity of that id, else some of those whose ids begin so, by id."""
        with self.store.read() as conn:
            return figure_rows.figures_like(conn, self.dossier, key, until=until, tenant=self.tenant)

    def figure_ids(self, *, until: datetime, today: date) -> frozenset[str]:
        """Return the ids of the quantities known at `until`, given no later than `today`."""
        with self.store.read() as conn:
            return figure_rows.figure_ids(conn, self.dossier, until=until, last=today, tenant=self.tenant)

    def courses(
        self, first: date, *, until: datetime, today: date, rules: PositionRules,
        actor: str | None = None, topic: str | None = None,
    ) -> Sequence[Course]:  # fmt: skip
        """Return how positions went from the day on, by what is known at `until` and said until `today`."""
        with self.store.read() as conn:
            return courses_known(
                conn, self.dossier, first, rules=rules, until=until, today=today, actor=actor, topic=topic,
                tenant=self.tenant,
            )  # fmt: skip

    def moved(self, *, until: datetime, today: date, rules: PositionRules, topic: str | None = None) -> Sequence[Shift]:
        """Return every shift known at `until`, from what was said no later than `today`, by when it was signalled."""
        with self.store.read() as conn:
            return shifts_known(
                conn, self.dossier, rules=rules, until=until, today=today, topic=topic, tenant=self.tenant
            )

    def followed(self, asked: Following) -> Followed | None:
        """Return what a digest is made from, as it is kept."""
        with self.store.read() as conn:
            return followed(conn, replace(asked, tenant=self.tenant))

    def search(self, terms: Sequence[Term], *, until: datetime, most: int) -> Sequence[Statement]:
        """Return the statements known at `until` whose words hold all terms, the newest said first."""
        with self.store.read() as conn:
            return statement_rows.statements_with(conn, self.dossier, terms, until=until, most=most, tenant=self.tenant)

    def feeds(self) -> Sequence[FeedState]:
        """Return where polling of each feed stands."""
        with self.store.read() as conn:
            return feed_rows.feed_states(conn, self.dossier)

    def items(self, *, since: datetime, until: datetime) -> Sequence[Item]:
        """Return the items published in the period."""
        with self.store.read() as conn:
            return item_rows.items(conn, self.dossier, since=since, until=until)

    def corrections(self) -> Sequence[Correction]:
        """Return what people set right, undone corrections too, the oldest first."""
        with self.store.read() as conn:
            return correction_rows.corrections(conn, self.dossier, tenant=self.tenant)

    def as_read(self, doc: str) -> Sequence[Statement]:
        """Return the statements of a document as they were read, in text order."""
        with self.store.read() as conn:
            return statement_rows.as_read(conn, self.dossier, [doc])

    def figures_as_read(self, doc: str) -> Sequence[Figure]:
        """Return the quantities that a document gives of topics, as they were read."""
        with self.store.read() as conn:
            return figure_rows.figures_as_read(conn, self.dossier, doc)
