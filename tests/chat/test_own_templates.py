"""Digests that are posted stand in the user's own layout, within every limit, and in ours where that does not work."""

from pathlib import Path

import pytest
from fakes.slack_blocks import refusal, shown

from bot.chat.discord import render as discord
from bot.chat.discord.limits import units
from bot.chat.pieces import pieces
from bot.chat.slack import render as slack
from bot.model import Action, Card, Image, Paragraph
from digest.letter import letter
from digest.page import Page, card_of_digest, page_of_digest, page_of_digest_card
from digest.render import Templates
from digest.sample import sample

CARD = card_of_digest(sample())
OWN = "OUR DESK | {{ page.title }} | {{ page.subtitle }} | {% for one in page.sections %}{{ one.key }}, {% endfor %}"


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def templates(tmp_path: Path, faults: list[str]) -> Templates:
    return Templates(folder=tmp_path, told=faults.append)


def own(templates: Templates, text: str) -> None:
    """Lay out digests for both chats."""
    assert templates.folder is not None
    for name in ("discord.j2", "slack.j2"):
        (templates.folder / name).write_text(text, "utf-8")


def said_on_discord(card: Card, templates: Templates) -> list[str]:
    return [str(one.embed["description"]) for one in discord.messages(card, templates=templates)]


def said_on_slack(card: Card, templates: Templates) -> list[str]:
    return [shown(one.body()) for one in slack.messages(card, templates=templates)]


def test_a_digest_that_was_made_a_card_is_the_same_page() -> None:
    assert page_of_digest_card(CARD) == page_of_digest(sample())


def test_a_digest_is_posted_in_ones_own_layout(templates: Templates) -> None:
    own(templates, OWN)
    keys = ", ".join(one.key for one in sample().sections)
    expected = f"OUR DESK | {sample().title} | {sample().window.label} | {keys},"
    assert said_on_discord(CARD, templates) == [expected]
    assert said_on_slack(CARD, templates) == [expected]
    (message,) = discord.messages(CARD, templates=templates)
    assert "title" not in message.embed, "the template says it"


def test_other_cards_are_posted_as_always(templates: Templates) -> None:
    own(templates, OWN)
    alert = Card(title="North softens", blocks=(Paragraph("Signalled."),), kind="shift")
    assert discord.messages(alert, templates=templates) == discord.messages(alert)
    assert slack.messages(alert, templates=templates) == slack.messages(alert)


def test_the_picture_and_the_buttons_stay(templates: Templates) -> None:
    own(templates, OWN)
    image = Image(name="m.png", alt="north of south", png=b"PNG")
    card = Card(
        title="T: 1 May", kind="digest", image=image, actions=(Action(name="evidence", label="Evidence", value="a1"),)
    )
    (one,) = discord.messages(card, templates=templates)
    assert one.embed["image"] == {"url": "attachment://m.png"}
    assert [each.label for each in one.buttons] == ["Evidence"]
    (other,) = slack.messages(card, templates=templates)
    assert "Picture: north of south" in shown(other.body())
    assert "[Evidence]" in shown(other.body())


@pytest.mark.parametrize("text", ["{{ page.titel }}", "{% for", "{{ ''.__class__.__mro__ }}", "{# nothing #}", " \n "])
def test_one_that_does_not_work_holds_nothing_up_and_is_told(
    text: str, templates: Templates, faults: list[str]
) -> None:
    own(templates, text)
    assert discord.messages(CARD, templates=templates) == discord.messages(CARD)
    assert slack.messages(CARD, templates=templates) == slack.messages(CARD)
    assert [fault.partition(":")[0].rpartition("/")[2] for fault in faults] == ["discord.j2", "slack.j2"]


def test_words_from_outside_do_nothing_in_it(templates: Templates) -> None:
    own(templates, "{{ page.sections[0].blocks[0].text }}")
    card = Card(title="T: 1 May", blocks=(Paragraph("@everyone <!channel> *bold* [x](http://y)"),), kind="digest")
    (words,) = said_on_discord(card, templates)
    assert "@everyone" not in words
    assert "](http" not in words.replace("\\]", "")
    (message,) = slack.messages(card, templates=templates)
    assert "<!channel>" not in str(message.body())


@pytest.mark.parametrize("line", ["word " * 2_000, "x" * 9_000, "😀" * 5_000, "a\n\n" * 3_000, "& <b> " * 1_000])
def test_whatever_it_prints_fits(line: str, templates: Templates) -> None:
    own(templates, "{{ page.sections[0].blocks[0].text }}")
    card = Card(title="T: 1 May", blocks=(Paragraph(line),), kind="digest")
    assert all(units(one) <= 4_096 for one in said_on_discord(card, templates))
    assert [refusal(one.body()) for one in slack.messages(card, templates=templates) if refusal(one.body())] == []


@pytest.mark.parametrize("room", [1, 7, 40])
def test_pieces_hold_all_words_in_order_and_keep_paragraphs_together(room: int) -> None:
    text = "one two\nthree\n\nfour five six seven\n\neight"
    found = list(pieces(text, room, units))
    assert all(units(one) <= room for one in found)
    assert "".join("".join(found).split()) == "".join(text.split())
    if room == 40:
        assert found == ["one two\nthree\n\nfour five six seven", "eight"]


def test_letters_give_templates_the_same_page(tmp_path: Path) -> None:
    (tmp_path / "text.j2").write_text(OWN, "utf-8")
    mail = letter(CARD, sender="a@example.org", key="k", templates=Templates(folder=tmp_path))
    body = mail.get_body(("plain",))
    assert body is not None
    words = " ".join(body.get_content().split())
    assert words.startswith(f"OUR DESK | {sample().title} | {sample().window.label} | bottom-line,")
    assert mail["Subject"] == CARD.title


def test_a_page_without_a_period_keeps_its_title() -> None:
    page: Page = page_of_digest_card(Card(title="Nothing yet", kind="digest"))
    assert (page.title, page.subtitle) == ("Nothing yet", "")
