"""What every job works on: a dossier that is watched, and all that is needed for it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.commands.desk import Desk
from bot.dossier import Dossier
from bot.readers import Reads, ReadsApart
from bot.settings import Settings
from bot.store.database import Store
from bot.store.extra_feeds import with_extra_feeds
from bot.store.feeds import FeedState, feed_states
from bot.subscriptions import Subscription
from bot.vitals import Vitals

log = structlog.get_logger("jobs")

Clock = Callable[[], datetime]
Step = Callable[[], None]


def nothing() -> None:
    """Do nothing with a step that is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A dossier that is watched, with all that its jobs need; `desk` answers as of a moment.

    Items are read by `crew`, without one by what `reader` makes, in this process.
    `operator` is the channel that is told of feeds that need care, "" for none; `vitals` is where jobs report.
    """

    dossier: Dossier
    settings: Settings
    store: Store
    reader: Callable[[], Reads]
    desk: Callable[[datetime], Desk]
    crew: ReadsApart | None = None
    subscriptions: tuple[Subscription, ...] = ()
    operator: str = ""
    vitals: Vitals = field(default_factory=Vitals)


def states_of(watch: Watch) -> tuple[Dossier, list[FeedState]]:
    """Return the dossier with the feeds that were added since, and where each feed stands."""
    with watch.store.read() as conn:
        return with_extra_feeds(conn, watch.dossier), feed_states(conn, watch.dossier.id)
