"""`/search`: verbatim sentences by their words."""

from fakes.miami import CEASEFIRE, DOSSIER, NOW, STATEMENTS

from bot.commands.desk import Desk, Memory
from bot.commands.registry import respond
from bot.model import Quote

DESK = Desk(dossier=DOSSIER, now=NOW, archive=Memory(kept=STATEMENTS))


def test_sentences_that_hold_the_words_are_quoted() -> None:
    card = respond('/search "first a peace agreement"', DESK)
    (quote,) = [block for block in card.blocks if isinstance(block, Quote)]
    assert quote.id == CEASEFIRE.id
    assert "1 statement, newest first." in str(card.blocks)


def test_words_without_quotation_marks_must_all_be_there() -> None:
    assert "No statement holds all of it" in str(respond("/search agreement nonsense", DESK).blocks)


def test_nothing_later_than_the_day_is_found() -> None:
    assert "No statement holds" in str(respond("/search ceasefire as_of:2025-12-01", DESK).blocks)


def test_no_words_are_asked_for() -> None:
    assert respond("/search", DESK).kind == "refusal"
    assert "name a word" in str(respond("/search ???", DESK).blocks).casefold()
