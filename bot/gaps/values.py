"""What is counted of a dossier's gaps, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.extract.survey import Survey


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that shows it, verbatim, and the outlet that has it."""

    text: str
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlinked:
    """Somebody who is quoted and linked to nobody; `party` is the one whose office the roles name, if any."""

    name: str
    times: int
    articles: int
    outlets: int
    roles: tuple[str, ...]
    party: str | None
    example: Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A name that is almost `alias`, which the dossier has for `owner` in its `section`; `likeness` is 0 to 100."""

    name: str
    section: str
    owner: str
    alias: str
    likeness: int
    times: int
    articles: int
    example: Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """A phrase that stands in `inside` sentences with the topic and in `outside` ones without it, as the example."""

    topic: str
    phrase: str
    inside: int
    outside: int
    articles: int
    likelihood: float
    example: Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """All that is missed, the most frequent or strongest first; `concerned` documents were looked at."""

    documents: int
    concerned: int
    people: tuple[Unlinked, ...]
    spellings: tuple[Spelling, ...]
    terms: tuple[Companion, ...]


@dataclass(slots=True)
class Seen:
    """How often something was seen, where, and an example."""

    times: int = 0
    articles: set[str] = field(default_factory=set)
    outlets: set[str] = field(default_factory=set)
    example: Example | None = None

    def note(self, survey: Survey, text: str, *, naming: str = "") -> None:
        """Count it once more, in a sentence of a document; the first that has `naming` becomes the example."""
        self.times += 1
        self.articles.add(survey.doc)
        self.outlets.add(survey.outlet)
        if self.example is None or (naming not in self.example.text and naming in text):
            self.example = Example(text, survey.outlet)


def most_common(counter: Mapping[str, int]) -> tuple[str, ...]:
    """Return what was counted, the most frequent first, then by name."""
    return tuple(sorted(counter, key=lambda key: (-counter[key], key)))
