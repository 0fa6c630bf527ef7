"""A folder with a configuration and a store, and the server whose feed it polls: all that `parley` needs to run."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from fakes.command_line import CommandLine, Done, configuration
from fakes.feed_server import HTML, RSS, FeedServer, Reply, entry, page, rss

from bot.store.database import open_store
from bot.store.feeds import feed_states, save_feed_state

YES = 'Norlandic President Ann Arbor said on the phone: "We support an immediate ceasefire with Sudland."'
NO = 'Norlandic President Ann Arbor said in parliament: "We reject any ceasefire with Sudland."'
PADDING = "The valley between the two countries is long and green, and the weather there was fine all through the week."


@dataclass(frozen=True, slots=True)
class Place:
    """A folder with configuration and store, and the server whose feed `wire` it polls.

    The store is a file in the folder, unless `url` names another.
    """

    server: FeedServer
    home: Path
    url: str = ""

    @property
    def database(self) -> str:
        return self.url or f"sqlite:///{self.home / 'kept.db'}"

    @property
    def line(self) -> CommandLine:
        return CommandLine(
            self.home, {"PARLEY_CONFIG": str(self.home / "config"), "DATABASE_URL": self.database}
        )  # fmt: skip

    async def parley(self, *arguments: str) -> Done:
        """Run the command while the server answers."""
        return await asyncio.to_thread(self.line, *arguments)

    def publish(self, *articles: tuple[int, str, timedelta]) -> None:
        """Let the feed list articles: number, first sentence, and how long ago."""
        entries = [self._entry(number, ago) for number, _, ago in articles]
        self.server.put("/wire.rss", Reply(body=rss(entries), headers=RSS))
        for number, sentence, _ in articles:
            filler = [" ".join(f"{word}{number}" for word in PADDING.split()) for _ in range(4)]
            text = page(sentence, *filler, title=f"Report {number}")
            self.server.put(f"/{number}.html", Reply(body=text, headers=HTML))

    def _entry(self, number: int, ago: timedelta) -> str:
        link = "http://{}:{}/{}.html".format(*self.server.address, number)
        return entry(number, link=link, pubDate=format_datetime(datetime.now(UTC) - ago), description="Short.")

    def polls(self) -> int:
        """Return how many feeds were asked, and what they said is kept."""
        store = open_store(self.database)
        with store.read() as conn:
            found = len(feed_states(conn, "talks"))
        store.close()
        return found

    def make_due(self) -> None:
        """Let every feed be due now, as it is after a while."""
        store = open_store(self.database)
        with store.write() as conn:
            for state in feed_states(conn, "talks"):
                save_feed_state(conn, replace(state, next_check=datetime.now(UTC) - timedelta(minutes=1)))
        store.close()


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """Return a place whose feed holds nothing yet."""
    async with FeedServer({"/wire.rss": Reply(body=rss([]), headers=RSS)}) as server:
        url = "http://{}:{}/wire.rss".format(*server.address)
        configuration(tmp_path / "config", feeds={"wire": url})
        yield Place(server, tmp_path)
