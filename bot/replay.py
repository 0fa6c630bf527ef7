"""Replay: documents in order of publication go through the whole chain on a scratch store; what comes out is a value.

It is the backtest of a configuration: what would have been said, and when. The same documents give the same result.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.commands.desk import Desk
from bot.commands.digest import written
from bot.dossier import Dossier
from bot.model import Alert, Divergence, Document, Figure, Item, Position, Shift, Statement
from bot.pipeline import Reads, process_item
from bot.settings import Settings
from bot.store.alerts import alerts
from bot.store.columns import ALWAYS
from bot.store.database import Store
from bot.store.items import save_items
from bot.store.shifts import shifts
from digest.page import Digest
from digest.render import Format, render
from digest.window import Window, morning

Step = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """All that follows from the documents; every sequence is in a fixed order."""

    statements: tuple[Statement, ...]
    positions: tuple[Position, ...]
    shifts: tuple[Shift, ...]
    divergences: tuple[Divergence, ...]
    alerts: tuple[Alert, ...]
    digests: tuple[Digest, ...]


def replay(
    documents: Iterable[Document], *,
    store: Store, dossier: Dossier, settings: Settings, reader: Reads, desk: Callable[[datetime], Desk],
    as_of: datetime | None = None, step: Step = lambda: None,
) -> Replayed:  # fmt: skip
    """Return what follows from the documents published until `as_of`; `store` is empty before.

    A document without a time is taken to be published when the latest of the others was; one with the id of an earlier
    one is an edit of it.
    """
    items = in_order(documents, as_of=as_of)
    for item in items:
        with store.write() as conn:
            for kept in save_items(conn, dossier.id, [item]):
                process_item(conn, kept, reader=reader, dossier=dossier, settings=settings, now=_known_at(item))
        step()
    at = desk(as_of or max(map(_known_at, items), default=ALWAYS))
    with store.read() as conn:
        found = (shifts(conn, dossier.id), alerts(conn, dossier.id))
    return Replayed(
        statements=at.statements(),
        positions=at.positions(),
        shifts=tuple(found[0]),
        divergences=_differing(at),
        alerts=tuple(found[1]),
        digests=tuple(written(one, replace(at, now=min(at.now, one.until))) for one in windows(items, at, as_of=as_of)),
    )


def _differing(desk: Desk) -> tuple[Divergence, ...]:
    """Return how the accounts of each round differ, as `/accounts` tells: with others' words for who is silent."""
    found = (one for talks in desk.dossier.rounds for one in desk.divergences(talks, claims=True))
    return tuple(sorted(found, key=lambda one: (one.round, one.topic, one.id)))


def in_order(documents: Iterable[Document], *, as_of: datetime | None = None) -> list[Item]:
    """Return the documents published until `as_of` as items, by time of publication, then as they were given."""
    given = list(documents)
    latest = max((one.published for one in given if one.published), default=ALWAYS)
    items = [_item(one, one.published or latest) for one in given]
    return sorted((one for one in items if as_of is None or _known_at(one) <= as_of), key=_known_at)


def _item(document: Document, known_at: datetime) -> Item:
    return Item(
        id=document.id, feed="", url=document.url, title=document.title, text=document.text, outlet=document.source,
        published=document.published, published_is_date=document.published_is_date, fetched=known_at, full=True,
    )  # fmt: skip


def _known_at(item: Item) -> datetime:
    known = item.published or item.fetched
    return known if known is not None else ALWAYS


def windows(items: Sequence[Item], desk: Desk, *, as_of: datetime | None = None) -> list[Window]:
    """Return the mornings' periods that brought an item and were over at `as_of`, the first one first."""
    found = {window.since: window for item in items if (window := _window_of(_known_at(item), desk)) is not None}
    return [found[since] for since in sorted(found) if as_of is None or found[since].until <= as_of]


def _window_of(moment: datetime, desk: Desk) -> Window | None:
    """Return the period that holds the moment; days on which clocks change are an hour longer or shorter."""
    mornings = (
        morning(moment + timedelta(hours=hours), at=desk.digest.time, zone=desk.digest.time_zone)
        for hours in (24, 25, 23)
    )
    return next((window for window in mornings if window.holds(moment)), None)


# as JSON types


def replay_data(replayed: Replayed) -> dict[str, Any]:
    """Return the whole as JSON types; statements, positions and shifts refer to each other by id."""
    return {
        "statements": [_statement(one) for one in replayed.statements],
        "positions": [_position(one) for one in replayed.positions],
        "shifts": [_shift(one) for one in replayed.shifts],
        "divergences": [_divergence(one) for one in replayed.divergences],
        "alerts": [_alert(one) for one in replayed.alerts],
        "digests": [_digest(one) for one in replayed.digests],
    }


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "id": one.id, "doc": one.doc, "actor": one.actor, "speaker": one.speaker, "topic": one.topic,
        "stance": one.stance, "voice": one.voice, "said_on": one.said_on.isoformat(), "origin": one.origin,
        "evidence": [asdict(span) for span in one.evidence],
    }  # fmt: skip


def _position(one: Position) -> dict[str, Any]:
    return {
        "actor": one.actor, "topic": one.topic, "stance": one.stance, "condition": one.condition,
        "commitment": one.commitment, "since": one.since.isoformat(), "mixed": one.mixed,
        "statements": _ids(one.statements), "outlets": list(one.outlets), "origins": list(one.origins),
    }  # fmt: skip


def _shift(one: Shift) -> dict[str, Any]:
    return {
        "id": one.id, "actor": one.actor, "topic": one.topic, "before": one.before, "after": one.after,
        "kind": one.kind, "status": one.status, "signalled_at": one.signalled_at.isoformat(),
        "confirmed_at": one.confirmed_at.isoformat() if one.confirmed_at else None,
        "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
        "statements": [one.before_statement.id, *_ids(one.statements)],
    }  # fmt: skip


def _divergence(one: Divergence) -> dict[str, Any]:
    sides = [
        {"actor": side.actor or None, "stance": side.stance, "statements": _ids(side.statements),
         **({"figures": [_figure(figure) for figure in side.figures]} if side.figures else {})}
        for side in one.sides
    ]  # fmt: skip
    return {"id": one.id, "round": one.round, "topic": one.topic, "kind": one.kind, "sides": sides}


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "id": one.id, "doc": one.doc, "number": one.number, "unit": one.unit, "changed": one.changed,
        "speaker": one.speaker, "said_on": one.said_on.isoformat(), "at": asdict(one.at),
        "evidence": [asdict(one.evidence)],
    }  # fmt: skip


def _alert(one: Alert) -> dict[str, Any]:
    return {
        "id": one.id, "at": one.at.isoformat(), "kind": one.kind, "actor": one.actor, "topic": one.topic,
        "story": one.story, "updates": one.updates,
    }  # fmt: skip


def _digest(one: Digest) -> dict[str, Any]:
    since, until = one.window.since.isoformat(), one.window.until.isoformat()
    return {"dossier": one.dossier, "from": since, "to": until, "markdown": render(one, Format.MARKDOWN)}


def _ids(statements: Iterable[Statement]) -> list[str]:
    return [one.id for one in statements]
