import pytest
from fakes.miami import DOSSIER, NOW, STATEMENTS
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.console import render_text
from bot.commands.bind import bind
from bot.commands.desk import Desk, Memory
from bot.commands.registry import COMMANDS, LONGEST, Request, answer, parse, respond
from bot.errors import InputError
from bot.model import Paragraph

DESK = Desk(dossier=DOSSIER, now=NOW, archive=Memory(STATEMENTS))


@pytest.mark.parametrize(
    ("text", "command", "words", "options"),
    [
        ("/positions russia", "positions", ("russia",), {}),
        ("positions russia", "positions", ("russia",), {}),
        ("  /Positions   Russia  ", "positions", ("Russia",), {}),
        ("/positions russia ceasefire as_of:2025-12-21", "positions", ("russia", "ceasefire"), {"as_of": "2025-12-21"}),
        ('/topic "security guarantees"', "topic", ("security guarantees",), {}),
        ("/topic “security guarantees”", "topic", ("security guarantees",), {}),
        ("/topic «security guarantees»", "topic", ("security guarantees",), {}),
        ('/positions us topic:"security guarantees"', "positions", ("us",), {"topic": "security guarantees"}),
        ('/topic "security guarantees', "topic", ("security guarantees",), {}),
        ("/why https://evil.example/x", "why", ("https://evil.example/x",), {}),
        ("/positions rus\x00sia\n/topic", "positions", ("rus\u2400sia", "/topic"), {}),
        ("", "", (), {}),
    ],
)
def test_parse_reads_words_options_and_quotation_marks(
    text: str, command: str, words: tuple[str, ...], options: dict[str, str]
) -> None:
    assert parse(text) == Request(command=command, words=words, options=options)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("/positions russia security guarantees", {"actor": "russia", "topic": "security guarantees"}),
        ("/positions european union", {"actor": "european union"}),
        ("/positions the united states peace plan 2025-12-21",
         {"actor": "the united states", "topic": "peace plan", "as_of": "2025-12-21"}),
        ("/positions russia on ceasefire", {"actor": "russia", "topic": "ceasefire"}),
        ("/positions rusia ceasefire", {"actor": "rusia", "topic": "ceasefire"}),
        ("/positions russia something else", {"actor": "russia", "topic": "something else"}),
        ("/compare united states and russia", {"a": "united states", "b": "russia"}),
        ("/compare russia vs. european union", {"a": "russia", "b": "european union"}),
        ("/positions ceasefire actor:russia", {"actor": "russia", "topic": "ceasefire"}),
        ("/shifts since 7d", {"since": "7d"}),
    ],
)  # fmt: skip
def test_words_go_to_the_parameters_for_which_they_mean_something(text: str, options: dict[str, str]) -> None:
    request = parse(text)
    assert bind(COMMANDS[request.command], request, DESK).options == options


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/position russia", "nearest: /positions"),
        ("/poistions russia", "nearest: /positions"),
        ("/qqqqqq", "/help lists them all"),
        ("", "a question begins with a command"),
        ("/positions", "needs actor"),
        ("/positions ruzzia", "nearest: Russia"),
        ("/digest nonsense", "today, yesterday or 7d, or week for seven days, or new since you last asked"),
        ("/positions росиянка", "nearest: Russia"),
        ("/positions russia ceasfire", "nearest: Ceasefire"),
        ("/positions russia colour:red", "has no 'colour'"),
        ("/positions russia as_of:tomorrowish", "is no day"),
        ("/sources everything", "one word too many"),
        ("/compare russia moscow", "both are Russia"),
        ("/compare russia fesenko", "speaks for no party"),
        ("/why zzzz", "has the id"),
        ("/positions " + "x" * LONGEST, "ask it in at most"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence_with_a_remedy(text: str, words: str) -> None:
    card = respond(text, DESK)
    assert card.kind == "refusal"
    first = card.blocks[0]
    assert isinstance(first, Paragraph)
    assert words.casefold() in first.text.casefold()


def test_a_request_with_options_is_answered_without_text() -> None:
    card = answer(Request(command="positions", options={"actor": "russia", "topic": "", "as_of": ""}), DESK)
    assert card.title == "Russia: positions"


@settings(deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    for typed in (text, f"/positions {text}", f"/compare russia {text}", f"/why {text}", f"/shifts {text}"):
        shown = render_text(respond(typed, DESK))
        assert shown.strip()
        assert not any(ord(char) < 32 and char != "\n" for char in shown)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_a_summary_and_is_listed_by_help(name: str) -> None:
    assert COMMANDS[name].summary
    assert COMMANDS[name].usage in render_text(respond("/help", DESK))


def test_parse_refuses_what_is_too_long() -> None:
    with pytest.raises(InputError, match="501 characters"):
        parse("x" * 501)
