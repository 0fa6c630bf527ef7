"""Whether a feed has turned silent: when its items came goes in, since when there are too few comes out. Pure.

Every feed is measured by itself: an agency that is quiet for half a day is as odd as a think tank that is for months.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

FEWEST = 5  # dated items, before a feed is taken to have a rhythm
FACTOR = 3  # times its longest usual pause is silence
LEAST = timedelta(hours=12)
FADING = 0.99  # of a pause longer than those listed, with each poll that brings something: a week-end is remembered


def rhythm(published: Iterable[datetime | None], before: int | None = None) -> int | None:
    """Return the longest usual pause between items in seconds, None where too few have a date to tell."""
    dated = sorted({one for one in published if one is not None})
    if len(dated) < FEWEST:
        return before
    longest = max(later - earlier for earlier, later in pairwise(dated))
    return max(int(longest.total_seconds()), int((before or 0) * FADING))


def silent_since(last_new_item: datetime | None, pause: int | None, now: datetime) -> datetime | None:
    """Return when the last item came, where that is too long ago; None where all is well or nothing can be said."""
    if last_new_item is None or pause is None:
        return None
    patience = max(FACTOR * timedelta(seconds=pause), LEAST)
    return last_new_item if now - last_new_item > patience else None
