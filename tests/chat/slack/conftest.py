"""A Slack with Parley connected to it, and people who ask."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from fakes.miami import DOSSIER, NOW, STATEMENTS
from fakes.slack_people import Person, over_socket
from fakes.slack_server import APP_TOKEN, FakeSlack
from fakes.stores import memory_store

from bot.chat.slack.chat import Secrets, Slack
from bot.commands.asker import Asker
from bot.commands.desk import Desk, Memory
from bot.corrections import Correction
from bot.counter import Counter
from bot.settings import SlackRules

__all__ = ["memory_store"]


@dataclass
class Pen:
    """Keeps corrections in a list."""

    by: str
    tenant: str
    kept: list[Correction]

    def keep(self, correction: Correction) -> None:
        """Keep one."""
        self.kept.append(correction)


@dataclass
class Office:
    """Makes desks on five articles, remembers who asked, and takes as long as it is told."""

    askers: list[Asker]
    corrections: list[Correction]
    seconds: float = 0.0

    def __call__(self, asker: Asker, dossier: str = "") -> Desk:
        """Return a desk for the asker."""
        del dossier
        time.sleep(self.seconds)
        self.askers.append(asker)
        pen = Pen(asker.name, asker.tenant, self.corrections) if asker.manages else None
        return Desk(dossier=DOSSIER, now=NOW, archive=Memory(STATEMENTS), asker=asker, editor=pen)


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Return a Slack with one workspace."""
    async with FakeSlack() as server:
        yield server


@pytest.fixture
def office() -> Office:
    """Return where desks come from."""
    return Office([], [])


@pytest.fixture
async def chat(slack: FakeSlack, office: Office) -> AsyncIterator[Slack]:
    """Return Parley, connected to the Slack over Socket Mode."""
    counter, stop = Counter(office), asyncio.Event()
    secrets = Secrets(bot_token=slack.team.token, app_token=APP_TOKEN)
    made = Slack(secrets, counter, rules=SlackRules(managers=("T1/ULISTED",)), url=slack.url)
    running = asyncio.create_task(made.run(stop))
    await slack.connected()
    yield made
    stop.set()
    await asyncio.wait_for(running, 10)
    counter.close()


@pytest.fixture
def person(slack: FakeSlack, chat: Slack) -> Person:
    """Return a member of the workspace, in a channel."""
    del chat
    return Person(slack, over_socket(slack))
