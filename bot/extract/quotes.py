"""Quotation marks paired: paragraphs in, quoted stretches out, in order and never overlapping.

Curly, straight and angular marks are paired within a paragraph. A quotation that is still open where its paragraph
ends is closed there; it is `carried` on where the next paragraph opens one too (the newspaper convention). Where a mark
opens although a quotation is open, the earlier one ends before it. Single marks count where no double one is open.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.extract.segment import Paragraph

_MARK = re.compile(r"''|``|[\"“”„‟«»″〝〞'‘’]")
_OPENING, _CLOSING = frozenset("“„‟«〝"), frozenset("”»〞")
_BEFORE_OPENING = frozenset("([{—–-/‘'“\"")
_SINGLE = frozenset("'‘’")
_LONGEST_SINGLE = 400


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch in quotation marks, the marks included; `closed` tells whether its end has one."""

    start: int
    end: int
    closed: bool
    carried: bool = False


def pair_quotes(text: str, paragraphs: Sequence[Paragraph]) -> list[Quoted]:
    """Return the quoted stretches of the paragraphs that are text, in order."""
    found: list[Quoted] = []
    for paragraph in paragraphs:
        if not paragraph.is_text:
            continue
        if (
            found
            and not found[-1].closed
            and found[-1].end > paragraph.start - 8
            and text[paragraph.start] in "\"“„«'‘"
        ):
            last = found.pop()
            found.append(Quoted(last.start, last.end, last.closed, carried=True))
        found.extend(_paired(text, paragraph.start, paragraph.end))
    return found


def _paired(text: str, start: int, end: int) -> Iterator[Quoted]:
    opened = single = -1
    for match in _MARK.finditer(text, start, end):
        place, mark = match.start(), match.group()
        if mark in _SINGLE:
            if opened < 0 and _single_mark(text, place, mark):
                single, pair = _single(place, mark, single)
                if pair:
                    yield Quoted(*pair, closed=True)
            continue
        single = -1
        if _opens(text, place, mark, start, end):
            if opened >= 0:
                yield Quoted(opened, _before(text, opened, place), closed=False)
            opened = place
        elif opened >= 0:
            yield Quoted(opened, match.end(), closed=True)
            opened = -1
    if opened >= 0:
        yield Quoted(opened, end, closed=False)


def _single_mark(text: str, place: int, mark: str) -> bool:
    """Tell whether a single mark can quote: it stands before or after a word, not within one."""
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    if mark != "’" and not before.isalnum() and after.isalnum():
        return True
    return mark != "‘" and bool(before) and not before.isspace() and not after.isalnum()


def _single(place: int, mark: str, opened: int) -> tuple[int, tuple[int, int] | None]:
    """Return where a single quotation is now open (-1: nowhere) and the pair that `mark` closes, if any."""
    if opened >= 0 and mark in "'’" and place - opened > 1:
        pair = (opened, place + 1) if place - opened <= _LONGEST_SINGLE else None
        return -1, pair
    return (place if mark in "'‘" else opened), None


def _opens(text: str, place: int, mark: str, start: int, end: int) -> bool:
    if mark in _OPENING:
        return True
    if mark in _CLOSING:
        return False
    after = text[place + len(mark) : place + len(mark) + 1]
    if place == start:
        return True
    before = text[place - 1]
    return (before.isspace() or before in _BEFORE_OPENING) and place + len(mark) < end and not after.isspace()


def _before(text: str, start: int, place: int) -> int:
    while place > start + 1 and text[place - 1].isspace():
        place -= 1
    return place
