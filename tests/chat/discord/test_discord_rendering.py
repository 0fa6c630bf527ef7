import random
import re
from dataclasses import replace

import pytest
from fakes.discord_limits import flaws_of_message
from fakes.values import cards
from hypothesis import given

from bot.chat.discord.layout import lay_out
from bot.chat.discord.limits import bare, split, title, units
from bot.chat.discord.render import WHOLE, Button, Message, answer_page, messages
from bot.escape import clean
from bot.model import Action, Block, Bullets, Card, Heading, Image, Paragraph, Quote, Table

QUOTE = Quote(
    text="First a peace agreement, then a ceasefire.", speaker="Ann Arbor, President of Norland", outlet="Courier",
    said_on="22 Dec 2025", url="https://news.example/a?b=1&c=2", id="a1b2c3d4", label="Ceasefire: conditional",
    chain=("Wire",),
)  # fmt: skip
ACTIONS = (Action(name="evidence", label="Evidence", value="a1b2c3d4"), Action(name="mute", label="Mute", value="t"))


def batched(buttons: tuple[Button, ...], size: int) -> list[tuple[Button, ...]]:
    return [buttons[at : at + size] for at in range(0, len(buttons), size)]


def body(message: Message) -> dict[str, object]:
    return {
        "embeds": [message.embed],
        "components": [
            {"type": 1, "components": [{"type": 2, "label": b.label, "custom_id": b.code} for b in row]}
            for row in batched(message.buttons, 5)
        ],
        "attachments": [{"id": n, "filename": f.name, "description": f.alt} for n, f in enumerate(message.files)],
    }


def flaws(made: tuple[Message, ...]) -> list[str]:
    return [flaw for one in made for flaw in flaws_of_message(body(one), {f.name: f.data for f in one.files})]


def shown(made: tuple[Message, ...]) -> str:
    """Return what a reader sees of the texts."""
    return plain("\n".join(one.embed.get("description", "") for one in made))


def plain(text: str) -> str:
    """Return the text without escapes and invisible marks."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text).replace("\u200b", "")


def test_an_alert_shows_title_quote_source_link_and_colour() -> None:
    card = Card(
        title="Norland: ceasefire oppose → conditional (signalled shift)", blocks=(Paragraph("Signalled."), QUOTE),
        url="https://news.example/x", kind="shift", actions=ACTIONS,
        dossier="talks",
    )  # fmt: skip
    (one,) = messages(card)
    assert one.embed["title"] == "Norland: ceasefire oppose → conditional (signalled shift)"
    assert one.embed["url"] == "https://news.example/x"
    assert one.embed["description"] == (
        "Signalled.\n\n**Ceasefire: conditional**\n> First a peace agreement, then a ceasefire.\n"
        "— Ann Arbor, President of Norland · Courier, quoting Wire · said 22 Dec 2025 · \\[a1b2c3d4\\]"
        " · [article](https://news.example/a?b=1&c=2)"
    )
    assert [b.code for b in one.buttons] == ["evidence:talks:a1b2c3d4", "mute:talks:t"]
    colors = {messages(replace(card, kind=kind))[0].embed["color"] for kind in ("shift", "divergence", "statement")}
    assert len(colors) == 3


def test_a_card_that_does_not_hold_any_more_is_struck_through() -> None:
    (one,) = messages(Card(title="Norland: softened", blocks=(QUOTE, Paragraph("Signalled.")), struck=True))
    assert one.embed["title"] == "~~Norland: softened~~"
    for words in ("~~First a peace agreement, then a ceasefire.~~", "~~Signalled.~~", "~~Ceasefire: conditional~~"):
        assert words in one.embed["description"]
    assert flaws(messages(Card(title="x" * 400, struck=True))) == []


def test_what_took_a_card_back_stands_below_it() -> None:
    back = replace(QUOTE, text="We never said so.", label="Withdrawn by")
    (one,) = messages(Card(title="Norland: softened", blocks=(QUOTE,), struck=True, stands=(back,)))
    shown = one.embed["description"]
    assert "**Withdrawn by**\n> We never said so." in shown
    assert shown.index("~~First a peace agreement") < shown.index("We never said so.")
    assert shown.count("We never said so.") == 1


def test_a_long_title_is_cut_with_a_mark_and_told_in_full_below() -> None:
    (one,) = messages(Card(title="word " * 90 + "end"))
    assert one.embed["title"].endswith(" […]")
    assert one.embed["description"].endswith("end**")


def test_a_quote_stays_on_one_page_with_its_source_where_it_fits() -> None:
    quotes = tuple(replace(QUOTE, id=f"q{n}", text=f"{n} " + "word " * 200, url="") for n in range(9))
    made = messages(Card(title="T", blocks=(Heading("Part"), *quotes)), most=9)
    assert len(made) > 1
    for one in made:
        text = one.embed["description"]
        assert text.count("> ") == text.count("— Ann Arbor") == text.count("**Ceasefire")
    assert made[0].embed["footer"]["text"] == f"part 1 of {len(made)}"
    assert "footer" not in messages(Card(title="T"))[0].embed


def test_what_is_too_long_for_a_channel_is_cut_with_a_mark_and_attached_in_full() -> None:
    card = Card(title="T", blocks=(replace(QUOTE, text="word " * 9_000 + "end."),), actions=ACTIONS)
    made = messages(card)
    assert len(made) == 4
    assert made[-1].embed["description"].endswith(f"**[…]** Cut here: all of it is in the attached {WHOLE}.")
    (file,) = made[-1].files
    assert file.data.decode().count("word") == 9_000
    assert [bool(one.buttons) for one in made] == [False, False, False, True]


def test_a_long_table_is_attached_as_csv_that_no_spreadsheet_computes() -> None:
    rows = tuple((f"topic {n}", "=HYPERLINK(1)", 'a "b", c') for n in range(60))
    (one,) = messages(Card(title="T", blocks=(Table(("Topic", "Norland", "Sudland"), rows),)))
    assert one.embed["description"].count("\n") == 20
    assert "40 more rows: all 60 are in table.csv" in one.embed["description"]
    assert "- **topic 0** · Norland: =HYPERLINK(1) · Sudland: a " in one.embed["description"]
    (file,) = one.files
    lines = file.data.decode("utf-8-sig").split("\r\n")
    assert lines[:2] == ["Topic,Norland,Sudland", 'topic 0,\'=HYPERLINK(1),"a ""b"", c"']
    assert len(lines) == 62


def test_a_picture_is_attached_with_its_words_and_shown_once() -> None:
    image = Image(name="../state of play.png", alt="All parties for a ceasefire.", png=b"\x89PNG")
    made = messages(Card(title="T", blocks=(Paragraph("word " * 2_000),), image=image))
    assert made[0].embed["image"] == {"url": "attachment://state-of-play.png"}
    assert [f.name for one in made for f in one.files] == ["state-of-play.png"]
    assert made[0].files[0].alt == "All parties for a ceasefire."
    assert flaws(made) == []
    huge = Card(title="T", image=replace(image, png=b"0" * (10 * 1024 * 1024 + 1)))
    assert messages(huge)[0].files == ()


def test_an_answer_has_every_page_and_the_last_for_a_number_too_high() -> None:
    card = Card(title="T", blocks=tuple(replace(QUOTE, id=f"q{n}", text=f"{n} " + "word " * 99) for n in range(30)))
    first, count = answer_page(card, 0, footer="/quotes norland")
    assert count > 3
    assert first.embed["footer"]["text"] == f"page 1 of {count} · /quotes norland"
    pages = tuple(answer_page(card, n)[0] for n in range(count))
    assert all(f"> {n} word" in shown(pages) for n in range(30))
    assert answer_page(card, 99)[0] == pages[-1]
    assert flaws(pages) == []


ALPHABETS = (
    "abcdef ghi. ", "слово і мова ", "שלום עולם ", "😀👩\u200d🚀🇺🇦 ",
    "*_~`|<>[]()@#:&\\ \n-1.", "\ud800\udc00\u200b\u202e\x07 ",
    "word", "漢字",
)  # fmt: skip


def some_text(chance: random.Random, most: int) -> str:
    size = int(most ** chance.random())
    alphabet = "".join(chance.sample(ALPHABETS, chance.randint(1, 3)))
    return "".join(chance.choices(alphabet, k=size)) if chance.random() < 0.9 else ""


def some_card(chance: random.Random) -> Card:
    most = int(50_000 ** chance.random())

    def text(share: float = 1.0) -> str:
        return some_text(chance, max(1, int(most * share)))

    def block() -> Block:
        match chance.randint(0, 4):
            case 0:
                return Heading(text(0.1))
            case 1:
                return Paragraph(text())
            case 2:
                return Table((text(0.01), "b", "c"), tuple((text(0.05), text(0.05), "x") for _ in range(most % 40)))
            case 3:
                return Bullets(tuple(text(0.1) for _ in range(3)))
            case _:
                return Quote(
                    text=text(), speaker=text(0.05), outlet=text(0.05), said_on="", label=text(0.05), note=text(0.05),
                    url=f"https://a.example/{text(0.1)}" if chance.random() < 0.8 else text(0.1),
                )  # fmt: skip

    image = Image(name=text(0.01), alt=text(0.1), png=b"png") if chance.random() < 0.2 else None
    actions = tuple(Action(name="mute", label=text(0.05), value=str(n)) for n in range(chance.randint(0, 30)))
    blocks = tuple(block() for _ in range(chance.randint(0, 4)))
    return Card(
        title=text(0.1), blocks=blocks, url=f"https://b.example/{text(0.1)}", footer=text(0.1), kind="shift",
        image=image, actions=actions, struck=chance.random() < 0.2,
    )  # fmt: skip


def words(text: str) -> str:
    return re.sub(r"[\s\\\u200b\u200d~*>#-]", "", text)


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(20))
def test_every_limit_holds_and_no_quote_is_lost(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    for _ in range(100):
        card = some_card(chance)
        made = messages(card)
        assert flaws(made) == []
        assert flaws((answer_page(card, 1, footer=card.footer)[0],)) == []
        pages = lay_out(card).pages
        whole = [file for one in made for file in one.files if file.name == WHOLE]
        assert bool(whole) == (len(pages) > len(made))
        text = words(plain("".join(pages)))
        for quote in (block for block in card.blocks if isinstance(block, Quote)):
            assert words(clean(quote.text)) in text


@pytest.mark.no_cover
@given(cards)
def test_every_small_card_keeps_the_limits(card: Card) -> None:
    assert flaws(messages(card)) == []


@pytest.mark.parametrize("text", ["", "a", "😀" * 300, "@everyone " * 40, "word " * 90])
def test_names_without_markdown_fit_and_call_nobody(text: str) -> None:
    assert units(bare(text, 80)) <= 80
    assert "@everyone" not in bare(text, 80)
    assert units(title(text)) <= 256


def test_a_word_longer_than_the_room_is_split_and_nothing_of_it_is_lost() -> None:
    rest, parts = "*" * 100 + "😀" * 50, []
    while rest:
        part, rest = split(rest, 30)
        assert 0 < units(part) <= 30
        parts.append(part)
    assert "".join(parts).replace("\\", "") == "*" * 100 + "😀" * 50
