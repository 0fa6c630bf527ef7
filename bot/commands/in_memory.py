"""The archive of values in memory, for replays and tests, and for what pages keep."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from bot.commands.followed import Followed, Following
from bot.corrections import Correction
from bot.model import Figure, Item, Kept, Shift, Statement, in_order
from bot.positions.brief import kept
from bot.positions.course import Course, courses
from bot.positions.rounds import days_of
from bot.positions.shifts import shifts as shifts_in
from bot.positions.voices import known_on
from bot.settings import PositionRules
from bot.store.feeds import FeedState
from bot.store.said import Source
from bot.store.seals import Cell
from bot.store.sentences import Term, words_of

_Read = TypeVar("_Read", Statement, Figure)


def _holds(statement: Statement, term: Term) -> bool:
    """Return whether the statement's words hold the term, as the store finds them."""
    return f" {' '.join(term)}" in " ".join(("", *re.findall(r"\w+", words_of(statement).casefold())))


def between(statements: Iterable[Statement], first: date, last: date) -> list[Statement]:
    """Return those of the statements that were said, or known, from the first day to the last."""
    return [one for one in statements if first <= one.said_on <= last or first <= known_on(one) <= last]


def like(known: Iterable[_Read], key: str) -> list[_Read]:
    """Return the statement, or quantity, of that id, else those whose ids begin so, by id."""
    near = sorted((one for one in known if one.id.startswith(key)), key=lambda one: one.id)
    return [one for one in near if one.id == key] or near


def said_by(statements: Iterable[Statement], person: str, today: date) -> tuple[int, list[Statement]]:
    """Return how many of the statements are a person's, said no later than today, and which."""
    found = [one for one in statements if one.person == person and one.said_on <= today]
    return len(found), found


def sources_of(statements: Iterable[Statement]) -> Mapping[Source, int]:
    """Return how many of the statements each outlet carries from each origin."""
    return Counter((one.outlet, one.origin, one.chain) for one in statements)


@dataclass(frozen=True, slots=True)
class Memory:
    """An archive of values in memory, for replays and tests."""

    kept: Sequence[Statement] = ()
    feed_states: Sequence[FeedState] = ()
    kept_items: Sequence[Item] = ()
    kept_figures: Sequence[Figure] = ()

    def statements(
        self, *, actor: str | None = None, topic: str | None = None, until: datetime | None = None
    ) -> Sequence[Statement]:
        """Return the statements known at `until`, in `model.in_order`."""
        return in_order(
            one
            for one in self.kept
            if actor in {None, one.actor}
            and topic in {None, one.topic}
            and (until is None or one.published is None or one.published <= until)
        )

    def between(self, first: date, last: date, *, until: datetime | None = None) -> Sequence[Statement]:
        """Return the statements said, or known, from the first day to the last, and known at `until`."""
        return between(self.statements(until=until), first, last)

    def like(self, key: str, *, until: datetime | None = None) -> Sequence[Statement]:
        """Return the statement of that id, else those whose ids begin so."""
        return like(self.statements(until=until), key)

    def cells(
        self, *, until: datetime, today: date, rules: PositionRules, actor: str | None = None, topic: str | None = None
    ) -> Sequence[Kept]:
        """Return what is known at `until` of each party on each topic, said no later than `today`, by both."""
        known = self.statements(actor=actor, topic=topic, until=until)
        return kept((one for one in known if one.said_on <= today), rules=rules)

    def ids(self, *, until: datetime, today: date) -> frozenset[str]:
        """Return the ids of the statements known at `until`, said no later than `today`."""
        return frozenset(one.id for one in self.statements(until=until) if one.said_on <= today)

    def newest_of(
        self,
        cells: Collection[Cell],
        *,
        until: datetime,
        today: date,
        most: int,  # noqa: ARG002 - as in the protocol
    ) -> Sequence[Statement]:
        """Return what counts of the parties on the topics."""
        known = (one for one in self.statements(until=until) if one.counts and one.said_on <= today)
        return [one for one in known if (one.actor, one.topic) in cells]

    def by_person(
        self,
        person: str,
        *,
        topic: str | None = None,
        until: datetime,
        today: date,
        most: int,  # noqa: ARG002 - as in the protocol
    ) -> tuple[int, Sequence[Statement]]:
        """Return how many statements there are of a person, and all of them."""
        return said_by(self.statements(topic=topic, until=until), person, today)

    def sources(self, *, until: datetime, today: date) -> Mapping[Source, int]:
        """Return how many statements each outlet carries from each origin."""
        return sources_of(one for one in self.statements(until=until) if one.said_on <= today)

    def published(self, since: datetime, until: datetime, *, today: date) -> Sequence[datetime]:
        """Return when each of the statements said until `today` was published, in a time that ends before `until`."""
        given = [one.published for one in self.kept if one.published is not None and one.said_on <= today]
        return [at for at in given if since <= at < until]

    def first_published(self) -> datetime | None:
        """Return when the first of the statements was published that say when they were."""
        return min((one.published for one in self.kept if one.published is not None), default=None)

    def said_of_others(
        self, party: str, *, topic: str | None = None, until: datetime | None = None, today: date | None = None,
        most: int | None = None,
    ) -> Sequence[Statement]:  # fmt: skip
        """Return what the party's speakers say of other actors' stances, known at `until`."""
        known = [one for one in self.statements(topic=topic, until=until) if today is None or one.said_on <= today]
        return [one for one in known if one.party == party != one.actor and not one.counts][-(most or 0) :]

    def figures(
        self, *, topic: str | None = None, between: tuple[date, date] | None = None, until: datetime | None = None
    ) -> Sequence[Figure]:
        """Return the quantities that articles known at `until` give of topics.

        They are of the topic, where one is named, and were given, or known, from the first day to the last.
        """
        known = (one for one in self.kept_figures if topic in {None, one.topic})
        near = (one for one in known if between is None or any(between[0] <= day <= between[1] for day in days_of(one)))
        return [one for one in near if until is None or one.published is None or one.published <= until]

    def figures_like(self, key: str, *, until: datetime | None = None) -> Sequence[Figure]:
        """Return the quantity of that id, else some of those whose ids begin so, by id."""
        return like(self.figures(until=until), key)

    def figure_ids(self, *, until: datetime, today: date) -> frozenset[str]:
        """Return the ids of the quantities known at `until`, given no later than `today`."""
        return frozenset(one.id for one in self.figures(until=until) if one.said_on <= today)

    def courses(
        self,
        first: date,  # noqa: ARG002 - as in the protocol
        *,
        until: datetime,
        today: date,
        rules: PositionRules,
        actor: str | None = None,
        topic: str | None = None,
    ) -> Sequence[Course]:
        """Return how positions went from the day on, by what is known at `until` and said until `today`."""
        known = self.statements(actor=actor, topic=topic, until=until)
        return courses((one for one in known if one.said_on <= today), rules=rules)

    def moved(self, *, until: datetime, today: date, rules: PositionRules, topic: str | None = None) -> Sequence[Shift]:
        """Return every shift known at `until`, from what was said no later than `today`, by when it was signalled."""
        known = self.statements(topic=topic, until=until)
        return shifts_in((one for one in known if one.said_on <= today), rules=rules)

    def followed(self, asked: Following) -> Followed | None:  # noqa: ARG002 - as in the protocol
        """Return nothing: a digest is made from the statements."""
        return None

    def search(self, terms: Sequence[Term], *, until: datetime, most: int) -> Sequence[Statement]:
        """Return the statements known at `until` whose words hold all terms, the newest said first."""
        found = [one for one in self.statements(until=until) if all(_holds(one, term) for term in terms)]
        return found[::-1][:most] if terms else ()

    def feeds(self) -> Sequence[FeedState]:
        """Return where polling of each feed stands."""
        return self.feed_states

    def items(self, *, since: datetime, until: datetime) -> Sequence[Item]:
        """Return the items published in the period."""
        return [one for one in self.kept_items if one.published is not None and since <= one.published < until]

    def corrections(self) -> Sequence[Correction]:
        """Return what people set right: nothing."""
        return ()

    def as_read(self, doc: str) -> Sequence[Statement]:
        """Return the statements of a document."""
        return [one for one in self.kept if one.doc == doc]

    def figures_as_read(self, doc: str) -> Sequence[Figure]:
        """Return the quantities that a document gives of topics."""
        return [one for one in self.kept_figures if one.doc == doc]
