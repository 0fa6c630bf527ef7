"""Time of a morning's digest from a store of many statements: what is kept is read, what is new is composed, rendered.

    uv run python benchmarks/digest_store.py [NUMBER]        (default: 100000 statements; filling takes some minutes)

`store` is the way that `parley run` and `parley digest` go. `all` reads and folds all statements, as is done where
nothing is kept. Both are processor time, in one process.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from digest_speed import dossier
from fold_scaling import statements

from bot.commands.archive import Memory, Stored
from bot.commands.desk import Desk
from bot.commands.digest import written
from bot.derive import rebuild
from bot.model import Statement
from bot.settings import PositionRules
from bot.store.database import Store, open_store
from bot.store.statements import save_statements
from digest.render import Format, render
from digest.window import Window

_AT_ONCE = 500


def fill(store: Store, known: list[Statement]) -> None:
    """Keep the statements, each of an article of its own, and what follows from them."""
    for number in range(0, len(known), _AT_ONCE):
        with store.write() as conn:
            save_statements(conn, "bench", f"part-{number}", known[number : number + _AT_ONCE])
    with store.write() as conn:
        rebuild(conn, dossier(), rules=PositionRules())


def timed(work: Callable[[], str]) -> tuple[float, str]:
    """Return the processor time and what was made."""
    begun = time.process_time()
    made = work()
    return time.process_time() - begun, made


def main() -> None:
    """Print the seconds of both ways."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int, nargs="?", default=100_000)
    number = parser.parse_args().number
    known = [replace(one, doc=f"d{n}") for n, one in enumerate(statements(number))]
    last = max(one.published for one in known if one.published) + timedelta(seconds=1)
    window = Window(since=last - timedelta(days=1), until=last.astimezone(UTC), zone="Europe/Kyiv")
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/bench.db")
        fill(store, known)
        desk = Desk(dossier=dossier(), now=last, archive=Stored(store, "bench"))
        beside = replace(desk, archive=Memory(kept=desk.statements()))
        for turn in range(3):
            kept, made = timed(lambda: render(written(window, desk), Format.HTML))
            whole, again = timed(lambda: render(written(window, beside), Format.HTML))
            print(  # noqa: T201
                f"turn {turn + 1}: {number:,} statements: store {kept:.2f} s, all {whole:.2f} s without reading them "
                f"({len(made):,} and {len(again):,} characters)",
                flush=True,
            )
        store.close()


if __name__ == "__main__":
    main()
