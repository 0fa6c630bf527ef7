"""Who speaks in a statement, on which day, from which origin, and how much that weighs.

Tiers follow the codebook: a principal, or an act that implements the stance, stands above ministers, envoys and
spokespersons, who speak for the party at one lower rank; then other officials; then unnamed bodies of the party.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from bot.model import UNKNOWN, Rank, Stance, Statement, Voice
from bot.settings import PositionRules

ACT_TIER = 3
TIERS = {Rank.PRINCIPAL: 3, Rank.MINISTER: 2, Rank.ENVOY: 2, Rank.SPOKESPERSON: 2, Rank.OFFICIAL: 1, Rank.BODY: 0}
WEIGHTS = {rank: rank.weight for rank in Rank}

_ONE_DAY = timedelta(days=1)


class UnsealedError(Exception):
    """What is heard now bears on what was heard before a seal, so that history is to be heard from earlier on."""


def day_of(statement: Statement) -> date:
    """Return the day it was said, which cannot be later than its publication (give or take a time zone)."""
    said, published = statement.said_on, statement.published
    if published is None or said <= (known := published.date()):
        return said
    return min(said, known + _ONE_DAY)


def known_on(statement: Statement) -> date:
    """Return the day from which it was known: published, or said where no publication is known."""
    return statement.said_on if statement.published is None else statement.published.date()


def moment_of(statement: Statement) -> datetime:
    """Return when it became known, the beginning of the day said where no publication is known."""
    return statement.published or datetime.combine(statement.said_on, time(), UTC)


def origin_of(statement: Statement) -> str:
    """Return the origin, else the outlet, else a name that stands for nobody knows whom."""
    return statement.origin or statement.outlet or UNKNOWN + statement.doc


def credible(statement: Statement, rules: PositionRules) -> bool:
    """Return whether it may decide a position: the party's or the article's voice, not an old quote, surely read."""
    return statement.counts and not statement.old and statement.confidence >= rules.minimum_confidence


def is_background(statement: Statement) -> bool:
    """Return whether the article says it by itself: no speaker, no act; it may sum up or recall."""
    return statement.voice is Voice.NARRATED and not statement.speaker and not statement.implements


def tolerates(statement: Statement) -> bool:
    """Return whether it leaves open by denying to be against it: "did not rule out", as supporters say as well."""
    denied = any(rule.startswith("not ") and rule.endswith(": against") for rule in statement.rules)
    return statement.stance is Stance.NONCOMMITTAL and denied


def tier(statement: Statement) -> int:
    """Return 3 for principals and acts, 2 for those who speak for the party at lower rank, 1 officials, 0 bodies.

    What an article says by itself weighs as a body's word, whomever it is about.
    """
    if statement.implements:
        return ACT_TIER
    return 0 if is_background(statement) else TIERS[statement.rank]


def precedence(statement: Statement) -> tuple[bool, bool, bool, float, str]:
    """Return what sorts first, of statements of one moment, the act, the direct quote, the condition, the surest."""
    conditional = statement.stance is Stance.CONDITIONAL
    return (not statement.implements, not statement.direct, not conditional, -statement.confidence, statement.id)


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """Return the consonants of the last word as transliterations share them, so that spellings of a name agree."""
    words = re.findall(r"\w+", _plain(name))
    last = words[-1] if words else ""
    bones = re.sub(r"[aeiouyjh]", "", last.replace("kh", "h"))
    bones = re.sub(r"(.)\1+", r"\1", bones.replace("w", "v").replace("f", "v"))
    return bones if len(bones) > 1 else " ".join(words)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


class Speakers:
    """Tells the speakers of one party apart: by person, else by a spelling that fits one person, else by name."""

    def __init__(self, statements: Iterable[Statement], earlier: Mapping[str, Any] | None = None) -> None:
        """Look at whom the statements name; `earlier` is what was `plain` of those before them.

        Raises UnsealedError where a name of those is another speaker's by what is named now.
        """
        before = earlier or {"named": {}, "taken": {}}
        self._named = {bones: set(persons) for bones, persons in before["named"].items()}
        self._taken: dict[str, str] = dict(before["taken"])
        self._bearers = {bones: set(persons) for bones, persons in self._named.items()}
        for statement in statements:
            if statement.person and statement.speaker:
                self._bearers.setdefault(skeleton(statement.speaker), set()).add(statement.person)
        if any(self._whose(bones) != key for bones, key in self._taken.items()):
            raise UnsealedError("a name of before is somebody else's by what is named now")

    def key(self, statement: Statement) -> str:
        """Return a key that is equal for statements of one speaker; acts and the party's own body have one each."""
        if not statement.speaker:
            return statement.person or ("=act" if statement.implements else "=")
        bones = skeleton(statement.speaker)
        if statement.person:
            self._named.setdefault(bones, set()).add(statement.person)
            return statement.person
        return self._taken.setdefault(bones, self._whose(bones))

    def _whose(self, bones: str) -> str:
        bearers = self._bearers.get(bones, set())
        return next(iter(bearers)) if len(bearers) == 1 else f"={bones}"

    def plain(self) -> dict[str, Any]:
        """Return which persons were named so far, by the consonants of their names, and for whom names were taken."""
        return {"named": {bones: sorted(them) for bones, them in self._named.items()}, "taken": dict(self._taken)}
