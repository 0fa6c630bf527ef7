from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes.feed_server import HTML, RSS, FeedServer, Reply, entry, faults, page, rss

from bot.dossier import FeedSource
from bot.errors import FeedError
from bot.feeds.fetch import Fetcher
from bot.feeds.fulltext import Article, extract_article
from bot.feeds.parse import ParsedFeed, parse_feed
from bot.feeds.poll import PollResult, item_id, not_ahead, poll_feed
from bot.settings import Polling
from bot.store.feeds import FeedState

NOW = datetime(2025, 12, 23, 12, tzinfo=UTC)
SENTENCES = "The talks went on for a third day in the city. Both sides called them constructive. " * 4
SOURCE = FeedSource.model_validate(
    {
        "id": "f",
        "name": "An Agency",
        "url": "http://feed.test/feed",
        "country": "XX",
        "kind": "agency",
        "state_owned": False,
    }
)
STATE = FeedState(dossier="d", feed="f", url="http://feed.test/feed", primed=True)


class Inline:
    """Parses in this process, as tests may."""

    async def parse(self, body: bytes, *, content_type: str = "", url: str = "") -> ParsedFeed:
        return parse_feed(body, content_type=content_type, url=url)

    async def extract(self, page: bytes, *, url: str) -> Article | None:
        return extract_article(page, url=url)


def nothing(_: str) -> bool:
    return False


class Poller:
    """Polls the one feed again and again, keeping what a store would keep."""

    def __init__(self, fetcher: Fetcher) -> None:
        self.fetcher = fetcher
        self.state: FeedState | None = None
        self.ids: set[str] = set()
        self.urls: set[str] = set()

    async def poll(self, now: datetime = NOW) -> PollResult:
        result = await poll_feed(
            SOURCE,
            "d",
            self.state,
            self.fetcher,
            Inline(),
            now,
            known=self.ids.__contains__,
            known_url=self.urls.__contains__,
        )
        self.state = result.state
        self.ids |= {item.id for item in result.items}
        self.urls |= {item.url for item in result.items}
        return result


@pytest.fixture
def poller(fetcher: Fetcher) -> Poller:
    return Poller(fetcher)


def feed(*items: str, **headers: str) -> Reply:
    return Reply(body=rss(items), headers=RSS | headers)


def article(words: str = SENTENCES, **parts: str) -> Reply:
    return Reply(body=page(words, **parts), headers=HTML)


async def test_new_items_come_with_their_articles_oldest_first(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(2), entry(1)))
    server.put("/articles/1", article())
    result = await poller.poll()
    first, second = result.items
    assert [item.title for item in result.items] == ["Report 1", "Report 2"]
    assert (first.full, first.text) == (True, SENTENCES.strip())
    assert (second.full, second.text) == (False, "Summary of report 2.")
    assert first.id == item_id("f", "report-1")
    assert (first.feed, first.outlet, first.fetched) == ("f", "An Agency", NOW)
    assert first.published == datetime(2025, 12, 22, 11, tzinfo=UTC)
    assert result.error is None


async def test_the_first_contact_is_marked(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(1)))
    first, second = await poller.poll(), await poller.poll()
    assert (first.first_contact, second.first_contact) == (True, False)
    assert first.state.primed


async def test_only_new_items_are_read_and_only_once(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(1)), feed(entry(2), entry(1, title="Report 1, updated")))
    server.put("/articles/1", article())
    server.put("/articles/2", article())
    await poller.poll()
    result = await poller.poll()
    assert [item.title for item in result.items] == ["Report 2"]
    assert result.headlines == ((item_id("f", "report-1"), "Report 1, updated"),)
    assert len(server.asked("/articles/1")) == len(server.asked("/articles/2")) == 1
    assert len(server.asked("/robots.txt")) == 1


async def test_an_unchanged_feed_is_asked_conditionally(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(1), ETag='"1"'))
    await poller.poll()
    result = await poller.poll(NOW + timedelta(hours=1))
    assert [one.headers.get("if-none-match") for one in server.asked("/feed")] == [None, '"1"']
    assert (result.items, result.error, result.state.last_status, result.state.etag) == ((), None, 304, '"1"')
    assert result.state.last_checked == NOW + timedelta(hours=1)
    assert result.state.last_new_item == NOW


async def test_a_new_validator_is_kept_even_for_the_same_body(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(1), ETag='"1"'), feed(entry(1), ETag='"2"'), feed(entry(1)))
    assert [(await poller.poll()).state.etag for _ in range(3)] == ['"1"', '"2"', ""]


async def test_unchanged_without_having_asked_is_an_error(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", Reply(status=304))
    result = await poller.poll()
    assert "304" in str(result.error)
    assert not result.state.primed


FAILING = {path: reply for path, reply in faults().items() if path not in {"/good", "/gzip", "/no-items", "/moved"}}


@pytest.mark.parametrize("path", FAILING)
async def test_a_failing_feed_is_a_result(path: str, server: FeedServer) -> None:
    for name, reply in FAILING.items():
        server.put(name, reply)
    source = SOURCE.model_copy(update={"url": f"http://feed.test{path}"})
    state = replace(STATE, url=str(source.url), etag='"old"', failures=1)
    async with Fetcher(Polling(total_seconds=0.5), hosts={"feed.test": server.address}) as fetcher:
        result = await poll_feed(source, "d", state, fetcher, Inline(), NOW)
    assert isinstance(result.error, FeedError)
    assert result.state.last_error == str(result.error)
    assert "feed.test" in result.state.last_error or "169.254" in result.state.last_error
    assert (result.items, result.state.failures, result.state.primed, result.state.etag) == ((), 2, True, '"old"')
    assert result.state.next_check is not None
    assert result.state.next_check > NOW + timedelta(minutes=30)


async def test_a_bad_body_does_not_leave_its_validator(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", Reply(body=page("Sorry"), headers=HTML | {"ETag": '"bad"'}), feed(entry(1)))
    assert (await poller.poll()).state.etag == ""
    assert len((await poller.poll()).items) == 1


async def test_recovery_clears_the_error(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", Reply(status=500), feed(entry(1)))
    assert (await poller.poll()).state.failures == 1
    state = (await poller.poll()).state
    assert (state.failures, state.last_error, state.last_status) == (0, "", 200)


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "password"), (403, "refuses"), (404, "not there"), (410, "gone for good"), (418, "answers 418")],
)
async def test_what_a_status_means_is_told(status: int, words: str, server: FeedServer, poller: Poller) -> None:
    server.put("/feed", Reply(status=status))
    assert words in str((await poller.poll()).error)


async def test_retry_after_is_obeyed(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", Reply(status=429, headers={"Retry-After": "86400"}))
    state = (await poller.poll()).state
    assert state.next_check is not None
    assert state.next_check >= NOW + timedelta(days=1)


async def test_another_address_in_the_dossier_is_another_first_contact(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/feed", feed(entry(1)))
    old = replace(STATE, url="http://feed.test/old", etag='"x"')
    result = await poll_feed(SOURCE, "d", old, fetcher, Inline(), NOW)
    assert result.first_contact
    assert "if-none-match" not in server.asked("/feed")[0].headers


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(status=404), ""),
        (Reply(body=b"", headers=HTML), ""),
        (Reply(status=302, headers={"Location": "http://10.0.0.1/"}), "not on the public internet"),
        (Reply(body=b"x" * 100, headers=HTML, cut=True), "cannot be fetched"),
        (Reply(body=b"x", headers=HTML | {"Content-Encoding": "gzip"}), "is broken"),
    ],
)
async def test_an_article_that_fails_stops_neither_its_item_nor_the_others(
    reply: Reply, problem: str, server: FeedServer, poller: Poller
) -> None:
    server.put("/feed", feed(entry(1), entry(2)))
    server.put("/articles/1", reply)
    server.put("/articles/2", article())
    result = await poller.poll()
    assert [(item.full, bool(item.text)) for item in result.items] == [(False, True), (True, True)]
    assert len(result.problems) == bool(problem)
    assert problem in "".join(result.problems)


async def test_a_page_that_breaks_the_parser_costs_only_itself(server: FeedServer, fetcher: Fetcher) -> None:
    class Broken(Inline):
        async def extract(self, page: bytes, *, url: str) -> Article | None:
            raise FeedError("it takes too long")

    server.put("/feed", feed(entry(1)))
    server.put("/articles/1", article())
    result = await poll_feed(SOURCE, "d", None, fetcher, Broken(), NOW)
    assert [item.full for item in result.items] == [False]
    assert result.problems == ("http://feed.test/articles/1: it takes too long",)


async def test_an_item_without_a_link_is_read_from_the_feed(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(1, link="", guid="")))
    [item] = (await poller.poll()).items
    assert (item.url, item.text, item.full) == ("", "Summary of report 1.", False)


async def test_a_feed_that_carries_the_whole_text_is_not_asked_for_more(server: FeedServer, poller: Poller) -> None:
    whole = f"<content:encoded><![CDATA[<p>{SENTENCES * 10}</p>]]></content:encoded>"
    server.put("/feed", feed(entry(1) + whole))
    [item] = (await poller.poll()).items
    assert (item.full, item.text) == (True, (SENTENCES * 10).strip())
    assert not server.asked("/articles/1")


async def test_an_item_without_a_date_takes_that_of_its_article(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(1, pubDate=""), entry(2, pubDate="", title="")))
    head = '<script type="application/ld+json">{"datePublished": "2025-12-21"}</script>'
    server.put("/articles/1", article(head=head))
    server.put("/articles/2", article(title="The headline of the page"))
    by_id = {item.id: item for item in (await poller.poll()).items}
    dated, undated = by_id[item_id("f", "report-1")], by_id[item_id("f", "report-2")]
    assert (dated.published, dated.published_is_date) == (datetime(2025, 12, 21, tzinfo=UTC), True)
    assert (undated.published, undated.title) == (None, "The headline of the page")


async def test_tracking_is_taken_off_links_but_not_off_requests(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(1, link="http://feed.test/articles/1?utm_source=rss")))
    server.put("/articles/1?utm_source=rss", article())
    [item] = (await poller.poll()).items
    assert (item.url, item.full) == ("http://feed.test/articles/1", True)


async def test_articles_of_a_long_backlog_are_not_all_fetched(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(*(entry(n, pubDate=f"2025-12-{1 + n // 10:02}") for n in range(100))))
    items = (await poller.poll()).items
    assert len(items) == 100
    asked = [one.path for one in server.requests if one.path.startswith("/articles/")]
    assert len(asked) == 60
    assert "/articles/99" in asked
    assert "/articles/0" not in asked


async def test_a_poll_that_shares_nothing_with_the_last_is_a_gap(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(1)), feed(entry(2), entry(3), ETag='"1"'), feed(entry(4), entry(3)))
    assert [(await poller.poll()).state.gap for _ in range(3)] == [False, True, False]


async def test_a_gap_is_remembered_while_nothing_changes(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(1)), feed(entry(2), ETag='"1"'))
    assert [(await poller.poll()).state.gap for _ in range(3)] == [False, True, True]


async def test_an_emptied_feed_is_no_gap_and_neither_is_its_return(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(), feed(entry(1)))
    assert [(await poller.poll()).state.gap for _ in range(2)] == [False, False]


async def test_a_changed_guid_scheme_brings_nothing_back(server: FeedServer, poller: Poller) -> None:
    old = [entry(n) for n in (1, 2)]
    new = [entry(n, guid=f"urn:uuid:{n}", link=f"http://feed.test/articles/{n}?utm_source=x") for n in (1, 2, 3)]
    server.put("/feed", feed(*old), feed(*new))
    await poller.poll()
    result = await poller.poll()
    assert [item.title for item in result.items] == ["Report 3"]
    assert not result.state.gap
    assert not (await poller.poll()).items


async def test_one_link_for_all_items_loses_none(server: FeedServer, poller: Poller) -> None:
    same = "http://feed.test/live"
    server.put("/feed", feed(entry(1, link=same)), feed(entry(2, link=same), entry(1, link=same)))
    await poller.poll()
    assert [item.title for item in (await poller.poll()).items] == ["Report 2"]


async def test_a_permanent_move_and_a_hub_are_reported(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", Reply(status=301, headers={"Location": "/new"}))
    server.put("/new", Reply(body=rss([], channel='<atom:link rel="hub" href="https://hub.test/"/>'), headers=RSS))
    result = await poller.poll()
    assert (result.moved, result.state.hub) == ("http://feed.test/new", "https://hub.test/")
    assert result.state.url == "http://feed.test/feed"


@pytest.mark.parametrize(
    ("published", "kept"),
    [
        (None, None),
        (NOW - timedelta(days=900), NOW - timedelta(days=900)),
        (NOW, NOW),
        (NOW + timedelta(hours=3), NOW),
        (NOW + timedelta(days=2), None),
    ],
)
def test_dates_ahead_of_now_are_corrected(published: datetime | None, kept: datetime | None) -> None:
    assert not_ahead(published, NOW) == kept


async def test_the_same_poll_gives_the_same_result(server: FeedServer, fetcher: Fetcher) -> None:
    server.put("/feed", feed(*(entry(n) for n in range(12))))
    for number in range(12):
        server.put(f"/articles/{number}", Reply(body=page(SENTENCES), headers=HTML, wait=0.02 * (number % 3)))
    results = [await poll_feed(SOURCE, "d", None, fetcher, Inline(), NOW, known=nothing) for _ in range(2)]
    assert results[0] == results[1]


async def test_the_same_body_is_not_taken_apart_again(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(1)), feed(entry(1)), feed(entry(2), entry(1)))
    await poller.poll()
    again = await poller.poll()
    assert (again.items, again.headlines, again.state.last_status) == ((), (), 200)
    assert [item.title for item in (await poller.poll()).items] == ["Report 2"]


async def test_a_ttl_is_obeyed_while_nothing_changes(server: FeedServer, poller: Poller) -> None:
    body = rss([entry(1)], channel="<ttl>300</ttl>")
    server.put("/feed", Reply(body=body, headers=RSS | {"ETag": '"1"'}))
    for _ in range(2):
        state = (await poller.poll()).state
        assert state.next_check is not None
        assert state.next_check >= NOW + timedelta(minutes=300)
        assert "ttl" in state.reason


def permanent(to: str, status: int = 301) -> Reply:
    return Reply(status=status, headers={"Location": to})


async def test_a_feed_is_asked_where_it_moved_to_from_the_third_time_on(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", permanent("/b"))
    server.put("/b", permanent("/c", 308))
    server.put("/c", feed(entry(1), ETag='"1"'))
    states = [(await poller.poll()).state for _ in range(3)]
    assert [state.address for state in states] == ["", "http://feed.test/c", "http://feed.test/c"]
    assert {state.url for state in states} == {"http://feed.test/feed"}
    assert len(server.asked("/feed")) == 2


@pytest.mark.parametrize(
    "second",
    [Reply(status=302, headers={"Location": "/c"}), permanent("/d"), permanent("/broken"), Reply(status=500)],
)
async def test_a_move_that_is_not_seen_twice_in_a_row_is_none(
    second: Reply, server: FeedServer, poller: Poller
) -> None:
    server.put("/feed", permanent("/c"), second, permanent("/c"))
    server.put("/c", feed(entry(1)))
    server.put("/d", feed(entry(1)))
    server.put("/broken", Reply(body=page("Sorry"), headers=HTML))
    assert [(await poller.poll()).state.address for _ in range(3)] == ["", "", ""]
    assert (await poller.poll()).state.address == "http://feed.test/c"


async def test_a_new_address_that_fails_is_given_up_for_the_old_one(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", permanent("/c"), permanent("/c"), feed(entry(1)))
    server.put("/c", feed(entry(1)), feed(entry(1)), Reply(status=404))
    states = [(await poller.poll()).state for _ in range(6)]
    assert [bool(state.address) for state in states] == [False, True, True, True, False, False]
    assert states[-1].failures == 0


async def test_a_feed_that_is_gone_is_retired_until_it_answers(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", Reply(status=410), feed(entry(1)))
    first, second = await poller.poll(), await poller.poll()
    assert (first.state.retired, second.state.retired) == (NOW, None)
    assert "retired" in first.state.reason


async def test_a_feed_gone_from_its_new_address_is_asked_at_the_old_one(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", permanent("/c"), permanent("/c"), feed(entry(1)))
    server.put("/c", feed(entry(1)), feed(entry(1)), Reply(status=410))
    states = [(await poller.poll()).state for _ in range(3)]
    assert (states[-1].address, states[-1].retired) == ("", None)


async def test_when_a_gap_was_last_is_remembered(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(entry(1)), feed(entry(2)), feed(entry(3), entry(2)))
    await poller.poll()
    assert (await poller.poll()).state.last_gap == NOW
    later = (await poller.poll(NOW + timedelta(hours=1))).state
    assert (later.gap, later.last_gap) == (False, NOW)


async def test_a_feed_that_falls_silent_is_marked(server: FeedServer, poller: Poller) -> None:
    server.put("/feed", feed(*(entry(n) for n in range(8)), ETag='"1"'))
    await poller.poll()
    assert (await poller.poll(NOW + timedelta(hours=3))).state.silent_since is None
    assert (await poller.poll(NOW + timedelta(hours=13))).state.silent_since == NOW
