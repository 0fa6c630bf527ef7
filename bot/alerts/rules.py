"""What is worth telling: an item's statements and the state before and after go in, alerts come out.

One story is one alert: all that is new in an item goes on one card, and further outlets update it. A shift is told
when it is signalled and again, as an update, when it is confirmed or withdrawn; accounts that differ are told once per
round and topic, and again as an update when a side joins. What one card of an item quotes, the next names in a line,
for those who get both. Ids say what is told: deciding twice tells nothing twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.alerts.cards import named_on, quoted_on, shift_card, source_line, statement_card
from bot.alerts.differing import divergence_card, ids_of
from bot.alerts.news import Cell, News, by_cell, news
from bot.dossier import Dossier
from bot.model import (
    Alert,
    AlertKind,
    Card,
    Divergence,
    DivergenceKind,
    Item,
    Paragraph,
    Position,
    Quote,
    Shift,
    ShiftStatus,
    Statement,
    Subject,
    fingerprint,
    independent,
)

COVERAGE_QUOTES = 2
STORY_KINDS = {AlertKind.STATEMENT, AlertKind.COVERAGE}


def decide(
    *,
    item: Item,
    new: Sequence[Statement],
    positions_before: Iterable[Position],
    positions_after: Iterable[Position],
    shifts_before: Iterable[Shift],
    shifts_after: Iterable[Shift],
    divergences_new: Iterable[Divergence],
    dossier: Dossier,
    at: datetime,
    earlier: Iterable[Alert] = (),
) -> tuple[Alert, ...]:
    """Return what the item makes worth telling: shifts, then the story's own alert, then differing accounts.

    `new` are the item's statements, with origin and story; `earlier` are the alerts decided before, at least those of
    the item's story and of the divergences' rounds. `at` is when it is told.
    """
    scene = _Scene(item, dossier, at, by_cell(positions_after), {a.id: a for a in earlier})
    shifted = _shifted(tuple(shifts_before), tuple(shifts_after))
    changed = tuple(_shift_alert(shift, scene, known=known) for shift, known in shifted)
    told = {s.id for shift, _ in shifted for s in shift.statements}
    judged = news([s for s in new if s.id not in told], by_cell(positions_before), scene.after, dossier)
    own = _story_alert(judged, scene, quiet=bool(told.intersection(s.id for s in new)))
    told_first = (*changed, *((own,) if own else ()))
    return (*told_first, *_divergence_alerts(sorted(divergences_new, key=lambda d: d.id), told_first, scene))


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every rule needs to know of the moment."""

    item: Item
    dossier: Dossier
    at: datetime
    after: Mapping[Cell, Position]
    earlier: Mapping[str, Alert]

    @property
    def story(self) -> str:
        return self.item.story or self.item.id

    @property
    def told(self) -> Alert | None:
        """Return the alert that told of the story first."""
        of_story = (a for a in self.earlier.values() if a.story == self.story and a.kind in STORY_KINDS)
        return min((a for a in of_story if a.updates is None), key=lambda a: (a.at, a.id), default=None)

    def alert(self, key: str, kind: AlertKind, card: Card, subjects: Sequence[Subject], updates: str | None) -> Alert:
        lead = subjects[0] if subjects else Subject(actor="", topic="")
        return Alert(
            id=key, at=self.at, kind=kind, card=card, actor=lead.actor, topic=lead.topic, story=self.story,
            updates=updates, dossier=self.dossier.id, subjects=tuple(subjects),
        )  # fmt: skip

    def subject(self, statement: Statement) -> Subject:
        position = self.after.get((statement.actor, statement.topic))
        return Subject(
            actor=statement.actor, topic=statement.topic, rank=statement.rank, outlet=statement.outlet,
            origins=independent(position.origins) if position and statement.counts else 1,
            person=statement.person or "",
        )  # fmt: skip


def _shifted(before: Sequence[Shift], after: Sequence[Shift]) -> list[tuple[Shift, bool]]:
    """Return the shifts to tell, and whether an earlier alert told of each; those that are gone count as withdrawn."""
    known = {s.id: s for s in before}
    present = {s.id for s in after}
    gone = [replace(s, status=ShiftStatus.WITHDRAWN) for s in before if s.id not in present and _stands(s)]
    fresh = [
        s for s in after if (s.id not in known and _stands(s)) or (s.id in known and known[s.id].status != s.status)
    ]
    return [(s, s.id in known) for s in sorted((*fresh, *gone), key=lambda s: (s.actor, s.topic, s.id))]


def _stands(shift: Shift) -> bool:
    return shift.status is not ShiftStatus.WITHDRAWN


def shift_alert_id(dossier: str, shift: str) -> str:
    """Return the id of the alert that tells of a shift first."""
    return fingerprint("shift", dossier, shift)


def _shift_alert(shift: Shift, scene: _Scene, *, known: bool) -> Alert:
    first = shift_alert_id(scene.dossier.id, shift.id)
    key = fingerprint("shift", scene.dossier.id, shift.id, shift.status) if known else first
    origins = independent(s.origin for s in shift.statements)
    subjects = [replace(scene.subject(s), origins=origins) for s in shift.statements]
    card = shift_card(shift, scene.dossier, struck=known and shift.status is ShiftStatus.WITHDRAWN)
    return scene.alert(key, AlertKind.SHIFT, card, subjects, first if known else None)


def _divergence_alerts(
    divergences: Iterable[Divergence], told_first: Sequence[Alert], scene: _Scene
) -> tuple[Alert, ...]:
    """Return an alert for the first divergence of a round, topic and kind, and updates of it where a side joins."""
    known = dict(scene.earlier)
    told: list[Alert] = []
    for divergence in filter(_is_news, divergences):
        first = fingerprint("divergence", scene.dossier.id, divergence.round, divergence.topic, divergence.kind)
        key = fingerprint(first, divergence.id) if first in known else first
        before = _named_before(first, known.values())
        if key in known or fingerprint(first, divergence.id) in known or not _adds(divergence, before):
            continue
        alert = _divergence_alert(key, divergence, before, scene, first if key != first else None)
        known[key] = _beside(alert, divergence, before, told_first, scene)
        told.append(known[key])
    return tuple(told)


def _is_news(divergence: Divergence) -> bool:
    """Return whether parties differ in what they say themselves: numbers that only articles give are not told."""
    if divergence.kind is not DivergenceKind.QUANTITY:
        return True
    numbers = {(side.actor, side.figures[0].number) for side in divergence.sides if side.actor and side.statements}
    return len({actor for actor, _ in numbers}) > 1 and len({number for _, number in numbers}) > 1


def _named_before(first: str, alerts: Iterable[Alert]) -> frozenset[str]:
    """Return the ids of the statements that an alert and its updates have named."""
    cards = (alert.card for alert in alerts if first in {alert.id, alert.updates})
    return frozenset(key for card in cards for key in named_on(card))


def _adds(divergence: Divergence, before: frozenset[str]) -> bool:
    """Return whether a side is new: a further report of what is told already is not."""
    return any(before.isdisjoint(ids_of(side)) for side in divergence.sides)


def _divergence_alert(
    key: str, divergence: Divergence, before: frozenset[str], scene: _Scene, updates: str | None
) -> Alert:
    subjects = [scene.subject(s) for side in divergence.sides for s in side.statements[:1]]
    card = divergence_card(divergence, scene.dossier, before=before)
    return scene.alert(key, AlertKind.DIVERGENCE, card, subjects, updates)


def _beside(
    alert: Alert, divergence: Divergence, before: frozenset[str], told_first: Sequence[Alert], scene: _Scene
) -> Alert:
    """Return the alert with a shorter card for those who get the alerts that quote its sides already."""
    said = {key for side in divergence.sides for key in ids_of(side)} - before
    quoting = [one for one in told_first if not said.isdisjoint(quoted_on(one.card))]
    if not quoting:
        return alert
    quoted = frozenset(key for one in quoting for key in quoted_on(one.card)) - before
    card = divergence_card(divergence, scene.dossier, quoted=quoted, before=before)
    return replace(alert, beside=card, quoted_in=tuple(one.id for one in quoting))


def _story_alert(judged: Sequence[News], scene: _Scene, *, quiet: bool) -> Alert | None:
    """Return the alert of the item's story: its news, else that it is covered; None where all of it is told already."""
    told = scene.told
    first = told.id if told else fingerprint("story", scene.dossier.id, scene.story)
    fresh = [n for n in judged if n.is_new]
    if fresh:
        key = fingerprint(first, *sorted(n.statement.id for n in fresh)) if told else first
        return _statement_alert(key, fresh, judged, scene, first if told else None)
    if told:
        return _also_reported(told, judged, scene)
    return _coverage_alert(first, judged, scene) if judged and not quiet else None


def _statement_alert(
    key: str, fresh: Sequence[News], judged: Sequence[News], scene: _Scene, updates: str | None
) -> Alert:
    told = [n.statement for n in fresh]
    others = [n.statement for n in judged if not n.statement.counts]
    rest = [n.statement for n in judged if not n.is_new and n.statement.counts]
    notes = {n.statement.id: n.note for n in judged}
    prefix = "Update: " if updates else ""
    card = statement_card(scene.item, [*told, *others], scene.dossier, rest=rest, notes=notes, prefix=prefix)
    return scene.alert(key, AlertKind.STATEMENT, card, [scene.subject(s) for s in told], updates)


def _coverage_alert(key: str, judged: Sequence[News], scene: _Scene) -> Alert:
    statements = [n.statement for n in judged]
    card = statement_card(
        scene.item, statements, scene.dossier, prefix="No change: ", most=COVERAGE_QUOTES,
        notes={n.statement.id: n.note for n in judged},
    )  # fmt: skip
    return scene.alert(key, AlertKind.COVERAGE, card, [scene.subject(s) for s in statements], None)


def _also_reported(told: Alert, judged: Sequence[News], scene: _Scene) -> Alert | None:
    """Return the update that a further outlet carries the story, None for an outlet that is known to carry it."""
    name = scene.item.outlet
    key = fingerprint(told.id, "outlet", name)
    if not name or key in scene.earlier or name in _outlets(told.card):
        return None
    card = Card(
        title=f"Also reported by {name}: {told.card.title}", blocks=(Paragraph(source_line(scene.item)),),
        url=scene.item.url, kind=told.card.kind,
    )  # fmt: skip
    return scene.alert(key, told.kind, card, [scene.subject(n.statement) for n in judged], told.id)


def _outlets(card: Card) -> frozenset[str]:
    return frozenset(block.outlet for block in card.blocks if isinstance(block, Quote))
