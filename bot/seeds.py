"""The articles under `seeds/`: what each states of itself, kept apart from what was inferred (`seeds/index.yaml`)."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from bot.configfile import load
from bot.errors import ConfigError

UNKNOWN = "unknown"


def _known(value: object) -> object:
    return None if value == UNKNOWN else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Stated = BeforeValidator(_known)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedEntry:
    """A seed article; `published` has a time only where the article states one, and is inferred unless `dated`.

    `outlet`, `headline` and `link` are as the article itself states them, None where it does not.
    """

    id: str
    path: Path
    outlet: str | None
    headline: str | None
    link: str | None
    published: datetime | date
    dated: bool
    note: str = ""

    @property
    def file(self) -> str:
        """Return the name of the file."""
        return self.path.name

    def text(self) -> str:
        """Return the article as it is in the file."""
        return self.path.read_text("utf-8")


class Model(BaseModel):
    """Base of all parts of the index: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StatedFacts(Model):
    """What an article says of itself; `unknown` where it does not."""

    outlet: Annotated[Text | None, Stated]
    headline: Annotated[Text | None, Stated]
    published: Annotated[datetime | date | None, Stated]
    link: Annotated[Text | None, Stated]


class InferredFacts(Model):
    """The day an article must have been published, and how that was inferred."""

    published: date
    how: Text


class Article(Model):
    """One entry of the index."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
    file: Annotated[str, StringConstraints(pattern=r"^[\w.-]+$", max_length=200)]
    stated: StatedFacts
    inferred: InferredFacts | None = None
    note: str = Field("", max_length=1000)

    @model_validator(mode="after")
    def _check_dates(self) -> Self:
        said = self.stated.published
        if isinstance(said, datetime) and said.tzinfo is None:
            raise ValueError("the stated time has no offset; write it as 2025-12-31T23:59:00+08:00")
        if (said is None) == (self.inferred is None):
            raise ValueError("a day of publication is either stated or inferred; give one of the two")
        return self


class Index(Model):
    """The whole of `seeds/index.yaml`."""

    articles: tuple[Article, ...] = Field(min_length=1)


def load_seeds(root: Path) -> tuple[SeedEntry, ...]:
    """Return the articles in the folder `root` (seeds/) in the order of its index; raises ConfigError."""
    index = load(root / "index.yaml", Index)
    return tuple(_entry(article, root) for article in index.articles)


def _entry(article: Article, root: Path) -> SeedEntry:
    path = root / article.file
    if not path.is_file():
        raise ConfigError(
            f"{root / 'index.yaml'}: {article.id}: there is no file {article.file}; restore it or its entry"
        )
    stated, inferred = article.stated, article.inferred
    published = stated.published if inferred is None else inferred.published
    if published is None:
        raise ConfigError(f"{root / 'index.yaml'}: {article.id}: is not dated; give a stated or an inferred day")
    notes = (part for part in (article.note, inferred.how if inferred else "") if part)
    return SeedEntry(
        id=article.id, path=path, outlet=stated.outlet, headline=stated.headline, link=stated.link,
        published=published, dated=inferred is None, note=" ".join(notes),
    )  # fmt: skip


class Tour(Model):
    """What the demo shows of the articles (`seeds/demo.yaml`): the dossier they are read by, and what is asked then."""

    dossier: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
    questions: tuple[Text, ...]


def load_tour(root: Path) -> Tour:
    """Return the tour in the folder `root` (seeds/); raises ConfigError."""
    return load(root / "demo.yaml", Tour)
