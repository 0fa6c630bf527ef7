import json
import os
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fakes.miami import DOSSIER, EVERYTHING

from bot.model import Bullets, Card, Heading, Paragraph, Quote, Span, Table
from bot.settings import PositionRules
from digest.compose import compose
from digest.page import Digest
from digest.render import Format, render, render_card
from digest.window import days

GOLDEN = Path(__file__).parent.parent / "data" / "digest"
NAMES = {
    Format.TEXT: "week.txt",
    Format.MARKDOWN: "week.md",
    Format.HTML: "week.html",
    Format.SLACK: "week.slack.txt",
    Format.DISCORD: "week.discord.txt",
    Format.EMAIL: "week.email.html",
    Format.JSON: "week.json",
}
HOSTILE = (
    "</p><script>alert(1)</script> @everyone <!channel> <@&1> [x](javascript:alert(1)) <https://evil.example|safe> "
    "``` *bold* ||s|| https://evil.example \x1b[31m \u202e \n# head\n> quote\n- item {{ page }} {% raw %}"
)


def digest() -> Digest:
    return compose(
        dossier=DOSSIER, statements=EVERYTHING, window=days(date(2025, 12, 18), date(2025, 12, 29), "Europe/Kyiv"),
        rules=PositionRules(),
    )  # fmt: skip


@pytest.mark.parametrize("target", Format)
def test_a_digest_looks_as_it_did(target: Format) -> None:
    """Compare with the golden file; `WRITE_GOLDEN=1` writes it anew, to be looked at before it is committed."""
    path = GOLDEN / NAMES[target]
    shown = render(digest(), target)
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(shown, "utf-8")
    assert shown == path.read_text("utf-8")


def test_json_holds_every_block_as_data() -> None:
    data = json.loads(render(digest(), "json"))
    assert data["dossier"] == "ukraine"
    assert data["from"] == "2025-12-17T22:00:00+00:00"
    assert data["sections"][0]["key"] == "bottom-line"
    quotes = [one for section in data["sections"] for one in section["blocks"] if one["type"] == "quote"]
    sentences = {span.text for one in EVERYTHING for span in one.evidence}
    assert quotes
    assert all(quote["text"] in sentences for quote in quotes)


class Shape(HTMLParser):
    """Checks that tags nest, and gathers links and tag names."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in {"href", "src", "cite"}}
        if tag not in {"meta"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def hostile() -> Card:
    quote = Quote(text=HOSTILE, speaker=HOSTILE, outlet=HOSTILE, said_on=HOSTILE, url="javascript:alert(1)", id="x",
                  label=HOSTILE, chain=(HOSTILE,), note=HOSTILE)  # fmt: skip
    fine = replace(quote, url='https://news.example/"onmouseover="x')
    blocks = (Heading(HOSTILE), Paragraph(HOSTILE), quote, fine, Table((HOSTILE,), ((HOSTILE,),)), Bullets((HOSTILE,)))
    return Card(title=HOSTILE, blocks=(Paragraph(HOSTILE), *blocks), url="javascript:alert(1)", footer=HOSTILE)


@pytest.mark.parametrize("target", [Format.HTML, Format.EMAIL])
def test_html_stays_whole_whatever_the_articles_say(target: Format) -> None:
    shape = Shape()
    shape.feed(render_card(hostile(), target))
    assert shape.open == []
    assert "script" not in shape.tags
    assert shape.links == {"https://news.example/%22onmouseover=%22x"}


@pytest.mark.parametrize(
    ("target", "dead"),
    [
        ("markdown", r"(?<!\\)<(?!https://news\.example)|(?<!\\)\[|(?<!\\)`|https://evil"),
        ("discord", r"@everyone|(?<!\\)<(?!https://news\.example)|(?<!\\)\[|(?<!\\)`|https://evil"),
        ("slack", r"<(?!https://news\.example)|https://evil|(?<!\u200b)`"),
        ("text", r"\x1b|\u202e"),
    ],
)
def test_markup_of_articles_is_dead(target: str, dead: str) -> None:
    shown = render_card(hostile(), target)
    assert not re.search(dead, shown)
    assert "page" in shown


def test_a_card_as_json_says_what_each_block_is() -> None:
    data = json.loads(render_card(hostile(), "json"))
    assert [one["type"] for one in data["blocks"]] == [
        "paragraph", "heading", "paragraph", "quote", "quote", "table", "bullets",
    ]  # fmt: skip


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="pdf"):
        render(digest(), "pdf")


@pytest.mark.parametrize("target", Format)
def test_a_card_without_anything_is_its_title(target: Format) -> None:
    assert "Only this" in render_card(Card(title="Only this"), target)


def test_evidence_is_escaped_and_set_off_without_quotation_marks() -> None:
    one = replace(EVERYTHING[0], evidence=(Span("text", 0, 4, "a\\* "),))
    shown = render(
        compose(dossier=DOSSIER, statements=(one,), window=days(date(2025, 12, 1), date(2025, 12, 31), "UTC"),
                rules=PositionRules()), "markdown",
    )  # fmt: skip
    assert "> a\\\\\\*\n" in shown


@pytest.mark.parametrize(("target", "bold"), [(Format.SLACK, "*"), (Format.DISCORD, "**")])
def test_a_row_with_an_empty_cell_says_whose_the_others_are(target: Format, bold: str) -> None:
    table = Table(("Topic", "Alba", "Bora", "Corra"), (("Border", "", "oppose", "oppose"), ("Truce", "a", "b", "c")))
    written = render_card(Card(title="T", blocks=(table,)), target)
    assert f"{bold}Border{bold} · Bora: oppose · Corra: oppose" in written
    assert f"{bold}Truce{bold} · a · b · c" in written


@pytest.mark.parametrize("target", [Format.HTML, Format.EMAIL])
def test_an_id_in_html_leads_where_its_quote_does(target: Format) -> None:
    url = 'https://a.example/?x=1&y="'
    quote = Quote(
        text="t", speaker="s", outlet="o", said_on="d", url=url, id="a1b2c3d4", label="L [bbbbbbbb]"
    )  # fmt: skip
    told = Bullets(("<b> [a1b2c3d4] [bbbbbbbb] [cccccccc]",))
    written = render_card(Card(title="T", blocks=(told, quote)), target)
    (line,) = [one for one in written.splitlines() if "<li" in one]
    assert re.findall(r'href="([^"]*)">(\w+)</a>', line) == [
        ("https://a.example/?x=1&amp;y=%22", "a1b2c3d4"), ("https://a.example/?x=1&amp;y=%22", "bbbbbbbb"),
    ]  # fmt: skip
    assert "&lt;b&gt;" in line
    assert line.rstrip().endswith("[cccccccc]</li>")
