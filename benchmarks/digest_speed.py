"""Time of composing and rendering a day's digest from many statements.

    uv run python benchmarks/digest_speed.py [NUMBER]        (default: 100000 statements)

The statements are those of `fold_scaling.py`, over the parties and topics of a made-up dossier; the digest is of their
last day.
"""

import argparse
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fold_scaling import PARTIES, TOPICS, statements

from bot.dossier import Dossier
from bot.settings import PositionRules
from digest.compose import compose
from digest.render import Format, render
from digest.window import Window


def dossier() -> Dossier:
    """Return the dossier that the statements are about."""
    kinds = {TOPICS[0]: "assessment"}
    return Dossier.model_validate({
        "id": "bench", "title": "Bench", "about": "Made up.",
        "parties": [{"id": one, "name": one.title()} for one in PARTIES],
        "topics": [
            {"id": one, "name": one.title(), "kind": kinds.get(one, "proposition"), "proposition": "It is good.",
             "terms": ["word"]}
            for one in TOPICS
        ],
    })  # fmt: skip


def main() -> None:
    """Print the seconds of both steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int, nargs="?", default=100_000)
    number = parser.parse_args().number
    known = statements(number)
    last = max(one.published for one in known if one.published) + timedelta(seconds=1)
    window = Window(since=last - timedelta(days=1), until=last.astimezone(UTC), zone="Europe/Kyiv")
    for turn in range(3):
        begun = time.perf_counter()
        digest = compose(dossier=dossier(), statements=known, window=window, rules=PositionRules())
        composed = time.perf_counter()
        shown = render(digest, Format.HTML)
        done = time.perf_counter()
        print(  # noqa: T201
            f"{datetime.now(UTC):%H:%M} turn {turn + 1}: {number:,} statements: composed in {composed - begun:.2f} s, "
            f"rendered in {done - composed:.2f} s ({len(shown):,} characters)"
        )


if __name__ == "__main__":
    main()
