"""Time and memory of folding statements, by their number: both per statement should stay flat.

    uv run python benchmarks/fold_scaling.py [NUMBER ...]        (default: 10000 100000; 1000000 takes some minutes)

Each number is measured in a process of its own, which makes up statements of 15 parties on 16 topics by 60 speakers
over time that grows with their number, a fifth of them copies. They are folded, and their shifts followed, one party
and topic after the other, as the program does; otherwise what is remembered from folding would help the shifts of few
statements and not those of many. Those of each are copied before, which is not timed: the program decodes them from
their rows, so that they lie side by side in memory, however many others there are. `made` is the memory that the
statements take by themselves, `peak` what folding and following shifts takes on top. The last line compares time and
memory in all per statement, of the dearest number with the cheapest.
"""

import argparse
import pickle
import random
import resource
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.model import STANCES, Rank, Span, Statement, TopicKind, Voice
from bot.positions.fold import fold
from bot.positions.groups import by_subject
from bot.positions.shifts import shifts
from bot.settings import PositionRules

PARTIES = [f"party-{n}" for n in range(15)]
TOPICS = [f"topic-{n}" for n in range(16)]
RANKS = list(Rank)
WORDS = (
    "talks",
    "truce",
    "plan",
    "ready",
    "border",
    "never",
    "before",
    "agree",
    "hold",
    "sign",
    "forces",
    "week",
    "they",
)
PER_DAY = 200
WARM = 7_000
"""Statements that are folded before anything is measured, so that what is remembered, so much at most, is there."""


def statements(number: int) -> list[Statement]:
    """Return made-up statements in the order of publication."""
    chance = random.Random(number)  # noqa: S311
    made: list[Statement] = []
    for i in range(number):
        if made and chance.random() < 0.2:
            made.append(_copy(chance.choice(made[-500:]), i, chance))
        else:
            made.append(_statement(i, chance))
    return made


def _statement(i: int, chance: random.Random) -> Statement:
    person = chance.randrange(4)
    kind = TopicKind.ASSESSMENT if (topic := chance.choice(TOPICS)) == TOPICS[0] else TopicKind.PROPOSITION
    text = " ".join(chance.choices(WORDS, k=16))
    said = date(2020, 1, 1) + timedelta(days=i // PER_DAY)
    voice = chance.choices(list(Voice), (6, 3, 1))[0]
    named = voice is Voice.OWN
    outlet = f"outlet-{chance.randrange(40)}"
    return Statement(
        id=f"{i:08x}", doc=f"d{i // 3}", actor=chance.choice(PARTIES), topic=topic, stance=chance.choice(STANCES[kind]),
        voice=voice, evidence=(Span("text", 0, len(text), text),), said_on=said,
        speaker=f"Speaker {person}" if named else None, person=f"person-{person}" if named else None,
        rank=RANKS[person] if named else Rank.BODY, quotes=(Span("text", 0, len(text), text),) if i % 2 else (),
        outlet=outlet, origin=outlet, published=datetime(said.year, said.month, said.day, i % 24, tzinfo=UTC),
    )  # fmt: skip


def _copy(original: Statement, i: int, chance: random.Random) -> Statement:
    published = (original.published or datetime.now(UTC)) + timedelta(hours=chance.randrange(1, 30))
    return replace(original, id=f"{i:08x}", doc=f"d{i // 3}", outlet="mirror", published=published)


def follow(made: list[Statement]) -> tuple[float, float, int, int]:
    """Fold the statements and follow shifts; returns the seconds that each took, and how many of each there are."""
    folding = following = 0.0
    positions = found = 0
    begin = time.process_time()
    cells = [theirs for _, theirs in by_subject(made)]
    folding += time.process_time() - begin
    for cell in cells:
        theirs: list[Statement] = pickle.loads(pickle.dumps(cell))  # noqa: S301 - as rows are decoded, cell by cell
        begin = time.process_time()
        positions += len(fold(theirs, rules=PositionRules()))
        folded = time.process_time()
        found += len(shifts(theirs, rules=PositionRules()))
        following += time.process_time() - folded
        folding += folded - begin
    return folding, following, positions, found


def measure(number: int) -> None:
    """Print one line of the table."""
    warm = statements(WARM)
    follow(warm)
    empty = _megabytes()
    made = statements(number)
    full = _megabytes()
    folding, following, positions, found = follow(made)
    peak = _megabytes()
    del warm  # kept until here, lest its memory is used again
    scale = 1e6 / number
    sys.stdout.write(
        f"{number:>10,} {folding * scale:>8.1f} {following * scale:>8.1f} "
        f"{(full - empty) * scale * 1.048576:>8.0f} {(peak - full) * scale * 1.048576:>8.0f} "
        f"{positions:>9} {found:>8}\n"
    )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure every number in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("numbers", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--here", action="store_true", help="measure in this process")
    given = parser.parse_args()
    if given.here:
        measure(given.numbers[0])
        return
    sys.stdout.write(
        "statements  fold µs shift µs   made B   peak B positions   shifts   (µs and bytes per statement)\n"
    )
    sys.stdout.flush()
    spent: list[tuple[float, float]] = []
    for number in given.numbers:
        here = [sys.executable, __file__, "--here", str(number)]
        line = subprocess.run(here, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
        sys.stdout.write(line)
        sys.stdout.flush()
        fold_time, shift_time, made, peak = map(float, line.split()[1:5])
        spent.append((fold_time + shift_time, made + peak))
    ratios = [max(column) / min(column) for column in zip(*spent, strict=True)]
    sys.stdout.write("most against least, time {:.2f}, memory {:.2f}\n".format(*ratios))


if __name__ == "__main__":
    main()
