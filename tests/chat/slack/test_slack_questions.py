"""People ask in Slack, over the real client, and read the answers."""

import asyncio
import time
from typing import Any

import pytest
from fakes.miami import DMITRIEV, PESKOV
from fakes.slack_blocks import mentions, refusal, shown, texts
from fakes.slack_people import Person, filled
from fakes.slack_server import FakeSlack, Fault
from fakes.waiting import eventually

from bot.chat.slack.chat import Slack
from bot.chat.slack.home import home_view
from bot.chat.slack.render import MOST_MESSAGES
from bot.chat.slack.views import About
from bot.commands.command import Command, Request
from bot.commands.desk import Desk
from bot.commands.registry import COMMANDS
from bot.model import Card, Image, Paragraph


async def answer(slack: FakeSlack, number: int = 1) -> dict[str, Any]:
    """Return the answer of that number, once it has come."""
    await eventually(lambda: len(slack.answers) >= number)
    return slack.answers[number - 1]


async def test_a_command_is_acknowledged_and_answered_to_the_asker_alone(slack: FakeSlack, person: Person) -> None:
    assert await person.command("/positions", "russia ceasefire") == {}
    given = await answer(slack)
    assert given["response_type"] == "ephemeral"
    assert (given["channel"], given["user"]) == ("C1", "UMEMBER")
    assert "Russia: position on Ceasefire" in shown(given["blocks"])
    assert refusal(given["blocks"]) == ""
    assert given["text"].startswith("Russia: position on Ceasefire")


@pytest.mark.parametrize("name", sorted(COMMANDS))
async def test_everything_can_be_asked_with_one_command(slack: FakeSlack, person: Person, name: str) -> None:
    needed = " ".join(f"{one.name}:x" for one in COMMANDS[name].parameters if one.required)
    await person.command("/talks", f"{name} {needed}")
    if slack.team.views:
        await person.submits(slack.team.views[0], filled(name))
    assert refusal((await answer(slack))["blocks"]) == ""


async def test_a_question_in_words_is_answered(slack: FakeSlack, person: Person) -> None:
    await person.command("/talks", "what does Moscow say about a ceasefire?")
    assert "Understood as /positions" in shown((await answer(slack))["blocks"])


@pytest.mark.parametrize(
    ("command", "text"), [("/nonsense", "x"), ("/talks", "gibberish xyzzy"), ("/positions", "<!channel>")]
)
async def test_what_is_not_understood_is_acknowledged_and_answered(
    slack: FakeSlack, person: Person, command: str, text: str
) -> None:
    assert await person.command(command, text) == {}
    given = await answer(slack)
    assert "Not answered" in shown(given["blocks"])
    assert not [one for text in texts(given["blocks"]) for one in mentions(text)]


async def test_who_asks_is_what_slack_says(slack: FakeSlack, person: Person, office: Any) -> None:
    await person.command("/positions", "russia")
    await answer(slack)
    (asker,) = office.askers
    assert (asker.tenant, asker.channel, asker.user, asker.name) == (
        "slack:T1",
        "slack:T1/C1",
        "slack:T1/UMEMBER",
        "Max Member",
    )


@pytest.mark.parametrize(
    ("user", "channel", "may"),
    [
        ("UMEMBER", "C1", False), ("UADMIN", "C1", True), ("UMAKER", "C1", True), ("UMAKER", "C2", False),
        ("ULISTED", "C2", True), ("UMEMBER", "D1", True), ("UNOBODY", "C1", False),
    ],
)  # fmt: skip
async def test_who_may_manage_is_decided_by_slack_and_the_settings(
    slack: FakeSlack, person: Person, office: Any, user: str, channel: str, may: bool
) -> None:
    question = f'correct id:{PESKOV.id} changes:"not a statement" reason:wrong'
    await person.as_(user, channel=channel).command("/talks", question)
    given = shown((await answer(slack))["blocks"])
    assert office.askers[0].manages is may
    assert bool(office.corrections) is may
    assert ("is for moderators" in given) is not may


async def test_somebody_of_another_workspace_manages_nothing(slack: FakeSlack, person: Person, office: Any) -> None:
    slack.team.users["UADMIN"].team = "T9"
    await person.as_("UADMIN").command("/positions", "russia")
    await answer(slack)
    assert not office.askers[0].manages


async def test_people_are_asked_for_once_a_minute(slack: FakeSlack, person: Person) -> None:
    for number in range(1, 4):
        await person.command("/positions", "russia")
        await answer(slack, number)
    assert slack.count()["users.info"] == 1


async def test_where_slack_does_not_tell_the_question_is_answered_nevertheless(
    slack: FakeSlack, person: Person, office: Any
) -> None:
    slack.plays("users.info", Fault(500))
    await person.as_("UADMIN").command("/positions", "russia")
    await answer(slack)
    assert not office.askers[0].manages


async def test_a_mention_is_answered_in_its_thread(slack: FakeSlack, person: Person) -> None:
    await person.mentions("positions russia ceasefire")
    await eventually(lambda: slack.count()["chat.postMessage"])
    root, reply = slack.team.sent()
    assert reply["thread_ts"] == root["ts"]
    assert "Russia: position on Ceasefire" in shown(reply["blocks"])
    assert not reply.get("reply_broadcast")


async def test_a_mention_within_a_thread_stays_there(slack: FakeSlack, person: Person) -> None:
    root = person.write("root")
    await person.mentions("positions russia", thread_ts=root)
    await eventually(lambda: slack.count()["chat.postMessage"])
    assert slack.team.sent()[-1]["thread_ts"] == root


async def test_a_mention_alone_gets_help(slack: FakeSlack, person: Person) -> None:
    await person.mentions("")
    await eventually(lambda: slack.count()["chat.postMessage"])
    assert "what can be asked" in shown(slack.team.sent()[1]["blocks"])


async def test_a_direct_message_is_answered(slack: FakeSlack, person: Person) -> None:
    await person.tells("where does Russia stand on a ceasefire?")
    await eventually(lambda: slack.team.sent("D1"))
    assert "Understood as" in shown(slack.team.sent("D1")[0]["blocks"])


@pytest.mark.parametrize("more", [{"subtype": "message_changed"}, {"bot_id": "B9"}, {"channel_type": "channel"}])
async def test_what_is_not_meant_for_it_is_not_answered(slack: FakeSlack, person: Person, more: dict[str, str]) -> None:
    await person.tells("positions russia", **more)
    await asyncio.sleep(0.2)
    assert slack.team.sent("D1") == []


async def test_an_event_that_comes_again_has_no_second_effect(slack: FakeSlack, person: Person) -> None:
    for _ in range(3):
        await person.mentions("positions russia", event_id="Ev1")
    await eventually(lambda: slack.count()["chat.postMessage"])
    await asyncio.sleep(0.2)
    assert slack.count()["chat.postMessage"] == 1


async def test_a_message_is_set_against_what_others_say(slack: FakeSlack, person: Person) -> None:
    assert await person.points_at(f"*Russia · Progress* — not a breakthrough [{PESKOV.id}]") == {}
    assert DMITRIEV.id in shown((await answer(slack))["blocks"])


async def test_a_message_about_something_else_is_told_so(slack: FakeSlack, person: Person) -> None:
    await person.points_at("lunch?")
    assert "Not answered" in shown((await answer(slack))["blocks"])


@pytest.mark.parametrize(
    ("text", "offered"), [("positions russia", True), ("watch add", False), ("nonsense xyzzy", False)]
)
async def test_only_what_can_be_asked_again_is_offered_to_be_shared(
    slack: FakeSlack, person: Person, text: str, offered: bool
) -> None:
    await person.as_("UADMIN").command("/talks", f"{text} ")
    if slack.team.views:
        await person.as_("UADMIN").submits(slack.team.views[0], filled("watch add"))
    assert ("[Share with the channel]" in shown((await answer(slack))["blocks"])) is offered


def picture(request: Request, desk: Desk) -> Card:
    """Return an answer with a picture."""
    del request, desk
    return Card(title="Matrix", image=Image(name="m.png", alt="north of south", png=b"PNG"), kind="answer")


@pytest.fixture
def pictured(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a command answer with a picture, and people be written to."""
    monkeypatch.setitem(COMMANDS, "matrix", Command(name="matrix", summary="m", answer=picture))
    slack.team.channels["UMEMBER"] = slack.team.channels["D1"]


@pytest.mark.usefixtures("pictured")
async def test_a_picture_for_one_person_goes_to_them_directly(slack: FakeSlack, person: Person) -> None:
    await person.command("/talks", "matrix")
    seen = shown((await answer(slack))["blocks"])
    assert "Picture: north of south" in seen
    assert "in your direct messages" in seen
    (file,) = slack.team.files
    assert (file["done"], file["channel"], file["data"]) == (True, "D1", b"PNG")
    assert slack.team.sent("C1") == []


@pytest.mark.usefixtures("pictured")
async def test_a_picture_that_is_shared_or_asked_for_directly_stands_in_the_channel(
    slack: FakeSlack, person: Person
) -> None:
    await person.presses("share", "/matrix")
    await eventually(lambda: slack.team.files and slack.team.files[0].get("done"))
    assert slack.team.files[0]["channel"] == "C1"
    await person.as_("UMEMBER", channel="D1").command("/talks", "matrix")
    await eventually(lambda: len(slack.team.files) == 2 and slack.team.files[1].get("done"))
    assert slack.team.files[1]["channel"] == "D1"
    assert slack.team.sent("D1") == [], "it is not announced beside the answer"


@pytest.mark.usefixtures("pictured")
@pytest.mark.parametrize("missing", ["files.getUploadURLExternal", "files.completeUploadExternal", "chat.postMessage"])
async def test_without_the_scope_the_words_stand_in_for_the_picture(
    slack: FakeSlack, person: Person, missing: str
) -> None:
    slack.team.missing.add(missing)
    await person.command("/talks", "matrix")
    seen = shown((await answer(slack))["blocks"])
    assert "Picture: north of south" in seen
    assert "could not be attached" in seen


@pytest.mark.usefixtures("pictured")
async def test_a_picture_stands_in_the_thread_of_a_mention(slack: FakeSlack, person: Person) -> None:
    await person.mentions("matrix")
    await eventually(lambda: slack.team.files and slack.team.files[0].get("done"))
    assert slack.team.files[0]["thread_ts"] == slack.team.sent()[0]["ts"]


# forms


async def test_a_command_without_words_opens_a_form(slack: FakeSlack, person: Person) -> None:
    await person.command("/positions")
    await eventually(lambda: slack.team.views)
    (view,) = slack.team.views
    assert [one["block_id"] for one in view["blocks"]] == [
        "command",
        "positions:actor",
        "positions:topic",
        "positions:as_of",
    ]
    assert [one["element"]["type"] for one in view["blocks"]] == ["static_select"] + ["external_select"] * 3
    assert slack.answers == []


async def test_a_form_that_cannot_be_opened_any_more_is_answered_with_help(slack: FakeSlack, person: Person) -> None:
    slack.plays("views.open", Fault(error="expired_trigger_id"))
    await person.command("/talks")
    assert "what can be asked" in shown((await answer(slack))["blocks"])


async def test_the_form_follows_the_command_that_is_chosen(slack: FakeSlack, person: Person) -> None:
    await person.command("/talks")
    await eventually(lambda: slack.team.views)
    await person.chooses(slack.team.views[0], "watch add")
    await eventually(lambda: slack.count()["views.update"])
    fields = {one["block_id"]: one["element"]["type"] for one in slack.team.views[0]["blocks"]}
    assert fields["watch add:actors"] == "multi_external_select"
    assert fields["watch add:filter"] == "plain_text_input"


@pytest.mark.parametrize(
    ("block", "typed", "value"),
    [
        ("positions:actor", "", "russia"), ("positions:actor", "Мос", "russia"),
        ("positions:topic", "truc", "ceasefire"), ("positions:as_of", "2025-12-21", "2025-12-21"),
        ("watch add:topics", "ceas", "ceasefire"),
    ],
)  # fmt: skip
async def test_names_are_suggested_while_one_types(
    slack: FakeSlack, person: Person, block: str, typed: str, value: str
) -> None:
    await person.command("/talks")
    await eventually(lambda: slack.team.views)
    options = await person.types(slack.team.views[0], block, typed)
    assert value in [one["value"] for one in options]
    assert len(options) <= 100
    assert all(0 < len(one["text"]["text"]) <= 75 for one in options)


@pytest.mark.parametrize("block", ["nonsense", "", "positions:nonsense", "a:b:c"])
async def test_nothing_is_suggested_for_a_field_nobody_made(slack: FakeSlack, person: Person, block: str) -> None:
    await person.command("/talks")
    await eventually(lambda: slack.team.views)
    assert await person.types(slack.team.views[0], block, "x") == []


async def test_a_form_asks_for_a_dossier_where_there_are_several(slack: FakeSlack, person: Person, chat: Slack) -> None:
    chat._front.counter.dossiers = {"ukraine": "Ukraine talks", "iran": "Iran"}
    await person.command("/talks")
    await eventually(lambda: slack.team.views)
    assert slack.team.views[0]["blocks"][-1]["block_id"] == "positions:dossier"
    options = await person.types(slack.team.views[0], "positions:dossier", "ir")
    assert [one["value"] for one in options] == ["iran"]
    await person.submits(slack.team.views[0], filled("positions", actor="russia", dossier="iran"))
    assert (await answer(slack))["text"].startswith("Russia")


async def test_a_filled_in_form_is_answered_where_it_was_opened(slack: FakeSlack, person: Person) -> None:
    await person.command("/talks")
    await eventually(lambda: slack.team.views)
    await person.submits(slack.team.views[0], filled("positions", actor="russia", topic="ceasefire"))
    given = await answer(slack)
    assert "Russia: position on Ceasefire" in shown(given["blocks"])
    assert given["channel"] == "C1"
    (share,) = [
        one for block in given["blocks"] for one in block.get("elements", []) if one.get("action_id") == "share"
    ]
    assert share["value"] == "/positions actor:russia topic:ceasefire"


@pytest.mark.alone
async def test_suggestions_that_take_too_long_are_left_out(slack: FakeSlack, person: Person, office: Any) -> None:
    await person.command("/talks")
    await eventually(lambda: slack.team.views)
    office.seconds = 2.5
    began = time.monotonic()
    assert await person.types(slack.team.views[0], "positions:actor", "rus") == []
    assert time.monotonic() - began < 2


# App Home


async def test_home_shows_the_state_of_play_and_the_digest(slack: FakeSlack, person: Person) -> None:
    await person.opens_home()
    await eventually(lambda: slack.team.homes)
    seen = shown(slack.team.homes["UMEMBER"]["blocks"])
    assert "Ukraine talks: state of play" in seen
    assert "Bottom line" in seen
    assert "[Ask] [What I am told]" in seen


async def test_a_button_of_home_opens_a_form_that_is_answered_directly(slack: FakeSlack, person: Person) -> None:
    await person.presses("home:positions", "positions", response_url=None)
    await eventually(lambda: slack.team.views)
    slack.team.channels["UMEMBER"] = slack.team.channels["D1"]
    await person.submits(slack.team.views[0], filled("positions", actor="russia"))
    await eventually(lambda: slack.team.sent("D1"))
    assert "Russia" in shown(slack.team.sent("D1")[0]["blocks"])


@pytest.mark.parametrize("length", [0, 100, 30_000])
def test_home_fits_whatever_is_to_be_told(length: int) -> None:
    cards = tuple(
        Card(title="T", blocks=tuple(Paragraph("word " * 60) for _ in range(length // 100))) for _ in range(3)
    )
    blocks = home_view(cards, About(channel="D1")).to_dict()["blocks"]
    assert refusal(blocks, most=100, together=200_000) == ""


# long answers


def long_answer(request: Request, desk: Desk) -> Card:
    """Return an answer of many parts."""
    del request, desk
    return Card(title="Long", blocks=tuple(Paragraph(f"Part {n}. " + "word " * 500) for n in range(60)), kind="answer")


def buttons(answer: dict[str, Any], name: str) -> list[str]:
    """Return the values of the buttons of that name below an answer."""
    rows = [block["elements"] for block in answer["blocks"] if block["type"] == "actions"]
    return [one["value"] for row in rows for one in row if one["action_id"] == name]


@pytest.fixture
def lengthy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a command answer with many parts."""
    monkeypatch.setitem(COMMANDS, "long", Command(name="long", summary="long", answer=long_answer))


@pytest.mark.usefixtures("lengthy")
async def test_a_long_answer_goes_on_with_a_button_until_all_of_it_was_shown(slack: FakeSlack, person: Person) -> None:
    await person.command("/talks", "long")
    last = await answer(slack, 3)
    assert "Part 1 of" in shown(slack.answers[0]["blocks"])
    while onward := buttons(last, "more"):
        before = len(slack.answers)
        await person.presses("more", onward[0], message={"ts": f"{before}.1", "type": "message"})
        await answer(slack, before + 1)
        await asyncio.sleep(0.1)
        last = slack.answers[-1]
    seen = "".join(shown(one["blocks"]) for one in slack.answers)
    assert [seen.count(f"Part {n}. ") for n in range(60)] == [1] * 60
    assert {one["response_type"] for one in slack.answers} == {"ephemeral"}
    assert max(one.uses for one in slack.responses.values()) == 3
    assert [refusal(one["blocks"]) for one in slack.answers if refusal(one["blocks"])] == []


@pytest.mark.usefixtures("lengthy")
async def test_who_goes_on_with_a_shared_answer_sees_it_alone(slack: FakeSlack, person: Person) -> None:
    await person.presses("share", "/long")
    last = await answer(slack, 3)
    assert last["response_type"] == "in_channel"
    await person.as_("UADMIN").presses("more", buttons(last, "more")[0])
    onward = await answer(slack, 4)
    assert (onward["response_type"], onward["user"]) == ("ephemeral", "UADMIN")


async def test_an_answer_that_cannot_be_asked_for_again_uses_its_address_five_times_at_most(
    slack: FakeSlack, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(COMMANDS, "long", Command(name="long", summary="long", answer=long_answer, writes=True))
    await person.as_("UADMIN").command("/talks", "long")
    last = await answer(slack, 5)
    await asyncio.sleep(0.2)
    assert len(slack.answers) == 5 == max(one.uses for one in slack.responses.values())
    assert "[…] Cut here" in shown(last["blocks"])


@pytest.mark.parametrize("value", ["", "x", "99999 /help", "700 /help", "-1 /help", "0 /positions nowhere"])
async def test_a_button_that_goes_on_to_nowhere_explains_itself_or_shows_what_there_is(
    slack: FakeSlack, person: Person, value: str
) -> None:
    await person.presses("more", value)
    assert refusal((await answer(slack))["blocks"]) == ""


async def test_a_long_answer_in_a_thread_is_whole(
    slack: FakeSlack, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(COMMANDS, "long", Command(name="long", summary="long", answer=long_answer))
    await person.mentions("long")
    await eventually(lambda: slack.count()["chat.postMessage"] >= MOST_MESSAGES)
    assert all(one["thread_ts"] == slack.team.sent()[0]["ts"] for one in slack.team.sent()[1:])
