"""One page, the whole way: an item goes in; statements, positions, shifts, alerts and deliveries come out.

    item ─ read ─▶ reading ─ record ─▶ statements ─ fold ─▶ positions ─▶ shifts, divergences ─▶ alerts ─▶ outbox

`read` is slow and pure, and runs before the transaction, in whatever process; `record` takes the item from fetched to
read, in one transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.alerts.actions import with_actions
from bot.alerts.rules import decide
from bot.around import Around
from bot.change import Change, make_change
from bot.delivery.telling import tell
from bot.derive import derive_cells, derive_divergences
from bot.dossier import Dossier
from bot.model import Alert, AlertKind, Divergence, Document, Item, Position, Reading, Shift, Statement
from bot.positions.fold import fold
from bot.positions.seals import ledger_of
from bot.positions.voices import UnsealedError
from bot.settings import PositionRules, Settings
from bot.store import alerts as alert_rows
from bot.store import items as item_rows
from bot.store.columns import storable
from bot.store.database import Connection
from bot.store.statements import statements
from bot.subscriptions import Subscription


class Reads(Protocol):
    """What the pipeline needs of a reader."""

    def read(self, document: Document) -> Reading:
        """Return everything read out of the document; the same for the same document."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Processed:
    """What an item led to; `stale` where it was edited between reading and recording, so that nothing was recorded.

    `shifts` are those that appeared or changed, `divergences` those that appeared, `alerts` those never told before;
    `deliveries` counts the rows of the outbox.
    """

    item: Item
    statements: tuple[Statement, ...] = ()
    shifts: tuple[Shift, ...] = ()
    divergences: tuple[Divergence, ...] = ()
    alerts: tuple[Alert, ...] = ()
    deliveries: int = 0
    stale: bool = False


def process_item(
    conn: Connection,
    item: Item,
    *,
    reader: Reads,
    dossier: Dossier,
    settings: Settings,
    subscriptions: Sequence[Subscription] = (),
    around: Around | None = None,
    now: datetime,
) -> Processed:
    """Read and record the item; for callers to whom it does not matter that the database is locked meanwhile."""
    reading = read(item, reader)
    return record(
        conn, item, reading, dossier=dossier, settings=settings, subscriptions=subscriptions, around=around, now=now
    )  # fmt: skip


def read(item: Item, reader: Reads) -> Reading:
    """Return the reading of the item."""
    return reader.read(document_of(item))


def document_of(item: Item) -> Document:
    """Return what is read of the item; one without a time of publication is read as of the day it was fetched."""
    document = item.document()
    if document.published is None and item.fetched is not None:
        return replace(document, published=item.fetched, published_is_date=True)
    return document


def record(
    conn: Connection,
    item: Item,
    reading: Reading,
    *,
    dossier: Dossier,
    settings: Settings,
    subscriptions: Sequence[Subscription] = (),
    around: Around | None = None,
    now: datetime,
) -> Processed:
    """Take the item from fetched to read, in the transaction of `conn`, which may record others, too: then `around` it.

    An edited item's statements take the place of its former ones, and only those that it did not make before can be
    news. Items of the baseline are recorded and not told. Whom news are for is what the store says in that transaction;
    `subscriptions` are for channels that have none of their own.
    """
    kept = _kept(conn, item, dossier.id)
    if kept is None:
        return Processed(item=item, stale=True)
    around = around or Around(conn, dossier.id)
    change = make_change(conn, kept, reading, dossier, around=around, rules=settings.positions, now=now)
    kept = change.item
    derived = _derive(conn, change, dossier, settings.positions)
    told: list[Alert] = []
    if not item_rows.is_baseline(conn, dossier.id, kept.id):
        told = _tell(conn, kept, change, derived, dossier, settings.positions, now)
    queued = tell(conn, told, dossier.id, item=kept, defaults=subscriptions, rules=settings.alerts, now=now)
    item_rows.mark_read(conn, kept.id, dossier=dossier.id, at=now)
    return Processed(
        item=kept,
        statements=change.made,
        shifts=derived.changed(change.shifts),
        divergences=derived.divergences,
        alerts=tuple(told),
        deliveries=queued,
    )


def _kept(conn: Connection, item: Item, dossier: str) -> Item | None:
    """Return the item as it is kept, None where its text is another by now; one that nobody kept yet is kept."""
    kept = item_rows.item(conn, item.id, dossier=dossier)
    if kept is None:
        return item_rows.save_items(conn, dossier, [item])[0]
    return kept if (kept.title, kept.text) == (storable(item.title), storable(item.text)) else None


# what follows from them


@dataclass(frozen=True, slots=True)
class _Derived:
    """The positions and shifts of the touched cells now, and the divergences that appeared."""

    positions: tuple[Position, ...]
    shifts: tuple[Shift, ...]
    divergences: tuple[Divergence, ...]

    def changed(self, before: Iterable[Shift]) -> tuple[Shift, ...]:
        """Return the shifts that were not there before, or are in another state."""
        known = {shift.id: shift.status for shift in before}
        return tuple(shift for shift in self.shifts if known.get(shift.id) is not shift.status)


def _derive(conn: Connection, change: Change, dossier: Dossier, rules: PositionRules) -> _Derived:
    if not (change.docs or change.figures):
        return _Derived((), (), ())  # as for most
    positions = derive_cells(conn, dossier.id, change.cells, change.docs, rules=rules)
    shifts = tuple(shift for one in change.cells.values() for shift in one.shifts)
    appeared = derive_divergences(conn, change.touched, dossier, rules=rules, figures=change.figures)
    return _Derived(positions, shifts, appeared)


def _before(conn: Connection, change: Change, dossier: str, rules: PositionRules) -> Iterator[Position]:
    """Yield where the parties stood before the change on what it brings news of."""
    for cell in sorted({(one.actor, one.topic) for one in change.news}):
        now = change.cells[cell]
        try:
            ledger, _ = ledger_of(change.before(cell, now.statements), rules=rules, start=now.starts.get("ledger"))
            position = ledger.position()
        except UnsealedError:
            whole = statements(conn, dossier, actor=cell[0], topic=cell[1])
            position = next(iter(fold(change.before(cell, whole), rules=rules)), None)
        if position is not None:
            yield position


def _tell(
    conn: Connection,
    item: Item,
    change: Change,
    derived: _Derived,
    dossier: Dossier,
    rules: PositionRules,
    now: datetime,
) -> list[Alert]:
    """Decide what is worth telling and return what was never told before."""
    earlier = alert_rows.alerts(conn, dossier.id, story=item.story)
    if derived.divergences:
        earlier += alert_rows.alerts(conn, dossier.id, kind=AlertKind.DIVERGENCE)
    decided = decide(
        item=item,
        new=change.news,
        positions_before=_before(conn, change, dossier.id, rules),
        positions_after=derived.positions,
        shifts_before=change.shifts,
        shifts_after=derived.shifts,
        divergences_new=derived.divergences,
        dossier=dossier,
        at=now,
        earlier=earlier,
    )
    return alert_rows.save_alerts(conn, dossier.id, [with_actions(one) for one in decided])
