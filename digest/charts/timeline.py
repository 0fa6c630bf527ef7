"""The timeline of a topic: who stood where since when, and who moved.

Every party is a row; a bar has the colour and sign of the stance that it took from a day on. Dots are the days on which
something was said; diamonds with a letter are shifts, which the words beside the picture tell of with their evidence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from bot.alerts.wording import day
from bot.dossier import Dossier
from bot.escape import one_line
from bot.model import Image, Shift, ShiftStatus, Stance
from bot.positions.course import Course, Stand
from digest.charts.canvas import EMPTY, FAINT, INK, LARGE, MARGIN, RULE, WIDTH, Canvas, Look, wrapped
from digest.charts.signs import SIGNS

MOST_PARTIES, MOST_SHIFTS = 15, 20
_APART = 36
"""Pixels between the middles of two shifts of one party, so that each letter can be read."""
_NAMES = 270
_ROW = 84
_BAR = 36
_FOOT = 46


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From when to when a party took a stance, both days included."""

    stance: Stance
    first: date
    last: date
    mixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A party on the timeline: its stances one after the other, and the days on which it spoke."""

    name: str
    stretches: tuple[Stretch, ...]
    said: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A shift on the timeline: its letter, the party's row, the day, and the shift itself."""

    letter: str
    row: int
    on: date
    shift: Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What the picture shows of a topic from `first` to `last`, both days included; `left_out` counts other parties."""

    title: str
    first: date
    last: date
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    left_out: int = 0


def timeline_of(
    known: Iterable[Course],
    shifts: Iterable[Shift],
    topic: str,
    dossier: Dossier,
    *,
    first: date,
    last: date,
) -> Timeline:
    """Return the timeline of a topic, for as many parties that took a stance as fit, in the dossier's order."""
    courses = {one.actor: one for one in known if one.topic == topic}
    rows: dict[str, Row] = {}
    left_out = 0
    for party in dossier.parties:
        course = courses.get(party.id)
        stretches = _stretches(course.stands, first, last) if course else ()
        if course and stretches and len(rows) < MOST_PARTIES:
            said = tuple(on for on in course.said if first <= on <= last)
            rows[party.id] = Row(name=party.name, stretches=stretches, said=said)
        elif stretches:
            left_out += 1
    found = [
        one
        for one in sorted(shifts, key=lambda s: (s.signalled_at, s.id))
        if one.topic == topic and one.actor in rows and first <= _day_of(one) <= last
        if one.status is not ShiftStatus.WITHDRAWN
    ]
    marks = tuple(
        Mark(letter=chr(ord("A") + number), row=list(rows).index(one.actor), on=_day_of(one), shift=one)
        for number, one in enumerate(found[-MOST_SHIFTS:])
    )
    return Timeline(
        title=dossier.topic_name(topic), first=first, last=last, rows=tuple(rows.values()), marks=marks,
        left_out=left_out,
    )  # fmt: skip


def _day_of(shift: Shift) -> date:
    return shift.statements[0].said_on


def _stretches(stands: Iterable[Stand], first: date, last: date) -> tuple[Stretch, ...]:
    """Return the party's stances from `first` to `last`, one after the other."""
    found: list[Stretch] = []
    for stand in stands:
        on = max(stand.on, first)
        before = found.pop() if found else None
        if before is not None and (before.stance, before.mixed) == (stand.stance, stand.mixed):
            found.append(before)
            continue
        if before is not None and before.first < on:
            found.append(replace(before, last=on - timedelta(days=1)))
        found.append(Stretch(stance=stand.stance, first=on, last=last, mixed=stand.mixed))
    return tuple(found)


def draw_timeline(timeline: Timeline) -> Image:
    """Return the picture of the timeline."""
    big = Look(size=LARGE, bold=True)
    title = wrapped(timeline.title, big, WIDTH - 2 * MARGIN, most=2)
    top = MARGIN + len(title) * 50 + 50
    below = top + 20 + max(len(timeline.rows), 1) * _ROW
    used = [one for one in SIGNS if any(s.stance is one for row in timeline.rows for s in row.stretches)]
    foot = below + 90 + ((len(used) + 2) // 3 + 1) * _FOOT
    canvas = Canvas(foot + (_FOOT if timeline.left_out else 0) + MARGIN)
    for number, line in enumerate(title):
        canvas.text(MARGIN, MARGIN + 22 + number * 50, line, big)
    period = f"{day(timeline.first)} to {day(timeline.last)}"
    canvas.text(MARGIN, top - 28, period, Look(color=FAINT))
    if not timeline.rows:
        canvas.text(MARGIN, top + 40, "No position is known yet.", Look())
    _draw_days(canvas, timeline, top, below)
    for number, row in enumerate(timeline.rows):
        _draw_row(canvas, timeline, row, top + 20 + number * _ROW)
    for mark, x in zip(timeline.marks, _places(timeline), strict=True):
        _draw_mark(canvas, mark, x, top + 20 + mark.row * _ROW)
    _draw_legend(canvas, used, below + 80)
    if timeline.left_out:
        canvas.text(MARGIN, foot + 12, _without(timeline), Look(color=FAINT))
    return Image(name="timeline.png", alt=one_line(words_of(timeline)), png=canvas.png())


def _across(timeline: Timeline, on: date, *, end: bool = False) -> float:
    """Return where a day begins, or ends, from left to right."""
    days = (timeline.last - timeline.first).days + 1
    return MARGIN + _NAMES + (WIDTH - 2 * MARGIN - _NAMES) * ((on - timeline.first).days + int(end)) / days


def _draw_days(canvas: Canvas, timeline: Timeline, top: int, below: int) -> None:
    days = (timeline.last - timeline.first).days + 1
    for number in range(4):
        on = timeline.first + timedelta(days=round((days - 1) * number / 3))
        x = _across(timeline, on)
        canvas.line([(x, top), (x, below)], RULE, thick=0.8)
        align = "right" if number == 3 else "left"
        canvas.text(WIDTH - MARGIN if number == 3 else x, below + 26, day(on)[:-5], Look(color=FAINT, align=align))


def _draw_row(canvas: Canvas, timeline: Timeline, row: Row, y: int) -> None:
    middle = y + 36
    canvas.lines(MARGIN, middle, wrapped(row.name, Look(bold=True), _NAMES - 16, most=2), Look(bold=True))
    left = _across(timeline, timeline.first)
    canvas.box(left, middle - _BAR / 2, (_across(timeline, timeline.last, end=True) - left, _BAR), EMPTY)
    for one in row.stretches:
        sign = SIGNS[one.stance]
        x, right = _across(timeline, one.first), _across(timeline, one.last, end=True)
        canvas.box(x, middle - _BAR / 2, (right - x, _BAR), sign.fill)
        if one.mixed:
            canvas.stripes(x, middle - _BAR / 2, (right - x, _BAR))
        if right - x > _BAR:
            canvas.box((x + right) / 2 - 17, middle - 15, (34, 30), sign.fill)
            canvas.text((x + right) / 2, middle, sign.mark, Look(bold=True, color=sign.ink, align="center"))
    for on in row.said:
        canvas.dot((_across(timeline, on) + _across(timeline, on, end=True)) / 2, middle + _BAR / 2 + 11, 5, INK)


def _places(timeline: Timeline) -> list[float]:
    """Return where each shift stands from left to right: on its day, or beside the one before it where that is near."""
    found = [(_across(timeline, one.on) + _across(timeline, one.on, end=True)) / 2 for one in timeline.marks]
    for row in {one.row for one in timeline.marks}:
        theirs = sorted((n for n, one in enumerate(timeline.marks) if one.row == row), key=lambda n: (found[n], n))
        for before, after in pairwise(theirs):
            found[after] = max(found[after], found[before] + _APART)
        limit = float(WIDTH - MARGIN)
        for number in reversed(theirs):
            found[number] = min(found[number], limit)
            limit = found[number] - _APART
    return found


def _draw_mark(canvas: Canvas, mark: Mark, x: float, y: int) -> None:
    canvas.diamond(x, y + 14, 17, INK)
    canvas.text(x, y + 14, mark.letter, Look(size=20, bold=True, color="#ffffff", align="center"))


def _draw_legend(canvas: Canvas, used: Sequence[Stance], y: int) -> None:
    wide = (WIDTH - 2 * MARGIN) / 3
    for number, stance in enumerate(used):
        sign = SIGNS[stance]
        x, middle = MARGIN + number % 3 * wide, y + number // 3 * _FOOT + 22
        canvas.box(x, middle - 17, (38, 34), sign.fill)
        canvas.text(x + 19, middle, sign.mark, Look(size=22, bold=True, color=sign.ink, align="center"))
        canvas.text(x + 50, middle, sign.word)
    middle = y + (len(used) + 2) // 3 * _FOOT + 22
    canvas.dot(MARGIN + 19, middle, 5, INK)
    canvas.text(MARGIN + 50, middle, "said on that day")
    canvas.diamond(MARGIN + wide + 19, middle, 17, INK)
    canvas.text(MARGIN + wide + 50, middle, "shift")
    canvas.box(MARGIN + 2 * wide, middle - 17, (38, 34), FAINT)
    canvas.stripes(MARGIN + 2 * wide, middle - 17, (38, 34))
    canvas.text(MARGIN + 2 * wide + 50, middle, "mixed signals")


def words_of(timeline: Timeline) -> str:
    """Return what the picture shows, in words: a line per party, which stance since when."""
    period = f"{timeline.title}, {day(timeline.first)} to {day(timeline.last)}"
    if not timeline.rows:
        return f"{period}: no position is known yet."
    rows = [
        f"{row.name}: " + "; ".join(
            f"{one.stance}{' (mixed signals)' if one.mixed else ''} from {day(one.first)}" for one in row.stretches
        )
        for row in timeline.rows
    ]  # fmt: skip
    rest = [_without(timeline)] if timeline.left_out else []
    return "\n".join((f"{period}.", *(f"{row}." for row in rows), *rest))


def _without(timeline: Timeline) -> str:
    number = timeline.left_out
    return f"Without {number} more part{'y' if number == 1 else 'ies'}: see /topic."
