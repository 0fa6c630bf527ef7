"""Kill workers and restart the database while articles come in, and count what is lost, read twice or sent twice.

    uv run python benchmarks/cluster_faults.py                # ten minutes, and a little to come to rest
    uv run python benchmarks/cluster_faults.py --minutes 3

Four processes, each with the roles scheduler, poll, read and deliver, share one PostgreSQL (the one of the development
dependencies). An article a second comes in over four feeds on loopback, each with a statement; alerts go to a Discord
on loopback. Every 20 seconds two of the four are killed (SIGKILL), and others started in their place; the database is
restarted after a third and after two thirds of the time. Then nothing more is killed, and it is waited until nothing
waits.

Lost is an article that came and is not in the store, or a card that is in the outbox and not in its channel; what is
kept and unread when waiting ended, after some minutes, is told apart, and is as bad. Read twice with effect is an
article that went from unread to read more than once in one revision, which a trigger notes. Sent twice is a message
in the channel that no card in the outbox knows as its own; the promise is once, since Discord refuses a nonce that it
knows, as the fake does.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from fakes.cluster import Cluster, Press, database, make_due, postgres  # noqa: E402 - after the path is set
from fakes.discord_server import DiscordServer  # noqa: E402
from fakes.feed_server import FeedServer  # noqa: E402
from fakes.roles import One  # noqa: E402
from sqlalchemy import text  # noqa: E402

from bot.errors import StoreError  # noqa: E402
from bot.store.database import Store, open_store  # noqa: E402

ROLES = ("scheduler", "poll", "read", "deliver")
WORKERS, KILLED, KILL_SECONDS, DUE_SECONDS, REST_SECONDS = 4, 2, 20.0, 5.0, 300.0
AUDIT = """
CREATE TABLE audit (id text, revision int);
CREATE FUNCTION note_read() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO audit VALUES (NEW.id, NEW.revision); RETURN NEW; END $$;
CREATE TRIGGER note_read AFTER UPDATE ON items FOR EACH ROW
WHEN (OLD.read_at IS DISTINCT FROM NEW.read_at AND NEW.read_at IS NOT NULL) EXECUTE FUNCTION note_read();
"""


@dataclass
class World:
    """All that there is, and what was done to it."""

    server: Any
    store: Store
    press: Press
    cluster: Cluster
    discord: DiscordServer
    workers: list[One]
    dice: random.Random
    every: float
    kills: int = 0
    restarts: int = 0

    async def publish(self) -> None:
        """Bring an article a second, and let feeds be due every few."""
        while True:
            self.press.publish()
            if len(self.press.published) % int(DUE_SECONDS) == 0:
                await asyncio.to_thread(make_due, self.store)
            await asyncio.sleep(1)

    async def kill(self) -> None:
        """Kill two of the workers, every so often."""
        while True:
            await asyncio.sleep(self.every)
            for number in self.dice.sample(range(WORKERS), KILLED):
                await asyncio.to_thread(self.workers[number].kill)
                self.kills += 1

    async def keep_up(self) -> None:
        """Start a worker for each that is gone, as an init system does."""
        while True:
            for number, one in enumerate(self.workers):
                if one.ended:
                    self.workers[number] = self.cluster.start(*ROLES)
            await asyncio.sleep(1)

    async def restart(self, *moments: float) -> None:
        """Restart the database at these times, in seconds from now."""
        begun = time.monotonic()
        for moment in moments:
            await asyncio.sleep(begun + moment - time.monotonic())
            await asyncio.to_thread(self.server.stop)
            await asyncio.sleep(2)
            await asyncio.to_thread(self.server.start)
            self.restarts += 1

    async def rest(self) -> float:
        """Wait until nothing waits, or for minutes; returns after how many seconds that was."""
        begun = time.monotonic()
        while time.monotonic() - begun < REST_SECONDS:
            make_due(self.store)
            await asyncio.sleep(2)
            with suppress(StoreError):
                if self._settled():
                    break
        return time.monotonic() - begun

    def _settled(self) -> bool:
        read = self.one("SELECT count(*) FROM items WHERE read_at IS NOT NULL")
        return read >= len(self.press.published) and not self.one("SELECT count(*) FROM outbox WHERE state = 'queued'")

    def one(self, query: str) -> int:
        """Return the number that the query finds."""
        with self.store.read() as conn:
            return int(conn.execute(text(query)).scalar_one())


def say(line: str) -> None:
    """Print the line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def told(world: World, seconds: float) -> bool:
    """Print what became of everything, the figures asked for first; returns whether all is as promised."""
    with world.store.read() as conn:
        kept = set(conn.execute(text("SELECT url FROM items")).scalars())
        read = set(conn.execute(text("SELECT url FROM items WHERE read_at IS NOT NULL")).scalars())
        query = text("SELECT receipt FROM outbox WHERE channel = 'discord:1001' AND state = 'sent'")
        sent = list(conn.execute(query).scalars())
    shown = [one["id"] for rows in world.discord.world.messages.values() for one in rows]
    receipts = {part for receipt in sent for part in receipt.split("+")}
    lost, unread = len(world.press.published.keys() - kept), len(world.press.published.keys() & kept - read)
    unsent = world.one("SELECT count(*) FROM outbox WHERE state <> 'sent'")
    missing = len(receipts - set(shown))
    twice_read = world.one("SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) n FROM audit GROUP BY id, revision) a")
    twice_sent = len(set(shown) - receipts)
    posts = sum(method == "POST" and path.endswith("/messages") for method, path in world.discord.requests)
    say(f"items lost: {lost} of {len(world.press.published)}; kept, and unread when waiting ended: {unread}")
    say(f"read twice with effect: {twice_read}")
    say(f"messages sent twice beyond the promise: {twice_sent} of {len(sent)}")
    say(f"messages lost: {missing} told as sent and not there, {unsent} not sent")
    say(f"kills: {world.kills}, restarts of the database: {world.restarts}, at rest after {seconds:.0f} s")
    say(f"posts to Discord: {posts}, of which it refused as known: {posts - len(shown)}")
    return not (lost or unread or missing or unsent or twice_read or twice_sent)


async def measure(folder: Path, minutes: float, every: float, seed: int) -> bool:
    """Let all of it happen; returns whether everything is as promised."""
    seconds = minutes * 60
    with postgres(folder) as server:
        url = database(server)
        store = open_store(url)
        with store.write() as conn:
            conn.exec_driver_sql(AUDIT)
        async with FeedServer() as feeds, DiscordServer() as discord:
            press = Press(feeds, feeds=4, seed=seed)
            cluster = Cluster(folder, url, press, discord)
            workers = [cluster.start(*ROLES) for _ in range(WORKERS)]
            dice = random.Random(seed)  # noqa: S311
            world = World(server, store, press, cluster, discord, workers, dice, every)
            while world.one("SELECT count(*) FROM feeds") < len(press.urls):  # noqa: ASYNC110 - the baseline is not told
                await asyncio.sleep(0.5)
            going = [
                asyncio.create_task(work)
                for work in (
                    world.publish(),
                    world.kill(),
                    world.keep_up(),
                    world.restart(seconds / 3, seconds * 2 / 3),
                )
            ]
            await asyncio.sleep(seconds)
            for one in going:
                one.cancel()
            await asyncio.gather(*going, return_exceptions=True)
            going = [asyncio.create_task(world.keep_up())]
            rested = await world.rest()
            going[0].cancel()
            well = told(world, rested)
            for one in world.workers:
                one.kill()
        store.close()
    return well


def main() -> None:
    """Measure; the exit status is 1 where something is not as promised."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--every", type=float, default=KILL_SECONDS, help="seconds between two rounds of kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="keep what the processes said, and print where")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="parley-cluster-"))
    well = asyncio.run(measure(folder, given.minutes, given.every, given.seed))
    if given.keep or not well:
        say(f"what the processes said: {folder}")
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
