"""Outlets by the many names they go by: a name as it is printed goes in, the dossier's id for it comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from bot.dossier import Dossier, FeedSource, Outlet
from bot.stories.words import words

UNKNOWN = "unknown:"
"""What the origin of a statement begins with whose outlet nobody knows; its document follows."""


def _key(name: str) -> str:
    """Return the name's folded words, without an article or a domain's ending."""
    parts = [w for w in words(name) if w not in {"the", "www", "com", "org", "net"}]
    return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Outlets:
    """The outlets of a dossier, found by id, name and alias; `people` are names that are no outlet."""

    ids: dict[str, str]
    others: frozenset[str]

    @classmethod
    def of(cls, dossier: Dossier) -> Self:
        """Return the outlets that the dossier knows, as feeds or by name only; the first of two equal names wins."""
        return cls(*_known(dossier))

    def id_of(self, name: str) -> str:
        """Return the dossier's id of the outlet, else its folded words joined by hyphens, "" for an empty name."""
        key = _key(name)
        return self.ids.get(key, key.replace(" ", "-"))

    def agency(self, chain: Sequence[str]) -> str:
        """Return the id of the last outlet in the chain, "" where it names none.

        Sources such as "US officials" stand in chains too; what the dossier does not know counts as an outlet when
        it is written as a name throughout and is not the name of a party or person.
        """
        for name in reversed(chain):
            key = _key(name)
            if key in self.ids or (key and key not in self.others and _is_name(name)):
                return self.id_of(name)
        return ""


@lru_cache(maxsize=16)
def _known(dossier: Dossier) -> tuple[dict[str, str], frozenset[str]]:
    ids: dict[str, str] = {}
    known: tuple[Outlet | FeedSource, ...] = (*dossier.outlets, *dossier.feeds)
    for outlet in known:
        for name in (outlet.id, outlet.name, *outlet.aliases):
            ids.setdefault(_key(name), outlet.id)
    named = [n for p in dossier.parties for n in (p.name, *p.names, *p.adjectives, *p.metonyms, *p.institutions)]
    named += [n for p in dossier.people for n in (p.name, p.known_as, *p.aliases)]
    return ids, frozenset(map(_key, named))


def _is_name(name: str) -> bool:
    parts = name.split()
    return bool(parts) and not parts[0][0].islower() and not parts[-1][0].islower()
