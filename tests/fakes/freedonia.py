"""The invented dossier of the extraction tests and short ways to read a text with it."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from bot.checking import load_dossier
from bot.dossier import Dossier
from bot.extract.language import Language, load_language
from bot.extract.reader import Reader
from bot.model import Document, Reading, Stance, Statement
from bot.settings import ReadingRules

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config"
PUBLISHED = datetime(2025, 12, 22, 12, tzinfo=UTC)  # a Monday
DAY = date(2025, 12, 22)


@cache
def dossier() -> Dossier:
    """Return the talks between Freedonia and Sylvania."""
    return load_dossier(str(ROOT / "tests" / "data" / "extract" / "freedonia.yaml"), CONFIG)


@cache
def language() -> Language:
    """Return the shipped English."""
    return load_language(CONFIG / "language" / "en.yaml")


@cache
def reader() -> Reader:
    """Return a reader with the shipped English and the shipped pipeline, loaded once."""
    return Reader(dossier(), ReadingRules(), CONFIG)


def article(text: str, *, title: str = "", published: datetime | None = PUBLISHED) -> Document:
    """Return an article of the Gazette with this text."""
    return Document(id="d1", title=title, text=text, source="Fredville Gazette", published=published)


def read(text: str, *, title: str = "") -> Reading:
    """Return what the article says."""
    return reader().read(article(text, title=title))


def statements(text: str, *, title: str = "") -> tuple[Statement, ...]:
    """Return the statements of the article."""
    return read(text, title=title).statements


def stances(text: str, *, title: str = "", topic: str = "truce") -> dict[str, Stance]:
    """Return each party's stance on the topic that counts; fails where a party is shown with two."""
    found: dict[str, Stance] = {}
    for one in statements(text, title=title):
        if one.counts and one.topic == topic:
            assert found.setdefault(one.actor, one.stance) is one.stance, f"{one.actor} takes two stances: {text}"
    return found


def told(text: str, *, topic: str = "truce") -> dict[str, Stance]:
    """Return what others say of each party's stance on the topic, which never counts."""
    return {one.actor: one.stance for one in statements(text) if not one.counts and one.topic == topic}
