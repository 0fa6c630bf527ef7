"""The canvas that all pictures are drawn on: shapes and words at pixels in, a PNG out.

Everything stands at whole pixels from the upper left corner, and words are measured before they are drawn, so that
nothing is cut off or lies on something else. A picture is 1,080 pixels wide: a phone shows it at about a third of that,
so that `SMALL` is the smallest type that can still be read there.
"""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Literal

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, Rectangle
from matplotlib.textpath import TextToPath

from bot.escape import one_line

WIDTH = 1080
MARGIN = 36
SMALL, MEDIUM, LARGE = 24, 28, 38
LEADING = 30
"""Pixels from one line of small type to the next."""

PAPER, INK, FAINT, RULE, EMPTY = "#fbfaf7", "#1b1b1f", "#5b5b63", "#c9c7c0", "#efede7"

Dashes = Literal["-", "--", "-.", ":"]

_DPI = 100
_POINT = 72 / _DPI
_ELLIPSIS = "…"
_DRAWING = threading.Lock()  # matplotlib's fonts are shared between threads and not guarded


@contextmanager
def _drawing() -> Iterator[None]:
    """Let one thread draw; signs that no font has are drawn as boxes, of which nobody needs to be warned."""
    with _DRAWING, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How words look: `size` in pixels, `align` is left, center or right of the point they stand at."""

    size: int = SMALL
    color: str = INK
    bold: bool = False
    align: str = "left"


@cache
def _font(size: int, *, bold: bool) -> FontProperties:
    return FontProperties(family="DejaVu Sans", size=size * _POINT, weight="bold" if bold else "normal")


@cache
def _measure() -> TextToPath:
    return TextToPath()


def width_of(text: str, look: Look) -> float:
    """Return how many pixels wide the words are."""
    if not text:
        return 0.0
    with _drawing():
        font = _font(look.size, bold=look.bold)
        width, _, _ = _measure().get_text_width_height_descent(text, font, ismath=False)
    return float(width) / _POINT


def fitted(text: str, look: Look, width: float) -> str:
    """Return the words on one line, cut with a visible mark where they are wider than `width` pixels."""
    line = one_line(text)
    if width_of(line, look) <= width:
        return line
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(line[:middle].rstrip() + _ELLIPSIS, look) <= width:
            low = middle
        else:
            high = middle - 1
    return line[:low].rstrip() + _ELLIPSIS


def wrapped(text: str, look: Look, width: float, *, most: int) -> list[str]:
    """Return the words on at most so many lines of `width` pixels; what is left of them is cut with a visible mark."""
    lines: list[str] = []
    rest = one_line(text).split(" ")
    while rest and len(lines) < most - 1:
        taken = 1
        while taken < len(rest) and width_of(" ".join(rest[: taken + 1]), look) <= width:
            taken += 1
        lines.append(fitted(" ".join(rest[:taken]), look, width))
        rest = rest[taken:]
    return [*lines, fitted(" ".join(rest), look, width)] if rest else lines


class Canvas:
    """A sheet of `WIDTH` pixels and the height given."""

    def __init__(self, height: int) -> None:
        self.height = height
        self._figure = Figure(figsize=(WIDTH / _DPI, height / _DPI), dpi=_DPI, facecolor=PAPER)
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)

    def text(self, x: float, y: float, words: str, look: Look | None = None, *, turned: bool = False) -> None:
        """Write one line with its middle at the height `y`; `turned` runs upwards from `y`, its middle at `x`."""
        look = look or Look()
        vertical, horizontal = ("bottom", "center") if turned else ("center_baseline", look.align)
        self._axes.text(
            x, y, words, fontproperties=_font(look.size, bold=look.bold), color=look.color, va=vertical,
            ha=horizontal, rotation=90 if turned else 0, parse_math=False,
        )  # fmt: skip

    def lines(self, x: float, y: float, words: list[str], look: Look | None = None) -> None:
        """Write lines under each other, with their middle at the height `y`."""
        for number, line in enumerate(words):
            self.text(x, y + (number - (len(words) - 1) / 2) * LEADING, line, look)

    def box(self, x: float, y: float, size: tuple[float, float], fill: str, *, edge: str = "none") -> None:
        """Draw a rectangle from its upper left corner."""
        self._axes.add_patch(Rectangle((x, y), *size, facecolor=fill, edgecolor=edge, linewidth=1))

    def stripes(self, x: float, y: float, size: tuple[float, float]) -> None:
        """Hatch a rectangle: what it shows is contested."""
        self._axes.add_patch(Rectangle((x, y), *size, facecolor="none", edgecolor=PAPER, linewidth=0, hatch="///"))

    def dot(self, x: float, y: float, radius: float, fill: str, *, edge: str = PAPER) -> None:
        """Draw a disc."""
        self._axes.add_patch(Circle((x, y), radius, facecolor=fill, edgecolor=edge, linewidth=1.5))

    def diamond(self, x: float, y: float, radius: float, fill: str) -> None:
        """Draw a square that stands on a corner."""
        corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
        self._axes.add_patch(Polygon(corners, facecolor=fill, edgecolor=PAPER, linewidth=2))

    def line(
        self, points: list[tuple[float, float]], color: str = RULE, *, thick: float = 1.5, dashes: Dashes = "-"
    ) -> None:
        """Draw a line through the points."""
        across, down = zip(*points, strict=True)
        order = 0.5 if color == RULE else 2.0  # rules lie below everything
        self._axes.add_line(Line2D(across, down, color=color, linewidth=thick, linestyle=dashes, zorder=order))

    def png(self) -> bytes:
        """Return the picture; the same drawing gives the same bytes."""
        sheet = io.BytesIO()
        with _drawing():
            self._figure.savefig(sheet, format="png", dpi=_DPI, facecolor=PAPER, metadata={"Software": None})
        return sheet.getvalue()

    def extents(self) -> list[tuple[str, float, float, float, float]]:
        """Return every line of words with the pixels that it covers: left, top, right, bottom."""
        renderer = self._figure.canvas.get_renderer()  # type: ignore[attr-defined]
        found = []
        for one in self._axes.texts:
            place = one.get_window_extent(renderer)
            found.append((one.get_text(), place.x0, self.height - place.y1, place.x1, self.height - place.y0))
        return found
