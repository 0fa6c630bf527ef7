"""`/sources`: which feeds are polled and how they fare, and which outlets and origins were read."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.alerts.wording import NO_OUTLET, count, day, origin
from bot.commands.command import Command, Request
from bot.commands.desk import Desk
from bot.commands.tell import paragraphs
from bot.dossier import FeedKind, FeedSource
from bot.model import UNKNOWN, Block, Bullets, Card, Heading, Table
from bot.store.feeds import FeedState
from bot.store.said import Source


def answer(request: Request, desk: Desk) -> Card:
    """Return the feeds with their last status, newest item, next check and error, then outlets and origins."""
    del request
    states = {one.feed: one for one in desk.archive.feeds()}
    known = desk.sources()
    blocks: list[Block] = [*_feeds(desk, states)]
    if known:
        blocks += [
            Heading("Outlets read"),
            Bullets(_counted((outlet or NO_OUTLET, number) for (outlet, _, _), number in known.items())),
            Heading("Origins: who published first"),
            Bullets(_counted((_origin(one, desk), number) for one, number in known.items())),
        ]
    else:
        blocks += paragraphs("No article has been read yet that holds a statement.")
    return Card(title=f"{desk.dossier.title}: sources", blocks=tuple(blocks), kind="answer")


def _feeds(desk: Desk, states: dict[str, FeedState]) -> tuple[Block, ...]:
    if not desk.dossier.feeds:
        return paragraphs("The dossier lists no feed; add one under 'feeds'.")
    rows = [_row(feed, states.get(feed.id), desk) for feed in desk.dossier.feeds]
    asked = sum(feed.id in states for feed in desk.dossier.feeds)
    failing = sum(one.failures > 0 for one in states.values())
    trouble = f", {failing} failing" if failing else ""
    return (
        *paragraphs(
            f"{count(len(rows), 'feed')}, {asked} polled so far{trouble}. Times are those of {desk.digest.time_zone}."
        ),
        *_warnings(desk, states),
        Table(("Feed", "Kind", "Last status", "Newest item", "Next check", "Error"), tuple(rows)),
    )


def _warnings(desk: Desk, states: dict[str, FeedState]) -> tuple[Block, ...]:
    """Return what may have been missed: after a gap, from a feed that is gone, or from one that has turned silent."""
    lines = [
        f"{feed.name}: {words}"
        for feed in desk.dossier.feeds
        if feed.enabled and feed.id in states
        for words in _worries(states[feed.id], desk)
    ]
    return (Bullets(tuple(lines)),) if lines else ()


def _worries(state: FeedState, desk: Desk) -> list[str]:
    told = [
        (state.retired, "gone for good (410) since {}; it is not asked any more"),
        (state.silent_since, "silent since {}, which is long against its own rhythm"),
        (state.last_gap if state.gap else None, "items may have been missed before {}; it is asked sooner"),
    ]
    moved = [f"moved for good to {state.address}; the dossier says {state.url}"] if state.address else []
    return [words.format(_time(moment, desk)) for moment, words in told if moment is not None] + moved


def _row(feed: FeedSource, state: FeedState | None, desk: Desk) -> tuple[str, ...]:
    owned = feed.state_owned and feed.kind is not FeedKind.GOVERNMENT
    kind = f"{'state-owned ' if owned else ''}{feed.kind}, {feed.country}"
    if not feed.enabled:
        return (feed.name, kind, "switched off", "", "", "")
    if state is None:
        return (feed.name, kind, "not polled yet", "", "", "")
    status = "" if state.last_status is None else str(state.last_status)
    times = (_time(state.last_new_item, desk), _time(state.next_check, desk))
    return (feed.name, kind, f"{status} {_time(state.last_checked, desk)}".strip(), *times, state.last_error)


def _time(moment: datetime | None, desk: Desk) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(desk.digest.time_zone))
    return f"{day(local.date())} {local:%H:%M}"


def _origin(source: Source, desk: Desk) -> str:
    outlet, first, chain = source
    return origin(first or outlet or UNKNOWN, desk.dossier, (outlet, *chain))


def _counted(named: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    found: Counter[str] = Counter()
    for name, number in named:
        found[name] += number
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(f"{one}: {count(number, 'statement')}" for one, number in ranked)


COMMAND = Command(
    name="sources", summary="which feeds, outlets and origins are read, and how they fare", answer=answer, private=True
)
