"""One poll of one feed: what is remembered of it goes in, its new items and what to remember come out.

No database: the caller says what it knows, and keeps items and state together. Nothing is raised for what feeds do;
errors are part of the result.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
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
from bot.feeds.schedule import Visit, next_check
from bot.model import Item, fingerprint
from bot.store.feeds import FeedState

ARTICLES_AT_ONCE = 4
MOST_ARTICLES = 60  # fetched in one poll, newest first; older ones are read by their summaries
WHOLE = 2000  # characters of text in the feed itself that make fetching the page needless
CLOCK_ERROR = timedelta(days=1)  # dates up to so far ahead come from wrong time zones and mean now

_REASONS = {
    401: "wants a password (401); give another address",
    403: "refuses to be read (403); it is asked less often, write to the publisher if that lasts",
    404: "is not there (404); look for the feed's new address",
    410: "is gone for good (410); take it out of the dossier",
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
    the address at the end of a wholly permanent redirect, `hub` the feed's WebSub hub, "" for none.
    """

    state: FeedState
    items: tuple[Item, ...] = ()
    error: FeedError | None = None
    first_contact: bool = False
    headlines: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    moved: str = ""
    hub: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Poll:
    """What all steps of one poll need."""

    source: FeedSource
    fetcher: Fetcher
    parser: Parser
    now: datetime


def item_id(feed: str, guid: str) -> str:
    """Return the id of the entry `guid` of `feed`."""
    return fingerprint(feed, guid)


def _unknown(_: str) -> bool:
    return False


async def poll_feed(
    source: FeedSource, dossier: str, state: FeedState | None, fetcher: Fetcher, parser: Parser, now: datetime, *,
    known: Callable[[str], bool] = _unknown, known_url: Callable[[str], bool] = _unknown,
) -> PollResult:  # fmt: skip
    """Ask the feed once and return what is new, with the articles; never raises for what the feed or a page does.

    `known` and `known_url` tell whether an item of the feed with that id or address is stored already.
    """
    poll = _Poll(source=source, fetcher=fetcher, parser=parser, now=now)
    before = _current(state, source, dossier)
    try:
        response = await fetcher.get(before.url, Validators(before.etag, before.last_modified))
    except FeedError as error:
        return _failed(poll, before, error)
    if response.status == 304 and (before.etag or before.last_modified):
        return PollResult(state=_succeeded(poll, before, response, gap=before.gap))
    try:
        feed = await _understood(poll, response)
    except FeedError as error:
        return _failed(poll, before, error, response)
    return await _taken_in(poll, before, response, feed, known, known_url)


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
    old = {item.id for item in feed.items if known(item_id(poll.source.id, item.id))}
    renamed = _renamed([item for item in feed.items if item.id not in old], feed.items, known_url)
    fresh = [item for item in feed.items if item.id not in old and item.id not in renamed]
    items, problems = await _read(poll, fresh)
    gap = before.primed and before.last_new_item is not None and bool(feed.items) and not old and not renamed
    return PollResult(
        state=_succeeded(poll, before, response, ttl=feed.ttl, new=bool(items), gap=gap),
        items=items,
        first_contact=not before.primed,
        headlines=tuple((item_id(poll.source.id, item.id), item.title) for item in feed.items if item.id in old),
        problems=problems,
        moved=response.final_url if response.permanent else "",
        hub=feed.hub,
    )


def _renamed(
    unknown: Sequence[ParsedItem], listed: Sequence[ParsedItem], known_url: Callable[[str], bool]
) -> frozenset[str]:
    """Return the ids of items that are stored under another id: the feed changed how it names its entries.

    An address that several entries share, or a home page, says nothing about which entry it is.
    """
    uses = Counter(item.url for item in listed)
    telling = (item for item in unknown if uses[item.url] == 1 and urlsplit(item.url).path.strip("/"))
    return frozenset(item.id for item in telling if known_url(clean_link(item.url)))


async def _read(poll: _Poll, fresh: Sequence[ParsedItem]) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """Return the fresh items with their articles, oldest first, and why some have no full text."""
    newest_first = sorted(range(len(fresh)), key=lambda n: (fresh[n].published or poll.now, -n), reverse=True)
    worth_fetching = frozenset(newest_first[:MOST_ARTICLES])
    places = asyncio.Semaphore(ARTICLES_AT_ONCE)

    async def one(number: int) -> tuple[Item, str]:
        async with places:
            await asyncio.sleep(0)  # thousands of items without an article must not hold the event loop
            return await _item(poll, fresh[number], fetch=number in worth_fetching)

    read = await asyncio.gather(*(one(number) for number in reversed(newest_first)))
    return tuple(item for item, _ in read), tuple(problem for _, problem in read if problem)


async def _item(poll: _Poll, parsed: ParsedItem, *, fetch: bool) -> tuple[Item, str]:
    article, problem = None, ""
    if fetch and parsed.url and len(parsed.content) < WHOLE:
        try:
            article = await fetch_article(parsed.url, fetcher=poll.fetcher, parser=poll.parser)
        except FeedError as error:
            problem = str(error)
    return _combined(poll, parsed, article), problem


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
    poll: _Poll, before: FeedState, response: Response, *, ttl: int | None = None, new: bool = False, gap: bool = False
) -> FeedState:
    given = response.validators
    unchanged = response.status == 304
    last_new_item = poll.now if new else before.last_new_item
    visit = Visit(
        feed=before.feed, minutes=poll.source.minutes, status=response.status, headers=response.headers, ttl=ttl,
        last_new_item=last_new_item, gap=gap,
    )  # fmt: skip
    return replace(
        before,
        etag=given.etag or (before.etag if unchanged else ""),
        last_modified=given.last_modified or (before.last_modified if unchanged else ""),
        next_check=next_check(visit, poll.now),
        last_checked=poll.now,
        last_status=response.status,
        last_error="",
        failures=0,
        last_new_item=last_new_item,
        primed=True,
        gap=gap,
    )


def _failed(poll: _Poll, before: FeedState, error: FeedError, response: Response | None = None) -> PollResult:
    status = response.status if response else None
    failures = before.failures + 1
    visit = Visit(
        feed=before.feed, minutes=poll.source.minutes, status=status, failed=True, failures=failures,
        headers=response.headers if response else {},
    )  # fmt: skip
    state = replace(
        before, next_check=next_check(visit, poll.now), last_checked=poll.now, last_status=status,
        last_error=str(error), failures=failures,
    )  # fmt: skip
    return PollResult(state=state, error=error)
