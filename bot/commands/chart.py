"""`/chart matrix|timeline|coverage|distance`: the state of play as a picture, with the same in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from bot.alerts.wording import cell, day
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import nearest, resolve_day, resolve_topic
from bot.commands.tell import desk_of
from bot.errors import InputError
from bot.escape import one_line
from bot.model import Block, Bullets, Card, Heading, Image, Paragraph, Shift, ShiftStatus

# matplotlib loads with the first picture, since the other commands answer at once
# ruff: noqa: PLC0415

_SINCE = timedelta(days=90)
_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture before it is drawn: its title, the same in words, how to draw it, and what stands beside it."""

    title: str
    words: str
    draw: Callable[[], Image]
    beside: tuple[Block, ...] = ()


def answer(request: Request, desk: Desk) -> Card:
    """Return the picture that is asked for, with its words."""
    made = drawing(request, desk)
    image = made.draw()
    return Card(title=made.title, blocks=(Paragraph(made.words), *made.beside), kind="answer", image=image)


def drawing(request: Request, desk: Desk) -> Drawing:
    """Return the picture that is asked for, not drawn yet; raises InputError for one that nobody knows."""
    desk = desk_of(request, desk)
    name, _, rest = one_line(request.get("picture") or "").casefold().partition(" ")
    if rest and not request.get("topic"):  # words that name no topic
        request = replace(request, options={**request.options, "topic": rest})
    if name not in _PICTURES:
        close = nearest(name, [(one, one) for one in _PICTURES], limit=1)
        hint = f"nearest: {close[0]}; " if close else ""
        raise InputError(f"no picture is called {name[:40]!r}; {hint}there are {', '.join(_PICTURES)}")
    return _PICTURES[name](request, desk)


def matrix_image(desk: Desk, *, since: date | None = None) -> Image:
    """Return the position matrix as of the desk's moment; what changed from the day `since` on is dotted."""
    return _matrix_of(desk, since).draw()


def _matrix_of(desk: Desk, since: date | None) -> Drawing:
    from digest.charts.matrix import draw_matrix, matrix_of, words_of

    since = since or desk.today - _RECENT
    positions = desk.standings()
    stale = timedelta(days=desk.rules.stale_days)
    matrix = matrix_of(
        positions,
        desk.dossier,
        subtitle=f"as of {day(desk.today)}",
        changed={(one.actor, one.topic) for one in _standing(desk) if one.statements[0].said_on >= since},
        old={(one.actor, one.topic) for one in positions if desk.today - one.last_said > stale},
    )
    return Drawing(title=f"{desk.dossier.title}: positions", words=words_of(matrix), draw=partial(draw_matrix, matrix))


def _standing(desk: Desk) -> tuple[Shift, ...]:
    return tuple(one for one in desk.shifts() if one.status is not ShiftStatus.WITHDRAWN)


def _matrix(request: Request, desk: Desk) -> Drawing:
    since = request.get("since")
    return _matrix_of(desk, resolve_day(since, today=desk.today) if since else None)


def _timeline(request: Request, desk: Desk) -> Drawing:
    from digest.charts.timeline import draw_timeline, timeline_of, words_of

    if not request.get("topic"):
        raise InputError("a timeline is of one topic; name it, as in /chart timeline TOPIC")
    topic = resolve_topic(request.get("topic") or "", desk.dossier)
    first = _first(request, desk)
    moved, courses = desk.shifts(topic=topic.id), desk.courses(first, topic=topic.id)
    timeline = timeline_of(courses, moved, topic.id, desk.dossier, first=first, last=desk.today)
    lines = tuple(
        f"{mark.letter}, {day(mark.on)}: {cell(mark.shift.actor, mark.shift.topic, desk.dossier)}: "
        f"{mark.shift.before} → {mark.shift.after}, {mark.shift.kind}, {mark.shift.status} "
        f"[{mark.shift.before_statement.id}] [{mark.shift.statements[0].id}]"
        for mark in timeline.marks
    )
    beside = (Heading("Shifts"), Bullets(lines)) if lines else ()
    draw = partial(draw_timeline, timeline)
    return Drawing(title=f"{topic.name}: timeline", words=words_of(timeline), draw=draw, beside=beside)


def _coverage(request: Request, desk: Desk) -> Drawing:
    from digest.charts.coverage import coverage_of, draw_coverage, words_of

    first = _first(request, desk)
    known = [one for one in desk.between(first, desk.today) if one.said_on >= first]
    subtitle = f"said {day(first)} to {day(desk.today)}"
    coverage = coverage_of(known, desk.dossier, subtitle=subtitle)
    return Drawing(title=coverage.title, words=words_of(coverage), draw=partial(draw_coverage, coverage))


def _distance(request: Request, desk: Desk) -> Drawing:
    from digest.charts.apart import apart_of, draw_apart, loudest, words_of

    first, parties = _first(request, desk), loudest(desk.cells(), desk.dossier)
    courses = [course for party in parties for course in desk.courses(first, actor=party)]
    apart = apart_of(courses, parties, desk.dossier, first=first, last=desk.today)
    return Drawing(title=apart.title, words=words_of(apart), draw=partial(draw_apart, apart))


def _first(request: Request, desk: Desk) -> date:
    """Return the day from which a picture starts: the one asked for, else 90 days before what was said last."""
    since = request.get("since")
    if since:
        return min(resolve_day(since, today=desk.today), desk.today)
    known = desk.cells()
    return max(min(one.first for one in known), max(one.last for one in known) - _SINCE) if known else desk.today


_PICTURES: Mapping[str, Callable[[Request, Desk], Drawing]] = {
    "matrix": _matrix, "timeline": _timeline, "coverage": _coverage, "distance": _distance,
}  # fmt: skip

COMMAND = Command(
    name="chart",
    summary="a picture, with the same in words: matrix, timeline of a topic, coverage, or distance",
    answer=answer,
    parameters=(
        Parameter(
            name="picture",
            kind=Kind.TEXT,
            summary="matrix, timeline, coverage or distance",
            required=True,
            also=tuple(_PICTURES),
        ),
        Parameter(name="topic", kind=Kind.TOPIC, summary="the topic of a timeline"),
        Parameter(name="since", kind=Kind.DATE, summary="a day, or 30d for so many days ago"),
        Parameter(name="as_of", kind=Kind.DATE, summary="as it was known at the end of that day"),
    ),
    fillers=frozenset({"of", "for", "since"}),
)
