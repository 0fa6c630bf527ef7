"""Subscriptions are made and changed in a modal, filled in with what holds; what is wrong is said in it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fakes.miami import DOSSIER
from fakes.slack_blocks import shown
from fakes.slack_people import Person, as_shown, over_socket
from fakes.slack_server import APP_TOKEN, FakeSlack
from fakes.waiting import eventually

from bot.app import counter, set_up
from bot.chat.slack.chat import Secrets, Slack
from bot.commands.desk import Desk
from bot.counter import Counter
from bot.settings import SlackRules
from bot.store.database import Store
from bot.store.subscriptions import subscriptions
from bot.subscriptions import Subscription

FIELDS = ["actors", "topics", "kinds", "rank", "origins", "without", "zone", "quiet", "digest", "filter"]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a busy machine take its time to say what is wrong; Slack waits three seconds."""
    monkeypatch.setattr("bot.chat.slack.forms.CHECK_SECONDS", 2.5)
    monkeypatch.setattr("bot.chat.slack.follows.OPEN_SECONDS", 10.0)


@pytest.fixture
def asked(memory_store: Store) -> Iterator[Counter]:
    """Return a counter whose answers come from a store."""
    made = counter(set_up(), [DOSSIER], memory_store, clock=lambda: datetime.now(UTC))
    yield made
    made.close()


@pytest.fixture
async def admin(slack: FakeSlack, asked: Counter) -> AsyncIterator[Person]:
    """Return an administrator who asks a Parley that keeps subscriptions."""
    stop = asyncio.Event()
    chat = Slack(Secrets(slack.team.token, APP_TOKEN), asked, rules=SlackRules(), url=slack.url)
    running = asyncio.create_task(chat.run(stop))
    await slack.connected()
    yield Person(slack, over_socket(slack), user="UADMIN")
    stop.set()
    await asyncio.wait_for(running, 10)


async def opens(admin: Person, text: str = "watch") -> dict[str, Any]:
    """Open the modal, and return it."""
    before = len(admin.slack.team.views)
    await admin.command("/talks", text)
    await eventually(lambda: len(admin.slack.team.views) > before)
    return admin.slack.team.views[-1]


async def follows(admin: Person, store: Store, wishes: str) -> Subscription:
    """Follow something by command, and return the subscription."""
    before = len(kept(store))
    await admin.command("/talks", f"watch add {wishes}")
    await eventually(lambda: len(kept(store)) > before)
    return kept(store)[-1]


def kept(store: Store) -> list[Subscription]:
    """Return all subscriptions, those of a member's own conversation too."""
    with store.read() as conn:
        return subscriptions(conn)


def fields(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the fields of the modal by the name of the wish."""
    return {block["block_id"].split(":")[1]: block["element"] for block in view["blocks"] if ":" in block["block_id"]}


async def test_the_first_subscription_is_made_in_a_blank_modal(admin: Person, memory_store: Store) -> None:
    view = await opens(admin)
    assert list(fields(view)) == FIELDS
    assert fields(view)["zone"]["initial_value"] == "Europe/Kyiv"
    assert fields(view)["digest"]["initial_value"] == "07:00"
    given = as_shown(view, topics=["ceasefire"], quiet="22:00-07:00")
    assert await admin.submits(view, given) == {}
    await eventually(lambda: admin.slack.answers)
    (one,) = kept(memory_store)
    assert (one.channel, one.tenant, one.topics, one.by) == ("slack:T1/C1", "slack:T1", ("ceasefire",), "Ada Admin")
    assert "Quiet hours: 22:00-07:00" in shown(admin.slack.answers[-1]["blocks"])


async def test_a_subscription_is_shown_filled_in_and_changed_in_place(admin: Person, memory_store: Store) -> None:
    before = await follows(admin, memory_store, "actors:russia,peskov kinds:shift rank:minister origins:2 without:CGTN")
    view = await opens(admin, f"watch edit {before.id}")
    shown_in = fields(view)
    chosen = [(one["text"]["text"], one["value"]) for one in shown_in["actors"]["initial_options"]]
    assert chosen == [("Russia", "russia"), ("Dmitry Peskov", "peskov")]
    assert [one["value"] for one in shown_in["kinds"]["initial_options"]] == ["shift"]
    assert shown_in["rank"]["initial_option"]["value"] == "minister"
    assert [shown_in[name].get("initial_value") for name in ("without", "filter", "quiet")] == ["CGTN", None, None]
    given = as_shown(view, actors=["ukraine"], without="", digest="06:30", filter="topic:ceasefire")
    assert await admin.submits(view, given) == {}
    await eventually(lambda: kept(memory_store) != [before])
    (after,) = kept(memory_store)
    assert (after.id, after.created) == (before.id, before.created)
    assert (after.actors, after.excluded_outlets, after.filter) == (("ukraine",), (), "topic:ceasefire")
    assert (after.kinds, after.minimum_rank, after.minimum_origins) == (before.kinds, before.minimum_rank, 2)


async def test_what_is_sent_as_it_was_shown_changes_nothing(admin: Person, memory_store: Store) -> None:
    before = await follows(admin, memory_store, "topics:ceasefire kinds:none filter:rank>=minister")
    view = await opens(admin)
    assert await admin.submits(view, as_shown(view)) == {}
    await eventually(lambda: len(admin.slack.answers) > 1)
    assert "Changed" in shown(admin.slack.answers[-1]["blocks"])
    assert kept(memory_store) == [before]


async def test_what_is_wrong_is_said_under_its_field_and_nothing_is_kept(admin: Person, memory_store: Store) -> None:
    before = await follows(admin, memory_store, "topics:ceasefire")
    view = await opens(admin)
    told = await admin.submits(view, as_shown(view, quiet="later", origins="many", zone="Kyviv", topics=[]))
    assert told["response_action"] == "errors"
    assert {one.split(":")[1]: words for one, words in told["errors"].items()}.keys() == {"quiet", "origins", "zone"}
    assert "nearest: Europe/Kyiv" in " ".join(told["errors"].values())
    assert set(told["errors"]) <= {one["block_id"] for one in view["blocks"]}
    assert kept(memory_store) == [before]


@pytest.mark.parametrize("user", ["UMEMBER", "UNOBODY"])
async def test_who_may_not_is_told_in_the_modal_whoever_opened_it(
    admin: Person, memory_store: Store, user: str
) -> None:
    before = await follows(admin, memory_store, "topics:ceasefire")
    view = await opens(admin)
    told = await admin.as_(user).submits(view, as_shown(view, topics=["territory"]))
    assert "moderators" in " ".join(told["errors"].values())
    assert kept(memory_store) == [before]


async def test_another_channels_subscription_cannot_be_named(admin: Person, memory_store: Store) -> None:
    before = await follows(admin, memory_store, "topics:ceasefire")
    view = await opens(admin.as_("UADMIN", channel="C2"))
    about = json.loads(view["private_metadata"]) | {"subject": "watch edit", "key": before.id, "dossier": "ukraine"}
    forged = view | {"private_metadata": json.dumps(about)}
    told = await admin.submits(forged, as_shown(view, topics=["territory"]))
    assert "no subscription" in " ".join(told["errors"].values())
    assert kept(memory_store) == [before]


async def test_the_modal_follows_the_subscription_that_is_chosen(admin: Person, memory_store: Store) -> None:
    first = await follows(admin, memory_store, "topics:ceasefire")
    second = await follows(admin, memory_store, "actors:ukraine")
    view = await opens(admin)
    options = [one["value"] for one in view["blocks"][0]["element"]["options"]]
    assert options == [first.id, second.id, "new"]
    titles = [one["text"]["text"] for one in view["blocks"][0]["element"]["options"]]
    assert titles == [f"Ceasefire [{first.id}]", f"Ukraine [{second.id}]", "A new one"]
    before = {block["block_id"] for block in view["blocks"][1:]}
    await admin.picks(view, "which", second.id)
    await eventually(lambda: admin.slack.count()["views.update"])
    now = admin.slack.team.views[-1]
    assert [one["value"] for one in fields(now)["actors"]["initial_options"]] == ["ukraine"]
    assert not before & {block["block_id"] for block in now["blocks"][1:]}, "Slack would keep what was typed"
    assert json.loads(now["private_metadata"])["key"] == second.id
    suggested = await admin.types(now, f"watch add:topics:{second.id}", "ceas")
    assert [one["value"] for one in suggested][:1] == ["ceasefire"]


async def test_a_member_follows_in_app_home_what_the_direct_conversation_is_told(
    admin: Person, memory_store: Store
) -> None:
    member = admin.as_("UMEMBER")
    await member.opens_home()
    await eventually(lambda: admin.slack.team.homes)
    home = admin.slack.team.homes["UMEMBER"]
    await member.presses("home:watch", "watch", response_url=None, channel=None, container={"type": "view"}, view=home)
    await eventually(lambda: admin.slack.team.views)
    view = admin.slack.team.views[-1]
    assert await member.submits(view, as_shown(view, topics=["ceasefire"])) == {}
    await eventually(lambda: admin.slack.team.sent("D1"))
    assert [(one.channel, one.topics) for one in kept(memory_store)] == [("slack:T1/D1", ("ceasefire",))]
    assert "now follows" in admin.slack.team.sent("D1")[0]["text"]


async def test_a_slow_store_closes_the_modal_in_time_and_says_afterwards_what_became_of_it(
    admin: Person, asked: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.slack.forms.CHECK_SECONDS", 0.1)
    view = await opens(admin)
    quick = asked._desks

    def slow(asker: Any, dossier: str = "") -> Desk:
        time.sleep(0.4)
        return quick(asker, dossier)

    asked._desks = slow
    assert await admin.submits(view, as_shown(view, quiet="later")) == {}
    await eventually(lambda: admin.slack.answers)
    assert "are no hours" in shown(admin.slack.answers[-1]["blocks"])


async def test_a_form_that_asks_a_question_still_says_what_is_wrong_in_it(admin: Person) -> None:
    await admin.command("/talks")
    await eventually(lambda: admin.slack.team.views)
    await admin.chooses(admin.slack.team.views[0], "watch add")
    await eventually(lambda: admin.slack.count()["views.update"])
    view = admin.slack.team.views[0]
    state = as_shown(view, rank="ministr") | {"command": {"command": {"selected_option": {"value": "watch add"}}}}
    told = await admin.submits(view, state)
    assert list(told["errors"]) == ["watch add:rank"]
