"""Which items are the same report: items go in, the id of the story of each comes out.

Syndicated copies, near-duplicates and later edits are found on the shingles of their texts (Broder 1997: resemblance
and containment), candidates by the smallest hashes of the shingles; items with little text by their titles.
The earliest published item of a story names it.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from bot.model import Item
from bot.stories.union import Groups
from bot.stories.words import numbers, stems, words

SHINGLE_WORDS = 5
SKETCH_SIZE = 128
RESEMBLANCE = 0.5
"""Share of common shingles of all shingles from which two texts are one report."""
CONTAINMENT = 0.8
"""Share of the shorter text's shingles in the longer one from which the shorter is a copy or cut of it."""
RESEMBLANCE_AT_HOME = 0.8
"""The share that two texts of one outlet need, since the same notices and background stand under all of them."""
FEWEST_SHINGLES = 60
"""Below so many shingles a text may be no more than such a notice, and titles decide."""
TITLE_SIMILARITY = 90.0
FEWEST_TITLE_STEMS = 4
TITLE_PERIOD = timedelta(days=3)
TITLE_KEYS = 3

_OUTLET_SUFFIX = re.compile(r"\s+[|–—-]\s+[^|–—-]{2,40}$")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What of an item is compared: the smallest hashes of its shingles, and its title's words, folded and in order."""

    smallest: frozenset[int]
    title: str
    short: bool


@lru_cache(maxsize=512)
def shingles(text: str) -> frozenset[int]:
    """Return the hashes of all runs of five words."""
    sequence = words(text)
    runs = (sequence[i : i + SHINGLE_WORDS] for i in range(len(sequence) - SHINGLE_WORDS + 1))
    return frozenset(zlib.crc32(" ".join(run).encode()) for run in runs)


def sketch(item: Item) -> Sketch:
    """Return what of the item is compared."""
    return _sketch(item.title, item.text, item.outlet)


@lru_cache(maxsize=8192)
def _sketch(title: str, text: str, outlet: str) -> Sketch:
    return Sketch(
        frozenset(sorted(shingles(text))[:SKETCH_SIZE]),
        " ".join(words(_bare(title, outlet))),
        len(words(text)) < FEWEST_SHINGLES + SHINGLE_WORDS,
    )


def _bare(title: str, outlet: str) -> str:
    """Return the title without the outlet's name, which aggregators append."""
    end = _OUTLET_SUFFIX.search(title)
    return title[: end.start()] if end and outlet and words(outlet)[:1] == words(end.group())[:1] else title


def same_story(one: Item, other: Item) -> bool:
    """Return whether the two items are the same report: one address, one text, or one title where there is no text."""
    if one.id == other.id or (one.url and one.url == other.url):
        return True
    a, b = sketch(one), sketch(other)
    if not a.smallest.isdisjoint(b.smallest) and _same_text(one, other):
        return True
    return (a.short or b.short) and _same_title(one, other)


def _same_text(one: Item, other: Item) -> bool:
    a, b = shingles(one.text), shingles(other.text)
    common, smaller = len(a & b), min(len(a), len(b))
    if smaller < FEWEST_SHINGLES:
        return False
    resemblance = common / (len(a) + len(b) - common)
    if _at_home(one, other):
        return resemblance >= RESEMBLANCE_AT_HOME
    return resemblance >= RESEMBLANCE or common >= CONTAINMENT * smaller


def _at_home(one: Item, other: Item) -> bool:
    """Return whether one outlet published both, by its name or by the host of their addresses."""
    hosts = urlsplit(one.url).netloc, urlsplit(other.url).netloc
    return (bool(one.outlet) and one.outlet == other.outlet) or (bool(hosts[0]) and hosts[0] == hosts[1])


def _same_title(one: Item, other: Item) -> bool:
    a, b = sketch(one).title, sketch(other).title
    if numbers(a) != numbers(b) or min(len(stems(a)), len(stems(b))) < FEWEST_TITLE_STEMS:
        return False
    if one.published and other.published and abs(one.published - other.published) > TITLE_PERIOD:
        return False
    return fuzz.token_sort_ratio(a, b) >= TITLE_SIMILARITY


def _age(item: Item) -> tuple[bool, str, str]:
    return (item.published is None, item.published.isoformat() if item.published else "", item.id)


def story_of(item: Item, recent: Sequence[Item]) -> str:
    """Return the story of the earliest published recent item that the item repeats, else its own id.

    An item that is among `recent` already (a later edit of it) keeps its story.
    """
    twins = [other for other in recent if same_story(item, other)]
    known = [other for other in twins if other.id == item.id and other.story]
    first = min(known or [other for other in twins if other.id != item.id], key=_age, default=item)
    return first.story or first.id


def group(items: Iterable[Item]) -> dict[str, str]:
    """Return the story of every item by item id, whatever order they come in."""
    ordered = sorted({item.id: item for item in items}.values(), key=_age)
    groups = Groups(len(ordered))
    for i, j in _candidates(ordered):
        if not groups.joined(i, j) and same_story(ordered[i], ordered[j]):
            groups.join(i, j)
    return {item.id: ordered[groups.root(i)].id for i, item in enumerate(ordered)}


def _candidates(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Yield the pairs (earlier, later) that share a hash, an address, or long words of the title where one is short."""
    index: defaultdict[object, list[int]] = defaultdict(list)
    for j, item in enumerate(items):
        part = sketch(item)
        sought, kept = _keys(item, part)
        yield from ((i, j) for i in sorted({i for key in sought for i in index[key]}))
        for key in kept:
            index[key].append(j)


def _keys(item: Item, part: Sketch) -> tuple[list[object], list[object]]:
    """Return under which keys an item looks for others, and under which it is found by them."""
    common: list[object] = [*part.smallest, item.url or item.id]
    longest = sorted(set(part.title.split()), key=lambda word: (-len(word), word))[:TITLE_KEYS]
    short, any_length = [("short", word) for word in longest], [("any", word) for word in longest]
    if part.short:
        return [*common, *any_length], [*common, *any_length, *short]
    return [*common, *short], [*common, *any_length]
