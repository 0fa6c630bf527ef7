"""Speakers by the many ways their names are written: a statement goes in, a key of who spoke comes out."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from bot.dossier import Dossier
from bot.model import Statement
from bot.stories.words import words

Speaker = tuple[str, str]
"""The party spoken for and the person's id, else the folded name ("" for the article's own voice)."""


@dataclass(frozen=True, slots=True)
class Speakers:
    """The persons of a dossier, found by name, alias and surname; a name that two persons bear finds neither."""

    ids: dict[str, str]

    @classmethod
    def of(cls, dossier: Dossier) -> Self:
        """Return the persons that the dossier knows."""
        return cls(_by_name(dossier))

    def of_statement(self, statement: Statement) -> Speaker:
        """Return who spoke."""
        name = " ".join(words(statement.speaker or ""))
        return statement.party or statement.actor, statement.person or self.ids.get(name, name)


@lru_cache(maxsize=16)
def _by_name(dossier: Dossier) -> dict[str, str]:
    bearers: dict[str, set[str]] = {}
    for person in dossier.people:
        for name in (person.name, person.known_as, *person.aliases):
            bearers.setdefault(" ".join(words(name)), set()).add(person.id)
    return {name: next(iter(ids)) for name, ids in bearers.items() if len(ids) == 1}
