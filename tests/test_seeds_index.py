"""The index of the seeds says what each article states, and nothing that it does not."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.seeds import SeedEntry, load_seeds

SEEDS = Path(__file__).parents[1] / "seeds"

ENTRY = """\
articles:
  - id: one
    file: one.txt
    stated: {outlet: The Wire, headline: unknown, published: 2025-12-01T10:00:00+02:00, link: unknown}
"""


@pytest.fixture(scope="module")
def seeds() -> dict[str, SeedEntry]:
    return {entry.id: entry for entry in load_seeds(SEEDS)}


def test_every_article_is_listed_once(seeds: dict[str, SeedEntry]) -> None:
    assert [entry.file for entry in seeds.values()] == sorted(path.name for path in SEEDS.glob("*.txt"))


def test_what_is_stated_stands_in_the_article(seeds: dict[str, SeedEntry]) -> None:
    for entry in seeds.values():
        text = entry.text()
        for said in (entry.outlet, entry.headline):
            assert said is None or said in text
        assert entry.link is None
        assert "http" not in text


def test_times_are_aware_where_stated_and_days_where_inferred(seeds: dict[str, SeedEntry]) -> None:
    when = {key: entry.published for key, entry in seeds.items()}
    assert when == {
        "seed-000": datetime(2025, 12, 23, 3, 13, tzinfo=UTC),
        "seed-001": datetime(2025, 12, 21, 17, 50, 20, tzinfo=UTC),
        "seed-002": date(2025, 12, 21),
        "seed-003": date(2025, 12, 29),
        "seed-004": date(2025, 12, 7),
    }
    assert [key for key, entry in seeds.items() if entry.dated] == ["seed-000", "seed-001"]
    assert all(entry.note for entry in seeds.values())


def test_what_is_not_stated_is_left_out(seeds: dict[str, SeedEntry]) -> None:
    assert [key for key, entry in seeds.items() if entry.outlet is None] == ["seed-002", "seed-003", "seed-004"]
    assert [key for key, entry in seeds.items() if entry.headline is None] == ["seed-002", "seed-004"]


def index(folder: Path, text: str) -> Path:
    (folder / "index.yaml").write_text(text)
    (folder / "one.txt").write_text("Text.")
    return folder


def test_an_index_is_read(tmp_path: Path) -> None:
    [entry] = load_seeds(index(tmp_path, ENTRY))
    assert (entry.outlet, entry.headline, entry.dated, entry.note) == ("The Wire", None, True, "")
    assert entry.text() == "Text."


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("+02:00", "", "has no offset"),
        ("2025-12-01T10:00:00+02:00", "unknown", "either stated or inferred"),
        ("one.txt", "two.txt", "there is no file two.txt"),
        ("one.txt", "../one.txt", "not written as it must be"),
        ("headline: unknown, ", "", "is missing"),
        ("stated:", "sated:", "did you mean 'stated'"),
    ],
)
def test_an_index_that_is_not_usable_is_told(old: str, new: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=said):
        load_seeds(index(tmp_path, ENTRY.replace(old, new)))


def test_a_missing_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not there"):
        load_seeds(tmp_path)
