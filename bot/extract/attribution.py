"""Who said what: a text and its paragraphs in, attributions out, in text order."""

import re
from collections.abc import Iterator, Sequence

from bot.extract.lexicon import AttributionLexicon
from bot.extract.segment import Paragraph
from bot.model import Attribution, QuoteKind, Span

_AFTER = re.compile(
    r"(?P<content>[“\"][^“”\"\n]{2,2000},[”\"]) (?P<source>[^\s,]+(?: [A-Z][^\s,]+){0,4}) (?P<cue>said|added|told)"
)


def attribute(
    text: str, paragraphs: Sequence[Paragraph], lexicon: AttributionLexicon, *, field: str = "text"
) -> tuple[Attribution, ...]:
    """Return the attributions in the paragraphs that are text; spans are of `field`, offsets into `text`."""
    return tuple(_found(text, paragraphs, field)) if lexicon.verbs else ()


def _found(text: str, paragraphs: Sequence[Paragraph], field: str) -> Iterator[Attribution]:
    for paragraph in paragraphs:
        if not paragraph.is_text:
            continue
        for match in _AFTER.finditer(text, paragraph.start, paragraph.end):
            content, source, cue = (
                Span(field, match.start(name), match.end(name), match.group(name))
                for name in ("content", "source", "cue")
            )
            yield Attribution(content=(content,), kind=QuoteKind.DIRECT, source=source, resolved=source.text, cue=cue)
