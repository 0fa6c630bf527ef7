"""What is done again and again, and when: ask feeds, read what came, send what waits, write the digest.

Each job is a plain coroutine over a `Watch`; `run` puts them on a scheduler until it is told to stop. Reading and the
database are off the event loop, so that a chat stays responsive meanwhile.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.alerts.routing import Subscription
from bot.commands.desk import Desk
from bot.commands.digest import written
from bot.delivery.dispatch import Dispatched, Sender, dispatch
from bot.delivery.outbox import card_delivery
from bot.dossier import Dossier, FeedSource
from bot.errors import FeedError
from bot.feeds.fetch import Fetcher
from bot.feeds.notices import notice
from bot.feeds.poll import Parser, PollResult, poll_feed
from bot.feeds.websub import asked as asked_for_lease
from bot.feeds.websub import merged, subscription, wants_subscription
from bot.model import Card, Delivery, Item
from bot.pipeline import Processed, Reads, read, record
from bot.settings import Settings
from bot.store import items as item_rows
from bot.store import outbox
from bot.store.database import Connection, Store
from bot.store.extra_feeds import with_extra_feeds
from bot.store.feeds import FeedState, feed_state, feed_states, save_feed_state
from bot.store.together import Together
from digest.page import card_of_digest
from digest.window import morning

POLL_SECONDS = 60
"""How often it is looked which feeds are due; each has an interval of its own."""
SEND_SECONDS = 10
"""How often it is looked whether a delivery that had to wait can be sent."""
LATE_SECONDS = 12 * 3600
"""So late a job still runs, once, when the machine slept through its time."""
STOP_SECONDS = 10
"""How long what is under way may go on after the program was told to stop."""

log = structlog.get_logger("jobs")

Clock = Callable[[], datetime]
Step = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A dossier that is watched, with all that its jobs need; `desk` answers as of a moment.

    `operator` is the channel that is told of feeds that need care, "" for none.
    """

    dossier: Dossier
    settings: Settings
    store: Store
    reader: Callable[[], Reads]
    desk: Callable[[datetime], Desk]
    subscriptions: tuple[Subscription, ...] = ()
    operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What asking one feed came to; `fresh` are the items to be read, new ones and edited ones."""

    feed: FeedSource
    result: PollResult
    fresh: int = 0


def _nothing() -> None:
    return


def due_feeds(dossier: Dossier, states: Sequence[FeedState], *, now: datetime) -> tuple[FeedSource, ...]:
    """Return the feeds that may be asked now, in the dossier's order.

    One with another address is due at once, one that is gone for good never.
    """
    known = {state.feed: state for state in states}

    def is_due(feed: FeedSource) -> bool:
        state = known.get(feed.id)
        new = state is None or state.url != str(feed.url)
        if new or state is None:
            return feed.enabled
        return feed.enabled and state.retired is None and (state.next_check is None or state.next_check <= now)

    return tuple(feed for feed in dossier.feeds if is_due(feed))


async def poll(
    watch: Watch, fetcher: Fetcher, parser: Parser, *, now: datetime, everything: bool = False, step: Step = _nothing
) -> tuple[Asked, ...]:
    """Ask the feeds that are due (or every one), and keep what they bring; one that fails stops no other."""
    dossier, states = await asyncio.to_thread(_states, watch)
    enabled = tuple(feed for feed in dossier.feeds if feed.enabled)
    feeds = enabled if everything else due_feeds(dossier, states, now=now)
    known = {state.feed: state for state in states}
    together = Together(watch.store)

    async def ask(feed: FeedSource) -> Asked:
        asked = await _ask(watch, feed, known.get(feed.id), fetcher, parser, together, now)
        step()
        return asked

    return tuple(await asyncio.gather(*(ask(feed) for feed in feeds)))


def _states(watch: Watch) -> tuple[Dossier, list[FeedState]]:
    """Return the dossier with the feeds that were added since, and where each feed stands."""
    with watch.store.read() as conn:
        return with_extra_feeds(conn, watch.dossier), feed_states(conn, watch.dossier.id)


async def _ask(
    watch: Watch, feed: FeedSource, state: FeedState | None, fetcher: Fetcher, parser: Parser, together: Together,
    now: datetime,
) -> Asked:  # fmt: skip
    kept = _Kept(watch, feed)
    result = await poll_feed(
        feed, watch.dossier.id, state, fetcher, parser, now,
        known=lambda key: key in kept.ids, known_url=lambda url: url in kept.urls, recall=kept.recall,
    )  # fmt: skip
    card = notice(feed, state, result.state) if watch.operator else None
    fresh = await together.write(lambda conn: _keep(conn, watch, result, state, card, now))
    about = log.bind(dossier=watch.dossier.id, feed=feed.id)
    if result.error is not None:
        about.warning("feed failed", error=str(result.error), failures=result.state.failures)
    for problem in result.problems:
        about.info("article not read in full", reason=problem)
    if result.moved:
        about.warning("feed moved for good", to=result.moved)
    if result.state.gap and result.state.last_gap == now:
        about.warning("items may have been missed")
    return Asked(feed=feed, result=result, fresh=fresh)


class _Kept:
    """The ids and addresses of the items kept of a feed, looked up when the feed has changed."""

    def __init__(self, watch: Watch, feed: FeedSource) -> None:
        self._watch = watch
        self._feed = feed
        self.ids: frozenset[str] = frozenset()
        self.urls: frozenset[str] = frozenset()

    async def recall(self) -> None:
        self.ids, self.urls = await asyncio.to_thread(self._look_up)

    def _look_up(self) -> tuple[frozenset[str], frozenset[str]]:
        with self._watch.store.read() as conn:
            return item_rows.listed(conn, self._watch.dossier.id, self._feed.id)


def _keep(
    conn: Connection, watch: Watch, result: PollResult, before: FeedState | None, card: Card | None, now: datetime
) -> int:
    """Keep items and state together, the headlines that were changed, and what to tell the operator.

    Returns how many items are to be read.
    """
    dossier = watch.dossier.id
    fresh = item_rows.save_items(conn, dossier, result.items, baseline=result.first_contact)
    titles = {key: title for key, title in result.headlines if title}
    known = item_rows.known(conn, dossier, titles)
    edited = [replace(known[key], title=title) for key, title in titles.items() if key in known]
    fresh += item_rows.save_items(conn, dossier, [one for one in edited if one.title != known[one.id].title])
    stored = feed_state(conn, dossier, result.state.feed) if result.state.hub else None
    save_feed_state(conn, merged(result.state, before, stored))
    if card is not None:
        outbox.enqueue(conn, [_to_operator(watch, result.state.feed, card, now)])
    return len(fresh)


async def subscribe(watch: Watch, fetcher: Fetcher, *, now: datetime) -> int:
    """Ask the hubs of feeds for leases that are missing or about to end; returns how many took the request.

    Nothing is asked where the settings name no callback. What is kept first is what the hub may ask about at once.
    """
    callback = watch.settings.polling.callback_url
    if not callback:
        return 0
    _, states = await asyncio.to_thread(_states, watch)
    wanting = [state for state in states if wants_subscription(state, now)]
    return sum(await asyncio.gather(*(_subscribe(watch, one, fetcher, callback, now) for one in wanting)))


async def _subscribe(watch: Watch, state: FeedState, fetcher: Fetcher, callback: str, now: datetime) -> bool:
    secret = state.hub_secret or secrets.token_hex(32)
    await asyncio.to_thread(_keep_state, watch, asked_for_lease(state, secret, now))
    request = subscription(state, callback=callback, secret=secret)
    about = log.bind(dossier=watch.dossier.id, feed=state.feed, hub=state.hub)
    try:
        status = await fetcher.post(request.hub, request.form)
    except FeedError as error:
        about.warning("hub not asked", error=str(error))
        return False
    about.info("hub asked", status=status)
    return 200 <= status < 300


def _keep_state(watch: Watch, state: FeedState) -> None:
    with watch.store.write() as conn:
        save_feed_state(conn, state)


def _to_operator(watch: Watch, feed: str, card: Card, now: datetime) -> Delivery:
    subject = f"feed:{watch.dossier.id}:{feed}"
    return card_delivery(card, watch.operator, subject=subject, kind="notice", version=now.isoformat(), now=now)


async def read_new(watch: Watch, *, now: datetime, step: Step = _nothing) -> tuple[Processed, ...]:
    """Read every item that waits, oldest first, and record what follows; one that fails waits and stops no other.

    Raises ConfigError where nothing can be read, since the reader's own files are wrong.
    """
    waiting = await asyncio.to_thread(_unread, watch)
    if waiting:
        await asyncio.to_thread(watch.reader)
    done = [await _read_one(watch, item, now, step) for item in waiting]
    return tuple(one for one in done if one is not None)


def _unread(watch: Watch) -> list[Item]:
    with watch.store.read() as conn:
        return item_rows.unread(conn, watch.dossier.id)


async def _read_one(watch: Watch, item: Item, now: datetime, step: Step) -> Processed | None:
    try:
        return await asyncio.to_thread(_process, watch, item, now)
    except Exception:
        log.exception("item not read", dossier=watch.dossier.id, item=item.id, url=item.url)
        return None
    finally:
        step()


def _process(watch: Watch, item: Item, now: datetime) -> Processed:
    """Read first and then hold the database, since reading takes long."""
    reading = read(item, watch.reader())
    with watch.store.write() as conn:
        return record(
            conn, item, reading, dossier=watch.dossier, settings=watch.settings, subscriptions=watch.subscriptions,
            now=now,
        )  # fmt: skip


def write_digest(watch: Watch, *, now: datetime) -> int:
    """Queue the digest of the last complete morning for every channel; returns how many had not got it yet.

    Nothing is queued as long as nothing at all was read.
    """
    desk = watch.desk(now)
    rules = watch.settings.digest
    window = morning(now, at=rules.time, zone=rules.time_zone)
    if not any(one.published and one.published < window.until for one in desk.statements()):
        return 0
    card = card_of_digest(written(window, replace(desk, now=window.until)))
    subject = f"digest:{watch.dossier.id}"
    deliveries = [
        card_delivery(
            card, one.channel, subject=subject, kind="digest", version=window.until.isoformat(), now=now
        )
        for one in watch.subscriptions
        if not one.paused
    ]  # fmt: skip
    with watch.store.write() as conn:
        return outbox.enqueue(conn, deliveries)


# when


async def run(
    watches: Sequence[Watch],
    *,
    fetcher: Fetcher,
    parser: Parser,
    senders: Mapping[str, Sender],
    clock: Clock,
    stop: asyncio.Event,
) -> None:
    """Do all jobs at their times until `stop` is set; then let what is under way end, or give it back."""
    settings = watches[0].settings
    store = watches[0].store

    async def send() -> None:
        _log_sent(await dispatch(store, senders, clock=clock, rules=settings.delivery))

    async def look() -> None:
        for watch in watches:
            asked = await poll(watch, fetcher, parser, now=clock())
            await subscribe(watch, fetcher, now=clock())
            done = await read_new(watch, now=clock())
            if asked or done:
                _log_look(watch, asked, done)
        await send()

    async def tell() -> None:
        for watch in watches:
            await asyncio.to_thread(write_digest, watch, now=clock())
        await send()

    hour, minute = settings.digest.time.split(":")
    at = CronTrigger(hour=hour, minute=minute, timezone=ZoneInfo(settings.digest.time_zone))
    running = _Running()
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": LATE_SECONDS}
    )
    now = datetime.now(UTC)
    scheduler.add_job(running.guarded("look", look), IntervalTrigger(seconds=POLL_SECONDS), next_run_time=now)
    scheduler.add_job(running.guarded("send", send), IntervalTrigger(seconds=SEND_SECONDS))
    scheduler.add_job(running.guarded("digest", tell), at)
    scheduler.add_job(running.guarded("digest", tell), next_run_time=now)  # one that was missed while it did not run
    scheduler.start()
    try:
        await stop.wait()
    finally:
        scheduler.pause()
        await running.end()
        scheduler.shutdown(wait=False)


def _log_look(watch: Watch, asked: Sequence[Asked], done: Sequence[Processed]) -> None:
    log.info(
        "looked", dossier=watch.dossier.id, feeds=len(asked), failed=sum(a.result.error is not None for a in asked),
        items=len(done), statements=sum(len(d.statements) for d in done), alerts=sum(len(d.alerts) for d in done),
    )  # fmt: skip


def _log_sent(done: Dispatched) -> None:
    if done.sent or done.retried or done.dead:
        log.info("sent", sent=done.sent, retried=done.retried, dead=done.dead)


class _Running:
    """The jobs that are under way, so that the end of the program can wait for them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def guarded(self, name: str, job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Return the job so that a failure is logged and the next run is tried as usual."""

        async def run() -> None:
            task = asyncio.current_task()
            if task is not None:
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            try:
                await job()
            except Exception:
                log.exception("job failed", job=name)

        return run

    async def end(self) -> None:
        """Wait for the jobs, then cancel those that take too long and wait until they have given back what they had."""
        if self._tasks:
            _, slow = await asyncio.wait(set(self._tasks), timeout=STOP_SECONDS)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
