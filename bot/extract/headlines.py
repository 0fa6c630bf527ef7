"""Headlines that name their source: "…, says X", "… — X", "X: …"; patterns are data."""

from collections.abc import Iterator, Sequence

from bot.extract.candidates import Candidate
from bot.extract.features import Grid
from bot.extract.lexicon import AttributionLexicon
from bot.extract.segment import Paragraph, ParagraphKind

_SURE = 0.99


def propose_in_headlines(
    text: str, paragraphs: Sequence[Paragraph], view: Grid, lexicon: AttributionLexicon
) -> Iterator[Candidate]:
    """Yield the attribution of each headline whose form shows its source."""
    for paragraph in paragraphs:
        if paragraph.kind is ParagraphKind.HEADLINE:
            found = _proposed(text, paragraph, view, lexicon)
            if found:
                yield found


def _proposed(text: str, headline: Paragraph, view: Grid, lexicon: AttributionLexicon) -> Candidate | None:
    def tokens(span: tuple[int, int]) -> tuple[int, int]:
        return view.tokens.first_from(span[0]), view.tokens.first_from(span[1]) - 1

    for pattern in lexicon.headline_patterns:
        match = pattern.match(text, headline.start, headline.end)
        if match:
            source, content = tokens(match.span("source")), tokens(match.span("content"))
            cue = tokens(match.span("cue"))[0] if match.groupdict().get("cue") else _mark(source, content)
            return Candidate(cue, content, source, _SURE)
    return None


def _mark(source: tuple[int, int], content: tuple[int, int]) -> int:
    """Return the dash or colon between source and content."""
    return max(source[0], content[0]) - 1
