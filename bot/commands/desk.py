"""What commands answer from: the dossier, the moment of the question and everything read until then."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.amend import amend
from bot.commands.archive import Archive, Stored
from bot.commands.asker import Asker
from bot.commands.book import Book
from bot.commands.in_memory import Memory
from bot.commands.record import Record
from bot.commands.shelf import Shelf
from bot.corrections import Correction
from bot.derive import period_of
from bot.dossier import Dossier, Round
from bot.model import Divergence, Figure, Kept, Position, Shift, Statement
from bot.positions.course import Course
from bot.positions.divergence import divergences
from bot.positions.fold import fold
from bot.positions.rounds import Account, accounts
from bot.settings import DigestRules, PositionRules
from bot.status import Status
from bot.store.database import Store
from bot.store.looks import last_look, looked
from bot.store.said import Source
from bot.store.seals import Cell
from bot.subscriptions import Channel
from digest.ahead import Words

__all__ = ["NOBODY", "Archive", "Desk", "Editor", "Looks", "Memory", "Moderator", "Stored"]

NOBODY = Asker(tenant="", channel="", user="", name="")
"""Who asks where nobody does: a digest that is due."""


class Editor(Protocol):
    """Who may set right what was read: a moderator's hand on the archive."""

    @property
    def by(self) -> str:
        """Return the name under which corrections are kept."""
        ...

    @property
    def tenant(self) -> str:
        """Return for whom the corrections hold, "" for everybody."""
        ...

    def keep(self, correction: Correction) -> None:
        """Keep a correction, or its new state, and derive anew what rests on it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderator:
    """The hand of somebody who may write, on the store; what is set right holds for the tenant, "" for everybody."""

    store: Store
    dossier: Dossier
    rules: PositionRules
    by: str
    tenant: str = ""

    def keep(self, correction: Correction) -> None:
        """Keep a correction, or its new state, and derive anew what rests on it."""
        with self.store.write() as conn:
            amend(conn, correction, self.dossier, rules=self.rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """When the asker last asked what is new."""

    store: Store
    dossier: str
    asker: Asker

    def last(self) -> datetime | None:
        """Return when that was, None for never."""
        with self.store.read() as conn:
            return last_look(conn, self.dossier, tenant=self.asker.tenant, user=self.asker.user)

    def mark(self, now: datetime) -> None:
        """Note that it is now."""
        with self.store.write() as conn:
            looked(conn, self.dossier, tenant=self.asker.tenant, user=self.asker.user, at=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a question is answered from; `now` is aware, and nothing later than it is told.

    `asker` is who asks, and `editor` is there for those who may set right what was read, None for all others.
    `shelf` is there for those who may change which feeds are read. `book` holds what the channel wants, `record` what
    it was told and `looks` when the asker last asked what is new, None where nothing is kept of it; `given_back` is the
    channel as it was lost, where asking gave it back. `words` are the language's names of days, for what is announced;
    without them only listed rounds are watched. `status` tells how the program fares, None where nothing runs.
    """

    dossier: Dossier
    now: datetime
    archive: Archive
    rules: PositionRules = field(default_factory=PositionRules)
    digest: DigestRules = field(default_factory=DigestRules)
    words: Words | None = None
    asker: Asker = NOBODY
    editor: Editor | None = None
    status: Callable[[], Status] | None = None
    book: Book | None = None
    record: Record | None = None
    looks: Looks | None = None
    shelf: Shelf | None = None
    given_back: Channel | None = None

    @property
    def today(self) -> date:
        """Return the day of the question, in the digest's time zone."""
        return self.now.astimezone(ZoneInfo(self.digest.time_zone)).date()

    def as_of(self, day: date | None) -> "Desk":
        """Return the desk as it stood at the end of `day` in the digest's time zone; as it is for None."""
        if day is None:
            return self
        end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.digest.time_zone)).astimezone(UTC)
        return replace(self, now=min(self.now, end - timedelta(microseconds=1)))

    def statements(self, *, actor: str | None = None, topic: str | None = None) -> tuple[Statement, ...]:
        """Return the statements known now, said no later than today, in `model.in_order`."""
        known = self.archive.statements(actor=actor, topic=topic, until=self.now)
        return tuple(one for one in known if one.said_on <= self.today)

    def between(self, first: date, last: date) -> tuple[Statement, ...]:
        """Return the statements said, or known, from the first day to the last, known now and said by today."""
        known = self.archive.between(first, last, until=self.now)
        return tuple(one for one in known if one.said_on <= self.today)

    def like(self, key: str) -> tuple[Statement, ...]:
        """Return the statement of that id, else some of those whose ids begin so, known now and said by today."""
        return tuple(one for one in self.archive.like(key, until=self.now) if one.said_on <= self.today)

    def ids(self) -> frozenset[str]:
        """Return the ids of the statements known now, said no later than today."""
        return self.archive.ids(until=self.now, today=self.today)

    def newest_of(self, cells: Collection[Cell], *, most: int) -> list[Statement]:
        """Return what counts of the parties on the topics, about so many of each, the newest said."""
        return list(self.archive.newest_of(cells, until=self.now, today=self.today, most=most))

    def by_person(self, person: str, *, topic: str | None, most: int) -> tuple[int, list[Statement]]:
        """Return how many statements there are of a person, and about so many of them, the newest said."""
        number, found = self.archive.by_person(person, topic=topic, until=self.now, today=self.today, most=most)
        return number, list(found)

    def sources(self) -> Mapping[Source, int]:
        """Return how many statements each outlet carries from each origin."""
        return self.archive.sources(until=self.now, today=self.today)

    def said_of_others(self, party: str, *, topic: str | None = None, most: int | None = None) -> tuple[Statement, ...]:
        """Return what the party's speakers say of other actors' stances, known now and said no later than today.

        With `most` about so many, the newest said.
        """
        return tuple(self.archive.said_of_others(party, topic=topic, until=self.now, today=self.today, most=most))

    def fold(self, statements: Iterable[Statement]) -> tuple[Position, ...]:
        """Return the positions that follow from the statements."""
        return fold(statements, rules=self.rules)

    def positions(self, *, actor: str | None = None, topic: str | None = None) -> tuple[Position, ...]:
        """Return the positions that follow from them."""
        return self.fold(self.statements(actor=actor, topic=topic))

    def cells(self, *, actor: str | None = None, topic: str | None = None) -> tuple[Kept, ...]:
        """Return what is known now of each party on each topic, cut to what answers show."""
        found = self.archive.cells(until=self.now, today=self.today, rules=self.rules, actor=actor, topic=topic)
        return tuple(found)

    def standings(self, *, actor: str | None = None, topic: str | None = None) -> tuple[Position, ...]:
        """Return the positions, cut to what answers show."""
        return tuple(one.position for one in self.cells(actor=actor, topic=topic) if one.position is not None)

    def courses(self, first: date, *, actor: str | None = None, topic: str | None = None) -> tuple[Course, ...]:
        """Return how positions went from the day on."""
        found = self.archive.courses(
            first, until=self.now, today=self.today, rules=self.rules, actor=actor, topic=topic
        )  # fmt: skip
        return tuple(found)

    def shifts(self, *, topic: str | None = None) -> tuple[Shift, ...]:
        """Return every shift until now, on a topic where one is named."""
        return tuple(self.archive.moved(until=self.now, today=self.today, rules=self.rules, topic=topic))

    def divergences(self, talks: Round, *, claims: bool = False) -> tuple[Divergence, ...]:
        """Return how the accounts of a round differ; `claims` lets others' words stand for a party that is silent."""
        given = self.figures(between=period_of(talks, self.dossier, self.rules))
        return divergences(
            self._bearing(talks), talks, self.dossier, rules=self.rules, claims=claims, figures=given
        )  # fmt: skip

    def figures(
        self, *, topic: str | None = None, between: tuple[date, date] | None = None
    ) -> tuple[Figure, ...]:  # fmt: skip
        """Return the quantities that articles give of topics, known now and given no later than today.

        They are of the topic, where one is named, and were given, or known, from the first day to the last.
        """
        known = self.archive.figures(topic=topic, between=between, until=self.now)
        return tuple(one for one in known if one.said_on <= self.today)

    def figures_like(self, key: str) -> tuple[Figure, ...]:
        """Return the quantity of that id, else some of those whose ids begin so, known now and given by today."""
        return tuple(one for one in self.archive.figures_like(key, until=self.now) if one.said_on <= self.today)

    def figure_ids(self) -> frozenset[str]:
        """Return the ids of the quantities known now, given no later than today."""
        return self.archive.figure_ids(until=self.now, today=self.today)

    def accounts(self, talks: Round) -> tuple[Account, ...]:
        """Return how each party describes a round."""
        return accounts(self._bearing(talks), talks, self.dossier, rules=self.rules)

    def _bearing(self, talks: Round) -> tuple[Statement, ...]:
        """Return what bears on a round, with a day on both sides for what the day said may be put right by."""
        first, last = period_of(talks, self.dossier, self.rules)
        return self.between(first - timedelta(days=1), last + timedelta(days=1))
