"""Who said what: a text and its paragraphs in, attributions out, in text order, tracked speaker or not.

A tagger (or, without weights, rules) proposes cue, content and source; quotations are completed and continued, speakers
resolved in a walk through the text, and source tags peeled off into the chain. Time is linear in the text's length.
"""

from collections.abc import Sequence

from bot.extract.candidates import Candidate, propose
from bot.extract.chain import Place, Reported, Tag, peel, source_tags
from bot.extract.contents import MARKS, Part, Said, assemble
from bot.extract.features import Grid, grid
from bot.extract.headlines import propose_in_headlines
from bot.extract.lexicon import AttributionLexicon
from bot.extract.names import Names
from bot.extract.quotes import pair_quotes
from bot.extract.reasons import Reason, reasons
from bot.extract.rules import according, propose_by_rule, unaddressed
from bot.extract.segment import Paragraph
from bot.extract.speakers import resolve
from bot.extract.tagger import load_weights
from bot.model import Attribution, QuoteKind, Span

_ALL_MARKS = (*sorted(MARKS), "''", "``")


def attribute(
    text: str, paragraphs: Sequence[Paragraph], lexicon: AttributionLexicon, *, field: str = "text"
) -> tuple[Attribution, ...]:
    """Return the attributions in the paragraphs that are text; spans are of `field`, offsets into `text`."""
    quotes = pair_quotes(text, paragraphs)
    view = grid(text, paragraphs, quotes, lexicon.words)
    said = assemble(_candidates(text, paragraphs, view, lexicon), view, quotes, lexicon.connectives)
    if not said:
        return ()
    speakers = resolve(text, said, view, Names(text, view, lexicon), lexicon)
    tags = _Tags(text, paragraphs, lexicon)
    peeled = (
        peel(_reported(each, speaker, view), tags.within(view.sentences[each.last]), text)
        for each, speaker in zip(said, speakers, strict=True)
    )
    return tuple(_attribution(text, each, field) for each in peeled if each)


def explain(
    text: str, paragraphs: Sequence[Paragraph], lexicon: AttributionLexicon, cues: Sequence[Span | None]
) -> list[tuple[Reason, ...]]:
    """Return for each cue what made the tagger take it for one; nothing without a cue or weights."""
    if lexicon.tagger is None or lexicon.folder is None:
        return [() for _ in cues]
    view = grid(text, paragraphs, pair_quotes(text, paragraphs), lexicon.words)
    weights = load_weights(lexicon.folder / lexicon.tagger)
    return [tuple(reasons(view, view.tokens.first_from(cue.start), weights)) if cue else () for cue in cues]


def _candidates(text: str, paragraphs: Sequence[Paragraph], view: Grid, lexicon: AttributionLexicon) -> list[Candidate]:
    """Return what headlines show by their form, and what the tagger or the rules propose elsewhere."""
    headlines = list(propose_in_headlines(text, paragraphs, view, lexicon))
    settled = {view.paragraphs[candidate.cue] for candidate in headlines}
    if lexicon.tagger is None or lexicon.folder is None:
        found = propose_by_rule(view, lexicon)
    else:
        found = according(view, propose(view, load_weights(lexicon.folder / lexicon.tagger)), lexicon)
    found = unaddressed(view, found, lexicon)
    return headlines + [candidate for candidate in found if view.paragraphs[candidate.cue] not in settled]


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


def _reported(said: Said, speaker: str | None, view: Grid) -> Reported:
    def place(part: Part) -> Place:
        return view.tokens.starts[part[0]], view.tokens.ends[part[1]]

    source, cue = said.source and place(said.source), said.cue and place(said.cue)
    return Reported(source, cue, tuple(place(part) for part in said.parts), speaker)


def _attribution(text: str, reported: Reported, field: str) -> Attribution:
    def span(place: Place) -> Span:
        return Span(field, *place, text[slice(*place)])

    content = tuple(map(span, reported.content))
    return Attribution(
        content=content,
        kind=_kind(content),
        source=span(reported.source) if reported.source else None,
        resolved=reported.speaker,
        cue=span(reported.cue) if reported.cue else None,
        chain=reported.chain,
    )


def _kind(content: Sequence[Span]) -> QuoteKind:
    """Return direct where every part is one quotation, indirect where there are no marks, else mixed."""
    texts = [span.text.strip(" \n,.") for span in content]
    if not any(_marks(text) for text in texts):
        return QuoteKind.INDIRECT
    return QuoteKind.DIRECT if all(_whole(text) for text in texts) else QuoteKind.MIXED


def _marks(text: str) -> int:
    return sum(map(text.count, _ALL_MARKS))


def _whole(text: str) -> bool:
    first = text[:1] in MARKS or text[:2] in {"''", "``"}
    return first and (_marks(text) == 1 or (_marks(text) == 2 and (text[-1] in MARKS or text.endswith("''"))))
