"""Who said what: a text and its paragraphs in, attributions out, in text order, tracked speaker or not.

A tagger (or, without weights, rules) proposes cue, content and source; quotations are completed and continued, speakers
resolved in a walk through the text, and source tags peeled off into the chain. Time is linear in the text's length.
"""

from collections.abc import Sequence

from bot.extract.candidates import Candidate, propose
from bot.extract.chain import Tag, source_tags
from bot.extract.contents import MARKS, Part, Said, assemble
from bot.extract.features import Grid, grid
from bot.extract.lexicon import AttributionLexicon
from bot.extract.names import Names
from bot.extract.quotes import pair_quotes
from bot.extract.rules import propose_by_rule
from bot.extract.segment import Paragraph
from bot.extract.speakers import resolve
from bot.extract.tagger import load_weights
from bot.model import Attribution, QuoteKind, Span


def attribute(
    text: str, paragraphs: Sequence[Paragraph], lexicon: AttributionLexicon, *, field: str = "text"
) -> tuple[Attribution, ...]:
    """Return the attributions in the paragraphs that are text; spans are of `field`, offsets into `text`."""
    quotes = pair_quotes(text, paragraphs)
    view = grid(text, paragraphs, quotes, lexicon.words)
    said = assemble(_candidates(view, lexicon), view, quotes)
    if not said:
        return ()
    speakers = resolve(text, said, view, Names(text, view, lexicon), lexicon)
    tags = _Tags(text, paragraphs, lexicon)
    return tuple(
        _attribution(text, each, speaker, view, tags, field) for each, speaker in zip(said, speakers, strict=True)
    )


def _candidates(view: Grid, lexicon: AttributionLexicon) -> list[Candidate]:
    if lexicon.tagger is None or lexicon.folder is None:
        return propose_by_rule(view, lexicon)
    return propose(view, load_weights(lexicon.folder / lexicon.tagger))


class _Tags:
    """The source tags of a text by sentence, looked for once and only where asked for."""

    def __init__(self, text: str, paragraphs: Sequence[Paragraph], lexicon: AttributionLexicon) -> None:
        self._text = text
        self._sentences = [s for paragraph in paragraphs if paragraph.is_text for s in paragraph.sentences]
        self._found: dict[int, tuple[Tag, ...]] = {}
        self._lexicon = lexicon

    def within(self, sentence: int) -> tuple[Tag, ...]:
        """Return the tags of the sentence with this number."""
        if sentence not in self._found:
            span = self._sentences[sentence]
            self._found[sentence] = tuple(source_tags(self._text, span.start, span.end, self._lexicon))
        return self._found[sentence]


def _attribution(text: str, said: Said, speaker: str | None, view: Grid, tags: _Tags, field: str) -> Attribution:
    source = _offsets(said.source, view) if said.source else None
    cue = _offsets(said.cue, view) if said.cue else None
    content = [_offsets(part, view) for part in said.parts]
    chain: list[str] = []
    for tag in tags.within(int(view.sentence[said.last])):
        if tag.cited and source and tag.start <= source[0] < tag.end:
            source, speaker = tag.cited, text[slice(*tag.cited)]
            chain.append(tag.outlet)
        elif source is None or tag.outlet not in text[slice(*source)]:
            content = [_without(tag, part) for part in content]
            chain.append(tag.outlet)
    spans = tuple(Span(field, a, b, text[a:b]) for a, b in content)
    return Attribution(
        content=spans,
        kind=_kind(spans),
        source=Span(field, *source, text[slice(*source)]) if source else None,
        resolved=speaker,
        cue=Span(field, *cue, text[slice(*cue)]) if cue else None,
        chain=tuple(dict.fromkeys(chain)),
    )


def _offsets(part: Part, view: Grid) -> tuple[int, int]:
    return view.tokens.starts[part[0]], view.tokens.ends[part[1]]


def _without(tag: Tag, part: tuple[int, int]) -> tuple[int, int]:
    """Return a content without the source tag that it begins or ends with."""
    start, end = part
    if start < tag.start < end <= tag.end + 2:
        return start, tag.start
    if tag.start <= start < tag.end < end:
        return tag.end, end
    return part


def _kind(content: Sequence[Span]) -> QuoteKind:
    """Return direct where every part is one quotation, indirect where there are no marks, else mixed."""
    texts = [span.text.strip(" \n,.") for span in content]
    if not any(_marks(text) for text in texts):
        return QuoteKind.INDIRECT
    return QuoteKind.DIRECT if all(_whole(text) for text in texts) else QuoteKind.MIXED


def _marks(text: str) -> int:
    return sum(text.count(mark) for mark in MARKS) + text.count("''") + text.count("``")


def _whole(text: str) -> bool:
    first = text[:1] in MARKS or text[:2] in {"''", "``"}
    return first and (_marks(text) == 1 or (_marks(text) == 2 and (text[-1] in MARKS or text.endswith("''"))))
