import io
import re
from dataclasses import replace

import pytest
from fakes.values import make_delivery
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.console import ConsoleChat, print_card, render_text
from bot.chat.protocol import Chat
from bot.model import Bullets, Card, Heading, Outgoing, Paragraph, Quote, Table

QUOTE = Quote(
    text="first a peace agreement, then a ceasefire",
    speaker="Dmitry Peskov, Kremlin spokesman",
    outlet="CGTN",
    said_on="22 Dec 2025",
    url="https://news.example/a?b=1&c=2",
    id="a1b2c3d4",
    label="Ceasefire: conditional",
    chain=("Izvestia",),
)
CARD = Card(
    title="Title",
    blocks=(Paragraph("Text."), Heading("Part"), QUOTE, Table(("A", "B"), (("one", "two"),)), Bullets(("x", "y"))),
    url="https://news.example/",
    footer="Foot",
)
HOSTILE = "a\x1b[31mred\x1b[0m \x07\u202eevil\u2066 \u200b[bold]x[/bold] \udc80 \x1b]8;;https://evil.example\x07z"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_quote_is_shown_by_the_convention() -> None:
    assert (
        "  Ceasefire: conditional\n  > first a peace agreement, then a ceasefire\n"
        "    — Dmitry Peskov, Kremlin spokesman · CGTN, quoting Izvestia · said 22 Dec 2025 · [a1b2c3d4]\n"
        "    https://news.example/a?b=1&c=2\n"
    ) in render_text(CARD)


@pytest.mark.parametrize("sentence", ["“I think so,” he said.", 'He said: "Never."', "They must want it,” he said."])
def test_no_quotation_mark_is_added_to_a_sentence(sentence: str) -> None:
    card = Card(title="T", blocks=(replace(QUOTE, text=sentence),))
    assert f"\n  > {sentence}\n" in render_text(card)
    stream = Terminal()
    print_card(card, stream, width=80)
    assert f"> {sentence}" in stream.getvalue()


def test_every_line_of_a_wrapped_sentence_is_set_off() -> None:
    stream = Terminal()
    card = Card(title="T", blocks=(replace(QUOTE, text="word " * 30),))
    print_card(card, stream, width=40)
    for shown in (render_text(card, 40), re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())):
        lines = [line for line in shown.splitlines() if "word" in line]
        assert len(lines) > 3
        assert all(line.startswith("  > word") for line in lines)


def links(card: Card) -> list[str]:
    stream = Terminal()
    print_card(card, stream, width=120)
    plain, shown = render_text(card), stream.getvalue()
    assert re.findall(r"https://\S+\b", plain) == re.findall(r"https://[^\s\x1b]+", shown)
    return re.findall(r"https://\S+", plain)


A, B = "https://news.example/a", "https://news.example/b"


@pytest.mark.parametrize(
    ("urls", "card_url", "shown"),
    [
        ((A, A, B), "", [A, B]),
        ((A, B, A), "", [A, B, A]),
        ((A, A), A, [A]),
        ((A, B), A, [A, B]),
        ((B,), A, [A, B]),
        ((), A, [A]),
    ],
)
def test_quotes_of_one_article_share_a_link(urls: tuple[str, ...], card_url: str, shown: list[str]) -> None:
    quotes = tuple(replace(QUOTE, url=url, id=str(at)) for at, url in enumerate(urls))
    assert links(Card(title="T", blocks=quotes, url=card_url)) == shown
    apart = Card(title="T", blocks=(replace(QUOTE, url=A), Bullets(("x",)), replace(QUOTE, url=A)))
    assert links(apart) == [A, A]


def test_a_long_title_is_not_cut_on_a_terminal() -> None:
    stream = Terminal()
    print_card(Card(title="word " * 30 + "end"), stream, width=40)
    assert "end" in stream.getvalue()
    assert "…" not in stream.getvalue()


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()], ids=["piped", "terminal"])
def test_a_struck_card_says_that_it_is_no_longer_so(stream: io.StringIO) -> None:
    card = replace(CARD, struck=True, stands=(Paragraph("It was taken back."),))
    print_card(card, stream)
    shown = stream.getvalue()
    assert "No longer so: Title" in shown.splitlines()[0]
    assert "It was taken back." in shown
    assert "No longer so" not in render_text(CARD)


def test_plain_text_wraps_to_the_width_and_keeps_addresses_whole() -> None:
    shown = render_text(CARD, 40)
    assert all(len(line) <= 40 or "https://" in line for line in shown.splitlines())
    assert "https://news.example/a?b=1&c=2" in shown
    assert " ".join(shown.replace("\n  > ", " ").split()).count("first a peace agreement, then a ceasefire") == 1


def test_a_wide_table_becomes_columns_that_wrap_and_a_very_wide_one_records() -> None:
    table = Table(("Topic", "Words"), (("ceasefire", "many words that do not fit beside each other"),))
    narrow = render_text(Card(title="T", blocks=(table,)), 30)
    assert "ceasefire  many words that do" in narrow
    records = render_text(Card(title="T", blocks=(Table(("Topic", "Words"), (("x" * 30, "y" * 30),)),)), 40)
    assert f"- Topic: {'x' * 30}\n  Words: {'y' * 30}" in records


def _outgoing(key: str, channel: str) -> Outgoing:
    return Outgoing(delivery=make_delivery(key, channel, card=CARD))


async def test_the_console_prints_every_card_and_returns_the_key() -> None:
    stream = io.StringIO()
    chat: Chat = ConsoleChat(stream)
    assert chat.name == "console"
    assert await chat.send(_outgoing("key1", "console:main")) == "key1"
    await chat.send(_outgoing("key2", "console:other"))
    assert stream.getvalue().count("Title\n=====\n") == 2


def test_a_terminal_shows_the_same_words() -> None:
    stream = Terminal()
    print_card(CARD, stream, width=120)
    shown = stream.getvalue()
    for words in (
        "Title",
        "Text.",
        "Part",
        "Dmitry Peskov, Kremlin spokesman",
        "https://news.example/a?b=1&c=2",
        "Foot",
    ):
        assert words in shown
    assert "• x" in shown
    assert "one" in shown


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_article_text_gives_a_terminal_no_orders(stream: io.StringIO) -> None:
    quote = Quote(text=HOSTILE, speaker=HOSTILE, outlet=HOSTILE, said_on="", url="javascript:alert(1)", label=HOSTILE)
    card = Card(
        title=HOSTILE,
        blocks=(quote, Paragraph(HOSTILE), Heading(HOSTILE), Table((HOSTILE,), ((HOSTILE,),)), Bullets((HOSTILE,))),
        url="file:///etc/passwd",
        footer=HOSTILE,
    )
    print_card(card, stream, width=400)
    shown = stream.getvalue()
    own = re.sub(r"\x1b\[[0-9;]*m", "", shown) if isinstance(stream, Terminal) else shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", own)
    assert "31m" not in shown
    assert "evil.example" not in shown
    assert "javascript" not in shown
    assert "file:" not in shown
    assert "[bold]x[/bold]" in shown


@given(st.text(max_size=200), st.integers(min_value=20, max_value=120))
def test_no_word_of_a_quote_is_lost(text: str, width: int) -> None:
    quote = Quote(text=text, speaker="S", outlet="O", said_on="", url="")
    shown = render_text(Card(title="T", blocks=(quote,)), width)
    plain = render_text(Card(title="T", blocks=(quote,)))
    assert _words(shown) == _words(plain)


def _words(shown: str) -> str:
    return "".join("".join(line.removeprefix("  > ") for line in shown.splitlines()).split())


def test_an_empty_table_and_a_bare_quote_are_shown_without_their_missing_parts() -> None:
    quote = Quote(text="Words.", speaker="", outlet="", said_on="", url="")
    card = Card(title="T", blocks=(Table((), ()), quote))
    assert "  > Words.\n    — outlet unknown · day unknown · no link\n" in render_text(card)
    stream = Terminal()
    print_card(card, stream, width=80)
    assert "outlet unknown" in stream.getvalue()
