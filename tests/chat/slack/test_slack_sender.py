"""Cards on their way to Slack, over the real client to a server that throttles, breaks and lies."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes.slack_blocks import shown
from fakes.slack_server import FakeSlack, Fault, told
from fakes.slack_state import make_team
from fakes.slack_workspaces import TwoWorkspaces
from fakes.values import make_delivery

from bot.chat.protocol import Chat
from bot.chat.slack.sender import Sender
from bot.chat.slack.workspaces import Clients, OneWorkspace
from bot.errors import DeliveryError, Trouble
from bot.model import Card, Image, Manner, Outgoing, Paragraph, Quote
from digest.render import Templates

HERE = "slack:T1/C1"
LONG = Card(title="Long", blocks=tuple(Paragraph(f"Sentence {number}. " * 90) for number in range(24)))


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Return a Slack with one workspace."""
    async with FakeSlack() as server:
        yield server


@pytest.fixture
async def sender(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sender]:
    """Return a sender to it, which does not rest between the messages of one card."""
    monkeypatch.setattr("bot.chat.slack.sender.PAUSE", 0)
    clients = Clients(slack.url)
    yield Sender(OneWorkspace("xoxb-T1", clients, installer=lambda _: "D1"))
    await clients.close()


def outgoing(key: str = "k1", channel: str = HERE, *, root: str = "", again: bool = False, **changes: Any) -> Outgoing:
    """Return a delivery as it is handed to a chat."""
    return Outgoing(delivery=make_delivery(key, channel, **changes), root=root, again=again)


def test_the_sender_is_a_chat(sender: Sender) -> None:
    chat: Chat = sender
    assert chat.name == "slack"


async def test_a_card_arrives_with_text_blocks_and_its_key(slack: FakeSlack, sender: Sender) -> None:
    receipt = await sender.send(outgoing())
    (message,) = slack.team.sent()
    assert receipt == message["ts"]
    assert message["text"] == "k1: It says so."
    assert message["metadata"] == {"event_type": "parley_card", "event_payload": {"key": "k1", "part": 1}}
    assert message["unfurl_links"] is False
    assert message["unfurl_media"] is False


async def test_a_reply_stands_in_the_thread_and_is_never_broadcast(slack: FakeSlack, sender: Sender) -> None:
    root = await sender.send(outgoing())
    await sender.send(outgoing("k2", root=root, manner=Manner.REPLY))
    (reply,) = slack.team.channels["C1"].thread(root)
    assert told([reply]) == ["k2"]
    assert not reply.get("reply_broadcast")


async def test_an_edit_takes_the_place_of_the_first_message(slack: FakeSlack, sender: Sender) -> None:
    root = await sender.send(outgoing())
    card = Card(title="Withdrawn", struck=True)
    assert await sender.send(outgoing("k2", root=root, manner=Manner.EDIT, card=card)) == root
    (message,) = slack.team.sent()
    assert message["edited"]
    assert "~*Withdrawn*~" in str(message["blocks"])


@pytest.mark.parametrize("manner", [Manner.REPLY, Manner.EDIT])
async def test_without_a_first_message_there_is_a_new_one(slack: FakeSlack, sender: Sender, manner: Manner) -> None:
    await sender.send(outgoing(manner=manner))
    await sender.send(outgoing("k2", root="1.000001", manner=manner))
    assert told(slack.team.channels["C1"].top()) == ["k1", "k2"]


async def test_a_long_card_goes_on_in_its_thread(slack: FakeSlack, sender: Sender) -> None:
    root = await sender.send(outgoing(card=LONG))
    (first,) = slack.team.channels["C1"].top()
    assert first["ts"] == root
    parts = [one["metadata"]["event_payload"]["part"] for one in slack.team.sent()]
    assert parts == list(range(1, len(parts) + 1))
    assert len(slack.team.channels["C1"].thread(root)) == len(parts) - 1 > 0
    assert all(f"Sentence {number}." in str(slack.team.sent()) for number in range(24))


async def test_what_is_too_long_for_messages_is_attached_whole(slack: FakeSlack, sender: Sender) -> None:
    await sender.send(outgoing(card=Card(title="T", blocks=(Paragraph("&" * 60_000),))))
    (file,) = slack.team.files
    assert file["done"]
    assert file["data"].count(b"&") == 60_000
    assert file["thread_ts"] == slack.team.sent()[0]["ts"]


async def test_a_picture_is_put_into_the_thread(slack: FakeSlack, sender: Sender) -> None:
    root = await sender.send(
        outgoing(card=Card(title="T", image=Image(name="m.png", alt="north and south", png=b"PNG")))
    )
    (file,) = slack.team.files
    assert (file["data"], file["thread_ts"], file["alt_txt"]) == (b"PNG", root, "north and south")


async def test_a_picture_that_slack_does_not_take_holds_up_nothing(slack: FakeSlack, sender: Sender) -> None:
    slack.team.missing.add("files.getUploadURLExternal")
    await sender.send(outgoing(card=Card(title="T", image=Image(name="m.png", alt="north and south", png=b"PNG"))))
    assert "Picture: north and south" in str(slack.team.sent()[0]["blocks"])


# what goes wrong


@pytest.mark.parametrize("fault", [
    Fault(500, accepted=True), Fault(503, accepted=True), Fault(0, accepted=True), Fault(accepted=True, hang=2),
])  # fmt: skip
async def test_a_lost_answer_leads_to_no_second_message(
    slack: FakeSlack, sender: Sender, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.slack.workspaces.SECONDS", 0.5)
    slack.plays("chat.postMessage", fault)
    with pytest.raises(DeliveryError) as caught:
        await sender.send(outgoing())
    assert caught.value.trouble is Trouble.TEMPORARY
    assert caught.value.unsure
    (message,) = slack.team.sent()
    assert await sender.send(outgoing(again=True)) == message["ts"]
    assert told(slack.team.sent()) == ["k1"]


@pytest.mark.parametrize("fault", [Fault(500), Fault(0), Fault(error="internal_error"), Fault(error="fatal_error")])
async def test_what_was_not_taken_is_sent_again(slack: FakeSlack, sender: Sender, fault: Fault) -> None:
    slack.plays("chat.postMessage", fault)
    with pytest.raises(DeliveryError):
        await sender.send(outgoing())
    await sender.send(outgoing(again=True))
    assert told(slack.team.sent()) == ["k1"]


async def test_only_the_parts_that_are_missing_are_sent_again(slack: FakeSlack, sender: Sender) -> None:
    slack.plays("chat.postMessage", None, Fault(500))
    with pytest.raises(DeliveryError):
        await sender.send(outgoing(card=LONG))
    await sender.send(outgoing(card=LONG, again=True))
    parts = [one["metadata"]["event_payload"]["part"] for one in slack.team.sent()]
    assert parts == list(range(1, len(parts) + 1))


async def test_a_lost_reply_is_found_in_its_thread(slack: FakeSlack, sender: Sender) -> None:
    root = await sender.send(outgoing())
    slack.plays("chat.postMessage", Fault(500, accepted=True))
    with pytest.raises(DeliveryError):
        await sender.send(outgoing("k2", root=root, manner=Manner.REPLY))
    await sender.send(outgoing("k2", root=root, manner=Manner.REPLY, again=True))
    assert told(slack.team.sent()) == ["k1", "k2"]


async def test_a_lost_reply_to_a_message_that_is_gone_is_sent_once(slack: FakeSlack, sender: Sender) -> None:
    slack.plays("chat.postMessage", None, Fault(500, accepted=True))
    reply = outgoing("k2", root="1.000001", manner=Manner.REPLY)
    with pytest.raises(DeliveryError):
        await sender.send(reply)
    await sender.send(replace(reply, again=True))
    assert told(slack.team.sent()) == ["k2"]


async def test_history_is_read_only_where_an_answer_was_lost(slack: FakeSlack, sender: Sender) -> None:
    root = await sender.send(outgoing())
    await sender.send(outgoing("k2", root=root, manner=Manner.REPLY))
    await sender.send(outgoing("k3", root=root, manner=Manner.EDIT))
    assert not slack.count("conversations.history", "conversations.replies")


async def test_an_app_that_may_not_read_sends_nevertheless(slack: FakeSlack, sender: Sender) -> None:
    slack.team.missing.add("conversations.history")
    await sender.send(outgoing(again=True))
    assert told(slack.team.sent()) == ["k1"]


async def test_while_it_cannot_be_looked_nothing_is_sent(slack: FakeSlack, sender: Sender) -> None:
    slack.plays("conversations.history", Fault(429, retry_after=60))
    with pytest.raises(DeliveryError) as caught:
        await sender.send(outgoing(again=True))
    assert (caught.value.retry_after, caught.value.unsure) == (60, True)
    assert slack.team.sent() == []


@pytest.mark.parametrize("seconds", [0.5, 7, 60, 1_336])
async def test_what_slack_asks_to_wait_is_passed_on(slack: FakeSlack, sender: Sender, seconds: float) -> None:
    slack.plays("chat.postMessage", Fault(429, retry_after=seconds))
    with pytest.raises(DeliveryError) as caught:
        await sender.send(outgoing())
    assert caught.value.retry_after == seconds
    assert not caught.value.unsure
    assert slack.count()["chat.postMessage"] == 1


async def test_a_short_wait_is_waited_at_once(slack: FakeSlack, sender: Sender) -> None:
    slack.plays("chat.postMessage", Fault(429, retry_after=1))
    await sender.send(outgoing())
    assert told(slack.team.sent()) == ["k1"]


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        ("channel_not_found", Trouble.CHANNEL), ("is_archived", Trouble.CHANNEL), ("not_in_channel", Trouble.CHANNEL),
        ("restricted_action", Trouble.CHANNEL), ("invalid_auth", Trouble.PLATFORM), ("token_revoked", Trouble.PLATFORM),
        ("account_inactive", Trouble.PLATFORM), ("not_authed", Trouble.PLATFORM), ("invalid_blocks", Trouble.CARD),
        ("msg_too_long", Trouble.CARD), ("msg_blocks_too_long", Trouble.CARD),
        ("service_unavailable", Trouble.TEMPORARY), ("something_new", Trouble.TEMPORARY),
    ],
)  # fmt: skip
async def test_each_error_says_what_can_help(slack: FakeSlack, sender: Sender, error: str, trouble: Trouble) -> None:
    slack.plays("chat.postMessage", Fault(error=error))
    with pytest.raises(DeliveryError, match=error) as caught:
        await sender.send(outgoing())
    assert caught.value.trouble is trouble


async def test_a_rate_limit_without_a_time_is_waited_out(slack: FakeSlack, sender: Sender) -> None:
    slack.plays("chat.postMessage", Fault(error="ratelimited"))
    with pytest.raises(DeliveryError) as caught:
        await sender.send(outgoing())
    assert caught.value.retry_after == 30


async def test_a_server_that_is_not_there_is_a_passing_trouble() -> None:
    clients = Clients("http://127.0.0.1:9/api/")
    with pytest.raises(DeliveryError, match="cannot be reached") as caught:
        await Sender(OneWorkspace("xoxb-T1", clients)).send(outgoing())
    assert caught.value.trouble is Trouble.TEMPORARY
    await clients.close()


async def test_a_dead_token_is_used_once(slack: FakeSlack, sender: Sender) -> None:
    await sender.send(outgoing())
    slack.team.refuses = "token_revoked"
    before = sum(slack.count().values())
    for _ in range(5):
        with pytest.raises(DeliveryError) as caught:
            await sender.send(outgoing("k2"))
        assert caught.value.trouble is Trouble.PLATFORM
    assert sum(slack.count().values()) == before + 1


async def test_a_lost_channel_is_told_to_the_installer_once(slack: FakeSlack, sender: Sender) -> None:
    slack.team.channels["C1"].closed = "is_archived"
    for _ in range(3):
        with pytest.raises(DeliveryError):
            await sender.send(outgoing())
    (told_once,) = slack.team.sent("D1")
    assert HERE in told_once["text"]
    assert "is_archived" in told_once["text"]
    assert slack.count()["chat.postMessage"] == 4
    slack.team.channels["C1"].closed = ""
    await sender.send(outgoing())
    slack.team.channels["C1"].closed = "not_in_channel"
    with pytest.raises(DeliveryError):
        await sender.send(outgoing("k2"))
    assert len(slack.team.sent("D1")) == 2


async def test_a_dead_workspace_is_the_trouble_of_its_own_channels() -> None:
    async with FakeSlack(make_team("T1"), make_team("T2")) as slack:
        clients = Clients(slack.url)
        workspaces = TwoWorkspaces(clients)
        sender = Sender(workspaces)
        slack.teams["T1"].refuses = "account_inactive"
        for channel in ("C1", "C2", "C1"):
            with pytest.raises(DeliveryError) as caught:
                await sender.send(outgoing(channel=f"slack:T1/{channel}"))
            assert caught.value.trouble is Trouble.CHANNEL
        assert len([one for one in slack.calls if one.team == "T1"]) == 1
        await sender.send(outgoing(channel="slack:T2/C1"))
        assert told(slack.teams["T2"].sent()) == ["k1"]
        slack.teams["T1"].refuses = ""
        workspaces.tokens["T1"] = slack.teams["T1"].token = "xoxb-new"
        await sender.send(outgoing(channel="slack:T1/C1"))
        assert told(slack.teams["T1"].sent()) == ["k1"]
        await clients.close()


@pytest.mark.parametrize(
    "channel", ["slack:T1", "slack:T1/", "slack:/C1", "slack:T1/C1/x", "slack:T 1/C1", "discord:1/2"]
)
async def test_what_is_no_channel_is_refused_without_a_call(slack: FakeSlack, sender: Sender, channel: str) -> None:
    with pytest.raises(DeliveryError, match="no Slack channel") as caught:
        await sender.send(outgoing(channel=channel))
    assert caught.value.trouble is Trouble.CHANNEL
    assert slack.calls == []


async def test_another_workspace_is_not_written_to(slack: FakeSlack, sender: Sender) -> None:
    with pytest.raises(DeliveryError, match="another workspace") as caught:
        await sender.send(outgoing(channel="slack:T2/C1"))
    assert caught.value.trouble is Trouble.CHANNEL


async def test_quotes_arrive_word_for_word(slack: FakeSlack, sender: Sender) -> None:
    words = "We won't <sign> & that's it"
    quote = Quote(text=words, speaker="Ann", outlet="Wire", said_on="1 May", url="https://news.example/1")
    await sender.send(outgoing(card=replace(Card(title="T"), blocks=(quote,))))
    assert "> We won't &lt;sign&gt; &amp; that's it" in slack.team.sent()[0]["blocks"][1]["text"]["text"]


async def test_a_digest_is_posted_in_ones_own_layout(slack: FakeSlack, tmp_path: Path) -> None:
    (tmp_path / "slack.j2").write_text("OUR DESK {{ page.subtitle }}", "utf-8")
    clients = Clients(slack.url)
    own = Sender(OneWorkspace("xoxb-T1", clients), templates=Templates(folder=tmp_path))
    await own.send(outgoing(card=Card(title="Talks: 1 May", blocks=(Paragraph("x"),), kind="digest")))
    (message,) = slack.team.sent()
    assert shown(message["blocks"]).strip() == "OUR DESK 1 May"
    await clients.close()
