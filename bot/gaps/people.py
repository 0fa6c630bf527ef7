"""People who are quoted and linked to nobody."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from bot.extract.survey import Heard, Survey
from bot.gaps.values import Example, Seen, Unlinked, most_common

MOST_ROLES = 3


class People:
    """Who was heard, by name; a bare surname joins the one full name that ends with it."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, Seen] = defaultdict(Seen)
        self._roles: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._parties: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def note(self, survey: Survey, heard: Heard) -> None:
        """Count somebody who is heard."""
        self._seen[heard.name].note(survey, heard.evidence.text, naming=heard.name.rpartition(" ")[2])
        self._roles[heard.name].update(heard.roles)
        self._parties[heard.name].update([heard.party] if heard.party else [])

    def unlinked(self, at_least: int) -> list[Unlinked]:
        """Return who is heard so often, the most frequent first."""
        found = [
            one for name, forms in self._joined().items() if (one := self._one(name, forms)) and one.times >= at_least
        ]
        return sorted(found, key=lambda one: (-one.times, -one.articles, one.name))

    def _joined(self) -> dict[str, list[str]]:
        """Map the name to show to all its forms."""
        full: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(self._seen):
            if " " in name:
                full[name.split()[-1]].append(name)
        forms: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(self._seen):
            longer = full.get(name, []) if " " not in name else []
            forms[longer[0] if len(longer) == 1 else name].append(name)
        return forms

    def _one(self, name: str, forms: Sequence[str]) -> Unlinked:
        seen = [self._seen[form] for form in forms]
        example = self._seen[name].example or Example("", "")
        parties = sum((self._parties[form] for form in forms), Counter[str]())
        return Unlinked(
            name=name,
            times=sum(one.times for one in seen),
            articles=len(set().union(*(one.articles for one in seen))),
            outlets=len(set().union(*(one.outlets for one in seen))),
            roles=most_common(sum((self._roles[form] for form in forms), Counter[str]()))[:MOST_ROLES],
            party=next(iter(most_common(parties)), None),
            example=example,
        )
