"""Time of composing and rendering a day's digest from many statements.

    uv run python benchmarks/digest_speed.py [NUMBER] [--whole]        (default: 100000 statements)

The statements are those of `positions_scaling.py`, in an SQLite file, and the digest is of their last day, made as
`/digest` makes it, from what is kept. With `--whole` it is made from all statements in memory, those of
`fold_scaling.py`.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fold_scaling import PARTIES, TOPICS, statements

from bot.commands.desk import Desk, Stored
from bot.commands.digest import written
from bot.dossier import Dossier
from bot.settings import PositionRules
from bot.store.database import open_store
from digest.compose import compose
from digest.page import Digest
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
    parser.add_argument("--whole", action="store_true", help="from all statements, in memory")
    given = parser.parse_args()
    if given.whole:
        whole(given.number)
    else:
        from_kept(given.number)


def from_kept(number: int) -> None:
    """Print the seconds of both steps for a digest from a store."""
    from positions_scaling import BEGIN, PER_DAY, fill  # noqa: PLC0415 - it takes the dossier from here

    last = BEGIN + timedelta(days=(number - 1) // PER_DAY)
    until = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
    window = Window(since=until - timedelta(days=1), until=until, zone="UTC")
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/bench.db")
        try:
            fill(store, number)
            desk = Desk(dossier=dossier(), now=until + timedelta(minutes=1), archive=Stored(store, "bench"))
            for turn in range(3):
                _tell(turn, number, lambda: written(window, desk))
        finally:
            store.close()


def whole(number: int) -> None:
    """Print the seconds of both steps for a digest from values in memory."""
    known = statements(number)
    last = max(one.published for one in known if one.published) + timedelta(seconds=1)
    window = Window(since=last - timedelta(days=1), until=last.astimezone(UTC), zone="Europe/Kyiv")
    for turn in range(3):
        _tell(
            turn, number, lambda: compose(dossier=dossier(), statements=known, window=window, rules=PositionRules())
        )  # fmt: skip


def _tell(turn: int, number: int, make: Callable[[], Digest]) -> None:
    clock, work = time.perf_counter(), time.process_time()
    digest = make()
    composed = time.perf_counter() - clock
    shown = render(digest, Format.HTML)
    both, work = time.perf_counter() - clock, time.process_time() - work
    print(  # noqa: T201
        f"turn {turn + 1}: {number:,} statements: {both:.2f} s in all ({work:.2f} s of processor time): composed in "
        f"{composed:.2f} s, rendered in {both - composed:.2f} s ({len(shown):,} characters)"
    )


if __name__ == "__main__":
    main()
