"""What is remembered of each feed between two polls."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """Where polling of one feed of one dossier stands; times are aware UTC.

    `etag` and `last_modified` are the validators of the last good answer. `primed` is true once the feed's first
    items, which were there before anybody watched, have been taken in; `gap` is true where items may have been
    missed, since none of the last poll's were in the feed any more.
    """

    dossier: str
    feed: str
    url: str
    etag: str = ""
    last_modified: str = ""
    next_check: datetime | None = None
    last_checked: datetime | None = None
    last_status: int | None = None
    last_error: str = ""
    failures: int = 0
    last_new_item: datetime | None = None
    primed: bool = False
    gap: bool = False
