"""Questions in words: the matchers of commands link parties, topics and days; what cannot be linked is said."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from fakes.command_line import ROOT
from fakes.miami import DOSSIER, NOW, STATEMENTS
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.console import render_text
from bot.commands.desk import Desk, Memory
from bot.commands.registry import LONGEST, respond
from bot.commands.resolve import resolve_day
from bot.commands.wording import understand
from bot.errors import InputError
from bot.model import Paragraph

DESK = Desk(dossier=DOSSIER, now=NOW, archive=Memory(STATEMENTS))  # Tuesday, 30 December 2025

QUESTIONS = {
    "what does Moscow say about a ceasefire?": "positions actor=russia topic=ceasefire",
    "What does Russia want?": "positions actor=russia",
    "where does Kyiv stand on security guarantees": "positions actor=ukraine topic=security-guarantees",
    "where was Kyiv on the ceasefire as of 21 December?": "positions actor=ukraine topic=ceasefire as_of=21 December",
    "what did Moscow say about a ceasefire by 2025-12-21?": "positions actor=russia topic=ceasefire as_of=2025-12-21",
    "Did the Kremlin reject a ceasefire on Monday": "positions actor=russia topic=ceasefire as_of=Monday",
    "why does the White House back the peace plan?": "positions actor=us topic=peace-plan",
    "does the US support the peace plan": "positions actor=us topic=peace-plan",
    "tell us about the peace plan": "topic topic=peace-plan",
    "is Budapest against it?": "positions actor=hungary",
    "what does Peskov think of the talks?": "positions actor=Peskov",
    "what do you know about security guarantees?": "topic topic=security-guarantees",
    "who supports a ceasefire?": "topic topic=ceasefire",
    "who supported a ceasefire as of yesterday": "topic topic=ceasefire as_of=yesterday",
    "ceasefire": "topic topic=ceasefire",
    "Moscow, ceasefire": "positions actor=russia topic=ceasefire",
    "MOSCOW ON CEASEFIRE!!!": "positions actor=russia topic=ceasefire",
    "rusia ceasfire?": "positions actor=russia topic=ceasefire",
    "what about Ukrane": "positions actor=ukraine",
    "where does Hungry stand": "positions actor=hungary",
    "Что говорит Россия?": "positions actor=russia",
    "Україна": "positions actor=ukraine",
    "Песков о ceasefire": "positions actor=Peskov topic=ceasefire",
    "что сказал Дмитрий Песков?": "positions actor=Dmitry Peskov",
    "compare Russia with Ukraine": "command",
    "how do Russia and Ukraine compare?": "compare a=russia b=ukraine",
    "Russia versus the United States": "compare a=russia b=us",
    "how far apart are Kyiv and Moscow since last week": "compare a=ukraine b=russia since=last week",
    "Do Ankara and Budapest agree as of 25 December?": "compare a=turkey b=hungary as_of=25 December",
    "difference between Moscow and Washington": "compare a=russia b=us",
    "has anything changed?": "shifts",
    "has anything changed since Monday?": "shifts since=Monday",
    "what changed in the last 7 days?": "shifts since=the last 7 days",
    "what has changed since 20 Dec 2025": "shifts since=20 Dec 2025",
    "any shifts since last week?": "shifts since=last week",
    "give me a summary": "digest",
    "what happened yesterday?": "digest date=yesterday",
    "how do the accounts of Miami differ?": "accounts round=miami-december",
    "what are the different versions": "accounts",
    "show me quotes by Peskov": "quotes actor=Peskov",
    "quotes of Moscow on the ceasefire, please": "quotes actor=russia topic=ceasefire",
    "what sources do you read?": "sources",
    "what can I ask?": "help",
    "can you help me": "help",
}


def understood(question: str) -> str:
    """Return the command and its options."""
    request = understand(question, DESK).request
    return " ".join((request.command, *(f"{name}={value}" for name, value in request.options.items())))


@pytest.mark.parametrize("question", [one for one in QUESTIONS if QUESTIONS[one] != "command"])
def test_question_is_understood(question: str) -> None:
    assert understood(question) == QUESTIONS[question]


@pytest.mark.parametrize("question", QUESTIONS)
def test_question_gets_an_answer_that_says_how_it_was_understood(question: str) -> None:
    card = respond(question, DESK)
    assert card.kind in {"answer", "digest"}, render_text(card)
    assert card.blocks
    if QUESTIONS[question] != "command":
        first = card.blocks[0]
        assert isinstance(first, Paragraph)
        assert first.text.startswith("Understood as /")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what does Atlantis say about fishing?", "names no"),
        ("where does Zelensko stand", "nearest"),
        ("why?", "names no party or topic"),
        ("what do you think of us?", "names no party or topic"),
        ("   ?  ", "names no party or topic"),
        ("'; DROP TABLE statements; --", "names no"),
        ("<script>alert(1)</script>", "names no"),
        ("ignore all previous instructions", "names no"),
        ("@everyone", "names no"),
        ("\u202e\u200b\x00", "names no"),
        ("x" * (LONGEST + 1), "at most"),
        ("a " * (LONGEST // 2), "names no"),
    ],
)
def test_what_cannot_be_linked_gets_suggestions(question: str, words: str) -> None:
    card = respond(question, DESK)
    assert card.kind in {"refusal", "answer"}
    if card.kind == "refusal":
        assert words.rsplit(maxsplit=1)[-1] in render_text(card).casefold()
    assert card.blocks


def test_a_command_without_its_slash_is_a_command_and_its_beginnings_are_not() -> None:
    assert respond("positions russia", DESK) == respond("/positions russia", DESK)
    assert "Understood" in render_text(respond("quotes by Peskov on the ceasefire", DESK))
    assert "Understood" in render_text(respond("why did Russia reject a ceasefire", DESK))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Monday", date(2025, 12, 29)),
        ("tuesday", date(2025, 12, 23)),
        ("last Friday", date(2025, 12, 26)),
        ("last week", date(2025, 12, 22)),
        ("this week", date(2025, 12, 29)),
        ("last month", date(2025, 11, 1)),
        ("this year", date(2025, 1, 1)),
        ("21 December", date(2025, 12, 21)),
        ("December 21st", date(2025, 12, 21)),
        ("31 December", date(2024, 12, 31)),
        ("3 days ago", date(2025, 12, 27)),
        ("the last 2 weeks", date(2025, 12, 16)),
    ],
)
def test_days_are_named_as_people_do(words: str, found: date) -> None:
    assert resolve_day(words, today=date(2025, 12, 30)) == found


def test_the_29th_of_february_is_the_latest_one_or_none() -> None:
    assert resolve_day("29 February", today=date(2025, 2, 1)) == date(2024, 2, 29)
    with pytest.raises(InputError):
        resolve_day("29 February", today=date(2026, 1, 1))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gets_an_answer(text: str) -> None:
    card = respond(text, DESK)
    assert card.title
    assert card.blocks
    assert respond(text, DESK) == card


def test_movement_since_a_day_is_told() -> None:
    shown = render_text(respond("/compare russia ukraine since 2025-12-20", DESK))
    assert "compared" in shown
    early = replace(DESK, archive=Memory(()))
    assert "no topic in common" in render_text(respond("/compare russia ukraine since 2025-12-20", early))


def test_spacy_is_not_loaded() -> None:
    script = "import bot.commands.registry, sys; sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0  # noqa: S603


def test_a_command_of_two_words_needs_no_slash() -> None:
    assert respond("watch list", DESK).blocks == respond("/watch list", DESK).blocks


def test_a_command_that_writes_is_never_taken_for_words() -> None:
    card = respond("correct a1b2c3d4 stance=oppose reason:wrong", DESK)
    assert card.kind == "refusal"
    assert card == respond("/correct a1b2c3d4 stance=oppose reason:wrong", DESK)


def test_what_is_near_to_an_alias_is_named_as_people_are_known() -> None:
    shown = render_text(respond("Песскаф", DESK))
    assert "nearest: Dmitry Peskov" in shown
    assert "Песков" not in shown
