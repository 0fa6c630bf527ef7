"""What is counted in the store at the moment it is asked for: what waits to be read and sent, how the feeds fare."""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.errors import StoreError
from bot.status import Feeds, Status
from bot.store.operation import Line

OTHER = "other"


class Gauges(Collector):
    """Gauges of a status that is taken anew for every scrape; `platforms` are those that are told apart."""

    def __init__(self, status: Callable[[], Status], platforms: Iterable[str]) -> None:
        self._status = status
        self._platforms = tuple(platforms)

    def describe(self) -> Iterable[Metric]:
        """Return nothing, so that registering asks the store nothing."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges; only that the store does not answer where it does not."""
        up = GaugeMetricFamily("parley_store_up", "Whether the store answers.")
        try:
            status = self._status()
        except StoreError:
            up.add_metric((), 0)
            yield up
            return
        up.add_metric((), 1)
        yield up
        yield from self._of_lines(status)
        yield from _of_feeds(status.dossiers, status.now.timestamp())

    def _of_lines(self, status: Status) -> Iterator[Metric]:
        length = _family("queue_length", "Cards that wait to be sent.", "platform")
        oldest = _family("queue_oldest_seconds", "How long the first of them has waited.", "platform")
        dead = _family("dead_letters", "Cards that were given up and not sent again.", "platform")
        lost = _family("lost_channels", "Channels that cannot be reached.", "platform")
        for platform in (*self._platforms, OTHER):
            mine = [one for one in status.lines if self._platform(one) == platform]
            first = min((one.oldest for one in mine if one.oldest), default=status.now)
            length.add_metric((platform,), sum(one.queued for one in mine))
            oldest.add_metric((platform,), max((status.now - first).total_seconds(), 0))
            dead.add_metric((platform,), sum(one.dead for one in mine))
            lost.add_metric((platform,), sum(one.lost_at is not None for one in mine))
        return iter((length, oldest, dead, lost))

    def _platform(self, line: Line) -> str:
        name = line.channel.partition(":")[0]
        return name if name in self._platforms else OTHER


def _of_feeds(dossiers: Iterable[Feeds], now: float) -> Iterator[Metric]:
    feeds = _family("feeds", "Feeds of a dossier, by state.", "dossier", "state")
    unread = _family("unread_items", "Items that wait to be read.", "dossier")
    oldest = _family("unread_oldest_seconds", "How long the first of them has waited.", "dossier")
    for one in dossiers:
        states = {
            "enabled": one.feeds, "asked": one.asked, "failing": one.failing, "silent": one.silent,
            "retired": one.retired, "overdue": one.overdue,
        }  # fmt: skip
        for state, number in states.items():
            feeds.add_metric((one.dossier, state), number)
        first = one.backlog.oldest
        unread.add_metric((one.dossier,), one.backlog.waiting)
        oldest.add_metric((one.dossier,), max(now - first.timestamp(), 0) if first else 0)
    return iter((feeds, unread, oldest))


def _family(name: str, about: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"parley_{name}", about, labels=labels)
