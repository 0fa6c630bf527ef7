"""What a feed that somebody adds is called: address and title in, a feed as a dossier's file would have it out."""

import re
from collections.abc import Collection, Mapping

from pydantic import ValidationError

from bot.dossier import Dossier, FeedSource
from bot.errors import InputError

UNKNOWN = "ZZ"
"""The country of an outlet of which none is known (Unicode CLDR)."""


def with_scheme(url: str) -> str:
    """Return the address as it is typed into a browser with the scheme that is meant."""
    return url if "://" in url else f"https://{url}"


def names_of(dossier: Dossier) -> set[str]:
    """Return the ids that feeds and outlets of the dossier have."""
    return {one.id for one in dossier.feeds} | {one.id for one in dossier.outlets}


def source_of(url: str, title: str, taken: Collection[str], values: Mapping[str, object]) -> FeedSource:
    """Return the feed under an id that is not taken; raises InputError for what a dossier could not say either."""
    name = title[:100].strip()
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-") or "feed"
    base = base if base[0].isalpha() else f"feed-{base}"
    number, key = 1, base
    while key in taken:
        number, key = number + 1, f"{base}-{number + 1}"
    try:
        return FeedSource.model_validate({"id": key, "name": name, "url": url, **values})
    except ValidationError as error:
        flaw = error.errors(include_url=False)[0]
        raise InputError(f"{url}: {'.'.join(map(str, flaw['loc']))}: {flaw['msg']}; correct it") from error
