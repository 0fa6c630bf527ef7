import asyncio
import time
from datetime import UTC, datetime

import pytest
from fakes.discord_interactions import MANAGE, Asked
from fakes.discord_limits import length
from fakes.discord_server import DiscordServer, eventually
from fakes.discord_world import BOT, GUILD, MEMBER, TEXT, snowflake

from bot.chat.discord.chat import DiscordChat
from bot.commands.registry import COMMANDS

pytestmark = pytest.mark.usefixtures("chat")


async def ask(server: DiscordServer, line: str, **options: str) -> Asked:
    permissions = options.pop("permissions", None)
    asked = await server.interactions.command(line, **({"permissions": permissions} if permissions else {}), **options)
    return await server.interactions.settled(asked)


async def press(server: DiscordServer, asked: Asked, label: str, **more: str) -> Asked:
    pressed = await server.interactions.press(asked.buttons()[label], asked.shown, **more)
    return await server.interactions.settled(pressed)


def known(server: DiscordServer) -> dict[str, dict[str, object]]:
    """Return the commands by their names as they are typed."""
    found = {}
    for one in server.world.commands:
        for inner in one["options"]:
            if inner["type"] == 1:
                found[f"{one['name']} {inner['name']}"] = one | {"options": inner["options"]}
        if not any(inner["type"] == 1 for inner in one["options"]):
            found[one["name"]] = one
    return found


async def test_every_command_of_the_registry_can_be_given(server: DiscordServer) -> None:
    names = {name.replace("-", " ") for name in known(server)}
    assert names == {*COMMANDS, "ask"}
    for name, one in known(server).items():
        command = COMMANDS.get(name.replace("-", " "))
        if command is not None:
            assert [o["name"] for o in one["options"]] == [  # type: ignore[attr-defined]
                *(p.name for p in sorted(command.parameters, key=lambda p: not p.required)), "dossier"
            ]  # fmt: skip


async def test_who_may_give_a_command_and_where_is_told_to_discord(server: DiscordServer) -> None:
    for name, one in known(server).items():
        command = COMMANDS.get(name.replace("-", " "))
        writes = command is not None and (command.writes or name.startswith(("watch ", "feed ")))
        assert one["default_member_permissions"] == (32 if writes else None), name
        assert sorted(one["contexts"]) == ([0] if writes else [0, 1, 2]), name  # type: ignore[call-overload]
        assert sorted(one["integration_types"]) == ([0] if writes else [0, 1]), name  # type: ignore[call-overload]


async def test_commands_are_told_only_when_they_changed(server: DiscordServer) -> None:
    assert server.world.synced == 1
    for expected in (1, 2):
        other = DiscordChat(server.token, None, clock=lambda: datetime.now(UTC))  # type: ignore[arg-type]
        stop = asyncio.Event()
        before = server.gateway.identified
        running = asyncio.create_task(other.run(stop))
        await eventually(lambda before=before: server.gateway.identified > before)  # type: ignore[misc]
        stop.set()
        await running
        assert server.world.synced == expected
        server.world.commands[0]["description"] = "something else"


async def test_a_command_is_promised_at_once_and_answered_as_an_embed(server: DiscordServer) -> None:
    asked = await ask(server, "positions", actor="russia", topic="ceasefire")
    assert asked.kind == 5
    assert not asked.ephemeral
    assert asked.text.startswith("Russia: position on Ceasefire")
    assert "first a peace agreement, then a ceasefire" in asked.text
    assert asked.shown["embeds"][0]["footer"]["text"] == "/positions actor:russia topic:ceasefire"
    assert server.flaws == []


async def test_what_is_typed_freely_is_resolved_anew(server: DiscordServer) -> None:
    assert (await ask(server, "positions", actor="Кремль or whoever")).text.startswith("Not answered")
    assert (await ask(server, "positions", actor="Moscow")).text.startswith("Russia: positions")
    assert (await ask(server, "positions", actor="Россия")).text.startswith("Russia: positions")


async def test_only_the_asker_sees_what_is_of_use_to_nobody_else(server: DiscordServer) -> None:
    helped = await ask(server, "help")
    assert helped.ephemeral
    assert "Share" in helped.buttons()
    refused = await ask(server, "positions", actor="nobody of that name")
    assert refused.ephemeral
    assert len(refused.deleted) == 1
    assert "@everyone" not in (await ask(server, "positions", actor="@everyone")).text


async def test_an_answer_is_shared_once(server: DiscordServer) -> None:
    helped = await ask(server, "help")
    code = helped.buttons()["Share"]
    first, second = [await server.interactions.press(code, helped.shown) for _ in range(2)]
    await eventually(lambda: len(first.messages) + len(second.messages) > 2)
    await asyncio.sleep(0.1)
    public = [m for one in (first, second) for key, m in one.messages.items() if key != "@original"]
    assert len(public) == 1
    assert public[0]["content"] == "Shared by Ann Reader"
    assert not public[0]["flags"] & 64
    assert public[0]["embeds"][0]["title"] == helped.shown["embeds"][0]["title"]
    assert "Share" not in helped.buttons()


async def test_long_answers_are_turned_page_by_page(server: DiscordServer) -> None:
    first = await ask(server, "help")
    assert first.shown["embeds"][0]["footer"]["text"].startswith("page 1 of ")
    title, before = first.shown["embeds"][0]["title"], first.text
    pressed = await press(server, first, "More ▶")
    await eventually(lambda: first.text != before)
    assert pressed.kind == 6
    assert first.shown["embeds"][0]["title"] == title
    assert first.shown["embeds"][0]["footer"]["text"].startswith("page 2 of ")
    await press(server, first, "◀ Back")
    await eventually(lambda: first.text == before)
    await press(server, first, "More ▶")
    await eventually(lambda: first.text != before)
    assert server.flaws == []


async def test_a_question_in_words_is_answered_and_turned(server: DiscordServer) -> None:
    question = "what does Moscow say about a ceasefire, please, and " + "very " * 20 + "exactly?"
    asked = await ask(server, "ask", question=question)
    assert "Understood as /positions actor:russia topic:ceasefire." in asked.text
    assert asked.shown["embeds"][0]["footer"]["text"] == question


@pytest.mark.parametrize(("typed", "shown"), [("rus", "Russia"), ("Моск", ""), ("росс", "Russia"), ("mosc", "Russia")])
async def test_suggestions_come_while_one_types(server: DiscordServer, typed: str, shown: str) -> None:
    asked = await server.interactions.suggest("positions", "actor", actor=typed)
    await server.interactions.settled(asked)
    choices = asked.answer["data"]["choices"]
    assert len(choices) <= 25
    assert all(1 <= length(one["name"]) <= 100 for one in choices)
    if shown:
        assert choices[0] == {"name": shown, "value": "russia"}


@pytest.mark.parametrize("name", [name for name, one in COMMANDS.items() if one.writes])
async def test_a_member_without_rights_is_refused_on_every_writing_command(server: DiscordServer, name: str) -> None:
    command = COMMANDS[name]
    line = next(one for one in known(server) if one.replace("-", " ") == name)
    options = {one.name: "x" for one in command.parameters if one.required}
    refused = await ask(server, line, **options)
    assert refused.ephemeral
    assert "is for moderators" in refused.text
    allowed = await ask(server, line, permissions=MANAGE, **options)
    assert "is for moderators" not in allowed.text


async def test_the_reason_is_asked_of_those_who_may_correct(server: DiscordServer) -> None:
    message = server.world.message(TEXT, {}, {})
    refused = await server.interactions.settled(await server.interactions.press("wrong:ukraine:e8c89a0d", message))
    assert refused.ephemeral
    assert "only those who manage this channel" in refused.text.casefold()
    pressed = await server.interactions.press("wrong:ukraine:e8c89a0d", message, permissions=MANAGE, user="77")
    await server.interactions.settled(pressed)
    assert pressed.kind == 9
    sent = await server.interactions.submit(
        "wrong:ukraine:e8c89a0d", "He recalls what others said.", permissions=MANAGE
    )
    assert "Only moderators may set right" in (await server.interactions.settled(sent)).text
    assert server.flaws == []


async def test_a_button_from_before_a_restart_works_and_a_double_click_does_once(server: DiscordServer) -> None:
    message = server.world.message(TEXT, {}, {})  # of another process
    code = "evidence:ukraine:e8c89a0d"
    first, second = [await server.interactions.press(code, message) for _ in range(2)]
    await server.interactions.settled(first)
    assert first.ephemeral
    assert first.text.startswith("Why: Russia")
    assert (await server.interactions.settled(second)).kind == 6
    turned = await server.interactions.press("page:1:/help", message)
    await eventually(lambda: bool(turned.shown.get("embeds")))
    assert turned.shown["embeds"][0]["footer"]["text"].startswith("page 2 of ")


@pytest.mark.parametrize("code", ["evidence:ukraine:00000000", "unknown:1", "history:ukraine:nobody ceasefire", "x"])
async def test_a_button_of_what_is_gone_explains_itself(server: DiscordServer, code: str) -> None:
    pressed = await server.interactions.press(code, server.world.message(TEXT, {}, {}))
    answer = await server.interactions.settled(pressed)
    assert answer.ephemeral
    assert answer.text.startswith("Not answered")


async def test_turning_pages_changes_nothing_that_is_kept(server: DiscordServer) -> None:
    message = server.world.message(TEXT, {}, {})
    for code in ("page:1:/watch add everything", "page:0:!mute:ukraine:ceasefire"):
        message["embeds"] = []
        await server.interactions.press(code, message, permissions=MANAGE)
        await eventually(lambda: bool(message["embeds"]))
        assert "give the command anew" in message["embeds"][0]["description"]


def written(content: str, *, guild: bool = True, mentions: bool = True, bot: bool = False) -> dict[str, object]:
    author = {"id": MEMBER, "username": "ann", "discriminator": "0", "avatar": None, "global_name": "Ann", "bot": bot}
    member = {"roles": [], "joined_at": "2025-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    where = {"guild_id": GUILD, "channel_id": TEXT, "member": member} if guild else {"channel_id": "4001"}
    return {
        "id": snowflake(), "author": author, "content": content, "timestamp": datetime.now(UTC).isoformat(), "type": 0,
        "edited_timestamp": None, "tts": False, "mention_everyone": False, "mention_roles": [], "attachments": [],
        "mentions": [BOT] if mentions else [], "embeds": [], "pinned": False, "components": [], **where,
    }  # fmt: skip


async def test_a_mention_is_answered_and_other_talk_is_not(server: DiscordServer) -> None:
    server.world.add_channel("4001", 1)
    await server.gateway.dispatch("MESSAGE_CREATE", written("not for you", mentions=False))
    await server.gateway.dispatch("MESSAGE_CREATE", written(f"<@{BOT['id']}> russia", bot=True))
    await server.gateway.dispatch("MESSAGE_CREATE", written(f"<@{BOT['id']}> what does Moscow say about a ceasefire?"))
    await eventually(lambda: len(server.world.messages.get(TEXT, [])) == 1)
    await server.gateway.dispatch("MESSAGE_CREATE", written("/watch add everything", guild=False, mentions=False))
    await eventually(lambda: len(server.world.messages.get("4001", [])) == 1)
    (answer,) = server.world.messages[TEXT]
    assert "Understood as /positions actor:russia topic:ceasefire" in answer["embeds"][0]["description"]
    assert server.world.messages["4001"][0]["embeds"][0]["title"] == "Not answered"
    assert server.flaws == []


async def test_the_intents_are_the_least(server: DiscordServer) -> None:
    guilds, messages, direct, content = 1 << 0, 1 << 9, 1 << 12, 1 << 15
    assert server.gateway.intents == guilds | messages | direct
    assert not server.gateway.intents & content


async def test_a_slow_store_does_not_hold_up_the_first_sign(server: DiscordServer, chat: DiscordChat) -> None:
    counter = chat._answers._counter
    desks = counter._desks

    def slow(*args: object) -> object:
        time.sleep(1.5)
        return desks(*args)  # type: ignore[arg-type]

    counter._desks = slow  # type: ignore[assignment]
    asked = [await server.interactions.command("positions", actor="russia") for _ in range(10)]
    suggested = await server.interactions.suggest("positions", "actor", actor="rus")
    await asyncio.gather(*(server.interactions.settled(one) for one in (*asked, suggested)))
    assert all(one.text.startswith("Russia") for one in asked)
    assert all(one.seconds < 1.4 for one in (*asked, suggested))
