"""Read a folder of feeds with Parley and with plain feedparser, and tell where ids, titles and dates differ.

    uv run python benchmarks/wild_feeds.py FOLDER [--cuts 3]

Every file under the folder counts that ends in .xml, .rss, .rdf, .atom or .json; the sources of feedparser and of other
feed libraries carry thousands. Ids are compared where feedparser gives one; titles as plain text on one line; dates as
far as they can be true (from 1990 on). With --cuts each file is read again and again, broken off at as many places, so
that thousands are ill-formed. An entry that a feed repeats under the same id and address counts once.

The exit status is 1 where something was raised, or differs.
"""

import argparse
import io
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import feedparser  # noqa: E402

from bot.errors import FeedError  # noqa: E402
from bot.feeds.dates import from_struct  # noqa: E402
from bot.feeds.parse import LONGEST_ID, ParsedItem, parse_feed  # noqa: E402
from bot.feeds.text import headline  # noqa: E402

ENDINGS = {".xml", ".rss", ".rdf", ".atom", ".json"}
MOST_SHOWN = 12


def plain_id(entry: Any) -> str:
    """Return the entry's id as feedparser gives it, "" where it gives none that can be kept as it is."""
    given = (dict.get(entry, "id") or "").strip()
    return given if given.isprintable() and len(given) <= LONGEST_ID else ""


def plain_date(entry: Any) -> Any:
    """Return the first date that feedparser understood."""
    moments = (from_struct(dict.get(entry, f"{key}_parsed")) for key in ("published", "updated", "created"))
    return next((one for one in moments if one is not None), None)


def _sameness(entry: Any) -> tuple[str, str]:
    return plain_id(entry), dict.get(entry, "link") or dict.get(entry, "title") or ""


def differences(entries: list[Any], items: tuple[ParsedItem, ...]) -> Iterator[str]:
    """Yield what differs between feedparser's entries and Parley's items."""
    if len(entries) != len(items):
        repeated = len(entries) - len({_sameness(entry) for entry in entries})
        if len(entries) - len(items) != repeated:
            yield f"{len(entries)} entries, {len(items)} items"
        return
    ids = Counter(plain_id(entry) for entry in entries)
    for entry, item in zip(entries, items, strict=True):
        expected = plain_id(entry)
        if expected and ids[expected] == 1 and expected != item.id:
            yield f"id {expected!r}, {item.id!r}"
        title = headline(dict.get(entry, "title") or "")
        if title != item.title:
            yield f"title {title!r}, {item.title!r}"
        if plain_date(entry) != item.published:
            yield f"date {plain_date(entry)}, {item.published}"


def judged(body: bytes) -> tuple[str, list[str]]:
    """Return what became of the file, in a word, and what differs."""
    try:
        plain = feedparser.parse(io.BytesIO(body))
    except Exception as error:
        plain = feedparser.FeedParserDict(entries=[], version="", raised=type(error).__name__)
    try:
        feed = parse_feed(body)
    except FeedError as error:
        if "cannot be understood" in str(error):
            return "raised", [str(error)]
        return ("refused", [f"{len(plain.entries)} entries, {error}"]) if plain.entries else ("no feed", [])
    except Exception as error:
        return "raised", [f"{type(error).__name__}: {error}"]
    if not plain.version:
        return "only ours", []  # JSON Feed, sitemaps
    found = list(differences(plain.entries, feed.items))
    return ("differs" if found else "same"), found


def cut(body: bytes, number: int) -> list[bytes]:
    """Return the body, and so many pieces from its beginning to places spread evenly over it."""
    return [body, *(body[: len(body) * (n + 1) // (number + 1)] for n in range(number))]


def main() -> None:
    """Print how many files were read in which way, and the first differences of each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cuts", type=int, default=0)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    files = sorted(path for path in given.folder.rglob("*") if path.suffix in ENDINGS and path.is_file())
    told: Counter[str] = Counter()
    for path in files:
        for body in cut(path.read_bytes(), given.cuts):
            verdict, found = judged(body)
            told[verdict] += 1
            if found and told[verdict] <= MOST_SHOWN:
                print(f"{verdict}: {path.relative_to(given.folder)}: {found[0][:200]}")  # noqa: T201
    sums = ", ".join(f"{number} {verdict}" for verdict, number in told.most_common())
    print(f"{len(files)} files, {told.total()} readings: {sums}")  # noqa: T201
    sys.exit(bool(told["raised"] + told["refused"] + told["differs"]))


if __name__ == "__main__":
    main()
