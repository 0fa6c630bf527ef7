"""People press buttons in Slack; what a button does is decided on the server's side."""

import asyncio
from typing import Any

import pytest
from fakes.miami import PESKOV
from fakes.slack_blocks import shown
from fakes.slack_people import Person
from fakes.slack_server import FakeSlack, Fault
from fakes.waiting import eventually

EVIDENCE = f"evidence:ukraine:{PESKOV.id}"
WRONG = f"wrong:ukraine:{PESKOV.id}"
REASON = {"reason": {"text": {"type": "plain_text_input", "value": "he did not say so"}}}


async def test_evidence_is_shown_to_the_one_who_asks(slack: FakeSlack, person: Person) -> None:
    assert await person.presses("card:0:evidence", EVIDENCE) == {}
    await eventually(lambda: slack.answers)
    assert slack.answers[0]["response_type"] == "ephemeral"
    assert f"[{PESKOV.id}]" in shown(slack.answers[0]["blocks"])


async def test_a_button_from_before_a_restart_works(slack: FakeSlack, person: Person) -> None:
    await person.presses(
        "card:17:history", "history:ukraine:russia ceasefire", message={"ts": "1.1", "type": "message"}
    )
    await eventually(lambda: slack.answers)
    assert "Russia" in shown(slack.answers[0]["blocks"])


async def test_a_double_click_does_once(slack: FakeSlack, person: Person) -> None:
    for _ in range(2):
        await person.presses("card:0:evidence", EVIDENCE)
    await person.as_("UOTHER").presses("card:0:evidence", EVIDENCE)
    await eventually(lambda: len(slack.answers) == 2)
    await asyncio.sleep(0.2)
    assert sorted(one["user"] for one in slack.answers) == ["UMEMBER", "UOTHER"]


@pytest.mark.parametrize(
    "value", ["evidence:ukraine:00000000", "evidence:ukraine:", "nonsense", "eval:x:y", "", "x" * 2_000]
)
async def test_a_button_of_something_that_is_gone_explains_itself(slack: FakeSlack, person: Person, value: str) -> None:
    await person.presses("card:0:evidence", value)
    await eventually(lambda: slack.answers)
    assert "Not answered" in shown(slack.answers[0]["blocks"])


async def test_a_button_nobody_knows_is_acknowledged(slack: FakeSlack, person: Person) -> None:
    assert await person.presses("something:else", "x") == {}


@pytest.mark.parametrize("code", [WRONG, "mute:ukraine:ceasefire"])
async def test_a_member_without_rights_is_refused(slack: FakeSlack, person: Person, office: Any, code: str) -> None:
    await person.presses("card:0:x", code)
    await eventually(lambda: slack.answers)
    assert "moderators" in shown(slack.answers[0]["blocks"])
    assert slack.team.views == []
    assert office.corrections == []


async def test_what_is_wrong_is_asked_and_then_taken_out(slack: FakeSlack, person: Person, office: Any) -> None:
    admin = person.as_("UADMIN")
    await admin.presses("card:0:wrong", WRONG)
    await eventually(lambda: slack.team.views)
    assert office.corrections == []
    assert await admin.submits(slack.team.views[0], REASON) == {}
    await eventually(lambda: slack.answers)
    (kept,) = office.corrections
    assert (kept.by, kept.reason) == ("Ada Admin", "he did not say so")


async def test_a_form_that_somebody_else_sends_is_refused(slack: FakeSlack, person: Person, office: Any) -> None:
    await person.as_("UADMIN").presses("card:0:wrong", WRONG)
    await eventually(lambda: slack.team.views)
    await person.submits(slack.team.views[0], REASON)
    await eventually(lambda: slack.answers)
    assert "moderators" in shown(slack.answers[0]["blocks"])
    assert office.corrections == []


async def test_a_form_that_slack_does_not_open_changes_nothing(slack: FakeSlack, person: Person, office: Any) -> None:
    slack.plays("views.open", Fault(error="expired_trigger_id"))
    assert await person.as_("UADMIN").presses("card:0:wrong", WRONG) == {}
    await asyncio.sleep(0.2)
    assert office.corrections == []


@pytest.mark.parametrize("value", ["/positions russia ceasefire", f"code {EVIDENCE}"])
async def test_an_answer_can_be_shared_with_the_channel(slack: FakeSlack, person: Person, value: str) -> None:
    await person.presses("share", value)
    await eventually(lambda: slack.answers)
    (message,) = slack.team.sent()
    assert slack.answers[0]["response_type"] == "in_channel"
    assert "Shared by Max Member" in shown(message["blocks"])
    assert "Russia" in shown(message["blocks"])


async def test_what_cannot_be_answered_any_more_is_not_shared(slack: FakeSlack, person: Person) -> None:
    await person.presses("share", "/positions nowhere")
    await eventually(lambda: slack.answers)
    assert slack.answers[0]["response_type"] == "ephemeral"
    assert slack.team.sent() == []


async def test_sharing_writes_nothing_for_who_may_not(slack: FakeSlack, person: Person, office: Any) -> None:
    await person.presses("share", f'/correct id:{PESKOV.id} changes:"not a statement" reason:x')
    await eventually(lambda: slack.answers)
    assert office.corrections == []
