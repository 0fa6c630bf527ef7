"""The metrics, in a registry of their own; labels are of few values: no channel, no feed, no address is one."""

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, disable_created_metrics, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

_READING = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)
_LAG = (5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400)
_LOOP = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_WAIT = (0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600)

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, of which the start of the process tells the same


class Meters:
    """Counters and histograms of the program's work (https://prometheus.io/docs/practices/naming/)."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=True)
        self.build = Info("parley_build", "Which Parley runs, on what.", registry=self.registry)
        self.polls = self._counter("polls", "Feeds asked, by outcome.", "outcome")
        self.items = self._counter("items", "Items that came in to be read, new ones and edited ones.")
        self.readings = self._counter("readings", "Items read, by outcome.", "outcome")
        self.reading = self._histogram("reading_seconds", "How long reading and recording one item took.", _READING)
        self.statements = self._counter("statements", "Statements read out of items.")
        self.alerts = self._counter("alerts", "Alerts decided, by kind.", "kind")
        self.deliveries = self._counter("deliveries", "Tries to send a card.", "platform", "outcome")
        self.sending = self._histogram("sending_seconds", "How long a platform took to accept.", _LOOP, "platform")
        self.lag = self._histogram(
            "lag_seconds", "From an article's publication, or from the making of a card, to its channel.", _LAG,
            "platform", "since",
        )  # fmt: skip
        self.waits = self._histogram(
            "rate_limit_wait_seconds", "How long platforms asked to wait.", _WAIT, "platform"
        )  # fmt: skip
        self.loop_lag = self._histogram("event_loop_lag_seconds", "How late the event loop came to a timer.", _LOOP)
        self.failures = self._counter("job_failures", "Jobs that failed as a whole.", "job")

    def export(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)

    def with_process(self) -> "Meters":
        """Add what the operating system and the interpreter tell of the process, and return the meters."""
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        return self

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"parley_{name}", about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"parley_{name}", about, labels, buckets=buckets, registry=self.registry)
