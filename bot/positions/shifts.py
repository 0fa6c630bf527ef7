"""Positions that changed: the history of statements goes in, shifts come out, each signalled, confirmed or withdrawn.

History is heard as it became known, so that what is said earlier and published later cannot turn the present:

    settled on B ──a credible statement of A, alone in the window──▶ signalled ──second independent origin, principal's
         ▲                                                              │         direct quote, or act──▶ confirmed
         │                                                              │                                    │
         └── withdrawn ◀──back to B within denial_days, or after those ─┘                settled on A ◀──────┘
                          who differ within the window

A shift needs a statement that counts: the party's or the article's voice, surely read, fresh, not marked as old, not a
copy or repetition, said no earlier than what is known. Mixed signals start nothing; nor does an assessment, whose
change is one of tone; nor do two readings of what one day brought, of which either may be right; nor does one article
that says by itself that a party leaves a thing open ("may accept"), or a supporter who denies to be against it. From a
signalled shift a third stance leads on to the next; a confirmed one is never withdrawn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.model import Position, Rank, Shift, ShiftKind, ShiftStatus, Stance, Statement, fingerprint, independent
from bot.positions.groups import as_known, batches, by_subject, without_asides
from bot.positions.memory import ADJACENT_DAYS, Ear, Remembered
from bot.positions.standing import Standing, Track, standing_of, standing_plain
from bot.positions.utterances import Pool, Utterance
from bot.positions.voices import Speakers, UnsealedError, credible, day_of, known_on, moment_of, origin_of, tolerates
from bot.settings import PositionRules

KINDS = {
    (Stance.SUPPORT, Stance.OPPOSE): ShiftKind.REVERSAL,
    (Stance.OPPOSE, Stance.SUPPORT): ShiftKind.REVERSAL,
    (Stance.OPPOSE, Stance.CONDITIONAL): ShiftKind.OPENED,
    (Stance.OPPOSE, Stance.NONCOMMITTAL): ShiftKind.OPENED,
    (Stance.CONDITIONAL, Stance.OPPOSE): ShiftKind.HARDENED,
    (Stance.NONCOMMITTAL, Stance.OPPOSE): ShiftKind.HARDENED,
    (Stance.CONDITIONAL, Stance.SUPPORT): ShiftKind.SOFTENED,
    (Stance.NONCOMMITTAL, Stance.SUPPORT): ShiftKind.SOFTENED,
    (Stance.NONCOMMITTAL, Stance.CONDITIONAL): ShiftKind.SOFTENED,
    (Stance.SUPPORT, Stance.CONDITIONAL): ShiftKind.HEDGED,
    (Stance.SUPPORT, Stance.NONCOMMITTAL): ShiftKind.HEDGED,
    (Stance.CONDITIONAL, Stance.NONCOMMITTAL): ShiftKind.HEDGED,
}
"""The kind of every change between two stances on a proposition; assessments have none."""


def shift_kind(before: Stance, after: Stance) -> ShiftKind | None:
    """Return what kind of shift the change is, None where it is none: the same stance, or a change of tone."""
    return KINDS.get((before, after))


def detect_shift(
    before: Position, after: Position, *, rules: PositionRules, at: datetime | None = None
) -> Shift | None:
    """Return the shift from one position of a party on a topic to its next one, None where nothing shifted.

    `at` is when it became known, the publication of the deciding statement by default.
    """
    kind = shift_kind(before.stance, after.stance)
    lead = after.lead
    if kind is None or after.mixed or not credible(lead, rules) or day_of(lead) < before.last_said:
        return None
    at = at or moment_of(lead)
    confirmed = confirms(after.statements, rules)
    return Shift(
        id=fingerprint("shift", after.actor, after.topic, before.stance, after.stance, after.last_said),
        actor=after.actor, topic=after.topic, before=before.stance, after=after.stance, kind=kind,
        status=ShiftStatus.CONFIRMED if confirmed else ShiftStatus.SIGNALLED,
        signalled_at=at, confirmed_at=at if confirmed else None,
        statements=after.statements, before_statement=before.lead,
    )  # fmt: skip


def confirms(statements: Sequence[Statement], rules: PositionRules) -> bool:
    """Return whether statements establish a shift: independent origins, a principal's direct quote, or an act."""
    if any(s.implements or (s.rank is Rank.PRINCIPAL and s.direct) for s in statements):
        return True
    return independent(origin_of(s) for s in statements) >= rules.confirm_origins


def shifts(statements: Iterable[Statement], *, rules: PositionRules) -> tuple[Shift, ...]:
    """Return all shifts in the history, withdrawn ones included, sorted by when they were signalled."""
    found = [shift for _, theirs in by_subject(statements) for shift in _history(theirs, rules)]
    return tuple(sorted(found, key=lambda s: (s.signalled_at, s.actor, s.topic, s.id)))


def _history(statements: Sequence[Statement], rules: PositionRules) -> list[Shift]:
    deciding = in_time(statements, rules)
    if len({s.stance for s in deciding}) < 2:
        return []
    history = History(rules, Speakers(deciding))
    history.hear(deciding)
    return history.shifts


def in_time(statements: Iterable[Statement], rules: PositionRules) -> list[Statement]:
    """Return what may shift something, in the order in which it is heard: what was published soon enough."""
    fresh = [s for s in statements if known_on(s) - day_of(s) <= timedelta(days=rules.fresh_days)]
    return sorted(without_asides(fresh, rules), key=as_known)


@dataclass(slots=True)
class _Open:
    """A shift that is not established yet, and what the party stood on before it."""

    shift: Shift
    before: Standing
    origins: set[str]
    contested: bool = False

    def plain(self, pool: Pool) -> dict[str, Any]:
        """Return it as plain values."""
        shift = self.shift
        return {
            "shift": [shift.id, shift.actor, shift.topic, shift.before, shift.after, shift.kind],
            "signalled": shift.signalled_at.isoformat(),
            "statements": [one.id for one in shift.statements],
            "from": shift.before_statement.id,
            "before": standing_plain(self.before, pool),
            "origins": sorted(self.origins),
            "contested": self.contested,
        }


def open_of(plain: Mapping[str, Any], pool: Pool, known: Mapping[str, Statement]) -> _Open:
    """Return the open shift that was `plain`."""
    key, actor, topic, before, after, kind = plain["shift"]
    shift = Shift(
        id=key, actor=actor, topic=topic, before=Stance(before), after=Stance(after), kind=ShiftKind(kind),
        status=ShiftStatus.SIGNALLED, signalled_at=datetime.fromisoformat(plain["signalled"]),
        statements=tuple(known[one] for one in plain["statements"]), before_statement=known[plain["from"]],
    )  # fmt: skip
    return _Open(shift, standing_of(plain["before"], pool), set(plain["origins"]), plain["contested"])


class History:
    """The state machine of one party and one topic.

    `shifts` are those that were signalled since it began, or went on, and the one that was open then.
    """

    def __init__(self, rules: PositionRules, speakers: Speakers) -> None:
        self.shifts: list[Shift] = []
        self.speakers, self.ear = speakers, Ear(speakers)
        self._rules = rules
        self._track = Track(rules)
        self._settled: Standing | None = None
        self._open: _Open | None = None
        self._doubtful: frozenset[Stance] = frozenset()
        self._number = 0
        self._ids: dict[str, date] = {}
        self._floor = date.min

    def hear(self, statements: Iterable[Statement]) -> None:
        """Take in what may shift something, in the order in which it became known."""
        for first, batch in batches(map(self.ear.hear, statements), lambda report: moment_of(report.statement)):
            self._hear(batch, moment_of(first.statement))

    def _hear(self, batch: Sequence[Utterance], at: datetime) -> None:
        standing = self._track.hear(batch)
        if standing is None:
            return
        if self._open is not None:
            self._weigh(self._open, batch, standing, at)
        if not standing.mixed:
            self._settle(standing, at)

    def _weigh(self, pending: _Open, batch: Sequence[Utterance], standing: Standing, at: datetime) -> None:
        """Confirm the open shift or withdraw it."""
        pending.contested = pending.contested or standing.mixed
        soon = at - pending.shift.signalled_at <= timedelta(days=self._rules.denial_days)
        if standing.stance is pending.shift.before and (soon or pending.contested):
            self._replace(
                replace(
                    pending.shift, status=ShiftStatus.WITHDRAWN, withdrawn_at=at, withdrawn_by=standing.lead.statement
                )
            )
            self._settled, self._open = pending.before, None
        elif support := self._support(pending, batch):
            shift = replace(pending.shift, statements=(*pending.shift.statements, *support))
            if confirms(shift.statements, self._rules):
                shift, self._open = replace(shift, status=ShiftStatus.CONFIRMED, confirmed_at=at), None
            else:
                pending.shift = shift
            self._replace(shift)

    def _support(self, pending: _Open, batch: Sequence[Utterance]) -> list[Statement]:
        """Return what the batch adds to the open shift: further origins, or what confirms it by itself."""
        begin = day_of(pending.shift.statements[0]) - timedelta(days=self._rules.window_days)
        added = []
        for u in batch:
            if u.stance is not pending.shift.after or u.day < begin:
                continue
            if u.publisher not in pending.origins or confirms([u.statement], self._rules):
                pending.origins.add(u.publisher)
                added.append(u.statement)
        return added

    def _settle(self, standing: Standing, at: datetime) -> None:
        """Note where the party stands now, and the shift if that is elsewhere."""
        before = self._settled
        if before is not None and before.stance is not standing.stance and _is_rereading(standing, before):
            self._doubtful |= {before.stance, standing.stance}
            return
        if before is not None and _leaves_nothing_open(standing, before, self._rules):
            return
        self._settled, doubtful, self._doubtful = standing, self._doubtful, frozenset()
        if before is None or before.stance is standing.stance or standing.stance in doubtful:
            return
        shift = detect_shift(_position(before), _position(standing), rules=self._rules, at=at)
        if shift is None or _corrects(standing, before, self._rules):
            return
        self._add(shift, last_said=max(u.day for u in standing.supporters))
        origins = {u.publisher for u in standing.supporters}
        self._open = _Open(self.shifts[-1], before, origins) if shift.status is ShiftStatus.SIGNALLED else None

    def _add(self, shift: Shift, *, last_said: date) -> None:
        """Note the shift, under another id where there is one of its kind of that day."""
        if last_said < self._floor:
            raise UnsealedError("a shift is of a day that was done with")
        if shift.id in self._ids:
            shift = replace(shift, id=fingerprint(shift.id, self._number))
        self._ids[shift.id] = last_said
        self._number += 1
        self.shifts.append(shift)

    def _replace(self, shift: Shift) -> None:
        """Put the shift in the place of its former state."""
        self.shifts[-1] = shift

    # at the end of a day

    def seal(self, on: date) -> dict[str, Any]:
        """Return the state after all that became known until that day, as plain values that name statements by id."""
        pool, begin = Pool(), on - timedelta(days=self._rules.fresh_days + ADJACENT_DAYS)
        return {
            "settled": self._settled and standing_plain(self._settled, pool),
            "open": self._open and self._open.plain(pool),
            "doubtful": sorted(self._doubtful),
            "number": self._number,
            "floor": max(self._floor, begin).toordinal(),
            "ids": {key: day.toordinal() for key, day in self._ids.items() if day >= begin},
            "track": self._track.plain(pool),
            "ear": self.ear.plain(pool, begin),
            "speakers": self.speakers.plain(),
            "utterances": pool.plain,
        }

    def resume(self, plain: Mapping[str, Any], known: Mapping[str, Statement], past: Iterable[Remembered]) -> None:
        """Go on from the state that was sealed; `known` are the statements it names, and those of `past`."""
        pool = Pool(plain["utterances"], known)
        self._settled = standing_of(plain["settled"], pool) if plain["settled"] else None
        self._open = open_of(plain["open"], pool, known) if plain["open"] else None
        self.shifts = [self._open.shift] if self._open else []
        self._doubtful = frozenset(map(Stance, plain["doubtful"]))
        self._number = plain["number"]
        self._floor = date.fromordinal(plain["floor"])
        self._ids = {key: date.fromordinal(day) for key, day in plain["ids"].items()}
        self._track.resume(plain["track"], pool)
        self.ear.recollect(plain["ear"], past, pool)


def _is_rereading(standing: Standing, before: Standing) -> bool:
    """Return whether the stance is another with nothing said on a later day, nor done."""
    return standing.newest <= before.newest and not standing.lead.statement.implements


def _leaves_nothing_open(standing: Standing, before: Standing, rules: PositionRules) -> bool:
    """Return whether a stance that seems open is an article's own guess, or what a supporter says as well."""
    if standing.stance is not Stance.NONCOMMITTAL or before.stance is Stance.NONCOMMITTAL:
        return False
    if standing.lead.background:
        return independent(u.publisher for u in standing.supporters) < rules.confirm_origins
    return before.stance is not Stance.OPPOSE and tolerates(standing.lead.statement)


def _corrects(standing: Standing, before: Standing, rules: PositionRules) -> bool:
    """Return whether a named speaker only sets right what an article said by itself within the same days."""
    if not before.lead.background or standing.lead.background or before.since != before.newest:
        return False
    return standing.newest - before.newest <= timedelta(days=rules.window_days)


def _position(standing: Standing) -> Position:
    lead = standing.lead.statement
    rest = tuple(u.statement for u in standing.supporters if u.statement is not lead)
    return Position(
        actor=lead.actor, topic=lead.topic, stance=standing.stance, since=standing.since,
        last_said=max(u.day for u in standing.supporters), statements=(lead, *rest), mixed=standing.mixed,
    )  # fmt: skip
