"""Titles that a colon divides: "X: there will be no truce" has a source, "War in X: Y rejects a truce" a label."""

import re
from collections.abc import Iterable, Sequence

from bot.extract.actors import Named, NameKind
from bot.extract.phrases import words
from bot.model import Attribution, QuoteKind, Span

_SPEAKING = frozenset({NameKind.PERSON, NameKind.SURNAME, NameKind.ROLE, NameKind.INSTITUTION, NameKind.METONYM})
_MOST_WORDS = 5
_QUOTES = frozenset("'\"“‘")
_COLON = re.compile(r":\s+(?=\S)")


def label_end(title: str, named: Sequence[Named], labels: frozenset[str]) -> int:
    """Return where a title goes on behind its label, which the name of a country can be, too; 0 without a label."""
    colon = _COLON.search(title)
    if colon is None:
        return 0
    country = any(n.end == colon.start() and n.start == 0 and n.name.kind is NameKind.PARTY for n in named)
    if country and title[colon.end()] in _QUOTES:
        return 0  # "X: 'We will …'"
    return colon.end() if country or any(w.key in labels for w in words(title[: colon.start()])) else 0


def title_attributions(
    title: str, named: Sequence[Named], found: Iterable[Attribution], labels: frozenset[str], outsiders: frozenset[str]
) -> tuple[Attribution, ...]:
    """Return what a title reports: `found` without what a label seems to say, with what a name before a colon says.

    `outsiders` are words by which somebody without a name is known: expert.
    """
    if label_end(title, named, labels):
        return tuple(one for one in found if one.cue is None or one.cue.text != ":" or not _leads(one))
    known = tuple(found)
    said = _said(title, named, known, outsiders)
    return known if said is None else (said, *known)


def _said(
    title: str, named: Sequence[Named], known: Sequence[Attribution], outsiders: frozenset[str]
) -> Attribution | None:
    colon = _COLON.search(title)
    if colon is None or any(_tells(one, colon.end()) for one in known):
        return None
    source = words(title[: colon.start()])
    speaking = any(n.end == colon.start() and n.name.kind in _SPEAKING for n in named)
    if len(source) > _MOST_WORDS or not (speaking or any(w.key in outsiders for w in source)):
        return None
    return Attribution(
        content=(Span("title", colon.end(), len(title), title[colon.end() :]),),
        kind=QuoteKind.INDIRECT,
        source=Span("title", 0, colon.start(), title[: colon.start()]),
        resolved=title[: colon.start()],
        cue=Span("title", colon.start(), colon.start() + 1, ":"),
    )


def _leads(one: Attribution) -> bool:
    return one.source is not None and one.source.end <= one.content[0].start


def _tells(one: Attribution, place: int) -> bool:
    """Return whether an attribution with a source before the place reports what begins there."""
    return _leads(one) and any(span.start <= place < span.end for span in one.content)
