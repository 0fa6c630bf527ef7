"""One poll of one feed: what is remembered of it goes in, its new items and what to remember come out.

No database: the caller says what it knows, and keeps items and state together. Nothing is raised for what feeds do;
errors are part of the result.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from bot.dossier import FeedKind, FeedSource
from bot.errors import FeedError
from bot.feeds.article import Extractor, clean_link, fetch_article
from bot.feeds.fetch import Fetcher, Response, Validators
from bot.feeds.fulltext import Article
from bot.feeds.parse import ParsedFeed, ParsedItem
from bot.feeds.schedule import Visit, plan
from bot.feeds.silence import rhythm, silent_since
from bot.model import Item, fingerprint
from bot.store.feeds import FeedState

ARTICLES_AT_ONCE = 4
MOST_ARTICLES = 60  # fetched in one poll, newest first; older ones are read by their summaries
WHOLE = 2000  # characters of text in the feed itself that make fetching the page needless
BREATH = 100  # items taken in before the event loop gets its turn
RETURN_AFTER = 3  # failures in a row at the address it moved to, after which the one in the dossier is asked again
CLOCK_ERROR = timedelta(days=1)  # dates up to so far ahead come from wrong time zones and mean now

_REASONS = {
    401: "wants a password (401); give another address",
    403: "refuses to be read (403); it is asked less often, write to the publisher if that lasts",
    404: "is not there (404); look for the feed's new address",
    410: "is gone for good (410) and not asked any more; take it out of the dossier",
    429: "asks for fewer requests (429); it is asked again later",
    503: "is not available (503); it is asked again later",
}


class Parser(Extractor, Protocol):
    """Understands feeds and pages, somewhere safe (`sandbox.Parser`)."""

    async def parse(self, body: bytes, *, content_type: str = "", url: str = "") -> ParsedFeed:
        """Return the feed; raises FeedError for what is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """What a poll brought: `items` are new, oldest first; `state` is to be kept together with them.

    `first_contact`: the items were there before anybody watched, so they are no news. `headlines` are (item id, title)
    of the known items that the feed still lists, `problems` says why articles could not be read in full. `moved` is
    the address at the end of a wholly permanent redirect, "" for none; it is asked from the second time on.
    """

    state: FeedState
    items: tuple[Item, ...] = ()
    error: FeedError | None = None
    first_contact: bool = False
    headlines: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    moved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """Which feed is asked, and when."""

    source: FeedSource
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Poll(_Asking):
    """What all steps of one poll need."""

    fetcher: Fetcher
    parser: Parser


def item_id(feed: str, guid: str) -> str:
    """Return the id of the entry `guid` of `feed`."""
    return fingerprint(feed, guid)


def _unknown(_: str) -> bool:
    return False


async def poll_feed(
    source: FeedSource, dossier: str, state: FeedState | None, fetcher: Fetcher, parser: Parser, now: datetime, *,
    known: Callable[[str], bool] = _unknown, known_url: Callable[[str], bool] = _unknown,
    recall: Callable[[Sequence[str], Sequence[str]], Awaitable[None]] | None = None,
) -> PollResult:  # fmt: skip
    """Ask the feed once and return what is new, with the articles; never raises for what the feed or a page does.

    `known` and `known_url` tell whether an item of the feed with that id or address is stored already; they are asked
    after `recall`, which is given the ids and addresses that may be asked for, where the feed has changed.
    """
    poll = _Poll(source=source, fetcher=fetcher, parser=parser, now=now)
    before = _current(state, source, dossier)
    try:
        response = await fetcher.get(before.asked_at, Validators(before.etag, before.last_modified))
    except FeedError as error:
        return _failed(poll, before, error)
    unchanged = response.status == 304 and (before.etag or before.last_modified)
    if unchanged or (response.status == 200 and before.digest and before.digest == digest(response)):
        return PollResult(state=_succeeded(poll, before, response), moved=_moved(response))
    try:
        feed = await _understood(poll, response)
    except FeedError as error:
        return _failed(poll, before, error, response)
    if recall is not None:
        urls = [clean_link(item.url) for item in feed.items]
        await recall([item_id(source.id, item.id) for item in feed.items], urls)
    return await _taken_in(poll, before, response, feed, known, known_url)


def stuck(source: FeedSource, dossier: str, state: FeedState | None, seconds: float, now: datetime) -> PollResult:
    """Return what a poll comes to that took longer than so many seconds and was ended."""
    poll = _Asking(source=source, now=now)
    error = FeedError(f"{source.id}: asking it and for its articles took longer than {seconds:g} seconds and was ended")
    return _failed(poll, _current(state, source, dossier), error)


def digest(response: Response) -> str:
    """Return what tells this body, read in this way, from every other."""
    return hashlib.sha256(response.content_type.encode("utf-8", "replace") + b"\n" + response.body).hexdigest()


def _moved(response: Response) -> str:
    return response.final_url if response.permanent else ""


def _current(state: FeedState | None, source: FeedSource, dossier: str) -> FeedState:
    """Return the state to start from: a blank one where the feed is new or the dossier gives it another address."""
    url = str(source.url)
    return state if state and state.url == url else FeedState(dossier=dossier, feed=source.id, url=url)


async def _understood(poll: _Poll, response: Response) -> ParsedFeed:
    if response.status != 200:
        reason = _REASONS.get(response.status, f"answers {response.status}; it is asked again later")
        raise FeedError(f"{poll.source.id}: {response.final_url} {reason}")
    try:
        return await poll.parser.parse(response.body, content_type=response.content_type, url=response.final_url)
    except FeedError as error:
        raise FeedError(f"{poll.source.id}: {response.final_url}: {error}") from error


async def _taken_in(
    poll: _Poll, before: FeedState, response: Response, feed: ParsedFeed,
    known: Callable[[str], bool], known_url: Callable[[str], bool],
) -> PollResult:  # fmt: skip
    ids = {item.id: item_id(poll.source.id, item.id) for item in feed.items}
    old = {key for key, name in ids.items() if known(name)}
    renamed = _renamed([item for item in feed.items if item.id not in old], feed.items, known_url)
    fresh = [item for item in feed.items if item.id not in old and item.id not in renamed]
    items, problems = await _read(poll, fresh)
    gap = before.primed and before.last_new_item is not None and bool(feed.items) and not old and not renamed
    return PollResult(
        state=_succeeded(poll, _learned(before, response, feed, poll.now), response, new=bool(items), gap=gap),
        items=items,
        first_contact=not before.primed,
        headlines=tuple((ids[item.id], item.title) for item in feed.items if item.id in old),
        problems=problems,
        moved=_moved(response),
    )


def _learned(before: FeedState, response: Response, feed: ParsedFeed, now: datetime) -> FeedState:
    """Return what the feed says of itself; a hub other than before knows of no lease."""
    topic = feed.topic or response.final_url
    learned = replace(
        before,
        ttl=feed.ttl,
        digest=digest(response),
        rhythm=rhythm((not_ahead(item.published, now) for item in feed.items), before.rhythm),
    )
    if (feed.hub, topic) == (before.hub, before.topic):
        return learned
    return replace(
        learned, hub=feed.hub, topic=topic if feed.hub else "", hub_secret="", hub_until=None, hub_asked=None,
        hub_told=None, hub_trusted=False,
    )  # fmt: skip


def _renamed(
    unknown: Sequence[ParsedItem], listed: Sequence[ParsedItem], known_url: Callable[[str], bool]
) -> frozenset[str]:
    """Return the ids of items that are stored under another id: the feed changed how it names its entries.

    An address that several entries share, or a home page, says nothing about which entry it is.
    """
    uses = Counter(item.url for item in listed)
    kept = (item for item in unknown if uses[item.url] == 1 and known_url(clean_link(item.url)))
    return frozenset(item.id for item in kept if urlsplit(item.url).path.strip("/"))


async def _read(poll: _Poll, fresh: Sequence[ParsedItem]) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Return the fresh items with their articles, oldest first, and why some have no full text."""
    newest_first = sorted(range(len(fresh)), key=lambda n: (fresh[n].published or poll.now, -n), reverse=True)
    worth_fetching = frozenset(newest_first[:MOST_ARTICLES])
    places = asyncio.Semaphore(ARTICLES_AT_ONCE)

    async def article(parsed: ParsedItem) -> tuple[Article | None, str]:
        async with places:
            try:
                return await fetch_article(parsed.url, fetcher=poll.fetcher, parser=poll.parser), ""
            except FeedError as error:
                return None, str(error)

    oldest_first = newest_first[::-1]
    wanted = [n for n in oldest_first if n in worth_fetching and fresh[n].url and len(fresh[n].content) < WHOLE]
    found = dict(zip(wanted, await asyncio.gather(*(article(fresh[n]) for n in wanted)), strict=True))
    items = []
    for count, number in enumerate(oldest_first):
        if count % BREATH == BREATH - 1:
            await asyncio.sleep(0)  # thousands of items must not hold the event loop
        items.append(_combined(poll, fresh[number], found.get(number, (None, ""))[0]))
    return tuple(items), tuple(problem for _, problem in found.values() if problem)


def _combined(poll: _Poll, parsed: ParsedItem, article: Article | None) -> Item:
    text, full = _text(parsed, article)
    dated: ParsedItem | Article = article if parsed.published is None and article else parsed
    published = not_ahead(dated.published, poll.now)
    return Item(
        id=item_id(poll.source.id, parsed.id),
        feed=poll.source.id,
        url=clean_link(parsed.url),
        title=parsed.title or (article.title if article else ""),
        text=text,
        outlet=parsed.outlet or ("" if poll.source.kind is FeedKind.AGGREGATOR else poll.source.name),
        published=published,
        published_is_date=published is not None and dated.published_is_date,
        fetched=poll.now,
        full=full,
    )


def _text(parsed: ParsedItem, article: Article | None) -> tuple[str, bool]:
    """Return what is read, and whether it is the whole article rather than a summary."""
    if len(parsed.content) >= WHOLE:
        return parsed.content, True
    if article is not None:
        return article.text, True
    return max(parsed.summary, parsed.content, key=len), False


def not_ahead(published: datetime | None, now: datetime) -> datetime | None:
    """Return the time of publication, `now` for one that is a little ahead of it, None for one that cannot be."""
    if published is None or published <= now:
        return published
    return now if published - now <= CLOCK_ERROR else None


def _succeeded(
    poll: _Poll, before: FeedState, response: Response, *, new: bool = False, gap: bool | None = None
) -> FeedState:
    """Return what to remember after an answer; without `gap` the feed has not changed."""
    given, now = response.validators, poll.now
    unchanged = response.status == 304
    last_new_item = now if new else before.last_new_item
    trusted = before.hub_trusted and not (new and not _told(before))
    missed = before.gap if gap is None else gap
    visit = Visit(
        feed=before.feed, minutes=poll.source.minutes, status=response.status, headers=response.headers,
        ttl=before.ttl, last_new_item=last_new_item, gap=missed, pushed=trusted and _leased(before, now),
    )  # fmt: skip
    when = plan(visit, now)
    return replace(
        _redirected(before, _moved(response)),
        etag=given.etag or (before.etag if unchanged else ""),
        last_modified=given.last_modified or (before.last_modified if unchanged else ""),
        next_check=when.at,
        reason=when.reason,
        last_checked=now,
        last_status=response.status,
        last_error="",
        failures=0,
        last_new_item=last_new_item,
        primed=True,
        gap=missed,
        last_gap=now if gap else before.last_gap,
        retired=None,
        silent_since=silent_since(last_new_item, before.rhythm, now),
        hub_trusted=trusted,
    )


def _told(state: FeedState) -> bool:
    """Return whether the hub pushed since the feed was last asked."""
    return state.hub_told is not None and (state.last_checked is None or state.hub_told > state.last_checked)


def _leased(state: FeedState, now: datetime) -> bool:
    return state.hub_until is not None and state.hub_until > now


def _redirected(before: FeedState, moved: str) -> FeedState:
    """Return the state with the address to ask from now on: a permanent move counts when it is seen again."""
    if moved != before.moving_to:
        return replace(before, moving_to=moved)
    if not moved:
        return before
    return replace(before, moving_to="", address="" if moved == before.url else moved)


def _failed(poll: _Asking, before: FeedState, error: FeedError, response: Response | None = None) -> PollResult:
    status = response.status if response else None
    failures = before.failures + 1
    visit = Visit(
        feed=before.feed, minutes=poll.source.minutes, status=status, failed=True, failures=failures,
        headers=response.headers if response else {},
    )  # fmt: skip
    when = plan(visit, poll.now)
    back = before.address and failures >= RETURN_AFTER
    gone = status == 410 and not before.address
    state = replace(
        before, next_check=when.at, reason=when.reason, last_checked=poll.now, last_status=status,
        last_error=str(error), failures=failures, address="" if back or status == 410 else before.address,
        moving_to="", retired=poll.now if gone else before.retired,
        silent_since=silent_since(before.last_new_item, before.rhythm, poll.now),
    )  # fmt: skip
    return PollResult(state=state, error=error)
