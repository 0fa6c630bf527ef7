"""The sections on segmentation and attribution: what they know of words, and how mistakes in them are told."""

from pathlib import Path

import pytest
import yaml

from bot.errors import ConfigError
from bot.extract.language import load_language
from bot.extract.lexicon import enumerate_forms
from bot.extract.spelling import Words

EN = Path(__file__).parents[2] / "config/language/en.yaml"


def test_shipped_language_is_complete_and_knows_where_its_weights_are() -> None:
    lexicon = load_language(EN).attribution
    assert lexicon.folder is not None
    assert lexicon.tagger is not None
    assert (lexicon.folder / lexicon.tagger).is_file()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"abbreviations": 3}, r"segmentation\.abbreviations"),
        ({"captions": {"patterns": ["("], "examples": ["x"]}}, r"no regular expression"),
        ({"unheard": []}, r"segmentation\.unheard"),
    ],
)
def test_mistakes_name_the_key(tmp_path: Path, change: dict[str, object], message: str) -> None:
    data = yaml.safe_load(EN.read_text("utf-8"))
    data["segmentation"] |= change
    path = tmp_path / "en.yaml"
    path.write_text(yaml.safe_dump(data), "utf-8")
    with pytest.raises(ConfigError, match=message):
        load_language(path)


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("note", {"note", "notes", "noted", "noting"}),
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("press", {"press", "presses", "pressed", "pressing"}),
        ("convey", {"convey", "conveys", "conveyed", "conveying"}),
    ],
)
def test_regular_verbs_are_inflected(base: str, forms: set[str]) -> None:
    assert {word for _, word in enumerate_forms(base)} == forms


def test_word_rows_do_not_depend_on_what_was_read_before() -> None:
    fresh, used = Words({"said": 1}), Words({"said": 1})
    used.rows([f"word{n}" for n in range(3000)])
    words = ["said", "Keller", "''", "US", "...", "3.5", "well-known", "É", "中"]
    assert (fresh.rows(words) == used.rows(words)).all()
