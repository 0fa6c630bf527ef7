"""The same questions have the same facts for an answer on the console, on Discord and on Slack."""

import html
import json
import re
from collections.abc import Iterator

import pytest
from fakes.miami import DMITRIEV, DOSSIER, NOW, PESKOV, STATEMENTS
from fakes.slack_blocks import shown

from bot.chat.console import render_text
from bot.chat.discord import render as discord
from bot.chat.slack import render as slack
from bot.commands.desk import Desk, Memory
from bot.commands.registry import respond
from bot.model import Bullets, Card, Heading, Paragraph, Quote, Table

DESK = Desk(dossier=DOSSIER, now=NOW, archive=Memory(STATEMENTS))
QUESTIONS = (
    "/positions russia", "/positions ukraine", "/positions us", "/positions Peskov", "/positions russia ceasefire",
    "/positions russia as_of:2025-12-21", "/positions nowhere", "/topic ceasefire", "/topic territory",
    "/topic ceasefire as_of:2025-12-20", "/state", "/state as_of:2025-12-22", "/compare russia ukraine",
    "/compare us russia", "/shifts", "/shifts 30d", "/accounts", "/accounts nonsense", "/quotes russia",
    "/quotes ukraine territory", "/quotes Zelensky", "/digest", "/digest 2025-12-22", "/digest week", "/sources",
    f"/why {PESKOV.id}", f"/why {DMITRIEV.id}", "/why 00000000", f"/otherwise text:[{PESKOV.id}]", "/help",
    "what does Moscow say about a ceasefire?", "/nonsense",
)  # fmt: skip
ID = re.compile(r"\b[0-9a-f]{8}\b")
DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}\b")


def letters(text: str) -> str:
    """Return the letters and digits alone, commands as they are typed on the console."""
    return re.sub(r"\W|_", "", text.replace("/talks ", "/")).casefold()


def on_slack(card: Card) -> str:
    """Return what a reader sees of the card on Slack."""
    return "\n".join(shown(json.loads(json.dumps(one.body()))) for one in slack.messages(card))


def on_discord(card: Card) -> str:
    """Return what a reader sees of the card on Discord, tables that come as files included."""
    parts: list[str] = []
    for one in discord.messages(card):
        parts += [str(one.embed.get("title", "")), str(one.embed.get("description", ""))]
        parts += [str(one.embed.get("footer", {}).get("text", ""))]
        parts += [file.data.decode() for file in one.files if file.name.endswith((".csv", ".txt"))]
    return re.sub(r"\\(.)", r"\1", html.unescape("\n".join(parts))).replace("\u200b", "")


def facts(card: Card) -> Iterator[str]:
    """Yield every sentence, quote, name and cell of the card."""
    yield card.title
    for block in card.blocks:
        match block:
            case Heading() | Paragraph():
                yield block.text
            case Quote():
                yield from (block.text, block.speaker, block.outlet, block.said_on, block.id)
            case Table():
                yield from (cell for row in block.rows for cell in row)
            case Bullets():
                yield from block.items


def test_there_are_thirty_questions_and_more() -> None:
    assert len(set(QUESTIONS)) >= 30


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_facts_are_the_same_everywhere(question: str) -> None:
    card = respond(question, DESK)
    seen = {"console": render_text(card), "slack": on_slack(card), "discord": on_discord(card)}
    for name, text in seen.items():
        held = letters(text)
        assert [fact for fact in facts(card) if letters(fact) not in held] == [], name
    for found in (ID, DAY):
        expected = set(found.findall(seen["console"]))
        assert {name: set(found.findall(text)) ^ expected for name, text in seen.items()} == {
            name: set() for name in seen
        }  # fmt: skip
