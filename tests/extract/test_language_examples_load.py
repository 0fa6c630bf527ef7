"""The file of a language is held against its model, and a mistake is told with file, key and remedy."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from fakes.freedonia import CONFIG, language

from bot.errors import ConfigError
from bot.extract.language import load_language
from bot.extract.stance_lexicon import CuePos, Effect

SHIPPED = CONFIG / "language" / "en.yaml"


@pytest.fixture
def data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(SHIPPED.read_text("utf-8"))
    return loaded


def written(folder: Path, text: str) -> Path:
    path = folder / "xx.yaml"
    path.write_text(text, "utf-8")
    return path


def test_the_shipped_language_knows_its_folder() -> None:
    assert language().attribution.folder == SHIPPED.parent


def test_sections_of_others_are_left_to_them(tmp_path: Path, data: dict[str, Any]) -> None:
    path = written(tmp_path, yaml.safe_dump(data | {"digest_of_others": {"a": 1}}))
    assert load_language(path).inflection == language().inflection


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"xx\.yaml: cannot be read .*; restore it"):
        load_language(tmp_path / "xx.yaml")


@pytest.mark.parametrize("text", ["a: [1", "\x00", "a: *b"])
def test_what_is_no_yaml_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"xx\.yaml: is no YAML") as caught:
        load_language(written(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    path = tmp_path / "xx.yaml"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ConfigError, match=r"xx\.yaml: is no YAML"):
        load_language(path)


@pytest.mark.parametrize(
    ("key", "value"), [("stance", None), ("pronouns", {"first": ["we"]}), ("inflection", "ing"), ("time", {"x": 1})]
)
def test_a_wrong_section_is_named(tmp_path: Path, data: dict[str, Any], key: str, value: object) -> None:
    with pytest.raises(ConfigError, match=rf"xx\.yaml: {key}.*: .*correct it there"):
        load_language(written(tmp_path, yaml.safe_dump(data | {key: value})))


@pytest.mark.parametrize("text", ["", "[]", "plain"])
def test_a_file_that_is_no_mapping_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"xx\.yaml: "):
        load_language(written(tmp_path, text))


def test_a_cue_is_found_by_its_word_class_and_lemma() -> None:
    lexicon = language().stance
    assert lexicon.by_word[CuePos.VERB, "want"].effect is Effect.FOR
    assert lexicon.by_word[CuePos.ADJECTIVE, "unwilling"].effect is Effect.AGAINST
    assert (CuePos.ADJECTIVE, "want") not in lexicon.by_word


def test_no_cue_is_given_twice_with_two_effects() -> None:
    seen: set[tuple[CuePos, str, bool]] = set()
    for group in language().stance.cues:
        for word in group.words:
            assert (group.pos, word, group.negated) not in seen, word
            seen.add((group.pos, word, group.negated))


def test_of_the_phrases_of_a_verb_the_longer_come_first() -> None:
    for pairs in language().stance.by_phrase.values():
        sizes = [len(particles) for particles, _ in pairs]
        assert sizes == sorted(sizes, reverse=True)
        assert min(sizes) > 0
