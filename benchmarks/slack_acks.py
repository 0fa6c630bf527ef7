"""How long Slack waits for the first sign of life, and what becomes of many cards at once.

    uv run python benchmarks/slack_acks.py [--commands 100] [--slow 10] [--articles 500] [--alerts 200] [--second 0.25]

The real clients, connected to a Slack on loopback, are asked with commands, suggestions, buttons, forms and mentions.
Measured is the time from the envelope to its acknowledgement, as the server sees it: first with a store that takes
`--slow` seconds for every transaction, then while `--articles` articles are read. Slack gives up after 3 seconds. Then
20 cards go to each of 50 channels, and `--alerts` to one, against a Slack that takes one a second of a channel; such a
second lasts `--second` seconds here, so that 200 need not take 200. At last the connection is lost in every way, and
the time until a command is answered again is taken.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]

from acks import Slow, say, tell, while_reading  # noqa: E402
from fakes.miami import PESKOV  # noqa: E402
from fakes.slack_people import Person, filled, over_socket  # noqa: E402
from fakes.slack_server import APP_TOKEN, FakeSlack, told  # noqa: E402
from fakes.slack_state import Channel  # noqa: E402
from fakes.values import make_card, make_delivery  # noqa: E402

from bot.app import Setup, counter, opened, set_up  # noqa: E402
from bot.chat.slack import sender  # noqa: E402
from bot.chat.slack.chat import Secrets, Slack  # noqa: E402
from bot.delivery.dispatcher import Dispatcher  # noqa: E402
from bot.delivery.pace import Pace, Rate  # noqa: E402
from bot.model import Delivery  # noqa: E402
from bot.settings import SlackRules  # noqa: E402
from bot.store import outbox  # noqa: E402
from bot.store.database import Store  # noqa: E402

QUESTIONS = (
    "positions russia", "topic ceasefire", "compare russia ukraine", "shifts", "accounts", "quotes ukraine", "sources",
    "state", "help", "watch list", "what does Moscow say about a ceasefire?",
)  # fmt: skip


async def ask(person: Person, view: dict[str, Any], chance: random.Random, number: int) -> None:
    """Do one of the things that people do, and wait for its acknowledgement."""
    match number % 6:
        case 0:
            await person.types(view, "positions:actor", chance.choice(["rus", "Зел", "macron", "x"]))
        case 1:
            await person.presses(f"card:{number}:evidence", f"evidence:ukraine:{PESKOV.id}")
        case 2:
            await person.submits(
                view | {"private_metadata": json.dumps({"channel": "C1"})}, filled("positions", actor="us")
            )
        case 3:
            await person.mentions(QUESTIONS[number % len(QUESTIONS)])
        case _:
            await person.command("/talks", QUESTIONS[number % len(QUESTIONS)])


async def timed(person: Person, view: dict[str, Any], chance: random.Random, number: int) -> float:
    """Return how long the acknowledgement took; `inf` for one that never came."""
    begun = time.perf_counter()
    try:
        await ask(person, view, chance, number)
    except TimeoutError:
        return float("inf")
    return time.perf_counter() - begun


async def acknowledged(person: Person, view: dict[str, Any], count: int, *, pause: float) -> list[float]:
    """Return how long the acknowledgements took, sorted."""
    chance = random.Random(7)  # noqa: S311
    asked = []
    for number in range(count):
        asked.append(asyncio.create_task(timed(person, view, chance, number)))
        await asyncio.sleep(pause)
    return sorted(await asyncio.gather(*asked))


async def flood(
    slack: FakeSlack, chat: Slack, store: Store, setup: Setup, wanted: dict[str, int], *, second: float
) -> None:
    """Send so many cards to each of the channels, all at once, and print what became of them."""
    slack.team.channels |= {name: Channel(name) for name in wanted}
    slack.rates["chat.postMessage"] = second
    sender.PAUSE *= second
    chat.pace = Pace(channel=Rate(sender.PAUSE))
    keys = {name: [f"{name}-{number:04}" for number in range(each)] for name, each in wanted.items()}
    with store.write() as conn:
        outbox.enqueue(conn, _cards(keys))
    before, begun, stop = len(slack.calls), time.perf_counter(), asyncio.Event()
    dispatcher = Dispatcher(store, {"slack": chat}, clock=lambda: datetime.now(UTC), rules=setup.settings.delivery)
    running = asyncio.create_task(dispatcher.run(stop))
    latest = begun + 3 * second * max(wanted.values()) + 60  # what is lost never comes
    while time.perf_counter() < latest and any(len(slack.team.sent(name)) < wanted[name] for name in wanted):  # noqa: ASYNC110
        await asyncio.sleep(0.2)
    took = time.perf_counter() - begun
    stop.set()
    await running
    sent = {name: told(slack.team.sent(name)) for name in wanted}
    lost = sum(len(set(keys[name]) - set(sent[name])) for name in wanted)
    twice = sum(len(sent[name]) - len(set(sent[name])) for name in wanted)
    refused = sum(one.result == "429" for one in slack.calls[before:])
    in_order = sum(sent[name] == sorted(sent[name]) for name in wanted)
    most = max(wanted.values())
    say(
        f"{sum(wanted.values())} cards to {len(wanted)} channels, at most {most} to one: {refused} refused (429), "
        f"{lost} lost, {twice} twice, {in_order} channels in order; {took:.1f} s, "
        f"{most * second / took:.0%} of the pace that is allowed"
    )


def _cards(keys: dict[str, list[str]]) -> list[Delivery]:
    """Return the cards in turn, one for each channel after the other."""
    each = [[(key, name) for key in found] for name, found in keys.items()]
    return [
        make_delivery(key, f"slack:T1/{name}", card=make_card(key), created=datetime.now(UTC))
        for row in zip_longest(*each)
        for key, name in filter(None, row)
    ]


async def answered_again(slack: FakeSlack, person: Person) -> float:
    """Return after how many seconds a command is answered."""
    begun, before = time.perf_counter(), len(slack.answers)
    while len(slack.answers) == before:
        try:
            await slack.connected(within=60)
            await person.command("/positions", "russia")
        except (TimeoutError, ConnectionError):
            await asyncio.sleep(0.1)
            continue
        for _ in range(100):
            await asyncio.sleep(0.02 if len(slack.answers) == before else 0)
    return time.perf_counter() - begun


async def broken(slack: FakeSlack, person: Person) -> None:
    """Lose the connection in every way, and print how long that lasts."""
    await slack.drop()
    say(f"closed: a command is answered again after {await answered_again(slack, person):.1f} s")
    for socket in list(slack.sockets):
        if socket._req is not None and socket._req.transport is not None:
            socket._req.transport.abort()
    say(f"cut off: after {await answered_again(slack, person):.1f} s")
    await slack.disconnect()
    say(f"asked to connect anew: after {await answered_again(slack, person):.1f} s")
    slack.silent = True
    gone, begun = set(slack.sockets), time.perf_counter()
    while gone & set(slack.sockets):  # noqa: ASYNC110
        await asyncio.sleep(0.1)
    slack.silent = False
    noticed = time.perf_counter() - begun
    say(f"silent: noticed after {noticed:.1f} s, answered again {await answered_again(slack, person):.1f} s later")


@asynccontextmanager
async def connected(setup: Setup, store: Any, slack: FakeSlack) -> AsyncIterator[Slack]:
    """Hold Parley connected to the Slack."""
    asked = counter(setup, [setup.dossier()], store, clock=lambda: datetime.now(UTC))
    stop = asyncio.Event()
    chat = Slack(Secrets(slack.team.token, APP_TOKEN), asked, rules=SlackRules(), url=slack.url, store=store)
    running = asyncio.create_task(chat.run(stop))
    await slack.connected()
    yield chat
    stop.set()
    await running
    asked.close()


async def measure(given: argparse.Namespace, folder: Path) -> None:
    """Measure all, one after the other."""
    setup = set_up()
    with opened(f"sqlite:///{folder / 'bench.db'}") as kept:
        slow = Slow(kept)
        async with FakeSlack() as slack, connected(setup, slow, slack) as chat:
            person = Person(slack, over_socket(slack))
            await person.command("/talks")
            while not slack.team.views:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            view = slack.team.views[0]
            slow.seconds = given.slow
            tell(
                f"with a store that takes {given.slow:g} s",
                await acknowledged(person, view, given.commands, pause=0.05),
            )
            slow.seconds = 0.0
            await while_reading(lambda: acknowledged(person, view, 10, pause=0.2), setup, kept, given.articles)
            if given.alerts:
                wanted = {**{f"C50X{number}": 20 for number in range(50)}, "C1X0": given.alerts}
                await flood(slack, chat, kept, setup, wanted, second=given.second)
            await broken(slack, person)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commands", type=int, default=100)
    parser.add_argument("--slow", type=float, default=10.0)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--alerts", type=int, default=200)
    parser.add_argument("--second", type=float, default=0.25)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(given, Path(folder)))


if __name__ == "__main__":
    main()
