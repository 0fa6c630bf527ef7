"""Capitalised words spelled almost as a name of the dossier: word by word, transliterated."""

from collections import defaultdict
from collections.abc import Iterator

from rapidfuzz import fuzz

from bot.commands.spelling import loose, plain
from bot.dossier import Dossier
from bot.extract.survey import Passage, Survey
from bot.gaps.values import Seen, Spelling

ALIKE = 85
"""How alike two names are at least; two spellings of one are rarely less (see `bot.extract.actors`)."""
TOKEN_ALIKE = 72
"""How alike each two of their words are."""
SHORTEST_NAME = 5


class Names:
    """Capitalised words that are linked to nobody, by how they are written."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, Seen] = defaultdict(Seen)
        self._small: set[str] = set()

    def note(self, survey: Survey, passage: Passage) -> None:
        """Count the names of a sentence."""
        self._small.update(written for run in passage.runs for _, written, _ in run if written.islower())
        for name in passage.names:
            self._seen[" ".join(name.split())].note(survey, passage.span.text)

    def spellings(self, dossier: Dossier, at_least: int) -> list[Spelling]:
        """Return those seen so often that are almost a name of the dossier, the most frequent first."""
        known = _Aliases(dossier)
        found: list[Spelling] = []
        for name, seen in self._seen.items():
            if seen.times < at_least or name.lower() in self._small:  # a word like any other
                continue
            nearest = known.nearest(name)
            if nearest is not None and seen.example is not None:
                likeness, section, owner, alias = nearest
                found.append(
                    Spelling(
                        name=name, section=section, owner=owner, alias=alias, likeness=likeness, times=seen.times,
                        articles=len(seen.articles), example=seen.example,
                    )
                )  # fmt: skip
        return sorted(found, key=lambda one: (-one.times, one.owner, one.name))


class _Aliases:
    """The names of a dossier, by how many words they have."""

    def __init__(self, dossier: Dossier) -> None:
        self._by_length: defaultdict[int, dict[str, tuple[str, str, str]]] = defaultdict(dict)
        self._plain: set[str] = set()
        for section, owner, alias in _aliases(dossier):
            self._plain.add(plain(alias))
            self._by_length[len(plain(alias).split())].setdefault(loose(alias), (section, owner, alias))

    def nearest(self, name: str) -> tuple[int, str, str, str] | None:
        """Return likeness, section, owner and alias of the name most alike; None where none is, or it is known."""
        written = plain(name)
        if len(written) < SHORTEST_NAME or written in self._plain:
            return None
        key = loose(name)
        likest = [
            (_likeness(key, other), *entry) for other, entry in self._by_length[len(written.split())].items()
        ]  # fmt: skip
        best = min(likest, key=lambda one: (-one[0], one[1:]), default=None)
        return best if best and best[0] >= ALIKE else None


def _aliases(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    for person in dossier.people:
        for alias in (person.name, *person.aliases, person.known_as):
            yield "people", person.id, alias
    for party in dossier.parties:
        for alias in (party.name, *party.names, *party.adjectives, *party.metonyms, *party.institutions):
            yield "parties", party.id, alias


def _likeness(one: str, other: str) -> int:
    """Return how alike two keys of as many words are; 0 where two words in the same place are not."""
    pairs = list(zip(one.split(), other.split(), strict=False))
    if any(a[0] != b[0] or fuzz.ratio(a, b) < TOKEN_ALIKE for a, b in pairs):
        return 0
    return round(fuzz.ratio(one, other))
