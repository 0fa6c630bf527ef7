"""Pictures: the same facts give the same picture, no word is cut off or lies on another, and the words say the same."""

import io
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

import pytest
from fakes.miami import DOSSIER, STATEMENTS, changed_dossier
from fakes.values import make_statement
from PIL import Image as Pixels
from PIL import ImageChops, ImageStat

from bot.dossier import Dossier
from bot.model import Image, Position, Stance, Statement
from bot.positions.brief import kept
from bot.positions.course import courses
from bot.positions.fold import fold
from bot.positions.shifts import shifts
from bot.settings import PositionRules
from digest.charts import matrix as matrix_module
from digest.charts.apart import Apart, apart_of, draw_apart, loudest
from digest.charts.canvas import WIDTH, Canvas, Look, fitted, width_of, wrapped
from digest.charts.coverage import coverage_of, draw_coverage
from digest.charts.matrix import MOST_PARTIES, draw_matrix, matrix_of
from digest.charts.timeline import draw_timeline, timeline_of
from digest.charts.timeline import words_of as words_of_timeline

GOLDEN = Path(__file__).parents[1] / "data" / "digest" / "charts"
RULES = PositionRules()
FIRST, LAST = date(2025, 12, 1), date(2025, 12, 30)
HOSTILE = "$x^2$ @everyone \u202eevil " + "long" * 40


def _say(doc: str, actor: str, stance: Stance, day: int) -> Statement:
    when = datetime(2025, 12, day, 12, tzinfo=UTC)
    return make_statement(
        doc, actor=actor, stance=stance, said_on=when.date(), published=when, origin=doc, story=doc, topic="ceasefire"
    )


SHIFTING = (
    _say("d1", "russia", Stance.OPPOSE, 3),
    _say("d2", "russia", Stance.SUPPORT, 20),
    _say("d3", "ukraine", Stance.SUPPORT, 5),
)


@pytest.fixture
def canvases(monkeypatch: pytest.MonkeyPatch) -> list[Canvas]:
    """Return the canvases that are drawn on during the test."""
    drawn: list[Canvas] = []
    begin = Canvas.__init__

    def watched(self: Canvas, height: int) -> None:
        begin(self, height)
        drawn.append(self)

    monkeypatch.setattr(Canvas, "__init__", watched)
    return drawn


def _matrix() -> Image:
    positions = fold(STATEMENTS, rules=RULES)
    cells = [(one.actor, one.topic) for one in positions]
    return draw_matrix(matrix_of(positions, DOSSIER, subtitle="as of 30 Dec 2025", changed=cells[:1], old=cells[-1:]))


def _timeline() -> Image:
    found = shifts(SHIFTING, rules=RULES)
    return draw_timeline(
        timeline_of(courses(SHIFTING, rules=RULES), found, "ceasefire", DOSSIER, first=FIRST, last=LAST)
    )


def _coverage() -> Image:
    return draw_coverage(coverage_of(STATEMENTS, DOSSIER, subtitle="said 1 Dec 2025 to 30 Dec 2025"))


def _apart(said: Iterable[Statement], dossier: Dossier, *, first: date, last: date) -> Apart:
    known = list(said)
    parties = loudest(kept(known, rules=RULES), dossier)
    return apart_of(courses(known, rules=RULES), parties, dossier, first=first, last=last)


def _distance() -> Image:
    return draw_apart(_apart(STATEMENTS, DOSSIER, first=FIRST, last=LAST))


DRAWN: dict[str, Callable[[], Image]] = {
    "matrix": _matrix, "timeline": _timeline, "coverage": _coverage, "distance": _distance,
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
def test_picture_looks_as_it_did(name: str) -> None:
    """`WRITE_GOLDEN=1` writes it anew, to be looked at before it is committed."""
    image = DRAWN[name]()
    file = GOLDEN / f"{name}.png"
    if os.environ.get("WRITE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(image.png)
    now, then = (Pixels.open(io.BytesIO(one)).convert("RGB") for one in (image.png, file.read_bytes()))
    assert now.size == then.size
    assert max(ImageStat.Stat(ImageChops.difference(now, then)).mean) < 1.0


@pytest.mark.parametrize("name", DRAWN)
def test_same_facts_give_the_same_bytes(name: str) -> None:
    assert DRAWN[name]() == DRAWN[name]()


def _crowded(*, name: str = "") -> tuple[Dossier, list[Position]]:
    """Return 15 parties and 16 topics, with a position in every cell but a few."""
    parties = [{"id": f"p{n}", "name": name or f"United Republic {n} of the North"} for n in range(15)]
    topics = [
        {"id": f"t{n}", "name": name or f"Withdrawal of forces {n}", "proposition": "It is good.", "terms": ["word"]}
        for n in range(16)
    ]
    dossier = changed_dossier(parties=parties, people=[], topics=topics, rounds=[])
    base = fold(STATEMENTS, rules=RULES)[0]
    stances = list(Stance)
    positions = [
        replace(base, actor=f"p{a}", topic=f"t{t}", stance=stances[(a + t) % 7], mixed=(a * t) % 5 == 1)
        for a in range(15)
        for t in range(16)
        if (a + 2 * t) % 6
    ]
    return dossier, positions


Place = tuple[str, float, float, float, float]


def _lie_on_each_other(one: Place, other: Place) -> bool:
    _, left, top, right, bottom = one
    _, left_2, top_2, right_2, bottom_2 = other
    return min(right, right_2) - max(left, left_2) > 1 and min(bottom, bottom_2) - max(top, top_2) > 4


def _overlaps(canvas: Canvas) -> list[tuple[str, str]]:
    return [(a[0], b[0]) for a, b in combinations(canvas.extents(), 2) if _lie_on_each_other(a, b)]


@pytest.mark.parametrize("name", ["", HOSTILE])
def test_no_word_of_a_crowded_matrix_is_cut_off_or_lies_on_another(name: str, canvases: list[Canvas]) -> None:
    dossier, positions = _crowded(name=name)
    cells = [(one.actor, one.topic) for one in positions]
    draw_matrix(matrix_of(positions, dossier, subtitle="as of 30 Dec 2025", changed=cells[::3], old=cells[::4]))
    (canvas,) = canvases
    assert len(canvas.extents()) > 200
    for words, left, top, right, bottom in canvas.extents():
        assert left >= 0, words
        assert top >= 0, words
        assert right <= WIDTH, words
        assert bottom <= canvas.height, words
    assert _overlaps(canvas) == []
    if not name:
        assert not _cut(canvas)


def _cut(canvas: Canvas) -> list[str]:
    """Return words that end in the mark of a cut; alone it is the sign of a stance."""
    return [words for words, *_ in canvas.extents() if words.endswith("…") and words != "…"]


def _spoken(dossier: Dossier) -> list[Statement]:
    """Return what 15 parties say of the first topic, one of them something else on each of three days running."""
    said = [
        _say(f"d{n}", party.id, list(Stance)[n % 4], 5 + n) for n, party in enumerate(dossier.parties)
    ] + [
        _say(f"x{n}", "p3", stance, 20 + n) for n, stance in enumerate((Stance.SUPPORT, Stance.OPPOSE, Stance.SUPPORT))
    ]  # fmt: skip
    outlets = ("South China Morning Post (Hong Kong)", "Anadolu", "Agence France-Presse in Washington")
    return [replace(one, topic="t0", outlet=outlets[n % 3]) for n, one in enumerate(said)]


@pytest.mark.parametrize("name", ["timeline", "coverage", "distance"])
def test_no_word_of_other_crowded_pictures_is_cut_off_or_lies_on_another(name: str, canvases: list[Canvas]) -> None:
    dossier, _ = _crowded()
    said = _spoken(dossier)
    moved = shifts(said, rules=RULES)
    assert len(moved) > 1
    drawn = {
        "timeline": lambda: draw_timeline(
            timeline_of(courses(said, rules=RULES), moved, "t0", dossier, first=date(2025, 9, 1), last=LAST)
        ),
        "coverage": lambda: draw_coverage(coverage_of(said, dossier, subtitle="in December")),
        "distance": lambda: draw_apart(_apart(said, dossier, first=FIRST, last=LAST)),
    }
    drawn[name]()
    (canvas,) = canvases
    assert _overlaps(canvas) == []
    assert not _cut(canvas)
    for words, left, _, right, bottom in canvas.extents():
        assert left >= 0, words
        assert right <= WIDTH, words
        assert bottom <= canvas.height, words


def test_a_timeline_says_how_many_parties_it_leaves_out() -> None:
    parties = [{"id": f"p{n}", "name": f"Party {n}"} for n in range(17)]
    dossier = changed_dossier(parties=parties, people=[], rounds=[])
    said = [_say(f"d{n}", one["id"], Stance.SUPPORT, 5) for n, one in enumerate(parties)]
    timeline = timeline_of(courses(said, rules=RULES), (), "ceasefire", dossier, first=FIRST, last=LAST)
    assert (len(timeline.rows), timeline.left_out) == (15, 2)
    assert words_of_timeline(timeline).endswith("Without 2 more parties: see /topic.")


@pytest.mark.parametrize("name", ["timeline", "coverage", "distance"])
def test_no_word_of_the_other_pictures_is_cut_off_or_lies_on_another(name: str, canvases: list[Canvas]) -> None:
    DRAWN[name]()
    (canvas,) = canvases
    for words, left, _, right, bottom in canvas.extents():
        assert left >= 0, words
        assert right <= WIDTH, words
        assert bottom <= canvas.height, words
    assert _overlaps(canvas) == []


def test_words_of_the_matrix_say_what_it_shows() -> None:
    words = _matrix().alt
    for position in fold(STATEMENTS, rules=RULES):
        assert DOSSIER.topic_name(position.topic) in words
        assert f" {position.stance}" in words
        assert DOSSIER.party_name(position.actor) in words
    assert "changed" in words
    assert "last said" in words


def test_a_mixed_position_is_hatched_and_said() -> None:
    positions = [replace(one, mixed=True) for one in fold(STATEMENTS, rules=RULES)]
    image = draw_matrix(matrix_of(positions, DOSSIER, subtitle="now"))
    assert "mixed signals" in image.alt
    plain = draw_matrix(matrix_of([replace(one, mixed=False) for one in positions], DOSSIER, subtitle="now"))
    assert plain.png != image.png


def test_parties_that_do_not_fit_are_counted() -> None:
    parties = [{"id": f"p{n}", "name": f"Party {n}"} for n in range(MOST_PARTIES + 3)]
    dossier = changed_dossier(parties=parties, people=[], rounds=[])
    base = fold(STATEMENTS, rules=RULES)[0]
    shown = matrix_of([replace(base, actor=one["id"]) for one in parties], dossier, subtitle="now")
    assert len(shown.parties) == MOST_PARTIES
    assert shown.left_out == (3, 0)
    assert matrix_module._notes(shown) == ["Without 3 more parties: see /topic."]


def test_timeline_shows_who_moved_when() -> None:
    found = shifts(SHIFTING, rules=RULES)
    timeline = timeline_of(courses(SHIFTING, rules=RULES), found, "ceasefire", DOSSIER, first=FIRST, last=LAST)
    russia, ukraine = timeline.rows
    assert [(one.stance, one.first, one.last) for one in russia.stretches] == [
        (Stance.OPPOSE, date(2025, 12, 3), date(2025, 12, 19)),
        (Stance.SUPPORT, date(2025, 12, 20), LAST),
    ]
    assert ukraine.name == "Ukraine"
    assert [(one.letter, one.row, one.on) for one in timeline.marks] == [("A", 0, date(2025, 12, 20))]
    assert "oppose from 3 Dec 2025; support from 20 Dec 2025" in draw_timeline(timeline).alt


def test_a_stance_from_before_the_period_is_shown_from_its_first_day() -> None:
    timeline = timeline_of(
        courses(SHIFTING, rules=RULES), (), "ceasefire", DOSSIER, first=date(2025, 12, 10), last=LAST
    )
    assert timeline.rows[0].stretches[0].first == date(2025, 12, 10)


@pytest.mark.parametrize("draw", [
    lambda: draw_matrix(matrix_of((), DOSSIER, subtitle="now")),
    lambda: draw_timeline(timeline_of(courses((), rules=RULES), (), "ceasefire", DOSSIER, first=FIRST, last=LAST)),
    lambda: draw_coverage(coverage_of((), DOSSIER, subtitle="now")),
    lambda: draw_apart(_apart((), DOSSIER, first=LAST, last=LAST)),
])  # fmt: skip
def test_nothing_known_is_said(draw: Callable[[], Image]) -> None:
    image = draw()
    assert "no " in image.alt
    assert image.png.startswith(b"\x89PNG")


def test_distance_is_told_for_days_on_which_it_can_be_said() -> None:
    apart = _apart(SHIFTING, DOSSIER, first=FIRST, last=LAST)
    (pair,) = apart.pairs
    assert pair.name == "Russia – Ukraine"
    assert pair.points[0] == (date(2025, 12, 6), 1.0)
    assert pair.points[-1] == (LAST, 0.0)


def test_words_that_are_too_wide_are_cut_with_a_mark() -> None:
    look = Look()
    cut = fitted("a very long name of something", look, 120)
    assert cut.endswith("…")
    assert width_of(cut, look) <= 120
    assert fitted("short", look, 500) == "short"
    lines = wrapped("one two three four five six seven", look, 150, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
