"""Which topics a short phrase names, by the dossier's terms: "only after a peace agreement" goes in, topics come out.

It serves conditions that were read already; reading articles is the work of `extract`, with all that terms can say.
"""

import re
from functools import lru_cache

from bot.dossier import Dossier, Topic


def topics_named(phrase: str, dossier: Dossier) -> tuple[str, ...]:
    """Return the topics whose unambiguous terms stand in the phrase, in the dossier's order."""
    return tuple(topic.id for topic in dossier.topics if _pattern(_phrases(topic)).search(phrase))


def _phrases(topic: Topic) -> tuple[str, ...]:
    terms = (*topic.terms, *topic.supports, *topic.opposes)
    return (topic.name, *topic.aliases, *(term.text for term in terms if not (term.context or term.near)))


@lru_cache(maxsize=512)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(_expression, phrases)) + r")\b", re.IGNORECASE)


def _expression(phrase: str) -> str:
    """Return the phrase as an expression: `*` ends a word's beginning, `~` stands for up to three words."""
    text = re.escape(" ".join(phrase.split()))
    text = text.replace(r"\ \~\ ", r"\s+(?:\S+\s+){0,3}").replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
    return text if phrase.endswith("*") else f"{text}s?"
