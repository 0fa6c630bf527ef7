"""Coverage: which outlets were read, and how few origins stand behind them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.alerts.wording import NO_OUTLET, count, origin, outlet
from bot.dossier import Dossier
from bot.escape import one_line
from bot.model import Image, Statement
from bot.positions.voices import origin_of
from digest.charts.canvas import (
    EMPTY,
    FAINT,
    LARGE,
    LEADING,
    MARGIN,
    MEDIUM,
    WIDTH,
    Canvas,
    Look,
    fitted,
    width_of,
    wrapped,
)

MOST = 12
_NAMES = 360
_ROW = 46
_MOST_LINES = 2
_OUTLETS, _ORIGINS = "#0072b2", "#c44e00"

Bar = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many statements each outlet carried and each origin is the source of, most first."""

    title: str
    subtitle: str
    outlets: tuple[Bar, ...]
    origins: tuple[Bar, ...]


def coverage_of(statements: Iterable[Statement], dossier: Dossier, *, subtitle: str) -> Coverage:
    """Return the coverage of the statements."""
    known = list(statements)
    named = sorted({name for one in known for name in (one.outlet, *one.chain)}, key=lambda name: (len(name), name))
    return Coverage(
        title=f"{dossier.title}: coverage", subtitle=subtitle,
        outlets=_counted(outlet(one.outlet) for one in known),
        origins=_counted(_origin(one, dossier, named) for one in known),
    )  # fmt: skip


def _origin(statement: Statement, dossier: Dossier, named: Sequence[str]) -> str:
    """Return the origin's name, which is the same wherever it is the origin."""
    name = origin(origin_of(statement), dossier, named)
    return "origin unknown" if name == NO_OUTLET else name


def _counted(names: Iterable[str]) -> tuple[Bar, ...]:
    return tuple(sorted(Counter(names).items(), key=lambda one: (-one[1], one[0])))


def draw_coverage(coverage: Coverage) -> Image:
    """Return the picture: bars of the outlets above, of the origins below."""
    big = Look(size=LARGE, bold=True)
    title = wrapped(coverage.title, big, WIDTH - 2 * MARGIN, most=2)
    top = MARGIN + len(title) * 50 + 60
    parts = (("Outlets that carried it", coverage.outlets, _OUTLETS), ("Who had it first", coverage.origins, _ORIGINS))
    canvas = Canvas(top + sum(_height(bars) for _, bars, _ in parts) + MARGIN)
    for number, line in enumerate(title):
        canvas.text(MARGIN, MARGIN + 22 + number * 50, line, big)
    canvas.text(MARGIN, top - 38, fitted(coverage.subtitle, Look(), WIDTH - 2 * MARGIN), Look(color=FAINT))
    most = max((number for _, bars, _ in parts for _, number in bars), default=1)
    for name, bars, color in parts:
        canvas.text(MARGIN, top + 24, f"{name}: {len(bars)}", Look(size=MEDIUM, bold=True))
        _draw_bars(canvas, bars, top + 60, (color, most))
        top += _height(bars)
    return Image(name="coverage.png", alt=one_line(words_of(coverage)), png=canvas.png())


def _height(bars: Sequence[Bar]) -> int:
    return 80 + sum(_high(name) for name, _ in bars[:MOST]) + int(len(bars) > MOST) * _ROW


def _lines(name: str) -> list[str]:
    return wrapped(name, Look(), _NAMES - 16, most=_MOST_LINES)


def _high(name: str) -> int:
    return _ROW + (len(_lines(name)) - 1) * LEADING


def _draw_bars(canvas: Canvas, bars: Sequence[Bar], top: int, scale: tuple[str, int]) -> None:
    color, most = scale
    room = WIDTH - 2 * MARGIN - _NAMES - 90
    for name, number in bars[:MOST]:
        middle = top + _high(name) / 2
        top += _high(name)
        canvas.lines(MARGIN, middle, _lines(name))
        wide = max(room * number / most, 3)
        canvas.box(MARGIN + _NAMES, middle - 15, (room, 30), EMPTY)
        canvas.box(MARGIN + _NAMES, middle - 15, (wide, 30), color)
        words = f"{number:,}"
        canvas.text(WIDTH - MARGIN - width_of(words, Look()), middle, words)
    if len(bars) > MOST:
        rest = sum(number for _, number in bars[MOST:])
        words = f"{len(bars) - MOST} more with {count(rest, 'statement')}: see /sources"
        canvas.text(MARGIN, top + _ROW / 2, words, Look(color=FAINT))


def words_of(coverage: Coverage) -> str:
    """Return what the picture shows, in words: a line for the outlets and one for the origins."""
    if not coverage.outlets:
        return f"{coverage.title}, {coverage.subtitle}: no statement is known."
    parts = (("Outlets that carried it", coverage.outlets), ("Who had it first", coverage.origins))
    lines = (f"{what} ({len(bars)}): {', '.join(_counts(bars))}." for what, bars in parts)
    return "\n".join((f"{coverage.title}, {coverage.subtitle}, in statements.", *lines))


def _counts(bars: Sequence[Bar]) -> Iterator[str]:
    yield from (f"{name} {number}" for name, number in bars[:MOST])
    if len(bars) > MOST:
        yield f"{len(bars) - MOST} more with {sum(number for _, number in bars[MOST:])}"
