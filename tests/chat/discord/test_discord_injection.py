import re
from dataclasses import replace

import pytest
from fakes.payloads import PAYLOADS

from bot.chat.discord.limits import bare
from bot.chat.discord.render import Message, answer_page, messages
from bot.escape import link
from bot.model import Action, Bullets, Card, Heading, Image, Paragraph, Quote, Table

_MARKUP = re.compile(r"[*_~`|<>\[\]]|^[#-]+ |^\d+[.)] |(?<=^> )[#-]+ |(?<=^- )[#-]+ |@(?=\w)|:\w+:|\w://", re.MULTILINE)


def live(text: str) -> list[str]:
    """Return the markup of the text that does something, in order; links to the articles are ours."""
    return _MARKUP.findall(re.sub(r"\[article\]\([^)\s]*\)", "article", dead(text)))


def dead(text: str) -> str:
    """Return the text with a dot for every character that a backslash takes the meaning from."""
    return re.sub(r"\\[^0-9A-Za-z\s]", "·", text)


def card_of(text: str) -> Card:
    quote = Quote(
        text=text, speaker=text, outlet=text, said_on=text, url=text, id=text, label=text, chain=(text,), note=text
    )
    return Card(
        title=text,
        blocks=(
            Heading(text), Paragraph(text), quote, replace(quote, url="https://news.example/a"), Bullets((text, text)),
            Table((text, text), ((text, text),)), Table((text, "b", "c"), ((text, text, text),) * 30),
        ),
        url=text, footer=text, kind=text, actions=(Action(name="evidence", label=text, value="a1b2"),),
        image=Image(name=text, alt=text, png=b"png"),
    )  # fmt: skip


def texts(made: tuple[Message, ...]) -> list[str]:
    return [f"{one.embed.get('title', '')}\n{one.embed.get('description', '')}" for one in made]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_from_outside_does_nothing(payload: str) -> None:
    made = messages(card_of(payload), most=9)
    page, _ = answer_page(card_of(payload), 0, footer=payload)
    benign = messages(card_of("a" * 600 if len(payload) > 500 else "word"), most=9)
    assert set(live("\n".join(texts(made)))) <= set(live("\n".join(texts(benign))))
    if "\n" not in payload and len(payload) < 500 and bare(payload, 99) and not link(payload):
        assert live("\n".join(texts(made))) == live("\n".join(texts(benign)))
    for one in (*made, page):
        everything = [*texts((one,)), one.embed.get("footer", {}).get("text", ""), *(b.label for b in one.buttons)]
        everything += [f.alt for f in one.files] + [f.name for f in one.files]
        for text in everything:
            assert not re.search(r"(?<!\w)@(everyone|here)|<[@#][!&\d]", text)
            assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text)
        assert one.embed.get("url", "https://").startswith(("https://", "http://"))
        addresses = re.findall(r"\]\(([^)]*)\)", dead("".join(texts((one,)))))
        assert set(addresses) <= {"https://news.example/a", link(payload)}


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) > 100
