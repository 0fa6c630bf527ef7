"""What an article shows of a statement or number: its passage, in pieces to be marked, and how it came here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.alerts.wording import outlet, speaker
from bot.dossier import Dossier
from bot.model import Figure, Item, Span, Statement

AROUND = 400
"""Characters of the article on either side of what is marked; the rest is the publisher's."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the passage with what marks it: "evidence", "trigger", "quote"; places are those of the article."""

    start: int
    end: int
    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an article's title or text, in pieces that put together give it back; cut where it goes on."""

    field: str
    pieces: tuple[Piece, ...]
    cut_before: bool = False
    cut_after: bool = False


Marks = Sequence[tuple[str, Span]]
"""Spans with what each is, as in `Piece`."""


def of_statement(one: Statement) -> Marks:
    """Return what is marked of a statement: its sentences, the speaker's own words, the words that a rule fired on."""
    kinds = (("evidence", one.evidence), ("quote", one.quotes), ("trigger", one.triggers))
    return [(kind, span) for kind, spans in kinds for span in spans]


def of_figure(one: Figure) -> Marks:
    """Return what is marked of a number: its sentence, and the number as it is written."""
    return [("evidence", one.evidence), ("trigger", one.at)]


def passages(marks: Marks, item: Item | None) -> tuple[Passage, ...]:
    """Return the passages with the evidence marked, in the order of the article.

    Where the article is not kept, or was edited since, so that the places mean something else, each sentence is a
    passage by itself.
    """
    evidence = [span for kind, span in marks if kind == "evidence"]
    if item is None or not all(_holds(span, item) for span in evidence):
        return tuple(_alone(span, marks) for span in sorted(evidence, key=lambda one: one.start))
    return tuple(
        _passage(field, text, marks)
        for field, text in (("title", item.title), ("text", item.text))
        if any(span.field == field for span in evidence)
    )


def _holds(span: Span, item: Item) -> bool:
    return (item.title if span.field == "title" else item.text)[span.start : span.end] == span.text


def _passage(field: str, text: str, marks: Marks) -> Passage:
    evidence = [span for kind, span in marks if kind == "evidence" and span.field == field]
    start = _before(text, min(span.start for span in evidence))
    end = _after(text, max(span.end for span in evidence))
    return Passage(
        field=field, pieces=tuple(pieces(text, start, end, _within(marks, field))),
        cut_before=start > 0, cut_after=end < len(text),
    )  # fmt: skip


def _before(text: str, place: int) -> int:
    """Return where to begin: at the paragraph, or at a word where that is too far."""
    begin = max(place - AROUND, 0)
    paragraph = text.rfind("\n", begin, place)
    if paragraph >= 0 and text[begin:paragraph].strip():
        return paragraph + 1
    blank = text.find(" ", begin, place)
    return 0 if begin == 0 else blank + 1 if blank >= 0 else begin


def _after(text: str, place: int) -> int:
    """Return where to end: at the end of the paragraph, or of a word where that is too far."""
    limit = min(place + AROUND, len(text))
    paragraph = text.find("\n", place, limit)
    if paragraph >= 0:
        return paragraph
    blank = text.rfind(" ", place, limit)
    return limit if limit == len(text) else blank if blank >= 0 else limit


def _alone(span: Span, marks: Marks) -> Passage:
    """Return a sentence by itself, with the marks within it where its words are where they should be."""
    before = " " * span.start
    return Passage(
        field=span.field, cut_before=True, cut_after=True,
        pieces=tuple(pieces(before + span.text, span.start, span.end, _within(marks, span.field))),
    )  # fmt: skip


def _within(marks: Marks, field: str) -> Marks:
    return [(kind, span) for kind, span in marks if span.field == field]


def pieces(text: str, start: int, end: int, marked: Marks) -> Iterable[Piece]:
    """Yield the text from `start` to `end` cut wherever a mark begins or ends."""
    inside = {place for _, span in marked for place in (span.start, span.end) if start < place < end}
    for first, last in pairwise((start, *sorted(inside), end)):
        marks = tuple(dict.fromkeys(kind for kind, span in marked if span.start <= first and last <= span.end))
        yield Piece(first, last, text[first:last], marks)


def chain(one: Statement | Figure, dossier: Dossier) -> Iterable[tuple[str, str]]:
    """Yield by which way the words came here, from the reader back to the speaker."""
    yield "Reported by", outlet(one.outlet)
    for name in one.chain:
        yield "which had it from", name
    yield "which quotes" if one.speaker else "in the words of", speaker(one, dossier)
