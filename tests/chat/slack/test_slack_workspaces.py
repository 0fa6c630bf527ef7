"""Many workspaces: each installs the app by itself, gets its own token, and sees nothing of the others."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from fakes.miami import DOSSIER
from fakes.slack_blocks import shown
from fakes.slack_people import OverHttp, Person, filled
from fakes.slack_server import FakeSlack, told
from fakes.slack_state import Team, make_team
from fakes.values import make_delivery
from fakes.waiting import eventually
from sqlalchemy import inspect, select

from bot.app import counter, set_up
from bot.chat.slack import installations
from bot.chat.slack.chat import Many, Secrets, Slack
from bot.chat.slack.http import PATH, HttpMode
from bot.chat.slack.installations import CALLBACK, INSTALL, OAuthSecrets
from bot.chat.slack.wiring import is_wanted
from bot.chat.slack.wiring import slack as slack_of
from bot.counter import Counter
from bot.errors import ConfigError, DeliveryError, Trouble
from bot.model import Outgoing
from bot.settings import Environment, SlackRules
from bot.store.database import Store, open_store
from bot.store.schema import slack_bots

SECRETS = OAuthSecrets("123.456", "oauth-s3cret")


@dataclass
class House:
    """Parley for many workspaces, and the Slack that it serves."""

    slack: FakeSlack
    chat: Slack
    base: str
    http: OverHttp
    store: Store
    said: str = ""

    async def install(self, team: Team, *, state: str = "") -> int:
        """Install the app in a workspace as its administrator does; returns the last page's status."""
        self.slack.codes["c0de"] = team
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            page = await (await browser.get(f"{self.base}{INSTALL}")).text()
            (link,) = [one for one in page.split('"') if "/oauth/v2/authorize" in one]
            given = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
            cookies = {one.key: one.value for one in browser.cookie_jar}
            query = {"code": "c0de", "state": state or given["state"][0]}
            back = await browser.get(f"{self.base}{CALLBACK}", params=query, cookies=cookies)
            self.said = await back.text()
            return back.status

    def somebody(self, team: str, user: str = "UMEMBER") -> Person:
        """Return somebody of a workspace."""
        return Person(self.slack, self.http, user=user, team=team)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store."""
    opened = open_store(f"sqlite:///{tmp_path / 'parley.db'}")
    yield opened
    opened.close()


@pytest.fixture
async def house(office: Any, store: Store) -> AsyncIterator[House]:
    """Return Parley for many workspaces, none of which has installed it yet."""
    async with built(Counter(office), store) as one:
        yield one


@asynccontextmanager
async def built(counter: Counter, store: Store) -> AsyncIterator[House]:
    """Hold Parley for many workspaces."""
    async with FakeSlack(make_team("T0")) as slack:
        stop = asyncio.Event()
        chat = Slack(
            Secrets(signing_secret="s3cret"), counter, rules=SlackRules(port=0), url=slack.url,
            many=Many(SECRETS, store.engine),
        )  # fmt: skip
        task = asyncio.create_task(chat.run(stop))
        await eventually(lambda: isinstance(chat.mode, HttpMode) and chat.mode.address)
        assert isinstance(chat.mode, HttpMode)
        assert chat.mode.address is not None
        base = "http://{}:{}".format(*chat.mode.address)
        yield House(slack, chat, base, OverHttp(f"{base}{PATH}"), store)
        stop.set()
        await asyncio.wait_for(task, 10)
        counter.close()


def outgoing(team: str, key: str = "k1") -> Outgoing:
    """Return a delivery to a channel of the workspace."""
    return Outgoing(delivery=make_delivery(key, f"slack:{team}/C1"))


async def test_a_workspace_that_installs_the_app_is_answered_and_told(house: House) -> None:
    assert await house.install(make_team("T1")) == 200
    await house.chat.send(outgoing("T1"))
    assert told(house.slack.teams["T1"].sent()) == ["k1"]
    await house.somebody("T1").command("/positions", "russia")
    await eventually(lambda: house.slack.answers)
    assert house.slack.answers[0]["team"] == "T1"


async def test_what_is_asked_for_are_the_scopes_of_the_manifest(house: House) -> None:
    async with aiohttp.ClientSession() as browser:
        page = await (await browser.get(f"{house.base}{INSTALL}")).text()
    (link,) = [one for one in page.split('"') if "/oauth/v2/authorize" in one]
    given = parse_qs(urlsplit(link.replace("&amp;", "&")).query)
    assert given["client_id"] == ["123.456"]
    assert given["scope"][0].split(",") == list(installations.SCOPES)
    assert "oauth-s3cret" not in page


async def test_a_whole_organisation_is_refused_in_words_and_leaves_nothing_behind(house: House) -> None:
    team = make_team("T1")
    team.whole = True
    assert await house.install(team) == 403
    assert house.said == installations.WHOLE
    with house.store.read() as conn:
        assert conn.execute(select(slack_bots)).all() == []


@pytest.mark.parametrize("state", ["forged", "00000000-0000-0000-0000-000000000000"])
async def test_who_comes_back_without_having_set_out_is_refused(house: House, state: str) -> None:
    assert await house.install(make_team("T1"), state=state) >= 400
    with pytest.raises(DeliveryError, match="not installed"):
        await house.chat.send(outgoing("T1"))


async def test_a_state_is_good_once(house: House) -> None:
    states = house.chat.workspaces.flow().settings.state_store  # type: ignore[union-attr]
    state = await states.async_issue()
    assert [await states.async_consume(state) for _ in range(2)] == [True, False]


async def test_a_workspace_without_the_app_is_not_written_to(house: House) -> None:
    with pytest.raises(DeliveryError, match="not installed") as caught:
        await house.chat.send(outgoing("T9"))
    assert caught.value.trouble is Trouble.CHANNEL
    assert not house.slack.count("chat.postMessage")


async def test_each_workspace_is_told_with_its_own_token(house: House) -> None:
    for team in ("T1", "T2"):
        await house.install(make_team(team))
        await house.chat.send(outgoing(team, f"k-{team}"))
    assert {key: told(team.sent()) for key, team in house.slack.teams.items()} == {
        "T0": [],
        "T1": ["k-T1"],
        "T2": ["k-T2"],
    }


async def test_who_asks_belongs_to_the_workspace_that_slack_names(house: House, office: Any) -> None:
    for team in ("T1", "T2"):
        await house.install(make_team(team))
        await house.somebody(team).command("/positions", "russia")
    await eventually(lambda: len(house.slack.answers) == 2)
    assert {(one.tenant, one.channel) for one in office.askers} == {
        ("slack:T1", "slack:T1/C1"), ("slack:T2", "slack:T2/C1"),
    }  # fmt: skip
    assert {(one["team"], one["channel"]) for one in house.slack.answers} == {("T1", "C1"), ("T2", "C1")}


async def test_a_workspace_sees_and_changes_its_own_subscriptions_alone(store: Store) -> None:
    asked = counter(set_up(), [DOSSIER], store, clock=lambda: datetime.now(UTC))
    async with built(asked, store) as house:
        said: list[str] = []

        async def ask(team: str, question: str) -> str:
            await house.somebody(team, "UADMIN").command("/talks", question)
            await eventually(lambda: len(house.slack.answers) > len(said))
            said.append(shown(house.slack.answers[-1]["blocks"]))
            return said[-1]

        for team in ("T1", "T2"):
            await house.install(make_team(team))
        added = await ask("T1", "watch add topics:ceasefire")
        key = added.partition("[")[2].partition("]")[0]
        assert key in await ask("T1", "watch list")
        assert key not in await ask("T2", "watch list")
        assert "no subscription" in await ask("T2", f"watch remove id:{key}")
        await ask("T2", "mute")
        assert "ute" not in (await ask("T1", "watch list")).partition("When it is told")[2]
        assert key in await ask("T1", "watch list")


async def test_an_administrator_of_one_workspace_is_nobody_in_another(house: House, office: Any) -> None:
    one, two = make_team("T1"), make_team("T2")
    del two.users["UADMIN"]
    for team in (one, two):
        await house.install(team)
        await house.somebody(team.id, "UADMIN").command("/positions", "russia")
    await eventually(lambda: len(house.slack.answers) == 2)
    assert {(asker.tenant, asker.manages) for asker in office.askers} == {("slack:T1", True), ("slack:T2", False)}


async def test_a_form_cannot_speak_for_another_workspace(house: House, office: Any) -> None:
    for team in ("T1", "T2"):
        await house.install(make_team(team))
    await house.somebody("T1", "UADMIN").command("/talks")
    await eventually(lambda: house.slack.teams["T1"].views)
    (view,) = house.slack.teams["T1"].views
    await house.somebody("T2").submits(view, filled("positions", actor="russia"))
    await eventually(lambda: office.askers)
    assert [asker.channel for asker in office.askers] == ["slack:T2/C1"]


async def test_a_workspace_that_takes_the_app_out_is_forgotten(house: House) -> None:
    for team in ("T1", "T2"):
        await house.install(make_team(team))
    await house.chat.send(outgoing("T1"))
    await house.somebody("T1").says({"type": "app_uninstalled"})
    await asyncio.sleep(0.3)
    before = len(house.slack.calls)
    with pytest.raises(DeliveryError, match="not installed") as caught:
        await house.chat.send(outgoing("T1", "k2"))
    assert caught.value.trouble is Trouble.CHANNEL
    assert len(house.slack.calls) == before
    await house.chat.send(outgoing("T2"))


@pytest.mark.parametrize(("tokens", "gone"), [({"bot": ["UBOTT1"]}, True), ({"oauth": ["UADMIN"]}, False)])
async def test_a_token_that_is_taken_back_is_forgotten(house: House, tokens: dict[str, list[str]], gone: bool) -> None:
    await house.install(make_team("T1"))
    await house.somebody("T1").says({"type": "tokens_revoked", "tokens": tokens})
    await asyncio.sleep(0.3)
    if gone:
        with pytest.raises(DeliveryError, match="not installed"):
            await house.chat.send(outgoing("T1"))
    else:
        await house.chat.send(outgoing("T1"))


async def test_installing_again_brings_a_dead_workspace_back(house: House) -> None:
    await house.install(make_team("T1"))
    house.slack.teams["T1"].refuses = "token_revoked"
    for _ in range(3):
        with pytest.raises(DeliveryError):
            await house.chat.send(outgoing("T1"))
    assert house.slack.count()["chat.postMessage"] == 1
    again = make_team("T1")
    again.token = "xoxb-again"
    await house.install(again)
    await house.chat.send(outgoing("T1"))
    assert told(house.slack.teams["T1"].sent()) == ["k1"]


async def test_who_installed_the_app_is_told_of_a_lost_channel(house: House) -> None:
    team = make_team("T1")
    team.channels["UADMIN"] = team.channels["D1"]
    await house.install(team)
    team.channels["C1"].closed = "is_archived"
    with pytest.raises(DeliveryError):
        await house.chat.send(outgoing("T1"))
    assert "is_archived" in team.sent("D1")[0]["text"]


async def test_a_token_that_expires_is_renewed_before_it_does(house: House) -> None:
    team = make_team("T1")
    team.expires_in = 3_600
    await house.install(team)
    await house.chat.send(outgoing("T1"))
    renewals = [one for one in house.slack.calls if one.method == "oauth.v2.access" and "refresh_token" in one.args]
    assert len(renewals) == 1
    assert team.token == "xoxb-T1-renewed"
    assert told(team.sent()) == ["k1"]


async def test_an_installation_outlives_a_restart(house: House, office: Any) -> None:
    await house.install(make_team("T1"))
    again = Slack(
        Secrets(signing_secret="s3cret"), Counter(office), rules=SlackRules(port=0), url=house.slack.url,
        many=Many(SECRETS, house.store.engine),
    )  # fmt: skip
    await again.send(outgoing("T1"))
    await again.close()
    assert told(house.slack.teams["T1"].sent()) == ["k1"]


def test_the_tables_are_those_that_the_sdk_works_with(house: House) -> None:
    found = inspect(house.store.engine)
    for store in (house.chat.workspaces._installations._store, house.chat.workspaces._states._store):  # type: ignore[union-attr]
        for name, table in store.metadata.tables.items():
            assert {one.name for one in table.columns} == {one["name"] for one in found.get_columns(name)}


def environment(**given: str) -> Environment:
    """Return an environment with these variables alone."""
    return Environment.model_validate({f"parley_slack_{name}": value for name, value in given.items()})


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"bot_token": "x"}, "PARLEY_SLACK_APP_TOKEN"), ({"client_secret": "x"}, "PARLEY_SLACK_CLIENT_ID"),
        ({"client_secret": "x", "client_id": "1.2"}, "PARLEY_SLACK_SIGNING_SECRET"),
        ({"client_secret": "x", "client_id": "1.2", "signing_secret": "x", "bot_token": "x"}, "one of them out"),
    ],
)  # fmt: skip
def test_variables_that_are_not_enough_are_told(office: Any, given: dict[str, str], missing: str) -> None:
    assert is_wanted(environment(**given))
    with pytest.raises(ConfigError, match=missing):
        slack_of(environment(**given), SlackRules(), Counter(office), engine=lambda: None)


def test_without_variables_there_is_no_slack() -> None:
    assert not is_wanted(environment())


async def test_the_clock_of_old_states_runs_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    states = house.chat.workspaces.flow().settings.state_store  # type: ignore[union-attr]
    late = time.time() - 601
    monkeypatch.setattr("slack_sdk.oauth.state_store.sqlalchemy.time.time", lambda: late)
    state = await states.async_issue()
    monkeypatch.undo()
    assert not await states.async_consume(state)


async def test_a_person_of_a_workspace_without_the_app_is_told_so(house: House, office: Any) -> None:
    house.slack.teams["T5"] = make_team("T5")
    await house.somebody("T5").command("/positions", "russia")
    await asyncio.sleep(0.2)
    assert office.askers == []
    assert not [one for one in house.slack.answers if "Russia" in shown(one.get("blocks", []))]
