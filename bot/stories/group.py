"""Which items are the same report: items go in, the id of the story of each comes out.

Syndicated copies, near-duplicates and later edits are found on the shingles of their texts (Broder 1997: resemblance
and containment), candidates by the smallest hashes of the shingles; items with little text by their titles.

An item's story is the earliest item that can be reached from it by going from report to earlier same report, no further
back than its window: `PERIOD`, and `MOST` items. So it depends on that window and on nothing else, in whatever order
items come, and a report that is told anew every day for years does not become one story.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from bot.model import Item
from bot.stories.sketches import FEWEST_SHINGLES, Sketch, may_be_alike, shingles, sketch, sketch_of
from bot.stories.words import numbers, stems, words

RESEMBLANCE = 0.5
"""Share of common shingles of all shingles from which two texts are one report."""
CONTAINMENT = 0.8
"""Share of the shorter text's shingles in the longer one from which the shorter is a copy or cut of it."""
RESEMBLANCE_AT_HOME = 0.8
"""The share that two texts of one outlet need, since the same notices and background stand under all of them."""
TITLE_SIMILARITY = 90.0
FEWEST_TITLE_STEMS = 4
TITLE_PERIOD = timedelta(days=3)

PERIOD = timedelta(days=3)
"""How long before an item its story may have begun."""
MOST = 500
"""With how many of the items before it an item is compared."""

_OUTLET_SUFFIX = re.compile(r"\s+[|–—-]\s+[^|–—-]{2,40}$")

TextOf = Callable[[Item], str]
"""Returns the text of an item, which may be kept elsewhere; few texts are asked for."""
Place = tuple[datetime, str]
"""What items are ordered by: since when one is known, and its id."""


@lru_cache(maxsize=8192)
def _title(title: str, outlet: str) -> str:
    """Return the words of the title, folded and in order."""
    return " ".join(words(_bare(title, outlet)))


def _bare(title: str, outlet: str) -> str:
    """Return the title without the outlet's name, which aggregators append."""
    end = _OUTLET_SUFFIX.search(title)
    return title[: end.start()] if end and outlet and words(outlet)[:1] == words(end.group())[:1] else title


def same_story(one: Item, other: Item) -> bool:
    """Return whether the two items are the same report: one address, one text, or one title where there is no text."""
    return _same_story((one, sketch(one.text)), (other, sketch(other.text)), attrgetter("text"))


def _same_story(one: tuple[Item, Sketch], other: tuple[Item, Sketch], text_of: TextOf) -> bool:
    (first, a), (second, b) = one, other
    if first.id == second.id or (first.url and first.url == second.url):
        return True
    if may_be_alike(a, b) and _same_text(one, other, text_of):
        return True
    return (a.short or b.short) and _same_title(first, second)


def _same_text(one: tuple[Item, Sketch], other: tuple[Item, Sketch], text_of: TextOf) -> bool:
    a, b = (known.smallest if known.is_whole else shingles(text_of(item)) for item, known in (one, other))
    common, smaller = len(a & b), min(len(a), len(b))
    if smaller < FEWEST_SHINGLES:
        return False
    resemblance = common / (len(a) + len(b) - common)
    if _at_home(one[0], other[0]):
        return resemblance >= RESEMBLANCE_AT_HOME
    return resemblance >= RESEMBLANCE or common >= CONTAINMENT * smaller


def _at_home(one: Item, other: Item) -> bool:
    """Return whether one outlet published both, by its name or by the host of their addresses."""
    hosts = urlsplit(one.url).netloc, urlsplit(other.url).netloc
    return (bool(one.outlet) and one.outlet == other.outlet) or (bool(hosts[0]) and hosts[0] == hosts[1])


def _same_title(one: Item, other: Item) -> bool:
    a, b = _title(one.title, one.outlet), _title(other.title, other.outlet)
    if numbers(a) != numbers(b) or min(len(stems(a)), len(stems(b))) < FEWEST_TITLE_STEMS:
        return False
    if one.published and other.published and abs(one.published - other.published) > TITLE_PERIOD:
        return False
    return fuzz.token_sort_ratio(a, b) >= TITLE_SIMILARITY


@dataclass(frozen=True, slots=True)
class Entry:
    """An item and since when it is known; entries are ordered by that time, then by id.

    `sketch` is that of its text as plain text, "" where it is to be made.
    """

    at: datetime
    item: Item
    sketch: str = ""

    @property
    def place(self) -> Place:
        """Return what entries are ordered by."""
        return self.at, self.item.id


def group(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the story of every item by item id, whatever order they come in."""
    window = _Window(entries, attrgetter("text"))
    for i in range(len(window.entries)):
        window.stories[i] = window.root(i)
    return {entry.item.id: window.story(i) for i, entry in enumerate(window.entries)}


def regroup(key: str, entries: Iterable[Entry], text_of: TextOf = attrgetter("text")) -> dict[str, str]:
    """Return the stories, by item id, of the item and of those after it that have another one because of it.

    `entries` are the item itself, new or edited, and at least `MOST` items on either side of it, as far as they are
    within `PERIOD`; all but the new one with the stories that they had. What has no text any longer is compared by
    address and title, and it and what it may be compared with keep their stories.
    """
    window = _Window(entries, text_of)
    start = next(i for i, entry in enumerate(window.entries) if entry.item.id == key)
    edited = bool(window.entries[start].item.story)
    before = list(window.stories)
    if not (edited and window.is_settled(start)):
        window.stories[start] = window.root(start)
    reaching = [start]
    for i in range(start + 1, len(window.entries)):
        if window.is_settled(i):
            continue
        if joins := window.joins(i, reaching):
            reaching.append(i)
        if joins or window.stories[i] < window.begin(i) or (edited and window.stories[i] <= start):
            window.stories[i] = window.root(i)
    changed = (i for i, story in enumerate(window.stories) if story != before[i] or i == start)
    return {window.entries[i].item.id: window.story(i) for i in changed}


class _Window:
    """Entries in order, and the places among them at which their stories begin; -1 for before all of them."""

    def __init__(self, entries: Iterable[Entry], text_of: TextOf) -> None:
        self.entries = sorted(entries, key=attrgetter("at", "item.id"))
        self._text_of = text_of
        self._compared = [
            (entry.item, sketch_of(entry.sketch) if entry.sketch else sketch(entry.item.text)) for entry in self.entries
        ]
        self._times = [entry.at for entry in self.entries]
        places = {entry.item.id: i for i, entry in enumerate(self.entries)}
        self.stories = [places.get(entry.item.story, -1) for entry in self.entries]
        self._dropped = [i for i, entry in enumerate(self.entries) if entry.item.dropped]

    def story(self, i: int) -> str:
        """Return the story of the entry at `i`; one that begins before all entries keeps its own."""
        root = self.stories[i]
        return self.entries[root].item.id if root >= 0 else self.entries[i].item.story

    def joins(self, i: int, others: Sequence[int]) -> bool:
        """Return whether the entry at `i` is the same report as one of the others in its window."""
        begin = self.begin(i)
        return next(self._same(i, [j for j in others if j >= begin]), None) is not None

    def root(self, i: int) -> int:
        """Return the place of the earliest entry that can be reached from the one at `i`, given those before it."""
        begin, best = self.begin(i), i
        seen, waiting = {i}, [i]
        while waiting:
            later = waiting.pop()
            for j in self._same(later, [j for j in range(begin, later) if j not in seen]):
                seen.add(j)
                known = self.stories[j] >= begin
                best = min(best, self.stories[j] if known else j)
                if not known:
                    waiting.append(j)
        return best

    def is_settled(self, i: int) -> bool:
        """Return whether the entry at `i`, or one in its window, has no text any longer: its story stays as it is."""
        last = bisect_right(self._dropped, i)
        return last > 0 and self._dropped[last - 1] >= self.begin(i)

    def begin(self, i: int) -> int:
        """Return the place at which the window of the entry at `i` begins."""
        return max(i - MOST, bisect_left(self._times, self._times[i] - PERIOD))

    def _same(self, i: int, others: Iterable[int]) -> Iterator[int]:
        """Yield those of the others that are the same report as the entry at `i`."""
        one = item, known = self._compared[i]
        for j in others:
            other = self._compared[j]
            near = known.short or other[1].short or item.url == other[0].url or may_be_alike(known, other[1])
            if near and _same_story(one, other, self._text_of):
                yield j
