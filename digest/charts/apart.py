"""Distance over time: how far parties were apart, week by week (`bot.positions.distance` says how it is measured)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

from bot.alerts.wording import day
from bot.dossier import Dossier
from bot.escape import one_line
from bot.model import Image, Kept
from bot.positions.course import Course, positions_on
from bot.positions.distance import distance
from digest.charts.canvas import FAINT, LARGE, MARGIN, RULE, WIDTH, Canvas, Dashes, Look, fitted, width_of, wrapped

MOST_PAIRS, POINTS = 6, 13
_LEFT, _HIGH = 130, 520
_ROW = 46
_BESIDE = 6
"""Pixels by which lines lie beside each other, so that those of the same distance are all seen."""
_LINES: tuple[tuple[str, Dashes], ...] = (
    ("#0072b2", "-"), ("#c44e00", "--"), ("#00795a", "-."), ("#a3487a", ":"), ("#1b1b1f", "-"), ("#8a6d00", "--"),
)  # fmt: skip

Point = tuple[date, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two parties, and how far apart they were on each day on which that can be said."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """What the picture shows from `first` to `last`."""

    title: str
    first: date
    last: date
    pairs: tuple[Pair, ...]


def apart_of(
    known: Iterable[Course], parties: Sequence[str], dossier: Dossier, *, first: date, last: date
) -> Apart:  # fmt: skip
    """Return how far the parties were apart at `POINTS` days of the period."""
    days = sorted({first + timedelta(days=round((last - first).days * n / (POINTS - 1))) for n in range(POINTS)})
    moments = positions_on([one for one in known if one.actor in parties], days)
    pairs = []
    for a, b in combinations(parties, 2):
        found = [(on, distance(a, b, positions).overall) for on, positions in moments.items()]
        points = tuple((on, value) for on, value in found if value is not None)
        if points:
            pairs.append(Pair(name=f"{dossier.party_name(a)} – {dossier.party_name(b)}", points=points))
    return Apart(
        title=f"{dossier.title}: distance between parties", first=first, last=last, pairs=tuple(pairs[:MOST_PAIRS])
    )


def loudest(known: Iterable[Kept], dossier: Dossier) -> tuple[str, ...]:
    """Return the parties of most statements, in the dossier's order."""
    said = Counter[str]()
    for one in known:
        said[one.actor] += one.number - one.claims
    most = sorted(dossier.parties, key=lambda party: -said[party.id])[:4]
    return tuple(party.id for party in dossier.parties if party in most)


def draw_apart(apart: Apart) -> Image:
    """Return the picture of the distances."""
    big = Look(size=LARGE, bold=True)
    title = wrapped(apart.title, big, WIDTH - 2 * MARGIN, most=2)
    top = MARGIN + len(title) * 50 + 70
    below = top + _HIGH
    canvas = Canvas(below + 90 + max(len(apart.pairs), 1) * _ROW + MARGIN)
    for number, line in enumerate(title):
        canvas.text(MARGIN, MARGIN + 22 + number * 50, line, big)
    canvas.text(MARGIN, top - 48, f"{day(apart.first)} to {day(apart.last)}", Look(color=FAINT))
    _draw_axes(canvas, apart, top)
    if not apart.pairs:
        canvas.text(MARGIN, below + 100, "No two parties have a position on one topic yet.")
    for number, pair in enumerate(apart.pairs):
        color, dashes = _LINES[number]
        aside = (number - (len(apart.pairs) - 1) / 2) * _BESIDE
        places = [(_across(apart, on) + aside, top + _HIGH * (1 - value) + aside) for on, value in pair.points]
        points = _steps(places)
        canvas.line(points, color, thick=4, dashes=dashes)
        canvas.dot(*points[-1], 9, color)
        middle = below + 90 + number * _ROW
        canvas.line([(MARGIN, middle), (MARGIN + 80, middle)], color, thick=4, dashes=dashes)
        words = f"{pair.points[-1][1]:.2f}"
        canvas.text(MARGIN + 100, middle, fitted(pair.name, Look(), WIDTH - 2 * MARGIN - 200))
        canvas.text(WIDTH - MARGIN - width_of(words, Look()), middle, words)
    return Image(name="distance.png", alt=one_line(words_of(apart)), png=canvas.png())


def _steps(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the corners of the steps: a distance holds until the next day on which it was measured."""
    corners = [corner for (_, before), (x, y) in pairwise(points) for corner in ((x, before), (x, y))]
    return [points[0], *corners] if corners else points * 2


def _across(apart: Apart, on: date) -> float:
    days = max((apart.last - apart.first).days, 1)
    return MARGIN + _LEFT + (WIDTH - 2 * MARGIN - _LEFT - 12) * (on - apart.first).days / days


def _draw_axes(canvas: Canvas, apart: Apart, top: int) -> None:
    for value, words in ((1.0, "opposed"), (0.5, "0.5"), (0.0, "agreed")):
        y = top + _HIGH * (1 - value)
        canvas.line([(MARGIN + _LEFT, y), (WIDTH - MARGIN, y)], RULE)
        canvas.text(MARGIN, y, words, Look(color=FAINT))
    for number in range(3):
        on = apart.first + timedelta(days=round((apart.last - apart.first).days * number / 2))
        look = Look(color=FAINT, align=("left", "center", "right")[number])
        canvas.text(_across(apart, on), top + _HIGH + 32, day(on)[:-5], look)


def words_of(apart: Apart) -> str:
    """Return what the picture shows, in words: a line per pair of parties."""
    period = f"{apart.title}, {day(apart.first)} to {day(apart.last)} (0 agreed, 1 opposed)"
    if not apart.pairs:
        return f"{period}: no two parties have a position on one topic yet."
    return "\n".join((f"{period}.", *(f"{pair.name}: {_course(pair)}." for pair in apart.pairs)))


def _course(pair: Pair) -> str:
    """Return how far apart the parties were at first and at last."""
    (first, before), (_, after) = pair.points[0], pair.points[-1]
    if all(value == after for _, value in pair.points):
        return f"{after:.2f} since {day(first)}"
    return f"from {before:.2f} on {day(first)} to {after:.2f} now"
