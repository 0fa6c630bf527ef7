"""A text as paragraphs and sentences with exact offsets, and what is no text told apart.

Every line is a paragraph, unless it goes on in lower case on the next. A dateline before the first sentence and a
notice among the sentences of one long line become paragraphs of their own, so that `is_text` decides alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter

from bot.extract.lexicon import SegmentationLexicon
from bot.extract.sentences import Sentence, split_sentences

__all__ = ["Paragraph", "ParagraphKind", "Sentence", "segment"]

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_HEAD = 300
_HEADLINE = 220
_HEADLINES = 8
_SHORT = 24
_LONG = 160
_RUN_ON = 3
_SENTENCE_END = re.compile(r"[.!?…:][\"”’»)\]']*$")


class ParagraphKind(StrEnum):
    """What a paragraph is; only body and headline are text that can hold statements."""

    BODY = "body"
    HEADLINE = "headline"
    DATELINE = "dateline"
    BYLINE = "byline"
    CAPTION = "caption"
    RELATED = "related"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of a text with its sentences."""

    start: int
    end: int
    kind: ParagraphKind
    sentences: tuple[Sentence, ...]

    @property
    def is_text(self) -> bool:
        """Return whether statements may be read from it."""
        return self.kind in {ParagraphKind.BODY, ParagraphKind.HEADLINE}


def segment(text: str, lexicon: SegmentationLexicon, *, title: str = "") -> tuple[Paragraph, ...]:
    """Return the paragraphs of the text in order; their sentences hold every character but white space.

    A line that only repeats the `title`, or a headline before it, is no text.
    """
    found: list[Paragraph] = []
    headlines: set[str] = {title} if title else set()
    body = False
    for start, end in _lines(text):
        kind = _line_kind(text[start:end], lexicon)
        if kind is ParagraphKind.BODY and _is_headline(text[start:end]):
            if _repeats(text[start:end], headlines):
                kind = ParagraphKind.RELATED
            elif not body and len(headlines) < _HEADLINES:
                kind = ParagraphKind.HEADLINE
                headlines.add(text[start:end])
        if kind is ParagraphKind.BODY:
            body = True
            found.extend(_body(text, start, end, lexicon))
        else:
            found.append(Paragraph(start, end, kind, tuple(split_sentences(text, start, end, lexicon))))
    return tuple(found)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of the lines that are not blank, those of one broken paragraph joined."""
    pending: tuple[int, int] | None = None
    for match in _LINE.finditer(text):
        start, end = _strip(text, match.start(), match.end())
        if start == end:
            continue
        if (
            pending
            and text[start].islower()
            and _breaks_off(text, *pending)
            and text.count("\n", pending[1], start) < 2
        ):
            pending = (pending[0], end)
            continue
        if pending:
            yield pending
        pending = (start, end)
    if pending:
        yield pending


def _breaks_off(text: str, start: int, end: int) -> bool:
    return end - start > 40 and (text[end - 1].isalnum() or text[end - 1] in ",;-–—")


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _line_kind(line: str, lexicon: SegmentationLexicon) -> ParagraphKind:
    line = " ".join(line.split()) if len(line) <= _HEAD else line
    if len(line) > _HEAD:
        return ParagraphKind.BODY
    if not any(map(str.isalpha, line)):
        return ParagraphKind.BOILERPLATE
    return ParagraphKind(lexicon.noise_of(line) or "body")


def _is_headline(line: str) -> bool:
    return len(line) <= _HEADLINE and not _SENTENCE_END.search(line[-12:])


def _repeats(line: str, headlines: set[str]) -> bool:
    return any(line == seen or (len(seen) > _SHORT and seen in line) for seen in headlines)


def _body(text: str, start: int, end: int, lexicon: SegmentationLexicon) -> Iterator[Paragraph]:
    """Yield the paragraph, its dateline and the notices among its sentences apart."""
    head = text[start : start + _HEAD]
    first = start < _HEAD and not text[:start].strip()
    prefix = lexicon.dateline.match(head) or (lexicon.first_dateline.match(head) if first else None)
    if prefix and start + prefix.end() < end:
        cut = start + prefix.end()
        yield _paragraph(ParagraphKind.DATELINE, split_sentences(text, start, cut, lexicon))
        start = cut
    sentences = list(split_sentences(text, start, end, lexicon))
    kinds = _kinds(text, sentences, lexicon)
    for kind, group in groupby(zip(kinds, sentences, strict=True), key=itemgetter(0)):
        yield _paragraph(kind, (sentence for _, sentence in group))


def _kinds(text: str, sentences: Sequence[Sentence], lexicon: SegmentationLexicon) -> list[ParagraphKind]:
    """Return the kind of each sentence; what stands before a credit in parentheses is the caption it credits."""
    kinds = [
        ParagraphKind.RELATED if _is_run_on(text, s, lexicon) else _line_kind(text[s.start : s.end], lexicon)
        for s in sentences
    ]
    for index, sentence in enumerate(sentences[1:]):
        if kinds[index + 1] is ParagraphKind.CAPTION and text[sentence.start] == "(":
            kinds[index] = ParagraphKind.CAPTION
    return kinds


def _is_run_on(text: str, sentence: Sentence, lexicon: SegmentationLexicon) -> bool:
    """Return whether headlines run into each other there: words that open sentences follow others without a stop."""
    if sentence.end - sentence.start < _LONG:
        return False
    found = lexicon.inner_opener.findall(text, sentence.start, sentence.end)
    return len(found) >= _RUN_ON and len(set(found)) > 1


def _paragraph(kind: ParagraphKind, sentences: Iterable[Sentence]) -> Paragraph:
    held = tuple(sentences)
    return Paragraph(held[0].start, held[-1].end, kind, held)
