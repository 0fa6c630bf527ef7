"""Pushes from hubs: asked for, confirmed, signed, renewed, and never relied on."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession, web
from fakes.feed_server import RSS, FeedServer, Reply, entry, rss
from fakes.freedonia import dossier as freedonia
from fakes.hub import Hub
from hypothesis import given
from hypothesis import strategies as st

from bot.dossier import FeedSource
from bot.feeds.fetch import Fetcher
from bot.feeds.fulltext import Article
from bot.feeds.parse import ParsedFeed, parse_feed
from bot.feeds.websub import asked, denied, is_genuine, merged, subscription, token, told, verified, wants_subscription
from bot.jobs import Watch, due_feeds, poll, subscribe
from bot.settings import Polling, Settings
from bot.store.database import Store
from bot.store.feeds import FeedState, feed_state, save_feed_state
from bot.web.websub import listening, websub_app

NOW = datetime(2025, 12, 23, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECRET = "s" * 64
TOPIC = "http://feed.test/feed"
STATE = FeedState(dossier="d", feed="f", url=TOPIC, hub="http://hub.test/", topic=TOPIC, next_check=NOW + HOUR)
LEASED = replace(STATE, hub_secret=SECRET, hub_asked=NOW, hub_until=NOW + 10 * HOUR)
QUERY = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "abc", "hub.lease_seconds": "86400"}
SOURCE = FeedSource.model_validate(
    {"id": "f", "name": "F", "url": TOPIC, "country": "XX", "kind": "agency", "state_owned": False}
)


@pytest.mark.parametrize(
    ("state", "after", "wanted"),
    [
        (STATE, timedelta(0), True),
        (replace(STATE, hub=""), timedelta(0), False),
        (replace(STATE, failures=1), timedelta(0), False),
        (replace(STATE, retired=NOW), timedelta(0), False),
        (replace(STATE, hub_asked=NOW), 5 * HOUR, False),
        (replace(STATE, hub_asked=NOW), 6 * HOUR, True),
        (LEASED, 7 * HOUR, False),
        (LEASED, 8 * HOUR, True),
        (LEASED, 11 * HOUR, True),
        (replace(LEASED, hub_asked=NOW + 8 * HOUR), 8 * HOUR + 30 * MINUTE, False),
        (replace(LEASED, hub_asked=NOW + 8 * HOUR), 9 * HOUR + 40 * MINUTE, True),
        (replace(LEASED, hub_asked=NOW + 9 * HOUR), 12 * HOUR, False),
    ],
)
def test_when_a_hub_is_asked(state: FeedState, after: timedelta, wanted: bool) -> None:
    assert wants_subscription(state, NOW + after) == wanted


def test_the_request_says_all_that_a_hub_needs() -> None:
    request = subscription(STATE, callback="https://parley.test/push/", secret=SECRET)
    assert request.hub == "http://hub.test/"
    assert b"hub.mode=subscribe" in request.form
    assert f"https%3A%2F%2Fparley.test%2Fpush%2Fwebsub%2F{token(SECRET)}".encode() in request.form
    assert SECRET not in token(SECRET)


@pytest.mark.parametrize(
    ("seconds", "lease"),
    [("86400", DAY), ("", 7 * DAY), ("x", 7 * DAY), ("-5", 7 * DAY), ("1", 5 * MINUTE), ("99999999999", 30 * DAY)],
)
def test_a_lease_is_believed_within_reason(seconds: str, lease: timedelta) -> None:
    found = verified(asked(STATE, SECRET, NOW), QUERY | {"hub.lease_seconds": seconds}, NOW)
    assert found is not None
    assert (found.state.hub_until, found.challenge) == (NOW + lease, "abc")


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        (STATE, {}),
        (LEASED, {"hub.topic": "http://other.test/"}),
        (LEASED, {"hub.mode": "unsubscribe"}),
        (LEASED, {"hub.challenge": ""}),
        (LEASED, {"hub.challenge": "x" * 1001}),
        (replace(LEASED, hub=""), {}),
    ],
)
def test_what_nobody_asked_for_is_not_confirmed(state: FeedState, changes: dict[str, str]) -> None:
    assert verified(state, QUERY | changes, NOW) is None


def test_a_hub_may_end_the_lease_for_its_own_topic_only() -> None:
    query = {"hub.mode": "denied", "hub.topic": TOPIC}
    ended = denied(LEASED, query)
    assert ended is not None
    assert ended.hub_until is None
    assert denied(LEASED, query | {"hub.topic": "x"}) is None
    assert denied(LEASED, QUERY) is None


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_signatures_are_checked(method: str) -> None:
    right = f"{method}={hmac.new(SECRET.encode(), b'body', getattr(hashlib, method)).hexdigest()}"
    assert is_genuine(b"body", right, SECRET)
    assert is_genuine(b"body", right.upper(), SECRET)
    for body, signature, secret in (
        (b"other", right, SECRET),
        (b"body", right, "t" * 64),
        (b"body", right[:-1], SECRET),
        (b"body", right.replace("sha", "md"), SECRET),
        (b"body", right.partition("=")[2], SECRET),
        (b"body", "", SECRET),
        (b"body", f"{method}=é", SECRET),
    ):
        assert not is_genuine(body, signature, secret)


def test_without_a_secret_nothing_is_genuine() -> None:
    assert not is_genuine(b"", f"sha256={hmac.new(b'', b'', hashlib.sha256).hexdigest()}", "")


@given(st.binary(max_size=50), st.text(max_size=80), st.text(max_size=80))
def test_no_signature_breaks_the_check(body: bytes, signature: str, secret: str) -> None:
    secret = "".join(c for c in secret if not "\ud800" <= c <= "\udfff")
    assert not is_genuine(body, signature, secret)


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ({}, NOW),
        ({"next_check": NOW - HOUR}, NOW - HOUR),
        ({"next_check": None}, None),
        ({"failures": 1}, NOW + HOUR),
    ],
)
def test_a_push_makes_a_feed_due_that_is_well(changes: dict[str, Any], due: datetime | None) -> None:
    state = told(replace(LEASED, **changes), NOW)
    assert state is not None
    assert (state.next_check, state.hub_told, state.hub_trusted) == (due, NOW, True)


def test_a_push_past_the_lease_means_nothing() -> None:
    assert told(LEASED, NOW + 10 * HOUR) is None
    assert told(STATE, NOW) is None


def test_what_a_hub_says_during_a_poll_is_not_lost() -> None:
    before = asked(STATE, SECRET, NOW)
    polled = replace(before, last_checked=NOW, next_check=NOW + DAY)
    confirmed = replace(before, hub_until=NOW + DAY)
    pushed = replace(confirmed, hub_told=NOW + MINUTE)
    assert merged(polled, before, confirmed).hub_until == NOW + DAY
    assert merged(polled, before, confirmed).next_check == NOW + DAY
    assert merged(polled, before, pushed).next_check == NOW + MINUTE
    assert merged(polled, pushed, pushed).next_check == NOW + DAY
    assert merged(polled, None, None) == polled
    assert merged(replace(polled, hub="http://new.test/"), before, pushed).hub_until is None


# end to end


class Inline:
    async def parse(self, body: bytes, *, content_type: str = "", url: str = "") -> ParsedFeed:
        return parse_feed(body, content_type=content_type, url=url)

    async def extract(self, page: bytes, *, url: str) -> Article | None:
        return None


@dataclass
class World:
    """A publisher, its hub, and this program, whose clock is turned by hand."""

    server: FeedServer
    hub: Hub
    watch: Watch
    fetcher: Fetcher
    now: datetime = NOW

    @property
    def state(self) -> FeedState:
        with self.watch.store.read() as conn:
            found = feed_state(conn, self.watch.dossier.id, "f")
        assert found is not None
        return found

    @property
    def due(self) -> bool:
        return bool(due_feeds(self.watch.dossier, [self.state], now=self.now))

    def publish(self, *numbers: int) -> None:
        links = f'<atom:link rel="hub" href="http://hub.test/"/><atom:link rel="self" href="{TOPIC}"/>'
        self.server.put("/feed", Reply(body=rss([entry(n) for n in numbers], channel=links), headers=RSS))

    async def look(self) -> int:
        done = await poll(self.watch, self.fetcher, Inline(), now=self.now)
        taken = await subscribe(self.watch, self.fetcher, now=self.now)
        await self.hub.settled()
        assert taken == 0 or self.hub.requests
        return sum(one.fresh for one in done)

    async def look_when_due(self) -> int:
        assert self.state.next_check is not None
        self.now = max(self.now, self.state.next_check)
        return await self.look()


@pytest.fixture
async def world(server: FeedServer, memory_store: Store) -> AsyncIterator[World]:
    def none(*_: object) -> Any:
        raise AssertionError("nothing is read here")

    polling = Polling(callback_url="https://parley.test/in", total_seconds=5)
    about = freedonia().model_copy(update={"feeds": (SOURCE,)})
    one = Watch(dossier=about, settings=Settings(polling=polling), store=memory_store, reader=none, desk=none)
    async with Hub() as hub:
        hosts = {"feed.test": server.address, "hub.test": hub.address}
        async with Fetcher(polling, hosts=hosts) as fetcher:
            found = World(server, hub, one, fetcher)
            runner = web.AppRunner(websub_app(memory_store, clock=lambda: found.now))
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            hub.callback = ("127.0.0.1", runner.addresses[0][1])
            yield found
            await runner.cleanup()


async def test_a_hub_is_found_asked_and_confirmed(world: World) -> None:
    world.publish(1)
    await world.look()
    [form] = world.hub.requests
    assert (form["hub.topic"], form["hub.mode"], len(form["hub.secret"])) == (TOPIC, "subscribe", 64)
    assert world.hub.confirmed == [200]
    assert world.state.hub_until == NOW + HOUR
    await world.look()
    assert len(world.hub.requests) == 1


@pytest.mark.parametrize("method", ["sha1", "sha512"])
async def test_a_push_has_the_feed_asked_at_once_and_then_less_often(method: str, world: World) -> None:
    world.hub.lease = "86400"
    world.publish(1)
    await world.look()
    assert not world.due
    world.publish(2, 1)
    world.now += MINUTE
    assert await world.hub.push(method=method) == 202
    assert world.due
    assert await world.look() == 1
    assert world.state.next_check is not None
    assert world.state.next_check - world.now >= HOUR
    assert world.state.reason == "its hub tells what is new"


async def test_a_push_that_is_not_signed_by_the_hub_changes_nothing(world: World) -> None:
    world.publish(1)
    await world.look()
    before = world.state
    assert await world.hub.push(secret="x" * 64) == 202
    assert (world.state, world.due) == (before, False)


async def test_a_push_past_the_lease_is_refused_and_the_lease_renewed(world: World) -> None:
    world.publish(1)
    await world.look()
    world.now += 2 * HOUR
    assert await world.hub.push() == 410
    world.now += 6 * HOUR
    await world.look()
    assert len(world.hub.requests) == 2
    assert world.hub.requests[0]["hub.secret"] == world.hub.requests[1]["hub.secret"]
    assert world.state.hub_until == world.now + HOUR
    assert await world.hub.push() == 202


async def test_a_lease_is_renewed_before_it_ends(world: World) -> None:
    world.publish(1)
    await world.look()
    world.now += 50 * MINUTE
    await world.look()
    assert len(world.hub.requests) == 2
    assert world.state.hub_until == world.now + HOUR


async def test_a_silent_hub_loses_nothing(world: World) -> None:
    world.hub.lease = "8640000"
    world.publish(1)
    await world.look()
    world.now += MINUTE
    await world.hub.push()
    await world.look()
    assert world.state.hub_trusted
    world.publish(2, 1)
    assert await world.look_when_due() == 1
    assert not world.state.hub_trusted
    assert world.state.next_check is not None
    assert world.state.next_check - world.now < HOUR / 2


@pytest.mark.parametrize(("silent", "status"), [(True, 202), (False, 500), (False, 307)])
async def test_a_hub_that_grants_nothing_is_asked_now_and_then(silent: bool, status: int, world: World) -> None:
    world.hub.silent, world.hub.status = silent, status
    world.publish(1)
    for _ in range(10):
        await world.look()
        world.now += HOUR
    assert len(world.hub.requests) == 2
    assert world.state.hub_until is None


async def test_strangers_get_nothing(world: World) -> None:
    world.publish(1)
    await world.look()
    form = world.hub.requests[0]
    assert await world.hub.ask(form, **{"hub.mode": "unsubscribe"}) == 404
    assert await world.hub.ask(form, **{"hub.topic": "http://evil.test/"}) == 404
    other = form | {"hub.callback": form["hub.callback"][:-1] + "x"}
    assert await world.hub.ask(other) == 404
    unknown = form | {"hub.callback": f"https://parley.test/in/websub/{token('y' * 64)}"}
    assert await world.hub.ask(unknown) == 404
    world.hub.requests.append(unknown)
    assert await world.hub.push() == 404
    assert await world.hub.ask(form, **{"hub.mode": "denied", "hub.reason": "no"}) in {0, 200}
    assert world.state.hub_until is None


@pytest.mark.parametrize("hub", ["http://127.0.0.1/", "http://169.254.169.254/", "http://10.0.0.1/", "http://[::1]/"])
async def test_no_feed_can_have_an_inside_address_asked_as_its_hub(hub: str, world: World) -> None:
    with world.watch.store.write() as conn:
        save_feed_state(conn, replace(STATE, dossier=world.watch.dossier.id, hub=hub))
    assert await subscribe(world.watch, world.fetcher, now=NOW) == 0
    assert world.hub.requests == []


async def test_without_a_callback_no_hub_is_asked_and_nothing_listens(world: World, memory_store: Store) -> None:
    quiet = replace(world.watch, settings=Settings())
    with memory_store.write() as conn:
        save_feed_state(conn, replace(STATE, dossier=quiet.dossier.id))
    assert await subscribe(quiet, world.fetcher, now=NOW) == 0
    async with listening(memory_store, Polling(), clock=lambda: NOW) as port:
        assert port == 0


async def test_the_callback_listens_on_its_port(memory_store: Store, unused_tcp_port: int) -> None:
    polling = Polling(callback_url="https://parley.test/", callback_port=unused_tcp_port)
    async with listening(memory_store, polling, clock=lambda: NOW) as port, ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/websub/{'a' * 40}") as answer:
            assert answer.status == 404
        async with session.post(f"http://127.0.0.1:{port}/websub/{'a' * 40}", data=BytesIO(b"x" * 6_000_000)) as answer:
            assert answer.status == 413
