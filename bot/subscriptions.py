"""Who wants to be told what, and when: subscriptions, and how each channel is told at all."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.model import AlertKind, Rank, fingerprint

USUAL_KINDS = (AlertKind.SHIFT, AlertKind.DIVERGENCE, AlertKind.STATEMENT, AlertKind.NOTICE)
"""What a channel gets unless it says otherwise; coverage that brings nothing new is only for those who ask."""


class Origin(StrEnum):
    """Where a subscription was made."""

    CHAT = "chat"
    FILE = "file"
    DEFAULT = "default"
    """Nobody made it: it holds for a channel that has none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a channel wants to be told; an empty tuple leaves nothing out, and one subject must meet all of it.

    `actors` are parties or persons; `excluded_outlets` hides what only these outlets report; `filter` is a condition
    in the words of `bot.filters`. What was published before it was `created` is not told.
    """

    channel: str
    dossier: str = ""
    actors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kinds: tuple[AlertKind, ...] = USUAL_KINDS
    minimum_rank: Rank = Rank.BODY
    minimum_origins: int = 1
    excluded_outlets: tuple[str, ...] = ()
    filter: str = ""
    id: str = ""
    tenant: str = ""
    origin: Origin = Origin.DEFAULT
    by: str = ""
    created: datetime | None = None

    @property
    def wants(self) -> tuple[object, ...]:
        """Return all that it says of what is wanted; two that want the same are one."""
        return (
            self.channel, self.dossier, self.actors, self.topics, self.kinds, self.minimum_rank, self.minimum_origins,
            self.excluded_outlets, self.filter,
        )  # fmt: skip


def subscription_id(channel: str, wants: tuple[object, ...], created: datetime) -> str:
    """Return the id of a subscription made at that time."""
    return fingerprint("subscription", channel, wants, created.isoformat(), length=8)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the day, in local time, in which a channel is left alone; they may go past midnight."""

    start: time
    end: time

    def __str__(self) -> str:
        """Return them as they are typed: 22:00-07:00."""
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    def until(self, now: datetime, zone: str) -> datetime | None:
        """Return when the quiet hours end, in UTC, that `now` falls into; None outside of them."""
        today = now.astimezone(ZoneInfo(zone)).date()
        for day in (today - timedelta(days=1), today):
            start = datetime.combine(day, self.start, ZoneInfo(zone)).astimezone(UTC)
            last = day if self.start < self.end else day + timedelta(days=1)
            end = datetime.combine(last, self.end, ZoneInfo(zone)).astimezone(UTC)
            if start <= now < end:
                return end
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How a channel is told: its time zone, when it is left alone, when it gets digests, and whether it is there.

    `settled_at` is since when its zone and times are so. Without a `zone` it says nothing of this itself, and the
    settings do. `digest_times` are local times such as "07:00"; a channel that was lost at some time cannot be reached
    since.
    """

    id: str
    tenant: str = ""
    zone: str = ""
    quiet: Quiet | None = None
    digest_times: tuple[str, ...] = ()
    settled_at: datetime | None = None
    muted_until: datetime | None = None
    lost_at: datetime | None = None
    lost_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A topic that a channel does not want to hear of for a while."""

    channel: str
    dossier: str
    topic: str
    until: datetime
    by: str = ""


class Outcome(StrEnum):
    """What becomes of an alert in a channel."""

    TOLD = "told"
    HELD = "held"
    LEFT = "left"


class Hold(StrEnum):
    """Why something is told later."""

    QUIET = "quiet"
    BURST = "burst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of an alert in a channel, and why; `fresh` is one that makes a message of its own.

    `beside` is true where the channel gets the shorter card; `under` is the subject in whose thread it stands, "" for
    its own; `until` and `hold` say when and why later.
    """

    channel: str
    dossier: str
    alert: str
    at: datetime
    outcome: Outcome
    reason: str = ""
    subscription: str = ""
    fresh: bool = False
    under: str = ""
    until: datetime | None = None
    hold: Hold | None = None
    beside: bool = False

    @property
    def reaches(self) -> bool:
        """Return whether the channel gets it, now or later."""
        return self.outcome is not Outcome.LEFT
