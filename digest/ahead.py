"""What is announced: items in, sentences that name a day still to come out, with that day."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.model import Item, Span

if TYPE_CHECKING:
    from bot.extract.lexicon import SegmentationLexicon
    from bot.extract.stance_lexicon import TimeLexicon

_FARTHEST = timedelta(days=90)
_FULL_WEEK = 7
_NEAR, _CLOSE = 12, 3
"""So many words from a day what announces it may stand, and what reports it stands."""
_WORDS = re.compile(r"\w+")
_QUOTES = re.compile(r'["“”«»„]')

Dated = tuple[tuple[int, int], date]
"""Where a text names a day, and the day."""


class Words(Protocol):
    """What must be known of a language: where sentences end, and how it names days."""

    @property
    def segmentation(self) -> "SegmentationLexicon":
        """Return how text is cut into sentences."""
        ...

    @property
    def time(self) -> "TimeLexicon":
        """Return the names of days and months, and the words that say that one is to come."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A sentence of an item that names a day after the item's publication."""

    day: date
    sentence: Span
    item: Item


def announced(items: Iterable[Item], words: Words, *, after: date) -> tuple[Announcement, ...]:
    """Return what the items announce for days later than `after`, soonest first, a sentence or story once."""
    found = sorted(
        (one for item in items for one in _announced(item, words) if one.day > after),
        key=lambda one: (one.day, str(one.item.published), one.item.id, one.sentence.start),
    )
    kept: dict[tuple[date, str], Announcement] = {}
    for one in found:
        kept.setdefault((one.day, one.item.story or one.item.id), one)
    return tuple({one.sentence.text: one for one in reversed(kept.values())}.values())[::-1]


def _announced(item: Item, words: Words) -> Iterator[Announcement]:
    from bot.extract.segment import segment  # noqa: PLC0415 - answers that announce nothing do not cut text

    if item.published is None:
        return
    published = item.published.date()
    for paragraph in segment(item.text, words.segmentation):
        if not paragraph.is_text:
            continue
        for sentence in paragraph.sentences:
            text = item.text[sentence.start : sentence.end]
            day = _day_to_come(text, published, words.time)
            if day is not None:
                yield Announcement(day=day, sentence=Span("text", sentence.start, sentence.end, text), item=item)


def _day_to_come(text: str, published: date, words: "TimeLexicon") -> date | None:
    """Return the first day within three months on which, as the sentence has it, something is to happen."""
    days = (*_dates(text, published, words), *_weekdays(text, published, words))
    to_come = (one for place, one in days if published < one <= published + _FARTHEST and _to_come(text, place, words))
    return min(to_come, default=None)


def _to_come(text: str, place: tuple[int, int], words: "TimeLexicon") -> bool:
    """Return whether a word near the day says that something is to happen then, and none that it was said or done."""
    before = _WORDS.findall(_QUOTES.split(text[: place[0]])[-1].casefold())[-_NEAR:]
    behind = _WORDS.findall(_QUOTES.split(text[place[1] :])[0].casefold())[:_NEAR]
    if _first_of(reversed(before), words) == "announcing":
        return True
    return not set(before[-_CLOSE:]) & set(words.reported) and _first_of(behind, words) == "announcing"


def _first_of(found: Iterable[str], words: "TimeLexicon") -> str:
    """Return which comes first, a word that announces or one that reports."""
    for word in found:
        if word in words.reported:
            return "reported"
        if word in words.announcing:
            return "announcing"
    return ""


def _dates(text: str, published: date, words: "TimeLexicon") -> Iterator[Dated]:
    names = {name: number for number, name in enumerate(words.months, start=1)}
    pattern = rf"\b(?:({'|'.join(names)}) (\d{{1,2}})|(\d{{1,2}}) ({'|'.join(names)}))\b(?:,? (\d{{4}}))?"
    for found in re.finditer(pattern, text, re.IGNORECASE):
        month, number = names[(found[1] or found[4]).casefold()], int(found[2] or found[3])
        years = (int(found[5]),) if found[5] else (published.year, published.year + 1)
        for year in years:
            try:
                yield found.span(), date(year, month, number)
            except ValueError:
                continue


def _weekdays(text: str, published: date, words: "TimeLexicon") -> Iterator[Dated]:
    names = {name: number for number, name in enumerate(words.weekdays)}
    for found in re.finditer(rf"\b({'|'.join(names)})\b", text, re.IGNORECASE):
        ahead = (names[found[1].casefold()] - published.weekday()) % _FULL_WEEK
        yield found.span(), published + timedelta(days=ahead)
