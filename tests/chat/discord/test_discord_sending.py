import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes.discord_server import DiscordServer, Whim, cloudflare, limited, refused
from fakes.discord_world import FORUM, TEXT
from fakes.values import make_delivery

from bot.chat.discord.chat import DiscordChat
from bot.chat.protocol import Connected
from bot.commands.asker import Asker
from bot.commands.desk import Desk
from bot.counter import Counter
from bot.errors import DeliveryError, Trouble
from bot.model import Card, Delivery, Manner, Outgoing, Paragraph, Quote
from digest.render import Templates

CHANNEL = f"discord:{TEXT}"


def delivery(key: str = "k1", channel: str = CHANNEL, title: str = "", **changes: object) -> Delivery:
    card = Card(title=title or key, blocks=(Paragraph("It says so."),), kind="shift")
    return make_delivery(key, channel, card=card, created=datetime.now(UTC), **changes)


def long_delivery(key: str = "k1", words: int = 1_500) -> Delivery:
    card = Card(title=key, blocks=(Paragraph("word " * words),))
    return make_delivery(key, CHANNEL, card=card, created=datetime.now(UTC))


async def test_a_card_becomes_a_message_that_mentions_nobody(server: DiscordServer, chat: DiscordChat) -> None:
    connected: Connected = chat
    receipt = await connected.send(Outgoing(delivery=delivery(title="@everyone *now*")))
    (shown,) = server.world.messages[TEXT]
    assert shown["id"] == receipt
    assert shown["embeds"][0]["title"] == "@\u200beveryone \\*now\\*"
    assert server.flaws == []
    assert chat.trouble(datetime.now(UTC)) == ""


async def test_a_key_sent_twice_is_shown_once(server: DiscordServer, chat: DiscordChat) -> None:
    first = await chat.send(Outgoing(delivery=long_delivery()))
    assert await chat.send(Outgoing(delivery=long_delivery(), again=True)) == first
    assert first.count("+") == 2
    assert len(server.world.messages[TEXT]) == 3


async def test_what_the_nonce_no_longer_tells_is_looked_for(server: DiscordServer, chat: DiscordChat) -> None:
    old = replace(long_delivery(), created=datetime.now(UTC) - timedelta(hours=3))
    first = await chat.send(Outgoing(delivery=old))
    server.world.messages[TEXT].pop()  # the last part had not arrived
    server.world.shift = 3600
    again = await chat.send(Outgoing(delivery=old, again=True))
    assert again.split("+")[:2] == first.split("+")[:2]
    assert len(server.world.messages[TEXT]) == 3


async def test_a_reply_stands_in_a_thread_that_is_made_once(server: DiscordServer, chat: DiscordChat) -> None:
    root = await chat.send(Outgoing(delivery=delivery("k1")))
    await chat.send(Outgoing(delivery=delivery("k2", title="The story " * 20, manner=Manner.REPLY), root=root))
    await chat.send(Outgoing(delivery=delivery("k3", manner=Manner.REPLY), root=root))
    assert server.world.shown(root)[1] == "k3"
    assert len(server.world.shown(TEXT)) == 1
    assert server.world.channels[root]["name"].endswith(" […]")
    assert [path for method, path in server.requests if path.endswith("/threads")] == [
        f"/channels/{TEXT}/messages/{root}/threads"
    ]


async def test_where_no_thread_may_be_made_a_reply_stands_in_the_channel(
    server: DiscordServer, chat: DiscordChat
) -> None:
    root = await chat.send(Outgoing(delivery=delivery("k1")))
    server.world.no_threads = True
    await chat.send(Outgoing(delivery=delivery("k2", manner=Manner.REPLY), root=root))
    assert server.world.shown(TEXT) == ["k1", "k2"]
    assert server.world.messages[TEXT][1]["message_reference"]["message_id"] == int(root)


async def test_an_edit_takes_the_place_of_the_first_message(server: DiscordServer, chat: DiscordChat) -> None:
    root = await chat.send(Outgoing(delivery=long_delivery("k1")))
    struck = Card(title="k1", blocks=(Paragraph("It says so."),), struck=True)
    edit = replace(delivery("k2", manner=Manner.EDIT), card=struck)
    assert await chat.send(Outgoing(delivery=edit, root=root)) == root
    assert server.world.shown(TEXT) == ["~~k1~~"]
    longer = replace(edit, card=Card(title="k1", blocks=(Paragraph("word " * 9_000),)))
    await chat.send(Outgoing(delivery=longer, root=root.partition("+")[0]))
    (shown,) = server.world.messages[TEXT]
    assert "whole.txt" in server.world.files[shown["id"]]
    assert server.flaws == []


async def test_what_was_deleted_by_people_is_told_anew(server: DiscordServer, chat: DiscordChat) -> None:
    root = await chat.send(Outgoing(delivery=delivery("k1")))
    server.world.messages[TEXT].clear()
    await chat.send(Outgoing(delivery=delivery("k2", manner=Manner.EDIT), root=root))
    await chat.send(Outgoing(delivery=delivery("k3", manner=Manner.REPLY), root=root))
    assert server.world.shown(TEXT) == ["k2", "k3"]
    assert await chat.send(Outgoing(delivery=delivery("k1"), again=True)) == "0"
    assert server.world.shown(TEXT) == ["k2", "k3"]


async def test_a_forum_gets_one_post_per_story(server: DiscordServer, chat: DiscordChat) -> None:
    channel = f"discord:{FORUM}"
    root = await chat.send(Outgoing(delivery=delivery("k1", channel)))
    assert await chat.send(Outgoing(delivery=delivery("k1", channel), again=True)) == root
    await chat.send(Outgoing(delivery=delivery("k2", channel, manner=Manner.REPLY), root=root))
    await chat.send(Outgoing(delivery=delivery("k3", channel, manner=Manner.EDIT), root=root))
    assert server.world.shown(root) == ["k3", "k2"]
    assert [one["name"] for one in server.world.channels.values() if one["type"] == 11] == ["k1"]
    long = replace(long_delivery("k4"), channel=channel)
    post = await chat.send(Outgoing(delivery=long))
    assert len(server.world.messages[post.partition("+")[0]]) == 3


async def test_a_story_told_in_pictures_has_them_attached(server: DiscordServer, chat: DiscordChat) -> None:
    from bot.model import Image  # noqa: PLC0415

    card = Card(title="k1", image=Image(name="matrix.png", alt="All of them.", png=b"\x89PNG"))
    await chat.send(Outgoing(delivery=replace(delivery(), card=card)))
    (shown,) = server.world.messages[TEXT]
    assert server.world.files[shown["id"]] == {"matrix.png": b"\x89PNG"}
    assert shown["embeds"][0]["image"]["url"] == "attachment://matrix.png"


@pytest.mark.parametrize(
    ("whim", "trouble", "retry_after", "everywhere"),
    [
        (limited(600, scope="shared"), Trouble.TEMPORARY, 600, False),
        (limited(1336, scope="global"), Trouble.TEMPORARY, 1336, True),
        (cloudflare(900), Trouble.TEMPORARY, 900, True),
        (refused(401, 0), Trouble.PLATFORM, None, False),
        (refused(403, 50001), Trouble.CHANNEL, None, False),
        (refused(403, 50013), Trouble.CHANNEL, None, False),
        (refused(404, 10003), Trouble.CHANNEL, None, False),
        (refused(400, 50035), Trouble.CARD, None, False),
        (Whim(status=403, body="<html>"), Trouble.TEMPORARY, None, False),
        (Whim(status=503, body={"message": "down", "code": 0}), Trouble.TEMPORARY, None, False),
        (Whim(drop=True), Trouble.TEMPORARY, None, False),
    ],
)
async def test_a_failure_tells_what_can_help(
    server: DiscordServer, chat: DiscordChat, whim: Whim, trouble: Trouble, retry_after: float | None, everywhere: bool
) -> None:
    server.whims.append(whim)
    with pytest.raises(DeliveryError) as caught:
        await chat.send(Outgoing(delivery=delivery()))
    assert (caught.value.trouble, caught.value.retry_after, caught.value.everywhere) == (
        trouble,
        retry_after,
        everywhere,
    )
    assert server.token not in str(caught.value)
    if trouble is not Trouble.PLATFORM:
        await chat.send(Outgoing(delivery=delivery(), again=True))
        assert server.world.shown(TEXT) == ["k1"]


@pytest.mark.parametrize(
    "whim",
    [
        Whim(status=500, body={"message": "oops", "code": 0}, after=True),
        Whim(drop=True, after=True),
        Whim(status=502, body="<html>", after=True),
    ],
)
async def test_an_answer_lost_after_the_card_was_taken_shows_it_once(
    server: DiscordServer, chat: DiscordChat, whim: Whim
) -> None:
    server.whims.append(whim)
    unsure = None
    try:
        await chat.send(Outgoing(delivery=delivery()))
    except DeliveryError as error:
        unsure = error.unsure
    assert unsure in {None, True}
    await chat.send(Outgoing(delivery=delivery(), again=True))
    assert server.world.shown(TEXT) == ["k1"]


async def test_a_channel_that_is_none_is_said_to_be_none(chat: DiscordChat) -> None:
    for channel in ("discord:general", "discord:9999"):
        with pytest.raises(DeliveryError) as caught:
            await chat.send(Outgoing(delivery=delivery(channel=channel)))
        assert caught.value.trouble is Trouble.CHANNEL


async def test_quotes_of_one_article_do_not_make_embeds_collapse(server: DiscordServer, chat: DiscordChat) -> None:
    url = "https://news.example/a"
    quote = Quote(text="word " * 300, speaker="S", outlet="O", said_on="", url=url)
    card = Card(title="k", url=url, blocks=(quote,) * 5)
    await chat.send(Outgoing(delivery=replace(delivery(), card=card)))
    assert len(server.world.messages[TEXT]) > 1
    assert all(len(one["embeds"]) == 1 for one in server.world.messages[TEXT])
    assert server.flaws == []


def unasked(asker: Asker, dossier: str = "") -> Desk:
    raise AssertionError(f"{asker} was heard")


async def test_one_that_does_not_hear_sends_without_a_connection_and_leaves_the_commands_alone(
    server: DiscordServer,
) -> None:
    counter = Counter(unasked)
    chat = DiscordChat(
        server.token, counter, clock=lambda: datetime.now(UTC), api=server.url, gateway=server.gateway_url, hears=False
    )  # fmt: skip
    stop = asyncio.Event()
    running = asyncio.create_task(chat.run(stop))
    receipt = await chat.send(Outgoing(delivery=delivery(title="Told")))
    assert server.world.shown(TEXT)[-1] == "Told"
    assert receipt
    assert not server.gateway.sockets
    assert server.world.synced == 0
    assert chat.trouble(datetime.now(UTC)) == ""
    stop.set()
    await asyncio.wait_for(running, 10)
    counter.close()


async def test_a_digest_is_posted_in_ones_own_layout(
    server: DiscordServer, tmp_path: Path, connected: Callable[..., AbstractAsyncContextManager[DiscordChat]]
) -> None:
    (tmp_path / "discord.j2").write_text("OUR DESK {{ page.subtitle }}", "utf-8")
    card = Card(title="Talks: 1 May", blocks=(Paragraph("x"),), kind="digest")
    async with connected(templates=Templates(folder=tmp_path)) as own:
        await own.send(Outgoing(delivery=make_delivery("k1", CHANNEL, card=card, created=datetime.now(UTC))))
    (shown,) = server.world.messages[TEXT]
    assert shown["embeds"][0]["description"] == "OUR DESK 1 May"
    assert server.flaws == []
