"""Ask the feeds that are due, and keep what they bring: items, headlines, where each stands, what to say of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from bot.dossier import Dossier, FeedSource
from bot.feeds.fetch import Fetcher
from bot.feeds.notices import notice
from bot.feeds.poll import Parser, PollResult, poll_feed, stuck
from bot.jobs.keeping import Brought, Keeping, keeping
from bot.jobs.underway import UnderWay
from bot.jobs.watch import Clock, Step, Watch, log, nothing, states_of
from bot.store import items as item_rows
from bot.store.extra_feeds import with_extra_feeds
from bot.store.feeds import FeedState, feed_state

STUCK_SECONDS = 3600
"""How long one feed and its articles may take; every request has a deadline of its own."""
CLOCK_ERROR = timedelta(hours=1)
"""A feed that was asked so far in the future was so by a clock that was wrong; what it said then counts for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What asking one feed came to; `fresh` items are to be read, new and edited ones; `told`: there is a notice."""

    feed: FeedSource
    result: PollResult
    fresh: int = 0
    told: bool = False


def due_feeds(dossier: Dossier, states: Sequence[FeedState], *, now: datetime) -> tuple[FeedSource, ...]:
    """Return the feeds that may be asked now, in the dossier's order.

    One with another address is due at once, one that is gone for good never.
    """
    known = {state.feed: state for state in states}
    return tuple(feed for feed in dossier.feeds if feed.enabled and _is_due(feed, known.get(feed.id), now))


def _is_due(feed: FeedSource, state: FeedState | None, now: datetime) -> bool:
    if state is None or state.url != str(feed.url):
        return True
    if state.retired is not None:
        return False
    clock_was_wrong = state.last_checked is not None and state.last_checked > now + CLOCK_ERROR
    return state.next_check is None or state.next_check <= now or clock_was_wrong


async def poll(
    watch: Watch, fetcher: Fetcher, parser: Parser, *, now: datetime, everything: bool = False, step: Step = nothing
) -> tuple[Asked, ...]:
    """Ask the feeds that are due (or every one), and keep what they bring; one that fails stops no other."""
    dossier, states = await asyncio.to_thread(states_of, watch)
    enabled = tuple(feed for feed in dossier.feeds if feed.enabled)
    feeds = enabled if everything else due_feeds(dossier, states, now=now)
    known = {state.feed: state for state in states}
    keeps = keeping(watch)

    async def ask(feed: FeedSource) -> Asked:
        asked = await ask_feed(watch, feed, known.get(feed.id), fetcher, parser, keeps, now)
        step()
        return asked

    return tuple(await asyncio.gather(*(ask(feed) for feed in feeds)))


async def ask_if_due(
    watch: Watch, key: str, fetcher: Fetcher, parser: Parser, keeps: Keeping, *, clock: Clock
) -> Asked | None:
    """Ask the feed of that id; None where it is not watched, or was asked meanwhile by another."""
    feed, state = await asyncio.to_thread(_state_of, watch, key)
    if feed is None or not _is_due(feed, state, clock()):
        return None
    return await ask_feed(watch, feed, state, fetcher, parser, keeps, clock())


def _state_of(watch: Watch, key: str) -> tuple[FeedSource | None, FeedState | None]:
    """Return the enabled feed of that id, and where it stands."""
    with watch.store.read() as conn:
        feeds = with_extra_feeds(conn, watch.dossier).feeds
        state = feed_state(conn, watch.dossier.id, key)
    return next((one for one in feeds if one.id == key and one.enabled), None), state


class Poller:
    """Asks the feeds of a watch as they become due, each by itself, so that none waits for one that hangs.

    `brought` is called when a feed brought something to read, `told` when there is a notice for the operator.
    """

    def __init__(
        self, watch: Watch, fetcher: Fetcher, parser: Parser, *, under_way: UnderWay, clock: Clock, brought: Step,
        told: Step,
    ) -> None:  # fmt: skip
        self._watch = watch
        self._fetcher = fetcher
        self._parser = parser
        self._under_way = under_way
        self._clock = clock
        self._brought = brought
        self._told = told
        self._keeping = keeping(watch)
        self._asking: set[str] = set()

    async def look(self) -> None:
        """Start asking every feed that is due and not being asked, and wait for none of them."""
        busy = frozenset(self._asking)  # now, since one that ends meanwhile is still due by the states that are read
        dossier, states = await asyncio.to_thread(states_of, self._watch)
        known = {state.feed: state for state in states}
        for feed in due_feeds(dossier, states, now=self._clock()):
            if feed.id not in busy:
                self._asking.add(feed.id)
                self._under_way.start(f"ask {dossier.id} {feed.id}", partial(self._ask, feed, known.get(feed.id)))

    async def _ask(self, feed: FeedSource, state: FeedState | None) -> None:
        try:
            now = self._clock()
            asked = await ask_feed(self._watch, feed, state, self._fetcher, self._parser, self._keeping, now)
        finally:
            self._asking.discard(feed.id)
        if asked.fresh:
            first = asked.result.first_contact
            log.info(
                "feed brought something", dossier=self._watch.dossier.id, feed=feed.id, items=asked.fresh, first=first
            )
            self._brought()
        if asked.told:
            self._told()


async def ask_feed(
    watch: Watch, feed: FeedSource, state: FeedState | None, fetcher: Fetcher, parser: Parser, keeps: Keeping,
    now: datetime,
) -> Asked:  # fmt: skip
    """Ask one feed, whose state is given, and keep what it brings."""
    kept = _Kept(watch, feed)
    try:
        async with asyncio.timeout(STUCK_SECONDS):
            result = await poll_feed(
                feed, watch.dossier.id, state, fetcher, parser, now,
                known=lambda key: key in kept.ids, known_url=lambda url: url in kept.urls, recall=kept.recall,
            )  # fmt: skip
    except TimeoutError:
        result = stuck(feed, watch.dossier.id, state, STUCK_SECONDS, now)
    card = notice(feed, state, result.state) if watch.operator else None
    fresh = await keeps.add(Brought(result=result, before=state, card=card, now=now))
    await _report(watch, result, fresh, now)
    return Asked(feed=feed, result=result, fresh=fresh, told=card is not None)


async def _report(watch: Watch, result: PollResult, fresh: int, now: datetime) -> None:
    where = {"dossier": watch.dossier.id, "feed": result.state.feed}
    for problem in result.problems:
        log.info("article not read in full", **where, reason=problem)
    if result.moved:
        log.warning("feed moved for good", **where, to=result.moved)
    if result.state.gap and result.state.last_gap == now:
        log.warning("items may have been missed", **where)
    if result.error is not None:
        log.warning("feed failed", **where, error=str(result.error), failures=result.state.failures)
        watch.vitals.polled("failed")
        return
    watch.vitals.polled("unchanged" if result.state.last_status == HTTPStatus.NOT_MODIFIED else "fetched", fresh=fresh)
    await watch.vitals.worked("feeds")


class _Kept:
    """Which of the listed ids and addresses are those of items kept of a feed, looked up when the feed has changed."""

    def __init__(self, watch: Watch, feed: FeedSource) -> None:
        self._watch = watch
        self._feed = feed
        self.ids: frozenset[str] = frozenset()
        self.urls: frozenset[str] = frozenset()

    async def recall(self, ids: Sequence[str], urls: Sequence[str]) -> None:
        self.ids, self.urls = await asyncio.to_thread(self._look_up, ids, urls)

    def _look_up(self, ids: Sequence[str], urls: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
        with self._watch.store.read() as conn:
            return item_rows.listed(conn, self._watch.dossier.id, self._feed.id, ids, urls)
