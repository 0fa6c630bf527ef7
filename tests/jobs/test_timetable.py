"""The jobs under APScheduler as `run` sets it up, for days of simulated time."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from fakes.feed_server import RSS, FeedServer, Reply, entry, rss
from fakes.freedonia import dossier as freedonia
from fakes.scripted_reader import ScriptedReader
from fakes.simulated import Simulated, simulated
from fakes.stores import memory_store

from bot.dossier import FeedSource
from bot.errors import FeedError
from bot.feeds.fetch import Fetcher, Response, Validators
from bot.feeds.fulltext import Article
from bot.feeds.parse import ParsedFeed, parse_feed
from bot.jobs import Watch, run
from bot.settings import DigestRules, Polling, Settings
from bot.store.database import Store, open_store

__all__ = ["memory_store"]

pytestmark = pytest.mark.no_cover

NOW = datetime(2026, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LOOK = 5 * MINUTE
"""Instead of a minute, so that the days pass sooner."""
KYIV = ZoneInfo("Europe/Kyiv")


class Inline:
    """Parses in this process, each body once."""

    def __init__(self) -> None:
        self._known: dict[bytes, ParsedFeed] = {}

    async def parse(self, body: bytes, *, content_type: str = "", url: str = "") -> ParsedFeed:
        if body not in self._known:
            self._known[body] = parse_feed(body, content_type=content_type, url=url)
        return self._known[body]

    async def extract(self, page: bytes, *, url: str) -> Article | None:
        return None


@dataclass
class Wires:
    """Answers for feeds in no time, but for those that hang; notes when each was asked."""

    time: Simulated
    hanging: dict[int, float] = field(default_factory=dict)
    asked: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    before: Callable[[], None] = lambda: None

    async def get(self, url: str, validators: Validators | None = None, **_: object) -> Response:
        number = int(url.rsplit("/", 1)[1])
        self.asked[number].append(self.time.now())
        self.before()
        if number in self.hanging:
            await asyncio.sleep(self.hanging[number])
            raise FeedError("no answer in time")
        known = validators is not None and validators.etag
        body = b"" if known else rss([entry(1, link="", guid=f"{number}")])
        return Response(url=url, final_url=url, status=304 if known else 200, headers={"etag": '"1"'}, body=body)

    def pauses(self, number: int) -> list[timedelta]:
        return [later - earlier for earlier, later in pairwise(self.asked[number])]


def watch(store: Store, number: int, *, minutes: int = 60,
          reads: Any = None) -> Watch:  # fmt: skip
    about = {"country": "XX", "kind": "agency", "state_owned": False, "minutes": minutes}
    feeds = tuple(
        FeedSource.model_validate({"id": f"f{n}", "name": f"F{n}", "url": f"http://h{n}.test/{n}", **about})
        for n in range(number)
    )

    def desk(now: datetime) -> Any:
        return SimpleNamespace(statements=list)

    reader = reads or ScriptedReader()
    return Watch(
        dossier=freedonia().model_copy(update={"feeds": feeds}), store=store, reader=lambda: reader, desk=desk,
        settings=Settings(digest=DigestRules(time_zone=KYIV.key)),
    )  # fmt: skip


@contextmanager
def quicker() -> Any:
    with (
        patch("bot.jobs.timetable.POLL_SECONDS", LOOK.total_seconds()),
        patch("bot.jobs.chores.POLL_SECONDS", LOOK.total_seconds()),
        patch("bot.jobs.chores.RELEASE_SECONDS", LOOK.total_seconds()),
        patch("bot.jobs.chores.DIGEST_SECONDS", LOOK.total_seconds()),
        patch("bot.delivery.dispatcher.LOOK_SECONDS", LOOK.total_seconds()),
    ):
        yield


async def go_on(time: Simulated, until: datetime, one: Watch, fetcher: Any, *events: tuple[datetime, Any]) -> None:
    """Let the program run until then; each event is something that happens at its time."""
    stop = asyncio.Event()
    running = asyncio.create_task(
        run([one], fetcher=fetcher, parser=Inline(), senders={}, clock=time.now, stop=stop)
    )  # fmt: skip
    for at, happens in [*events, (until, stop.set)]:
        await asyncio.sleep((at - time.now()).total_seconds())
        happens()
    await running


def trouble(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the scheduler says of runs that were missed, skipped or failed."""
    return [
        one.getMessage()
        for one in caplog.records
        if one.name.startswith("apscheduler") and one.levelno >= logging.WARNING
    ]


def runs(caplog: pytest.LogCaptureFixture, job: str) -> int:
    return sum(one.getMessage().startswith(f'Running job "{job} ') for one in caplog.records)


def test_seven_days_pass_without_a_skipped_run(memory_store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """One feed always hangs for its whole deadline, one for hours on end, one look finds no store, one is late."""
    caplog.set_level(logging.INFO, "apscheduler")
    failing = patch("bot.jobs.polling.states_of", side_effect=RuntimeError("a fault in the program"))
    with simulated(NOW) as time, quicker():
        wires = Wires(time, hanging={0: 30, 1: 5 * 3600})
        time.run(
            go_on(
                time, NOW + 7 * DAY, watch(memory_store, 6), wires,
                (NOW + DAY, failing.start), (NOW + DAY + LOOK, failing.stop),
                (NOW + 2 * DAY, lambda: time.hold(50 * 60)),
            )
        )  # fmt: skip
    looks = 7 * DAY // LOOK
    assert trouble(caplog) == []
    assert looks - 10 <= runs(caplog, "look") <= looks + 1, "ten were missed while nothing ran"
    for number in range(2, 6):
        assert min(wires.pauses(number)) >= HOUR
        late = [pause for pause in wires.pauses(number) if pause > HOUR * 1.1 + LOOK + timedelta(seconds=1)]
        assert len(late) <= 1, "the one that was missed while nothing ran"
        assert wires.asked[number][-1] >= NOW + 7 * DAY - HOUR * 1.1 - LOOK
    assert max(wires.pauses(0)) <= 1.1 * DAY + 2 * LOOK, "what hangs is asked again, ever more seldom"
    assert max(wires.pauses(1)) <= 1.1 * DAY + HOUR + 2 * LOOK, "and so is what never ends"
    assert len(wires.asked[1]) > 5


@pytest.mark.parametrize("hours", [2, 9, 30, 24 * 13])
def test_a_machine_that_slept_goes_on_at_once(
    hours: int, memory_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    slept = NOW + 12 * HOUR
    woke = slept + hours * HOUR
    with simulated(NOW) as time, quicker():
        wires = Wires(time)
        time.run(
            go_on(
                time, woke + DAY, watch(memory_store, 5), wires,
                (slept, lambda: time.set_clock(hours * HOUR)),
            )
        )  # fmt: skip
    assert trouble(caplog) == []
    for number in range(5):
        [after] = [at for at in wires.asked[number] if woke <= at <= woke + LOOK]
        assert after
        assert max(p for p in wires.pauses(number)) <= hours * HOUR + HOUR * 1.1 + 2 * LOOK


@pytest.mark.parametrize("by", [-3 * HOUR, -400 * DAY, 3 * HOUR, 400 * DAY])
def test_a_clock_that_is_set_ends_nothing(by: timedelta, memory_store: Store, caplog: pytest.LogCaptureFixture) -> None:
    changed = NOW + 12 * HOUR
    until = changed + by + DAY
    before: dict[int, int] = {}
    with simulated(NOW) as time, quicker():
        wires = Wires(time)

        def change() -> None:
            time.set_clock(by)
            before.update({number: len(wires.asked[number]) for number in range(5)})

        time.run(go_on(time, until, watch(memory_store, 5), wires, (changed, change)))
    assert trouble(caplog) == []
    longest = HOUR * 1.1 + LOOK + timedelta(seconds=1)
    for number in range(5):
        after = wires.asked[number][before[number] :]
        assert all(later - earlier <= longest for earlier, later in pairwise([changed + by, *after, until]))


@pytest.mark.parametrize("start", [datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)])
def test_nothing_is_skipped_when_the_clocks_change(
    start: datetime, memory_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "apscheduler")
    with simulated(start) as time, quicker():
        wires = Wires(time)
        time.run(go_on(time, start + 2 * DAY, watch(memory_store, 2), wires))
    assert trouble(caplog) == []
    for job in ("look", "read", "digest"):
        assert 2 * DAY // LOOK <= runs(caplog, job) <= 2 * DAY // LOOK + 1
    for number in range(2):
        assert max(wires.pauses(number)) <= HOUR * 1.1 + LOOK + timedelta(seconds=1)
        assert min(wires.pauses(number)) >= HOUR


class Publisher:
    """Five hundred hosts on one server, which note when each was asked."""

    def __init__(self, time: Simulated) -> None:
        self._time = time
        self.asked: dict[str, list[datetime]] = defaultdict(list)

    def reply(self, request: Any) -> Reply:
        now = self._time.now()
        self.asked[request.path].append(now)
        items = [entry(n, link="", guid=f"{request.path}-{n}") for n in range(1, len(self.asked[request.path]))]
        return Reply(body=rss(items), headers=RSS)


class Noting(ScriptedReader):
    """Notes when the items of each feed were read."""

    def __init__(self, time: Simulated) -> None:
        super().__init__()
        self._time = time
        self.moments: dict[str, list[datetime]] = defaultdict(list)

    def read(self, document: Any) -> Any:
        self.moments[document.source].append(self._time.now())
        return super().read(document)


def moments_of(store: Store, *, hanging: frozenset[int]) -> tuple[dict[str, list[datetime]], dict[str, list[datetime]]]:
    """Return when each of 500 feeds was asked and read within twenty minutes; one that hangs does so for minutes."""
    with simulated(NOW) as time:
        publisher, reads = Publisher(time), Noting(time)

        async def work() -> None:
            async with FeedServer() as server:
                for n in range(500):
                    server.put(f"/{n}", Reply(wait=7200) if n in hanging else publisher.reply)
                hosts = {f"h{n}.test": server.address for n in range(500)}
                async with Fetcher(Polling(total_seconds=200), hosts=hosts) as fetcher:
                    await go_on(time, NOW + 20 * MINUTE, watch(store, 500, minutes=15, reads=reads), fetcher)

        time.run(work())
        return publisher.asked, reads.moments


def test_a_feed_that_hangs_delays_no_other(memory_store: Store) -> None:
    asked, read = moments_of(memory_store, hanging=frozenset())
    other = open_store("sqlite:///:memory:")
    asked_then, read_then = moments_of(other, hanging=frozenset({250}))
    other.close()
    others = sorted(asked.keys() - {"/250"})
    assert len(others) == 499
    assert all(len(asked[path]) == 2 for path in others)
    assert {path: asked_then[path] for path in others} == {path: asked[path] for path in others}
    assert {name: moments for name, moments in read.items() if name != "F250"} == read_then
