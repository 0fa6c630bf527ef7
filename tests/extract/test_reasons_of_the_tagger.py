"""What decided that a word reports: features of the words around it, each weighed by leaving it out."""

from pathlib import Path

import numpy as np
import pytest

from bot.extract.features import SIZES, Grid, grid
from bot.extract.language import load_language
from bot.extract.quotes import pair_quotes
from bot.extract.reasons import FEATURES, reasons
from bot.extract.segment import segment
from bot.extract.tagger import cue_scores, encode, load_weights

LANGUAGE = load_language(Path(__file__).parents[2] / "config/language/en.yaml")
LEXICON = LANGUAGE.attribution
WEIGHTS = load_weights((LEXICON.folder or Path()) / (LEXICON.tagger or ""))
SAID = "The minister said that the talks will go on next week."


def seen(text: str) -> Grid:
    paragraphs = segment(text, LANGUAGE.segmentation)
    return grid(text, paragraphs, pair_quotes(text, paragraphs), LEXICON.words)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        (SAID, "said"),
        ("“We will meet again,” Keller insisted.", "insisted"),
        ("Talks go on, according to Kyiv.", "according"),
    ],
)
def test_the_cue_itself_decides_most(text: str, cue: str) -> None:
    view = seen(text)
    first, *others = reasons(view, view.tokens.words.index(cue), WEIGHTS)
    assert first.word == text[first.start : first.end] == cue
    assert 0 < len(others) < 5
    assert all(first.weight >= one.weight > 0 for one in others)


def test_quotation_marks_are_a_reason_where_they_decide() -> None:
    view = seen("“We will meet again next week,” Keller insisted.")
    told = reasons(view, view.tokens.words.index("insisted"), WEIGHTS, most=100)
    assert any(one.feature == "quotation marks around it" for one in told)


def test_the_reasons_of_a_word_are_the_same_wherever_it_stands_in_a_long_text() -> None:
    filler = "Rain fell on the hills. " * 40
    near, far = seen(SAID), seen(filler + "\n\n" + SAID)
    word = far.tokens.words.index("said")
    score = cue_scores(encode(far.rows, WEIGHTS), WEIGHTS)[word]
    told = reasons(far, word, WEIGHTS)
    assert score > 0.5
    assert told[0].word == reasons(near, near.tokens.words.index("said"), WEIGHTS)[0].word
    assert told[0].start == len(filler) + 2 + SAID.index("said")


def test_every_feature_has_a_name() -> None:
    assert np.array_equal(sorted(c for columns in FEATURES.values() for c in columns), np.arange(len(SIZES)))
