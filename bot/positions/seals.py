"""Seals: the state of a party on a topic after a day, from which history is gone on with instead of from its beginning.

Statements go in, those since a seal and the seal; what follows from all of them comes out, and seals of later days.
Every result is the one that a pass over the whole of history has, or `UnsealedError` is raised where what came since
bears on what was before: another person of the same name, say. A seal can be made of a day on whose two sides no
article has statements, so that each is judged beside all others of its article.

What was said is compared with all that was said before, so what is remembered grows with history; each seal holds what
was new since the one before it, and of all that only what the statements to come may repeat is needed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from bot.model import Statement
from bot.positions.groups import as_said, without_asides
from bot.positions.ledger import Ledger
from bot.positions.memory import Remembered
from bot.positions.shifts import History, in_time
from bot.positions.voices import Speakers, credible, day_of, known_on
from bot.settings import PositionRules

EVERY = 24
"""Statements between two seals, about."""
LAG = timedelta(days=7)
"""Seals are of days so long before the newest, since most of what arrives late arrives within them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The states after a day as plain values, and what was said, and became known, for the first time since the last.

    Statements are named by their ids.
    """

    on: date
    ledger: Mapping[str, Any]
    history: Mapping[str, Any]
    said: tuple[Remembered, ...]
    known: tuple[Remembered, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A state to go on from: the day, the plain values, what was remembered before, and the statements it names."""

    on: date
    plain: Mapping[str, Any]
    past: Sequence[Remembered]
    named: Mapping[str, Statement]


def named(plain: Mapping[str, Any]) -> set[str]:
    """Return the ids of the statements that a state names."""
    found = {*plain["utterances"]}
    if "carried" in plain:
        found.update(plain["others"], plain["done"], plain["carried"][2], (key for key, _ in plain["recent"]))
    elif plain["open"]:
        found.update(plain["open"]["statements"], [plain["open"]["from"]])
    return found


def ledger_of(
    statements: Iterable[Statement], *, rules: PositionRules, start: Start | None = None, cuts: Sequence[date] = ()
) -> tuple[Ledger, list[Seal]]:
    """Return what is known after the statements, those said since the start, and the seals of the days that can be.

    The seals lack what `history_of` puts into them.
    """
    ledger, later, deciding = begun(statements, rules, start)
    chosen, seals, done = {id(s) for s in deciding}, list[Seal](), 0
    left = [] if deciding and not credible(deciding[0], rules) else list(cuts)
    for day, group in groupby(later, key=day_of):
        while left and left[0] < day:
            on = left.pop(0)
            if ledger.may_be_sealed:
                said = tuple(ledger.ear.fresh[done:])
                done = len(ledger.ear.fresh)
                seals.append(Seal(on=on, ledger=ledger.seal(on), history={}, said=said, known=()))
        todays = list(group)
        ledger.hear(todays, [s for s in todays if id(s) in chosen])
    return ledger, seals


def begun(
    statements: Iterable[Statement], rules: PositionRules, start: Start | None
) -> tuple[Ledger, list[Statement], list[Statement]]:
    """Return the ledger as it was at the start, what was said since, and what of that may decide."""
    later = sorted((s for s in statements if start is None or day_of(s) > start.on), key=as_said)
    counting = [s for s in later if s.counts]
    deciding = without_asides(counting, rules)
    if not deciding and counting and (start is None or not start.plain["number"][2]):
        deciding = counting
    ledger = Ledger(rules, Speakers(deciding, start.plain["speakers"] if start else None))
    if start is not None:
        ledger.resume(start.plain, start.named, start.past)
    return ledger, later, deciding


def history_of(
    statements: Iterable[Statement], *, rules: PositionRules, start: Start | None = None, seals: Iterable[Seal] = ()
) -> tuple[History, list[Seal]]:
    """Return the shifts of the statements, those that became known since the start, and the seals with their states."""
    later = in_time((s for s in statements if start is None or known_on(s) > start.on), rules)
    history = History(rules, Speakers(later, start.plain["speakers"] if start else None))
    if start is not None:
        history.resume(start.plain, start.named, start.past)
    whole, begin, done = list[Seal](), 0, 0
    for seal in seals:
        end = next((n for n in range(begin, len(later)) if known_on(later[n]) > seal.on), len(later))
        history.hear(later[begin:end])
        known = tuple(history.ear.fresh[done:])
        begin, done = end, len(history.ear.fresh)
        whole.append(replace(seal, history=history.seal(seal.on), known=known))
    history.hear(later[begin:])
    return history, whole


def cuts(
    statements: Sequence[Statement], *, after: date | None = None, every: int = EVERY, lag: timedelta = LAG
) -> list[date]:
    """Return the days after which seals can be made of the statements of a party on a topic, those said since `after`.

    Between two are about `every` statements, and the last is the `lag` ago.
    """
    latest = max((known_on(s) for s in statements), default=date.max) - lag
    days = sorted(day for day in map(day_of, statements) if (after is None or day > after) and day <= latest)
    torn, found, number = _torn(statements), list[date](), 0
    for day, group in groupby(days):
        number += len(list(group))
        if number >= every and not any(first <= day < last for first, last in torn):
            found.append(day)
            number = 0
    return found


def _torn(statements: Iterable[Statement]) -> set[tuple[date, date]]:
    """Return the periods within which an article says something, or becomes known, on several days."""
    said: defaultdict[str, set[date]] = defaultdict(set)
    known: defaultdict[str, set[date]] = defaultdict(set)
    for one in statements:
        said[one.doc].add(day_of(one))
        known[one.doc].add(known_on(one))
    return {(min(days), max(days)) for days in (*said.values(), *known.values()) if len(days) > 1}
