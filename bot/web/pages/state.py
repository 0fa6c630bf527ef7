"""The state of play: positions in, a table of parties and topics out, and what is left of it by filters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.alerts.wording import day, name, stance
from bot.commands.desk import Desk
from bot.dossier import Party, Topic
from bot.errors import InputError
from bot.model import Position, Shift, ShiftStatus, Stance

RECENT = timedelta(days=7)
"""For so long a shift is pointed at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What somebody wants to see: parties, topics and stances by id; nothing means all."""

    parties: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Return whether anything is left out."""
        return bool(self.parties or self.topics or self.stances)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One position: its stance in words, since when, by whose word, and what should be known beside it."""

    topic: Topic
    stance: Stance
    words: str
    since: str
    lead: str
    who: str
    outlets: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A party and its positions in the order of the columns, None where none is known."""

    party: Party
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The table, and how many parties and topics have a position that the filters leave out or in."""

    topics: tuple[Topic, ...]
    rows: tuple[Row, ...]
    positions: int
    silent: tuple[Party, ...] = ()
    stances: tuple[Stance, ...] = field(default=tuple(Stance))


def filters_of(asked: Mapping[str, Sequence[str]], desk: Desk) -> Filters:
    """Return the filters that the query means; raises InputError for what is not known."""
    known = {
        "party": [one.id for one in desk.dossier.parties],
        "topic": [one.id for one in desk.dossier.topics],
        "stance": [str(one) for one in Stance],
    }
    for key, values in known.items():
        for value in asked.get(key, ()):
            if value and value not in values:
                raise InputError(f"no {key} is called {value[:40]!r}; there are {', '.join(values)}")
    chosen = {key: tuple(dict.fromkeys(filter(None, asked.get(key, ())))) for key in known}
    return Filters(parties=chosen["party"], topics=chosen["topic"], stances=chosen["stance"])


def state_of(desk: Desk, filters: Filters, shifts: Iterable[Shift]) -> State:
    """Return the table of what the filters leave; rows and columns without any position are left out.

    `shifts` point at positions that changed lately; those that were withdrawn do not.
    """
    found = {(one.actor, one.topic): one for one in desk.standings() if _wanted(one, filters)}
    held = (one for one in shifts if one.status is not ShiftStatus.WITHDRAWN)
    shifted = {(one.actor, one.topic): one.signalled_at.date() for one in held}
    topics = tuple(one for one in desk.dossier.topics if any(topic == one.id for _, topic in found))
    parties = [one for one in desk.dossier.parties if any(actor == one.id for actor, _ in found)]
    rows = tuple(
        Row(
            party=party,
            cells=tuple(
                _cell(found[key], topic, shifted.get(key), desk) if (key := (party.id, topic.id)) in found else None
                for topic in topics
            ),
        )
        for party in parties
    )
    silent = tuple(one for one in desk.dossier.parties if one not in parties)
    return State(topics=topics, rows=rows, positions=len(found), silent=silent)


def _wanted(one: Position, filters: Filters) -> bool:
    wanted = ((one.actor, filters.parties), (one.topic, filters.topics), (str(one.stance), filters.stances))
    return all(value in chosen for value, chosen in wanted if chosen)


def _cell(one: Position, topic: Topic, shifted: date | None, desk: Desk) -> Cell:
    old = (desk.today - one.last_said).days > desk.rules.stale_days
    recent = shifted is not None and desk.today - shifted <= RECENT
    notes = {
        "mixed signals": one.mixed, "changed": recent, "old": old,
    }  # fmt: skip
    return Cell(
        topic=topic, stance=one.stance, words=stance(one), since=day(one.since), lead=one.lead.id,
        who=name(one.lead, desk.dossier), outlets=len(one.outlets),
        notes=tuple(words for words, holds in notes.items() if holds),
    )  # fmt: skip
