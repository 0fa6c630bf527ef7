"""Let `parley run` work for hours in which 10,000 articles come each, and see whether it falls behind or grows.

    uv run python benchmarks/sustained.py                # two simulated hours, in four minutes
    uv run python benchmarks/sustained.py --hours 10     # all of it, in twenty

The hours are compressed (`--compress`, 30): so many times as many articles come in a second, and feeds are due and
looked at so much more often. One process on SQLite, the feeds on loopback, each article with a page of its own; one in
`--one-in` says something new, of which a Discord on loopback is told. Lag is from the poll that brought an article to
its message there; memory is what the process and its readers hold (RSS), sampled every second. The first figures are:
how lag and memory move over the last half, the 95th percentile of the lag, from the start of the program to its first
poll, and `parley ask` on the store that this leaves.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from fakes.cluster import Cluster, Press, make_due  # noqa: E402 - after the path is set
from fakes.discord_server import DiscordServer  # noqa: E402
from fakes.feed_server import FeedServer  # noqa: E402
from sqlalchemy import text  # noqa: E402

from bot.store.database import Store, open_store  # noqa: E402

FEEDS, POLL_SECONDS, DRAIN_SECONDS, ASKED = 20, 60.0, 120.0, 3
PAGE, TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
ASK = [sys.executable, "-X", "importtime", "-m", "bot", "ask", "/positions norland"]
PROGRAM = """
import sys
import bot.jobs.chores, bot.jobs.timetable
bot.jobs.timetable.POLL_SECONDS = bot.jobs.chores.POLL_SECONDS = {seconds}
sys.argv = ["parley", "run", "--readers", "{readers}"]
from bot.__main__ import main
main()
"""


@dataclass
class Seen:
    """What was seen while it ran: memory in megabytes, and what waited to be read, each with the second."""

    memory: list[tuple[float, float]] = field(default_factory=list)
    waiting: list[tuple[float, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Pace:
    """How much comes, and how fast."""

    hours: float
    per_hour: int
    compress: float
    one_in: int
    readers: int

    @property
    def seconds(self) -> float:
        """Return how long it takes."""
        return self.hours * 3600 / self.compress

    @property
    def rate(self) -> float:
        """Return how many articles come in a second."""
        return self.per_hour / 3600 * self.compress


def say(line: str) -> None:
    """Print the line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def held_by(process: int) -> tuple[float, float]:
    """Return how many megabytes the process and those that it started hold, and their seconds of a processor."""
    children: dict[int, list[int]] = {}
    found: dict[int, tuple[int, int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text().rpartition(")")[2].split()
            pages = int((entry / "statm").read_text().split()[1])
        except (OSError, ValueError):  # it ended meanwhile
            continue
        found[int(entry.name)] = pages, int(stat[11]) + int(stat[12])
        children.setdefault(int(stat[1]), []).append(int(entry.name))
    family, pages, ticks = [process], 0, 0
    while family:
        one = family.pop()
        pages, ticks = pages + found.get(one, (0, 0))[0], ticks + found.get(one, (0, 0))[1]
        family += children.get(one, [])
    return pages * PAGE / 2**20, ticks / TICKS


async def publish(press: Press, pace: Pace) -> None:
    """Bring articles at the pace, whatever becomes of them."""
    begun = time.monotonic()
    while (now := time.monotonic() - begun) < pace.seconds:
        while len(press.published) < now * pace.rate:
            press.publish(news=len(press.published) % pace.one_in == 0)
        await asyncio.sleep(0.05)


async def look(store: Store, process: int, seen: Seen, pace: Pace) -> None:
    """Let feeds be due at the pace, and note every second what is held and what waits."""
    begun = time.monotonic()
    while True:
        await asyncio.to_thread(make_due, store)
        with store.read() as conn:
            waiting = conn.execute(text("SELECT count(*) FROM items WHERE read_at IS NULL")).scalar_one()
        now = time.monotonic() - begun
        seen.memory.append((now, (await asyncio.to_thread(held_by, process))[0]))
        seen.waiting.append((now, waiting))
        await asyncio.sleep(min(1, POLL_SECONDS / pace.compress))


async def settled(store: Store, press: Press) -> None:
    """Wait until everything is read and sent, or for minutes."""
    begun = time.monotonic()
    while time.monotonic() - begun < DRAIN_SECONDS:
        await asyncio.sleep(1)
        with store.read() as conn:
            read = conn.execute(text("SELECT count(*) FROM items WHERE read_at IS NOT NULL")).scalar_one()
            queued = conn.execute(text("SELECT count(*) FROM outbox WHERE state = 'queued'")).scalar_one()
        if read >= len(press.published) and not queued:
            return


def lags(store: Store, discord: DiscordServer) -> list[tuple[datetime, float]]:
    """Return when each article was polled that a message tells of, and after how many seconds the message was there."""
    with store.read() as conn:
        polled = {row.url: row.fetched for row in conn.execute(text("SELECT url, fetched FROM items"))}
    found = []
    for one in (message for rows in discord.world.messages.values() for message in rows):
        links = [embed.get("url") for embed in one.get("embeds", [])]
        at = next((polled[link] for link in links if link in polled), None)
        if at is not None:
            at = datetime.fromisoformat(str(at))
            found.append((at, (datetime.fromisoformat(one["timestamp"]) - at).total_seconds()))
    return sorted(found)


def told(pace: Pace, press: Press, seen: Seen, found: list[tuple[datetime, float]], start: tuple[float, float]) -> None:
    """Print the figures."""
    late = [lag for _, lag in found]
    half = late[len(late) // 2 :]
    quarters = [statistics.median(part) for part in (half[: len(half) // 2], half[len(half) // 2 :]) if part]
    memory = [size for at, size in seen.memory if pace.seconds / 2 <= at <= pace.seconds]
    mean = statistics.fmean(memory)
    off = max(abs(one - mean) for one in memory) / mean
    waiting = [number for at, number in seen.waiting if at <= pace.seconds]
    p95 = sorted(late)[int(len(late) * 0.95)] if late else float("nan")
    growth = [f"{later - earlier:+.2f} s" for earlier, later in pairwise(quarters)]
    say(f"growth of lag over the last half (median, third to fourth quarter): {', '.join(growth) or 'no message'}")
    say(f"memory over the last half: {mean:.0f} MB, at most {off:.1%} off")
    say(f"from poll to channel: p95 {p95:.2f} s of {len(late)} messages (at {pace.compress:g} times the pace)")
    say(f"from start to first poll: {start[0]:.2f} s, {start[1]:.2f} s of processor time, readers included")
    say(f"articles: {len(press.published)} in {pace.seconds:.0f} s, {pace.hours:g} simulated hours; waiting at most "
        f"{max(waiting)}, at the end {waiting[-1]}")  # fmt: skip


def ask(home: Path, variables: dict[str, str]) -> None:
    """Print how long a question takes on the store that there is."""
    took = []
    for _ in range(ASKED):
        begun, spent = time.perf_counter(), os.times()
        subprocess.run([*ASK[:1], *ASK[3:]], cwd=home, env=variables, capture_output=True, check=True)  # noqa: S603
        after = os.times()
        cpu = after.children_user + after.children_system - spent.children_user - spent.children_system
        took.append((time.perf_counter() - begun, cpu))
    wall, cpu = min(took)
    done = subprocess.run(ASK, cwd=home, env=variables, capture_output=True, check=True)  # noqa: S603
    say(f"parley ask: {wall:.2f} s, {cpu:.2f} s of processor time; spaCy loaded: {b'spacy' in done.stderr}")


async def measure(home: Path, pace: Pace) -> None:
    """Let it run for its time, and print what was seen."""
    url = f"sqlite:///{home / 'parley.db'}"
    store, seen = open_store(url), Seen()
    async with FeedServer() as feeds, DiscordServer() as discord:
        press = Press(feeds, feeds=FEEDS, seed=1)
        line = Cluster(home, url, press, discord).line
        program = PROGRAM.format(seconds=max(POLL_SECONDS / pace.compress, 1), readers=pace.readers)
        with (home / "said.out").open("wb") as out:
            command = [sys.executable, "-c", program]
            begun = time.monotonic()
            process = subprocess.Popen(command, cwd=home, env=line.all_variables(), stdout=out, stderr=out)  # noqa: ASYNC220, S603
        await until(lambda: feeds.requests, process, home)
        start = time.monotonic() - begun, held_by(process.pid)[1]
        await until(lambda: feeds_known(store), process, home)
        looking = asyncio.create_task(look(store, process.pid, seen, pace))
        await publish(press, pace)
        await settled(store, press)
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        process.terminate()
        await asyncio.to_thread(process.wait, 15)
        told(pace, press, seen, lags(store, discord), start)
    store.close()
    ask(home, line.all_variables())


async def until(happens: Callable[[], object], process: "subprocess.Popen[bytes]", home: Path) -> None:
    """Wait until it happens; ends the program where the process has ended before."""
    while not happens():
        if process.poll() is not None:
            raise SystemExit((home / "said.out").read_text("utf-8"))
        await asyncio.sleep(0.02)


def feeds_known(store: Store) -> bool:
    """Return whether every feed was asked once, so that what comes now is news."""
    with store.read() as conn:
        return int(conn.execute(text("SELECT count(*) FROM feeds")).scalar_one()) == FEEDS


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=2, help="simulated hours")
    parser.add_argument("--per-hour", type=int, default=10_000, help="articles in a simulated hour")
    parser.add_argument("--compress", type=float, default=30, help="how much faster than the clock")
    parser.add_argument("--one-in", type=int, default=50, help="one article in so many says something")
    parser.add_argument("--readers", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    given = parser.parse_args()
    pace = Pace(given.hours, given.per_hour, given.compress, given.one_in, given.readers)
    with tempfile.TemporaryDirectory(prefix="parley-sustained-") as home:
        asyncio.run(measure(Path(home), pace))


if __name__ == "__main__":
    main()
