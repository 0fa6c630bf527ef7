"""How the program fares: the store's state and the configuration in, figures and worries out.

`status_of` reads, the rest is pure. A worry is something that an operator should look at; what mends itself within
minutes is none.
"""

import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib.metadata import PackageNotFoundError, version
from math import ceil
from zoneinfo import ZoneInfo

from bot.dossier import Dossier
from bot.settings import Settings
from bot.store.database import Connection, Store
from bot.store.extra_feeds import with_extra_feeds
from bot.store.feeds import FeedState, feed_states
from bot.store.operation import Arrival, Backlog, DigestTimes, Line, arrivals, backlog, digest_times, lines
from bot.store.parts import Part, parts
from bot.store.schema import REVISION

DAY = timedelta(hours=24)
OVERDUE = timedelta(minutes=30)
"""So long after its time a feed that was not asked is overdue."""
UNREAD = timedelta(hours=1)
"""So long an item may wait to be read."""
UNSENT = timedelta(minutes=15)
"""So long a card may wait to be sent to a channel that can be reached."""
MOST_FAILING = 0.5
"""Share of a dossier's feeds that may fail at a time; one or the other always does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What runs: Parley, Python, the database's kind and schema, the pipeline that reads."""

    parley: str
    python: str
    store: str
    schema: str
    pipeline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """How the feeds of a dossier fare, and what came in of them; `overdue` ones should have been asked by now."""

    dossier: str
    feeds: int
    asked: int
    failing: int
    silent: int
    retired: int
    overdue: int
    last_asked: datetime | None
    backlog: Backlog


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How many seconds it took, for half of the cards and for all but one in twenty at most (nearest rank)."""

    cards: int
    p50: float
    p95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How the program fares at `now`; lags are those of the 24 hours before it, None where nothing was sent."""

    now: datetime
    versions: Versions
    dossiers: tuple[Feeds, ...]
    lines: tuple[Line, ...]
    since_published: Lag | None
    since_created: Lag | None
    parts: tuple[Part, ...]
    next_digest: datetime


def status_of(store: Store, dossiers: Sequence[Dossier], settings: Settings, *, now: datetime) -> Status:
    """Return how the program fares, from one state of the store; raises StoreError."""
    with store.read() as conn:
        arrived = arrivals(conn, since=now - DAY)
        return Status(
            now=now,
            versions=versions(store.dialect, settings.reading.pipeline),
            dossiers=tuple(_feeds(conn, one, now) for one in dossiers),
            lines=tuple(lines(conn)),
            since_published=lag((one.published, one) for one in arrived),
            since_created=lag((one.created, one) for one in arrived),
            parts=tuple(parts(conn)),
            next_digest=next_digest(digest_times(conn), settings, now=now),
        )


def versions(dialect: str, pipeline: str) -> Versions:
    """Return what runs here."""
    return Versions(
        parley=_version("parley"),
        python=platform.python_version(),
        store=dialect,
        schema=REVISION,
        pipeline=f"{pipeline} {_version(pipeline)}".strip(),
    )


def _version(package: str) -> str:
    try:
        return version(package.replace("_", "-"))
    except PackageNotFoundError:
        return ""


def _feeds(conn: Connection, dossier: Dossier, now: datetime) -> Feeds:
    states = {one.feed: one for one in feed_states(conn, dossier.id)}
    enabled = [one.id for one in with_extra_feeds(conn, dossier).feeds if one.enabled]
    known = [states[one] for one in enabled if one in states]
    asked = [one.last_checked for one in known if one.last_checked]
    return Feeds(
        dossier=dossier.id,
        feeds=len(enabled),
        asked=len(asked),
        failing=sum(one.failures > 0 and one.retired is None for one in known),
        silent=sum(one.silent_since is not None for one in known),
        retired=sum(one.retired is not None for one in known),
        overdue=sum(_is_overdue(one, now) for one in known),
        last_asked=max(asked, default=None),
        backlog=backlog(conn, dossier.id),
    )


def _is_overdue(state: FeedState, now: datetime) -> bool:
    return state.retired is None and state.next_check is not None and state.next_check + OVERDUE < now


def lag(starts: Iterable[tuple[datetime | None, Arrival]]) -> Lag | None:
    """Return how long the cards took from their starts; those without one do not count."""
    seconds = sorted(max((one.arrived - start).total_seconds(), 0.0) for start, one in starts if start is not None)
    if not seconds:
        return None
    return Lag(cards=len(seconds), p50=_rank(seconds, 0.5), p95=_rank(seconds, 0.95))


def _rank(ordered: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile: the smallest value that so large a share does not exceed."""
    return ordered[max(ceil(share * len(ordered)) - 1, 0)]


def next_digest(said: Iterable[DigestTimes], settings: Settings, *, now: datetime) -> datetime:
    """Return when the next digest is due, by the times that channels said themselves and by those of the settings."""
    rules = settings.digest
    wanted = {(rules.time_zone, rules.time)}
    wanted |= {(one.zone, at) for one in said for at in one.times}
    return min(_next(now, zone, at) for zone, at in wanted)


def _next(now: datetime, zone: str, at: str) -> datetime:
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    moments = (
        datetime.combine(today + timedelta(days=ahead), time.fromisoformat(at), here).astimezone(now.tzinfo)
        for ahead in range(3)
    )
    return next(moment for moment in moments if moment > now)


# what is wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Worry:
    """Something that an operator should look at: in one sentence, with the error's own words beside it.

    `channel` is the one that it is about, "" where it is about the program.
    """

    words: str
    detail: str = ""
    channel: str = ""

    def __str__(self) -> str:
        return f"{self.words}: {self.detail}" if self.detail else self.words


def worries(status: Status) -> tuple[Worry, ...]:
    """Return what an operator should look at; nothing where all is well."""
    return (
        *(Worry(words=words) for one in status.dossiers for words in _of_feeds(one, status.now)),
        *(worry for one in status.lines for worry in _of_line(one, status.now)),
        *(
            Worry(words=f"{one.part} has not worked since {_time(one.error_at)}", detail=one.error)
            for one in status.parts
            if not one.works
        ),
    )


def _of_feeds(one: Feeds, now: datetime) -> Iterable[str]:
    if one.feeds and not one.asked:
        yield f"{one.dossier}: no feed was ever asked; start `parley run`"
    elif one.overdue:
        yield f"{one.dossier}: {one.overdue} of {one.feeds} feeds are overdue; see whether `parley run` is running"
    if one.failing > one.feeds * MOST_FAILING:
        yield f"{one.dossier}: {one.failing} of {one.feeds} feeds fail; see `parley feeds health`"
    waits = one.backlog
    if waits.oldest is not None and now - waits.oldest > UNREAD:
        yield f"{one.dossier}: {waits.waiting} items wait to be read, the first since {_time(waits.oldest)}"


def _of_line(one: Line, now: datetime) -> Iterable[Worry]:
    name = one.channel
    if one.lost_at is not None:
        if now - one.lost_at < DAY:
            words = f"{name} cannot be reached since {_time(one.lost_at)}"
            yield Worry(channel=name, words=words, detail=one.reason)
    elif one.oldest is not None and now - one.oldest > UNSENT:
        words = f"{name}: {one.queued} cards wait to be sent, the first since {_time(one.oldest)}"
        yield Worry(channel=name, words=words, detail=one.reason)
    if one.dead_at is not None and now - one.dead_at < DAY:
        words = f"{name}: {one.dead} cards were given up, the last at {_time(one.dead_at)}"
        yield Worry(channel=name, words=words, detail=one.reason)


def _time(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""
