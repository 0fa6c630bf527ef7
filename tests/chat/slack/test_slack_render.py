"""Cards as Slack's messages: complete, within every limit, and harmless whatever they say."""

import html
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from fakes import hostile_words, payloads
from fakes.slack_blocks import links, mentions, refusal, shown, texts, units
from fakes.values import blocks as any_block
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.slack.render import MOST_MESSAGES, Message, messages
from bot.model import Action, Block, Bullets, Card, Heading, Image, Paragraph, Quote, Table

QUOTE = Quote(
    text="We will sign once the guns are silent.", speaker="Ann North, foreign minister", outlet="The Courier",
    said_on="22 Dec 2025", url="https://news.example/a?b=1&c=2", id="a1b2c3d4", label="North · Ceasefire: conditional",
    chain=("Wire",), note="as the article states it",
)  # fmt: skip
CARD = Card(
    title="North softens on a ceasefire",
    blocks=(
        Paragraph("Signalled."), QUOTE, Heading("Others"), Table(("Party", "Stance"), (("South", "opposed"),)),
        Bullets(("x",)),
    ),
    footer="As of 22 Dec 2025.",
    actions=(Action(name="evidence", label="Evidence", value="a1b2c3d4"),),
)  # fmt: skip


def bodies(card: Card, **options: Any) -> list[dict[str, Any]]:
    """Return the blocks of all messages of the card."""
    return [block for one in messages(card, **options) for block in one.body()]


def everything(card: Card) -> str:
    """Return all that a reader sees of the card."""
    return shown(bodies(card))


def test_a_card_reads_as_it_is_meant() -> None:
    assert everything(CARD) == (
        "North softens on a ceasefire\n"
        "Signalled.\n\n"
        "*North · Ceasefire: conditional*\n"
        "> We will sign once the guns are silent.\n"
        "— Ann North, foreign minister · The Courier, quoting Wire · said 22 Dec 2025 · [a1b2c3d4]"
        " · as the article states it · article\n"
        "*Others*\n_Party · Stance_\n• South · opposed\n• x\n"
        "As of 22 Dec 2025.\n"
        "[Evidence]"
    )


def test_a_link_leads_to_the_article() -> None:
    (section,) = [one["text"]["text"] for one in bodies(CARD) if "Courier" in str(one)]
    assert links(section) == [QUOTE.url]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://news.example/a|b c>d", ["https://news.example/a%7Cb%20c%3Ed"]),
        ("javascript:alert(1)", []),
        ("https://news.example/" + "a" * 3_000, []),
        ("", []),
    ],
)
def test_only_web_addresses_that_fit_become_links(url: str, found: list[str]) -> None:
    card = Card(title="T", blocks=(replace(QUOTE, url=url),))
    assert [link for text in texts(bodies(card)) for link in links(text)] == found


def test_a_button_carries_what_it_is_about() -> None:
    (row,) = [one for one in bodies(replace(CARD, dossier="talks")) if one["type"] == "actions"]
    assert [one["value"] for one in row["elements"]] == ["evidence:talks:a1b2c3d4"]


def test_a_button_that_could_not_be_read_again_is_left_out() -> None:
    card = replace(CARD, actions=(Action(name="evidence", label="E", value="x" * 200),))
    assert not [one for one in bodies(card) if one["type"] == "actions"]


def test_a_struck_card_is_struck_line_by_line() -> None:
    card = replace(CARD, struck=True, blocks=(Paragraph("One.\nTwo."), QUOTE))
    text = everything(card)
    assert text.startswith("~*North softens on a ceasefire*~\n~One.~\n~Two.~")
    assert f"> ~{QUOTE.text}~" in text
    assert messages(card)[0].text == card.title


def test_a_picture_is_told_in_words() -> None:
    assert "Picture: north of south" in everything(
        replace(CARD, image=Image(name="m.png", alt="north of south", png=b""))
    )


def test_commands_are_named_as_they_are_typed_in_slack() -> None:
    card = Card(
        title="T", footer="/why ID explains a line.",
        blocks=(
            Paragraph("/watch remove a1 ends it, (/mute) silences it. See /positions PARTY and https://x.example/why."),
            Bullets(("and 3 more: /quotes x",)), replace(QUOTE, text="He asked /why not.", note="/why a1b2c3d4"),
        ),
    )  # fmt: skip
    seen = everything(card)
    for words in (
        "/talks watch remove a1",
        "(/talks mute)",
        "/positions PARTY",
        "/talks quotes x",
        "/talks why ID explains",
    ):
        assert words in seen
    assert "> He asked /why not." in seen
    assert "· /talks why a1b2c3d4" in seen
    assert "x.example/why" in seen


def test_a_picture_that_is_told_already_is_not_told_twice() -> None:
    card = Card(
        title="T", blocks=(Paragraph("north of south"),), image=Image(name="m.png", alt="north of south", png=b"")
    )
    assert everything(card).count("north of south") == 1


def test_a_notification_says_what_it_is_about() -> None:
    assert messages(CARD)[0].text == "North softens on a ceasefire: Signalled."
    long = messages(replace(CARD, blocks=(Paragraph("word " * 200),)))[0].text
    assert len(long) <= 301
    assert long.endswith("…")


def test_a_notification_of_a_digest_begins_with_its_bottom_line() -> None:
    digest = Card(
        title="Talks: 1 May", blocks=(Heading("Bottom line"), Bullets(("North moved, see /shifts", "b")), QUOTE)
    )
    assert messages(digest)[0].text == "Talks: 1 May: North moved, see /talks shifts"


def test_columns_are_named_once_where_tables_have_the_same() -> None:
    tables = (Table(("Party", "Stance"), (("North", "support"),)), Table(("Party", "Stance"), (("South", "oppose"),)))
    seen = everything(Card(title="T", blocks=(Heading("Truce"), tables[0], Heading("Border"), tables[1])))
    assert seen.count("Party · Stance") == 1
    other = Table(("Party", "Since"), (("South", "May"),))
    assert everything(Card(title="T", blocks=(tables[0], other, tables[1]))).count("Party · ") == 3


def test_a_card_that_says_nothing_is_a_message_nevertheless() -> None:
    (only,) = messages(Card(title=""))
    assert only.text
    assert refusal(only.body()) == ""


def test_a_long_card_goes_on_in_further_messages() -> None:
    quotes = tuple(
        replace(QUOTE, text=f"Sentence {number} of many. " * 20, url=f"https://news.example/{number}")
        for number in range(60)
    )
    parts = messages(replace(CARD, blocks=quotes))
    assert 1 < len(parts) <= MOST_MESSAGES
    seen = everything(replace(CARD, blocks=quotes))
    assert all(f"Sentence {number} of many." in seen for number in range(60))
    assert "Part 1 of" in shown(parts[0].body())
    assert [any(one["type"] == "actions" for one in part.body()) for part in parts] == [True] + [False] * (
        len(parts) - 1
    )


def test_no_word_of_a_long_sentence_is_lost() -> None:
    words = " ".join(f"w{number}" for number in range(6_000))
    seen = re.sub(r"\s+", " ", everything(Card(title="T", blocks=(replace(QUOTE, text=words),))).replace("\n> ", " "))
    assert all(f" w{number} " in seen for number in range(6_000))


def test_what_is_cut_says_so_and_leads_to_the_whole() -> None:
    parts = messages(Card(title="T", url="https://news.example/whole", blocks=(Paragraph("& " * 25_000),)), most=2)
    assert [one.cut for one in parts] == [False, True]
    last = parts[-1].body()[-1]
    assert "[…] Cut here" in shown([last])
    assert [link for text in texts(last) for link in links(text)] == ["https://news.example/whole"]


PAYLOADS = tuple(dict.fromkeys((*hostile_words.PAYLOADS, *payloads.PAYLOADS)))
PLACES = (
    "title", "paragraph", "heading", "quote", "speaker", "outlet", "day", "label", "chain", "note", "cell", "bullet",
    "footer", "alt", "action",
)  # fmt: skip
MARKS = re.compile("(?<!\u200b)[*_~`]|^> |\\n> ")
UNSEEN = r"[\u202a-\u202e\u2066-\u2069\ufeff\u200e\u200f\x00-\x09\x0b-\x1f\ud800-\udfff]"
LIVE = r"&(?!amp;|lt;|gt;)|:(smile|\+1|skin-tone-2):|(?<!\u200b)@(here|channel|everyone)"


def card_with(place: str, words: str) -> Card:
    """Return a card that has the words in the place."""
    said = {
        "quote": "text",
        "speaker": "speaker",
        "outlet": "outlet",
        "day": "said_on",
        "label": "label",
        "note": "note",
    }
    changes: dict[str, Any] = {said[place]: words} if place in said else {}
    quote = replace(QUOTE, **changes)
    quote = replace(quote, chain=(words,)) if place == "chain" else quote
    return Card(
        title=words if place == "title" else "Title",
        blocks=(
            Paragraph(words if place == "paragraph" else "Text."),
            Heading(words if place == "heading" else "Part"),
            quote,
            Table(("A",), ((words if place == "cell" else "one",),)),
            Bullets((words if place == "bullet" else "item",)),
        ),
        footer=words if place == "footer" else "Foot.",
        image=Image(name="m.png", alt=words if place == "alt" else "alt", png=b""),
        actions=(Action(name="evidence", label=words if place == "action" else "Evidence", value="a1"),),
    )


def layout(parts: tuple[Message, ...]) -> list[str]:
    """Return the kinds of blocks, and in each text the marks that are live."""
    found = [(block["type"], MARKS.findall("\n".join(mrkdwn(block)))) for part in parts for block in part.body()]
    return [f"{kind} {marks}" for kind, marks in found]


def mrkdwn(block: Any) -> list[str]:
    """Return the texts of a block in which Slack reads markup."""
    inner = [block.get("text"), *block.get("elements", [])]
    return [one["text"] for one in inner if isinstance(one, dict) and one.get("type") == "mrkdwn"]


@cache
def plain_layout(place: str) -> list[str]:
    """Return how a card is laid out that has harmless words in the place."""
    return layout(messages(card_with(place, "before after")))


@pytest.mark.no_cover
@pytest.mark.parametrize("words", PAYLOADS)
def test_nothing_from_outside_is_live(words: str) -> None:
    for place in PLACES:
        hostile = messages(card_with(place, f"before {words} after"))
        for part in hostile:
            assert live(part) == []
            assert refusal(part.body()) == ""
        if "\n" not in words and len(words) < 100:  # a long title is no header
            assert layout(hostile) == plain_layout(place)


def live(part: Message) -> list[str]:
    """Return the texts of a message in which words from outside would do something, or hide."""
    shown = [part.text, *texts(part.body())]
    marked = [part.text, *(one for block in part.body() for one in mrkdwn(block))]
    does = [one for one in shown if mentions(one) or not set(links(one)) <= {QUOTE.url} or re.search(UNSEEN, one)]
    return [*does, *(one for one in marked if re.search(LIVE, one))]


@pytest.mark.parametrize("words", PAYLOADS)
def test_what_is_quoted_can_still_be_read(words: str) -> None:
    letters = re.sub(r"[^A-Za-z0-9]", "", re.sub(r"\x1b\[\d*m", "", words))
    seen = everything(card_with("quote", words))
    assert letters in re.sub(r"[^A-Za-z0-9]", "", seen)


PIECES = ("word ", "&<>", "😀", "👩\u200d🚀", "слово ", "مرحبا ", "a\u0301", "*_~`", "\ud83d", "x" * 97, "@here ")
SIZES = (0, 10, 10, 300, 300, 300, 3_000, 3_000, 13_000, 50_000)


@st.composite
def long_blocks(draw: st.DrawFn) -> Block:
    """Draw a block of up to some 50,000 characters."""
    piece = draw(st.sampled_from(PIECES) | st.text(min_size=1, max_size=9))
    text = piece * (draw(st.sampled_from(SIZES)) // len(piece))
    several = (text[: len(text) // 3],) * 3
    kinds: tuple[Block, ...] = (
        Heading(text), Paragraph(text), replace(QUOTE, text=text), replace(QUOTE, speaker=text),
        replace(QUOTE, label=text, url=f"https://a.example/{text}"), Table(several, (several,)), Bullets((text,)),
        Bullets((text[:7],) * 60),
    )  # fmt: skip
    return draw(st.sampled_from(kinds))


@st.composite
def any_card(draw: st.DrawFn) -> Card:
    """Draw a card of 0 to some 50,000 characters, and more."""
    short = st.text(max_size=200)
    actions = st.lists(st.builds(Action, name=st.just("evidence"), label=short, value=short), max_size=30)
    return Card(
        title=draw(short), url=draw(short), footer=draw(short), struck=draw(st.booleans()),
        actions=tuple(draw(actions)),
        blocks=tuple(draw(st.lists(any_block | long_blocks(), max_size=3))),
        image=draw(st.none() | st.builds(Image, name=short, alt=short, png=st.just(b""))),
    )  # fmt: skip


@pytest.mark.no_cover
@settings(max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_card())
def test_every_limit_holds_for_every_card(card: Card) -> None:
    parts = messages(card)
    assert 1 <= len(parts) <= MOST_MESSAGES
    for part in parts:
        assert refusal(part.body()) == ""
        assert 0 < units(part.text) <= 400
        assert mentions(part.text) == []
    assert html.unescape(parts[0].text).strip()
