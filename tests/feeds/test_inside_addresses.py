"""No hop that a stranger can choose leads to a machine around this one: every target at every hop, and no connection.

Each hop is shown to be one, too: led to a host that is allowed by name, it arrives there.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from ipaddress import ip_address
from itertools import count
from json import dumps
from pathlib import Path
from typing import Any

import pytest
from fakes.command_line import configuration
from fakes.feed_server import HTML, RSS, FeedServer, Reply, entry, rss
from fakes.freedonia import dossier as freedonia
from fakes.network import Network
from pydantic import ValidationError
from typer.testing import CliRunner

from bot.cli import app
from bot.dossier import FeedSource
from bot.errors import FeedError, ParleyError
from bot.feeds.discovery import find_feed
from bot.feeds.fetch import Fetcher
from bot.feeds.fulltext import Article
from bot.feeds.parse import ParsedFeed, parse_feed
from bot.jobs import Watch, poll, subscribe
from bot.settings import Polling, Settings
from bot.store.database import Store

NOW = datetime(2025, 12, 23, 12, tzinfo=UTC)
PUBLIC = "93.184.215.14"

# what names answer, look-up after look-up
NAMES = {
    "feed.test": [["127.0.0.1"]],
    "allowed.test": [["127.0.0.1"]],
    "localhost": [["127.0.0.1", "::1"]],
    "loopback.test": [["127.0.0.1"]],
    "private.test": [["10.0.0.1"]],
    "private6.test": [["fd12::1"]],
    "mapped.test": [["::ffff:10.0.0.1"]],
    "tunnel.test": [["2002:a00:1::"]],
    "nat64.test": [["64:ff9b::a00:1"]],
    "metadata.test": [["169.254.169.254"]],
    "two.test": [[PUBLIC, "10.0.0.1"]],
    "two6.test": [[PUBLIC, "::1"]],
    "rebinds.test": [[PUBLIC], ["127.0.0.1"]],
    "rebinds-back.test": [["192.168.0.1"], [PUBLIC]],
    "xn--rtlich-vxa.test": [["192.168.0.1"]],
    "public.test": [[PUBLIC]],
}

# TRAP is the port of a server that listens on loopback and must hear nothing
INSIDE = r"""
http://127.0.0.1:TRAP/ http://localhost:TRAP/ http://loopback.test:TRAP/ http://[::ffff:127.0.0.1]:TRAP/
http://127.0.0.1/ http://127.8.9.1/ http://0.0.0.0/ http://0/ http://10.1.2.3/ http://172.20.0.1/ http://192.168.0.1/
http://169.254.169.254/latest/meta-data/ http://100.64.1.1/ http://100.100.100.200/ http://168.63.129.16/
http://192.0.0.192/ http://198.18.0.1/ http://224.0.0.1/ http://240.0.0.1/ http://255.255.255.255/ http://2130706433/
http://0x7f000001/ http://0x7f.1/ http://0x7f.0x0.0x0.0x1/ http://0177.0.0.1/ http://017700000001/ http://127.1/
http://127.0.1/ http://10.1/ http://2852039166/ http://127.0.0.1./ http://localhost./ http://LOCALHOST/ http://[::1]/
http://[::]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[::127.0.0.1]/ http://[::ffff:0:127.0.0.1]/
http://[fe80::1]/ http://[fe80::1%25eth0]/ http://[fd00:ec2::254]/ http://[fec0::1]/ http://[2002:7f00:1::]/
http://[2001:0:7f00:1::]/ http://[64:ff9b::7f00:1]/ http://[64:ff9b:1::7f00:1]/ http://[ff02::1]/
http://user@127.0.0.1/ http://feed.test@127.0.0.1/ http://feed.test:80@127.0.0.1/ http://127.0.0.1#@feed.test/
http://127.0.0.1?@feed.test/ http://127.0.0.1%2f@10.0.0.1/ http://feed.test%40127.0.0.1/
http://public.test\@127.0.0.1/ http://１２７.0.0.1/ http://①②⑦.0.0.1/ http://127。0。0。1/ http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/
http://loca%6chost/ http://%31%32%37.0.0.1/ http://örtlich.test/ http://xn--rtlich-vxa.test/ https://127.0.0.1/
https://localhost/ https://private.test/ http://loopback.test/ http://private.test/ http://private6.test/
http://mapped.test/ http://tunnel.test/ http://nat64.test/ http://metadata.test/ http://two.test/ http://two6.test/
http://rebinds.test/ http://rebinds-back.test/ http://PRIVATE.test./ http://public.test:22/ http://public.test:8080/
http://8.8.8.8:6379/ https://public.test:25/ http://public.test:0/ //127.0.0.1/ //[::1]/ \\127.0.0.1\
http:\\127.0.0.1\ http:/\127.0.0.1/ ftp://127.0.0.1/ ftp://public.test/ file:///etc/passwd gopher://127.0.0.1:6379/_x
unix:///run/docker.sock ws://127.0.0.1/ data:text/plain,x javascript:alert(1) dict://127.0.0.1:11211/
ldap://127.0.0.1/ feed://127.0.0.1/ feed:http://127.0.0.1/ HTTP://127.0.0.1/ view-source:http://127.0.0.1/ http://[::1
http://127.0.0.1:x/ http://:80/
"""
TARGETS = INSIDE.split()

# those that may be taken for a public host first: at its address, and nowhere else, a connection may be tried
OUTSIDE = {"http://rebinds.test/", "http://rebinds-back.test/", "http://public.test\\@127.0.0.1/"}


class Inline:
    async def parse(self, body: bytes, *, content_type: str = "", url: str = "") -> ParsedFeed:
        return parse_feed(body, content_type=content_type, url=url)

    async def extract(self, page: bytes, *, url: str) -> Article | None:
        return None


@dataclass(frozen=True)
class World:
    """A publisher that a stranger runs, and the program that reads it for a dossier of its own: for the first time."""

    dossier: str
    server: FeedServer
    fetcher: Fetcher
    store: Store
    config: Path

    @property
    def base(self) -> str:
        return f"http://feed.test:{self.server.address[1]}"

    def serve(self, path: str, body: str | bytes, headers: dict[str, str] = RSS) -> None:
        self.server.put(path, Reply(body=body if isinstance(body, bytes) else body.encode(), headers=headers))

    def redirect(self, path: str, address: str, status: int = 302) -> None:
        self.server.put(path, Reply(status=status, headers={"Location": quoted(address)}))

    def watch(self, url: str) -> Watch:
        def none(*_: object) -> Any:
            raise AssertionError("nothing is read here")

        source = FeedSource.model_validate(
            {"id": "f", "name": "F", "url": url, "country": "XX", "kind": "agency", "state_owned": False}
        )
        about = freedonia().model_copy(update={"id": self.dossier, "feeds": (source,)})
        settings = Settings(polling=Polling(callback_url="https://parley.test/"))
        return Watch(dossier=about, settings=settings, store=self.store, reader=none, desk=none)

    async def poll(self, url: str, *, days: int = 0) -> None:
        await poll(self.watch(url), self.fetcher, Inline(), now=NOW.replace(day=NOW.day + days), everything=True)

    async def poll_items(self, body: str | bytes) -> None:
        self.serve("/feed", body)
        await self.poll(f"{self.base}/feed")


def quoted(address: str) -> str:
    """Return the address as a header can carry it."""
    return address.encode().decode("latin-1")


def item(address: str) -> bytes:
    return rss([entry(1, link=escape(address))])


def page(html: str) -> str:
    return f"<!doctype html><html><head>{html}</head><body></body></html>"


COUNT = count()
Hop = Callable[[World, str], Awaitable[object]]
HOPS: dict[str, Hop] = {}


def hop(name: str) -> Callable[[Hop], Hop]:
    def add(function: Hop) -> Hop:
        HOPS[name] = function
        return function

    return add


@hop("an address as it is written")
async def _(world: World, address: str) -> None:
    await world.fetcher.get(address)


@hop("a feed of the dossier")
async def _(world: World, address: str) -> None:
    await world.poll(address)


def _redirect(status: int) -> Hop:
    async def get(world: World, address: str) -> None:
        world.redirect("/feed", address, status)
        await world.poll(f"{world.base}/feed")

    return get


for _status in (301, 302, 303, 307, 308):
    HOPS[f"a redirect with {_status}"] = _redirect(_status)


@hop("a redirect after another")
async def _(world: World, address: str) -> None:
    world.redirect("/feed", "/next", 301)
    world.redirect("/next", address, 307)
    await world.poll(f"{world.base}/feed")


@hop("a feed that moves after it was read")
async def _(world: World, address: str) -> None:
    world.serve("/feed", rss([entry(1, link="")]))
    await world.poll(f"{world.base}/feed")
    for days in (1, 2):
        world.redirect("/feed", address, 308)
        await world.poll(f"{world.base}/feed", days=days)


@hop("a page whose feed is looked for")
async def _(world: World, address: str) -> None:
    await find_feed(address, fetcher=world.fetcher, parser=Inline())


async def _discover(world: World, head: str) -> None:
    world.serve("/", page(head), HTML)
    await find_feed(f"{world.base}/", fetcher=world.fetcher, parser=Inline())


@hop("a feed that a page names")
async def _(world: World, address: str) -> None:
    await _discover(world, f'<link rel="alternate" type="application/rss+xml" href="{escape(address)}">')


@hop("a link of a page that looks like a feed")
async def _(world: World, address: str) -> None:
    await _discover(world, f'<a href="{escape(address)}rss">RSS</a>')


@hop("the base of a page's links")
async def _(world: World, address: str) -> None:
    await _discover(world, f'<base href="{escape(address)}"><link rel="feed" href="rss">')


@hop("a redirect of a feed that a page names")
async def _(world: World, address: str) -> None:
    world.redirect("/rss", address)
    await _discover(world, '<link rel="feed" href="/rss">')


@hop("an article")
async def _(world: World, address: str) -> None:
    await world.poll_items(item(address))


@hop("an article of a JSON Feed")
async def _(world: World, address: str) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": address}]}
    await world.poll_items(dumps(feed))


@hop("an article of a sitemap")
async def _(world: World, address: str) -> None:
    await world.poll_items(f"<urlset><url><loc>{escape(address)}</loc></url></urlset>")


@hop("a redirect of an article")
async def _(world: World, address: str) -> None:
    world.redirect("/article", address)
    await world.poll_items(item(f"{world.base}/article"))


@hop("a redirect of robots.txt")
async def _(world: World, address: str) -> None:
    world.redirect("/robots.txt", address)
    await world.poll_items(item(f"{world.base}/article"))


@hop("a WebSub hub")
async def _(world: World, address: str) -> None:
    link = f'<atom:link rel="hub" href="{escape(address)}"/>'
    await world.poll_items(rss([entry(1, link="")], channel=link))
    await subscribe(world.watch(f"{world.base}/feed"), world.fetcher, now=NOW)


@hop("the hub of a JSON Feed")
async def _(world: World, address: str) -> None:
    hubs = [{"type": "WebSub", "url": address}]
    await world.poll_items(dumps({"version": "https://jsonfeed.org/version/1.1", "hubs": hubs, "items": [{"id": "1"}]}))
    await subscribe(world.watch(f"{world.base}/feed"), world.fetcher, now=NOW)


@hop("parley feeds add")
async def _(world: World, address: str) -> None:
    done = await asyncio.to_thread(
        CliRunner().invoke, app, ["feeds", "add", "--", address], env={"PARLEY_CONFIG": str(world.config)}
    )  # fmt: skip
    if done.exception is not None and not isinstance(done.exception, SystemExit | ParleyError):
        raise done.exception


NEVER: dict[str, Hop] = {}
"""What is written in a feed or answered by a hub, and never asked at all."""


async def _hub_redirect(world: World, address: str) -> None:
    world.redirect("/hub", address, 307)
    link = f'<atom:link rel="hub" href="{world.base}/hub"/>'
    await world.poll_items(rss([entry(1, link="")], channel=link))
    await subscribe(world.watch(f"{world.base}/feed"), world.fetcher, now=NOW)
    assert world.server.requests[-1].path == "/hub"


async def _topic(world: World, address: str) -> None:
    links = f'<atom:link rel="hub" href="{world.base}/hub"/><atom:link rel="self" href="{escape(address)}"/>'
    await world.poll_items(rss([entry(1, link="")], channel=links))
    await subscribe(world.watch(f"{world.base}/feed"), world.fetcher, now=NOW)
    assert world.server.requests[-1].path == "/hub"


async def _refresh(world: World, address: str) -> None:
    refresh = f"0; url={address}"
    head = f'<meta http-equiv="refresh" content="{escape(refresh)}">'
    world.server.put("/article", Reply(body=page(head).encode(), headers=HTML | {"Refresh": quoted(refresh)}))
    await world.poll_items(item(f"{world.base}/article"))


async def _media(world: World, address: str) -> None:
    link = escape(address)
    extra = f'<enclosure url="{link}" type="audio/mpeg"/><comments>{link}</comments><source url="{link}">S</source>'
    await world.poll_items(
        rss([entry(1, link="", guid=link) + extra], channel=f"<image><url>{link}</url></image><docs>{link}</docs>")
    )


async def _entity(world: World, address: str) -> None:
    declared = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{escape(address)}">]>'
    body = f'{declared}<rss version="2.0"><channel><title>&x;</title><item><guid>1</guid></item></channel></rss>'
    await world.poll_items(f'<?xml version="1.0"?><?xml-stylesheet href="{escape(address)}"?>{body}')


NEVER |= {
    "a redirect of a hub": _hub_redirect,
    "a WebSub topic": _topic,
    "a refresh of a page": _refresh,
    "pictures, sounds and sources": _media,
    "entities, document types and style sheets": _entity,
}


@pytest.fixture
def network() -> Iterator[Network]:
    with Network(NAMES) as watched:
        yield watched


@pytest.fixture
async def trap() -> AsyncIterator[FeedServer]:
    async with FeedServer() as running:
        yield running


@asynccontextmanager
async def world(
    server: FeedServer, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    """Yield a world in which `feed.test` and `allowed.test` may be asked, on any port."""
    config = folder / "config"
    if not config.exists():
        configuration(config)
        settings = config / "parley.yaml"
        settings.write_text("dossiers: [talks]\npolling:\n  allow_hosts: [feed.test, allowed.test]\n", "utf-8")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{folder}/parley.db")
    polling = Polling(total_seconds=5, allow_hosts=("feed.test", "allowed.test"))
    async with Fetcher(polling) as fetcher:
        yield World(f"d{next(COUNT)}", server, fetcher, store, config)


async def tried(hop: Hop, world: World, address: str) -> None:
    """Take the hop; that it is refused is as good as that it comes to nothing."""
    try:
        await hop(world, address)
    except (FeedError, ValidationError):
        return


@pytest.mark.parametrize("name", [*HOPS, *NEVER])
async def test_no_connection_is_made_to_what_is_inside(
    name: str, server: FeedServer, trap: FeedServer, network: Network, memory_store: Store, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    network.allow(*server.address)
    leaks = {}
    for target in TARGETS:
        address = target.replace("TRAP", str(trap.address[1]))
        network.forget()
        for _ in range(2 if "rebinds" in target else 1):  # resolved again, to something else
            async with world(server, memory_store, tmp_path, monkeypatch) as one:
                await tried((HOPS | NEVER)[name], one, address)
        inside = [end for end in network.connections if target not in OUTSIDE or end[:2] != (PUBLIC, 80)]
        if inside:
            leaks[target] = inside
    assert leaks == {}
    assert trap.requests == []


@pytest.mark.parametrize("name", HOPS)
async def test_each_hop_leads_to_a_host_that_is_allowed(
    name: str, server: FeedServer, trap: FeedServer, network: Network, memory_store: Store, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    network.allow(*server.address)
    network.allow(*trap.address)
    async with world(server, memory_store, tmp_path, monkeypatch) as one:
        await tried(HOPS[name], one, f"http://allowed.test:{trap.address[1]}/")
    assert trap.requests


async def test_a_name_is_connected_to_at_the_address_that_was_checked(network: Network) -> None:
    async with Fetcher(Polling(total_seconds=5)) as fetcher:
        with pytest.raises(FeedError, match=r"rebinds\.test.*cannot be fetched"):
            await fetcher.get("http://rebinds.test/")
    assert network.asked == ["rebinds.test"]
    assert network.connections == [(PUBLIC, 80)]
    assert ip_address(PUBLIC).is_global


def test_no_target_is_there_twice() -> None:
    assert len(set(TARGETS)) == len(TARGETS) > 100
