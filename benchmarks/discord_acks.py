"""How long Discord waits for the first sign of life, and what becomes of many alerts at once.

    uv run python benchmarks/discord_acks.py       # 100 commands, 10 s, 500 articles, 200 alerts: a few minutes

The real client, connected to a Discord on loopback that checks every request, is asked with commands, suggestions,
buttons and forms. Measured is the time from the event to the acknowledgement, as the server sees it: first with a store
that takes `--slow` seconds for every transaction, then while `--articles` articles are read. Discord gives up after 3
seconds. Then so many alerts go to one channel, and 20 to each of 50; a bucket holds 5 messages in `--bucket` seconds.
At last the connection is lost in every way, and the time until a command is answered again is taken. The output is what
was worst; the parts come on stderr as they are measured.
"""

import argparse
import asyncio
import io
import logging
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]

import structlog  # noqa: E402
from acks import Slow, say, tell, while_reading  # noqa: E402
from fakes.discord_interactions import MANAGE, Asked  # noqa: E402
from fakes.discord_server import DiscordServer, eventually  # noqa: E402
from fakes.discord_world import TEXT  # noqa: E402
from fakes.values import make_card, make_delivery  # noqa: E402

from bot.app import Setup, counter, opened, set_up  # noqa: E402
from bot.chat.discord.chat import DiscordChat  # noqa: E402
from bot.delivery.dispatcher import Dispatcher  # noqa: E402
from bot.demo import demonstrate  # noqa: E402
from bot.jobs.settling import settle  # noqa: E402
from bot.store import outbox  # noqa: E402
from bot.store.database import Store  # noqa: E402

COMMANDS = (
    ("positions", {"actor": "russia"}), ("topic", {"topic": "ceasefire"}), ("compare", {"a": "russia", "b": "ukraine"}),
    ("shifts", {}), ("accounts", {}), ("quotes", {"actor": "ukraine"}), ("sources", {}), ("status", {}), ("help", {}),
    ("ask", {"question": "what does Moscow say about a ceasefire?"}), ("watch list", {}),
)  # fmt: skip


async def ask(server: DiscordServer, chance: random.Random, number: int) -> Asked:
    """Do one of the things that people do."""
    do = server.interactions
    match number % 5:
        case 0:
            return await do.suggest("positions", "actor", actor=chance.choice(["rus", "Зел", "macron", "x"]))
        case 1:
            message = server.world.message(TEXT, {}, {})
            code = chance.choice(["evidence:ukraine:00000000", "page:1:/help", "mute:ukraine:ceasefire"])
            return await do.press(code, message, user=str(number), permissions=MANAGE)
        case 2:
            message = server.world.message(TEXT, {}, {})
            return await do.press("wrong:ukraine:00000000", message, user=str(number), permissions=MANAGE)
        case _:
            line, options = COMMANDS[number % len(COMMANDS)]
            return await do.command(line, **options)


async def acknowledged(server: DiscordServer, count: int, *, pause: float) -> list[float]:
    """Return how long the acknowledgements took, sorted; `inf` for one that never came."""
    chance = random.Random(7)  # noqa: S311
    asked = []
    for number in range(count):
        asked.append(await ask(server, chance, number))
        await asyncio.sleep(pause)
    with suppress(TimeoutError):
        await eventually(lambda: all(one.acknowledged for one in asked), seconds=15)
    return sorted(one.seconds if one.acknowledged else float("inf") for one in asked)


@dataclass(frozen=True, slots=True)
class Flood:
    """What became of many alerts: lost, shown twice, channels out of order, answers 429."""

    lost: int
    twice: int
    disordered: int
    throttled: int

    def and_(self, other: "Flood") -> "Flood":
        """Return the sums of both."""
        return Flood(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


async def flood(
    server: DiscordServer, chat: DiscordChat, store: Store, setup: Setup, *, channels: int, each: int
) -> Flood:
    """Send so many cards to each of so many channels, and return what became of them."""
    names = [str(7_000_000 + channels * 1000 + n) for n in range(channels)]
    for name in names:
        server.world.add_channel(name)
    made = [
        make_delivery(f"{name}-{n}", f"discord:{name}", card=make_card(str(n)), created=datetime.now(UTC))
        for n in range(each)
        for name in names
    ]
    with store.write() as conn:
        outbox.enqueue(conn, made)
    server.flaws.clear()
    begun = time.perf_counter()
    dispatcher = Dispatcher(store, {"discord": chat}, clock=lambda: datetime.now(UTC), rules=setup.settings.delivery)
    stop = asyncio.Event()
    running = asyncio.create_task(dispatcher.run(stop))
    wanted = [str(n) for n in range(each)]
    with suppress(TimeoutError):
        await eventually(lambda: all(len(server.world.shown(name)) >= each for name in names), seconds=100)
    took = time.perf_counter() - begun
    stop.set()
    await running
    shown = [server.world.shown(name) for name in names]
    right = sum(one == wanted for one in shown)
    rate = len(made) / took
    allowed = min(50.0, channels * server.rates.limit / server.rates.seconds)
    say(
        f"{len(made)} alerts to {channels} channels: {took:.1f} s, {rate:.1f} a second ({rate / allowed:.0%} of what "
        f"is allowed), {right} channels complete, once and in order; answers 429: {len(server.flaws)}"
    )
    return Flood(
        lost=sum(len(set(wanted) - set(one)) for one in shown),
        twice=sum(len(one) - len(set(one)) for one in shown),
        disordered=sum(list(dict.fromkeys(one)) != [key for key in wanted if key in one] for one in shown),
        throttled=len(server.flaws),
    )


async def lost(server: DiscordServer, name: str, lose: Callable[[], Awaitable[object]]) -> float:
    """Lose the connection, ask until somebody answers, and return the seconds until then."""
    await lose()
    begun = time.perf_counter()
    while True:
        asked = await server.interactions.command("watch list")
        try:
            await server.interactions.settled(asked, seconds=0.5)
        except TimeoutError:
            continue
        took = time.perf_counter() - begun
        say(f"answered again {took:.1f} s after {name}")
        return took


async def measure(options: argparse.Namespace) -> str:
    """Measure all of it, and return the worst of each."""
    setup = set_up()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        store = stack.enter_context(opened(f"sqlite:///{folder}/bench.db"))
        await demonstrate(setup, store, io.StringIO())
        server = await stack.enter_async_context(DiscordServer())
        server.rates.seconds = options.bucket
        slow = Slow(store)
        asked = counter(setup, setup.dossiers(), slow, clock=lambda: datetime.now(UTC))  # type: ignore[arg-type]
        chat = DiscordChat(
            server.token, asked, clock=lambda: datetime.now(UTC), api=server.url, gateway=server.gateway_url
        )
        stop = asyncio.Event()
        settle()  # as `parley run` does
        running = asyncio.create_task(chat.run(stop))
        await eventually(lambda: bool(server.gateway.sockets))
        slow.seconds = options.slow
        late = tell(f"store slow by {options.slow:g} s", await acknowledged(server, options.commands, pause=0.02))
        slow.seconds = 0.0
        tell("with a store at its usual speed", await acknowledged(server, options.commands, pause=0.02))
        busy = await while_reading(lambda: acknowledged(server, 10, pause=0.2), setup, store, options.articles)
        one = await flood(server, chat, store, setup, channels=1, each=options.alerts)
        told = one.and_(await flood(server, chat, store, setup, channels=50, each=20))
        again = await losses(server)
        stop.set()
        await running
        asked.close()
    return (
        f"first sign with a slow store: p99 {late.p99:.3f} s, max {late.most:.3f} s; while {options.articles} articles "
        f"are read: p99 {busy.p99:.3f} s, max {busy.most:.3f} s\n{options.alerts + 1000} alerts: {told.lost} lost, "
        f"{told.twice} twice, {told.disordered} channels out of order, {told.throttled} answers 429\n"
        f"answered again after a lost connection: {again:.1f} s at most"
    )


async def losses(server: DiscordServer) -> float:
    """Lose the connection in every way, and return the longest time until somebody answered."""

    async def dropped() -> None:
        server.gateway.abort()

    async def silent() -> None:
        server.gateway.fall_silent()

    ways: dict[str, Callable[[], Awaitable[object]]] = {
        "a dropped connection": dropped,
        "op 7 (reconnect)": lambda: server.gateway.send(7),
        "op 9 (resumable)": lambda: server.gateway.send(9, True),
        "op 9 (not resumable)": lambda: server.gateway.send(9, False),
        "close 4000": lambda: server.gateway.close(4000),
        "silence": silent,
    }
    return max([await lost(server, name, lose) for name, lose in ways.items()])


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commands", type=int, default=100)
    parser.add_argument("--slow", type=float, default=10.0)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--alerts", type=int, default=200)
    parser.add_argument("--bucket", type=float, default=0.5)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with redirect_stdout(sys.stderr):
        found = asyncio.run(measure(parser.parse_args()))
    print(found)  # noqa: T201


if __name__ == "__main__":
    main()
