"""What is known of a party on a topic, brought forward day by day: what `fold` makes of all statements, and counts.

Only what may still change its place is held whole: reports since the `horizon`, twice the window before the newest.
What is older either carries the stance until that changes, or is done with; of both there are counts and the newest.
So the state does not grow with history, can be sealed at the end of a day as plain values, and gone on from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.model import Kept, Position, Statement, Tally
from bot.positions.brief import MOST, MOST_EARLIER, shortened
from bot.positions.fold import carries, condition_of, dissents, newest_first, place
from bot.positions.memory import Ear, Remembered
from bot.positions.standing import Standing, Track
from bot.positions.utterances import Pool, Report
from bot.positions.voices import Speakers, UnsealedError, origin_of
from bot.settings import PositionRules

_Names = tuple[str, ...]
_Printed = dict[str, tuple[tuple[date, datetime, str], _Names]]


@dataclass(slots=True)
class Carried:
    """Older reports that carry the stance: how many, the newest day and statements, and who printed them."""

    number: int = 0
    last: date = date.min
    newest: tuple[Statement, ...] = ()
    outlets: set[str] = field(default_factory=set)
    printed: _Printed = field(default_factory=dict)

    def add(self, reports: Sequence[Report]) -> None:
        """Take in reports."""
        said = [one.statement for one in reports]
        self.number += len(said)
        self.last = max([self.last, *(one.utterance.day for one in reports)])
        self.newest = newest_first((*self.newest, *said))[:MOST]
        self.outlets.update(one.outlet for one in said)
        _print(self.printed, said)

    def plain(self) -> list[Any]:
        """Return it as plain values."""
        printed = {
            origin: [on.toordinal(), at.isoformat(), key, names]
            for origin, ((on, at, key), names) in self.printed.items()
        }
        newest = [one.id for one in self.newest]
        return [self.number, self.last.toordinal(), newest, sorted(self.outlets), printed]


def carried_of(plain: Sequence[Any], known: Mapping[str, Statement]) -> Carried:
    """Return what was `plain`."""
    number, last, newest, outlets, printed = plain
    found: _Printed = {
        origin: ((date.fromordinal(on), datetime.fromisoformat(at), key), tuple(names))
        for origin, (on, at, key, names) in printed.items()
    }
    return Carried(number, date.fromordinal(last), tuple(known[key] for key in newest), set(outlets), found)


def _print(printed: _Printed, said: Iterable[Statement]) -> None:
    """Note which names stand beside each origin: those of the statement that was said first."""
    for one in said:
        origin, at = origin_of(one), place(one)
        if origin not in printed or at < printed[origin][0]:
            printed[origin] = (at, (one.outlet, *one.chain))


class Ledger:
    """The state of one party on one topic after the days that were heard."""

    def __init__(self, rules: PositionRules, speakers: Speakers) -> None:
        self.number = self.claims = self._counting = 0
        self.outlets: set[str] = set()
        self.first, self.last = date.max, date.min
        self.others: tuple[Statement, ...] = ()
        self.speakers, self.ear = speakers, Ear(speakers)
        self._track = Track(rules)
        self._window = timedelta(days=rules.window_days)
        self._horizon = date.min
        self._recent: list[Report] = []
        self._carried = Carried()
        self._done: tuple[Statement, ...] = ()

    @property
    def may_be_sealed(self) -> bool:
        """Return whether what decides until now decides, whatever comes: there may be nothing yet that ever will."""
        return self._counting == 0 or self._track.standing is not None

    @property
    def standing(self) -> Standing | None:
        """Return where the party stands; another object whenever that is decided anew."""
        return self._track.standing

    def hear(self, statements: Sequence[Statement], deciding: Sequence[Statement]) -> None:
        """Take in all that was said on one day, and in its order what of it may decide."""
        counting = [one for one in statements if one.counts]
        self.number += len(statements)
        self._counting += len(counting)
        self.outlets.update(one.outlet for one in statements)
        self.first = min(self.first, *(one.said_on for one in statements))
        self.last = max(self.last, *(one.said_on for one in statements))
        claims = [one for one in statements if not one.counts]
        self.claims += len(claims)
        if claims:
            self.others = newest_first((*self.others, *claims))[:MOST]
        weighed = {id(one) for one in deciding}
        self._put_away(one for one in counting if id(one) not in weighed)
        heard = [self.ear.hear(one) for one in deciding]
        if batch := [one.utterance for one in heard if one.first]:
            self._turn(self._track.standing, self._track.hear(batch))
        self._recent += [one for one in heard if one.utterance.day >= self._horizon]
        self._settle([one for one in heard if one.utterance.day < self._horizon])

    def _turn(self, before: Standing | None, after: Standing | None) -> None:
        """Begin to count anew where the party stands elsewhere."""
        if after is None or self._horizon == date.min:
            return
        turned = before is None or (before.stance, before.since) != (after.stance, after.since)
        earliest = min(after.newest - self._window, *(one.day for one in after.voices))
        if earliest < self._horizon or (turned and after.since < self._horizon):
            raise UnsealedError("where the party stands rests on what was done with")
        if turned:
            self._put_away(self._carried.newest)
            self._carried = Carried()

    def _put_away(self, statements: Iterable[Statement]) -> None:
        if several := tuple(statements):
            self._done = newest_first((*self._done, *several))[:MOST_EARLIER]

    def _settle(self, reports: Sequence[Report]) -> None:
        """Count reports of before the horizon, whose place changes with the stance alone."""
        if not reports:
            return
        standing = self._track.standing
        carrying = [one for one in reports if standing is not None and carries(one, standing)]
        self._carried.add(carrying)
        placed = {id(one) for one in carrying}
        self._put_away(one.statement for one in reports if id(one) not in placed)

    # what is known

    def kept(self, actor: str, topic: str) -> Kept:
        """Return what is known, with as many statements of each part as are kept."""
        position = self.position()
        return Kept(
            actor=actor, topic=topic, position=position and shortened(position), others=self.others, claims=self.claims,
            number=self.number, outlets=tuple(sorted(self.outlets)), first=self.first, last=self.last,
        )  # fmt: skip

    def position(self) -> Position | None:
        """Return where the party stands: each part has its newest statements at least, and the tally counts them all.

        All that was said since the horizon is there.
        """
        standing = self._track.standing
        if standing is None:
            return None
        lead, supporters = standing.lead.statement, standing.supporters
        carrying = [one for one in self._recent if carries(one, standing)]
        begin, agreeing = standing.newest - self._window, {one.speaker for one in supporters}
        dissent = [one for one in self._recent if dissents(one, standing, begin, agreeing)]
        placed = {id(one) for one in (*carrying, *dissent)}
        rest = [one.statement for one in carrying if one.statement is not lead]
        earlier = [one.statement for one in self._recent if id(one) not in placed]
        number = len(carrying) + self._carried.number
        return Position(
            actor=lead.actor, topic=lead.topic, stance=standing.stance, since=standing.since,
            last_said=max([self._carried.last, *(one.utterance.day for one in carrying)]),
            statements=(lead, *newest_first((*rest, *self._carried.newest))),
            condition=condition_of(standing), commitment=lead.commitment, mixed=standing.mixed,
            dissent=newest_first(one.statement for one in dissent),
            earlier=newest_first((*earlier, *self._done)),
            characterisations=self.others,
            tally=Tally(
                statements=number, dissent=len(dissent), earlier=self._counting - number - len(dissent),
                outlets=tuple(sorted({*self._carried.outlets, *(one.statement.outlet for one in carrying)})),
                printed=self._printed(lead, rest),
            ),
        )  # fmt: skip

    def _printed(self, lead: Statement, rest: Iterable[Statement]) -> dict[str, _Names]:
        printed = dict(self._carried.printed)
        _print(printed, rest)
        return {origin_of(lead): (lead.outlet, *lead.chain)} | {key: names for key, (_, names) in printed.items()}

    # at the end of a day

    def seal(self, on: date) -> dict[str, Any]:
        """Return the state after that day as plain values, in which statements are named by id, and hold less."""
        standing = self._track.standing
        if standing is not None:
            self._horizon = max(self._horizon, standing.newest - 2 * self._window)
            self._recent, older = _parted(self._recent, self._horizon)
            self._settle(older)
        pool = Pool()
        return {
            "number": [self.number, self.claims, self._counting],
            "outlets": sorted(self.outlets),
            "period": [self.first.toordinal(), self.last.toordinal()],
            "others": [one.id for one in self.others],
            "horizon": self._horizon.toordinal(),
            "recent": [[one.statement.id, pool.note(one.utterance)] for one in self._recent],
            "carried": self._carried.plain(),
            "done": [one.id for one in self._done],
            "track": self._track.plain(pool),
            "ear": self.ear.plain(pool, on),
            "speakers": self.speakers.plain(),
            "utterances": pool.plain,
        }

    def resume(self, plain: Mapping[str, Any], known: Mapping[str, Statement], past: Iterable[Remembered]) -> None:
        """Go on from the state that was sealed; `known` are the statements it names, and those of `past`."""
        pool = Pool(plain["utterances"], known)
        self.number, self.claims, self._counting = plain["number"]
        self.outlets = set(plain["outlets"])
        self.first, self.last = map(date.fromordinal, plain["period"])
        self.others = tuple(known[key] for key in plain["others"])
        self._horizon = date.fromordinal(plain["horizon"])
        self._recent = [Report(known[key], pool[of], first=key == of) for key, of in plain["recent"]]
        self._carried = carried_of(plain["carried"], known)
        self._done = tuple(known[key] for key in plain["done"])
        self._track.resume(plain["track"], pool)
        self.ear.recollect(plain["ear"], past, pool)


def _parted(reports: Iterable[Report], horizon: date) -> tuple[list[Report], list[Report]]:
    """Return the reports since the horizon, and those before it."""
    parts: tuple[list[Report], list[Report]] = ([], [])
    for one in reports:
        parts[one.utterance.day < horizon].append(one)
    return parts
