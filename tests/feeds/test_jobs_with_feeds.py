"""What polling does with feeds that move, die or are added, and what the operator is told of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.feed_server import RSS, FeedServer, Reply, entry, rss
from fakes.freedonia import dossier as freedonia

from bot.dossier import Dossier, FeedSource
from bot.feeds.fetch import Fetcher
from bot.feeds.fulltext import Article
from bot.feeds.parse import ParsedFeed, parse_feed
from bot.jobs import Watch, due_feeds, poll
from bot.settings import Polling, Settings
from bot.store import outbox
from bot.store.database import Store
from bot.store.extra_feeds import extra_feeds, remove_extra_feed, save_extra_feed, with_extra_feeds
from bot.store.feeds import FeedState, feed_states

NOW = datetime(2025, 12, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Inline:
    async def parse(self, body: bytes, *, content_type: str = "", url: str = "") -> ParsedFeed:
        return parse_feed(body, content_type=content_type, url=url)

    async def extract(self, page: bytes, *, url: str) -> Article | None:
        return None


def source(key: str = "f", path: str = "/feed", **changes: Any) -> FeedSource:
    return FeedSource.model_validate(
        {"id": key, "name": key.upper(), "url": f"http://feed.test{path}", "country": "XX", "kind": "agency",
         "state_owned": False} | changes
    )  # fmt: skip


def dossier(*feeds: FeedSource) -> Dossier:
    return freedonia().model_copy(update={"feeds": feeds})


def watch(store: Store, about: Dossier, *, operator: str = "console:main") -> Watch:
    def none(*_: object) -> Any:
        raise AssertionError("nothing is read here")

    return Watch(dossier=about, settings=Settings(), store=store, reader=none, desk=none, operator=operator)


def told(store: Store) -> list[str]:
    titles = []
    with store.write() as conn:
        while lease := outbox.lease(conn, "console:main", NOW, 60):
            titles.append(lease.delivery.card.title)
            outbox.sent(conn, lease, at=NOW)
    return titles


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({}, True),
        ({"next_check": NOW}, True),
        ({"next_check": NOW + HOUR}, False),
        ({"next_check": NOW - HOUR, "retired": NOW}, False),
        ({"url": "http://old.test/", "next_check": NOW + HOUR, "retired": NOW}, True),
    ],
)
def test_when_a_feed_is_due(changes: dict[str, Any], due: bool) -> None:
    state = replace(FeedState(dossier="d", feed="f", url="http://feed.test/feed"), **changes)
    assert bool(due_feeds(dossier(source()), [state], now=NOW)) == due
    assert not due_feeds(dossier(source(enabled=False)), [state], now=NOW)


async def test_a_feed_that_is_gone_is_told_once_and_asked_no_more(server: FeedServer, memory_store: Store) -> None:
    server.put("/feed", Reply(status=410))
    one = watch(memory_store, dossier(source()))
    async with Fetcher(Polling(), hosts={"feed.test": server.address}) as fetcher:
        for days in (0, 40, 80):
            await poll(one, fetcher, Inline(), now=NOW + timedelta(days=days))
        assert len(server.asked("/feed")) == 1
        await poll(one, fetcher, Inline(), now=NOW + timedelta(days=81), everything=True)
    assert len(server.asked("/feed")) == 2
    assert told(memory_store) == ["Feed F: gone for good"]


async def test_without_an_operator_nothing_is_queued(server: FeedServer, memory_store: Store) -> None:
    server.put("/feed", Reply(status=410))
    async with Fetcher(Polling(), hosts={"feed.test": server.address}) as fetcher:
        await poll(watch(memory_store, dossier(source()), operator=""), fetcher, Inline(), now=NOW)
    assert told(memory_store) == []


async def test_a_feed_added_while_the_program_runs_is_polled(server: FeedServer, memory_store: Store) -> None:
    server.put("/more", Reply(body=rss([entry(1)]), headers=RSS))
    one = watch(memory_store, dossier())
    async with Fetcher(Polling(), hosts={"feed.test": server.address}) as fetcher:
        assert await poll(one, fetcher, Inline(), now=NOW) == ()
        with memory_store.write() as conn:
            save_extra_feed(conn, one.dossier.id, source("more", "/more"), now=NOW)
        [asked] = await poll(one, fetcher, Inline(), now=NOW)
    assert (asked.feed.id, asked.fresh, asked.result.first_contact) == ("more", 1, True)
    with memory_store.read() as conn:
        assert [state.feed for state in feed_states(conn, one.dossier.id)] == ["more"]


def test_added_feeds_stand_after_those_of_the_file_which_come_first(memory_store: Store) -> None:
    about = dossier(source("own", "/own"))
    assert set(about.feed_by_id) == {"own"}
    with memory_store.write() as conn:
        for one in (source("b", "/b"), source("a", "/a"), source("own", "/elsewhere"), source("twice", "/own")):
            save_extra_feed(conn, about.id, one, now=NOW)
        save_extra_feed(conn, about.id, source("b", "/b", minutes=30), now=NOW)
        found = with_extra_feeds(conn, about)
        assert [one.id for one in found.feeds] == ["own", "a", "b"]
        assert set(found.feed_by_id) == {"own", "a", "b"}
        assert found.feed_by_id["b"].minutes == 30
        assert with_extra_feeds(conn, about.model_copy(update={"id": "other"})).feeds == about.feeds
        assert [remove_extra_feed(conn, about.id, "b") for _ in range(2)] == [True, False]
        assert [one.id for one in extra_feeds(conn, about.id)] == ["a", "own", "twice"]
