"""The position matrix: where every party stands on every topic, at a glance.

Topics are rows and parties columns, so that it fits a phone held upright. A cell has the colour and sign of the stance;
it is hatched where officials of the party differ, pale where the position is old, and dotted where it changed lately.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from bot.alerts.wording import count, day, listing
from bot.dossier import Dossier
from bot.escape import one_line
from bot.model import Image, Position, Stance
from digest.charts.canvas import (
    EMPTY,
    FAINT,
    LARGE,
    LEADING,
    MARGIN,
    PAPER,
    RULE,
    SMALL,
    WIDTH,
    Canvas,
    Look,
    fitted,
    width_of,
    wrapped,
)
from digest.charts.signs import SIGNS

MOST_PARTIES, MOST_TOPICS = 15, 24
_NAMES = 330
_CELL = (64, 52)
_MOST_HEAD = 520
_MOST_LINES = 3
_FOOT = 46
_GAP = 3
_PALE = "66"
_PARTY = Look(size=SMALL, bold=True)

Cell = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """What the picture shows: parties and topics in the dossier's order, and the position of a party on a topic.

    `changed` are the cells (party, topic) that changed in the period that the picture belongs to, `old` those whose
    position was not repeated for long; `left_out` says how many parties and topics there was no room for.
    """

    title: str
    subtitle: str
    parties: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, str], ...]
    positions: Mapping[Cell, Position]
    changed: frozenset[Cell] = frozenset()
    old: frozenset[Cell] = frozenset()
    left_out: tuple[int, int] = (0, 0)


def matrix_of(
    positions: Iterable[Position],
    dossier: Dossier,
    *,
    subtitle: str,
    changed: Collection[Cell] = (),
    old: Collection[Cell] = (),
) -> Matrix:
    """Return the matrix of the positions; parties and topics that nothing is known of are left out.

    Where there are more than fit, those with the most known positions are shown.
    """
    cells = {(one.actor, one.topic): one for one in positions}
    parties = [(one.id, one.name) for one in dossier.parties if any(cell[0] == one.id for cell in cells)]
    topics = [(one.id, one.name) for one in dossier.topics if any(cell[1] == one.id for cell in cells)]
    shown_parties = _fullest(parties, MOST_PARTIES, [actor for actor, _ in cells])
    shown_topics = _fullest(topics, MOST_TOPICS, [topic for _, topic in cells])
    return Matrix(
        title=dossier.title, subtitle=subtitle, parties=shown_parties, topics=shown_topics, positions=cells,
        changed=frozenset(changed), old=frozenset(old),
        left_out=(len(parties) - len(shown_parties), len(topics) - len(shown_topics)),
    )  # fmt: skip


def _fullest(known: list[tuple[str, str]], most: int, used: list[str]) -> tuple[tuple[str, str], ...]:
    best = sorted(known, key=lambda one: -used.count(one[0]))[:most]
    return tuple(one for one in known if one in best)


@dataclass(frozen=True, slots=True)
class _Row:
    """A topic and its name, in as many lines as it needs."""

    topic: str
    lines: list[str]

    @property
    def high(self) -> int:
        return _CELL[1] + (len(self.lines) - 1) * LEADING


def draw_matrix(matrix: Matrix) -> Image:
    """Return the picture of the matrix."""
    title = wrapped(matrix.title, Look(size=LARGE, bold=True), WIDTH - 2 * MARGIN, most=2)
    legend = _legend(matrix)
    top = MARGIN + len(title) * 50 + 50
    body = top + (_head(matrix) if matrix.topics else _FOOT)
    rows = [_Row(key, wrapped(name, Look(), _NAMES - 16, most=_MOST_LINES)) for key, name in matrix.topics]
    below = body + sum(row.high for row in rows) + 24
    notes = _notes(matrix)
    canvas = Canvas(below + (len(legend) + len(notes)) * _FOOT + MARGIN)
    for number, line in enumerate(title):
        canvas.text(MARGIN, MARGIN + 22 + number * 50, line, Look(size=LARGE, bold=True))
    canvas.text(MARGIN, top - 28, fitted(matrix.subtitle, Look(), WIDTH - 2 * MARGIN), Look(color=FAINT))
    if not matrix.topics:
        canvas.text(MARGIN, top + 20, "No position is known yet.", Look())
    _draw_head(canvas, matrix, body)
    for row, y in zip(rows, accumulate((row.high for row in rows), initial=body), strict=False):
        _draw_row(canvas, matrix, row, y)
    _draw_legend(canvas, legend, below)
    for number, note in enumerate(notes):
        canvas.text(MARGIN, below + (len(legend) + number) * _FOOT + 22, note, Look(color=FAINT))
    return Image(name="positions.png", alt=one_line(words_of(matrix)), png=canvas.png())


def _head(matrix: Matrix) -> int:
    """Return how high the turned names of the parties are."""
    return round(min(max((width_of(name, _PARTY) for _, name in matrix.parties), default=0) + 30, _MOST_HEAD))


def _column(matrix: Matrix) -> float:
    room = WIDTH - 2 * MARGIN - _NAMES
    return min(room / max(len(matrix.parties), 1), 1.6 * _CELL[0])


def _draw_head(canvas: Canvas, matrix: Matrix, y: int) -> None:
    wide = _column(matrix)
    for number, (_, name) in enumerate(matrix.parties):
        x = MARGIN + _NAMES + (number + 0.5) * wide
        canvas.text(x, y - 12, fitted(name, _PARTY, _MOST_HEAD - 24), _PARTY, turned=True)


def _draw_row(canvas: Canvas, matrix: Matrix, row: _Row, y: int) -> None:
    wide, high = _column(matrix), row.high
    canvas.line([(MARGIN, y), (MARGIN + _NAMES + wide * len(matrix.parties), y)], RULE, thick=0.8)
    canvas.lines(MARGIN, y + high / 2, row.lines)
    for number, (party, _) in enumerate(matrix.parties):
        x = MARGIN + _NAMES + number * wide
        _draw_cell(canvas, matrix, (party, row.topic), (x + _GAP, y + _GAP, wide - 2 * _GAP, high - 2 * _GAP))


def _draw_cell(canvas: Canvas, matrix: Matrix, cell: Cell, place: tuple[float, float, float, float]) -> None:
    x, y, wide, high = place
    position = matrix.positions.get(cell)
    if position is None:
        canvas.box(x, y, (wide, high), EMPTY)
        return
    sign = SIGNS[position.stance]
    old = cell in matrix.old
    fill = sign.fill + (_PALE if old else "")
    canvas.box(x, y, (wide, high), fill)
    if position.mixed:
        canvas.stripes(x, y, (wide, high))
        for color in (PAPER, fill):  # a pale one lets shine through what is below
            canvas.box(x + wide / 2 - 17, y + high / 2 - 15, (34, 30), color)
    ink = FAINT if old else sign.ink
    canvas.text(x + wide / 2, y + high / 2, sign.mark, Look(size=26, bold=True, color=ink, align="center"))
    if cell in matrix.changed:
        canvas.dot(x + wide - 6, y + 6, 7, "#1b1b1f")


# legend

Entry = tuple[str, str]
"""What is drawn ("support", "mixed", "changed", "old") and what it means."""


def _legend(matrix: Matrix) -> list[list[Entry]]:
    """Return the lines of the legend: only what the picture uses."""
    shown = [
        (cell, one)
        for cell, one in matrix.positions.items()
        if cell[0] in dict(matrix.parties) and cell[1] in dict(matrix.topics)
    ]
    used = {one.stance for _, one in shown}
    entries: list[Entry] = [(str(stance), sign.word) for stance, sign in SIGNS.items() if stance in used]
    entries += [("mixed", "mixed signals")] if any(one.mixed for _, one in shown) else []
    entries += [("changed", "changed in this period")] if any(cell in matrix.changed for cell, _ in shown) else []
    entries += [("old", "not repeated for long")] if any(cell in matrix.old for cell, _ in shown) else []
    lines: list[list[Entry]] = []
    for number, entry in enumerate(entries):
        if number % 3 == 0:
            lines.append([])
        lines[-1].append(entry)
    return lines


def _draw_legend(canvas: Canvas, lines: list[list[Entry]], y: int) -> None:
    wide = (WIDTH - 2 * MARGIN) / 3
    for row, entries in enumerate(lines):
        for number, (what, word) in enumerate(entries):
            x, middle = MARGIN + number * wide, y + row * _FOOT + 22
            _draw_key(canvas, what, x, middle)
            canvas.text(x + 50, middle, fitted(word, Look(), wide - 60), Look())


def _draw_key(canvas: Canvas, what: str, x: float, middle: float) -> None:
    size = (38, 34)
    top = middle - size[1] / 2
    if what in {str(one) for one in SIGNS}:
        sign = SIGNS[Stance(what)]
        canvas.box(x, top, size, sign.fill)
        look = Look(size=22, bold=True, color=sign.ink, align="center")
        canvas.text(x + size[0] / 2, middle, sign.mark, look)
        return
    canvas.box(x, top, size, RULE + (_PALE if what == "old" else ""))
    if what == "mixed":
        canvas.box(x, top, size, FAINT)
        canvas.stripes(x, top, size)
    if what == "changed":
        canvas.dot(x + size[0] - 9, top + 9, 7, "#1b1b1f")


def _notes(matrix: Matrix) -> list[str]:
    parties, topics = matrix.left_out
    if not (parties or topics):
        return []
    missing = [count(number, thing) for number, thing in ((parties, "more party"), (topics, "more topic")) if number]
    return [f"Without {listing(missing).replace('partys', 'parties')}: see /topic."]


def words_of(matrix: Matrix) -> str:
    """Return what the picture shows, in words: a line per topic, who takes which stance."""
    if not matrix.topics:
        return f"{matrix.title}, {matrix.subtitle}: no position is known yet."
    lines = [f"{name}: {_topic_words(matrix, topic)}." for topic, name in matrix.topics]
    return "\n".join((f"{matrix.title}, positions {matrix.subtitle}.", *lines))


def _topic_words(matrix: Matrix, topic: str) -> str:
    groups: dict[Stance, list[str]] = {}
    for party, name in matrix.parties:
        position = matrix.positions.get((party, topic))
        if position is not None:
            groups.setdefault(position.stance, []).append(name + _remarks(matrix, (party, topic), position))
    return "; ".join(f"{listing(names)} {stance}" for stance, names in groups.items())


def _remarks(matrix: Matrix, cell: Cell, position: Position) -> str:
    remarks = [
        *(["mixed signals"] if position.mixed else []),
        *(["changed"] if cell in matrix.changed else []),
        *([f"last said {day(position.last_said)}"] if cell in matrix.old else []),
    ]
    return f" ({', '.join(remarks)})" if remarks else ""
