"""Send through every fault that a chat platform can have, and count: sent, lost, told twice, out of order, requests.

    uv run python benchmarks/delivery_faults.py            # all, a few minutes
    uv run python benchmarks/delivery_faults.py killed     # those whose name holds the word

Killed: a process sends 1,000 cards to 3 channels over HTTP on loopback, and is killed (SIGKILL) when a request drawn by
lot comes in, is accepted or is answered, 200 times. The others run on simulated time: 1,000 cards to 3 channels, or
5,000 to 10 after an outage of two hours. "Invalid" is the share of requests answered 401, 403 or 429. The fake platform
takes one message a second and channel, with a burst of 5; a rate is what was sent of that while the queue was drained.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import structlog

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from fakes.chat_platform import (  # noqa: E402 - after the path is set
    ACCEPTED_THEN_500,
    ACCEPTED_THEN_DROPPED,
    ACCEPTED_THEN_SILENT,
    DROPPED,
    OUTAGE,
    REFUSED,
    SILENT,
    ChatPlatform,
    Fault,
    Post,
    Script,
    Tally,
    accept,
    tally,
)
from fakes.deliveries import PACE, dead, deliver, now_and_then, queue  # noqa: E402
from fakes.killing import killed  # noqa: E402
from fakes.platform_senders import DirectLine, PlatformSender  # noqa: E402
from fakes.timeless import simulated  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from bot.delivery import dispatcher  # noqa: E402
from bot.store import outbox  # noqa: E402
from bot.store.database import open_store  # noqa: E402

NUMBER, KILLS, OUTAGE_SECONDS = 1000, 200, 7200


@dataclass(frozen=True)
class Result:
    """What became of the cards, and what else there is to say."""

    tally: Tally
    note: str = ""


Scenario = Callable[[], Result]


def under_kills(*, deduplicates: bool = False, searchable: bool = False, script: Script = accept) -> Scenario:
    """Kill the sending process again and again."""

    def run() -> Result:
        platform = ChatPlatform(deduplicates=deduplicates, searchable=searchable, script=script)
        with tempfile.TemporaryDirectory() as folder:
            found, kills = asyncio.run(killed(Path(folder), platform, number=NUMBER, kills=KILLS, seed=2025))
        return Result(found, f"{kills} kills")

    return run


def under_faults(
    script: Script, *, deduplicates: bool = True, number: int = NUMBER, channels: int = 3, hours: float = 48
) -> Scenario:
    """Send to a platform that plays the script; where it does not deduplicate it is searched."""

    def run() -> Result:
        store = open_store("sqlite:///:memory:")
        platform = ChatPlatform(
            deduplicates=deduplicates, searchable=not deduplicates, allowed=1, burst=5, script=script
        )  # fmt: skip
        keys = queue(store, number, channels=channels)
        sender = PlatformSender(DirectLine(platform), looks=not deduplicates, pace=PACE)
        simulated(deliver(store, sender, hours=hours))
        with store.read() as conn:
            waiting = sum(one.queued for one in outbox.queue_states(conn))
        note = f"{len(dead(store))} dead letters, {waiting} wait{_rate(platform, number / channels)}"
        store.close()
        found = tally(platform, keys)
        return Result(replace(found, lost=found.lost - waiting), note)

    return run


def _rate(platform: ChatPlatform, each: float) -> str:
    drained = sorted(one for times in platform.times.values() for one in times if one >= OUTAGE_SECONDS)
    if len(drained) < 1000:
        return ""
    return f", {each / (drained[-1] - drained[0]):.0%} of the rate, first after {drained[0] - OUTAGE_SECONDS:.0f} s"


def waits(seconds: float, *, everywhere: bool) -> Script:
    """Ask to wait once in the midst of each channel."""
    asked = Fault(429, seconds=seconds, everywhere=everywhere)
    return lambda post: asked if post.number == 100 + 50 * int(post.channel[-1]) else None


def late(post: Post) -> Fault | None:
    """Be down for two hours."""
    return OUTAGE if post.now < OUTAGE_SECONDS else None


def blocked(post: Post) -> Fault | None:
    """Never answer in one channel."""
    return SILENT if post.channel == "chat:0" else None


def one_blocked() -> Result:
    """Send to channels of which one never answers, and tell when the last card of the others was there."""
    store = open_store("sqlite:///:memory:")
    platform = ChatPlatform(script=blocked)
    keys = queue(store, 30)
    simulated(deliver(store, PlatformSender(DirectLine(platform)), hours=0.5))
    store.close()
    last = max(one for channel in ("chat:1", "chat:2") for one in platform.times[channel])
    others = {channel: some for channel, some in keys.items() if channel != "chat:0"}
    return Result(tally(platform, others), f"the others' last card left after {last:.2f} s")


def scenarios() -> Iterator[tuple[str, Scenario]]:
    """Yield every scenario by name."""
    yield "killed, nonce", under_kills(deduplicates=True)
    yield "killed, looked for", under_kills(searchable=True)
    yield "killed, neither", under_kills()
    for everywhere in (False, True):
        for seconds in (0.5, 5, 60, 1336):
            name = f"429 of {seconds:g} s, {'global' if everywhere else 'of a channel'}"
            yield name, under_faults(waits(seconds, everywhere=everywhere))
    for deduplicates in (True, False):
        how = "nonce" if deduplicates else "looked for"
        for name, fault in (
            ("500 after accepting", ACCEPTED_THEN_500), ("time-out after accepting", ACCEPTED_THEN_SILENT),
            ("dropped after accepting", ACCEPTED_THEN_DROPPED), ("dropped before", DROPPED), ("503", OUTAGE),
        ):  # fmt: skip
            yield f"10 % {name}, {how}", under_faults(now_and_then(0.1, fault), deduplicates=deduplicates)
    yield "401", under_faults(lambda _: REFUSED, hours=2)
    yield "outage of 2 h, 5,000 queued", under_faults(late, number=5000, channels=10)
    yield "one channel blocked", one_blocked


def main() -> None:
    """Run what is asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("word", nargs="?", default="")
    word = parser.parse_args().word
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    dispatcher.LOOK_SECONDS = 20.0  # nobody else queues, and hours pass
    table = Table("scenario", "sent", "lost", "twice", "out of order", "requests", "invalid", "", box=None)
    for name, run in scenarios():
        if word in name:
            found = run()
            one = found.tally
            table.add_row(name, *map(str, (one.sent, one.lost, one.twice, one.disordered, one.requests)),
                          f"{one.invalid:.2%}", found.note)  # fmt: skip
            print(name, one, found.note, file=sys.stderr, flush=True)  # noqa: T201
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
