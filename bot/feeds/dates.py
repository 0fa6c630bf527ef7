"""When something was published, as feeds and pages write it: texts go in, aware UTC moments come out."""

import re
from datetime import UTC, datetime
from time import struct_time

FIRST_YEAR = 1990  # earlier dates are the defaults of broken clocks

_CLOCK = re.compile(r"\d[:.]\d\d|\dT\d\d")


def has_clock(text: str) -> bool:
    """Return whether the text says a time of day, and not only a date."""
    return bool(_CLOCK.search(text))


def from_iso(text: str) -> tuple[datetime | None, bool]:
    """Return the moment an ISO 8601 text means, and whether it is only a date; (None, False) for what is none."""
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None, False
    found = _plausible(moment)
    return found, found is not None and not has_clock(text)


def from_struct(parsed: struct_time | None) -> datetime | None:
    """Return the moment that feedparser read (a UTC time tuple), None where it read none."""
    try:
        return _plausible(datetime(*parsed[:5], second=min(parsed[5], 59), tzinfo=UTC)) if parsed else None
    except (ValueError, OverflowError):
        return None


def _plausible(moment: datetime) -> datetime | None:
    return moment if moment.year >= FIRST_YEAR else None
