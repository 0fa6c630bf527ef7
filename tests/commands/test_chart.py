"""`/chart`: pictures of what a desk knows."""

from dataclasses import replace

import pytest
from fakes.miami import DOSSIER, NOW, STATEMENTS

from bot.commands.desk import Desk, Memory
from bot.commands.registry import respond
from bot.escape import one_line
from bot.model import Paragraph

DESK = Desk(dossier=DOSSIER, now=NOW, archive=Memory(kept=STATEMENTS))


@pytest.mark.parametrize("question", ["matrix", "timeline ceasefire", "coverage", "distance", "MATRIX since:7d"])
def test_every_picture_comes_with_its_words(question: str) -> None:
    card = respond(f"/chart {question}", DESK)
    assert card.image is not None
    assert card.image.png.startswith(b"\x89PNG")
    words = card.blocks[0]
    assert isinstance(words, Paragraph)
    assert one_line(words.text) == card.image.alt
    assert words.text.count("\n") >= 1, "a line for each thing that is shown"


def test_a_picture_as_of_a_day_knows_nothing_later() -> None:
    card = respond("/chart matrix as_of:2025-12-01", DESK)
    assert card.image is not None
    assert "as of 1 Dec 2025: no position is known yet" in card.image.alt


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("/chart matirx", "nearest: matrix"),
        ("/chart", "/chart needs picture"),
        ("/chart timeline", "name it"),
        ("/chart timeline nonsense", "no topic is called"),
        ("/chart matrix since:someday", "is no day"),
    ],
)
def test_what_cannot_be_drawn_is_said(question: str, words: str) -> None:
    card = respond(question, DESK)
    assert card.kind == "refusal"
    assert words in str(card.blocks).replace("A timeline", "a timeline").replace("No topic", "no topic")


def test_pictures_of_an_empty_archive_say_so() -> None:
    empty = replace(DESK, archive=Memory())
    for question in ("matrix", "timeline ceasefire", "coverage", "distance"):
        card = respond(f"/chart {question}", empty)
        assert card.image is not None
        assert "no " in card.image.alt
